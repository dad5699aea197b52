//! The queue: rows with leases (docs/adr/001).

mod claim;
mod clock;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use talewright_domain::ports::{
    Claim, ClaimedJob, Clock, EventBus, JobEnd, JobStore, JobStoreError, Postponement, Pulse, WorkerId,
};
use talewright_domain::{Event, EventKind, Job, JobId, JobKind, JobStatus};
use tokio::time::Instant;

use crate::columns::parse;
use crate::connection::AnyConnection;
use crate::db::{Backend, Db};
use crate::dialect;
use crate::error::StorageError;
use crate::events::append_event;
use crate::jobs::end_job;
use crate::schema::jobs;
use crate::stories::follow_job;
use clock::ClockWatch;

/// The jobs table as a queue for any number of workers.
pub struct Queue {
    db: Db,
    bus: Arc<dyn EventBus>,
    clock: Arc<dyn Clock>,
    watch: Mutex<ClockWatch>,
}

impl Queue {
    /// A queue over the jobs of `db`. `bus` hears of what no worker is told: parked and released jobs.
    #[must_use]
    pub fn new(db: Db, bus: Arc<dyn EventBus>, clock: Arc<dyn Clock>) -> Self {
        Self { db, bus, clock, watch: Mutex::default() }
    }

    /// Whether leases may be taken over now. After our clock jumped, own leases are renewed first and those of
    /// others get one period of grace; a database with a clock of its own has no such trouble.
    async fn may_take_over(&self, worker: &WorkerId, lease: Duration) -> Result<bool, StorageError> {
        if self.db.backend() == Backend::Postgres {
            return Ok(true);
        }
        let now = self.clock.now();
        let look = {
            let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
            watch.look(now, Instant::now(), lease)
        };
        if look.jumped {
            tracing::warn!("the clock jumped by more than a minute: leases are renewed, none is taken over");
            let (worker, until) = (worker.to_string(), lease_end(now.naive_utc(), lease));
            self.db.write(move |conn| renew_leases_of(conn, &worker, until)).await?;
        }
        Ok(look.may_take_over)
    }

    async fn publish(&self, events: Vec<Event>) {
        for event in events {
            self.bus.publish(event).await;
        }
    }
}

#[async_trait]
impl JobStore for Queue {
    async fn claim(
        &self,
        worker: &WorkerId,
        kinds: &[JobKind],
        lease: Duration,
    ) -> Result<Option<ClaimedJob>, JobStoreError> {
        let may_take_over = self.may_take_over(worker, lease).await?;
        let wish = claim::Wish { worker: worker.clone(), kinds: kinds.to_vec(), lease, may_take_over };
        let now = self.clock.now();
        loop {
            let wish = wish.clone();
            let found = self.db.write(move |conn| claim::claim_job(conn, &wish, now)).await?;
            match found.ended {
                Some(event) => self.bus.publish(event).await,
                None => return Ok(found.claimed),
            }
        }
    }

    async fn renew(&self, claims: &[Claim], lease: Duration) -> Result<Vec<Pulse>, JobStoreError> {
        let Some(first) = claims.first() else { return Ok(Vec::new()) };
        self.may_take_over(&first.worker, lease).await?;
        let (claims, now) = (claims.to_vec(), self.clock.now());
        let asked = claims.clone();
        let found = self.db.read(move |conn| read_pulses(conn, &asked, lease, now)).await?;
        if found.iter().any(|(_, due)| *due) {
            self.db.write(move |conn| renew_leases(conn, &claims, lease, now)).await?;
        }
        Ok(found.into_iter().map(|(pulse, _)| pulse).collect())
    }

    async fn finish(&self, claim: &Claim, end: JobEnd) -> Result<Vec<Event>, JobStoreError> {
        let (claim, now) = (claim.clone(), self.clock.now());
        let ended = self.db.write(move |conn| {
            let Some(job) = held_job(conn, &claim)? else { return Ok::<_, StorageError>(None) };
            end_job(conn, &job, end.status, end.error, now).map(Some)
        });
        Ok(ended.await?.into_iter().collect())
    }

