//! Stories and pages as they stand in their tables.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use talewright_domain::plan::ScenePlan;
use talewright_domain::ports::AssetKey;
use talewright_domain::story::StoryCharacter;
use talewright_domain::{CostUsd, Page, PageAudio, Story, StoryBrief, StoryId};

use crate::columns::{Json, parse, parse_optional, stored_time};
use crate::error::StorageError;
use crate::schema::{pages, stories};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = stories)]
pub(super) struct StoryRow {
    id: String,
    owner_id: String,
    title: String,
    logline: Option<String>,
    status: String,
    language: String,
    genre: Option<String>,
    num_pages: i32,
    brief: Json<StoryBrief>,
    favorite: bool,
    play_count: i64,
    cast_members: Json<Vec<StoryCharacter>>,
    cost_micros: i64,
    provider_notice: Option<String>,
    job_id: Option<String>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    version: i64,
    hidden_at: Option<NaiveDateTime>,
    hidden_reason: Option<String>,
}

impl StoryRow {
    /// Whether its owner may see it.
    pub(super) fn check_visible(&self) -> Result<(), StorageError> {
        match self.hidden_at {
            Some(_) => Err(StorageError::Hidden(self.hidden_reason.clone().unwrap_or_default())),
            None => Ok(()),
        }
    }

    pub(super) fn new(story: &Story) -> Self {
        Self {
            id: story.id.to_string(),
            owner_id: story.owner.to_string(),
            title: story.title.clone(),
            logline: story.logline.clone(),
            status: story.status.as_str().to_owned(),
            language: story.brief.language.tag().to_owned(),
            genre: story.brief.genre.clone(),
            num_pages: story.brief.num_pages.get().cast_signed(),
            brief: Json(story.brief.clone()),
            favorite: story.favorite,
            play_count: story.play_count,
            cast_members: Json(story.cast.clone()),
            cost_micros: story.cost_usd.micros(),
            provider_notice: story.provider_notice.clone(),
            job_id: story.job_id.map(|id| id.to_string()),
            created_at: stored_time(story.created_at),
            updated_at: stored_time(story.updated_at),
            version: story.version,
            hidden_at: None,
            hidden_reason: None,
        }
    }

    pub(super) fn into_story(self, pages: Vec<PageRow>) -> Result<Story, StorageError> {
        Ok(Story {
            id: parse("stories.id", &self.id)?,
            owner: parse("stories.owner_id", &self.owner_id)?,
            title: self.title,
            logline: self.logline,
            status: parse("stories.status", &self.status)?,
            brief: self.brief.0,
            favorite: self.favorite,
            play_count: self.play_count,
            pages: pages.into_iter().map(PageRow::into_page).collect::<Result<_, _>>()?,
            cast: self.cast_members.0,
            cost_usd: CostUsd::from_micros(self.cost_micros),
            provider_notice: self.provider_notice,
            job_id: parse_optional("stories.job_id", self.job_id.as_deref())?,
            created_at: self.created_at.and_utc(),
            updated_at: self.updated_at.and_utc(),
            version: self.version,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = pages)]
pub(crate) struct PageRow {
    story_id: String,
    number: i32,
    text: String,
    image_alt: String,
    image: Option<String>,
    image_status: String,
    image_prompt: Option<String>,
    image_note: Option<String>,
    likeness: Option<i32>,
    scene: Option<Json<ScenePlan>>,
    audio: Option<Json<PageAudio>>,
}

impl PageRow {
    pub(super) fn new(story: StoryId, page: &Page) -> Self {
        Self {
            story_id: story.to_string(),
            number: page.number.cast_signed(),
            text: page.text.clone(),
            image_alt: page.image_alt.clone(),
            image: page.image.as_ref().map(|key| key.as_str().to_owned()),
            image_status: page.image_status.as_str().to_owned(),
            image_prompt: page.image_prompt.clone(),
            image_note: page.image_note.clone(),
            likeness: page.likeness.map(i32::from),
            scene: page.scene.clone().map(Json),
            audio: page.audio.clone().map(Json),
        }
    }

    fn into_page(self) -> Result<Page, StorageError> {
        Ok(Page {
            number: self.number.cast_unsigned(),
            text: self.text,
            image_alt: self.image_alt,
            image: self.image.map(AssetKey::new),
            image_status: parse("pages.image_status", &self.image_status)?,
            image_prompt: self.image_prompt,
            image_note: self.image_note,
            likeness: self.likeness.and_then(|score| u8::try_from(score).ok()),
            scene: self.scene.map(|scene| scene.0),
            audio: self.audio.map(|audio| audio.0),
        })
    }
}
