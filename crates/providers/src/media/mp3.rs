use std::time::Duration;

/// Kilobits a second of layer III, by version and index.
const RATES_1: [u32; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const RATES_2: [u32; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/// How long an MP3 is, as far as its frames tell; none when it has none. Tags, and headers between pieces that were
/// glued together, are skipped.
pub(crate) fn duration(file: &[u8]) -> Option<Duration> {
    let mut micros = 0_u64;
    let mut at = 0;
    while let Some(rest) = file.get(at..).filter(|rest| rest.len() >= 4) {
        if let Some(length) = tag_length(rest) {
            at += length;
        } else if let Some((length, samples, rate)) = frame(rest) {
            micros += u64::from(samples) * 1_000_000 / u64::from(rate);
            at += length;
        } else {
            at += 1;
        }
    }
    (micros > 0).then(|| Duration::from_micros(micros))
}

/// The length of an ID3v2 tag.
fn tag_length(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'I', b'D', b'3', _, _, flags, a, b, c, d, ..] => {
            let size = [a, b, c, d].into_iter().fold(0, |size, byte| (size << 7) | usize::from(byte & 0x7f));
            let footer = if flags & 0x10 == 0 { 0 } else { 10 };
            Some(10 + size + footer)
        }
        _ => None,
    }
}

/// Length in bytes, number of samples and samples a second of the frame at the beginning.
fn frame(bytes: &[u8]) -> Option<(usize, u32, u32)> {
    let [0xff, second, third, _, ..] = bytes else { return None };
    // Sync, and layer III.
    if second & 0xe6 != 0xe2 {
        return None;
    }
    let version = (second >> 3) & 3;
    let rate = *[44_100, 48_000, 32_000].get(usize::from((third >> 2) & 3))?;
    let (rate, samples, rates) = match version {
        3 => (rate, 1_152, &RATES_1),
        2 => (rate / 2, 576, &RATES_2),
        0 => (rate / 4, 576, &RATES_2),
        _ => return None,
    };
    let bits = rates.get(usize::from(third >> 4)).filter(|kilobits| **kilobits > 0)? * 1_000;
    let padding = u32::from((third >> 1) & 1);
    let length = (samples / 8 * bits / rate + padding) as usize;
    Some((length, samples, rate))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame of MPEG 1, layer III, 128 kbit/s, 44.1 kHz: 417 bytes, 26.122 ms.
    fn frames(count: usize) -> Vec<u8> {
        let mut frame = vec![0_u8; 417];
        frame[..4].copy_from_slice(&[0xff, 0xfb, 0x90, 0x00]);
        frame.repeat(count)
    }

    #[test]
    fn frames_are_counted() {
        assert_eq!(duration(&frames(100)), Some(Duration::from_micros(2_612_200)));
        let mut low = [0_u8; 144];
        low[..4].copy_from_slice(&[0xff, 0xf3, 0x40, 0x00]); // MPEG 2, 32 kbit/s, 22.05 kHz: 104 bytes
        assert_eq!(duration(&low[..104]), Some(Duration::from_micros(26_122)));
    }

    #[test]
    fn tags_and_glue_are_skipped() {
        let mut tag = b"ID3\x04\0\0\0\0\0\x14".to_vec();
        tag.extend([0xff; 20]);
        let glued = [tag.clone(), frames(50), b"Xing junk".to_vec(), tag, frames(50)].concat();
        assert_eq!(duration(&glued), duration(&frames(100)));
        for strange in [&b""[..], b"RIFF....WAVE", &[0xff; 64], b"{\"error\": 1}"] {
            assert_eq!(duration(strange), None);
        }
    }
}
