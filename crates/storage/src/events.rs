//! The events of jobs: numbered from 1 within each job, without gaps.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use talewright_domain::{Event, EventKind, JobId};

use crate::columns::{Json, parse_optional, stored_time};
use crate::connection::AnyConnection;
use crate::error::StorageError;
use crate::schema::{events, jobs};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = events)]
struct EventRow {
    job_id: String,
    seq: i64,
    at: NaiveDateTime,
    kind: Json<EventKind>,
}

/// Stores an event under the job's next number. Belongs in the transaction of the change that it tells of;
/// publish what comes back after the commit.
///
/// # Errors
/// [`StorageError::NotFound`] when the job is gone.
pub fn append_event(
    conn: &mut AnyConnection,
    job: JobId,
    kind: EventKind,
    now: DateTime<Utc>,
) -> Result<Event, StorageError> {
    // The update locks the job's row until the commit: numbers become visible in their order.
    let numbered: Option<(i64, Option<String>)> = diesel::update(jobs::table.find(job.to_string()))
        .set(jobs::last_event_seq.eq(jobs::last_event_seq + 1))
        .returning((jobs::last_event_seq, jobs::story_id))
        .get_result(conn)
        .optional()?;
    let (seq, story) = numbered.ok_or(StorageError::NotFound("job"))?;
    let at = stored_time(now);
    let row = EventRow { job_id: job.to_string(), seq, at, kind: Json(kind.clone()) };
    diesel::insert_into(events::table).values(row).execute(conn)?;
    let story_id = parse_optional("jobs.story_id", story.as_deref())?;
    Ok(Event { seq, job_id: job, story_id, at: at.and_utc(), kind })
}

/// The events of a job after number `after`, oldest first, at most `limit`. Whose job it is, the caller has
/// checked.
///
/// # Errors
/// Only those of the database.
pub fn list_events(
    conn: &mut AnyConnection,
    job: JobId,
    after: i64,
    limit: u32,
) -> Result<Vec<Event>, StorageError> {
    let story: Option<Option<String>> =
        jobs::table.find(job.to_string()).select(jobs::story_id).first(conn).optional()?;
    let story_id = parse_optional("jobs.story_id", story.flatten().as_deref())?;
    let rows: Vec<EventRow> = events::table
        .filter(events::job_id.eq(job.to_string()))
        .filter(events::seq.gt(after))
        .order(events::seq.asc())
        .limit(i64::from(limit))
        .select(EventRow::as_select())
        .load(conn)?;
    let event =
        |row: EventRow| Event { seq: row.seq, job_id: job, story_id, at: row.at.and_utc(), kind: row.kind.0 };
    Ok(rows.into_iter().map(event).collect())
}
