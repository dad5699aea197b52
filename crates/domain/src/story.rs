//! A story, its pages, and how the pipeline changes them.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::account::{UnknownName, UserId};
use crate::brief::StoryBrief;
use crate::character::CharacterId;
use crate::id::Id;
use crate::job::{JobId, JobStatus};
use crate::language::Language;
use crate::money::CostUsd;
use crate::plan::ScenePlan;
use crate::ports::AssetKey;

/// The identifier of a [`Story`].
pub type StoryId = Id<Story>;

/// A story with everything in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// Its identifier.
    pub id: StoryId,
    /// Whose it is.
    pub owner: UserId,
    /// The plan's title, or the user's, or the start of the idea until there is one.
    pub title: String,
    /// One sentence about it, once it is planned.
    pub logline: Option<String>,
    /// Where it stands.
    pub status: StoryStatus,
    /// What was asked for.
    pub brief: StoryBrief,
    /// Whether its owner marked it.
    pub favorite: bool,
    /// How often it was read to the end.
    pub play_count: i64,
    /// The cover (0) and the pages, in order.
    pub pages: Vec<Page>,
    /// Who is in it, the hero first.
    pub cast: Vec<StoryCharacter>,
    /// What it has cost so far.
    pub cost_usd: CostUsd,
    /// Said when what made it is not an AI service, or was a substitute.
    pub provider_notice: Option<String>,
    /// The latest job that worked on it.
    pub job_id: Option<JobId>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Counts the changes, from 1.
    pub version: i64,
}

/// A story as lists show it: no texts, one picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorySummary {
    /// Its identifier.
    pub id: StoryId,
    /// Its title.
    pub title: String,
    /// One sentence about it, once it is planned.
    pub logline: Option<String>,
    /// Where it stands.
    pub status: StoryStatus,
    /// The language that it is told in.
    pub language: Language,
    /// Its genre, when the brief names one.
    pub genre: Option<String>,
    /// How many pages were asked for, the cover not counted.
    pub num_pages: u32,
    /// Whether its owner marked it.
    pub favorite: bool,
    /// How often it was read to the end.
    pub play_count: i64,
    /// The picture of the cover, once there is one.
    pub cover: Option<AssetKey>,
    /// What it has cost so far.
    pub cost_usd: CostUsd,
    /// The latest job that worked on it.
    pub job_id: Option<JobId>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Counts the changes, from 1.
    pub version: i64,
}

/// A character as it is in one story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryCharacter {
    /// The character of the library that it is, if it is one.
    pub id: Option<CharacterId>,
    /// Its name in the story.
    pub name: String,
    /// `hero`, `friend`, …
    pub role: String,
    /// The English identity line that goes into every prompt.
    pub appearance: String,
    /// Its reference sheet, once there is one.
    pub image: Option<AssetKey>,
}

/// A page; number 0 is the cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// 0 is the cover.
    pub number: u32,
    /// What is read; on the cover the title.
    pub text: String,
    /// What the picture shows, for who cannot see it.
    pub image_alt: String,
    /// The picture as it is shown and printed: a JPEG.
    pub image: Option<AssetKey>,
    /// Where the picture stands.
    pub image_status: ImageStatus,
    /// The words that the picture was, or would have been, painted from. Whoever regenerates it may edit them.
    pub image_prompt: Option<String>,
    /// Why there is no picture, or why it is not the one that was asked for.
    pub image_note: Option<String>,
    /// How well the characters fit their reference sheets, 0 to 100, where that was checked.
    pub likeness: Option<u8>,
    /// What the picture shows, in parts; once the page is written.
    pub scene: Option<ScenePlan>,
    /// The page read aloud.
    pub audio: Option<PageAudio>,
}

impl Page {
    /// A page of which nothing is there yet.
    #[must_use]
    pub const fn empty(number: u32) -> Self {
        Self {
            number,
            text: String::new(),
            image_alt: String::new(),
            image: None,
            image_status: ImageStatus::Pending,
            image_prompt: None,
            image_note: None,
            likeness: None,
            scene: None,
            audio: None,
        }
    }
}

/// A page read aloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageAudio {
    /// The file.
    pub asset: AssetKey,
    /// How long it is, in milliseconds.
    pub milliseconds: u64,
    /// When each word is said; empty where nobody knows.
    pub words: Vec<WordTime>,
    /// It reads an older text.
    #[serde(default)]
    pub is_stale: bool,
}