    async fn postpone(&self, claim: &Claim, until: Postponement) -> Result<Vec<Event>, JobStoreError> {
        let (claim, now) = (claim.clone(), self.clock.now());
        let postponed = self.db.write(move |conn| {
            let Some(job) = held_job(conn, &claim)? else { return Ok::<_, StorageError>(None) };
            postpone_job(conn, &job, &until, now).map(Some)
        });
        Ok(postponed.await?.into_iter().collect())
    }

    async fn release(&self, claim: &Claim) -> Result<(), JobStoreError> {
        let (claim, now) = (claim.clone(), self.clock.now());
        let freed = self.db.write(move |conn| {
            let Some(job) = held_job(conn, &claim)? else { return Ok::<_, StorageError>(None) };
            free_job(conn, &job, Freed::Unharmed, now).map(Some)
        });
        let event = freed.await?;
        self.publish(event.into_iter().collect()).await;
        Ok(())
    }

    async fn recover(&self, worker: &WorkerId) -> Result<usize, JobStoreError> {
        let (worker, now) = (worker.to_string(), self.clock.now());
        let left = self.db.write(move |conn| recover_jobs(conn, &worker, now)).await?;
        let mut count = left.freed.len();
        self.publish(left.freed).await;
        for id in left.unwanted {
            let event = self.db.write(move |conn| end_unwanted(conn, id, now)).await?;
            count += usize::from(event.is_some());
            self.publish(event.into_iter().collect()).await;
        }
        Ok(count)
    }
}

impl From<StorageError> for JobStoreError {
    fn from(error: StorageError) -> Self {
        Self(error.to_string())
    }
}

fn lease_end(now: NaiveDateTime, lease: Duration) -> NaiveDateTime {
    now + TimeDelta::from_std(lease).unwrap_or(TimeDelta::MAX)
}

/// The job of a claim, locked, while the claim holds.
fn held_job(conn: &mut AnyConnection, claim: &Claim) -> Result<Option<Job>, StorageError> {
    let Some(locked) = dialect::lock_job(conn, claim.job_id)? else { return Ok(None) };
    let holds = locked.is_of(claim);
    let job = locked.into_job()?;
    Ok((holds && job.status == JobStatus::Running).then_some(job))
}

/// How a job comes to be free again.
#[derive(Clone, Copy)]
enum Freed {
    /// A graceful stop: the attempt is not counted.
    Unharmed,
    /// Its process died, perhaps because of it: this much of the blame.
    Suspect(i32),
}

/// Puts a running job back, or ends it when its owner wants that.
fn free_job(
    conn: &mut AnyConnection,
    job: &Job,
    freed: Freed,
    now: DateTime<Utc>,
) -> Result<Event, StorageError> {
    if job.cancel_requested {
        return end_job(conn, job, JobStatus::Cancelled, None, now);
    }
    let (uncounted, blame) = match freed {
        Freed::Unharmed => (1, 0),
        Freed::Suspect(blame) => (0, blame),
    };
    diesel::update(jobs::table.find(job.id.to_string()))
        .set((
            jobs::status.eq(JobStatus::Queued.as_str()),
            jobs::worker.eq(None::<String>),
            jobs::lease_until.eq(None::<NaiveDateTime>),
            jobs::attempts.eq(jobs::attempts - uncounted),
            jobs::blame.eq(jobs::blame + blame),
        ))
        .execute(conn)?;
    follow_job(conn, job, JobStatus::Queued, now)?;
    append_event(conn, job.id, EventKind::JobQueued, now)
}

/// Puts a running job back, not to be claimed before its time; or ends it when its owner wants that.
fn postpone_job(
    conn: &mut AnyConnection,
    job: &Job,
    until: &Postponement,
    now: DateTime<Utc>,
) -> Result<Event, StorageError> {
    let not_before = lease_end(dialect::lease_clock(conn, now)?, until.wait);
    let event = free_job(conn, job, Freed::Unharmed, now)?;
    diesel::update(jobs::table.find(job.id.to_string()))
        .filter(jobs::status.eq(JobStatus::Queued.as_str()))
        .set((
            jobs::not_before.eq(not_before),
            jobs::postponements.eq(jobs::postponements + 1),
            jobs::error_code.eq(&until.reason.code),
            jobs::error_message.eq(&until.reason.message),
        ))
        .execute(conn)?;
    Ok(event)
}

