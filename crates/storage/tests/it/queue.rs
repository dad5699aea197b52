use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use rstest::rstest;
use talewright_domain::job::JobFailure;
use talewright_domain::ports::{
    Checkpoints, EventBus, JobEnd, JobStore, Postponement, Pulse, SystemClock, WorkerId,
};
use talewright_domain::{EventKind, JobId, JobKind, JobStatus, StoryStatus};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::jobs::request_cancel;
use talewright_storage::{Db, LocalWake, PostgresWake, Queue, wake_for};
use talewright_testkit::{ManualClock, TestDatabase};

use crate::support::{LEASE, World, do_step, step};

fn completed() -> JobEnd {
    JobEnd { status: JobStatus::Completed, error: None }
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_claimers_of_two_processes_never_get_the_same_job(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    for _ in 0..39 {
        world.add_job(|_| {}).await;
    }
    // A pool of its own stands for another process: nothing is shared but the database.
    let other = Db::connect(world.database.url(), 4).await.unwrap();
    let bus = Arc::clone(&world.bus) as Arc<dyn EventBus>;
    let other = Arc::new(Queue::new(other, bus, Arc::new(SystemClock)));
    let claimer = |n: usize| {
        let queue = Arc::clone(if n.is_multiple_of(2) { &world.queue } else { &other });
        tokio::spawn(async move {
            let (worker, mut taken) = (WorkerId(format!("worker-{n}")), Vec::new());
            while let Some(claimed) = queue.claim(&worker, &JobKind::ALL, LEASE).await.unwrap() {
                taken.push(claimed.job.id);
            }
            taken
        })
    };
    let mut all: Vec<JobId> = Vec::new();
    for claimer in (0..8).map(claimer).collect::<Vec<_>>() {
        all.extend(claimer.await.unwrap());
    }
    assert_eq!(all.len(), 40);
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), 40);
}

#[rstest]
#[tokio::test]
async fn the_better_plan_goes_first_and_then_the_older_job(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let second = world.add_job(|_| {}).await;
    let urgent = world.add_job(|job| job.priority = 10).await;
    for expected in [urgent.id, world.job.id, second.id] {
        assert_eq!(world.claim("worker").await.unwrap().job.id, expected);
    }
    assert!(world.claim("worker").await.is_none());
}

#[rstest]
#[tokio::test]
async fn a_postponed_job_lets_others_go_first_and_says_why(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let other = world.add_job(|_| {}).await;
    let claimed = world.claim("worker").await.unwrap();
    assert_eq!((claimed.job.id, claimed.postponements), (world.job.id, 0));
    let reason = JobFailure { code: "provider_away".into(), message: "it rains".into() };
    let until = |wait| Postponement { wait, reason: reason.clone() };
    let events = world.queue.postpone(&claimed.claim, until(Duration::from_secs(3600))).await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(world.queue.postpone(&claimed.claim, until(Duration::ZERO)).await.unwrap(), [], "once");
    let waiting = world.find_job().await;
    assert_eq!((waiting.status, waiting.attempts), (JobStatus::Queued, 0));
    assert_eq!(waiting.error, Some(reason.clone()));
    let next = world.claim("worker").await.unwrap();
    assert_eq!(next.job.id, other.id);
    assert!(world.claim("worker").await.is_none(), "its time has not come");
    world.queue.postpone(&next.claim, until(Duration::ZERO)).await.unwrap();
    let again = world.claim("worker").await.unwrap();
    assert_eq!((again.job.id, again.postponements, again.job.error), (other.id, 1, None));
}

#[rstest]
#[tokio::test]
async fn a_postponed_job_can_be_cancelled(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let claimed = world.claim("worker").await.unwrap();
    let (owner, id) = (world.user.id, world.job.id);
    world.db().write(move |conn| request_cancel(conn, owner, id, Utc::now())).await.unwrap();
    let reason = JobFailure { code: "provider_away".into(), message: "it rains".into() };
    let wait = Duration::from_secs(3600);
    world.queue.postpone(&claimed.claim, Postponement { wait, reason }).await.unwrap();
    assert_eq!(world.find_job().await.status, JobStatus::Cancelled);
}

