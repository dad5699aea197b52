//! When what is heard.

use std::time::Duration;

use crate::{AudioError, Pacing, SAMPLE_RATE};

/// A part of the programme that players can jump to. Each ends where the next begins; the first begins at 0, and the
/// last ends with the programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// What it is called.
    pub title: String,
    /// Where it begins, in milliseconds.
    pub start_ms: u64,
    /// Where it ends, in milliseconds.
    pub end_ms: u64,
}

/// The programme's plan, in frames.
#[derive(Debug, Clone)]
pub(crate) struct Timeline {
    /// Where each page begins.
    pub(crate) pages: Vec<u64>,
    /// Where each clip of each page begins.
    pub(crate) clips: Vec<Vec<u64>>,
    /// Where everything ends.
    pub(crate) total: u64,
}

/// The most that is mixed. MP3 and Opus could tell of more; a WAV file holds half as much in stereo, and says so.
const MOST_HOURS: u64 = 12;

impl Timeline {
    /// Lays pages, of clips of these lengths, one after the other. What takes no time has no pause either.
    pub(crate) fn new(lengths: &[Vec<u64>], pacing: &Pacing) -> Result<Self, AudioError> {
        let (breath, pause) = (frames(pacing.breath), frames(pacing.pause));
        let mut end = frames(pacing.lead_in);
        // How long it is quiet before the next that is heard.
        let mut wait = 0;
        let (mut pages, mut clips) = (Vec::new(), Vec::new());
        for page in lengths {
            pages.push(end.saturating_add(wait));
            let mut starts = Vec::with_capacity(page.len());
            for &length in page {
                let start = end.saturating_add(wait);
                starts.push(start);
                if length > 0 {
                    end = start.saturating_add(length);
                    wait = breath;
                }
            }
            clips.push(starts);
            if page.iter().any(|length| *length > 0) {
                wait = pause;
            }
        }
        let total = end.saturating_add(frames(pacing.tail));
        let hours = total / u64::from(SAMPLE_RATE) / 3_600;
        if hours >= MOST_HOURS {
            return Err(AudioError::TooLong { hours, most: MOST_HOURS });
        }
        Ok(Self { pages, clips, total })
    }

    /// A chapter for each page that takes time.
    pub(crate) fn chapters(&self, titles: &[&str], lengths: &[Vec<u64>]) -> Vec<Chapter> {
        let pages = titles.iter().zip(&self.pages).zip(lengths);
        let heard = pages.filter(|(_, clips)| clips.iter().any(|length| *length > 0));
        let mut chapters: Vec<Chapter> = heard
            .map(|((title, start), _)| Chapter {
                title: (*title).to_owned(),
                start_ms: millis(*start),
                end_ms: 0,
            })
            .collect();
        let mut end = millis(self.total);
        for chapter in chapters.iter_mut().rev() {
            chapter.end_ms = end;
            end = chapter.start_ms;
        }
        if let Some(first) = chapters.first_mut() {
            first.start_ms = 0;
        }
        chapters
    }
}

/// Frames of a time.
pub(crate) fn frames(time: Duration) -> u64 {
    u64::try_from(time.as_micros() * u128::from(SAMPLE_RATE) / 1_000_000).unwrap_or(u64::MAX)
}

/// A place in milliseconds, to the nearest.
pub(crate) const fn millis(frames: u64) -> u64 {
    let per_ms = SAMPLE_RATE as u64 / 1_000;
    (frames + per_ms / 2) / per_ms
}

/// A place as a time, to the nanosecond.
pub(crate) const fn time(frames: u64) -> Duration {
    let rate = SAMPLE_RATE as u64;
    Duration::new(frames / rate, (frames % rate * 1_000_000_000 / rate) as u32)
}
