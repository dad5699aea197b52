//! Errors, and what they really mean.

use std::sync::Arc;

use serde_json::json;
use talewright_domain::ports::{
    ImageModel, ProviderError, ProviderErrorKind as Kind, SpeechModel, TextModel,
};
use talewright_providers::layers::Fallback;
use talewright_tests::mock::{Fault, Operation, Reason, Refusal, Shape, SpeechTwist, Vendor, When};

use super::asks::{music, picture, raw, speech, text};
use super::support::{Studio, layers};

const LIMITED: Kind = Kind::RateLimited { retry_after: None };
const UNAVAILABLE: Kind = Kind::Unavailable { retry_after: None };

#[tokio::test]
async fn habit_09_an_organisation_that_is_not_verified_is_told_and_the_next_provider_paints() {
    let studio = Studio::open();
    let when = When::to(Vendor::OpenAi).operation(Operation::Image).always();
    studio.mocks.script(when, Refusal::new(Reason::NotVerified));
    let error = studio.image(Vendor::OpenAi).paint(picture("A fox.")).await.unwrap_err();
    assert_eq!(error.kind, Kind::Account, "neither a wrong request nor a passing trouble");
    assert!(error.message.contains("permissions") && error.message.contains("model"), "{error}");

    studio.mocks.forget();
    let (first, clock) = layers();
    let (second, _) = layers();
    let first: Arc<dyn ImageModel> = Arc::new(first.around(studio.image(Vendor::OpenAi)));
    let second: Arc<dyn ImageModel> = Arc::new(second.around(studio.image(Vendor::Runware)));
    let painter = Fallback::new(first, vec![second]);
    for _ in 0..2 {
        let painted = painter.paint(picture("A fox.")).await.unwrap();
        assert_eq!(painted.bill.provider, "runware");
    }
    let asked = studio.asked(Vendor::OpenAi, Operation::Image).len();
    assert_eq!(
        (asked, clock.waits().len()),
        (1, 0),
        "it may take a quarter of an hour: left alone, not waited for"
    );
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_13_a_429_that_never_clears_is_not_waited_for() {
    let studio = Studio::open();
    let always = || When::to(Vendor::OpenAi).always();
    for code in [
        "insufficient_quota",
        "credit_balance_exhausted",
        "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
    ] {
        // The type says too little: only the code tells.
        let body = json!({"error": {"message": "x", "type": "requests", "param": null, "code": code}});
        let faults: [Fault; 2] = [
            raw(429, "application/json", &body.to_string()),
            Refusal::new(Reason::NoCredit).code(code).into(),
        ];
        for fault in faults {
            studio.mocks.forget();
            studio.mocks.unscript();
            studio.mocks.script(always(), fault);
            let (layers, clock) = layers();
            let error = layers.around(studio.text(Vendor::OpenAi)).write(text("A fox.")).await.unwrap_err();
            assert_eq!(error.kind, Kind::Account, "{code}");
            assert!(error.message.contains("credit"), "what to do: {error}");
            assert_eq!((studio.mocks.requests().len(), clock.waits().len()), (1, 0), "{code}");
        }
    }
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_16_errors_in_words_or_html_keep_their_kind() {
    let studio = Studio::open();
    for shape in [Shape::Plain, Shape::Html, Shape::Empty] {
        studio.mocks.forget();
        studio.mocks.script(When::to(Vendor::OpenAi), Refusal::new(Reason::RateLimited).shape(shape));
        let (layers, clock) = layers();
        let reply = layers.around(studio.text(Vendor::OpenAi)).write(text("A fox.")).await;
        assert!(!reply.unwrap().text.is_empty(), "{shape:?}: it was only asked too often");
        assert_eq!(studio.mocks.requests().len(), 2, "{shape:?}");
        assert!(!clock.waited().is_zero(), "{shape:?}");
    }
    // A gateway's page after the request was taken on: nobody knows, so no layer sends it again.
    for (vendor, reason) in [(Vendor::OpenAi, Reason::BadGateway), (Vendor::OpenRouter, Reason::CdnTimeout)] {
        studio.mocks.forget();
        studio.mocks.script(When::to(vendor), Refusal::new(reason));
        let (layers, _) = layers();
        let error = layers.around(studio.text(vendor)).write(text("A fox.")).await.unwrap_err();
        assert_eq!(error.kind, Kind::Unknown, "{vendor:?}");
        assert!(!error.message.contains('<'), "a person does not read HTML: {error}");
        assert_eq!(studio.mocks.requests().len(), 1, "{vendor:?}");
    }
    let overloaded = Refusal::new(Reason::Overloaded).shape(Shape::Plain);
    assert_eq!(studio.failure(Vendor::OpenAi, overloaded).await.kind, UNAVAILABLE);
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_17_codes_are_numbers_or_words_and_types_are_missing() {
    let studio = Studio::open();
    let refusal = Refusal::new;
    let shaped = |reason, shape| Refusal::new(reason).shape(shape);
    for (vendor, refusal, expected) in [
        (Vendor::OpenRouter, refusal(Reason::NoCredit), Kind::Account),
        (Vendor::OpenRouter, shaped(Reason::NoCredit, Shape::StringCode), Kind::Account),
        (Vendor::OpenRouter, shaped(Reason::RateLimited, Shape::StringCode), LIMITED),
        (Vendor::OpenRouter, shaped(Reason::RateLimited, Shape::Availability), LIMITED),
        (Vendor::OpenRouter, shaped(Reason::ModelGone, Shape::Availability), Kind::ModelGone),
        (Vendor::OpenRouter, refusal(Reason::BlockedInput), Kind::Refused),
        (Vendor::OpenAi, shaped(Reason::RateLimited, Shape::NumericCode), LIMITED),
        (Vendor::OpenAi, shaped(Reason::BadKey, Shape::Text), Kind::Account),
        (Vendor::Compatible, refusal(Reason::Loading), UNAVAILABLE),
        (Vendor::Compatible, shaped(Reason::RateLimited, Shape::NumericCode), LIMITED),
        (Vendor::Compatible, shaped(Reason::InvalidRequest, Shape::Object), Kind::InvalidRequest),
        (Vendor::Compatible, shaped(Reason::InvalidRequest, Shape::List), Kind::InvalidRequest),
        (Vendor::Runware, shaped(Reason::NoCredit, Shape::Object), Kind::Account),
        (Vendor::Runware, shaped(Reason::NoCredit, Shape::List), Kind::Account),
        (Vendor::ElevenLabs, shaped(Reason::RateLimited, Shape::Text), LIMITED),
        (Vendor::ElevenLabs, shaped(Reason::TooLong, Shape::List), Kind::InvalidRequest),
        (Vendor::HuggingFace, shaped(Reason::NoCredit, Shape::List), Kind::Account),
        (Vendor::HuggingFace, shaped(Reason::RateLimited, Shape::Object), LIMITED),
    ] {
        let error = studio.failure(vendor, refusal.clone()).await;
        assert_eq!(error.kind, expected, "{vendor:?} {refusal:?}: {error}");
    }
    // In a success, the number is all there is to go by.
    for (code, expected) in [
        (json!(402), Kind::Account),
        (json!("402"), Kind::Account),
        (json!(429), LIMITED),
        (json!(503), UNAVAILABLE),
    ] {
        let body = json!({"error": {"code": code, "message": "x"}}).to_string();
        let error = studio.failure(Vendor::OpenRouter, raw(200, "application/json", &body)).await;
        assert_eq!(error.kind, expected, "{code}");
    }
    assert_eq!(studio.mocks.violations(), []);
}

/// What comes of speaking when this is always answered, with all layers: it is asked once, and not waited for.
async fn asked_once(studio: &Studio, refusal: Refusal) -> ProviderError {
    studio.mocks.forget();
    studio.mocks.unscript();
    studio.mocks.script(When::to(Vendor::ElevenLabs).always(), refusal);
    let (layers, clock) = layers();
    let error = layers.around(studio.speech(Vendor::ElevenLabs)).speak(speech("A fox.")).await.unwrap_err();
    assert_eq!((studio.mocks.requests().len(), clock.waits().len()), (1, 0), "{error}");
    error
}

#[tokio::test]
async fn habit_22_a_spent_quota_is_no_bad_key() {
    let studio = Studio::open();
    for shape in [Shape::Old, Shape::Usual] {
        let error = asked_once(&studio, Refusal::new(Reason::NoCredit).shape(shape)).await;
        assert_eq!(error.kind, Kind::Account, "{shape:?}");
        assert!(
            error.message.contains("no credit left") && !error.message.contains("refused the key"),
            "{error}"
        );
    }
    let error = asked_once(&studio, Refusal::new(Reason::BadKey)).await;
    assert!(
        error.message.contains("refused the key") && error.message.contains("ELEVENLABS_API_KEY"),
        "{error}"
    );
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_23_unusual_activity_is_told_as_it_is_and_json_is_no_sound() {
    let studio = Studio::open();
    let error = asked_once(&studio, Refusal::new(Reason::UnusualActivity)).await;
    assert_eq!(error.kind, Kind::Account);
    assert!(error.message.contains("unusual activity") && error.message.contains("VPN"), "{error}");
    studio.mocks.unscript();

    // The error's bytes come where sound was to come, as a success.
    studio.mocks.script(When::to(Vendor::ElevenLabs), SpeechTwist::ErrorInsteadOfSound);
    let spoken = studio.speech(Vendor::ElevenLabs).speak(speech("A fox.")).await.unwrap_err();
    assert_eq!(spoken.kind, Kind::Unknown, "{spoken}");
    studio.mocks.script(When::to(Vendor::ElevenLabs), SpeechTwist::ErrorInsteadOfSound);
    let composer = studio.registry.music("elevenlabs", None).unwrap();
    let played = composer.play(music()).await.unwrap_err();
    assert_eq!(played.kind, Kind::Account, "{played}");
    assert!(played.message.contains("unusual activity"), "{played}");
    for vendor in [Vendor::OpenAi, Vendor::Compatible] {
        studio.mocks.script(When::to(vendor), SpeechTwist::ErrorInsteadOfSound);
        let spoken = studio.speech(vendor).speak(speech("A fox.")).await.unwrap_err();
        assert_eq!(spoken.kind, Kind::Unknown, "{vendor:?}: {spoken}");
        let lied = raw(200, "audio/pcm", "{\"error\": {\"message\": \"x\", \"code\": 429}}");
        studio.mocks.script(When::to(vendor), lied);
        let spoken = studio.speech(vendor).speak(speech("A fox.")).await.unwrap_err();
        assert_eq!(spoken.kind, LIMITED, "{vendor:?}: whatever it says it is: {spoken}");
    }
    let again = studio.speech(Vendor::ElevenLabs).speak(speech("A fox.")).await.unwrap();
    assert!(again.audio.starts_with(b"RIFF"));
    assert_eq!(studio.mocks.violations(), []);
}
