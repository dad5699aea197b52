//! How loud something is, after ITU-R BS.1770.

use ebur128::{Channel, EbuR128, Mode};

use crate::{AudioError, SAMPLE_RATE};

/// Measures integrated loudness, in LUFS.
pub(crate) struct Meter {
    standard: EbuR128,
    /// For what is too short or too quiet for the standard's gates.
    energy: f64,
    frames: u64,
    /// One, or two for sound of one channel that will be heard from two loudspeakers.
    weight: f64,
    channels: usize,
}

impl Meter {
    /// For sound of this many channels.
    pub(crate) fn new(channels: usize) -> Result<Self, AudioError> {
        let standard = EbuR128::new(channels as u32, SAMPLE_RATE, Mode::I).map_err(AudioError::processing)?;
        Ok(Self { standard, energy: 0.0, frames: 0, weight: 1.0, channels })
    }

    /// For one channel that will be heard from as many as are said.
    pub(crate) fn spread(over: usize) -> Result<Self, AudioError> {
        let mut meter = Self::new(1)?;
        if over > 1 {
            meter.standard.set_channel(0, Channel::DualMono).map_err(AudioError::processing)?;
            meter.weight = 2.0;
        }
        Ok(meter)
    }

    /// Hears what comes next, interleaved.
    pub(crate) fn hear(&mut self, samples: &[f32]) -> Result<(), AudioError> {
        self.energy += samples.iter().map(|s| f64::from(s * s)).sum::<f64>();
        self.frames += (samples.len() / self.channels) as u64;
        self.standard.add_frames_f32(samples).map_err(AudioError::processing)
    }

    /// What the standard says; nothing of what is all silence, or shorter than 400 ms.
    pub(crate) fn integrated(&self) -> Option<f64> {
        self.standard.loudness_global().ok().filter(|lufs| lufs.is_finite())
    }

    /// The loudness of the last 400 ms.
    pub(crate) fn momentary(&self) -> Option<f64> {
        self.standard.loudness_momentary().ok().filter(|lufs| lufs.is_finite())
    }

    /// What the standard says, or else what the mean power comes to; nothing only of digital silence.
    pub(crate) fn level(&self) -> Option<f64> {
        let power = self.weight * self.energy / self.frames.max(1) as f64;
        let plain = (power > 0.0).then(|| -0.691 + 10.0 * power.log10());
        self.integrated().or(plain)
    }
}
