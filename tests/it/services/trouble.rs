//! Storms, silence, nonsense, and money taken for nothing: no job is lost, nothing is paid more than twice, others go on.

use serde_json::{Value, json};
use talewright_tests::mock::{Fault, Operation, Reason, Refusal, Transport, Vendor, When};

use super::{assert_all_is_allowed, assert_paid_at_most, job, studio};
use crate::support::Client;

const OPENAI: [(&str, &str); 2] = [("TEXT_PROVIDER", "openai"), ("IMAGE_PROVIDER", "openai")];

fn with<'a>(besides: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    OPENAI.iter().chain(besides).copied().collect()
}

fn brief(hero: &str) -> Value {
    json!({"idea": format!("{hero} looks for the moon"), "num_pages": 2, "text_density": "light",
           "characters": [{"name": hero, "appearance": format!("a small fox called {hero}")}]})
}

/// The pictures in which somebody is, of both kinds of calls.
fn pictures_of(hero: &str) -> [When; 2] {
    [Operation::Image, Operation::ImageEdit]
        .map(|operation| When::to(Vendor::OpenAi).operation(operation).prompt(hero).always())
}

async fn end_of(client: &Client, id: &str) -> String {
    client.finished(id).await["status"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_storm_of_refusals_a_job_waits_in_the_queue_and_others_go_on() {
    // Nobody waits in a call; the job waits a second, then two, then four.
    let settings =
        with(&[("PROVIDER_PATIENCE_SECONDS", "0"), ("JOB_WAIT_SECONDS", "1"), ("WORKER_CONCURRENCY", "1")]);
    let (mocks, app) = studio(&settings).await;
    for when in pictures_of("Stormy") {
        mocks.script(when, Refusal::new(Reason::RateLimited));
    }
    let (ann, bob) = (app.user("ann").await, app.user("bob").await);
    let (_, stormy) = ann.start_story(&brief("Stormy")).await;
    let waiting = loop {
        let job = job(&ann, &stormy).await;
        if job["error"]["code"] == "provider_away" {
            break job;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(waiting["status"], "queued");
    assert!(waiting["error"]["message"].as_str().unwrap().contains("by itself"), "{waiting}");
    // The only worker is free for others.
    let (_, calm) = bob.start_story(&brief("Calm")).await;
    bob.until(&calm, "running").await;
    let calls = mocks.requests().iter().filter(|call| call.prompt.contains("Stormy")).count();
    assert!(calls < 30, "no busy loop: {calls} calls");
    mocks.unscript();
    assert_eq!(end_of(&ann, &stormy).await, "completed");
    assert_eq!(end_of(&bob, &calm).await, "completed");
    assert_all_is_allowed(&mocks);
    // (The two stories share a minor character, whose sheet is asked for in the same words: that is no repetition.)
    let mut paid: Vec<String> = mocks.paid_for("Stormy").into_iter().map(|paid| paid.key).collect();
    paid.sort();
    assert!(paid.len() > 4 && paid.windows(2).all(|pair| pair[0] != pair[1]), "{paid:?}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_hangs_costs_at_most_twice_and_holds_nobody_up() {
    let (mocks, app) = studio(&with(&[("PROVIDER_TIMEOUT_SECONDS", "1")])).await;
    for when in pictures_of("Sleepy") {
        mocks.script(when, Fault::charge_then_hang());
    }
    let (ann, bob) = (app.user("ann").await, app.user("bob").await);
    let (story, sleepy) = ann.start_story(&brief("Sleepy")).await;
    let (_, brisk) = bob.start_story(&brief("Brisk")).await;
    assert_eq!(end_of(&bob, &brisk).await, "completed");
    assert_eq!(end_of(&ann, &sleepy).await, "completed_with_gaps");
    let made = ann.get(&format!("/stories/{story}")).await.expect(200).json();
    for page in made["pages"].as_array().unwrap() {
        assert!(
            page["image_url"].is_string() && page["image_note"].is_string(),
            "a quiet view, and why: {page}"
        );
    }
    assert_paid_at_most(&mocks, 2);
    // Once the provider is back, only the gaps are made.
    mocks.unscript();
    mocks.release();
    let paid = mocks.paid_for("plan").len();
    ann.post(&format!("/jobs/{sleepy}/resume"), &json!({})).await.expect(202);
    assert_eq!(end_of(&ann, &sleepy).await, "completed");
    assert_eq!(mocks.paid_for("plan").len(), paid, "the words are not written again");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_does_not_wait_for_a_provider_that_hangs() {
    let (mocks, app) = studio(&with(&[("PROVIDER_TIMEOUT_SECONDS", "3600")])).await;
    mocks.script(
        When::to(Vendor::OpenAi).operation(Operation::Chat).always(),
        Transport::HangBeforeHeaders { charged: false },
    );
    let ann = app.user("ann").await;
    let (_, id) = ann.start_story(&brief("Patient")).await;
    while mocks.in_flight(Vendor::OpenAi) == 0 {
        tokio::task::yield_now().await;
    }
    ann.post(&format!("/jobs/{id}/cancel"), &json!({})).await.expect(200);
    assert_eq!(end_of(&ann, &id).await, "cancelled");
    let job = job(&ann, &id).await;
    let seconds =
        |field: &str| job[field].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert!(seconds("finished_at") > seconds("started_at"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_in_good_clothes_fails_the_job_and_resume_goes_on() {
    let (mocks, app) = studio(&OPENAI).await;
    mocks.script(When::to(Vendor::OpenAi).operation(Operation::Chat).always(), Transport::Garbage);
    let ann = app.user("ann").await;
    let (_, id) = ann.start_story(&brief("Babel")).await;
    assert_eq!(end_of(&ann, &id).await, "failed");
    let failed = job(&ann, &id).await;
    assert_eq!((&failed["error"]["code"], &failed["can_resume"]), (&json!("provider_failed"), &json!(true)));
    assert_paid_at_most(&mocks, 2);
    mocks.unscript();
    ann.post(&format!("/jobs/{id}/resume"), &json!({})).await.expect(202);
    assert_eq!(end_of(&ann, &id).await, "completed");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_charges_and_then_fails_is_paid_twice_at_most() {
    let (mocks, app) = studio(&OPENAI).await;
    for when in pictures_of("Greedy") {
        mocks.script(when, Fault::charge_then_fail());
    }
    let ann = app.user("ann").await;
    let (_, id) = ann.start_story(&brief("Greedy")).await;
    assert_eq!(end_of(&ann, &id).await, "completed_with_gaps");
    assert_paid_at_most(&mocks, 2);
    assert!(mocks.paid_for("Greedy").len() >= 4, "it did take the money");
    let spent = job(&ann, &id).await["actual_cost_usd"].as_f64().unwrap();
    let wasted = mocks.paid_for("Greedy").into_iter().filter(|paid| paid.operation != Operation::Chat);
    let wasted: f64 = wasted.map(|paid| paid.usd).sum();
    let billed = mocks.bill(Vendor::OpenAi);
    assert!(
        wasted > 0.0 && spent < billed - wasted + 0.01,
        "{spent} is charged of {billed}, {wasted} brought nothing"
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_picture_is_shown_as_such_and_painted_from_other_words() {
    let (mocks, app) = studio(&OPENAI).await;
    for when in pictures_of("Grim") {
        mocks.script(when, Refusal::new(Reason::BlockedOutput));
    }
    let ann = app.user("ann").await;
    let (story, id) = ann.start_story(&brief("Grim")).await;
    assert_eq!(end_of(&ann, &id).await, "completed_with_gaps");
    let path = format!("/stories/{story}");
    let page = ann.get(&path).await.expect(200).json()["pages"][1].clone();
    assert_eq!(page["image_status"], "blocked", "{page}");
    assert!(page["image_url"].is_string() && page["image_prompt"].as_str().unwrap().contains("Grim"));
    let order = json!({"image": true, "image_prompt": "A small fox waves from a boat at dawn."});
    let made = ann.post(&format!("{path}/pages/1/regenerate"), &order).await.expect(202).json();
    assert_eq!(end_of(&ann, made["job"]["id"].as_str().unwrap()).await, "completed");
    let page = ann.get(&path).await.expect(200).json()["pages"][1].clone();
    assert_eq!((&page["image_status"], &page["image_note"]), (&json!("done"), &Value::Null));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_pauses_a_job_before_it_is_spent_and_a_higher_one_goes_on() {
    let (mocks, app) = studio(&OPENAI).await;
    let ann = app.user("ann").await;
    let mut thrifty = brief("Penny");
    thrifty["max_cost_usd"] = json!(0.2);
    let (_, id) = ann.start_story(&thrifty).await;
    assert_eq!(end_of(&ann, &id).await, "paused");
    let paused = job(&ann, &id).await;
    assert_eq!(paused["error"]["code"], "budget_reached", "{paused}");
    assert!(paused["actual_cost_usd"].as_f64().unwrap() <= 0.2);
    ann.post(&format!("/jobs/{id}/resume"), &json!({"max_cost_usd": 5})).await.expect(202);
    assert_eq!(end_of(&ann, &id).await, "completed");
    assert_paid_at_most(&mocks, 1);
    app.stop().await;
}
