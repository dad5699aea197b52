//! True peaks: what lies between the samples, on four times as many of them.

use std::f32::consts::PI;

/// Samples that a place between two is computed from.
const TAPS: usize = 24;

/// Samples before the one whose peak is told.
const BEFORE: usize = TAPS / 2 - 1;

/// How many samples a peak is told late.
pub(crate) const LAG: usize = TAPS / 2;

/// Samples that are looked at together.
const GROUP: usize = 64;

/// Finds true peaks in sound that comes in blocks.
pub(crate) struct Peaks {
    /// Filters for a quarter, a half and three quarters of the way to the next sample.
    filters: [[f32; TAPS]; 3],
    /// The most by which a filter can make loudest samples louder.
    reach: f32,
    /// By channels: what the next block needs of the last, and the block.
    history: Vec<Vec<f32>>,
}

impl Peaks {
    /// For sound of this many channels.
    pub(crate) fn new(channels: usize) -> Self {
        let filters = [0.25, 0.5, 0.75].map(filter);
        let sum = |filter: &[f32; TAPS]| filter.iter().map(|h| h.abs()).sum::<f32>();
        let reach = filters.iter().map(sum).fold(1.0, f32::max);
        Self { filters, reach, history: vec![vec![0.0; TAPS - 1]; channels] }
    }

    /// Writes for each frame of a block the highest peak of the frame [`LAG`] before, exact where it is above `floor`.
    pub(crate) fn find(&mut self, block: &[f32], floor: f32, peaks: &mut Vec<f32>) {
        let channels = self.history.len();
        peaks.clear();
        peaks.resize(block.len() / channels, 0.0);
        for (channel, history) in self.history.iter_mut().enumerate() {
            history.extend(block.iter().skip(channel).step_by(channels));
            for (group, peaks) in peaks.chunks_mut(GROUP).enumerate() {
                let samples = history.get(group * GROUP..).unwrap_or_default();
                let samples = samples.get(..peaks.len() + TAPS - 1).unwrap_or(samples);
                let loudest = samples.iter().fold(0.0_f32, |most, s| most.max(s.abs()));
                if loudest * self.reach > floor {
                    between(&self.filters, samples, peaks);
                }
            }
            let keep = history.len() - (TAPS - 1);
            history.drain(..keep);
        }
    }
}

/// Raises peaks to those of the samples, of which there are `TAPS - 1` more, and of what is between them.
fn between(filters: &[[f32; TAPS]; 3], samples: &[f32], peaks: &mut [f32]) {
    let plain = samples.iter().skip(BEFORE);
    peaks.iter_mut().zip(plain).for_each(|(peak, s)| *peak = peak.max(s.abs()));
    for filter in filters {
        let mut sums = [0.0_f32; GROUP];
        for (tap, h) in filter.iter().enumerate() {
            let shifted = samples.get(tap..).unwrap_or_default();
            sums.iter_mut().zip(shifted).for_each(|(sum, s)| *sum += h * s);
        }
        peaks.iter_mut().zip(&sums).for_each(|(peak, sum)| *peak = peak.max(sum.abs()));
    }
}

/// A windowed sinc that tells what is this part of the way between the two samples in its middle.
fn filter(part: f32) -> [f32; TAPS] {
    let raw: [f32; TAPS] = std::array::from_fn(|tap| {
        let x = tap as f32 - BEFORE as f32 - part;
        let window = (PI * x / (TAPS as f32 + 1.0)).cos().powi(2);
        (PI * x).sin() / (PI * x) * window
    });
    let sum: f32 = raw.iter().sum();
    raw.map(|h| h / sum)
}

/// The highest true peak of everything.
pub(crate) struct PeakMeter {
    peaks: Peaks,
    found: Vec<f32>,
    highest: f32,
}

impl PeakMeter {
    /// For sound of this many channels.
    pub(crate) fn new(channels: usize) -> Self {
        Self { peaks: Peaks::new(channels), found: Vec::new(), highest: 0.0 }
    }

    /// Hears what comes next, interleaved.
    pub(crate) fn hear(&mut self, block: &[f32]) {
        self.peaks.find(block, self.highest, &mut self.found);
        self.highest = self.found.iter().copied().fold(self.highest, f32::max);
    }

    /// The highest so far, in dBTP; nothing of silence.
    pub(crate) fn dbtp(&self) -> Option<f64> {
        (self.highest > 0.0).then(|| 20.0 * f64::from(self.highest).log10())
    }
}
