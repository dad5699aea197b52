//! What must always hold, whatever dies when: a finished step is not paid again, and none is paid more than twice.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use talewright_domain::ports::{Begin, CheckpointError, Checkpoints};
use talewright_domain::{CostUsd, StepState};
use talewright_testkit::TestDatabase;

use crate::support::{World, done, failure, step};

/// Where the life of one claim ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Killed after T1; nothing was sent.
    KilledBeforePaying,
    /// Killed after the provider was paid.
    KilledAfterPaying,
    /// Killed after T2: the result can be asked for.
    KilledAfterAcceptance,
    /// The call failed and may have been paid; killed after that was stored.
    FailedPerhapsPaid,
    /// The call was certainly not executed; killed after that was stored.
    FailedUnpaid,
    /// All went well.
    Finished,
}

const PRICE: i64 = 100;

/// Lives through the claims one after the other and counts the payments.
async fn live(fates: &[Fate]) -> (u32, World) {
    let world = World::new(TestDatabase::sqlite().await).await;
    let mut paid = 0;
    for fate in fates {
        world.database.execute("UPDATE jobs SET blame = 0").await;
        let ledger = world.ledger(&world.take_over("worker").await);
        let (ticket, asked) = match ledger.begin(step("plan", PRICE)).await {
            Ok(Begin::Done(_)) | Err(CheckpointError::Doubtful(_)) => continue,
            Ok(Begin::Go(ticket)) => (ticket, false),
            Ok(Begin::Ask(ticket, reference)) => {
                assert_eq!(reference, "task-7");
                (ticket, true)
            }
            Err(error) => panic!("{error}"),
        };
        match fate {
            Fate::KilledBeforePaying => {}
            Fate::FailedUnpaid if !asked => ledger.fail(&ticket, failure(false)).await.unwrap(),
            Fate::KilledAfterPaying | Fate::FailedUnpaid => paid += u32::from(!asked),
            Fate::FailedPerhapsPaid => {
                paid += u32::from(!asked);
                ledger.fail(&ticket, failure(true)).await.unwrap();
            }
            Fate::KilledAfterAcceptance => {
                paid += u32::from(!asked);
                ledger.accepted(&ticket, "task-7").await.unwrap();
            }
            Fate::Finished => {
                paid += u32::from(!asked);
                ledger.finish(&ticket, done(PRICE, vec![])).await.unwrap();
            }
        }
    }
    (paid, world)
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        Just(Fate::KilledBeforePaying),
        Just(Fate::KilledAfterPaying),
        Just(Fate::KilledAfterAcceptance),
        Just(Fate::FailedPerhapsPaid),
        Just(Fate::FailedUnpaid),
        Just(Fate::Finished),
    ]
}

#[test]
fn no_step_is_paid_more_than_twice() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    let lives = prop::collection::vec(fate(), 1..8);
    let checked = runner.run(&lives, |fates| {
        let (paid, receipt, cost) = runtime.block_on(async {
            let (paid, world) = live(&fates).await;
            let mut job = world.find_job().await;
            (paid, job.steps.remove(0), job.actual_cost_usd)
        });
        prop_assert!(paid <= 2, "paid {paid} times");
        let booked = if receipt.state == StepState::Done { PRICE } else { 0 };
        prop_assert_eq!(cost, CostUsd::from_micros(booked));
        if fates.first() == Some(&Fate::Finished) {
            prop_assert_eq!(paid, 1);
        }
        Ok(())
    });
    checked.unwrap();
}
