use chrono::Utc;
use rstest::rstest;
use talewright_domain::job::JobFailure;
use talewright_domain::ports::{Begin, CheckpointError, Checkpoints, JobEnd, JobStore, Pulse};
use talewright_domain::{
    CostUsd, EventKind, Id, ImageStatus, Job, JobKind, JobStatus, PageOrder, StepState, StoryChange,
    StoryStatus,
};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::events::{append_event, list_events};
use talewright_storage::jobs::{
    Cancellation, Resumption, find_job, find_latest_job_of_story, insert_job, request_cancel, resume_job,
};
use talewright_testkit::{TestDatabase, a_job};

use crate::support::{LEASE, World, do_step, failure, is_not_found, step};

impl World {
    async fn cancel(&self) -> Cancellation {
        let (owner, id) = (self.user.id, self.job.id);
        self.db().write(move |conn| request_cancel(conn, owner, id, Utc::now())).await.unwrap()
    }

    async fn resume(&self, limit: Option<CostUsd>) -> Resumption {
        let (owner, id) = (self.user.id, self.job.id);
        self.db().write(move |conn| resume_job(conn, owner, id, limit, Utc::now())).await.unwrap()
    }
}

#[rstest]
#[tokio::test]
async fn an_accepted_job_waits_with_its_story(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let (owner, id, story) = (world.user.id, world.job.id, world.story.id);
    let job = world.find_job().await;
    assert_eq!(
        (job.status, job.last_event_seq, job.created_at),
        (JobStatus::Queued, 1, world.job.created_at)
    );
    let stored = world.find_story().await;
    assert_eq!((stored.status, stored.job_id), (StoryStatus::Queued, Some(id)));
    let latest = world.db().read(move |conn| find_latest_job_of_story(conn, owner, story)).await.unwrap();
    assert_eq!(latest.unwrap().id, id);
    let somebody = Id::generate();
    assert!(is_not_found(world.db().read(move |conn| find_job(conn, somebody, id, false)).await));
}

