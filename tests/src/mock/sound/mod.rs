//! Sound: real files, as long as the words that they speak.

mod mp3;
mod ogg;

use bytes::Bytes;

/// Characters that are said in a second.
const CHARACTERS_A_SECOND: f64 = 14.0;
/// The sizes in the header of a WAV whose length is not known yet, at OpenAI.
pub(crate) const OPENAI_WAV_SIZES: u32 = 0xFFFF_FFFF;
/// The same at ElevenLabs.
pub(crate) const ELEVENLABS_WAV_SIZES: u32 = 0x7FFF_FFFF;

/// A kind of sound; rates in Hertz.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// MPEG layer 3, silent.
    Mp3 { rate: u32, kbps: u32 },
    /// 16 bit, little endian, mono, no header.
    Pcm { rate: u32 },
    /// The same with a header.
    Wav { rate: u32 },
    /// Opus in Ogg, silent.
    Opus,
    /// µ-law at 8 kHz, silent.
    Ulaw,
    /// A-law at 8 kHz, silent.
    Alaw,
}

impl Format {
    /// By OpenAI's name. AAC and FLAC are not made here.
    pub(crate) fn of_openai(name: &str) -> Option<Self> {
        match name {
            "mp3" => Some(Self::Mp3 { rate: 24_000, kbps: 128 }),
            "pcm" => Some(Self::Pcm { rate: 24_000 }),
            "wav" => Some(Self::Wav { rate: 24_000 }),
            "opus" => Some(Self::Opus),
            _ => None,
        }
    }

    /// By ElevenLabs' name, e.g. `mp3_44100_128`.
    pub(crate) fn of_elevenlabs(name: &str) -> Option<Self> {
        let mut words = name.split('_');
        let kind = words.next()?;
        let rate: u32 = words.next()?.parse().ok()?;
        let kbps = words.next().map(str::parse::<u32>);
        let known = [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000].contains(&rate);
        match (kind, kbps) {
            ("mp3", Some(Ok(kbps))) => mp3::frame(rate, kbps).is_some().then_some(Self::Mp3 { rate, kbps }),
            ("pcm", None) if known => Some(Self::Pcm { rate }),
            ("wav", None) if known => Some(Self::Wav { rate }),
            ("opus", Some(Ok(32 | 64 | 96 | 128 | 192))) if rate == 48_000 => Some(Self::Opus),
            ("ulaw", None) if rate == 8_000 => Some(Self::Ulaw),
            ("alaw", None) if rate == 8_000 => Some(Self::Alaw),
            _ => None,
        }
    }

    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Mp3 { .. } => "audio/mpeg",
            Self::Pcm { .. } => "audio/pcm",
            Self::Wav { .. } => "audio/wav",
            Self::Opus => "audio/ogg",
            Self::Ulaw | Self::Alaw => "audio/basic",
        }
    }
}

/// How long it takes to say a text.
pub(crate) fn seconds_for(text: &str, speed: f64) -> f64 {
    (text.chars().count().max(1) as f64 / CHARACTERS_A_SECOND) / speed.clamp(0.25, 4.0)
}

/// Sound of that length. `wav_sizes` is what the header of a WAV says; 0 for the truth.
pub(crate) fn make(format: Format, seconds: f64, wav_sizes: u32) -> Bytes {
    match format {
        Format::Mp3 { rate, kbps } => mp3::silence(rate, kbps, seconds),
        Format::Pcm { rate } => bursts(rate, seconds).into(),
        Format::Wav { rate } => wav(rate, &bursts(rate, seconds), wav_sizes),
        Format::Opus => ogg::silence(seconds),
        Format::Ulaw => vec![0xFF; (seconds * 8_000.0) as usize].into(),
        Format::Alaw => vec![0xD5; (seconds * 8_000.0) as usize].into(),
    }
}

/// Tones with pauses, about seven a second, as syllables have them.
fn bursts(rate: u32, seconds: f64) -> Vec<u8> {
    let syllable = (rate / 7).max(1);
    let tone = |pitch: f64| {
        (0..syllable).flat_map(move |i| {
            let time = f64::from(i) / f64::from(rate);
            let loudness = if i * 10 < syllable * 7 { 6_000.0 } else { 0.0 };
            let wave = (time * pitch * std::f64::consts::TAU).sin() * loudness;
            (wave as i16).to_le_bytes()
        })
    };
    let second: Vec<u8> =
        [220.0, 247.0, 196.0, 262.0, 220.0, 175.0, 233.0].into_iter().flat_map(tone).collect();
    let samples = (seconds * f64::from(rate)).round() as usize;
    second.iter().copied().cycle().take(2 * samples).collect()
}

fn wav(rate: u32, samples: &[u8], sizes: u32) -> Bytes {
    let length = u32::try_from(samples.len()).unwrap_or(u32::MAX);
    let (riff, data) = if sizes == 0 { (length + 36, length) } else { (sizes, sizes) };
    let mut file = Vec::with_capacity(samples.len() + 44);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&riff.to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16_u32.to_le_bytes());
    file.extend_from_slice(&[1, 0, 1, 0]);
    file.extend_from_slice(&rate.to_le_bytes());
    file.extend_from_slice(&(rate * 2).to_le_bytes());
    file.extend_from_slice(&[2, 0, 16, 0]);
    file.extend_from_slice(b"data");
    file.extend_from_slice(&data.to_le_bytes());
    file.extend_from_slice(samples);
    file.into()
}
