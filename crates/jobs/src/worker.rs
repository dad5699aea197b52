//! The loop that takes jobs.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use talewright_domain::JobKind;
use talewright_domain::ports::{ClaimedJob, EventBus, JobStore, JobStoreError, Wake, WorkerId};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::JobHandler;
use crate::heartbeat::Heartbeat;
use crate::running::Running;
use crate::supervise::Supervisor;

/// How a worker works.
#[derive(Debug, Clone)]
pub struct WorkerSettings {
    /// The name under which it claims; stable over restarts, unlike any other worker's.
    pub id: WorkerId,
    /// How many jobs at once.
    pub concurrency: usize,
    /// How long a job is left to a worker that gives no sign of life. Longer than any pause of the process.
    pub lease: Duration,
    /// How often the table is looked at when nobody wakes the worker.
    pub poll: Duration,
    /// How long running jobs may go on after a stop was asked for.
    pub drain: Duration,
}

/// Takes jobs and has them done.
pub struct Worker {
    store: Arc<dyn JobStore>,
    wake: Arc<dyn Wake>,
    supervisor: Arc<Supervisor>,
    handlers: HashMap<JobKind, Arc<dyn JobHandler>>,
    settings: WorkerSettings,
}

impl Worker {
    /// A worker that does the kinds of jobs that the handlers know; the last one wins.
    #[must_use]
    pub fn new(
        store: Arc<dyn JobStore>,
        wake: Arc<dyn Wake>,
        bus: Arc<dyn EventBus>,
        handlers: Vec<Arc<dyn JobHandler>>,
        settings: WorkerSettings,
    ) -> Self {
        let by_kind = |handler: Arc<dyn JobHandler>| {
            let kinds = handler.kinds().to_vec();
            kinds.into_iter().map(move |kind| (kind, Arc::clone(&handler)))
        };
        let supervisor = Supervisor {
            store: Arc::clone(&store),
            bus,
            running: Arc::new(Running::default()),
            drained: CancellationToken::new(),
        };
        Self {
            store,
            wake,
            supervisor: Arc::new(supervisor),
            handlers: handlers.into_iter().flat_map(by_kind).collect(),
            settings,
        }
    }

    /// Works until `shutdown`: takes nothing new from then on, lets what is running go on for the drain time, and
    /// gives the rest back. First of all it frees what an earlier process of the same name left behind.
    ///
    /// # Errors
    /// The thread of the heartbeat could not be started.
    pub async fn run(self, shutdown: CancellationToken) -> std::io::Result<()> {
        let alive = CancellationToken::new();
        let _stops_at_the_end = alive.clone().drop_guard();
        self.heartbeat().start(alive)?;
        if shutdown.run_until_cancelled(self.recover()).await.is_none() {
            return Ok(());
        }
        let mut tasks = JoinSet::new();
        while !shutdown.is_cancelled() {
            // Registered before the look: what is committed after it wakes us.
            let woken = self.wake.woken();
            self.fill(&mut tasks, &shutdown).await;
            tokio::select! {
                biased;
                () = shutdown.cancelled() => {}
                Some(_) = tasks.join_next() => {}
                () = woken, if tasks.len() < self.settings.concurrency => {}
                () = tokio::time::sleep(self.settings.poll) => {}
            }
        }
        self.drain(tasks).await;
        Ok(())
    }

    /// Works until no job can be taken and none is running, and tells how many were done. For tests and commands
    /// that do one job.
    ///
    /// # Errors
    /// The queue could not be reached, or the heartbeat not be started.
    pub async fn run_until_idle(&self) -> Result<usize, JobStoreError> {
        let alive = CancellationToken::new();
        let _stops_at_the_end = alive.clone().drop_guard();
        self.heartbeat().start(alive).map_err(|error| JobStoreError(error.to_string()))?;
        let (mut tasks, mut done) = (JoinSet::new(), 0);
        loop {
            while tasks.len() < self.settings.concurrency {
                let Some(job) = self.claim().await? else { break };
                self.start(&mut tasks, job);
            }
            if tasks.join_next().await.is_none() {
                return Ok(done);
            }
            done += 1;
        }
    }

    fn heartbeat(&self) -> Heartbeat {
        Heartbeat {
            store: Arc::clone(&self.store),
            wake: Arc::clone(&self.wake),
            running: Arc::clone(&self.supervisor.running),
            lease: self.settings.lease,
        }
    }

    async fn recover(&self) {
        loop {
            match self.store.recover(&self.settings.id).await {
                Ok(0) => return,
                Ok(jobs) => {
                    tracing::info!(jobs, "an earlier process left jobs behind; they go on");
                    return;
                }
                Err(error) => tracing::warn!(%error, "the queue could not be reached; trying again"),
            }
            tokio::time::sleep(self.settings.poll).await;
        }
    }

    /// Takes jobs until there are none or all hands are full.
    async fn fill(&self, tasks: &mut JoinSet<()>, shutdown: &CancellationToken) {
        while tasks.len() < self.settings.concurrency && !shutdown.is_cancelled() {
            match self.claim().await {
                Ok(Some(job)) => self.start(tasks, job),
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(%error, "no job could be taken; trying again");
                    return;
                }
            }
        }
    }

    async fn claim(&self) -> Result<Option<ClaimedJob>, JobStoreError> {
        let kinds: Vec<JobKind> = self.handlers.keys().copied().collect();
        self.store.claim(&self.settings.id, &kinds, self.settings.lease).await
    }

    fn start(&self, tasks: &mut JoinSet<()>, job: ClaimedJob) {
        // Only kinds that have a handler are claimed.
        let Some(handler) = self.handlers.get(&job.job.kind).map(Arc::clone) else { return };
        let supervisor = Arc::clone(&self.supervisor);
        tasks.spawn(async move { supervisor.supervise(handler, job).await });
    }

    async fn drain(&self, mut tasks: JoinSet<()>) {
        if tasks.is_empty() {
            return;
        }
        tracing::info!(jobs = tasks.len(), "stopping: running jobs have their drain time");
        let all_done = async { while tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(self.settings.drain, all_done).await.is_err() {
            self.supervisor.drained.cancel();
            while tasks.join_next().await.is_some() {}
        }
    }
}
