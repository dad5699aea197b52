//! Handlers for tests: each job says that it began, and then does as it is told.

use std::time::Duration;

use async_trait::async_trait;
use talewright_domain::job::JobFailure;
use talewright_domain::ports::{ClaimedJob, JobEnd, JobOutcome, Postponement};
use talewright_domain::{JobId, JobKind, JobStatus};
use talewright_jobs::{CancellationToken, JobHandler};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What a job does after it began.
#[derive(Clone, Copy)]
pub(crate) enum Script {
    /// Ends as this.
    End(JobStatus),
    /// Waits for a provider once, and then completes.
    WaitOnce,
    /// Panics.
    Panic,
    /// Waits for its token and ends as cancelled.
    Obey,
    /// Hears nothing, for ever.
    Ignore,
    /// Hogs the thread until the channel of beginnings is closed, then completes.
    Hog,
}

pub(crate) struct Scripted {
    script: Script,
    began: UnboundedSender<JobId>,
}

impl Scripted {
    pub(crate) fn new(script: Script) -> (std::sync::Arc<Self>, UnboundedReceiver<JobId>) {
        let (began, beginnings) = unbounded_channel();
        (std::sync::Arc::new(Self { script, began }), beginnings)
    }
}

#[async_trait]
impl JobHandler for Scripted {
    fn kinds(&self) -> &[JobKind] {
        &JobKind::ALL
    }

    async fn run(&self, job: ClaimedJob, cancel: CancellationToken) -> JobOutcome {
        self.began.send(job.job.id).unwrap();
        let status = match self.script {
            Script::End(status) => status,
            Script::WaitOnce if job.postponements == 0 => {
                let reason = JobFailure { code: "provider_away".into(), message: "it rains".into() };
                return JobOutcome::Postponed(Postponement { wait: Duration::ZERO, reason });
            }
            Script::WaitOnce => JobStatus::Completed,
            Script::Panic => panic!("on purpose"),
            Script::Obey => {
                cancel.cancelled().await;
                JobStatus::Cancelled
            }
            Script::Ignore => std::future::pending().await,
            Script::Hog => {
                while !self.began.is_closed() {
                    std::hint::spin_loop();
                }
                JobStatus::Completed
            }
        };
        JobEnd { status, error: None }.into()
    }
}
