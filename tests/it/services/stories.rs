//! Stories through every combination of services.

use serde_json::{Value, json};
use talewright_tests::mock::{Fault, Operation, Reason, Refusal, Transport, Vendor, When};

use super::{assert_all_is_allowed, assert_paid_at_most, job, providers_of, studio};
use crate::support::Client;

fn brief(language: &str) -> Value {
    json!({"idea": "A fox who looks for the moon", "language": language, "num_pages": 3, "text_density": "light",
           "audience_age": 6, "characters": [{"name": "Nino", "appearance": "a small red fox"}]})
}

/// Makes a story and gives it with its job.
async fn make(client: &Client, brief: &Value) -> (Value, Value) {
    let (story, id) = client.start_story(brief).await;
    let status = client.finished(&id).await;
    assert_eq!(status["status"], "completed", "{status}");
    (client.get(&format!("/stories/{story}")).await.expect(200).json(), job(client, &id).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn openai_writes_runware_paints_elevenlabs_speaks() {
    let (mocks, app) = studio(&[
        ("TEXT_PROVIDER", "openai"),
        ("IMAGE_PROVIDER", "runware"),
        ("SPEECH_PROVIDER", "elevenlabs"),
        ("MODERATION_PROVIDER", "openai"),
    ])
    .await;
    let ann = app.user("ann").await;
    let mut narrated = brief("fr");
    narrated["narration"] = json!({"speed": 0.9});
    narrated["consistency_check"] = true.into();
    let (story, job) = make(&ann, &narrated).await;
    for (key, provider) in
        [("plan", "openai"), ("text", "openai"), ("page/1/image", "runware"), ("page/1/speech", "elevenlabs")]
    {
        assert!(providers_of(&job, key).iter().any(|name| name == provider), "{key} by {provider}: {job}");
    }
    for page in story["pages"].as_array().unwrap() {
        assert!(page["likeness"].as_u64().unwrap() <= 100, "{page}");
        if page["number"] != 0 {
            let words = page["word_times"].as_array().unwrap();
            let last = words.last().unwrap()["end"].as_f64().unwrap();
            assert!((last - page["audio_seconds"].as_f64().unwrap()).abs() < 0.2, "{page}");
            let sound = ann.send(ann.raw(reqwest::Method::GET, page["audio_url"].as_str().unwrap())).await;
            assert!(sound.expect(200).bytes.starts_with(b"RIFF"));
        }
    }
    // What Runware says it costs is what is on the receipts.
    let painted: f64 = job["steps"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|step| step["provider"] == "runware")
        .map(|step| step["cost_usd"].as_f64().unwrap())
        .sum();
    assert!((painted - mocks.bill(Vendor::Runware)).abs() < 0.000_1, "{painted}");
    assert_all_is_allowed(&mocks);
    assert_paid_at_most(&mocks, 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn openrouter_writes_openai_paints() {
    let (mocks, app) = studio(&[("TEXT_PROVIDER", "openrouter"), ("IMAGE_PROVIDER", "openai")]).await;
    let ann = app.user("ann").await;
    let (_, job) = make(&ann, &brief("ja")).await;
    assert_eq!(providers_of(&job, "plan"), ["openrouter"]);
    let pictures = providers_of(&job, "page/");
    assert!(pictures.iter().filter(|name| *name == "openai").count() >= 4, "{job}");
    let edits = mocks.requests().iter().filter(|call| call.operation == Operation::ImageEdit).count();
    assert!(edits >= 3, "pages are painted with the sheets of their characters: {edits}");
    let written: f64 = job["steps"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|step| step["provider"] == "openrouter")
        .map(|step| step["cost_usd"].as_f64().unwrap())
        .sum();
    assert!((written - mocks.bill(Vendor::OpenRouter)).abs() < 0.000_1, "{written}");
    assert_all_is_allowed(&mocks);
    assert_paid_at_most(&mocks, 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_server_of_ones_own_does_it_all() {
    let (mocks, app) = studio(&[
        ("TEXT_PROVIDER", "compatible"),
        ("IMAGE_PROVIDER", "compatible"),
        ("VISION_PROVIDER", "compatible"),
        ("SPEECH_PROVIDER", "compatible"),
        ("MUSIC_PROVIDER", "none"),
        ("MODERATION_PROVIDER", "offline"),
        ("TEXT_MODEL", "local-text"),
        ("IMAGE_MODEL", "local-image"),
        ("VISION_MODEL", "local-vision"),
        ("SPEECH_MODEL", "local-speech"),
    ])
    .await;
    let ann = app.user("ann").await;
    let mut narrated = brief("id");
    narrated["narration"] = json!({});
    let (story, job) = make(&ann, &narrated).await;
    for key in ["plan", "text", "cast/1", "page/0/image", "page/1/speech"] {
        assert_eq!(providers_of(&job, key), ["compatible"], "{key}: {job}");
    }
    assert!(story["pages"][1]["word_times"].as_array().unwrap().len() > 3, "estimated where nobody tells");
    let calls = mocks.requests();
    assert!(calls.iter().all(|call| call.vendor == Vendor::Compatible), "nobody else is asked");
    // What the server can was found out at the start, by asking for nothing.
    let probes: Vec<u64> =
        calls.iter().filter(|call| call.body == json!({})).map(|call| call.number).collect();
    let wrong = mocks.violations().into_iter().filter(|violation| !probes.contains(&violation.call));
    assert_eq!(wrong.collect::<Vec<_>>(), [], "the judge");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_provider_takes_over_when_the_first_dies_in_the_middle() {
    let (mocks, app) =
        studio(&[("TEXT_PROVIDER", "openai,openrouter"), ("IMAGE_PROVIDER", "runware,openai")]).await;
    // The account is empty after the plan; the painter's line is dead after two pictures.
    mocks.script(
        When::to(Vendor::OpenAi).operation(Operation::Chat).nth(2).always(),
        Refusal::new(Reason::NoCredit),
    );
    mocks.script(
        When::to(Vendor::Runware).operation(Operation::Image).nth(3).always(),
        Fault::from(Refusal::new(Reason::Overloaded)),
    );
    let ann = app.user("ann").await;
    let (_, job) = make(&ann, &brief("en")).await;
    assert_eq!(providers_of(&job, "plan"), ["openai"]);
    assert_eq!(providers_of(&job, "text"), ["openrouter"]);
    let painters: Vec<String> = [providers_of(&job, "cast/"), providers_of(&job, "page/")].concat();
    let by = |name: &str| painters.iter().filter(|painter| *painter == name).count();
    assert!(by("runware") >= 1 && by("openai") >= 3, "{painters:?}");
    assert_all_is_allowed(&mocks);
    assert_paid_at_most(&mocks, 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_to_runware_pays_nothing_twice() {
    let (mocks, app) = studio(&[("TEXT_PROVIDER", "openai"), ("IMAGE_PROVIDER", "runware")]).await;
    mocks.script(
        When::to(Vendor::Runware).operation(Operation::Image).times(3),
        Transport::ResetAfterBody { charged: true },
    );
    let ann = app.user("ann").await;
    make(&ann, &brief("en")).await;
    assert_all_is_allowed(&mocks);
    assert_paid_at_most(&mocks, 1);
    app.stop().await;
}
