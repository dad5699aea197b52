use chrono::{DateTime, Datelike, Months, TimeDelta, Utc};
use rstest::rstest;
use talewright_domain::ports::{Begin, Checkpoints, JobEnd, JobStore};
use talewright_domain::{CostUsd, JobStatus, Month};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::stories::delete_story;
use talewright_storage::usage::{
    UsageFilter, UsageGroup, Used, add_generation, count_generations, find_spending, list_usage, sum_usage,
    total_usage,
};
use talewright_storage::{AnyConnection, PageRequest, Start};
use talewright_testkit::TestDatabase;

use crate::support::{World, do_step, done, step};

/// A job with paid calls of two models.
async fn used(on: Backend) -> World {
    let world = World::new(TestDatabase::on(on).await).await;
    let claim = world.take("worker").await;
    let ledger = world.ledger(&claim);
    do_step(&ledger, "plan", 100, vec![]).await;
    do_step(&ledger, "text", 200, vec![]).await;
    let Ok(Begin::Go(ticket)) = ledger.begin(step("page/1/image", 900)).await else { panic!("it is new") };
    let mut painted = done(700, vec![]);
    painted.bill.model = "test-2".into();
    ledger.finish(&ticket, painted).await.unwrap();
    world.queue.finish(&claim, JobEnd { status: JobStatus::Completed, error: None }).await.unwrap();
    world
}

impl World {
    async fn sums(&self, filter: UsageFilter, group: UsageGroup) -> Vec<(String, i64, i64)> {
        let sums = self.db().read(move |conn| sum_usage(conn, filter, group, 10)).await.unwrap();
        sums.into_iter().map(|(name, used)| (name, used.calls, used.cost.micros())).collect()
    }

    async fn total(&self, filter: UsageFilter) -> Used {
        self.db().read(move |conn| total_usage(conn, filter)).await.unwrap()
    }

    async fn begin_book(&self, month: Month, limit: Option<u32>) -> bool {
        let user = self.user.id;
        self.db().write(move |conn| add_generation(conn, user, month, limit)).await.unwrap()
    }

    async fn begun(&self, month: Month) -> u32 {
        let user = self.user.id;
        self.db().read(move |conn| count_generations(conn, user, month)).await.unwrap()
    }

    async fn spending(&self, now: DateTime<Utc>) -> (i64, i64) {
        let (user, month) = (self.user.id, Month::of(now));
        let (spent, open) = self.db().read(move |conn| find_spending(conn, user, month)).await.unwrap();
        (spent.micros(), open.micros())
    }
}

#[rstest]
#[tokio::test]
async fn use_is_summed_up_by_day_model_language_and_job(#[values(Sqlite, Postgres)] on: Backend) {
    let world = used(on).await;
    let (all, job) = (UsageFilter::default(), world.job.id.to_string());
    let sums = |group| world.sums(all, group);
    let days = sums(UsageGroup::Day).await;
    assert_eq!((days.len(), days[0].1, days[0].2), (1, 3, 1_000));
    assert!(days[0].0.starts_with(&Utc::now().year().to_string()) && days[0].0.len() == 10, "{days:?}");
    let models = [("test/test-2".to_owned(), 1, 700), ("test/test-1".to_owned(), 2, 300)];
    assert_eq!(sums(UsageGroup::Model).await, models);
    assert_eq!(sums(UsageGroup::Language).await, [("en".to_owned(), 3, 1_000)]);
    assert_eq!(sums(UsageGroup::Job).await, [(job, 3, 1_000)]);
    let expected = Used {
        calls: 3,
        input_tokens: 21,
        output_tokens: 24,
        images: 3,
        characters: 0,
        cost: CostUsd::from_micros(1_000),
    };
    assert_eq!(world.total(all).await, expected);
    // What is over stays counted when the story is gone.
    let (owner, id) = (world.user.id, world.story.id);
    world.db().write(move |conn| delete_story(conn, owner, id, None, Utc::now())).await.unwrap();
    assert_eq!(world.total(all).await, expected);
    assert_eq!(world.spending(Utc::now()).await, (1_000, 0));
}

#[rstest]
#[tokio::test]
async fn use_is_filtered_and_paged(#[values(Sqlite, Postgres)] on: Backend) {
    let world = used(on).await;
    let (now, user) = (Utc::now(), world.user.id);
    let mine = UsageFilter { user: Some(user), ..UsageFilter::default() };
    let (hour, stranger) = (TimeDelta::hours(1), talewright_domain::Id::generate());
    for (filter, calls) in [
        (mine, 3),
        (UsageFilter { user: Some(stranger), ..mine }, 0),
        (UsageFilter { job: Some(world.job.id), ..mine }, 3),
        (UsageFilter { job: Some(talewright_domain::Id::generate()), ..mine }, 0),
        (UsageFilter { since: Some(now - hour), until: Some(now + hour), ..mine }, 3),
        (UsageFilter { since: Some(now + hour), ..mine }, 0),
        (UsageFilter { until: Some(now - hour), ..mine }, 0),
    ] {
        assert_eq!(world.total(filter).await.calls, calls, "{filter:?}");
    }
    let list = |start, limit| {
        let page = PageRequest { start, limit, sort: () };
        world.db().read(move |conn| list_usage(conn, mine, &page))
    };
    let first = list(Start::Skip(0), 2).await.unwrap();
    let steps: Vec<_> = first.items.iter().map(|entry| entry.step.as_str()).collect();
    assert_eq!((steps, first.total, first.has_more), (vec!["page/1/image", "text"], Some(3), true));
    assert_eq!((first.items[0].job, first.items[0].story), (world.job.id, Some(world.story.id)));
    let rest = list(Start::After(first.next_cursor.unwrap()), 2).await.unwrap();
    assert_eq!((rest.items[0].step.as_str(), rest.items.len(), rest.has_more), ("plan", 1, false));
}

