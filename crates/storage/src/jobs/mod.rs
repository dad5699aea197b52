//! Jobs as their owners see them. Who works on them is the affair of [`Queue`](crate::Queue).

mod end;
mod list;
mod locked;
mod rows;

pub(crate) use end::end_job;
pub use list::{JobFilter, JobSort, list_jobs};
pub(crate) use locked::LockedJob;
use rows::JobRow;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use talewright_domain::{
    CostUsd, Event, EventKind, Job, JobId, JobKind, JobStatus, StepState, StoryId, UserId,
};

use crate::connection::AnyConnection;
use crate::error::StorageError;
use crate::events::append_event;
use crate::receipts::list_steps;
use crate::schema::{jobs, step_receipts};
use crate::stories::follow_job;

/// Stores a new job (T0), in the transaction of the change that asks for it. Its story, if it has one, is queued
/// with it. Publish the event and wake the workers after the commit.
///
/// # Errors
/// [`StorageError::Conflict`] on `jobs_story_id` when a book is being made of that story already, on
/// `jobs_story_id_page` when that page is being made anew.
pub fn insert_job(conn: &mut AnyConnection, job: &Job) -> Result<Event, StorageError> {
    diesel::insert_into(jobs::table)
        .values((JobRow::new(job), jobs::fence.eq(0), jobs::blame.eq(0), jobs::postponements.eq(0)))
        .execute(conn)?;
    follow_job(conn, job, job.status, job.created_at)?;
    append_event(conn, job.id, EventKind::JobQueued, job.created_at)
}

/// Finds a job of this owner, with its receipts if they are asked for.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn find_job(
    conn: &mut AnyConnection,
    owner: UserId,
    id: JobId,
    with_steps: bool,
) -> Result<Job, StorageError> {
    let row = jobs::table
        .find(id.to_string())
        .filter(jobs::owner_id.eq(owner.to_string()))
        .select(JobRow::as_select())
        .first(conn)
        .optional()?;
    let mut job = row.ok_or(StorageError::NotFound("job"))?.into_job()?;
    if with_steps {
        job.steps = list_steps(conn, id)?;
    }
    Ok(job)
}

/// Finds the latest job that made the whole of a story of this owner, without its receipts; `None` when it never had one.
///
/// # Errors
/// Only those of the database.
pub fn find_latest_job_of_story(
    conn: &mut AnyConnection,
    owner: UserId,
    story: StoryId,
) -> Result<Option<Job>, StorageError> {
    let row = jobs::table
        .filter(jobs::story_id.eq(story.to_string()))
        .filter(jobs::kind.ne(JobKind::RegeneratePage.as_str()))
        .order(jobs::id.desc())
        .select(JobRow::as_select())
        .first(conn)
        .optional()?;
    // The owner is compared here: as a condition it would tempt SQLite to walk through all jobs of that owner.
    Ok(row.map(JobRow::into_job).transpose()?.filter(|job| job.owner == owner))
}

/// What became of the wish to stop a job.
#[derive(Debug, Clone, PartialEq)]
pub enum Cancellation {
    /// It was waiting, and is cancelled; publish the event.
    Cancelled(Job, Event),
    /// It is running; its worker stops it within a second of being woken.
    Requested(Job),
    /// It had ended before.
    AlreadyEnded(Job),
}

/// Asks a job to stop.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn request_cancel(
    conn: &mut AnyConnection,
    owner: UserId,
    id: JobId,
    now: DateTime<Utc>,
) -> Result<Cancellation, StorageError> {
    // The flag first: the update locks the row, so that no worker claims the job in between.
    diesel::update(jobs::table.find(id.to_string()))
        .filter(jobs::owner_id.eq(owner.to_string()))
        .filter(jobs::status.eq_any([JobStatus::Queued.as_str(), JobStatus::Running.as_str()]))
        .set(jobs::cancel_requested.eq(true))
        .execute(conn)?;
    let job = find_job(conn, owner, id, false)?;
    match job.status {
        JobStatus::Queued => {
            let event = end_job(conn, &job, JobStatus::Cancelled, None, now)?;
            Ok(Cancellation::Cancelled(find_job(conn, owner, id, false)?, event))
        }
        JobStatus::Running => Ok(Cancellation::Requested(job)),
        _ => Ok(Cancellation::AlreadyEnded(job)),
    }
}

/// What became of the wish to go on with a job.
#[derive(Debug, Clone, PartialEq)]
pub enum Resumption {
    /// It is queued again; publish the event and wake the workers.
    Resumed(Job, Event),
    /// It is not in a state from which it could go on.
    NotResumable(Job),
}

/// Queues a job again that stopped before it was whole: finished steps keep their receipts and are not paid
/// again, all others may be tried afresh, also those of which nobody knows whether they were paid: somebody has
/// looked. `max_cost`, when given, is the new limit.
///
/// # Errors
/// [`StorageError::NotFound`]; [`StorageError::Conflict`] on `jobs_story_id` when another job makes a book of the
/// same story.
pub fn resume_job(
    conn: &mut AnyConnection,
    owner: UserId,
    id: JobId,
    max_cost: Option<CostUsd>,
    now: DateTime<Utc>,
) -> Result<Resumption, StorageError> {
    let found = find_job(conn, owner, id, false)?;
    if !found.status.can_resume() {
        return Ok(Resumption::NotResumable(found));
    }
    let resumed = diesel::update(jobs::table.find(id.to_string()))
        .filter(jobs::status.eq(found.status.as_str()))
        .set((
            jobs::status.eq(JobStatus::Queued.as_str()),
            jobs::attempts.eq(0),
            jobs::blame.eq(0),
            jobs::postponements.eq(0),
            jobs::not_before.eq(None::<chrono::NaiveDateTime>),
            jobs::error_code.eq(None::<String>),
            jobs::error_message.eq(None::<String>),
            jobs::cancel_requested.eq(false),
            jobs::finished_at.eq(None::<chrono::NaiveDateTime>),
            jobs::max_micros.eq(max_cost.or(found.max_cost_usd).map(CostUsd::micros)),
        ))
        .execute(conn)?;
    if resumed == 0 {
        return Ok(Resumption::NotResumable(find_job(conn, owner, id, false)?));
    }
    diesel::update(step_receipts::table.filter(step_receipts::job_id.eq(id.to_string())))
        .filter(step_receipts::state.ne(StepState::Done.as_str()))
        .set(step_receipts::doubts.eq(0))
        .execute(conn)?;
    follow_job(conn, &found, JobStatus::Queued, now)?;
    let event = append_event(conn, id, EventKind::JobQueued, now)?;
    Ok(Resumption::Resumed(find_job(conn, owner, id, false)?, event))
}

/// Counts the jobs that wait and those that run.
///
/// # Errors
/// Only those of the database.
pub fn count_active_jobs(conn: &mut AnyConnection) -> Result<(i64, i64), StorageError> {
    let mut count =
        |status: JobStatus| jobs::table.filter(jobs::status.eq(status.as_str())).count().get_result(conn);
    Ok((count(JobStatus::Queued)?, count(JobStatus::Running)?))
}