/// When a word is said, in milliseconds from the beginning of the page's audio. Phrases in languages without
/// spaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordTime {
    /// The word as it stands in the text, with its punctuation.
    pub word: String,
    /// When it begins.
    pub start: u64,
    /// When it ends.
    pub end: u64,
}

/// Where a page's picture stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageStatus {
    /// Not made yet.
    Pending,
    /// There.
    Done,
    /// Refused by a provider's content policy.
    Blocked,
    /// Tried and given up.
    Failed,
    /// There, but made for an older text.
    Stale,
}

impl ImageStatus {
    const ALL: [Self; 5] = [Self::Pending, Self::Done, Self::Blocked, Self::Failed, Self::Stale];

    /// The stored and transmitted name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Done => "done",
            Self::Blocked => "blocked",
            Self::Failed => "failed",
            Self::Stale => "stale",
        }
    }
}

impl FromStr for ImageStatus {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|s| s.as_str() == text).ok_or_else(|| UnknownName(text.into()))
    }
}

/// Where a story stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoryStatus {
    /// Stored, not started.
    Draft,
    /// Waiting for a worker.
    Queued,
    /// Being made.
    Running,
    /// Whole.
    Completed,
    /// Readable, with pictures missing.
    CompletedWithGaps,
    /// Refused by a provider's content policy.
    Blocked,
    /// Could not be made; what is finished is kept.
    Failed,
    /// Stopped by its owner; what is finished is kept.
    Cancelled,
}

impl StoryStatus {
    /// Every status.
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Queued,
        Self::Running,
        Self::Completed,
        Self::CompletedWithGaps,
        Self::Blocked,
        Self::Failed,
        Self::Cancelled,
    ];

    /// The stored and transmitted name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::CompletedWithGaps => "completed_with_gaps",
            Self::Blocked => "blocked",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether a new job may be started for it.
    #[must_use]
    pub const fn can_start(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }

    /// What a story is when its job is `job`. A paused or parked job has failed for now: it can be resumed.
    #[must_use]
    pub const fn of_job(job: JobStatus) -> Self {
        match job {
            JobStatus::Queued => Self::Queued,
            JobStatus::Running => Self::Running,
            JobStatus::Completed => Self::Completed,
            JobStatus::CompletedWithGaps => Self::CompletedWithGaps,
            JobStatus::Blocked => Self::Blocked,
            JobStatus::Cancelled => Self::Cancelled,
            JobStatus::Failed | JobStatus::Paused | JobStatus::Parked => Self::Failed,
        }
    }
}

impl FromStr for StoryStatus {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|s| s.as_str() == text).ok_or_else(|| UnknownName(text.into()))
    }
}

/// What a finished step changes in its story. Written in the same transaction as the step's receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StoryChange {
    /// The plan is made: title, cast, and empty pages 0..=n.
    Planned {
        /// The title.
        title: String,
        /// One sentence about it.
        logline: String,
        /// Who is in it.
        cast: Vec<StoryCharacter>,
        /// How many pages it has, the cover not counted.
        num_pages: u32,
    },
    /// A reference sheet is there.
    CharacterDrawn {
        /// The character's name in the story.
        name: String,
        /// The sheet.
        image: AssetKey,
    },
    /// A page's words are there.
    PageWritten {
        /// The page; 0 is the cover.
        number: u32,
        /// What is read.
        text: String,
        /// What its picture will show.
        image_alt: String,
        /// The same for whoever paints it.
        scene: Option<ScenePlan>,
    },
    /// A page's picture is there, or will not come.
    PageIllustrated {
        /// The page; 0 is the cover.
        number: u32,
        /// The picture, when there is one.
        image: Option<AssetKey>,
        /// Where it stands.
        status: ImageStatus,
        /// The words that it was, or would have been, painted from.
        prompt: Option<String>,
        /// Why it is not the one that was asked for.
        note: Option<String>,
    },
    /// How well the characters of a page's picture fit their reference sheets.
    PageCompared {
        /// The page.
        number: u32,
        /// 0 to 100.
        score: u8,
    },
    /// A page is read aloud.
    PageNarrated {
        /// The page.
        number: u32,
        /// The sound.
        audio: PageAudio,
    },
    /// Which providers made it, when the reader must be told.
    Noticed {
        /// For a person.
        notice: String,
    },
}
