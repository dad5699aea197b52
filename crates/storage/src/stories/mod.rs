//! Stories and their pages.

mod changes;
mod list;
mod rows;

pub(crate) use changes::apply_changes;
pub use list::{StoryFilter, StorySort, list_stories};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use talewright_domain::{
    CostUsd, ImageStatus, Job, JobId, JobKind, JobStatus, Story, StoryBrief, StoryId, StoryStatus, UserId,
};

use crate::columns::{Json, parse, stored_time};
use crate::connection::AnyConnection;
use crate::credits::{close_reservation, take_what_is_there};
use crate::dialect;
use crate::error::{StorageError, check_version};
use crate::schema::{exports, jobs, pages, stories};
pub(crate) use rows::PageRow;
use rows::StoryRow;

/// Stores a new story with whatever pages it has.
///
/// # Errors
/// Only those of the database.
pub fn insert_story(conn: &mut AnyConnection, story: &Story) -> Result<(), StorageError> {
    diesel::insert_into(stories::table).values(StoryRow::new(story)).execute(conn)?;
    let rows = story.pages.iter().map(|page| PageRow::new(story.id, page)).collect();
    dialect::insert_pages(conn, rows)
}

/// Finds a story of this owner, whole. Every way to a story goes through here.
///
/// # Errors
/// [`StorageError::NotFound`]; [`StorageError::Hidden`] when an administrator has hidden it.
pub fn find_story(conn: &mut AnyConnection, owner: UserId, id: StoryId) -> Result<Story, StorageError> {
    let row = stories::table
        .find(id.to_string())
        .filter(stories::owner_id.eq(owner.to_string()))
        .select(StoryRow::as_select())
        .first(conn)
        .optional()?;
    let row = row.ok_or(StorageError::NotFound("story"))?;
    row.check_visible()?;
    let pages: Vec<PageRow> = pages::table
        .filter(pages::story_id.eq(id.to_string()))
        .order(pages::number.asc())
        .select(PageRow::as_select())
        .load(conn)?;
    row.into_story(pages)
}

/// Gives a story another title; the cover shows it.
///
/// # Errors
/// [`StorageError::NotFound`], [`StorageError::VersionMismatch`].
pub fn update_story_title(
    conn: &mut AnyConnection,
    owner: UserId,
    id: StoryId,
    expected: Option<i64>,
    title: &str,
    now: DateTime<Utc>,
) -> Result<Story, StorageError> {
    touch_story(conn, owner, id, expected, now)?;
    diesel::update(stories::table.find(id.to_string())).set(stories::title.eq(title)).execute(conn)?;
    diesel::update(pages::table.find((id.to_string(), 0))).set(pages::text.eq(title)).execute(conn)?;
    find_story(conn, owner, id)
}

/// Marks a story, or takes the mark away.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn set_favorite(
    conn: &mut AnyConnection,
    owner: UserId,
    id: StoryId,
    favorite: bool,
    now: DateTime<Utc>,
) -> Result<Story, StorageError> {
    touch_story(conn, owner, id, None, now)?;
    diesel::update(stories::table.find(id.to_string())).set(stories::favorite.eq(favorite)).execute(conn)?;
    find_story(conn, owner, id)
}

/// Counts that a story was read to the end. That is no change: its version stays.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn record_play(
    conn: &mut AnyConnection,
    owner: UserId,
    id: StoryId,
    now: DateTime<Utc>,
) -> Result<i64, StorageError> {
    let counted = diesel::update(stories::table.find(id.to_string()))
        .filter(stories::owner_id.eq(owner.to_string()))
        .set((stories::play_count.eq(stories::play_count + 1), stories::last_played_at.eq(stored_time(now))))
        .returning(stories::play_count)
        .get_result(conn)
        .optional()?;
    counted.ok_or(StorageError::NotFound("story"))
}

/// What went with a deleted story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedStory {
    /// Jobs that were queued or running; a worker that has one learns at its next pulse that it is gone.
    pub active_jobs: Vec<JobId>,
}

