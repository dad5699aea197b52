//! The whole, as loud as it should be.

use std::time::Duration;

use crate::limiter::Limiter;
use crate::loudness::Meter;
use crate::peak::PeakMeter;
use crate::studio::Studio;
use crate::timeline::{millis, time};
use crate::{AudioError, Chapter, Programme, TARGET_LUFS};

/// A mixed programme: what is known of it, and how to have it written. Writing decodes and mixes it once more.
pub struct Mixed {
    /// A chapter for each page that is heard.
    pub chapters: Vec<Chapter>,
    /// Where the narration of each page begins.
    pub page_offsets: Vec<Duration>,
    /// Where each clip of each page begins: by so much the times of its words are shifted.
    pub clip_offsets: Vec<Vec<Duration>>,
    /// How long it is.
    pub duration: Duration,
    /// Integrated loudness after ITU-R BS.1770, in LUFS; nothing for silence, and for what is shorter than 400 ms.
    pub integrated_lufs: Option<f64>,
    /// The highest true peak, in dBTP; nothing for silence.
    pub true_peak_dbtp: Option<f64>,
    studio: Studio,
    gain: f64,
}

/// Mixes a programme. Blocking: see the crate's documentation.
///
/// # Errors
/// There is nothing to hear, too much of it, or something that cannot be read.
pub fn mix(programme: Programme) -> Result<Mixed, AudioError> {
    let titles: Vec<String> = programme.pages.iter().map(|page| page.title.clone()).collect();
    let studio = Studio::new(programme)?;
    let Level { gain, lufs, dbtp } = level(&studio)?;
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    Ok(Mixed {
        chapters: studio.timeline.chapters(&titles, &studio.lengths),
        page_offsets: studio.timeline.pages.iter().copied().map(time).collect(),
        clip_offsets: studio
            .timeline
            .clips
            .iter()
            .map(|page| page.iter().copied().map(time).collect())
            .collect(),
        duration: time(studio.timeline.total),
        integrated_lufs: lufs,
        true_peak_dbtp: dbtp,
        studio,
        gain,
    })
}

impl Mixed {
    /// How long it is, in milliseconds, to the nearest.
    #[must_use]
    pub const fn duration_ms(&self) -> u64 {
        millis(self.studio.timeline.total)
    }

    /// How many channels it has: 2 with music in stereo, else 1.
    #[must_use]
    pub const fn channels(&self) -> usize {
        self.studio.channels
    }

    /// How many frames it has, of [`crate::SAMPLE_RATE`] a second.
    #[must_use]
    pub const fn frames(&self) -> u64 {
        self.studio.timeline.total
    }

    /// Plays it from the beginning to the end: hands on blocks of interleaved samples, −1 to 1.
    ///
    /// # Errors
    /// What `sink` fails with.
    pub fn play(&self, sink: impl FnMut(&[f32]) -> Result<(), AudioError>) -> Result<(), AudioError> {
        play(&self.studio, self.gain, sink)
    }
}

impl std::fmt::Debug for Mixed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mixed")
            .field("duration", &self.duration)
            .field("chapters", &self.chapters)
            .field("integrated_lufs", &self.integrated_lufs)
            .field("true_peak_dbtp", &self.true_peak_dbtp)
            .finish_non_exhaustive()
    }
}

/// A gain, and what it leads to.
#[derive(Clone, Copy)]
struct Level {
    /// In decibels.
    gain: f64,
    lufs: Option<f64>,
    dbtp: Option<f64>,
}

/// How near the target is near enough, in LU.
const NEAR: f64 = 0.1;

/// Passes until it is taken as it is: two are usual, more are needed by what the limiter works hard on.
const PASSES: usize = 10;

/// Finds the gain that leads to the target. What the limiter takes away is not known before, so it is tried.
fn level(studio: &Studio) -> Result<Level, AudioError> {
    let mut gain = studio.level.map_or(0.0, |level| TARGET_LUFS - level);
    let mut best = measure(studio, gain)?;
    let mut last = best;
    let mut slope = 1.0;
    for _ in 1..PASSES {
        let Some(missing) = last.lufs.map(|lufs| TARGET_LUFS - lufs).filter(|lu| lu.abs() > NEAR) else {
            break;
        };
        // The harder it is limited, the less a decibel more brings.
        gain = last.gain + missing / slope;
        let now = measure(studio, gain)?;
        if let (Some(before), Some(after)) = (last.lufs, now.lufs) {
            slope = ((after - before) / (now.gain - last.gain)).clamp(0.2, 1.0);
        }
        let error = |level: &Level| level.lufs.map_or(f64::INFINITY, |lufs| (lufs - TARGET_LUFS).abs());
        if error(&now) < error(&best) {
            best = now;
        }
        last = now;
    }
    Ok(best)
}

fn measure(studio: &Studio, gain: f64) -> Result<Level, AudioError> {
    let mut meter = Meter::new(studio.channels)?;
    let mut peak = PeakMeter::new(studio.channels);
    play(studio, gain, |block| {
        peak.hear(block);
        meter.hear(block)
    })?;
    Ok(Level { gain, lufs: meter.integrated(), dbtp: peak.dbtp() })
}

/// Plays with a gain in decibels, through the limiter.
fn play(
    studio: &Studio,
    gain: f64,
    mut sink: impl FnMut(&[f32]) -> Result<(), AudioError>,
) -> Result<(), AudioError> {
    let factor = 10_f64.powf(gain / 20.0) as f32;
    let mut limiter = Limiter::new(studio.channels);
    let mut out = Vec::new();
    studio.play(|block| {
        block.iter_mut().for_each(|sample| *sample *= factor);
        out.clear();
        limiter.push(block, &mut out);
        if out.is_empty() { Ok(()) } else { sink(&out) }
    })?;
    out.clear();
    limiter.finish(&mut out);
    sink(&out)
}
