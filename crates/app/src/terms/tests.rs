use chrono::{Months, TimeZone};
use rstest::rstest;
use talewright_domain::{CreditKind, JobId, PageOrder, Plan};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::Db;
use talewright_storage::credits::{Movement, move_credit};
use talewright_storage::jobs::{Resumption, insert_job, request_cancel, resume_job};
use talewright_storage::stories::{delete_story, insert_story};
use talewright_storage::usage::count_generations;
use talewright_storage::users::insert_user;
use talewright_testkit::{TestDatabase, a_job, a_story, a_user};

use super::*;

fn micros(micros: i64) -> CostUsd {
    CostUsd::from_micros(micros)
}

/// The middle of a month, so that no test is run through its end.
fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 15, 12, 0, 0).unwrap()
}

/// A studio that counts; only what is said here is limited.
fn terms(generations: Option<u32>, cost: Option<i64>, prepaid: bool) -> Terms {
    let mut terms = Terms { counted: true, ..Terms::unlimited() };
    (terms.free.generations, terms.free.cost, terms.free.prepaid) = (generations, cost.map(micros), prepaid);
    terms
}

async fn somebody(on: Backend) -> (TestDatabase, User) {
    let (database, user) = (TestDatabase::on(on).await, a_user());
    let stored = user.clone();
    database.db().write(move |conn| insert_user(conn, &stored, "hash")).await.unwrap();
    (database, user)
}

/// Begins a book that may cost this much.
async fn begin(db: &Db, terms: &Terms, user: &User, cost: i64, now: DateTime<Utc>) -> Result<Job, AppError> {
    let (terms, user, story) = (terms.clone(), user.clone(), a_story(user.id));
    let job = Job { estimated_cost_usd: micros(cost), ..a_job(&story) };
    db.write(move |conn| {
        insert_story(conn, &story)?;
        insert_job(conn, &job)?;
        admit(conn, &terms, &user, &job, true, now).map(|()| job)
    })
    .await
}

async fn go_on(
    db: &Db,
    terms: &Terms,
    user: &User,
    id: JobId,
    most: Option<CostUsd>,
) -> Result<(), AppError> {
    let (terms, user) = (terms.clone(), user.clone());
    db.write(move |conn| match resume_job(conn, user.id, id, most, now())? {
        Resumption::Resumed(job, _) => admit(conn, &terms, &user, &job, false, now()),
        Resumption::NotResumable(job) => panic!("{job:?}"),
    })
    .await
}

async fn cancel(db: &Db, user: &User, id: JobId) {
    let owner = user.id;
    db.write(move |conn| request_cancel(conn, owner, id, now())).await.unwrap();
}

async fn give(db: &Db, user: &User, credit: i64) {
    let (id, kind, reason) = (user.id, CreditKind::Grant, "a test".into());
    let movement = Movement { kind, amount: micros(credit), reason, job: None, actor: None };
    db.write(move |conn| move_credit(conn, id, &movement, now())).await.unwrap().unwrap();
}

async fn balance(db: &Db, user: &User) -> i64 {
    let id = user.id;
    db.read(move |conn| find_balance(conn, id)).await.unwrap().micros()
}

fn refusal(result: Result<impl Sized, AppError>) -> String {
    match result {
        Err(AppError::LimitExceeded(message) | AppError::NotEnoughCredit(message)) => message,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it is beyond the limit"),
    }
}

#[rstest]
#[tokio::test]
async fn books_of_a_month_are_counted_and_the_next_month_has_new_ones(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let (database, ann) = somebody(on).await;
    let (db, terms) = (database.db(), terms(Some(2), None, false));
    let first = begin(db, &terms, &ann, 0, now()).await.unwrap();
    begin(db, &terms, &ann, 0, now()).await.unwrap();
    let message = refusal(begin(db, &terms, &ann, 0, now()).await);
    assert!(message.contains("(free) has 2 stories a month") && message.contains("1 December"), "{message}");
    // Nothing of it was kept; and what is deleted was begun all the same.
    assert_eq!(database.count("stories").await, 2);
    let (owner, story) = (ann.id, first.story_id.unwrap());
    db.write(move |conn| delete_story(conn, owner, story, None, now())).await.unwrap();
    refusal(begin(db, &terms, &ann, 0, now()).await);
    let next = now().checked_add_months(Months::new(1)).unwrap();
    begin(db, &terms, &ann, 0, next).await.unwrap();
    let pro = User { plan: Plan::Pro, ..ann.clone() };
    begin(db, &terms, &pro, 0, now()).await.unwrap();
    let begun = db.read(move |conn| count_generations(conn, owner, Month::of(now()))).await.unwrap();
    assert_eq!(begun, 3);
}

