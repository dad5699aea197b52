use std::sync::Arc;

use chrono::Utc;
use rstest::rstest;
use talewright_domain::ports::{
    Begin, CheckpointError, Checkpoints, JobEnd, JobStore, Postponement, WorkerId,
};
use talewright_domain::{CostUsd, CreditEntry, CreditKind, Id, Job, JobKind, JobStatus, PageOrder, UserId};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::credits::{
    Movement, find_balance, find_reserved, list_credit_entries, move_credit, reserve_for_job,
    waive_reservation,
};
use talewright_storage::jobs::{insert_job, request_cancel, resume_job};
use talewright_storage::stories::delete_story;
use talewright_storage::{Db, PageRequest, Start, StorageError};
use talewright_testkit::{TestDatabase, a_job};

use crate::support::{World, do_step, done, is_not_found, step};

/// A user's books are wrong in this moment: one statement, so that it sees one moment.
const WRONG_BOOKS: &str = "SELECT users.id AS value FROM users WHERE balance_micros < 0 OR balance_micros <> \
    (SELECT coalesce(sum(amount_micros), 0) FROM credit_entries WHERE user_id = users.id)";

fn movement(micros: i64) -> Movement {
    Movement {
        kind: CreditKind::Grant,
        amount: CostUsd::from_micros(micros),
        reason: "a test".into(),
        job: None,
        actor: None,
    }
}

async fn move_micros(db: &Db, user: UserId, micros: i64) -> Result<Option<CreditEntry>, StorageError> {
    db.write(move |conn| move_credit(conn, user, &movement(micros), Utc::now())).await
}

impl World {
    /// With this credit, all of it set aside for its job as far as `reserved` says.
    async fn prepaid(on: Backend, credit: i64, reserved: i64) -> Self {
        let world = Self::new(TestDatabase::on(on).await).await;
        move_micros(world.db(), world.user.id, credit).await.unwrap().unwrap();
        assert!(world.reserve(reserved).await);
        world
    }

    async fn reserve(&self, micros: i64) -> bool {
        let (user, job, amount) = (self.user.id, self.job.id, CostUsd::from_micros(micros));
        let reserved =
            self.db().write(move |conn| reserve_for_job(conn, user, job, amount, "set aside", Utc::now()));
        reserved.await.unwrap()
    }

    async fn balance(&self) -> i64 {
        let user = self.user.id;
        self.db().read(move |conn| find_balance(conn, user)).await.unwrap().micros()
    }

    async fn reserved(&self) -> i64 {
        let user = self.user.id;
        self.db().read(move |conn| find_reserved(conn, user)).await.unwrap().micros()
    }

    /// Kinds and amounts in their order, after a look at the books: numbered without gaps, and summed.
    async fn movements(&self) -> Vec<(CreditKind, i64)> {
        assert_eq!(self.database.texts(WRONG_BOOKS).await, [""; 0]);
        let mut sum = 0;
        let entries = self.entries().await;
        for (index, entry) in entries.iter().enumerate() {
            sum += entry.amount.micros();
            assert_eq!((entry.seq, entry.balance.micros()), (index as i64 + 1, sum), "{entry:?}");
        }
        assert_eq!(sum, self.balance().await);
        entries.iter().map(|entry| (entry.kind, entry.amount.micros())).collect()
    }

    async fn entries(&self) -> Vec<CreditEntry> {
        let user = self.user.id;
        let page = PageRequest { start: Start::Skip(0), limit: 1000, sort: () };
        let listing = self.db().read(move |conn| list_credit_entries(conn, user, &page)).await.unwrap();
        listing.items.into_iter().rev().collect()
    }

    async fn delete(&self) {
        let (owner, id) = (self.user.id, self.story.id);
        let deleted = self.db().write(move |conn| delete_story(conn, owner, id, None, Utc::now()));
        deleted.await.unwrap();
    }

