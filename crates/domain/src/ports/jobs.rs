use std::fmt;
use std::time::Duration;

use async_trait::async_trait;

use crate::event::Event;
use crate::job::{Job, JobFailure, JobId, JobKind, JobStatus};

/// The queue: rows with leases. A notification only wakes; the rows are the truth. See `docs/adr/001`.
#[async_trait]
pub trait JobStore: Send + Sync {
    /// Takes the most urgent job of one of these kinds, for `lease`, and counts an attempt. A running job whose
    /// lease ran out is taken over, or parked when it killed its process too often.
    async fn claim(
        &self,
        worker: &WorkerId,
        kinds: &[JobKind],
        lease: Duration,
    ) -> Result<Option<ClaimedJob>, JobStoreError>;

    /// Renews leases and tells, in the same order, what became of each claim.
    async fn renew(&self, claims: &[Claim], lease: Duration) -> Result<Vec<Pulse>, JobStoreError>;

    /// T4: ends a job once, if the claim still holds; the events to publish come back.
    async fn finish(&self, claim: &Claim, end: JobEnd) -> Result<Vec<Event>, JobStoreError>;

    /// Puts a job back for later, if the claim still holds: a provider is away. The attempt is not counted; the
    /// events to publish come back.
    async fn postpone(&self, claim: &Claim, until: Postponement) -> Result<Vec<Event>, JobStoreError>;

    /// Gives a job back unfinished (a graceful stop): its attempt is not counted.
    async fn release(&self, claim: &Claim) -> Result<(), JobStoreError>;

    /// Frees what an earlier process under the same name left behind; the number of jobs.
    async fn recover(&self, worker: &WorkerId) -> Result<usize, JobStoreError>;
}

/// Wakes sleeping workers after a commit, and tells them when somebody else did.
#[async_trait]
pub trait Wake: Send + Sync {
    /// New work or a cancellation is in the table.
    fn wake(&self);

    /// Resolves at the next wake-up; register before you look at the table.
    async fn woken(&self);
}

/// The name of a worker process, stable over its restarts on one machine.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WorkerId(pub String);

impl fmt::Display for WorkerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The right to work on a job, until the lease runs out or somebody takes it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The job.
    pub job_id: JobId,
    /// Who has it.
    pub worker: WorkerId,
    /// Goes up with each claim: a late writer with an old number changes nothing.
    pub fence: i64,
}

/// A claimed job.
#[derive(Debug, Clone)]
pub struct ClaimedJob {
    /// The right to work on it.
    pub claim: Claim,
    /// The job as it is now.
    pub job: Job,
    /// How often it was postponed since it was accepted or resumed.
    pub postponements: u32,
    /// The event of its start, to publish.
    pub event: Event,
}

/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pulse {
    /// It holds.
    Alive,
    /// It holds, but the owner wants the job to stop.
    CancelRequested,
    /// Somebody else has the job, or it has ended.
    Lost,
}

/// How a job ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobEnd {
    /// A terminal status.
    pub status: JobStatus,
    /// Why, when it is not good news.
    pub error: Option<JobFailure>,
}

/// A job that must wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postponement {
    /// How long, from now.
    pub wait: Duration,
    /// Why, for whoever watches.
    pub reason: JobFailure,
}

/// What a handler made of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobOutcome {
    /// It is over.
    Ended(JobEnd),
    /// It goes on later, from its last checkpoint.
    Postponed(Postponement),
}

impl From<JobEnd> for JobOutcome {
    fn from(end: JobEnd) -> Self {
        Self::Ended(end)
    }
}

/// Why the queue could not be reached.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the job queue could not be reached: {0}")]
pub struct JobStoreError(pub String);