/// Deletes a story with its pages, its jobs, their receipts and their events. Its files are the caller's to
/// delete, after the commit.
///
/// # Errors
/// [`StorageError::NotFound`], [`StorageError::VersionMismatch`]; [`StorageError::Overtaken`] when a job began in the
/// same moment.
pub fn delete_story(
    conn: &mut AnyConnection,
    owner: UserId,
    id: StoryId,
    expected: Option<i64>,
    now: DateTime<Utc>,
) -> Result<DeletedStory, StorageError> {
    let found: Option<i64> = stories::table
        .find(id.to_string())
        .filter(stories::owner_id.eq(owner.to_string()))
        .select(stories::version)
        .first(conn)
        .optional()?;
    check_version(expected, found.ok_or(StorageError::NotFound("story"))?)?;
    // The jobs are locked before the story, as whoever works on them does: so nobody waits in a circle.
    let stopped: Vec<(String, String)> =
        diesel::update(jobs::table.filter(jobs::story_id.eq(id.to_string())))
            .set(jobs::cancel_requested.eq(true))
            .returning((jobs::id, jobs::status))
            .get_results(conn)?;
    let settlements = stopped.iter().map(|(job, _)| close_reservation(conn, parse("jobs.id", job)?));
    let settlements = settlements.collect::<Result<Vec<_>, StorageError>>()?;
    // And its exports, as whoever keeps one does.
    diesel::delete(exports::table.filter(exports::story_id.eq(id.to_string()))).execute(conn)?;
    dialect::lock_story(conn, id)?;
    // A job that was not there yet would go with the story, and the credit that is set aside for it with the job.
    let jobs: i64 = jobs::table.filter(jobs::story_id.eq(id.to_string())).count().get_result(conn)?;
    if usize::try_from(jobs) != Ok(stopped.len()) {
        return Err(StorageError::Overtaken);
    }
    diesel::delete(stories::table.find(id.to_string())).execute(conn)?;
    // The user's row comes last, as everywhere.
    for settlement in settlements.into_iter().flatten() {
        take_what_is_there(conn, owner, settlement, now)?;
    }
    let is_active =
        |status: &str| status == JobStatus::Queued.as_str() || status == JobStatus::Running.as_str();
    let active = stopped.iter().filter(|(_, status)| is_active(status));
    let active_jobs = active.map(|(id, _)| parse("jobs.id", id)).collect::<Result<_, _>>()?;
    Ok(DeletedStory { active_jobs })
}

/// Which of these stories do not exist, for the sweep of files that belong to nobody.
///
/// # Errors
/// Only those of the database.
pub fn missing_stories(conn: &mut AnyConnection, ids: &[StoryId]) -> Result<Vec<StoryId>, StorageError> {
    let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let found: Vec<String> =
        stories::table.filter(stories::id.eq_any(texts)).select(stories::id).load(conn)?;
    Ok(ids.iter().copied().filter(|id| !found.contains(&id.to_string())).collect())
}

/// Counts the version up, which also locks the row, and then looks whether the writer had read the last one.
fn touch_story(
    conn: &mut AnyConnection,
    owner: UserId,
    id: StoryId,
    expected: Option<i64>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let version: Option<i64> = diesel::update(stories::table.find(id.to_string()))
        .filter(stories::owner_id.eq(owner.to_string()))
        .set((stories::version.eq(stories::version + 1), stories::updated_at.eq(stored_time(now))))
        .returning(stories::version)
        .get_result(conn)
        .optional()?;
    check_version(expected, version.ok_or(StorageError::NotFound("story"))? - 1)
}

/// Sets where a story stands after its job came to stand somewhere. A missing story is fine.
pub(crate) fn follow_job(
    conn: &mut AnyConnection,
    job: &Job,
    status: JobStatus,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let Some(story) = job.story_id else { return Ok(()) };
    if job.kind == JobKind::RegeneratePage {
        return if status.is_terminal() { settle_gaps(conn, story, now) } else { Ok(()) };
    }
    diesel::update(stories::table.find(story.to_string()))
        .set((
            stories::status.eq(StoryStatus::of_job(status).as_str()),
            stories::job_id.eq(job.id.to_string()),
            stories::version.eq(stories::version + 1),
            stories::updated_at.eq(stored_time(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// A page was made anew: a story that was whole or had gaps is one or the other now.
fn settle_gaps(conn: &mut AnyConnection, story: StoryId, now: DateTime<Utc>) -> Result<(), StorageError> {
    let readable = [StoryStatus::Completed.as_str(), StoryStatus::CompletedWithGaps.as_str()];
    let row = stories::table.find(story.to_string());
    // The version first: the update locks the row, so that two pages of one story do not settle past each other.
    diesel::update(row.clone())
        .set((stories::version.eq(stories::version + 1), stories::updated_at.eq(stored_time(now))))
        .execute(conn)?;
    let of_story = || pages::table.filter(pages::story_id.eq(story.to_string()));
    let unpainted: i64 = of_story()
        .filter(pages::image_status.eq_any([ImageStatus::Failed.as_str(), ImageStatus::Blocked.as_str()]))
        .count()
        .get_result(conn)?;
    let silent: i64 =
        of_story().filter(pages::number.gt(0)).filter(pages::audio.is_null()).count().get_result(conn)?;
    let Json(brief): Json<StoryBrief> = row.clone().select(stories::brief).first(conn)?;
    let is_whole = unpainted == 0 && (brief.narration.is_none() || silent == 0);
    let status = if is_whole { StoryStatus::Completed } else { StoryStatus::CompletedWithGaps };
    diesel::update(row.filter(stories::status.eq_any(readable)))
        .set(stories::status.eq(status.as_str()))
        .execute(conn)?;
    Ok(())
}

/// Adds to what a story has cost.
pub(crate) fn add_cost(conn: &mut AnyConnection, story: StoryId, cost: CostUsd) -> Result<(), StorageError> {
    diesel::update(stories::table.find(story.to_string()))
        .set(stories::cost_micros.eq(stories::cost_micros + cost.micros()))
        .execute(conn)?;
    Ok(())
}
