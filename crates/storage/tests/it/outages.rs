//! The database fails in the middle, and comes back.

use std::time::Duration;

use rstest::rstest;
use talewright_domain::ports::{Begin, CheckpointError, Checkpoints};
use talewright_domain::{CostUsd, StepState};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_testkit::TestDatabase;

use crate::support::{World, done, step};

#[rstest]
#[tokio::test]
async fn a_paid_result_is_never_dropped(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let ledger = world.ledger(&world.take("worker").await);
    let Ok(Begin::Go(ticket)) = ledger.begin(step("plan", 700)).await else { panic!("it is new") };
    world.database.execute("ALTER TABLE step_receipts RENAME TO hidden").await;
    // From here on waiting takes no time: an hour of vain attempts passes while no query is running.
    tokio::time::pause();
    let refused = ledger.begin(step("text", 700)).await;
    assert!(matches!(refused, Err(CheckpointError::Store(_))), "{refused:?}");
    let finish = ledger.finish(&ticket, done(700, vec![]));
    tokio::pin!(finish);
    tokio::select! {
        result = &mut finish => panic!("it cannot be stored: {result:?}"),
        () = tokio::time::sleep(Duration::from_secs(3600)) => {}
    }
    world.database.execute("ALTER TABLE hidden RENAME TO step_receipts").await;
    finish.await.unwrap();
    let job = world.find_job().await;
    assert_eq!((job.steps[0].state, job.actual_cost_usd), (StepState::Done, CostUsd::from_micros(700)));
}

#[tokio::test]
async fn broken_connections_are_replaced() {
    let world = World::new(TestDatabase::postgres().await).await;
    let ledger = world.ledger(&world.take("worker").await);
    let Ok(Begin::Go(ticket)) = ledger.begin(step("plan", 700)).await else { panic!("it is new") };
    let other = talewright_storage::Db::connect(world.database.url(), 1).await.unwrap();
    let hang_up = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
    world.database.execute_on(&other, hang_up).await;
    ledger.finish(&ticket, done(700, vec![])).await.unwrap();
    assert_eq!(world.find_job().await.steps[0].state, StepState::Done);
}
