//! A sound at the mix's own rate.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler, WindowFunction};

use crate::sound::{Decoder, Sound};
use crate::{AudioError, SAMPLE_RATE};

/// Reads a sound at [`SAMPLE_RATE`], a moment at a time, without a shift in time.
pub(crate) struct Clip<'a> {
    decoder: Decoder<'a>,
    channels: usize,
    converter: Option<Converter>,
}

/// Frames that are converted at once, at least: enough for a steep filter.
const CHUNK: usize = 1_024;

/// Frames that are converted at once from a rate: an even number of the smallest blocks in which both rates meet. With
/// an odd number the filter's middle, and so its delay, would lie between two frames.
fn chunk(rate: usize) -> usize {
    let mut common = (rate, SAMPLE_RATE as usize);
    while common.1 > 0 {
        common = (common.1, common.0 % common.1);
    }
    let block = rate / common.0;
    block * CHUNK.div_ceil(block).next_multiple_of(2)
}

impl<'a> Clip<'a> {
    /// Begins to read a sound as `channels` channels, 1 or 2, or, where that is not said, as many as it has of these.
    pub(crate) fn open(sound: &'a Sound, channels: Option<usize>, what: &'a str) -> Result<Self, AudioError> {
        let decoder = Decoder::open(sound, what)?;
        let channels = channels.unwrap_or(decoder.channels.min(2));
        let converter = match decoder.rate {
            SAMPLE_RATE => None,
            rate => Some(Converter::new(rate, channels)?),
        };
        Ok(Self { decoder, channels, converter })
    }

    /// How many channels are read.
    pub(crate) const fn channels(&self) -> usize {
        self.channels
    }

    /// Appends the next frames, interleaved; false at the end.
    pub(crate) fn read(&mut self, into: &mut Vec<f32>) -> Result<bool, AudioError> {
        match &mut self.converter {
            None => self.decoder.read(self.channels, into),
            Some(converter) => converter.read(&mut self.decoder, into),
        }
    }
}

/// Changes the rate.
struct Converter {
    filter: Fft<f32>,
    rate: u32,
    channels: usize,
    /// What is not converted yet.
    waiting: Vec<f32>,
    converted: Vec<f32>,
    /// Frames that came in.
    taken: u64,
    /// Frames that went out.
    given: u64,
    /// Frames of the filter's own delay that are still to be dropped.
    delay: usize,
    ended: bool,
}

impl Converter {
    fn new(rate: u32, channels: usize) -> Result<Self, AudioError> {
        let (from, to) = (rate as usize, SAMPLE_RATE as usize);
        let window = WindowFunction::BlackmanHarris2;
        let filter = Fft::new_custom(from, to, chunk(from), 1, channels, window, FixedSync::Both);
        let filter = filter.map_err(AudioError::processing)?;
        let converted = vec![0.0; filter.output_frames_max() * channels];
        let (delay, waiting) = (filter.output_delay(), Vec::new());
        Ok(Self { filter, rate, channels, waiting, converted, taken: 0, given: 0, delay, ended: false })
    }

    fn read(&mut self, decoder: &mut Decoder<'_>, into: &mut Vec<f32>) -> Result<bool, AudioError> {
        let wanted = self.filter.input_frames_next() * self.channels;
        while !self.ended && self.waiting.len() < wanted {
            let before = self.waiting.len();
            self.ended = !decoder.read(self.channels, &mut self.waiting)?;
            self.taken += ((self.waiting.len() - before) / self.channels) as u64;
        }
        // What is in the filter at the end is pushed out with silence, up to the sound's exact length.
        let due = (self.taken * u64::from(SAMPLE_RATE)).div_ceil(u64::from(self.rate));
        if self.ended && self.given >= due {
            return Ok(false);
        }
        self.convert(wanted)?;
        let fresh = self.converted.get(self.delay * self.channels..).unwrap_or_default();
        self.delay = self.delay.saturating_sub(self.converted.len() / self.channels);
        let room = usize::try_from(due - self.given).unwrap_or(usize::MAX);
        let frames = (fresh.len() / self.channels).min(room);
        into.extend(fresh.iter().take(frames * self.channels));
        self.given += frames as u64;
        Ok(true)
    }

    /// Converts the next chunk, filled up with silence.
    fn convert(&mut self, wanted: usize) -> Result<(), AudioError> {
        let rest = self.waiting.split_off(self.waiting.len().min(wanted));
        self.waiting.resize(wanted, 0.0);
        let frames = wanted / self.channels;
        let input = InterleavedSlice::new(&self.waiting, self.channels, frames);
        let room = self.converted.len() / self.channels;
        let output = InterleavedSlice::new_mut(&mut self.converted, self.channels, room);
        let (input, mut output) =
            (input.map_err(AudioError::processing)?, output.map_err(AudioError::processing)?);
        let done = self.filter.process_into_buffer(&input, &mut output, None);
        done.map_err(AudioError::processing)?;
        self.waiting = rest;
        Ok(())
    }
}