#[rstest]
#[tokio::test]
async fn books_are_counted_by_month_and_stay_counted(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let now = Utc::now();
    let (this, next) = (Month::of(now), Month::of(now.checked_add_months(Months::new(1)).unwrap()));
    for _ in 0..3 {
        assert!(world.begin_book(this, Some(3)).await);
    }
    assert!(!world.begin_book(this, Some(3)).await);
    let (owner, id) = (world.user.id, world.story.id);
    world.db().write(move |conn| delete_story(conn, owner, id, None, Utc::now())).await.unwrap();
    assert!(!world.begin_book(this, Some(3)).await);
    assert_eq!((world.begun(this).await, world.begun(next).await), (3, 0));
    assert!(world.begin_book(next, Some(3)).await);
    // Another plan, another limit.
    assert!(world.begin_book(this, Some(4)).await);
    assert!(world.begin_book(this, None).await);
    assert!(!world.begin_book(this, Some(0)).await);
    assert_eq!((world.begun(this).await, world.begun(next).await), (5, 1));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn books_begun_at_once_stay_within_the_limit(#[values(Sqlite, Postgres)] on: Backend) {
    let world = std::sync::Arc::new(World::new(TestDatabase::on(on).await).await);
    let month = Month::of(Utc::now());
    let begin = |_| {
        let world = std::sync::Arc::clone(&world);
        tokio::spawn(async move { world.begin_book(month, Some(5)).await })
    };
    let mut begun = 0;
    for begin in (0..40).map(begin).collect::<Vec<_>>() {
        begun += u32::from(begin.await.unwrap());
    }
    assert_eq!((begun, world.begun(month).await), (5, 5));
}

#[rstest]
#[tokio::test]
async fn spending_is_what_was_spent_and_what_jobs_under_way_may_still_spend(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let world = used(on).await;
    let now = Utc::now();
    assert_eq!(world.spending(now).await, (1_000, 0));
    let micros = CostUsd::from_micros;
    world.add_job(|job| job.estimated_cost_usd = micros(400)).await;
    world.add_job(|job| (job.estimated_cost_usd, job.max_cost_usd) = (micros(800), Some(micros(500)))).await;
    world.add_job(|job| (job.estimated_cost_usd, job.max_cost_usd) = (micros(50), Some(micros(90)))).await;
    assert_eq!(world.spending(now).await, (1_000, 950));
    // What a job has spent is no longer what it may spend.
    let claimed = world.claim("worker").await.unwrap();
    do_step(&world.ledger(&claimed.claim), "plan", 150, vec![]).await;
    assert_eq!(world.spending(now).await, (1_150, 800));
    world.queue.finish(&claimed.claim, JobEnd { status: JobStatus::Paused, error: None }).await.unwrap();
    assert_eq!(world.spending(now).await, (1_150, 550));
    let later = now.checked_add_months(Months::new(1)).unwrap();
    assert_eq!(world.spending(later).await, (0, 550));
}

#[derive(diesel::QueryableByName)]
struct Plan {
    #[diesel(sql_type = diesel::sql_types::Text)]
    detail: String,
}

/// How SQLite goes about a query.
async fn plan(database: &TestDatabase, query: &str) -> String {
    let query = diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}"));
    let plan = database.db().read(move |conn| {
        let AnyConnection::Sqlite(conn) = conn else { panic!("it is SQLite") };
        diesel::RunQueryDsl::load::<Plan>(query, conn).map_err(talewright_storage::StorageError::from)
    });
    plan.await.unwrap().into_iter().map(|step| step.detail).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn what_is_asked_often_finds_its_rows_by_an_index() {
    let database = TestDatabase::sqlite().await;
    for (query, index) in [
        (
            "SELECT sum(cost_micros) FROM usage_entries WHERE id IS NOT NULL AND user_id = 'u' AND \
             at >= '2026-11-01' AND at < '2026-12-01' GROUP BY substr(CAST(at AS TEXT), 1, 10)",
            "usage_entries_user (user_id=? AND at>? AND at<?)",
        ),
        (
            "SELECT sum(cost_micros) FROM usage_entries WHERE id IS NOT NULL AND at >= '2026-11-01' AND \
             at < '2026-12-01' GROUP BY provider || '/' || model",
            "usage_entries_at (at>? AND at<?)",
        ),
        (
            "SELECT * FROM credit_entries WHERE user_id = 'u' ORDER BY seq DESC LIMIT 51",
            "sqlite_autoindex_credit_entries_1 (user_id=?)",
        ),
        (
            "SELECT * FROM audit_entries WHERE actor_id = 'u' ORDER BY id DESC LIMIT 51",
            "audit_entries_actor (actor_id=?)",
        ),
        (
            "SELECT * FROM audit_entries WHERE target = 'story/1' ORDER BY id DESC LIMIT 51",
            "audit_entries_target (target=?)",
        ),
        (
            "SELECT * FROM stories WHERE (flagged_at IS NOT NULL OR hidden_at IS NOT NULL) AND hidden_at IS NULL \
             ORDER BY id DESC LIMIT 51",
            "SCAN stories USING INDEX stories_flagged",
        ),
        (
            "SELECT estimated_micros, max_micros, actual_micros FROM jobs WHERE owner_id = 'u' AND \
             status IN ('queued', 'running')",
            "SEARCH jobs USING INDEX",
        ),
    ] {
        let plan = plan(&database, query).await;
        assert!(plan.contains(index), "{query}: {plan}");
        assert!(!plan.contains("B-TREE FOR ORDER"), "{query}: {plan}");
    }
}
