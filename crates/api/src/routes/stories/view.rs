//! Stories as they go out.

use chrono::{DateTime, Utc};
use serde::Serialize;
use talewright_app::stories::StoryWithJob;
use talewright_domain::story::StoryCharacter;
use talewright_domain::{CastMember, Page, Story, StoryBrief, StoryStatus, StorySummary, WordTime};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::links::Links;
use crate::routes::jobs::JobView;

/// A story, and the job that makes it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoryAccepted)]
pub(crate) struct AcceptedView {
    /// The story as it is now.
    story: StoryView,
    /// Its job; absent for a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    job: Option<JobView>,
}

/// A story with everything in it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Story)]
pub(crate) struct StoryView {
    /// Its identifier.
    id: Uuid,
    /// The title.
    #[schema(example = "The Lighthouse That Sang")]
    title: String,
    /// One sentence about it, once it is planned.
    logline: Option<String>,
    /// The language that it is told in.
    #[schema(example = "en")]
    language: String,
    /// Where it stands.
    status: StoryStatusName,
    /// Stored, not started.
    is_draft: bool,
    /// Whether its owner marked it.
    favorite: bool,
    /// How often it was read to the end.
    play_count: i64,
    /// What was asked for.
    brief: BriefView,
    /// The cover (0) and the pages, in order; empty until it is planned.
    pages: Vec<PageView>,
    /// Who is in it, the hero first.
    characters: Vec<StoryCharacterView>,
    /// What it has cost so far, in dollars.
    cost_usd: f64,
    /// Said when what made it is not an AI service, or was a substitute.
    provider_notice: Option<String>,
    /// The latest job that worked on it.
    job_id: Option<Uuid>,
    /// When it was asked for.
    created_at: DateTime<Utc>,
    /// When it was last changed.
    updated_at: DateTime<Utc>,
    /// Counts the changes.
    version: i64,
}

/// Where a story stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StoryStatus)]
pub(crate) enum StoryStatusName {
    Draft,
    Queued,
    Running,
    Completed,
    CompletedWithGaps,
    Blocked,
    Failed,
    Cancelled,
}

/// What was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Brief)]
struct BriefView {
    idea: String,
    title: Option<String>,
    language: String,
    audience_age: Option<u8>,
    genre: Option<String>,
    tone: Option<String>,
    setting: Option<String>,
    moral: Option<String>,
    num_pages: u32,
    /// `light`, `medium` or `rich`.
    text_density: &'static str,
    art_style: String,
    /// Those of the library first.
    characters: Vec<BriefCharacterView>,
    /// `square`, `a4`, `a4_landscape`, `letter` or `letter_landscape`.
    page_format: &'static str,
    max_cost_usd: Option<f64>,
    /// How it is read aloud, if it is to be.
    narration: Option<NarrationView>,
    /// Whether pages are scored for how well the characters fit their sheets.
    consistency_check: bool,
    seed: Option<u64>,
}

/// How a story is read aloud.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Narration)]
struct NarrationView {
    /// The id of a voice; the provider's first one when absent.
    voice: Option<String>,
    /// 1 is the voice's own.
    speed: f64,
}

/// A character as it was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BriefCharacter)]
struct BriefCharacterView {
    /// The character of the library that it is, if it is one.
    id: Option<Uuid>,
    name: String,
    appearance: Option<String>,
    personality: Option<String>,
    role: Option<String>,
}

/// A page; number 0 is the cover.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Page)]
pub(crate) struct PageView {
    /// 0 is the cover.
    pub(crate) number: u32,
    /// What is read; on the cover the title. Empty until it is written.
    text: String,
    /// A signed, expiring address, once there is a picture.
    image_url: Option<String>,
    /// What the picture shows, for who cannot see it.
    image_alt: String,
    /// Where the picture stands. A `blocked` or `failed` one shows a quiet view of the place instead.
    image_status: ImageStatusName,
    /// The words that the picture was, or would have been, painted from; send them changed to `…/regenerate`.
    image_prompt: Option<String>,
    /// Why the picture is not the one that was asked for.
    image_note: Option<String>,
    /// How well the characters fit their reference sheets, 0 to 100, where that was checked.
    likeness: Option<u8>,
    /// A signed, expiring address of the page read aloud.
    audio_url: Option<String>,
    /// How long that is.
    audio_seconds: Option<f64>,
    /// It reads an older text.
    audio_is_stale: bool,
    /// When each word is said; phrases in languages without spaces.
    word_times: Option<Vec<WordTimeView>>,
}

/// When a word is said, in seconds from the beginning of the page's audio.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WordTime)]
struct WordTimeView {
    word: String,
    start: f64,
    end: f64,
}

/// Where a picture stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ImageStatus)]
pub(crate) enum ImageStatusName {
    Pending,
    Done,
    Blocked,
    Failed,
    Stale,
}

/// A character as it is in one story.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoryCharacter)]
struct StoryCharacterView {
    /// The character of the library that it is, if it is one.
    id: Option<Uuid>,
    name: String,
    /// `hero`, `friend`, …
    role: String,
    /// A signed, expiring address of its reference sheet, once there is one.
    image_url: Option<String>,
}

/// A story as it stands in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StorySummary)]
pub(super) struct StorySummaryView {
    id: Uuid,
    title: String,
    /// One sentence about it, once it is planned.
    logline: Option<String>,
    language: String,
    status: StoryStatusName,
    is_draft: bool,
    genre: Option<String>,
    /// Pages asked for, the cover not counted.
    num_pages: u32,
    favorite: bool,
    play_count: i64,
    /// A signed, expiring address of the cover's picture, once there is one.
    cover_url: Option<String>,
    cost_usd: f64,
    /// The latest job that worked on it.
    job_id: Option<Uuid>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    version: i64,
}

