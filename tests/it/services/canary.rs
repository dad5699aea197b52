//! Keys and the users' words appear in no log, no error, no metric and not in the document.

use std::fs;

use reqwest::Method;
use serde_json::{Value, json};
use talewright_testkit::TestDatabase;
use talewright_tests::mock::{MockProviders, Operation, Reason, Refusal, Transport, Vendor, When};

use super::settings;
use crate::support::{Client, ServerProcess, environment};

/// Words of a user that nobody else would write.
const WORDS: [&str; 4] = ["Quibbleworth", "zanzibaric", "plumperdink", "vermillionesque"];

fn brief(number: usize) -> Value {
    json!({
        "idea": format!("Quibbleworth number {number} is zanzibaric"), "num_pages": 2, "text_density": "light",
        "setting": "a plumperdink harbour", "narration": {},
        "characters": [{"name": "Quibbleworth", "appearance": "a vermillionesque newt"}]
    })
}

/// Errors that quote what they were asked, in every way there is.
fn misbehave(mocks: &MockProviders) {
    let quote = "Quibbleworth is zanzibaric, with key mock-openai and mock-runware";
    for (status, body) in [
        (400, json!({"error": {"message": quote, "type": "invalid_request_error", "code": null}})),
        (500, json!({"error": {"message": quote, "type": "server_error"}})),
        (403, json!({"error": {"message": quote}})),
    ] {
        let raw = talewright_tests::mock::Fault::Raw {
            status,
            headers: vec![],
            body: body.to_string(),
            charged: false,
        };
        mocks.script(When::to(Vendor::OpenAi).operation(Operation::ImageEdit).times(1), raw);
    }
    let plain = talewright_tests::mock::Fault::Raw {
        status: 502,
        headers: vec![],
        body: quote.into(),
        charged: false,
    };
    mocks.script(When::to(Vendor::OpenAi).operation(Operation::Image).times(1), plain);
    mocks.script(When::to(Vendor::OpenAi).operation(Operation::Chat).nth(2).times(1), Transport::Garbage);
    mocks.script(When::to(Vendor::ElevenLabs).nth(1).times(2), Refusal::new(Reason::InvalidRequest));
}

fn assert_clean(what: &str, text: &str, secrets: &[String]) {
    for secret in secrets {
        assert!(!text.contains(secret.as_str()), "{secret} appears in {what}: {}", around(text, secret));
    }
}

fn around<'a>(text: &'a str, secret: &str) -> &'a str {
    let at = text.find(secret).unwrap_or_default();
    let start = (0..=at.saturating_sub(300)).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    let end = (at + 100..=text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len());
    &text[start..end]
}

async fn errors_of(client: &Client, id: &str) -> String {
    let job = client.get(&format!("/jobs/{id}")).await.expect(200).json();
    let steps = job["steps"].as_array().unwrap().iter().map(|step| step["error"].to_string());
    format!("{} {}", job["error"], steps.collect::<Vec<_>>().join(" "))
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_words_stay_where_they_belong() {
    let mocks = MockProviders::start().unwrap();
    let (dir, database) = (tempfile::tempdir().unwrap(), TestDatabase::sqlite().await);
    let mut variables = environment(dir.path(), database.url());
    variables.extend(settings(
        &mocks,
        &[
            ("TEXT_PROVIDER", "openai"),
            ("IMAGE_PROVIDER", "openai"),
            ("LOG_LEVEL", "trace"),
            ("PROVIDER_TIMEOUT_SECONDS", "5"),
            ("JOB_MAX_WAITS", "1"),
        ],
    ));
    let keys: Vec<String> =
        mocks.settings().into_iter().filter(|(name, _)| !name.ends_with("URL")).map(|(_, key)| key).collect();
    let server = ServerProcess::start(&variables).await;
    let ann = server.anonymous().register("ann").await;
    let mut errors = String::new();
    for number in 0..3 {
        misbehave(&mocks);
        let (_, id) = ann.start_story(&brief(number)).await;
        ann.finished(&id).await;
        errors.push_str(&errors_of(&ann, &id).await);
        mocks.unscript();
    }
    assert!(errors.contains("openai"), "something went wrong, as was asked: {errors}");
    let read = async |path: &str| {
        let answer = ann.send(ann.raw(Method::GET, path)).await.expect(200);
        String::from_utf8_lossy(&answer.bytes).into_owned()
    };
    let (metrics, document) = (read("/metrics").await, read("/openapi.json").await);
    assert!(metrics.contains("talewright_provider_calls_total"), "{metrics}");
    assert!(server.stop().await, "it stops well");
    let mut logs = String::new();
    for file in fs::read_dir(dir.path().join("logs")).unwrap() {
        logs.push_str(&fs::read_to_string(file.unwrap().path()).unwrap());
    }
    assert!(logs.contains("chat/completions"), "calls are in the log");

    assert_clean("the errors", &errors, &keys);
    let words: Vec<String> = WORDS.iter().map(|word| (*word).to_owned()).collect();
    let all: Vec<String> = [keys, words].concat();
    assert_clean("the log", &logs, &all);
    assert_clean("the metrics", &metrics, &all);
    assert_clean("the document", &document, &all);
}
