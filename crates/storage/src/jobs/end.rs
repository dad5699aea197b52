//! T4: how a job ends, whoever ends it.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use talewright_domain::job::JobFailure;
use talewright_domain::{Event, EventKind, Job, JobStatus};

use crate::columns::{Json, stored_time};
use crate::connection::AnyConnection;
use crate::credits::settle_job;
use crate::error::StorageError;
use crate::events::append_event;
use crate::moderation::flag_story;
use crate::schema::jobs;
use crate::stories::follow_job;

/// Ends a job whose row the caller has locked, and its story with it.
pub(crate) fn end_job(
    conn: &mut AnyConnection,
    job: &Job,
    status: JobStatus,
    error: Option<JobFailure>,
    now: DateTime<Utc>,
) -> Result<Event, StorageError> {
    let message = error.as_ref().map(|error| error.message.clone());
    let (error_code, error_message) = error.map_or((None, None), |e| (Some(e.code), Some(e.message)));
    let row = jobs::table.find(job.id.to_string());
    diesel::update(row.clone())
        .set((
            jobs::status.eq(status.as_str()),
            jobs::error_code.eq(error_code),
            jobs::error_message.eq(error_message),
            jobs::finished_at.eq(Some(stored_time(now))),
            jobs::worker.eq(None::<String>),
            jobs::lease_until.eq(None::<NaiveDateTime>),
            jobs::not_before.eq(None::<NaiveDateTime>),
            jobs::blame.eq(0),
        ))
        .execute(conn)?;
    if matches!(status, JobStatus::Completed | JobStatus::CompletedWithGaps) {
        let mut stages = job.completed_stages.clone();
        stages.extend(job.current_stage.clone());
        diesel::update(row)
            .set((
                jobs::progress.eq(100.0_f32),
                jobs::current_stage.eq(None::<String>),
                jobs::completed_stages.eq(Json(stages)),
            ))
            .execute(conn)?;
    }
    follow_job(conn, job, status, now)?;
    if let (JobStatus::Blocked, Some(story), Some(message)) = (status, job.story_id, &message) {
        flag_story(conn, story, message, now)?;
    }
    // The user's row comes last, as everywhere.
    let event = append_event(conn, job.id, EventKind::JobFinished { status, message }, now)?;
    settle_job(conn, job.owner, job.id, now)?;
    Ok(event)
}
