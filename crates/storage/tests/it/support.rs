//! What the tests share: a database with a user, a story and a job in it, and short names.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use talewright_domain::ports::{
    Bill, Checkpoints, Claim, ClaimedJob, Clock, EventBus, EventStream, JobStore, Progress, StepDone,
    StepFailure, StepIntent, SystemClock, Usage, WorkerId,
};
use talewright_domain::{CostUsd, Event, Job, JobId, JobKind, StepKey, Story, StoryChange, User};
use talewright_storage::{Db, JobCheckpoints, Queue, StorageError, events, jobs, stories, users};
use talewright_testkit::{TestDatabase, a_job, a_story, a_user};

/// Longer than any test.
pub(crate) const LEASE: Duration = Duration::from_secs(300);

/// Remembers what was published.
#[derive(Default)]
pub(crate) struct Recorder(Mutex<Vec<Event>>);

impl Recorder {
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.0.lock().unwrap().iter().map(|event| event.kind.name()).collect()
    }

    pub(crate) fn numbers(&self) -> Vec<i64> {
        self.0.lock().unwrap().iter().map(|event| event.seq).collect()
    }
}

#[async_trait]
impl EventBus for Recorder {
    async fn publish(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }

    async fn subscribe(&self, _: JobId) -> EventStream {
        Box::pin(futures::stream::empty())
    }
}

/// A user with a story whose job waits.
pub(crate) struct World {
    pub(crate) database: TestDatabase,
    pub(crate) bus: Arc<Recorder>,
    pub(crate) queue: Arc<Queue>,
    pub(crate) user: User,
    pub(crate) story: Story,
    pub(crate) job: Job,
}

impl World {
    pub(crate) async fn new(database: TestDatabase) -> Self {
        Self::with_clock(database, Arc::new(SystemClock)).await
    }

    pub(crate) async fn with_clock(database: TestDatabase, clock: Arc<dyn Clock>) -> Self {
        let bus = Arc::new(Recorder::default());
        let user = a_user();
        let story = a_story(user.id);
        let job = a_job(&story);
        let queue = Arc::new(Queue::new(database.db().clone(), Arc::clone(&bus) as Arc<dyn EventBus>, clock));
        let (u, s, j) = (user.clone(), story.clone(), job.clone());
        let stored = database.db().write(move |conn| {
            users::insert_user(conn, &u, "hash")?;
            stories::insert_story(conn, &s)?;
            jobs::insert_job(conn, &j)
        });
        stored.await.unwrap();
        Self { database, bus, queue, user, story, job }
    }

    pub(crate) fn db(&self) -> &Db {
        self.database.db()
    }

    /// Stores one more story with its waiting job.
    pub(crate) async fn add_job(&self, change: impl FnOnce(&mut Job)) -> Job {
        let story = a_story(self.user.id);
        let mut job = a_job(&story);
        change(&mut job);
        let stored = job.clone();
        let write = self.db().write(move |conn| {
            stories::insert_story(conn, &story)?;
            jobs::insert_job(conn, &stored)
        });
        write.await.unwrap();
        job
    }

    pub(crate) async fn claim(&self, worker: &str) -> Option<ClaimedJob> {
        self.claim_for(worker, LEASE).await
    }

    pub(crate) async fn claim_for(&self, worker: &str, lease: Duration) -> Option<ClaimedJob> {
        self.queue.claim(&WorkerId(worker.into()), &JobKind::ALL, lease).await.unwrap()
    }

    /// The claim of the world's job, which must be free.
    pub(crate) async fn take(&self, worker: &str) -> Claim {
        let claimed = self.claim(worker).await.unwrap();
        assert_eq!(claimed.job.id, self.job.id);
        claimed.claim
    }

    /// Takes the job over as if its worker had died.
    pub(crate) async fn take_over(&self, worker: &str) -> Claim {
        self.expire_leases().await;
        self.take(worker).await
    }

    pub(crate) async fn expire_leases(&self) {
        self.database.execute("UPDATE jobs SET lease_until = '2001-01-01 00:00:00'").await;
    }

    pub(crate) fn ledger(&self, claim: &Claim) -> JobCheckpoints {
        let bus = Arc::clone(&self.bus) as Arc<dyn EventBus>;
        JobCheckpoints::new(self.db().clone(), claim.clone(), bus, Arc::new(SystemClock), None)
    }

    pub(crate) async fn find_job(&self) -> Job {
        self.find_job_by_id(self.job.id).await
    }

    pub(crate) async fn find_job_by_id(&self, id: JobId) -> Job {
        let owner = self.user.id;
        self.db().read(move |conn| jobs::find_job(conn, owner, id, true)).await.unwrap()
    }

    pub(crate) async fn find_story(&self) -> Story {
        let (owner, id) = (self.user.id, self.story.id);
        self.db().read(move |conn| stories::find_story(conn, owner, id)).await.unwrap()
    }

    pub(crate) async fn stored_events(&self) -> Vec<Event> {
        let id = self.job.id;
        self.db().read(move |conn| events::list_events(conn, id, 0, 1000)).await.unwrap()
    }

    /// Rows of a table, counted.
    pub(crate) async fn count(&self, table: &'static str) -> i64 {
        self.database.count(table).await
    }
}

/// A step that may cost this much.
pub(crate) fn step(key: &str, micros: i64) -> StepIntent {
    StepIntent {
        key: StepKey::new(key),
        stage: key.split('/').next().unwrap().to_owned(),
        input_hash: "0".repeat(64),
        provider: "test".into(),
        model: "test-1".into(),
        estimate: CostUsd::from_micros(micros),
        repeatable: false,
    }
}

/// A result that cost this much.
pub(crate) fn done(micros: i64, changes: Vec<StoryChange>) -> StepDone {
    StepDone {
        result: serde_json::json!({ "answer": 42 }),
        bill: Bill {
            provider: "test".into(),
            model: "test-1".into(),
            request_id: Some("req-1".into()),
            usage: Usage { input_tokens: 7, output_tokens: 8, images: 1, ..Usage::default() },
            cost: CostUsd::from_micros(micros),
        },
        changes,
        progress: Progress { done: 1, total: 4 },
    }
}

pub(crate) fn failure(maybe_paid: bool) -> StepFailure {
    StepFailure { message: "it rained".into(), blocked: false, maybe_paid, changes: Vec::new() }
}

/// Begins and finishes a step.
pub(crate) async fn do_step(ledger: &JobCheckpoints, key: &str, micros: i64, changes: Vec<StoryChange>) {
    let ticket = match ledger.begin(step(key, micros)).await.unwrap() {
        talewright_domain::ports::Begin::Go(ticket) => ticket,
        other => panic!("{other:?}"),
    };
    ledger.finish(&ticket, done(micros, changes)).await.unwrap();
}

pub(crate) fn is_not_found<T: std::fmt::Debug>(result: Result<T, StorageError>) -> bool {
    matches!(result, Err(StorageError::NotFound(_)))
}
