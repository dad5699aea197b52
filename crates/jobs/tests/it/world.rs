use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::StreamExt;
use talewright_domain::ports::{
    Claim, ClaimedJob, EventBus, EventStream, JobEnd, JobStore, JobStoreError, Postponement, Pulse,
    SystemClock, Wake, WorkerId,
};
use talewright_domain::{Event, EventKind, Job, JobId, JobKind, JobStatus, User};
use talewright_events::LocalEventBus;
use talewright_jobs::{CancellationToken, JobHandler, Worker, WorkerSettings};
use talewright_storage::{LocalWake, Queue, jobs, stories, users};
use talewright_testkit::{TestDatabase, a_job, a_story, a_user};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

/// No test that goes well waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// A database with a user, and all that a worker needs.
pub(crate) struct World {
    pub(crate) database: TestDatabase,
    pub(crate) queue: Arc<Queue>,
    pub(crate) wake: Arc<LocalWake>,
    pub(crate) bus: Arc<LocalEventBus>,
    pub(crate) user: User,
}

impl World {
    pub(crate) async fn new(database: TestDatabase) -> Self {
        let (bus, user) = (Arc::new(LocalEventBus::default()), a_user());
        let events = Arc::clone(&bus) as Arc<dyn EventBus>;
        let queue = Arc::new(Queue::new(database.db().clone(), events, Arc::new(SystemClock)));
        let stored = user.clone();
        database.db().write(move |conn| users::insert_user(conn, &stored, "hash")).await.unwrap();
        Self { database, queue, wake: Arc::new(LocalWake::default()), bus, user }
    }

    /// A worker whose poll and lease are longer than any test.
    pub(crate) fn worker(&self, name: &str, handler: Arc<dyn JobHandler>) -> Worker {
        self.worker_with(
            handler,
            WorkerSettings {
                id: WorkerId(name.into()),
                concurrency: 4,
                lease: Duration::from_secs(600),
                poll: Duration::from_secs(600),
                drain: PATIENCE,
            },
        )
    }

    pub(crate) fn worker_with(&self, handler: Arc<dyn JobHandler>, settings: WorkerSettings) -> Worker {
        self.worker_over(Arc::clone(&self.queue) as Arc<dyn JobStore>, handler, settings)
    }

    pub(crate) fn worker_over(
        &self,
        store: Arc<dyn JobStore>,
        handler: Arc<dyn JobHandler>,
        settings: WorkerSettings,
    ) -> Worker {
        let wake = Arc::clone(&self.wake) as Arc<dyn Wake>;
        Worker::new(store, wake, Arc::clone(&self.bus) as Arc<dyn EventBus>, vec![handler], settings)
    }

    pub(crate) async fn add_job(&self) -> Job {
        let story = a_story(self.user.id);
        let job = a_job(&story);
        let stored = job.clone();
        let write = self.database.db().write(move |conn| {
            stories::insert_story(conn, &story)?;
            jobs::insert_job(conn, &stored)
        });
        write.await.unwrap();
        job
    }

    pub(crate) async fn find(&self, id: JobId) -> Job {
        let owner = self.user.id;
        self.database.db().read(move |conn| jobs::find_job(conn, owner, id, false)).await.unwrap()
    }

    pub(crate) async fn cancel(&self, id: JobId) {
        let owner = self.user.id;
        let cancelled =
            self.database.db().write(move |conn| jobs::request_cancel(conn, owner, id, chrono::Utc::now()));
        cancelled.await.unwrap();
    }

    /// Takes a job as another process would.
    pub(crate) async fn claim_as(&self, worker: &str) -> Claim {
        let claimed = self.queue.claim(&WorkerId(worker.into()), &JobKind::ALL, PATIENCE).await;
        claimed.unwrap().unwrap().claim
    }
}

/// A queue that tells of every renewal of leases.
pub(crate) struct Watched {
    queue: Arc<dyn JobStore>,
    renewals: UnboundedSender<()>,
}

impl Watched {
    pub(crate) fn new(queue: Arc<dyn JobStore>) -> (Arc<Self>, UnboundedReceiver<()>) {
        let (renewals, heard) = unbounded_channel();
        (Arc::new(Self { queue, renewals }), heard)
    }
}

#[async_trait]
impl JobStore for Watched {
    async fn claim(
        &self,
        worker: &WorkerId,
        kinds: &[JobKind],
        lease: Duration,
    ) -> Result<Option<ClaimedJob>, JobStoreError> {
        self.queue.claim(worker, kinds, lease).await
    }

    async fn renew(&self, claims: &[Claim], lease: Duration) -> Result<Vec<Pulse>, JobStoreError> {
        let pulses = self.queue.renew(claims, lease).await;
        let _ = self.renewals.send(());
        pulses
    }

    async fn finish(&self, claim: &Claim, end: JobEnd) -> Result<Vec<Event>, JobStoreError> {
        self.queue.finish(claim, end).await
    }

    async fn postpone(&self, claim: &Claim, until: Postponement) -> Result<Vec<Event>, JobStoreError> {
        self.queue.postpone(claim, until).await
    }

    async fn release(&self, claim: &Claim) -> Result<(), JobStoreError> {
        self.queue.release(claim).await
    }

    async fn recover(&self, worker: &WorkerId) -> Result<usize, JobStoreError> {
        self.queue.recover(worker).await
    }
}

/// Runs a worker beside the test.
pub(crate) fn start(worker: Worker) -> (JoinHandle<std::io::Result<()>>, CancellationToken) {
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(worker.run(shutdown.clone()));
    (running, shutdown)
}

pub(crate) async fn in_time<T>(wait: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, wait).await.expect("it takes too long")
}

/// The status in which a job ends, as its listeners hear it.
pub(crate) async fn end_of(events: &mut EventStream) -> JobStatus {
    loop {
        let event: Event = in_time(events.next()).await.expect("the stream goes on");
        if let EventKind::JobFinished { status, .. } = event.kind {
            return status;
        }
    }
}
