//! The durable job engine: takes jobs from a [`JobStore`], runs them, keeps their leases, stops them when their
//! owners or the process want that, and records how they end.
//!
//! Invariants: it knows no database and no recipe. Whatever it forgets when its process dies, the store knows.
//!
//! [`JobStore`]: talewright_domain::ports::JobStore

mod heartbeat;
mod running;
mod supervise;
mod worker;

use async_trait::async_trait;
use talewright_domain::JobKind;
use talewright_domain::ports::{ClaimedJob, JobOutcome};
pub use tokio_util::sync::CancellationToken;
pub use worker::{Worker, WorkerSettings};

/// Somebody who knows how jobs of some kinds are done.
#[async_trait]
pub trait JobHandler: Send + Sync {
    /// The kinds.
    fn kinds(&self) -> &[JobKind];

    /// Does a job, from its last checkpoint on.
    ///
    /// `cancel` fires when the job's owner wants it to stop, or when another worker has it: stop paying and
    /// return; whoever does not within a moment is dropped in mid-air. The same happens when the process stops,
    /// without `cancel`. A panic is caught and fails the job.
    async fn run(&self, job: ClaimedJob, cancel: CancellationToken) -> JobOutcome;
}
