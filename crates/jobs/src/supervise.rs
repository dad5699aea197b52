//! One job from its claim to its end.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use talewright_domain::job::JobFailure;
use talewright_domain::ports::{Claim, ClaimedJob, EventBus, JobEnd, JobOutcome, JobStore, JobStoreError};
use talewright_domain::{Event, JobStatus};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::JobHandler;
use crate::running::{Running, Stop};

/// How long a handler may take to return after it was told to stop.
const LAST_WORDS: Duration = Duration::from_millis(250);
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// What the tasks of one worker share.
pub(crate) struct Supervisor {
    pub(crate) store: Arc<dyn JobStore>,
    pub(crate) bus: Arc<dyn EventBus>,
    pub(crate) running: Arc<Running>,
    /// Fires when the time to finish is over.
    pub(crate) drained: CancellationToken,
}

impl Supervisor {
    /// Runs a claimed job, records how it ends and tells whoever listens; or gives it back when the process stops.
    pub(crate) async fn supervise(&self, handler: Arc<dyn JobHandler>, job: ClaimedJob) {
        let span = tracing::info_span!("job", job.id = %job.claim.job_id, job.kind = job.job.kind.as_str());
        let claim = job.claim.clone();
        let work = async {
            let in_hand = self.running.add(&claim);
            self.bus.publish(job.event.clone()).await;
            let ended = tokio::select! {
                biased;
                () = self.drained.cancelled() => None,
                end = self.attempt(handler, job, in_hand.token.clone()) => end,
            };
            match ended {
                Some(outcome) => self.finish(&claim, outcome).await,
                None if self.running.stop_of(&claim) == Some(Stop::Lost) => {
                    tracing::warn!("another worker has the job, or it was deleted; it is dropped here");
                }
                None => self.release(&claim).await,
            }
        };
        work.instrument(span).await;
    }

    /// How the job ended; `None` when it is not this worker's any more.
    async fn attempt(
        &self,
        handler: Arc<dyn JobHandler>,
        job: ClaimedJob,
        cancel: CancellationToken,
    ) -> Option<JobOutcome> {
        let claim = job.claim.clone();
        let work = AssertUnwindSafe(handler.run(job, cancel.clone())).catch_unwind();
        let out_of_patience = async {
            cancel.cancelled().await;
            tokio::time::sleep(LAST_WORDS).await;
        };
        let end = tokio::select! {
            biased;
            end = work => Some(end.unwrap_or_else(|panic| crashed(panic.as_ref()).into())),
            () = out_of_patience => None,
        };
        match (self.running.stop_of(&claim), end) {
            (Some(Stop::Lost), _) => None,
            // Done before it heard of the wish: done.
            (_, Some(JobOutcome::Ended(end))) if end.status == JobStatus::Completed => Some(end.into()),
            (Some(Stop::Cancelled), _) => Some(JobEnd { status: JobStatus::Cancelled, error: None }.into()),
            (None, end) => end.map(checked),
        }
    }

    /// T4, repeated until it is stored.
    async fn finish(&self, claim: &Claim, outcome: JobOutcome) {
        let mut wait = FIRST_WAIT;
        loop {
            match self.store(claim, outcome.clone()).await {
                Ok(events) => {
                    for event in events {
                        self.bus.publish(event).await;
                    }
                    return;
                }
                Err(error) => tracing::warn!(%error, "the end of a job could not be stored; trying again"),
            }
            tokio::select! {
                biased;
                // The lease will run out, and the next worker will find all steps done.
                () = self.drained.cancelled() => return,
                () = tokio::time::sleep(wait) => wait = (wait * 2).min(LONGEST_WAIT),
            }
        }
    }

    async fn store(&self, claim: &Claim, outcome: JobOutcome) -> Result<Vec<Event>, JobStoreError> {
        match outcome {
            JobOutcome::Ended(end) => {
                let status = end.status.as_str();
                let events = self.store.finish(claim, end).await?;
                tracing::info!(job.status = status, "the job ended");
                Ok(events)
            }
            JobOutcome::Postponed(until) => {
                let (wait, reason) = (until.wait.as_secs(), until.reason.code.clone());
                let events = self.store.postpone(claim, until).await?;
                tracing::info!(wait_seconds = wait, reason, "the job waits");
                Ok(events)
            }
        }
    }

    async fn release(&self, claim: &Claim) {
        match self.store.release(claim).await {
            Ok(()) => tracing::info!("the job was given back unfinished"),
            Err(error) => tracing::warn!(%error, "the job could not be given back; its lease will run out"),
        }
    }
}

/// A handler may not leave a job in the middle.
fn checked(outcome: JobOutcome) -> JobOutcome {
    let end = match outcome {
        JobOutcome::Ended(end) if !end.status.is_terminal() => end,
        fine => return fine,
    };
    let message = format!("the job's handler ended it as {}; please report it", end.status.as_str());
    JobEnd { status: JobStatus::Failed, error: Some(JobFailure { code: "internal".into(), message }) }.into()
}

fn crashed(panic: &(dyn Any + Send)) -> JobEnd {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    tracing::error!(panic = text.as_deref().unwrap_or("no message"), "a job panicked");
    let message =
        "an internal error ended the job; its finished steps are kept. Resume it, and report it if it \
                   happens again"
            .into();
    JobEnd { status: JobStatus::Failed, error: Some(JobFailure { code: "crashed".into(), message }) }
}
