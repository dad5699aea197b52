//! How a worker comes by a job.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use talewright_domain::job::JobFailure;
use talewright_domain::ports::{Claim, ClaimedJob, WorkerId};
use talewright_domain::{Event, EventKind, Job, JobKind, JobStatus, StepState};

use super::lease_end;
use crate::columns::stored_time;
use crate::connection::AnyConnection;
use crate::dialect;
use crate::error::StorageError;
use crate::events::append_event;
use crate::jobs::{LockedJob, end_job};
use crate::schema::{jobs, step_receipts};
use crate::stories::follow_job;

/// The whole blame for the death of one process, in hundredths.
const WHOLE_BLAME: i32 = 100;
/// With the blame for three deaths a job is parked: a person must look.
const PARKING_BLAME: i32 = 3 * WHOLE_BLAME;

/// What each of a dead process's jobs is to blame for its death. Those that ran side by side share it, for any of
/// them may have been the one; and nobody is to blame where one of them had got on, for a process that works dies of
/// something else. (What kills its process each time is left alone in the end, and found.)
pub(super) fn share_of_blame(conn: &mut AnyConnection, worker: &str) -> Result<i32, StorageError> {
    let of_worker =
        || jobs::table.filter(jobs::worker.eq(worker)).filter(jobs::status.eq(JobStatus::Running.as_str()));
    let got_on: i64 = of_worker()
        .inner_join(step_receipts::table.on(step_receipts::job_id.eq(jobs::id)))
        .filter(step_receipts::fence.eq(jobs::fence))
        .filter(step_receipts::state.eq(StepState::Done.as_str()))
        .count()
        .get_result(conn)?;
    if got_on > 0 {
        return Ok(0);
    }
    let running: i64 = of_worker().count().get_result(conn)?;
    Ok(WHOLE_BLAME / i32::try_from(running.max(1)).unwrap_or(WHOLE_BLAME))
}

/// What a worker wants.
#[derive(Clone)]
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
    /// The event of a job that ended instead of being claimed; there may be more.
    pub(super) ended: Option<Event>,
}

/// Takes the most urgent job; or ends it, when nobody holds it any more: cancelled when its owner wanted that, parked
/// when it killed its process too often. No more than one in a transaction, for the end of a job locks its user.
pub(super) fn claim_job(
    conn: &mut AnyConnection,
    wish: &Wish,
    now: DateTime<Utc>,
) -> Result<Found, StorageError> {
    let Some((locked, share)) = next_job(conn, wish, now)? else { return Ok(Found::default()) };
    let to_blame = locked.blame + share >= PARKING_BLAME;
    let (fence, postponements) = (locked.fence + 1, locked.postponements.cast_unsigned());
    let job = locked.into_job()?;
    if job.cancel_requested {
        let ended = end_job(conn, &job, JobStatus::Cancelled, None, now)?;
        return Ok(Found { claimed: None, ended: Some(ended) });
    }
    if to_blame {
        let ended = end_job(conn, &job, JobStatus::Parked, Some(crashed()), now)?;
        return Ok(Found { claimed: None, ended: Some(ended) });
    }
    let claim = Claim { job_id: job.id, worker: wish.worker.clone(), fence };
    let (job, event) = take(conn, &claim, share, wish.lease, now)?;
    Ok(Found { claimed: Some(ClaimedJob { claim, job, postponements, event }), ended: None })
}

/// The next job, and its share of the blame when its process died.
fn next_job(
    conn: &mut AnyConnection,
    wish: &Wish,
    now: DateTime<Utc>,
) -> Result<Option<(LockedJob, i32)>, StorageError> {
    if wish.may_take_over {
        let clock = dialect::lease_clock(conn, now)?;
        if let Some(expired) = dialect::lock_next_expired(conn, &wish.kinds, clock)? {
            let share = share_of_blame(conn, expired.worker.as_deref().unwrap_or_default())?;
            return Ok(Some((expired, share)));
        }
    }
    let clock = dialect::lease_clock(conn, now)?;
    Ok(dialect::lock_next_queued(conn, &wish.kinds, clock)?.map(|queued| (queued, 0)))
}

fn take(
    conn: &mut AnyConnection,
    claim: &Claim,
    blame: i32,
    lease: Duration,
    now: DateTime<Utc>,
) -> Result<(Job, Event), StorageError> {
    let until = lease_end(dialect::lease_clock(conn, now)?, lease);
    let row = jobs::table.find(claim.job_id.to_string());
    diesel::update(row.clone())
        .set((
            jobs::status.eq(JobStatus::Running.as_str()),
            jobs::worker.eq(claim.worker.to_string()),
            jobs::fence.eq(claim.fence),
            jobs::lease_until.eq(until),
            jobs::attempts.eq(jobs::attempts + 1),
            jobs::blame.eq(jobs::blame + blame),
            jobs::error_code.eq(None::<String>),
            jobs::error_message.eq(None::<String>),
        ))
        .execute(conn)?;
    diesel::update(row.filter(jobs::started_at.is_null()))
        .set(jobs::started_at.eq(stored_time(now)))
        .execute(conn)?;
    let gone = || StorageError::NotFound("job");
    let job = dialect::lock_job(conn, claim.job_id)?.ok_or_else(gone)?.into_job()?;
    follow_job(conn, &job, JobStatus::Running, now)?;
    let event = append_event(conn, job.id, EventKind::JobStarted { attempt: job.attempts }, now)?;
    Ok((job, event))
}

fn crashed() -> JobFailure {
    JobFailure {
        code: "crashed".into(),
        message:
            "the process ended several times while it worked on this job and no step was finished; see the \
                  server's log, then resume the job"
                .into(),
    }
}
