//! What is to be mixed.

use std::time::Duration;

use crate::Sound;

/// A story to be heard: its pages in order, music beneath, and how they follow each other.
#[derive(Debug, Clone)]
pub struct Programme {
    /// The pages in their order.
    pub pages: Vec<Page>,
    /// What plays beneath.
    pub music: Option<Music>,
    /// How much time is between them.
    pub pacing: Pacing,
}

/// A page as it was spoken.
#[derive(Debug, Clone)]
pub struct Page {
    /// What its chapter is called.
    pub title: String,
    /// Its narration, in the order in which it is heard: one clip, or one for each change of the speaker. A page without
    /// any takes no time, and makes no chapter.
    pub narration: Vec<Sound>,
}

/// Music beneath a story.
#[derive(Debug, Clone)]
pub struct Music {
    /// The piece. It is looped when it is shorter than the story, and cut when it is longer.
    pub sound: Sound,
    /// How loud it is where nobody speaks, from 0 (silent) to 1 (6 LU below the speech); in between by amplitude. Under
    /// speech it is never louder than [`crate::MARGIN_LU`] allows.
    pub volume: f32,
    /// How long it takes to come in, from the programme's beginning.
    pub fade_in: Duration,
    /// How long it takes to go, until the programme's end.
    pub fade_out: Duration,
}

impl Music {
    /// Music that comes within a second and a half, and goes within three.
    #[must_use]
    pub const fn new(sound: Sound, volume: f32) -> Self {
        let (fade_in, fade_out) = (Duration::from_millis(1_500), Duration::from_secs(3));
        Self { sound, volume, fade_in, fade_out }
    }
}

/// How much time is before, within, between and after the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pacing {
    /// Before the first page.
    pub lead_in: Duration,
    /// Between two clips of a page.
    pub breath: Duration,
    /// Between two pages.
    pub pause: Duration,
    /// After the last page.
    pub tail: Duration,
}

impl Pacing {
    /// For speech alone.
    pub const SPEECH: Self = Self {
        lead_in: Duration::from_millis(300),
        breath: Duration::from_millis(250),
        pause: Duration::from_millis(1_200),
        tail: Duration::from_millis(700),
    };

    /// For speech with music, which wants room of its own: it is heard before the first word, and after the last.
    pub const WITH_MUSIC: Self = Self {
        lead_in: Duration::from_millis(2_500),
        breath: Duration::from_millis(250),
        pause: Duration::from_millis(1_800),
        tail: Duration::from_millis(4_000),
    };
}