impl AcceptedView {
    pub(super) fn new(made: &StoryWithJob, links: &Links) -> Self {
        Self { story: StoryView::new(&made.story, links), job: made.job.as_ref().map(JobView::new) }
    }
}

impl StoryView {
    pub(crate) fn new(story: &Story, links: &Links) -> Self {
        Self {
            id: story.id.uuid(),
            title: story.title.clone(),
            logline: story.logline.clone(),
            language: story.brief.language.tag().to_owned(),
            status: story.status.into(),
            is_draft: story.status == StoryStatus::Draft,
            favorite: story.favorite,
            play_count: story.play_count,
            brief: BriefView::new(&story.brief),
            pages: PageView::list(story, links),
            characters: story.cast.iter().map(|character| character_view(character, links)).collect(),
            cost_usd: story.cost_usd.dollars(),
            provider_notice: story.provider_notice.clone(),
            job_id: story.job_id.map(|id| id.uuid()),
            created_at: story.created_at,
            updated_at: story.updated_at,
            version: story.version,
        }
    }
}

impl StorySummaryView {
    pub(super) fn new(story: StorySummary, links: &Links) -> Self {
        Self {
            id: story.id.uuid(),
            logline: story.logline,
            language: story.language.tag().to_owned(),
            status: story.status.into(),
            is_draft: story.status == StoryStatus::Draft,
            genre: story.genre,
            num_pages: story.num_pages,
            favorite: story.favorite,
            play_count: story.play_count,
            cover_url: links.optional(story.cover.as_ref()),
            cost_usd: story.cost_usd.dollars(),
            job_id: story.job_id.map(|id| id.uuid()),
            created_at: story.created_at,
            updated_at: story.updated_at,
            version: story.version,
            title: story.title,
        }
    }
}

impl PageView {
    pub(super) fn list(story: &Story, links: &Links) -> Vec<Self> {
        story.pages.iter().map(|page| Self::new(page, links)).collect()
    }

    fn new(page: &Page, links: &Links) -> Self {
        Self {
            number: page.number,
            text: page.text.clone(),
            image_url: links.optional(page.image.as_ref()),
            image_alt: page.image_alt.clone(),
            image_status: page.image_status.into(),
            image_prompt: page.image_prompt.clone(),
            image_note: page.image_note.clone(),
            likeness: page.likeness,
            audio_url: links.optional(page.audio.as_ref().map(|audio| &audio.asset)),
            audio_seconds: page.audio.as_ref().map(|audio| seconds(audio.milliseconds)),
            audio_is_stale: page.audio.as_ref().is_some_and(|audio| audio.is_stale),
            word_times: page.audio.as_ref().map(|audio| audio.words.iter().map(WordTimeView::from).collect()),
        }
    }
}

fn seconds(milliseconds: u64) -> f64 {
    milliseconds as f64 / 1e3
}

impl From<&WordTime> for WordTimeView {
    fn from(time: &WordTime) -> Self {
        Self { word: time.word.clone(), start: seconds(time.start), end: seconds(time.end) }
    }
}

fn character_view(character: &StoryCharacter, links: &Links) -> StoryCharacterView {
    StoryCharacterView {
        id: character.id.map(|id| id.uuid()),
        name: character.name.clone(),
        role: character.role.clone(),
        image_url: links.optional(character.image.as_ref()),
    }
}

impl BriefView {
    fn new(brief: &StoryBrief) -> Self {
        let character = |member: &CastMember| BriefCharacterView {
            id: member.id.map(|id| id.uuid()),
            name: member.name.clone(),
            appearance: member.appearance.clone(),
            personality: member.personality.clone(),
            role: member.role.clone(),
        };
        Self {
            idea: brief.idea.clone(),
            title: brief.title.clone(),
            language: brief.language.tag().to_owned(),
            audience_age: brief.audience_age,
            genre: brief.genre.clone(),
            tone: brief.tone.clone(),
            setting: brief.setting.clone(),
            moral: brief.moral.clone(),
            num_pages: brief.num_pages.get(),
            text_density: brief.text_density.as_str(),
            art_style: brief.art_style.clone(),
            characters: brief.cast.iter().map(character).collect(),
            page_format: brief.page_format.as_str(),
            max_cost_usd: brief.max_cost_usd.map(talewright_domain::CostUsd::dollars),
            narration: brief.narration.as_ref().map(|narration| NarrationView {
                voice: narration.voice.clone(),
                speed: f64::from(narration.speed_percent) / 100.0,
            }),
            consistency_check: brief.consistency_check,
            seed: brief.seed,
        }
    }
}

impl From<StoryStatus> for StoryStatusName {
    fn from(status: StoryStatus) -> Self {
        match status {
            StoryStatus::Draft => Self::Draft,
            StoryStatus::Queued => Self::Queued,
            StoryStatus::Running => Self::Running,
            StoryStatus::Completed => Self::Completed,
            StoryStatus::CompletedWithGaps => Self::CompletedWithGaps,
            StoryStatus::Blocked => Self::Blocked,
            StoryStatus::Failed => Self::Failed,
            StoryStatus::Cancelled => Self::Cancelled,
        }
    }
}

impl From<talewright_domain::ImageStatus> for ImageStatusName {
    fn from(status: talewright_domain::ImageStatus) -> Self {
        use talewright_domain::ImageStatus;
        match status {
            ImageStatus::Pending => Self::Pending,
            ImageStatus::Done => Self::Done,
            ImageStatus::Blocked => Self::Blocked,
            ImageStatus::Failed => Self::Failed,
            ImageStatus::Stale => Self::Stale,
        }
    }
}
