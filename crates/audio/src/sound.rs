//! Sound as it comes in, and its samples.

use bytes::Bytes;
use nanomp3::SliceReader;

use crate::AudioError;
use crate::wav::{Encoding, Wav};

/// A sound as somebody made it.
#[derive(Debug, Clone)]
pub enum Sound {
    /// A WAV file: 8, 16, 24 or 32 bit PCM, or float.
    Wav(Bytes),
    /// An MP3 file. Delay and padding that it tells of are cut off.
    Mp3(Bytes),
    /// Samples without a header: 16 bit, signed, little-endian, interleaved.
    Pcm16 {
        /// The samples.
        samples: Bytes,
        /// Samples a second of each channel.
        rate: u32,
        /// How many channels.
        channels: u16,
    },
}

/// Samples a second that are taken for possible.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=192_000;

/// PCM frames that are unpacked at once.
const BATCH: usize = 4_096;

/// Unpacks a sound, a moment at a time.
pub(crate) struct Decoder<'a> {
    kind: Kind<'a>,
    /// Samples a second.
    pub(crate) rate: u32,
    /// Channels of the file.
    pub(crate) channels: usize,
    what: &'a str,
}

enum Kind<'a> {
    Pcm { encoding: Encoding, data: &'a [u8] },
    Mp3(Box<SliceReader<'a, f32>>),
}

impl<'a> Decoder<'a> {
    /// Begins to read; `what` is the sound's name for people.
    pub(crate) fn open(sound: &'a Sound, what: &'a str) -> Result<Self, AudioError> {
        let unreadable = |why| AudioError::Unreadable { what: what.to_owned(), why };
        let (kind, rate, channels) = match sound {
            Sound::Wav(file) => {
                let Wav { channels, rate, encoding, data } = Wav::read(file).map_err(unreadable)?;
                (Kind::Pcm { encoding, data }, rate, usize::from(channels))
            }
            Sound::Pcm16 { samples, rate, channels } => {
                (Kind::Pcm { encoding: Encoding::I16, data: samples }, *rate, usize::from(*channels))
            }
            Sound::Mp3(file) => {
                let reader = SliceReader::new(file);
                let channels = reader.channels().ok_or_else(|| unreadable("it is no MP3 file"))?;
                let rate = reader.sample_rate();
                (Kind::Mp3(Box::new(reader)), rate, usize::from(channels.num()))
            }
        };
        if channels == 0 || !RATES.contains(&rate) {
            return Err(unreadable("its header makes no sense"));
        }
        Ok(Self { kind, rate, channels, what })
    }

    /// Appends the next frames as `channels` interleaved channels, 1 or 2; false at the end.
    pub(crate) fn read(&mut self, channels: usize, into: &mut Vec<f32>) -> Result<bool, AudioError> {
        match &mut self.kind {
            Kind::Pcm { encoding, data } => {
                let frame = encoding.width() * self.channels;
                let whole = (data.len() / frame).min(BATCH) * frame;
                let (now, later) = data.split_at(whole);
                *data = later;
                let samples: Vec<f32> =
                    now.chunks_exact(encoding.width()).map(|s| encoding.sample(s)).collect();
                fold(&samples, self.channels, channels, into);
                Ok(whole > 0)
            }
            Kind::Mp3(reader) => match reader.read_frame() {
                Ok(None) => Ok(false),
                Ok(Some(samples)) => {
                    fold(samples, self.channels, channels, into);
                    Ok(true)
                }
                Err(_) => {
                    let why = "its format changes midway";
                    Err(AudioError::Unreadable { what: self.what.to_owned(), why })
                }
            },
        }
    }
}

/// Appends frames of `from` channels as frames of `to` channels: the mean where all become one, the first two of more.
fn fold(samples: &[f32], from: usize, to: usize, into: &mut Vec<f32>) {
    if from == to {
        into.extend_from_slice(samples);
        return;
    }
    let frames = samples.chunks_exact(from);
    match to {
        1 => into.extend(frames.map(|frame| frame.iter().sum::<f32>() / from as f32)),
        _ if from == 1 => into.extend(samples.iter().flat_map(|&sample| [sample, sample])),
        _ => into.extend(frames.flat_map(|frame| frame.iter().take(2).copied())),
    }
}
