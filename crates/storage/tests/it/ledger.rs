use rstest::rstest;
use serde_json::json;
use talewright_domain::ports::{Begin, CheckpointError, Checkpoints, StepTicket};
use talewright_domain::{CostUsd, StepKey, StepState};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::{DiskFloor, JobCheckpoints};
use talewright_testkit::TestDatabase;

use crate::support::{World, do_step, done, failure, step};

async fn world(on: Backend) -> (World, JobCheckpoints) {
    let world = World::new(TestDatabase::on(on).await).await;
    let claim = world.take("worker").await;
    let ledger = world.ledger(&claim);
    (world, ledger)
}

async fn go(ledger: &JobCheckpoints, key: &str, micros: i64) -> StepTicket {
    match ledger.begin(step(key, micros)).await {
        Ok(Begin::Go(ticket)) => ticket,
        other => panic!("{other:?}"),
    }
}

impl World {
    async fn set_limit(&self, micros: i64) {
        self.database.execute(&format!("UPDATE jobs SET max_micros = {micros}")).await;
    }
}

#[rstest]
#[tokio::test]
async fn t1_records_the_intention_before_anything_is_paid(#[values(Sqlite, Postgres)] on: Backend) {
    let (world, ledger) = world(on).await;
    let ticket = go(&ledger, "plan", 700).await;
    assert_eq!(ticket.tries, 1);
    let job = world.find_job().await;
    let receipt = &job.steps[0];
    assert_eq!((receipt.state, receipt.tries, receipt.provider.as_str()), (StepState::Submitting, 1, "test"));
    assert_eq!((receipt.estimated_cost_usd, receipt.cost_usd), (CostUsd::from_micros(700), CostUsd::ZERO));
    assert_eq!(job.current_stage.as_deref(), Some("plan"));
    assert_eq!(world.bus.names(), ["step_started"]);
}

#[rstest]
#[tokio::test]
async fn t3_stores_all_that_a_finished_step_changes(#[values(Sqlite, Postgres)] on: Backend) {
    let (world, ledger) = world(on).await;
    do_step(&ledger, "plan", 700, vec![]).await;
    do_step(&ledger, "text", 50, vec![]).await;
    let job = world.find_job().await;
    assert_eq!((job.actual_cost_usd, job.progress_percentage), (CostUsd::from_micros(750), 25.0));
    assert_eq!(
        (job.current_stage.as_deref(), job.completed_stages.as_slice()),
        (Some("text"), &["plan".to_owned()][..])
    );
    let receipt = &job.steps[0];
    assert_eq!((receipt.state, receipt.cost_usd), (StepState::Done, CostUsd::from_micros(700)));
    assert_eq!(receipt.usage.as_ref().unwrap().output_tokens, 8);
    assert!(receipt.finished_at.is_some());
    assert_eq!(world.bus.names(), ["step_started", "step_finished", "step_started", "step_finished"]);
    assert_eq!(world.bus.numbers(), [3, 4, 5, 6]);
}

#[rstest]
#[tokio::test]
async fn t3_happens_once(#[values(Sqlite, Postgres)] on: Backend) {
    let (world, ledger) = world(on).await;
    let ticket = go(&ledger, "plan", 700).await;
    for _ in 0..3 {
        ledger.finish(&ticket, done(700, vec![])).await.unwrap();
    }
    ledger.fail(&ticket, failure(true)).await.unwrap();
    let job = world.find_job().await;
    assert_eq!((job.actual_cost_usd, job.steps[0].state), (CostUsd::from_micros(700), StepState::Done));
    assert_eq!(world.stored_events().await.len(), 4);
}

#[rstest]
#[tokio::test]
async fn t5_a_finished_step_is_never_paid_again(#[values(Sqlite, Postgres)] on: Backend) {
    let (world, ledger) = world(on).await;
    do_step(&ledger, "plan", 700, vec![]).await;
    let expected = Ok(Begin::Done(json!({ "answer": 42 })));
    assert_eq!(ledger.begin(step("plan", 700)).await, expected);
    let next = world.ledger(&world.take_over("other").await);
    assert_eq!(next.begin(step("plan", 700)).await, expected);
    let changed = talewright_domain::ports::StepIntent { input_hash: "1".repeat(64), ..step("plan", 700) };
    assert!(matches!(next.begin(changed).await, Ok(Begin::Go(_))));
}

#[rstest]
#[tokio::test]
async fn t5_an_accepted_call_is_asked_for(#[values(Sqlite, Postgres)] on: Backend) {
    let (world, ledger) = world(on).await;
    let ticket = go(&ledger, "page/1/image", 700).await;
    ledger.accepted(&ticket, "task-7").await.unwrap();
    let next = world.ledger(&world.take_over("other").await);
    assert_eq!(next.begin(step("page/1/image", 700)).await, Ok(Begin::Ask(ticket.clone(), "task-7".into())));
    next.finish(&ticket, done(700, vec![])).await.unwrap();
    assert_eq!(world.find_job().await.steps[0].state, StepState::Done);
}

#[rstest]
#[tokio::test]
async fn t5_a_lost_call_is_made_once_more_and_then_doubted(#[values(Sqlite, Postgres)] on: Backend) {
    let (world, ledger) = world(on).await;
    let first = go(&ledger, "plan", 700).await;
    let second = go(&world.ledger(&world.take_over("b").await), "plan", 700).await;
    assert_eq!((second.tries, &second.idempotency_key), (2, &first.idempotency_key));
    let third = world.ledger(&world.take_over("c").await);
    let doubtful = Err(CheckpointError::Doubtful(StepKey::new("plan")));
    assert_eq!(third.begin(step("plan", 700)).await, doubtful);
    assert_eq!(third.begin(step("plan", 700)).await, doubtful);
    let receipt = world.find_job().await.steps.remove(0);
    assert_eq!((receipt.state, receipt.tries), (StepState::Failed, 2));
    assert!(receipt.error.unwrap().contains("begun twice"));
}

