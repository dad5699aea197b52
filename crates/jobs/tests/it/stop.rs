use std::time::{Duration, Instant};

use rstest::rstest;
use talewright_domain::JobStatus;
use talewright_domain::ports::{EventBus, Wake, WorkerId};
use talewright_jobs::WorkerSettings;
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_testkit::TestDatabase;

use crate::handlers::{Script, Scripted};
use crate::world::{World, end_of, in_time, start};

#[rstest]
#[case::obeyed(Script::Obey)]
#[case::ignored(Script::Ignore)]
#[tokio::test]
async fn a_cancelled_job_stops_within_a_second(
    #[values(Sqlite, Postgres)] on: Backend,
    #[values(true, false)] woken: bool,
    #[case] script: Script,
) {
    let world = World::new(TestDatabase::on(on).await).await;
    let job = world.add_job().await;
    let mut events = world.bus.subscribe(job.id).await;
    let (handler, mut beginnings) = Scripted::new(script);
    let (running, shutdown) = start(world.worker("one", handler));
    in_time(beginnings.recv()).await.unwrap();
    let asked = Instant::now();
    world.cancel(job.id).await;
    if woken {
        world.wake.wake();
    }
    assert_eq!(end_of(&mut events).await, JobStatus::Cancelled);
    // A second by the specification; the rest is for a machine that is busy with other tests.
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
    shutdown.cancel();
    in_time(running).await.unwrap().unwrap();
    assert_eq!(world.find(job.id).await.status, JobStatus::Cancelled);
}

#[rstest]
#[tokio::test]
async fn a_job_that_was_taken_over_stops_without_a_word(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let job = world.add_job().await;
    let (handler, mut beginnings) = Scripted::new(Script::Obey);
    let worker = world.worker("one", handler);
    let done = tokio::spawn(async move { worker.run_until_idle().await });
    in_time(beginnings.recv()).await.unwrap();
    world.database.execute("UPDATE jobs SET lease_until = '2001-01-01 00:00:00'").await;
    let other = world.claim_as("two").await;
    world.wake.wake();
    assert_eq!(in_time(done).await.unwrap().unwrap(), 1);
    let job = world.find(job.id).await;
    assert_eq!((job.status, job.attempts, other.fence), (JobStatus::Running, 2, 2));
}

#[rstest]
#[tokio::test]
async fn a_deleted_job_stops(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    world.add_job().await;
    let (handler, mut beginnings) = Scripted::new(Script::Ignore);
    let worker = world.worker("one", handler);
    let done = tokio::spawn(async move { worker.run_until_idle().await });
    in_time(beginnings.recv()).await.unwrap();
    world.database.execute("DELETE FROM stories").await;
    world.wake.wake();
    assert_eq!(in_time(done).await.unwrap().unwrap(), 1);
    assert_eq!(world.database.count("jobs").await, 0);
}

fn settings(drain: Duration) -> WorkerSettings {
    WorkerSettings {
        id: WorkerId("one".into()),
        concurrency: 1,
        lease: Duration::from_secs(600),
        poll: Duration::from_secs(600),
        drain,
    }
}

#[rstest]
#[tokio::test]
async fn a_stop_gives_back_what_cannot_be_finished(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let (running_job, waiting_job) = (world.add_job().await, world.add_job().await);
    let (handler, mut beginnings) = Scripted::new(Script::Ignore);
    let (running, shutdown) = start(world.worker_with(handler, settings(Duration::from_millis(10))));
    in_time(beginnings.recv()).await.unwrap();
    shutdown.cancel();
    in_time(running).await.unwrap().unwrap();
    for id in [running_job.id, waiting_job.id] {
        let job = world.find(id).await;
        assert_eq!((job.status, job.attempts), (JobStatus::Queued, 0));
    }
    // At once another worker does both.
    let (handler, _beginnings) = Scripted::new(Script::End(JobStatus::Completed));
    assert_eq!(in_time(world.worker("two", handler).run_until_idle()).await.unwrap(), 2);
}

#[rstest]
#[tokio::test]
async fn a_stop_lets_running_jobs_finish_and_takes_no_new_ones(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let (first, second) = (world.add_job().await, world.add_job().await);
    let (handler, mut beginnings) = Scripted::new(Script::Obey);
    let (running, shutdown) = start(world.worker_with(handler, settings(Duration::from_secs(20))));
    in_time(beginnings.recv()).await.unwrap();
    shutdown.cancel();
    // It is still at work, and ends because its owner wants that.
    world.cancel(first.id).await;
    world.wake.wake();
    in_time(running).await.unwrap().unwrap();
    assert_eq!(world.find(first.id).await.status, JobStatus::Cancelled);
    assert_eq!(world.find(second.id).await.status, JobStatus::Queued);
}