    async fn go_on(&self) {
        let (owner, id) = (self.user.id, self.job.id);
        self.db().write(move |conn| resume_job(conn, owner, id, None, Utc::now())).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn movements_are_numbered_and_never_go_below_nothing(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let (db, user) = (world.db(), world.user.id);
    assert_eq!(move_micros(db, user, -1).await.unwrap(), None);
    let first = move_micros(db, user, 500).await.unwrap().unwrap();
    assert_eq!((first.seq, first.balance, first.kind), (1, CostUsd::from_micros(500), CreditKind::Grant));
    assert_eq!(move_micros(db, user, -501).await.unwrap(), None);
    assert_eq!(move_micros(db, user, -500).await.unwrap().unwrap().balance, CostUsd::ZERO);
    assert!(is_not_found(move_micros(db, Id::generate(), 1).await));
    assert_eq!(world.movements().await, [(CreditKind::Grant, 500), (CreditKind::Grant, -500)]);
    // Pages, the latest first.
    let page = PageRequest { start: Start::Skip(1), limit: 1, sort: () };
    let listing = db.read(move |conn| list_credit_entries(conn, user, &page)).await.unwrap();
    assert_eq!((listing.items, listing.total, listing.has_more), (vec![first], Some(2), false));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_two_take_the_same_money(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    move_micros(world.db(), world.user.id, 100).await.unwrap();
    let take = |_| {
        let (db, user) = (world.db().clone(), world.user.id);
        tokio::spawn(async move { move_micros(&db, user, -10).await.unwrap().is_some() })
    };
    let mut taken = 0;
    for take in (0..50).map(take).collect::<Vec<_>>() {
        assert_eq!(world.database.texts(WRONG_BOOKS).await, [""; 0]);
        taken += usize::from(take.await.unwrap());
    }
    assert_eq!((taken, world.movements().await.len(), world.balance().await), (10, 11, 0));
}

#[rstest]
#[tokio::test]
async fn what_a_job_did_not_spend_comes_back_however_it_ends(
    #[values(Sqlite, Postgres)] on: Backend,
    #[values(
        JobStatus::Completed,
        JobStatus::CompletedWithGaps,
        JobStatus::Failed,
        JobStatus::Paused,
        JobStatus::Parked,
        JobStatus::Blocked,
        JobStatus::Cancelled
    )]
    status: JobStatus,
) {
    let world = World::prepaid(on, 1_500, 1_000).await;
    assert_eq!((world.balance().await, world.reserved().await), (500, 1_000));
    let claim = world.take("worker").await;
    do_step(&world.ledger(&claim), "plan", 400, vec![]).await;
    assert_eq!((world.balance().await, world.reserved().await), (500, 1_000));
    for _ in 0..2 {
        // The second time changes nothing: it has ended.
        world.queue.finish(&claim, JobEnd { status, error: None }).await.unwrap();
    }
    assert_eq!((world.balance().await, world.reserved().await), (1_100, 0));
    let expected =
        [(CreditKind::Grant, 1_500), (CreditKind::Reservation, -1_000), (CreditKind::Settlement, 600)];
    assert_eq!(world.movements().await, expected);
    let settlement = world.entries().await.remove(2);
    assert_eq!(settlement.reason, "$0.001000 was set aside, $0.000400 was spent");
    assert_eq!(settlement.job, Some(world.job.id));
}

#[rstest]
#[tokio::test]
async fn a_waiting_job_that_is_cancelled_or_deleted_costs_nothing(
    #[values(Sqlite, Postgres)] on: Backend,
    #[values(false, true)] deleted: bool,
) {
    let world = World::prepaid(on, 1_000, 1_000).await;
    if deleted {
        world.delete().await;
    } else {
        let (owner, id) = (world.user.id, world.job.id);
        world.db().write(move |conn| request_cancel(conn, owner, id, Utc::now())).await.unwrap();
        // Nothing is left to come back with the story.
        world.delete().await;
    }
    assert_eq!((world.balance().await, world.reserved().await), (1_000, 0));
    assert_eq!(world.movements().await[2..], [(CreditKind::Settlement, 1_000)]);
}

#[rstest]
#[tokio::test]
async fn a_story_deleted_while_it_is_made_costs_what_was_spent(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::prepaid(on, 1_000, 1_000).await;
    let claim = world.take("worker").await;
    let ledger = world.ledger(&claim);
    do_step(&ledger, "plan", 300, vec![]).await;
    let Ok(Begin::Go(open)) = ledger.begin(step("text", 200)).await else { panic!("it is new") };
    world.delete().await;
    assert_eq!(world.movements().await[2..], [(CreditKind::Settlement, 700)]);
    // A call that was under way is the expense of the house: there is no job any more.
    assert_eq!(ledger.finish(&open, done(200, vec![])).await, Err(CheckpointError::LeaseLost));
    assert_eq!(world.balance().await, 700);
}

#[rstest]
#[tokio::test]
async fn what_waits_for_a_provider_keeps_what_is_set_aside(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::prepaid(on, 1_000, 900).await;
    let claim = world.take("worker").await;
    do_step(&world.ledger(&claim), "plan", 300, vec![]).await;
    let reason = talewright_domain::job::JobFailure { code: "away".into(), message: "it rains".into() };
    let wait = std::time::Duration::from_secs(60);
    world.queue.postpone(&claim, Postponement { wait, reason }).await.unwrap();
    assert_eq!((world.balance().await, world.reserved().await), (100, 900));
    assert_eq!(world.movements().await.len(), 2);
}

#[rstest]
#[tokio::test]
async fn going_on_sets_aside_the_rest_and_settles_only_that(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::prepaid(on, 1_000, 1_000).await;
    let claim = world.take("worker").await;
    do_step(&world.ledger(&claim), "plan", 300, vec![]).await;
    world.queue.finish(&claim, JobEnd { status: JobStatus::Failed, error: None }).await.unwrap();
    world.go_on().await;
    assert!(!world.reserve(701).await);
    assert!(world.reserve(700).await);
    assert_eq!((world.balance().await, world.reserved().await), (0, 700));
    let claim = world.take("worker").await;
    let ledger = world.ledger(&claim);
    // The limit is all that was ever set aside and spent, not the rest alone.
    do_step(&ledger, "text", 500, vec![]).await;
    let refused = ledger.begin(step("page/1/image", 201)).await;
    let limit = CostUsd::from_micros(1_000);
    assert!(
        matches!(refused, Err(CheckpointError::OverBudget { limit: of, .. }) if of == limit),
        "{refused:?}"
    );
    world.queue.finish(&claim, JobEnd { status: JobStatus::Completed, error: None }).await.unwrap();
    let expected = [
        (CreditKind::Grant, 1_000),
        (CreditKind::Reservation, -1_000),
        (CreditKind::Settlement, 700),
        (CreditKind::Reservation, -700),
        (CreditKind::Settlement, 200),
    ];
    assert_eq!(world.movements().await, expected);
}

#[rstest]
#[tokio::test]
async fn a_call_that_ends_after_its_job_is_charged(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::prepaid(on, 1_000, 800).await;
    let claim = world.take("worker").await;
    let ledger = world.ledger(&claim);
    let Ok(Begin::Go(late)) = ledger.begin(step("plan", 500)).await else { panic!("it is new") };
    world.queue.finish(&claim, JobEnd { status: JobStatus::Cancelled, error: None }).await.unwrap();
    assert_eq!(world.balance().await, 1_000);
    for _ in 0..2 {
        ledger.finish(&late, done(450, vec![])).await.unwrap();
    }
    let expected = [
        (CreditKind::Grant, 1_000),
        (CreditKind::Reservation, -800),
        (CreditKind::Settlement, 800),
        (CreditKind::Charge, -450),
    ];
    assert_eq!(world.movements().await, expected);
    let charge = world.entries().await.remove(3);
    assert_eq!(charge.reason, "a call was under way when its job ended");
    assert_eq!(charge.job, Some(world.job.id));
}

#[rstest]
#[tokio::test]
async fn a_late_call_of_a_job_that_goes_on_is_settled_with_it(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::prepaid(on, 1_000, 800).await;
    let claim = world.take("worker").await;
    let ledger = world.ledger(&claim);
    let Ok(Begin::Go(late)) = ledger.begin(step("plan", 500)).await else { panic!("it is new") };
    world.queue.finish(&claim, JobEnd { status: JobStatus::Failed, error: None }).await.unwrap();
    world.go_on().await;
    assert!(world.reserve(800).await);
    ledger.finish(&late, done(450, vec![])).await.unwrap();
    assert_eq!(world.balance().await, 200);
    let claim = world.take("worker").await;
    world.queue.finish(&claim, JobEnd { status: JobStatus::Completed, error: None }).await.unwrap();
    assert_eq!(world.movements().await[4..], [(CreditKind::Settlement, 350)]);
    assert_eq!(world.balance().await, 550);
}

#[rstest]
#[tokio::test]
async fn what_costs_more_than_was_set_aside_is_taken_as_far_as_there_is_credit(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let world = World::prepaid(on, 1_000, 900).await;
    let claim = world.take("worker").await;
    let ledger = world.ledger(&claim);
    let Ok(Begin::Go(dear)) = ledger.begin(step("plan", 900)).await else { panic!("it is new") };
    // The estimate was no ceiling: 1200 instead of 900, and 100 are left.
    ledger.finish(&dear, done(1_200, vec![])).await.unwrap();
    world.queue.finish(&claim, JobEnd { status: JobStatus::Completed, error: None }).await.unwrap();
    assert_eq!(world.movements().await[2..], [(CreditKind::Settlement, -100)]);
    let settlement = world.entries().await.remove(2);
    let reason = "$0.000900 was set aside, $0.001200 was spent; only $0.000100 was left";
    assert_eq!((settlement.reason.as_str(), world.balance().await), (reason, 0));
    // It stays at that: credit that comes later is not taken for it.
    move_micros(world.db(), world.user.id, 50).await.unwrap();
    world.delete().await;
    assert_eq!(world.balance().await, 50);
}

#[rstest]
#[tokio::test]
async fn what_is_free_needs_no_credit(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    assert!(!world.reserve(1).await);
    assert!(world.reserve(0).await);
    let claim = world.take("worker").await;
    let ledger = world.ledger(&claim);
    do_step(&ledger, "plan", 0, vec![]).await;
    assert!(matches!(ledger.begin(step("text", 1)).await, Err(CheckpointError::OverBudget { .. })));
    world.queue.finish(&claim, JobEnd { status: JobStatus::Completed, error: None }).await.unwrap();
    assert_eq!(world.movements().await, []);
}

#[rstest]
#[tokio::test]
async fn where_nobody_counts_nothing_is_set_aside_or_charged(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let claim = world.take("worker").await;
    let ledger = world.ledger(&claim);
    do_step(&ledger, "plan", 5_000, vec![]).await;
    let Ok(Begin::Go(late)) = ledger.begin(step("text", 500)).await else { panic!("it is new") };
    world.queue.finish(&claim, JobEnd { status: JobStatus::Failed, error: None }).await.unwrap();
    ledger.finish(&late, done(500, vec![])).await.unwrap();
    assert_eq!(world.movements().await, []);
    // Somebody begins to count: what was spent before stays uncounted.
    move_micros(world.db(), world.user.id, 300).await.unwrap();
    world.go_on().await;
    assert!(world.reserve(300).await);
    let claim = world.take("worker").await;
    let ledger = world.ledger(&claim);
    do_step(&ledger, "page/1/image", 200, vec![]).await;
    assert!(matches!(ledger.begin(step("page/2/image", 101)).await, Err(CheckpointError::OverBudget { .. })));
    world.queue.finish(&claim, JobEnd { status: JobStatus::Failed, error: None }).await.unwrap();
    assert_eq!((world.movements().await.len(), world.balance().await), (3, 100));
    // And ceases to: what was set aside once is no limit any more.
    world.go_on().await;
    let id = world.job.id;
    world.db().write(move |conn| waive_reservation(conn, id)).await.unwrap();
    let claim = world.take("worker").await;
    do_step(&world.ledger(&claim), "page/2/image", 9_000, vec![]).await;
    world.queue.finish(&claim, JobEnd { status: JobStatus::Completed, error: None }).await.unwrap();
    assert_eq!((world.movements().await.len(), world.balance().await), (3, 100));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn credit_is_the_limit_of_steps_at_once(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::prepaid(on, 1_000, 1_000).await;
    let claim = world.take("worker").await;
    let ledger = Arc::new(world.ledger(&claim));
    let attempt = |n: i64| {
        let ledger = Arc::clone(&ledger);
        tokio::spawn(async move {
            match ledger.begin(step(&format!("page/{n}/image"), 100)).await {
                Ok(Begin::Go(ticket)) => ledger.finish(&ticket, done(100, vec![])).await.map(|()| 1),
                Err(CheckpointError::OverBudget { .. }) => Ok(0),
                other => panic!("{other:?}"),
            }
        })
    };
    let mut paid = 0;
    for attempt in (0..16).map(attempt).collect::<Vec<_>>() {
        paid += attempt.await.unwrap().unwrap();
    }
    world.queue.finish(&claim, JobEnd { status: JobStatus::Paused, error: None }).await.unwrap();
    assert_eq!((paid, world.balance().await), (10, 0));
    assert_eq!(world.movements().await[2..], [(CreditKind::Settlement, 0)]);
}

#[rstest]
#[tokio::test]
async fn jobs_that_nobody_holds_any_more_are_settled(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::prepaid(on, 1_000, 600).await;
    let other = world.add_job(|_| {}).await;
    let (user, id) = (world.user.id, other.id);
    let amount = CostUsd::from_micros(400);
    let reserved =
        world.db().write(move |conn| reserve_for_job(conn, user, id, amount, "set aside", Utc::now()));
    assert!(reserved.await.unwrap());
    for _ in 0..2 {
        world.claim("worker").await.unwrap();
    }
    world.database.execute("UPDATE jobs SET cancel_requested = TRUE").await;
    world.expire_leases().await;
    assert!(world.claim("another").await.is_none());
    assert_eq!((world.balance().await, world.reserved().await), (1_000, 0));
    assert_eq!(world.movements().await.len(), 5);
    assert_eq!(world.find_job_by_id(other.id).await.status, JobStatus::Cancelled);
}

#[rstest]
#[tokio::test]
async fn of_what_a_dead_process_left_the_unwanted_ends_and_is_settled(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let world = World::prepaid(on, 1_000, 600).await;
    let other = world.add_job(|_| {}).await;
    for _ in 0..2 {
        world.claim("worker").await.unwrap();
    }
    let (owner, id) = (world.user.id, world.job.id);
    world.db().write(move |conn| request_cancel(conn, owner, id, Utc::now())).await.unwrap();
    for recovered in [2, 0] {
        assert_eq!(world.queue.recover(&WorkerId("worker".into())).await.unwrap(), recovered);
        assert_eq!(world.find_job().await.status, JobStatus::Cancelled);
        assert_eq!(world.find_job_by_id(other.id).await.status, JobStatus::Queued);
    }
    assert_eq!((world.balance().await, world.reserved().await), (1_000, 0));
    assert_eq!(world.movements().await[2..], [(CreditKind::Settlement, 600)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_story_is_not_deleted_past_a_job_that_begins_in_the_same_moment() {
    let world = World::prepaid(Postgres, 1_000, 600).await;
    let page = Job {
        kind: JobKind::RegeneratePage,
        page_order: Some(PageOrder { number: 1, image: true, ..PageOrder::default() }),
        ..a_job(&world.story)
    };
    let (user, db) = (world.user.id, world.db().clone());
    let (goes_on, waits) = std::sync::mpsc::channel::<()>();
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let beginning = tokio::spawn(async move {
        db.write(move |conn| {
            insert_job(conn, &page)?;
            begun.send(()).unwrap();
            waits.recv().unwrap();
            reserve_for_job(conn, user, page.id, CostUsd::from_micros(400), "set aside", Utc::now())
        })
        .await
    });
    has_begun.await.unwrap();
    let (db, story) = (world.db().clone(), world.story.id);
    let delete = move || {
        let db = db.clone();
        async move { db.write(move |conn| delete_story(conn, user, story, None, Utc::now())).await }
    };
    let deletion = tokio::spawn(delete());
    let waiting = "SELECT 'somebody' AS value FROM pg_stat_activity \
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while world.database.texts(waiting).await.is_empty() {
        tokio::task::yield_now().await;
    }
    // The deletion waits, and holds nothing that the other one needs.
    goes_on.send(()).unwrap();
    assert!(beginning.await.unwrap().unwrap());
    assert!(matches!(deletion.await.unwrap(), Err(StorageError::Overtaken)));
    assert_eq!((world.balance().await, world.reserved().await), (0, 1_000));
    assert_eq!(delete().await.unwrap().active_jobs.len(), 2);
    assert_eq!((world.balance().await, world.reserved().await), (1_000, 0));
    assert_eq!(world.movements().await.len(), 5);
}