/// What became of the jobs that a dead process left.
struct Left {
    /// Events of those that are free again.
    freed: Vec<Event>,
    /// Those that their owners want no more.
    unwanted: Vec<JobId>,
}

/// Puts back what a dead process left, in one transaction: whoever dies in the middle must find the blame as it was.
/// To end a job locks its user, so each that is wanted no more ends in a transaction of its own.
fn recover_jobs(conn: &mut AnyConnection, worker: &str, now: DateTime<Utc>) -> Result<Left, StorageError> {
    let running: Vec<String> = jobs::table
        .filter(jobs::worker.eq(worker))
        .filter(jobs::status.eq(JobStatus::Running.as_str()))
        .order(jobs::id.asc())
        .select(jobs::id)
        .load(conn)?;
    let share = claim::share_of_blame(conn, worker)?;
    let mut left = Vec::with_capacity(running.len());
    for id in running {
        let Some(locked) = dialect::lock_job(conn, parse("jobs.id", &id)?)? else { continue };
        let job = locked.into_job()?;
        if job.status == JobStatus::Running {
            left.push(job);
        }
    }
    // All jobs are locked by now, and their stories come after them.
    let (unwanted, wanted): (Vec<Job>, Vec<Job>) = left.into_iter().partition(|job| job.cancel_requested);
    let freed = wanted.iter().map(|job| free_job(conn, job, Freed::Suspect(share), now));
    let freed = freed.collect::<Result<_, _>>()?;
    Ok(Left { freed, unwanted: unwanted.into_iter().map(|job| job.id).collect() })
}

fn end_unwanted(
    conn: &mut AnyConnection,
    id: JobId,
    now: DateTime<Utc>,
) -> Result<Option<Event>, StorageError> {
    let Some(locked) = dialect::lock_job(conn, id)? else { return Ok(None) };
    let job = locked.into_job()?;
    if !job.cancel_requested || job.status != JobStatus::Running {
        return Ok(None);
    }
    end_job(conn, &job, JobStatus::Cancelled, None, now).map(Some)
}

/// What became of each claim, and whether its lease is due for renewal: only when a third of it is gone, so that
/// a frequent pulse costs reads alone.
fn read_pulses(
    conn: &mut AnyConnection,
    claims: &[Claim],
    lease: Duration,
    now: DateTime<Utc>,
) -> Result<Vec<(Pulse, bool)>, StorageError> {
    let due = lease_end(dialect::lease_clock(conn, now)?, lease * 2 / 3);
    let ids: Vec<String> = claims.iter().map(|claim| claim.job_id.to_string()).collect();
    let rows: Vec<(String, i64, bool, Option<NaiveDateTime>)> = jobs::table
        .filter(jobs::id.eq_any(ids))
        .filter(jobs::status.eq(JobStatus::Running.as_str()))
        .select((jobs::id, jobs::fence, jobs::cancel_requested, jobs::lease_until))
        .load(conn)?;
    let pulse = |claim: &Claim| {
        let id = claim.job_id.to_string();
        match rows.iter().find(|(job, fence, ..)| *job == id && *fence == claim.fence) {
            None => (Pulse::Lost, false),
            Some((.., cancel, until)) => {
                let pulse = if *cancel { Pulse::CancelRequested } else { Pulse::Alive };
                (pulse, until.is_none_or(|until| until < due))
            }
        }
    };
    Ok(claims.iter().map(pulse).collect())
}

fn renew_leases(
    conn: &mut AnyConnection,
    claims: &[Claim],
    lease: Duration,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let until = lease_end(dialect::lease_clock(conn, now)?, lease);
    for claim in claims {
        diesel::update(jobs::table.find(claim.job_id.to_string()))
            .filter(jobs::fence.eq(claim.fence))
            .filter(jobs::status.eq(JobStatus::Running.as_str()))
            .set(jobs::lease_until.eq(until))
            .execute(conn)?;
    }
    Ok(())
}

fn renew_leases_of(conn: &mut AnyConnection, worker: &str, until: NaiveDateTime) -> Result<(), StorageError> {
    diesel::update(jobs::table.filter(jobs::worker.eq(worker)))
        .filter(jobs::status.eq(JobStatus::Running.as_str()))
        .set(jobs::lease_until.eq(until))
        .execute(conn)?;
    Ok(())
}
