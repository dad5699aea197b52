//! Credit: what many take at once, what comes back, what is charged; and what a plan allows in a month.

use std::collections::BTreeSet;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_testkit::TestDatabase;
use talewright_tests::mock::MockProviders;

use crate::support::{Answer, Client, TestApp};

/// A studio whose stories cost something, though nobody makes them: no address is ever called.
const PRICED: [(&str, &str); 6] = [
    ("PLAN_LIMITS", "on"),
    ("ROLES", "api"),
    ("TEXT_PROVIDER", "openai"),
    ("IMAGE_PROVIDER", "openai"),
    ("OPENAI_API_KEY", "test"),
    ("OPENAI_BASE_URL", "http://127.0.0.1:9/v1"),
];

/// A user's books are wrong in this moment: one statement, so that it sees one moment.
const WRONG_BOOKS: &str = "SELECT users.id AS value FROM users WHERE balance_micros < 0 OR balance_micros <> \
    (SELECT coalesce(sum(amount_micros), 0) FROM credit_entries WHERE user_id = users.id)";

/// Entries that do not follow from the one before.
const WRONG_ENTRIES: &str = "SELECT CAST(e.seq AS TEXT) AS value FROM credit_entries e LEFT JOIN credit_entries b \
    ON b.user_id = e.user_id AND b.seq = e.seq - 1 WHERE (b.seq IS NULL AND e.seq <> 1) \
    OR e.balance_micros <> coalesce(b.balance_micros, 0) + e.amount_micros";

/// A story for which a quarter of a dollar is set aside, whatever prices become.
fn brief() -> Value {
    json!({"idea": "A shy lighthouse learns to sing", "num_pages": 8, "max_cost_usd": 0.25})
}

async fn studio(on: Backend, welcome: &str) -> TestApp {
    let mut settings = PRICED.to_vec();
    settings.push(("WELCOME_CREDIT_USD", welcome));
    TestApp::with(TestDatabase::on(on).await, &settings).await
}

/// A user with a plan.
async fn subscriber(app: &TestApp, name: &str, plan: &str) -> Client {
    let client = app.user(name).await;
    let change = format!("UPDATE users SET plan = '{plan}' WHERE email = '{name}@example.org'");
    app.database().execute(&change).await;
    client
}

/// Dollars as whole millionths.
fn micros(dollars: &Value) -> i64 {
    (dollars.as_f64().unwrap_or_else(|| panic!("{dollars}")) * 1e6).round() as i64
}

async fn credits(client: &Client) -> Value {
    client.get("/user/credits?limit=100").await.expect(200).json()
}

/// Kinds and amounts of the movements, the first first.
fn movements(credits: &Value) -> Vec<(String, i64)> {
    let entries = credits["ledger"]["items"].as_array().unwrap().iter().rev();
    entries.map(|entry| (entry["kind"].as_str().unwrap().to_owned(), micros(&entry["amount_usd"]))).collect()
}

async fn assert_books_are_right(app: &TestApp) {
    assert_eq!(app.database().texts(WRONG_BOOKS).await, [""; 0]);
    assert_eq!(app.database().texts(WRONG_ENTRIES).await, [""; 0]);
}

