//! The pages as they were spoken: heard once for their lengths and levels, then read again for every pass.

use crate::clip::Clip;
use crate::loudness::Meter;
use crate::{AudioError, SAMPLE_RATE, Sound};

/// Frames of one step of what is known about levels: 10 ms.
pub(crate) const STEP: usize = SAMPLE_RATE as usize / 100;

/// What was heard of a clip.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heard {
    /// How long it is, in frames.
    pub(crate) length: u64,
    /// How loud it is, in LUFS, unless it is all silence.
    pub(crate) level: Option<f64>,
    /// The mean power of each [`STEP`].
    powers: Vec<f32>,
}

impl Heard {
    /// Hears a clip of a page, which will be heard from `channels` loudspeakers.
    pub(crate) fn new(sound: &Sound, page: usize, channels: usize) -> Result<Self, AudioError> {
        let name = name(page);
        let mut clip = Clip::open(sound, Some(1), &name)?;
        let mut meter = Meter::spread(channels)?;
        let mut heard = Self::default();
        let mut fresh = Vec::new();
        while clip.read(&mut fresh)? {
            let whole = fresh.len() / STEP * STEP;
            heard.add(&mut meter, fresh.drain(..whole).as_slice())?;
        }
        heard.add(&mut meter, &fresh)?;
        heard.level = meter.level();
        Ok(heard)
    }

    fn add(&mut self, meter: &mut Meter, samples: &[f32]) -> Result<(), AudioError> {
        self.length += samples.len() as u64;
        self.powers.extend(samples.chunks(STEP).map(power));
        meter.hear(samples)
    }

    /// In which steps somebody speaks: all that are not far below those that are loud.
    pub(crate) fn speaks(&self) -> impl Iterator<Item = bool> {
        const FAR_BELOW: f32 = 1e-3; // 30 dB
        let loud = mean_above(&self.powers, 0.1 * mean_above(&self.powers, 1e-9));
        self.powers.iter().map(move |&power| power > loud * FAR_BELOW)
    }
}

fn power(samples: &[f32]) -> f32 {
    samples.iter().map(|s| s * s).sum::<f32>() / samples.len() as f32
}

/// The mean of those above a gate; infinite when there are none, so that nothing is above it.
fn mean_above(powers: &[f32], gate: f32) -> f32 {
    let (sum, count) =
        powers.iter().filter(|p| **p > gate).fold((0.0_f64, 0_u32), |(s, n), p| (s + f64::from(*p), n + 1));
    if count == 0 { f32::INFINITY } else { (sum / f64::from(count)) as f32 }
}

/// The name of a page's narration, for people.
pub(crate) fn name(page: usize) -> String {
    format!("the narration of page {}", page + 1)
}

/// Frames at either end of a clip that are faded, so that a sound that begins in the middle of a wave does not click:
/// 4 ms.
const EDGE: u64 = SAMPLE_RATE as u64 / 250;

/// Reads one clip, and adds it to the mix.
pub(crate) struct Voice<'a> {
    clip: Clip<'a>,
    waiting: Vec<f32>,
    /// Where in the clip `waiting` begins.
    at: u64,
    length: u64,
}

impl<'a> Voice<'a> {
    /// Begins to read.
    pub(crate) const fn new(clip: Clip<'a>, length: u64) -> Self {
        Self { clip, waiting: Vec::new(), at: 0, length }
    }

    /// Adds what comes next to every channel of these frames.
    pub(crate) fn add(&mut self, block: &mut [f32], channels: usize) -> Result<(), AudioError> {
        let wanted = block.len() / channels;
        while self.waiting.len() < wanted && self.clip.read(&mut self.waiting)? {}
        let count = wanted.min(self.waiting.len());
        for (frame, sample) in block.chunks_exact_mut(channels).zip(self.waiting.drain(..count)) {
            let from_end = self.length.saturating_sub(self.at + 1);
            let edge = self.at.min(from_end);
            let gain = if edge < EDGE { (edge as f32 + 0.5) / EDGE as f32 } else { 1.0 };
            frame.iter_mut().for_each(|out| *out += gain * sample);
            self.at += 1;
        }
        Ok(())
    }
}
