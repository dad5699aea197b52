//! A limiter that looks ahead: it is down before the peak comes, so that nothing is cut.

use std::collections::VecDeque;

use crate::peak::{LAG, Peaks};
use crate::{CEILING_DBTP, SAMPLE_RATE};

/// Frames that it looks ahead: 5 ms.
const AHEAD: usize = SAMPLE_RATE as usize / 200;

/// Frames in which it comes back most of the way: 80 ms.
const RELEASE: f32 = 0.08 * SAMPLE_RATE as f32;

/// Keeps the true peak below [`CEILING_DBTP`]. All channels get the same gain.
pub(crate) struct Limiter {
    peaks: Peaks,
    found: Vec<f32>,
    ceiling: f32,
    /// Frames of [`LAG`] at the beginning that are before the sound.
    early: usize,
    /// Which gains of the last [`AHEAD`] frames may become the lowest, with their frames.
    lowest: VecDeque<(u64, f32)>,
    /// The next frame whose peak is told.
    next: u64,
    /// The lowest gain, coming back slowly.
    held: f32,
    /// The last [`AHEAD`] of those, and their sum.
    recent: VecDeque<f32>,
    sum: f64,
    /// Samples that were not given out yet.
    waiting: VecDeque<f32>,
    channels: usize,
}

impl Limiter {
    /// For sound of this many channels.
    pub(crate) fn new(channels: usize) -> Self {
        Self {
            peaks: Peaks::new(channels),
            found: Vec::new(),
            ceiling: 10_f32.powf(CEILING_DBTP as f32 / 20.0),
            early: LAG,
            lowest: VecDeque::new(),
            next: 0,
            held: 1.0,
            recent: VecDeque::from(vec![1.0; AHEAD]),
            sum: AHEAD as f64,
            waiting: VecDeque::new(),
            channels,
        }
    }

    /// Takes a block and appends what is ready, which is a little late.
    pub(crate) fn push(&mut self, block: &[f32], out: &mut Vec<f32>) {
        self.waiting.extend(block);
        let mut found = std::mem::take(&mut self.found);
        self.peaks.find(block, self.ceiling, &mut found);
        let skip = self.early.min(found.len());
        self.early -= skip;
        for &peak in found.iter().skip(skip) {
            let gain = self.gain(peak);
            if self.next >= AHEAD as u64 {
                out.extend(self.waiting.drain(..self.channels).map(|sample| sample * gain));
            }
        }
        self.found = found;
    }

    /// Appends what is left.
    pub(crate) fn finish(&mut self, out: &mut Vec<f32>) {
        let whole = out.len() + self.waiting.len();
        self.push(&vec![0.0; (AHEAD + LAG) * self.channels], out);
        out.truncate(whole);
    }

    /// The gain for the frame [`AHEAD`] − 1 before the one whose peak this is: the mean of values none of which is
    /// higher than that frame's own peak allows.
    fn gain(&mut self, peak: f32) -> f32 {
        let allowed = if peak > self.ceiling { self.ceiling / peak } else { 1.0 };
        while self.lowest.back().is_some_and(|(_, gain)| *gain >= allowed) {
            self.lowest.pop_back();
        }
        self.lowest.push_back((self.next, allowed));
        self.next += 1;
        while self.lowest.front().is_some_and(|(frame, _)| frame + (AHEAD as u64) < self.next) {
            self.lowest.pop_front();
        }
        let lowest = self.lowest.front().map_or(1.0, |(_, gain)| *gain);
        self.held = if lowest < self.held { lowest } else { self.held + (lowest - self.held) / RELEASE };
        let oldest = self.recent.pop_front().unwrap_or(1.0);
        self.recent.push_back(self.held);
        self.sum += f64::from(self.held) - f64::from(oldest);
        (self.sum / AHEAD as f64) as f32
    }
}
