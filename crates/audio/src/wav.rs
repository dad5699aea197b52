//! WAV files, as providers send them.

/// What a header says, and the samples after it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wav<'a> {
    pub(crate) channels: u16,
    pub(crate) rate: u32,
    pub(crate) encoding: Encoding,
    pub(crate) data: &'a [u8],
}

/// How one sample is written; always little-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    U8,
    I16,
    I24,
    I32,
    F32,
    F64,
}

impl Encoding {
    /// From a header's format tag and bits.
    const fn of(tag: u16, bits: u16) -> Option<Self> {
        match (tag, bits) {
            (1, 8) => Some(Self::U8),
            (1, 16) => Some(Self::I16),
            (1, 24) => Some(Self::I24),
            (1, 32) => Some(Self::I32),
            (3, 32) => Some(Self::F32),
            (3, 64) => Some(Self::F64),
            _ => None,
        }
    }

    /// Bytes of one sample.
    pub(crate) const fn width(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::I16 => 2,
            Self::I24 => 3,
            Self::I32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// One sample of its [`Self::width`] as −1 to 1; what is no number is silence.
    pub(crate) fn sample(self, bytes: &[u8]) -> f32 {
        let value = match (self, bytes) {
            (Self::U8, [a]) => (f32::from(*a) - 128.0) / 128.0,
            (Self::I16, [a, b]) => f32::from(i16::from_le_bytes([*a, *b])) / 32_768.0,
            (Self::I24, [a, b, c]) => i32::from_le_bytes([0, *a, *b, *c]) as f32 / 2_147_483_648.0,
            (Self::I32, [a, b, c, d]) => i32::from_le_bytes([*a, *b, *c, *d]) as f32 / 2_147_483_648.0,
            (Self::F32, [a, b, c, d]) => f32::from_le_bytes([*a, *b, *c, *d]),
            (Self::F64, _) => bytes.try_into().map_or(0.0, |eight| f64::from_le_bytes(eight) as f32),
            _ => 0.0,
        };
        if value.is_finite() { value.clamp(-8.0, 8.0) } else { 0.0 }
    }
}

/// The tag of a format whose true tag lies further on.
const EXTENSIBLE: u16 = 0xFFFE;

impl<'a> Wav<'a> {
    /// Reads a file's header. Servers that stream write placeholders for sizes, so samples go on to the file's end at
    /// most.
    pub(crate) fn read(file: &'a [u8]) -> Result<Self, &'static str> {
        let Some((head, mut rest)) = file.split_at_checked(12) else { return Err("it is cut off") };
        if !head.starts_with(b"RIFF") || !head.ends_with(b"WAVE") {
            return Err("it is no WAV file");
        }
        let mut format = None;
        while let Some((head, body)) = rest.split_first_chunk::<8>() {
            let [id @ .., a, b, c, d] = head;
            let size = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
            let (body, next) = body.split_at(size.min(body.len()));
            match id {
                b"fmt " => format = Some(Self::format(body)?),
                b"data" => return format.map(|f| Self { data: body, ..f }).ok_or("its header is incomplete"),
                _ => {}
            }
            // Chunks begin at even places.
            rest = next.get(size % 2..).unwrap_or_default();
        }
        Err("it has no samples")
    }

    fn format(body: &'a [u8]) -> Result<Self, &'static str> {
        let word = |at: usize| body.get(at..at + 2).and_then(|w| w.try_into().ok()).map(u16::from_le_bytes);
        let rate = body.get(4..8).and_then(|w| w.try_into().ok()).map(u32::from_le_bytes);
        let (Some(tag), Some(channels), Some(rate), Some(bits)) = (word(0), word(2), rate, word(14)) else {
            return Err("its header is incomplete");
        };
        let tag = if tag == EXTENSIBLE { word(24).unwrap_or(tag) } else { tag };
        let encoding = Encoding::of(tag, bits).ok_or("its samples are written in a way that is not read")?;
        Ok(Self { channels, rate, encoding, data: &[] })
    }
}