#[rstest]
#[tokio::test]
async fn a_claim_starts_the_job_and_its_story(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let claimed = world.claim("worker").await.unwrap();
    assert_eq!((claimed.job.status, claimed.job.attempts), (JobStatus::Running, 1));
    assert!(claimed.job.started_at.is_some());
    assert_eq!(claimed.event.kind, EventKind::JobStarted { attempt: 1 });
    assert_eq!(world.find_story().await.status, StoryStatus::Running);
    let events = world.queue.finish(&claimed.claim, completed()).await.unwrap();
    assert!(matches!(events[0].kind, EventKind::JobFinished { status: JobStatus::Completed, .. }));
    let job = world.find_job().await;
    assert_eq!((job.status, job.progress_percentage), (JobStatus::Completed, 100.0));
    assert_eq!(world.find_story().await.status, StoryStatus::Completed);
    // T4 happens once.
    assert!(world.queue.finish(&claimed.claim, completed()).await.unwrap().is_empty());
    assert_eq!(world.stored_events().await.len(), 3);
}

#[rstest]
#[tokio::test]
async fn a_lease_holds_until_it_runs_out(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let first = world.take("one").await;
    assert!(world.claim("two").await.is_none());
    let second = world.take_over("two").await;
    assert!(second.fence > first.fence);
    let pulses = world.queue.renew(&[first.clone(), second.clone()], LEASE).await.unwrap();
    assert_eq!(pulses, [Pulse::Lost, Pulse::Alive]);
    // Renewed, the lease holds again.
    world.expire_leases().await;
    world.queue.renew(std::slice::from_ref(&second), LEASE).await.unwrap();
    assert!(world.claim("three").await.is_none());
    // And the late worker can neither end the job nor give it back.
    assert!(world.queue.finish(&first, completed()).await.unwrap().is_empty());
    world.queue.release(&first).await.unwrap();
    assert_eq!(world.find_job().await.status, JobStatus::Running);
}

#[rstest]
#[tokio::test]
async fn a_job_that_kills_its_process_is_parked(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    for attempt in 1..=3 {
        assert_eq!(world.claim_for("worker", Duration::ZERO).await.unwrap().job.attempts, attempt);
    }
    assert!(world.claim("worker").await.is_none());
    let job = world.find_job().await;
    assert_eq!(job.status, JobStatus::Parked);
    assert_eq!(job.error.unwrap().code, "crashed");
    assert_eq!(world.find_story().await.status, StoryStatus::Failed);
    assert_eq!(world.bus.names(), ["job_finished"]);
}

#[rstest]
#[tokio::test]
async fn jobs_that_ran_side_by_side_share_the_blame(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let other = world.add_job(|_| {}).await;
    let worker = WorkerId("worker".into());
    for death in 1..=6 {
        for _ in 0..2 {
            assert!(world.claim("worker").await.is_some(), "parked after {death} deaths that two jobs share");
        }
        world.queue.recover(&worker).await.unwrap();
    }
    assert!(world.claim("worker").await.is_none());
    for job in [world.job.id, other.id] {
        assert_eq!(world.find_job_by_id(job).await.status, JobStatus::Parked);
    }
}

#[rstest]
#[tokio::test]
async fn a_job_that_gets_on_is_not_parked(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    for attempt in 1..=6 {
        let claimed = world.claim_for("worker", Duration::ZERO).await.unwrap();
        assert_eq!(claimed.job.attempts, attempt);
        if attempt % 2 == 0 {
            do_step(&world.ledger(&claimed.claim), &format!("page/{attempt}/image"), 0, vec![]).await;
        }
    }
    assert_eq!(world.find_job().await.status, JobStatus::Running);
}

#[rstest]
#[tokio::test]
async fn a_released_job_goes_on_elsewhere_as_if_never_begun(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    for _ in 0..5 {
        let claim = world.take("one").await;
        world.queue.release(&claim).await.unwrap();
    }
    let job = world.find_job().await;
    assert_eq!((job.status, job.attempts), (JobStatus::Queued, 0));
    assert_eq!(world.find_story().await.status, StoryStatus::Queued);
    assert_eq!(world.take("two").await.fence, 6);
}

