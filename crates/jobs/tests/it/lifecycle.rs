use std::sync::Arc;
use std::time::Duration;

use rstest::rstest;
use talewright_domain::JobStatus;
use talewright_domain::ports::{EventBus, JobStore, Wake, WorkerId};
use talewright_jobs::WorkerSettings;
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_testkit::TestDatabase;

use crate::handlers::{Script, Scripted};
use crate::world::{Watched, World, end_of, in_time, start};

#[rstest]
#[tokio::test]
async fn all_jobs_are_done(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let mut jobs = Vec::new();
    for _ in 0..9 {
        jobs.push(world.add_job().await.id);
    }
    let (handler, _beginnings) = Scripted::new(Script::End(JobStatus::Completed));
    assert_eq!(in_time(world.worker("one", handler).run_until_idle()).await.unwrap(), 9);
    for id in jobs {
        assert_eq!(world.find(id).await.status, JobStatus::Completed);
    }
}

#[rstest]
#[tokio::test]
async fn a_job_that_waits_for_a_provider_goes_on_by_itself(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let job = world.add_job().await;
    let (handler, mut beginnings) = Scripted::new(Script::WaitOnce);
    assert_eq!(in_time(world.worker("one", handler).run_until_idle()).await.unwrap(), 2);
    assert_eq!(world.find(job.id).await.status, JobStatus::Completed);
    assert_eq!((beginnings.recv().await, beginnings.recv().await), (Some(job.id), Some(job.id)));
}

#[rstest]
#[tokio::test]
async fn a_wake_up_is_enough(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let (handler, _beginnings) = Scripted::new(Script::End(JobStatus::CompletedWithGaps));
    let (running, shutdown) = start(world.worker("one", handler));
    // Two rounds, so that the second finds the worker asleep.
    for _ in 0..2 {
        let job = world.add_job().await;
        let mut events = world.bus.subscribe(job.id).await;
        world.wake.wake();
        assert_eq!(end_of(&mut events).await, JobStatus::CompletedWithGaps);
    }
    shutdown.cancel();
    in_time(running).await.unwrap().unwrap();
}

#[rstest]
#[tokio::test]
async fn without_a_wake_up_the_table_is_looked_at(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let (handler, mut beginnings) = Scripted::new(Script::End(JobStatus::Completed));
    let (running, shutdown) = start(world.worker_with(handler, settings(Duration::from_millis(5))));
    for _ in 0..2 {
        let job = world.add_job().await;
        assert_eq!(in_time(beginnings.recv()).await, Some(job.id));
    }
    shutdown.cancel();
    in_time(running).await.unwrap().unwrap();
}

#[rstest]
#[tokio::test]
async fn a_panic_fails_its_job_alone(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let (one, two) = (world.add_job().await, world.add_job().await);
    let (handler, _beginnings) = Scripted::new(Script::Panic);
    assert_eq!(in_time(world.worker("one", handler).run_until_idle()).await.unwrap(), 2);
    for id in [one.id, two.id] {
        let job = world.find(id).await;
        assert_eq!(job.status, JobStatus::Failed);
        assert_eq!(job.error.unwrap().code, "crashed");
    }
}

#[rstest]
#[tokio::test]
async fn a_handler_cannot_leave_a_job_in_the_middle(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let job = world.add_job().await;
    let (handler, _beginnings) = Scripted::new(Script::End(JobStatus::Running));
    in_time(world.worker("one", handler).run_until_idle()).await.unwrap();
    let job = world.find(job.id).await;
    assert_eq!((job.status, job.error.unwrap().code.as_str()), (JobStatus::Failed, "internal"));
}

#[rstest]
#[tokio::test]
async fn what_a_crashed_process_left_behind_goes_on_at_once(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let job = world.add_job().await;
    world.claim_as("one").await;
    let mut events = world.bus.subscribe(job.id).await;
    let (handler, _beginnings) = Scripted::new(Script::End(JobStatus::Completed));
    let (running, shutdown) = start(world.worker("one", handler));
    assert_eq!(end_of(&mut events).await, JobStatus::Completed);
    shutdown.cancel();
    in_time(running).await.unwrap().unwrap();
    assert_eq!(world.find(job.id).await.attempts, 2);
}

/// The job's thread is its runtime's only one: the heartbeat must have its own.
#[rstest]
#[tokio::test]
async fn a_job_that_hogs_its_thread_keeps_its_lease(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let job = world.add_job().await;
    let (handler, mut beginnings) = Scripted::new(Script::Hog);
    let (store, mut renewals) = Watched::new(Arc::clone(&world.queue) as Arc<dyn JobStore>);
    let worker = world.worker_over(store, handler, settings(Duration::from_millis(30)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let done = std::thread::spawn(move || runtime.block_on(worker.run_until_idle()));
    in_time(beginnings.recv()).await.unwrap();
    for _ in 0..3 {
        in_time(renewals.recv()).await.unwrap();
    }
    drop(beginnings);
    assert_eq!(done.join().unwrap().unwrap(), 1);
    assert_eq!(world.find(job.id).await.status, JobStatus::Completed);
}

fn settings(poll: Duration) -> WorkerSettings {
    WorkerSettings {
        id: WorkerId("one".into()),
        concurrency: 1,
        lease: Duration::from_secs(600),
        poll,
        drain: Duration::from_secs(20),
    }
}
