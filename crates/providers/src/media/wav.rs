use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};

/// Sound as 16 bit samples, mono.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pcm {
    /// Samples a second.
    pub(crate) rate: u32,
    /// Little-endian, two bytes each.
    pub(crate) samples: Bytes,
}

const HEADER: usize = 44;

impl Pcm {
    /// Raw samples as a provider sends them; half a sample at the end is dropped.
    pub(crate) fn new(rate: u32, samples: Bytes) -> Self {
        let whole = samples.len() / 2 * 2;
        Self { rate, samples: samples.slice(..whole) }
    }

    /// How long it is.
    pub(crate) fn duration(&self) -> Duration {
        let count = self.samples.len() as u64 / 2;
        Duration::from_micros(count * 1_000_000 / u64::from(self.rate.max(1)))
    }

    /// As a file whose header tells the truth.
    pub(crate) fn to_wav(&self) -> Bytes {
        let length = u32::try_from(self.samples.len()).unwrap_or(u32::MAX - HEADER as u32);
        let mut file = BytesMut::with_capacity(HEADER + self.samples.len());
        file.put_slice(b"RIFF");
        file.put_u32_le(length + HEADER as u32 - 8);
        file.put_slice(b"WAVEfmt ");
        file.put_u32_le(16);
        file.put_u16_le(1); // PCM
        file.put_u16_le(1); // mono
        file.put_u32_le(self.rate);
        file.put_u32_le(self.rate * 2);
        file.put_u16_le(2);
        file.put_u16_le(16);
        file.put_slice(b"data");
        file.put_u32_le(length);
        file.put_slice(&self.samples);
        file.freeze()
    }
}

/// What a header says of the samples that follow it.
struct Format {
    channels: u16,
    rate: u32,
    bits: u16,
}

/// Reads a WAV file of 16 bit samples as servers stream them: the sizes in its header may be placeholders
/// (`0xFFFFFFFF`, `0x7FFFFFFF`), and every further piece may begin with a header of its own.
pub(crate) fn read(file: &[u8]) -> Option<Pcm> {
    let mut samples = BytesMut::with_capacity(file.len());
    let mut rate = None;
    let mut rest = file;
    while let Some((format, start)) = header(rest) {
        if format.bits != 16 || format.channels == 0 || rate.is_some_and(|rate| rate != format.rate) {
            return None;
        }
        rate = Some(format.rate);
        let data = rest.get(start..)?;
        let end = next_header(data).unwrap_or(data.len());
        let (piece, tail) = data.split_at(end);
        mix_down(piece, format.channels, &mut samples);
        rest = tail;
    }
    let rate = rate.filter(|rate| *rate > 0)?;
    (!samples.is_empty()).then(|| Pcm::new(rate, samples.freeze()))
}

/// The header at the beginning of a file, and where its samples begin.
fn header(file: &[u8]) -> Option<(Format, usize)> {
    if file.get(..4)? != b"RIFF" || file.get(8..12)? != b"WAVE" {
        return None;
    }
    let number = |at: usize| Some(u32::from_le_bytes(file.get(at..at + 4)?.try_into().ok()?));
    let short = |at: usize| Some(u16::from_le_bytes(file.get(at..at + 2)?.try_into().ok()?));
    let mut format = None;
    let mut at = 12;
    loop {
        let (name, size) = (file.get(at..at + 4)?, number(at + 4)? as usize);
        let content = at + 8;
        match name {
            b"data" => return Some((format?, content)),
            b"fmt " => {
                let (channels, rate) = (short(content + 2)?, number(content + 4)?);
                format = Some(Format { channels, rate, bits: short(content + 14)? });
            }
            _ => {}
        }
        at = content.checked_add(size)?.checked_add(size % 2)?;
    }
}

/// Where the next piece's header begins: never in the middle of a sample.
fn next_header(data: &[u8]) -> Option<usize> {
    let starts = data.windows(12).enumerate().filter(|(at, _)| at % 2 == 0);
    let mut found = starts.filter(|(_, bytes)| bytes.starts_with(b"RIFF") && bytes.ends_with(b"WAVE"));
    found.find(|(at, _)| data.get(*at..).is_some_and(|tail| header(tail).is_some())).map(|(at, _)| at)
}

fn mix_down(data: &[u8], channels: u16, out: &mut BytesMut) {
    if channels == 1 {
        return out.extend_from_slice(data.get(..data.len() / 2 * 2).unwrap_or_default());
    }
    for frame in data.chunks_exact(usize::from(channels) * 2) {
        let samples = frame.chunks_exact(2).map(|pair| match pair {
            [low, high] => i32::from(i16::from_le_bytes([*low, *high])),
            _ => 0,
        });
        let mean = samples.sum::<i32>() / i32::from(channels);
        out.put_i16_le(mean.clamp(i16::MIN.into(), i16::MAX.into()) as i16);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: u32, count: i16) -> Pcm {
        Pcm::new(rate, (0..count).flat_map(i16::to_le_bytes).collect())
    }

    #[test]
    fn what_is_written_is_read_again() {
        let pcm = tone(24_000, 12_000);
        assert_eq!(pcm.duration(), Duration::from_millis(500));
        let file = pcm.to_wav();
        assert_eq!(file.len(), 24_044);
        assert_eq!(&file[4..8], 24_036_u32.to_le_bytes());
        assert_eq!(&file[40..44], 24_000_u32.to_le_bytes());
        assert_eq!(read(&file), Some(pcm));
        assert_eq!(Pcm::new(8_000, Bytes::from_static(b"abc")).samples.len(), 2);
    }

    #[test]
    fn sizes_that_are_placeholders_do_not_matter() {
        let pcm = tone(22_050, 1_000);
        for size in [0xFFFF_FFFF_u32, 0x7FFF_FFFF, 2_000_000_000, 0] {
            let mut file = pcm.to_wav().to_vec();
            file[4..8].copy_from_slice(&size.to_le_bytes());
            file[40..44].copy_from_slice(&size.to_le_bytes());
            assert_eq!(read(&file).as_ref(), Some(&pcm), "{size:#x}");
        }
    }

    #[test]
    fn a_header_in_front_of_every_piece_is_not_a_sound() {
        let (one, two) = (tone(24_000, 300), tone(24_000, 500));
        let glued = [one.to_wav(), two.to_wav()].concat();
        assert_eq!(read(&glued).unwrap().samples, [one.samples, two.samples].concat());
        let other = [tone(24_000, 300).to_wav(), tone(8_000, 300).to_wav()].concat();
        assert_eq!(read(&other), None, "two rates cannot be one sound");
    }

    #[test]
    fn channels_are_mixed_and_strangers_refused() {
        let mut stereo = tone(8_000, 4).to_wav().to_vec();
        stereo[22] = 2;
        assert_eq!(read(&stereo).unwrap().samples.as_ref(), [0, 0, 2, 0]);
        let mut eight = tone(8_000, 4).to_wav().to_vec();
        eight[34] = 8;
        assert_eq!(read(&eight), None);
        for strange in [&b""[..], b"RIFF", b"ID3", &tone(8_000, 4).to_wav()[..40], &tone(8_000, 0).to_wav()] {
            assert_eq!(read(strange), None);
        }
    }
}