#[rstest]
#[tokio::test]
async fn t5_a_step_that_costs_nothing_is_repeated_without_end(#[values(Sqlite, Postgres)] on: Backend) {
    let (world, ledger) = world(on).await;
    go(&ledger, "plan", 0).await;
    for tries in 2..=6 {
        world.database.execute("UPDATE jobs SET blame = 0").await;
        let next = world.ledger(&world.take_over("other").await);
        assert_eq!(go(&next, "plan", 0).await.tries, tries);
    }
}

#[rstest]
#[tokio::test]
async fn a_t1_whose_answer_was_lost_is_no_second_try(#[values(Sqlite, Postgres)] on: Backend) {
    let (world, ledger) = world(on).await;
    let first = go(&ledger, "plan", 700).await;
    assert_eq!(go(&ledger, "plan", 700).await, first);
    assert_eq!(world.bus.names(), ["step_started"]);
}

#[rstest]
#[tokio::test]
async fn only_failures_that_may_be_paid_raise_doubt(#[values(Sqlite, Postgres)] on: Backend) {
    let (world, ledger) = world(on).await;
    for tries in 1..=4 {
        let ticket = go(&ledger, "plan", 700).await;
        assert_eq!(ticket.tries, tries);
        ledger.fail(&ticket, failure(false)).await.unwrap();
    }
    for _ in 0..2 {
        let ticket = go(&ledger, "plan", 700).await;
        ledger.fail(&ticket, failure(true)).await.unwrap();
    }
    assert!(matches!(ledger.begin(step("plan", 700)).await, Err(CheckpointError::Doubtful(_))));
    let receipt = world.find_job().await.steps.remove(0);
    assert_eq!((receipt.state, receipt.tries), (StepState::Failed, 6));
}

#[rstest]
#[tokio::test]
async fn the_budget_counts_what_is_spent_and_what_is_open(#[values(Sqlite, Postgres)] on: Backend) {
    let (world, ledger) = world(on).await;
    world.set_limit(1000).await;
    do_step(&ledger, "plan", 400, vec![]).await;
    let open = go(&ledger, "page/1/image", 300).await;
    let refused = CheckpointError::OverBudget {
        limit: CostUsd::from_micros(1000),
        spent: CostUsd::from_micros(700),
        next: CostUsd::from_micros(301),
    };
    assert_eq!(ledger.begin(step("page/2/image", 301)).await, Err(refused));
    assert_eq!(world.find_job().await.steps.len(), 2);
    go(&ledger, "page/3/image", 300).await;
    // It cost less than was thought: there is room again, and what is free always has room.
    ledger.finish(&open, done(100, vec![])).await.unwrap();
    go(&ledger, "page/4/image", 200).await;
    assert!(matches!(ledger.begin(step("page/5/image", 1)).await, Err(CheckpointError::OverBudget { .. })));
    go(&ledger, "page/6/image", 0).await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn steps_at_once_stay_within_the_budget_and_tell_their_events_in_order(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let (world, ledger) = world(on).await;
    world.set_limit(1000).await;
    let ledger = std::sync::Arc::new(ledger);
    let attempt = |n: i64| {
        let ledger = std::sync::Arc::clone(&ledger);
        tokio::spawn(async move {
            match ledger.begin(step(&format!("page/{n}/image"), 100)).await {
                Ok(Begin::Go(ticket)) => ledger.finish(&ticket, done(100, vec![])).await.map(|()| true),
                Err(CheckpointError::OverBudget { .. }) => Ok(false),
                other => panic!("{other:?}"),
            }
        })
    };
    let mut paid = 0;
    for attempt in (0..16).map(attempt).collect::<Vec<_>>() {
        paid += i64::from(attempt.await.unwrap().unwrap());
    }
    assert_eq!((paid, world.find_job().await.actual_cost_usd), (10, CostUsd::from_micros(1000)));
    assert_eq!(world.bus.numbers(), (3..=22).collect::<Vec<_>>());
}

#[rstest]
#[tokio::test]
async fn nothing_is_paid_when_the_disk_is_nearly_full(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let claim = world.take("worker").await;
    let ledger = |megabytes: u64| {
        let disk = DiskFloor { folder: std::env::temp_dir(), megabytes };
        let bus = std::sync::Arc::clone(&world.bus) as _;
        let clock = std::sync::Arc::new(talewright_domain::ports::SystemClock);
        JobCheckpoints::new(world.db().clone(), claim.clone(), bus, clock, Some(disk))
    };
    let full = ledger(u64::MAX).begin(step("plan", 0)).await;
    assert_eq!(full, Err(CheckpointError::DiskFull(u64::MAX)));
    assert!(world.find_job().await.steps.is_empty());
    assert!(matches!(ledger(0).begin(step("plan", 0)).await, Ok(Begin::Go(_))));
}

#[rstest]
#[tokio::test]
async fn what_was_paid_is_stored_though_its_job_is_dropped(#[values(Sqlite, Postgres)] on: Backend) {
    let (world, ledger) = world(on).await;
    let ticket = go(&ledger, "plan", 700).await;
    let mut finish = Box::pin(ledger.finish(&ticket, done(700, vec![])));
    // Polled once, so that it has begun, and dropped.
    assert!(futures::poll!(finish.as_mut()).is_pending());
    drop(finish);
    while world.find_job().await.steps[0].state != StepState::Done {
        tokio::task::yield_now().await;
    }
    assert_eq!(world.find_job().await.actual_cost_usd, CostUsd::from_micros(700));
}
