//! Music: unpacked once, and played for as long as it is wanted.

use std::f32::consts::FRAC_PI_2;

use crate::clip::Clip;
use crate::loudness::Meter;
use crate::timeline::frames;
use crate::{AudioError, MUSIC_KEPT, Music, SAMPLE_RATE};

/// A piece of music in memory.
pub(crate) struct Piece {
    /// Interleaved.
    samples: Vec<f32>,
    channels: usize,
    /// How loud it is, in LUFS; where some moments are far louder than the whole, what is far below those.
    pub(crate) level: f64,
    /// Frames of which its end and its beginning are heard together when it is looped.
    seam: usize,
    fade_in: u64,
    fade_out: u64,
}

/// How much louder than the whole a moment may be before the whole is taken for louder, in LU.
const SURGE_LU: f64 = 4.0;

/// The longest seam: 2 s.
const SEAM: usize = 2 * SAMPLE_RATE as usize;

/// The shortest fade: 10 ms, so that nothing clicks.
const FADE: u64 = SAMPLE_RATE as u64 / 100;

impl Piece {
    /// Unpacks what is needed of it; nothing if it is all silence.
    pub(crate) fn new(music: &Music) -> Result<Option<Self>, AudioError> {
        let mut clip = Clip::open(&music.sound, None, "the music")?;
        let channels = clip.channels();
        let kept = frames(MUSIC_KEPT) as usize * channels;
        let mut samples = Vec::new();
        while samples.len() < kept && clip.read(&mut samples)? {}
        samples.truncate(kept);
        trim(&mut samples, channels);
        let Some(level) = level(&samples, channels)? else { return Ok(None) };
        let seam = SEAM.min(samples.len() / channels / 4);
        let (fade_in, fade_out) = (frames(music.fade_in).max(FADE), frames(music.fade_out).max(FADE));
        Ok(Some(Self { samples, channels, level, seam, fade_in, fade_out }))
    }

    /// How many channels it has.
    pub(crate) const fn channels(&self) -> usize {
        self.channels
    }

    /// Adds it to a block that begins at a frame of a programme of `total` frames, with its gain there.
    pub(crate) fn add(&self, block: &mut [f32], start: u64, total: u64, gain: impl Fn(u64) -> f32) {
        for (at, out) in (start..).zip(block.chunks_exact_mut(self.channels)) {
            let gain = gain(at) * self.fade(at, total);
            let ((now, share), over) = self.place(at);
            let one = self.frame(now).iter();
            match over {
                None => out.iter_mut().zip(one).for_each(|(out, a)| *out += gain * a),
                Some((end, rest)) => {
                    let both = one.zip(self.frame(end));
                    out.iter_mut().zip(both).for_each(|(out, (a, b))| *out += gain * (share * a + rest * b));
                }
            }
        }
    }

    /// Which frame is heard, and how much of it; at a seam also which of the end.
    fn place(&self, at: u64) -> ((usize, f32), Option<(usize, f32)>) {
        let period = self.samples.len() / self.channels - self.seam;
        let (turn, now) = (at / period as u64, (at % period as u64) as usize);
        if turn == 0 || now >= self.seam {
            return ((now, 1.0), None);
        }
        // Equal power: what sounds together was not written together.
        let angle = FRAC_PI_2 * (now as f32 + 0.5) / self.seam as f32;
        ((now, angle.sin()), Some((period + now, angle.cos())))
    }

    fn frame(&self, at: usize) -> &[f32] {
        self.samples.get(at * self.channels..(at + 1) * self.channels).unwrap_or_default()
    }

    fn fade(&self, at: u64, total: u64) -> f32 {
        let left = total.saturating_sub(at + 1);
        // Fades that would meet share what there is.
        let (rise, fall) = (self.fade_in.min(total / 3).max(1), self.fade_out.min(total / 2).max(1));
        let part = |now: u64, of: u64| {
            if now >= of { 1.0 } else { (FRAC_PI_2 * (now as f32 + 0.5) / of as f32).sin().powi(2) }
        };
        part(at, rise) * part(left, fall)
    }
}

/// Cuts silence off both ends (60 dB below its loudest sample), so that no loop has a hole.
fn trim(samples: &mut Vec<f32>, channels: usize) {
    let loudest = samples.iter().fold(0.0_f32, |most, s| most.max(s.abs()));
    let heard = |s: &f32| s.abs() > loudest * 1e-3;
    let first = samples.iter().position(heard).unwrap_or(0) / channels * channels;
    let last = samples.iter().rposition(heard).map_or(0, |at| (at / channels + 1) * channels);
    samples.truncate(last);
    samples.drain(..first.min(last));
}

fn level(samples: &[f32], channels: usize) -> Result<Option<f64>, AudioError> {
    let mut meter = Meter::new(channels)?;
    let mut loudest = f64::NEG_INFINITY;
    for moment in samples.chunks(SAMPLE_RATE as usize / 10 * channels) {
        meter.hear(moment)?;
        loudest = loudest.max(meter.momentary().unwrap_or(f64::NEG_INFINITY));
    }
    Ok(meter.level().map(|level| level.max(loudest - SURGE_LU)))
}