#[rstest]
#[tokio::test]
async fn a_book_is_made_by_one_job_at_a_time(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let second = a_job(&world.story);
    let started = world.db().write(move |conn| insert_job(conn, &second)).await.unwrap_err();
    assert!(started.is_conflict_on("jobs_story_id"), "{started:?}");
    world.cancel().await;
    let third = a_job(&world.story);
    world.db().write(move |conn| insert_job(conn, &third)).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_page_is_made_anew_by_one_job_at_a_time_and_settles_its_story(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let world = World::new(TestDatabase::on(on).await).await;
    let claim = world.take("worker").await;
    let ledger = world.ledger(&claim);
    let illustrated = |number, status| StoryChange::PageIllustrated {
        number,
        image: None,
        status,
        prompt: None,
        note: Some("refused".into()),
    };
    let plan = StoryChange::Planned { title: "t".into(), logline: "l".into(), cast: vec![], num_pages: 2 };
    let failed = vec![plan, illustrated(1, ImageStatus::Blocked), illustrated(2, ImageStatus::Done)];
    do_step(&ledger, "plan", 0, failed).await;
    let end = JobEnd { status: JobStatus::CompletedWithGaps, error: None };
    world.queue.finish(&claim, end).await.unwrap();
    let order = |number| Job {
        kind: JobKind::RegeneratePage,
        page_order: Some(PageOrder { number, image: true, ..PageOrder::default() }),
        ..a_job(&world.story)
    };
    let (first, other, twin) = (order(1), order(2), order(1));
    let id = first.id;
    world.db().write(move |conn| insert_job(conn, &first)).await.unwrap();
    world.db().write(move |conn| insert_job(conn, &other)).await.unwrap();
    let refused = world.db().write(move |conn| insert_job(conn, &twin)).await.unwrap_err();
    assert!(refused.is_conflict_on("jobs_story_id_page"), "{refused:?}");
    let story = world.find_story().await;
    assert_eq!((story.status, story.job_id), (StoryStatus::CompletedWithGaps, Some(world.job.id)));
    let claimed = world.claim("worker").await.unwrap();
    assert_eq!((claimed.job.id, claimed.job.page_order.as_ref().map(|o| o.number)), (id, Some(1)));
    let ledger = world.ledger(&claimed.claim);
    do_step(&ledger, "page/1/image", 0, vec![illustrated(1, ImageStatus::Done)]).await;
    let end = JobEnd { status: JobStatus::Completed, error: None };
    world.queue.finish(&claimed.claim, end).await.unwrap();
    let story = world.find_story().await;
    assert_eq!((story.status, story.job_id), (StoryStatus::Completed, Some(world.job.id)));
}

#[rstest]
#[tokio::test]
async fn a_waiting_job_is_cancelled_at_once(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let Cancellation::Cancelled(job, event) = world.cancel().await else { panic!("it waited") };
    assert_eq!((job.status, event.seq), (JobStatus::Cancelled, 2));
    assert!(job.finished_at.is_some());
    assert_eq!(world.find_story().await.status, StoryStatus::Cancelled);
    assert!(world.claim("worker").await.is_none());
    assert!(matches!(world.cancel().await, Cancellation::AlreadyEnded(_)));
}

#[rstest]
#[tokio::test]
async fn a_running_job_hears_of_its_cancellation_and_pays_no_more(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let claim = world.take("worker").await;
    let ledger = world.ledger(&claim);
    let Begin::Go(ticket) = ledger.begin(step("plan", 5)).await.unwrap() else { panic!("it is new") };
    assert_eq!(world.queue.renew(std::slice::from_ref(&claim), LEASE).await.unwrap(), [Pulse::Alive]);
    assert!(matches!(world.cancel().await, Cancellation::Requested(_)));
    assert_eq!(
        world.queue.renew(std::slice::from_ref(&claim), LEASE).await.unwrap(),
        [Pulse::CancelRequested]
    );
    assert_eq!(ledger.begin(step("text", 5)).await, Err(CheckpointError::Cancelled));
    // What was paid for before is kept.
    ledger.finish(&ticket, crate::support::done(5, vec![])).await.unwrap();
    let end = JobEnd { status: JobStatus::Cancelled, error: None };
    assert_eq!(world.queue.finish(&claim, end).await.unwrap().len(), 1);
    let job = world.find_job().await;
    assert_eq!((job.status, job.actual_cost_usd), (JobStatus::Cancelled, CostUsd::from_micros(5)));
    assert_eq!(world.find_story().await.status, StoryStatus::Cancelled);
}

#[rstest]
#[tokio::test]
async fn a_resumed_job_keeps_what_is_done(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    assert!(matches!(world.resume(None).await, Resumption::NotResumable(_)));
    let claim = world.take("worker").await;
    let ledger = world.ledger(&claim);
    do_step(&ledger, "plan", 5, vec![]).await;
    let Begin::Go(ticket) = ledger.begin(step("text", 5)).await.unwrap() else { panic!("it is new") };
    ledger.fail(&ticket, failure(true)).await.unwrap();
    let error = JobFailure { code: "provider_failed".into(), message: "it rained".into() };
    let end = JobEnd { status: JobStatus::Failed, error: Some(error.clone()) };
    world.queue.finish(&claim, end).await.unwrap();
    let failed = world.find_job().await;
    assert_eq!((failed.status, failed.error), (JobStatus::Failed, Some(error)));
    assert_eq!(world.find_story().await.status, StoryStatus::Failed);

    let limit = CostUsd::from_micros(99);
    let Resumption::Resumed(job, event) = world.resume(Some(limit)).await else { panic!("it had failed") };
    assert_eq!((job.status, job.attempts, job.error, job.finished_at), (JobStatus::Queued, 0, None, None));
    assert_eq!((job.max_cost_usd, event.kind), (Some(limit), EventKind::JobQueued));
    assert_eq!(world.find_story().await.status, StoryStatus::Queued);
    let ledger = world.ledger(&world.take("worker").await);
    assert!(matches!(ledger.begin(step("plan", 5)).await, Ok(Begin::Done(_))));
    let Ok(Begin::Go(again)) = ledger.begin(step("text", 5)).await else { panic!("it may be tried again") };
    assert_eq!(again.tries, 2);
    let steps = world.find_job().await.steps;
    let states: Vec<_> = steps.iter().map(|step| (step.key.as_str(), step.state, step.tries)).collect();
    assert_eq!(states, [("plan", StepState::Done, 1), ("text", StepState::Submitting, 2)]);
}

#[rstest]
#[tokio::test]
async fn events_have_no_gaps_however_many_write(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let id = world.job.id;
    let append = || {
        let db = world.db().clone();
        tokio::spawn(async move {
            for _ in 0..10 {
                let event = db.write(move |conn| append_event(conn, id, EventKind::JobQueued, Utc::now()));
                event.await.unwrap();
            }
        })
    };
    for writer in (0..8).map(|_| append()).collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let numbers: Vec<_> = world.stored_events().await.iter().map(|event| event.seq).collect();
    assert_eq!(numbers, (1..=81).collect::<Vec<_>>());
    let some = world.db().read(move |conn| list_events(conn, id, 78, 2)).await.unwrap();
    let some: Vec<_> = some.iter().map(|event| (event.seq, event.story_id)).collect();
    assert_eq!(some, [(79, Some(world.story.id)), (80, Some(world.story.id))]);
}