#[rstest]
#[tokio::test]
async fn going_on_and_making_a_page_anew_are_no_new_books(#[values(Sqlite, Postgres)] on: Backend) {
    let (database, ann) = somebody(on).await;
    let (db, terms) = (database.db(), terms(Some(1), None, false));
    let job = begin(db, &terms, &ann, 0, now()).await.unwrap();
    cancel(db, &ann, job.id).await;
    go_on(db, &terms, &ann, job.id, None).await.unwrap();
    let order = PageOrder { number: 1, image: true, ..PageOrder::default() };
    let page =
        Job { id: JobId::generate(), kind: JobKind::RegeneratePage, page_order: Some(order), ..job.clone() };
    let (terms, user) = (terms.clone(), ann.clone());
    let begun = db.write(move |conn| {
        insert_job(conn, &page)?;
        admit(conn, &terms, &user, &page, true, now())
    });
    begun.await.unwrap();
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn books_begun_at_once_stay_within_the_plan(#[values(Sqlite, Postgres)] on: Backend) {
    // By number; by the cost of a month, of which six fit; by credit, which suffices for five.
    for (terms, credit, fit) in [
        (terms(Some(4), None, false), 0, 4),
        (terms(None, Some(650), false), 0, 6),
        (terms(None, None, true), 599, 5),
        (terms(Some(7), Some(800), true), 300, 3),
    ] {
        let (database, ann) = somebody(on).await;
        give(database.db(), &ann, credit).await;
        let attempts = (0..24).map(|_| {
            let (db, terms, ann) = (database.db().clone(), terms.clone(), ann.clone());
            tokio::spawn(async move { begin(&db, &terms, &ann, 100, now()).await })
        });
        let mut begun = 0;
        for attempt in attempts.collect::<Vec<_>>() {
            match attempt.await.unwrap() {
                Ok(_) => begun += 1,
                refused => drop(refusal(refused)),
            }
        }
        assert_eq!((begun, database.count("jobs").await), (fit, fit), "{terms:?}");
        let left = if terms.free.prepaid { credit - 100 * fit } else { credit };
        assert_eq!(balance(database.db(), &ann).await, left);
    }
}

#[rstest]
#[tokio::test]
async fn the_cost_of_a_month_counts_what_jobs_under_way_may_cost(#[values(Sqlite, Postgres)] on: Backend) {
    let (database, ann) = somebody(on).await;
    let (db, terms) = (database.db(), terms(None, Some(1_000), false));
    let job = begin(db, &terms, &ann, 600, now()).await.unwrap();
    let message = refusal(begin(db, &terms, &ann, 401, now()).await);
    assert!(message.contains("allows $0.001000 a month") && message.contains("$0.001001 more"), "{message}");
    begin(db, &terms, &ann, 400, now()).await.unwrap();
    cancel(db, &ann, job.id).await;
    begin(db, &terms, &ann, 500, now()).await.unwrap();
    // To go on is to begin again, as far as money goes.
    refusal(go_on(db, &terms, &ann, job.id, None).await);
    go_on(db, &terms, &ann, job.id, Some(micros(100))).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn credit_is_set_aside_for_what_a_job_may_cost_at_most(#[values(Sqlite, Postgres)] on: Backend) {
    let (database, ann) = somebody(on).await;
    let (db, terms) = (database.db(), terms(None, None, true));
    begin(db, &terms, &ann, 0, now()).await.unwrap();
    give(db, &ann, 1_000).await;
    let message = refusal(begin(db, &terms, &ann, 1_001, now()).await);
    assert!(message.contains("may cost $0.001001, and you have $0.001000"), "{message}");
    let job = begin(db, &terms, &ann, 900, now()).await.unwrap();
    assert_eq!(balance(db, &ann).await, 100);
    cancel(db, &ann, job.id).await;
    assert_eq!(balance(db, &ann).await, 1_000);
    // A lower limit needs less; what it has cost already is not needed again.
    go_on(db, &terms, &ann, job.id, Some(micros(500))).await.unwrap();
    assert_eq!(balance(db, &ann).await, 500);
    database.execute("UPDATE jobs SET actual_micros = 200 WHERE reserved_micros > 0").await;
    cancel(db, &ann, job.id).await;
    assert_eq!(balance(db, &ann).await, 800);
    go_on(db, &terms, &ann, job.id, None).await.unwrap();
    assert_eq!(balance(db, &ann).await, 500);
}

#[rstest]
#[tokio::test]
async fn who_need_not_pay_first_and_who_is_not_counted_have_nothing_set_aside(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let (database, ann) = somebody(on).await;
    let (db, prepaid) = (database.db(), terms(None, None, true));
    give(db, &ann, 1_000).await;
    for free in [Terms::unlimited(), terms(None, None, false)] {
        begin(db, &free, &ann, 9_000, now()).await.unwrap();
        let job = begin(db, &prepaid, &ann, 700, now()).await.unwrap();
        assert_eq!(balance(db, &ann).await, 300);
        cancel(db, &ann, job.id).await;
        // What was set aside once is no limit for the job of somebody who has another plan now.
        go_on(db, &free, &ann, job.id, None).await.unwrap();
        assert_eq!(balance(db, &ann).await, 1_000);
        assert_eq!(
            database.texts("SELECT id AS value FROM jobs WHERE reserved_micros IS NOT NULL").await,
            [""; 0]
        );
    }
}