#[rstest]
#[tokio::test]
async fn a_process_that_crashed_takes_its_own_back_at_once(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    world.take("one").await;
    let other = world.add_job(|_| {}).await;
    assert_eq!(world.claim("two").await.unwrap().job.id, other.id);
    assert_eq!(world.queue.recover(&WorkerId("one".into())).await.unwrap(), 1);
    let again = world.claim("one").await.unwrap();
    assert_eq!((again.job.id, again.job.attempts), (world.job.id, 2));
    assert!(world.claim("one").await.is_none());
}

#[rstest]
#[tokio::test]
async fn a_cancelled_job_that_lost_its_worker_ends(
    #[values(Sqlite, Postgres)] on: Backend,
    #[values("taken over", "released", "recovered")] how: &str,
) {
    let world = World::new(TestDatabase::on(on).await).await;
    let claim = world.take("one").await;
    let (owner, id) = (world.user.id, world.job.id);
    world.db().write(move |conn| request_cancel(conn, owner, id, Utc::now())).await.unwrap();
    match how {
        "taken over" => {
            world.expire_leases().await;
            assert!(world.claim("two").await.is_none());
        }
        "released" => world.queue.release(&claim).await.unwrap(),
        _ => assert_eq!(world.queue.recover(&WorkerId("one".into())).await.unwrap(), 1),
    }
    assert_eq!(world.find_job().await.status, JobStatus::Cancelled);
    assert_eq!(world.bus.names(), ["job_finished"]);
}

#[rstest]
#[tokio::test]
async fn a_late_writer_changes_nothing(#[values(Sqlite, Postgres)] on: Backend) {
    use talewright_domain::ports::{Begin, CheckpointError};
    let world = World::new(TestDatabase::on(on).await).await;
    let late = world.ledger(&world.take("one").await);
    let Begin::Go(ticket) = late.begin(step("plan", 5)).await.unwrap() else { panic!("it is new") };
    world.take_over("two").await;
    let before = (world.find_job().await, world.find_story().await, world.stored_events().await);
    assert_eq!(late.begin(step("text", 5)).await, Err(CheckpointError::LeaseLost));
    assert_eq!(late.accepted(&ticket, "ref").await, Err(CheckpointError::LeaseLost));
    let done = crate::support::done(5, vec![]);
    assert_eq!(late.finish(&ticket, done).await, Err(CheckpointError::LeaseLost));
    assert_eq!(late.fail(&ticket, crate::support::failure(true)).await, Err(CheckpointError::LeaseLost));
    let after = (world.find_job().await, world.find_story().await, world.stored_events().await);
    assert_eq!(before, after);
}

#[tokio::test]
async fn after_a_jump_of_the_clock_nobody_loses_a_job() {
    let clock = Arc::new(ManualClock::default());
    let world = World::with_clock(TestDatabase::sqlite().await, Arc::clone(&clock) as _).await;
    let mine = world.take("one").await;
    let theirs = world.add_job(|_| {}).await;
    assert_eq!(world.claim("two").await.unwrap().job.id, theirs.id);
    clock.advance(Duration::from_secs(3600));
    // Both leases look expired; the first look renews one's own and takes nobody's.
    assert!(world.claim("one").await.is_none());
    assert!(world.claim("one").await.is_none());
    assert_eq!(world.queue.renew(&[mine], LEASE).await.unwrap(), [Pulse::Alive]);
    assert_eq!(world.find_job_by_id(theirs.id).await.attempts, 1);
}

#[tokio::test]
async fn a_wake_up_reaches_other_processes() {
    let database = TestDatabase::postgres().await;
    let one = PostgresWake::connect(database.url()).await.unwrap();
    let two = wake_for(database.db()).await.unwrap();
    let woken = two.woken();
    talewright_domain::ports::Wake::wake(&one);
    tokio::time::timeout(Duration::from_secs(10), woken).await.unwrap();
}

#[tokio::test]
async fn a_wake_up_reaches_everybody_in_the_process() {
    use talewright_domain::ports::Wake;
    let wake = LocalWake::default();
    let (one, two) = (wake.woken(), wake.woken());
    wake.wake();
    tokio::time::timeout(Duration::from_secs(10), async { tokio::join!(one, two) }).await.unwrap();
}
