//! MPEG layer 3: silent frames. A frame whose side information is all zeros decodes to silence.

use bytes::Bytes;

const KBPS_MPEG1: [u32; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBPS_MPEG2: [u32; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/// A silent mono frame and its samples; nothing where MPEG has no such rate.
pub(super) fn frame(rate: u32, kbps: u32) -> Option<(Vec<u8>, u32)> {
    // MPEG 1 has the high rates and 1152 samples a frame, MPEG 2 half of both.
    let (version, rates, table, samples) = match rate {
        32_000 | 44_100 | 48_000 => (0xFB, [44_100, 48_000, 32_000], KBPS_MPEG1, 1152),
        _ => (0xF3, [22_050, 24_000, 16_000], KBPS_MPEG2, 576),
    };
    let rate_index = rates.iter().position(|known| *known == rate)?;
    let kbps_index = table.iter().position(|known| *known == kbps)? + 1;
    let length = samples / 8 * kbps * 1000 / rate;
    let settings = u8::try_from(kbps_index << 4 | rate_index << 2).ok()?;
    let mut frame = vec![0xFF, version, settings, 0xC0];
    frame.resize(length as usize, 0);
    Some((frame, samples))
}

pub(super) fn silence(rate: u32, kbps: u32, seconds: f64) -> Bytes {
    let Some((frame, samples)) = frame(rate, kbps) else { return Bytes::new() };
    let frames = (seconds * f64::from(rate) / f64::from(samples)).ceil() as usize;
    frame.repeat(frames.max(1)).into()
}
