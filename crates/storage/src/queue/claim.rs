//! How a worker comes by a job.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use talewright_domain::job::JobFailure;
use talewright_domain::ports::{Claim, ClaimedJob, WorkerId};
use talewright_domain::{Event, EventKind, JobKind, JobStatus};

use super::lease_end;
use crate::columns::stored_time;
use crate::connection::AnyConnection;
use crate::dialect;
use crate::error::StorageError;
use crate::events::append_event;
use crate::jobs::{LockedJob, end_job};
use crate::schema::jobs;
use crate::stories::follow_job;

/// Claims in a row that may end with their process, and no step finished, before a person must look.
const MOST_BARREN_CLAIMS: i32 = 3;

/// What a worker wants.
pub(super) struct Wish {
    pub(super) worker: WorkerId,
    pub(super) kinds: Vec<JobKind>,
    pub(super) lease: Duration,
    pub(super) may_take_over: bool,
}

/// What came of it.
#[derive(Default)]
pub(super) struct Found {
    pub(super) claimed: Option<ClaimedJob>,
    /// Events of jobs that ended instead of being claimed.
    pub(super) ended: Vec<Event>,
}

/// Takes the most urgent job. On the way, jobs that nobody holds any more end: cancelled when their owner wanted
/// that, parked when they killed their process too often.
pub(super) fn claim_job(
    conn: &mut AnyConnection,
    wish: &Wish,
    now: DateTime<Utc>,
) -> Result<Found, StorageError> {
    let mut found = Found::default();
    while let Some(locked) = next_job(conn, wish, now)? {
        let barren = locked.barren_claims >= MOST_BARREN_CLAIMS;
        let fence = locked.fence + 1;
        let job = locked.into_job()?;
        if job.cancel_requested {
            found.ended.push(end_job(conn, &job, JobStatus::Cancelled, None, now)?);
        } else if barren {
            found.ended.push(end_job(conn, &job, JobStatus::Parked, Some(crashed()), now)?);
        } else {
            let claim = Claim { job_id: job.id, worker: wish.worker.clone(), fence };
            found.claimed = Some(take(conn, claim, wish.lease, now)?);
            break;
        }
    }
    Ok(found)
}

fn next_job(
    conn: &mut AnyConnection,
    wish: &Wish,
    now: DateTime<Utc>,
) -> Result<Option<LockedJob>, StorageError> {
    if wish.may_take_over {
        let clock = dialect::lease_clock(conn, now)?;
        if let Some(expired) = dialect::lock_next_expired(conn, &wish.kinds, clock)? {
            return Ok(Some(expired));
        }
    }
    dialect::lock_next_queued(conn, &wish.kinds)
}

fn take(
    conn: &mut AnyConnection,
    claim: Claim,
    lease: Duration,
    now: DateTime<Utc>,
) -> Result<ClaimedJob, StorageError> {
    let until = lease_end(dialect::lease_clock(conn, now)?, lease);
    let row = jobs::table.find(claim.job_id.to_string());
    diesel::update(row.clone())
        .set((
            jobs::status.eq(JobStatus::Running.as_str()),
            jobs::worker.eq(claim.worker.to_string()),
            jobs::fence.eq(claim.fence),
            jobs::lease_until.eq(until),
            jobs::attempts.eq(jobs::attempts + 1),
            jobs::barren_claims.eq(jobs::barren_claims + 1),
        ))
        .execute(conn)?;
    diesel::update(row.filter(jobs::started_at.is_null()))
        .set(jobs::started_at.eq(stored_time(now)))
        .execute(conn)?;
    let gone = || StorageError::NotFound("job");
    let job = dialect::lock_job(conn, claim.job_id)?.ok_or_else(gone)?.into_job()?;
    if let Some(story) = job.story_id {
        follow_job(conn, story, job.id, JobStatus::Running, now)?;
    }
    let event = append_event(conn, job.id, EventKind::JobStarted { attempt: job.attempts }, now)?;
    Ok(ClaimedJob { claim, job, event })
}

fn crashed() -> JobFailure {
    JobFailure {
        code: "crashed".into(),
        message: format!(
            "the process ended {MOST_BARREN_CLAIMS} times while it worked on this job and no step was finished; \
             see the server's log, then resume the job"
        ),
    }
}