/// Sends a request so many times at once, and looks at the books again and again until all are answered.
async fn at_once(app: &TestApp, client: &Client, times: usize, key: Option<&str>) -> Vec<Answer> {
    let requests = (0..times).map(|_| {
        let client = client.clone();
        let mut request = client.request(Method::POST, "/stories").json(&brief());
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        tokio::spawn(async move { client.send(request).await })
    });
    let requests: Vec<_> = requests.collect();
    let mut looks = 0;
    while !requests.iter().all(tokio::task::JoinHandle::is_finished) {
        assert_eq!(app.database().texts(WRONG_BOOKS).await, [""; 0]);
        looks += 1;
    }
    assert!(looks > 1, "they took some time");
    let mut answers = Vec::new();
    for request in requests {
        answers.push(request.await.unwrap());
    }
    answers
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_at_once_with_credit_for_ten_ten_are_accepted(#[values(Sqlite, Postgres)] on: Backend) {
    let app = studio(on, "2.5").await;
    let ann = subscriber(&app, "ann", "pro").await;
    let high = ann.post("/stories/estimate", &brief()).await.expect(200).json();
    assert!(micros(&high["high_usd"]) > 250_000, "the limit is what is set aside: {high}");
    let answers = at_once(&app, &ann, 100, None).await;
    let count = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((count(202), count(402)), (10, 90));
    let refused = answers.iter().find(|answer| answer.status == 402).unwrap().json();
    assert_eq!(refused["code"], "not_enough_credit");
    let credits = credits(&ann).await;
    assert_eq!((micros(&credits["balance_usd"]), micros(&credits["reserved_usd"])), (0, 2_500_000));
    assert_eq!(credits["ledger"]["items"].as_array().unwrap().len(), 11);
    assert_books_are_right(&app).await;
    for table in ["stories", "jobs"] {
        assert_eq!(app.database().count(table).await, 10);
    }
    // Nothing was begun: all of it comes back.
    let jobs = ann.get("/jobs?limit=100").await.expect(200).json();
    for job in jobs["items"].as_array().unwrap() {
        ann.post(&format!("/jobs/{}/cancel", job["id"].as_str().unwrap()), &json!({})).await.expect(200);
    }
    let credits = self::credits(&ann).await;
    assert_eq!((micros(&credits["balance_usd"]), micros(&credits["reserved_usd"])), (2_500_000, 0));
    assert_books_are_right(&app).await;
    app.stop().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn fifty_at_once_with_one_key_are_one_story(#[values(Sqlite, Postgres)] on: Backend) {
    // Credit for one: whoever comes second must not hear that there is none left.
    let app = studio(on, "0.25").await;
    let ann = subscriber(&app, "ann", "pro").await;
    let answers = at_once(&app, &ann, 50, Some("one")).await;
    let first = answers[0].json();
    for answer in answers {
        assert_eq!((answer.status, answer.json()), (202, first.clone()));
    }
    for table in ["stories", "jobs", "idempotency_keys"] {
        assert_eq!(app.database().count(table).await, 1);
    }
    assert_eq!(
        movements(&credits(&ann).await),
        [("welcome".into(), 250_000), ("reservation".into(), -250_000)]
    );
    // Another server of the same studio knows it too, and so does the same one after a restart.
    let other = app.beside(&PRICED).await;
    app.stop().await;
    let ann = Client::anonymous(other.address()).with_token(ann.token());
    for answer in at_once(&other, &ann, 10, Some("one")).await {
        assert_eq!((answer.status, answer.json()), (202, first.clone()));
    }
    assert_eq!(other.database().count("jobs").await, 1);
    ann.post("/stories", &brief()).await.expect(402);
    other.stop().await;
}

/// A studio whose services are played by servers on this machine.
async fn working(on: Backend, besides: &[(&str, &str)]) -> (MockProviders, TestApp) {
    let mocks = MockProviders::start().unwrap();
    let mut settings = mocks.settings();
    let more = [
        ("PLAN_LIMITS", "on"),
        ("TEXT_PROVIDER", "openai"),
        ("IMAGE_PROVIDER", "openai"),
        ("WORKER_CONCURRENCY", "4"),
    ];
    settings
        .extend(more.iter().chain(besides).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let pairs: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (&**name, &**value)).collect();
    let app = TestApp::with(TestDatabase::on(on).await, &pairs).await;
    (mocks, app)
}

fn small() -> Value {
    json!({"idea": "A fox who looks for the moon", "num_pages": 2, "text_density": "light"})
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_finished_story_costs_what_its_receipts_say(#[values(Sqlite, Postgres)] on: Backend) {
    let (_mocks, app) = working(on, &[]).await;
    let ann = app.user("ann").await;
    let estimate = ann.post("/stories/estimate", &small()).await.expect(200).json();
    let (_, id) = ann.start_story(&small()).await;
    assert_eq!(ann.finished(&id).await["status"], "completed");
    let job = ann.get(&format!("/jobs/{id}")).await.expect(200).json();
    let (high, cost) = (micros(&estimate["high_usd"]), micros(&job["actual_cost_usd"]));
    assert!(0 < cost && cost < high, "{cost} of {high}");
    let credits = credits(&ann).await;
    let expected = [("welcome", 5_000_000), ("reservation", -high), ("settlement", high - cost)];
    assert_eq!(movements(&credits), expected.map(|(kind, amount)| (kind.to_owned(), amount)));
    assert_eq!((micros(&credits["balance_usd"]), micros(&credits["reserved_usd"])), (5_000_000 - cost, 0));
    let usage = ann.get(&format!("/user/usage?job_id={id}")).await.expect(200).json();
    assert_eq!(micros(&usage["total"]["cost_usd"]), cost);
    let plan = ann.get("/user/subscription").await.expect(200).json();
    assert_eq!((micros(&plan["used"]["cost_usd"]), &plan["used"]["generations"]), (cost, &json!(1)));
    assert_books_are_right(&app).await;
    app.stop().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_paused_story_gives_back_the_rest_and_takes_what_it_needs_to_go_on(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let (_mocks, app) = working(on, &[]).await;
    let ann = app.user("ann").await;
    let estimate = ann.post("/stories/estimate", &small()).await.expect(200).json();
    let high = micros(&estimate["high_usd"]);
    // Half of what the same story has cost somebody else.
    let bob = app.user("bob").await;
    let (_, whole) = bob.start_story(&small()).await;
    bob.finished(&whole).await;
    let whole = bob.get(&format!("/jobs/{whole}")).await.expect(200).json();
    let most = micros(&whole["actual_cost_usd"]) / 2;
    let mut limited = small();
    limited["max_cost_usd"] = json!(most as f64 / 1e6);
    let (_, id) = ann.start_story(&limited).await;
    assert_eq!(ann.finished(&id).await["status"], "paused");
    let job = ann.get(&format!("/jobs/{id}")).await.expect(200).json();
    let spent = micros(&job["actual_cost_usd"]);
    assert!(0 < spent && spent <= most, "{spent} of {most}");
    let credits = credits(&ann).await;
    assert_eq!((micros(&credits["balance_usd"]), micros(&credits["reserved_usd"])), (5_000_000 - spent, 0));
    let body = json!({"max_cost_usd": high as f64 / 1e6});
    ann.post(&format!("/jobs/{id}/resume"), &body).await.expect(202);
    assert_eq!(ann.finished(&id).await["status"], "completed");
    let job = ann.get(&format!("/jobs/{id}")).await.expect(200).json();
    let cost = micros(&job["actual_cost_usd"]);
    let expected = [
        ("welcome", 5_000_000),
        ("reservation", -most),
        ("settlement", most - spent),
        ("reservation", spent - high),
        ("settlement", high - cost),
    ];
    let credits = self::credits(&ann).await;
    assert_eq!(movements(&credits), expected.map(|(kind, amount)| (kind.to_owned(), amount)));
    assert_eq!(micros(&credits["balance_usd"]), 5_000_000 - cost);
    assert_books_are_right(&app).await;
    app.stop().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_month_has_five_stories_also_for_who_deletes_them(#[values(Sqlite, Postgres)] on: Backend) {
    let settings = [("PLAN_LIMITS", "on"), ("ROLES", "api"), ("WELCOME_CREDIT_USD", "0")];
    let app = TestApp::with(TestDatabase::on(on).await, &settings).await;
    let ann = app.user("ann").await;
    // What the offline providers make is free: no credit is needed.
    let answers = at_once(&app, &ann, 20, None).await;
    let begun: BTreeSet<String> = answers
        .iter()
        .filter(|answer| answer.status == 202)
        .map(|answer| answer.json()["story"]["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(begun.len(), 5);
    for id in begun {
        ann.send(ann.request(Method::DELETE, &format!("/stories/{id}"))).await.expect(204);
    }
    let refused = ann.post("/stories", &small()).await.expect(403).json();
    assert_eq!(refused["code"], "limit_exceeded");
    let plan = ann.get("/user/subscription").await.expect(200).json();
    assert_eq!(
        (&plan["used"]["generations"], &plan["limits"]["generations_per_month"]),
        (&json!(5), &json!(5))
    );
    let next: chrono::DateTime<chrono::Utc> = plan["resets_at"].as_str().unwrap().parse().unwrap();
    let date = next.format("%-d %B").to_string();
    assert!(refused["detail"].as_str().unwrap().contains(&date), "{refused}");
    // A draft is no book yet; to start it is to begin one.
    let mut draft = small();
    draft["is_draft"] = true.into();
    let draft = ann.post("/stories", &draft).await.expect(201).json();
    let path = format!("/stories/{}/generate", draft["story"]["id"].as_str().unwrap());
    ann.post(&path, &json!({})).await.expect(403);
    app.database().execute("UPDATE users SET plan = 'pro'").await;
    ann.post(&path, &json!({})).await.expect(202);
    assert_books_are_right(&app).await;
    app.stop().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn vouchers_and_grants_are_movements_with_their_reasons(#[values(Sqlite, Postgres)] on: Backend) {
    let app = studio(on, "1").await;
    let (ann, root) = (app.user("ann").await, app.user("root").await);
    app.promote("root").await;
    let voucher = json!({"amount_usd": 2.5, "code": "k7qf-3mxr-9twb", "max_redemptions": 2});
    let made = root.post("/admin/vouchers", &voucher).await.expect(201).json();
    assert_eq!(made["code"], "K7QF3MXR9TWB");
    let redeem = |client: &Client, code: &str| {
        let (client, body) = (client.clone(), json!({"code": code}));
        async move { client.post("/user/credits/add", &body).await }
    };
    redeem(&ann, " K7qf 3MXR-9twb").await.expect(201);
    assert_eq!(redeem(&ann, "K7QF3MXR9TWB").await.expect(409).json()["code"], "voucher_redeemed");
    redeem(&ann, "K7QF-3MXR-9TWC").await.expect(422);
    let me = ann.get("/auth/me").await.expect(200).json();
    let path = format!("/admin/users/{}/update-credits", me["id"].as_str().unwrap());
    let grant = |amount: f64| {
        let (root, path) = (root.clone(), path.clone());
        let body = json!({"amount": amount, "reason": "for the school project"});
        async move {
            root.send(
                root.request(Method::POST, &path).header("idempotency-key", format!("{amount}")).json(&body),
            )
            .await
        }
    };
    for _ in 0..3 {
        // The same request again changes nothing.
        grant(4.0).await.expect(201);
        grant(-3.0).await.expect(201);
    }
    assert_eq!(grant(-4.500_001).await.expect(409).json()["code"], "not_enough_credit");
    grant(-4.5).await.expect(201);
    let credits = credits(&ann).await;
    let expected = [
        ("welcome", 1_000_000),
        ("voucher", 2_500_000),
        ("grant", 4_000_000),
        ("grant", -3_000_000),
        ("grant", -4_500_000),
    ];
    assert_eq!(movements(&credits), expected.map(|(kind, amount)| (kind.to_owned(), amount)));
    assert_eq!(credits["ledger"]["items"][0]["reason"], "for the school project");
    assert_eq!(micros(&credits["balance_usd"]), 0);
    let audit =
        root.get(&format!("/admin/audit?target=user/{}", me["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(audit.json()["items"].as_array().unwrap().len(), 3);
    assert_books_are_right(&app).await;
    app.stop().await;
}

/// Begins, cancels, resumes, starts and deletes stories at random, and fails at the first answer that is our fault.
async fn storm(client: Client, seed: u64) {
    let mut random = StdRng::seed_from_u64(seed);
    let mut mine: Vec<(String, String)> = Vec::new();
    for _ in 0..40 {
        let pick = (!mine.is_empty()).then(|| mine[random.random_range(0..mine.len())].clone());
        let answer = match (pick, random.random_range(0..8)) {
            (None, _) | (_, 0..=2) => {
                let answer = client.post("/stories", &small()).await;
                if answer.status == 202 {
                    let id = |kind: &str| answer.json()[kind]["id"].as_str().unwrap().to_owned();
                    mine.push((id("story"), id("job")));
                }
                answer
            }
            (Some((_, job)), 3) => client.post(&format!("/jobs/{job}/cancel"), &json!({})).await,
            (Some((_, job)), 4) => client.post(&format!("/jobs/{job}/resume"), &json!({})).await,
            (Some((story, _)), 5) => client.post(&format!("/stories/{story}/generate"), &json!({})).await,
            (Some((story, _)), 6) => {
                client.post(&format!("/stories/{story}/pages/1/regenerate"), &json!({"image": true})).await
            }
            (Some((story, _)), _) => {
                client.send(client.request(Method::DELETE, &format!("/stories/{story}"))).await
            }
        };
        assert!(answer.status < 500, "{}", String::from_utf8_lossy(&answer.bytes));
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn in_a_storm_of_one_user_nobody_waits_in_a_circle_and_the_books_stay_right(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let (_mocks, app) = working(on, &[("WELCOME_CREDIT_USD", "1000")]).await;
    let ann = subscriber(&app, "ann", "pro").await;
    let storms: Vec<_> = (0..10).map(|seed| tokio::spawn(storm(ann.clone(), seed))).collect();
    while !storms.iter().all(tokio::task::JoinHandle::is_finished) {
        assert_eq!(app.database().texts(WRONG_BOOKS).await, [""; 0]);
    }
    for storm in storms {
        storm.await.unwrap();
    }
    // When all is quiet nothing is set aside, and what is gone was spent.
    loop {
        let active = ann.get("/jobs?limit=100").await.expect(200).json();
        let active = active["items"].as_array().unwrap().clone();
        let Some(job) =
            active.iter().find(|job| matches!(job["status"].as_str(), Some("queued" | "running")))
        else {
            break;
        };
        let id = job["id"].as_str().unwrap();
        let cancelled = ann.post(&format!("/jobs/{id}/cancel"), &json!({})).await.status;
        assert!(cancelled < 500);
        ann.finished(id).await;
    }
    assert_books_are_right(&app).await;
    assert_eq!(micros(&credits(&ann).await["reserved_usd"]), 0);
    // In one statement, for a call that was under way may end now.
    let unpaid = "SELECT email AS value FROM users WHERE 1000000000 - balance_micros <> \
        (SELECT coalesce(sum(cost_micros), 0) FROM usage_entries WHERE user_id = users.id)";
    assert_eq!(app.database().texts(unpaid).await, [""; 0]);
    app.stop().await;
}
