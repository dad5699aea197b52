//! How long to wait, and for whom.

use std::sync::Arc;
use std::time::Duration;

use talewright_domain::ports::{ProviderError, ProviderErrorKind as Kind, TextModel, TextReply, VisionModel};
use talewright_providers::layers::{Fallback, Layers, RetryPolicy, Sleeper};
use talewright_tests::mock::{Operation, Reason, Refusal, RetryAfter, Vendor, When};

use super::asks::{look, text};
use super::support::{Studio, layers};

const MONTH: Duration = Duration::from_secs(30 * 24 * 3_600);

#[tokio::test]
async fn habit_14_slow_down_by_either_status_keeps_all_calls_back() {
    let studio = Studio::open();
    for refusal in [Refusal::new(Reason::SlowDown), Refusal::new(Reason::SlowDown).status(503)] {
        let error = studio.failure(Vendor::OpenAi, refusal.clone()).await;
        assert_eq!(error.kind, Kind::RateLimited { retry_after: None }, "{refusal:?}");

        studio.mocks.forget();
        studio.mocks.script(When::to(Vendor::OpenAi), refusal.clone());
        let (layers, clock) = layers();
        let writer = layers.around(studio.text(Vendor::OpenAi));
        assert!(!writer.write(text("A fox.")).await.unwrap().text.is_empty());
        assert_eq!(studio.mocks.requests().len(), 2, "{refusal:?}");
        assert!(clock.waited() >= Duration::from_millis(500), "{:?}", clock.waits());

        // The next call is kept back too, unsent, until the time has passed.
        studio.mocks.forget();
        studio.mocks.script(When::to(Vendor::OpenAi), refusal);
        let hasty = RetryPolicy { patience: Duration::ZERO, ..RetryPolicy::default() };
        let writer = Layers { retry: hasty, ..layers }.around(studio.text(Vendor::OpenAi));
        for _ in 0..3 {
            let error = writer.write(text("A fox.")).await.unwrap_err();
            assert!(matches!(error.kind, Kind::RateLimited { .. }), "{error}");
        }
        assert_eq!(studio.mocks.requests().len(), 1);
        clock.sleep(Duration::from_secs(1)).await;
        writer.write(text("A fox.")).await.unwrap();
        assert_eq!(studio.mocks.requests().len(), 2);
    }
    assert_eq!(studio.mocks.violations(), []);
}

/// A call that is refused once with such a wait: what came of it, how often it was sent, and how long it waited.
async fn waited(studio: &Studio, wait: RetryAfter) -> (Result<TextReply, ProviderError>, usize, Duration) {
    studio.mocks.forget();
    studio.mocks.unscript();
    let refusal = Refusal::new(Reason::RateLimited).retry_after(wait);
    studio.mocks.script(When::to(Vendor::OpenAi), refusal);
    let (layers, clock) = layers();
    let reply = layers.around(studio.text(Vendor::OpenAi)).write(text("A fox.")).await;
    (reply, studio.mocks.requests().len(), clock.waited())
}

#[tokio::test]
async fn habit_15_waits_are_understood_in_every_form_and_not_obeyed_without_end() {
    let studio = Studio::open();
    // Spread by a second, so that not all come back at once. Dates have whole seconds, and time goes by meanwhile.
    for (wait, least, most) in [
        (RetryAfter::Seconds(3), 3.0, 4.0),
        (RetryAfter::Float(2.5), 2.5, 3.5),
        (RetryAfter::Milliseconds(1_500), 1.5, 2.5),
        (RetryAfter::DateIn(40), 30.0, 41.0),
        (RetryAfter::ResetIn(40), 30.0, 41.0),
        (RetryAfter::RateLimit(55), 55.0, 56.0),
        (RetryAfter::Seconds(-5), 0.0, 1.0),
        (RetryAfter::DateIn(-60), 0.0, 1.0),
        (RetryAfter::Raw("soon".into()), 0.05, 3.0),
    ] {
        let (reply, calls, waited) = waited(&studio, wait.clone()).await;
        assert!(!reply.unwrap().text.is_empty(), "{wait:?}");
        assert_eq!(calls, 2, "{wait:?}");
        assert!((least..=most).contains(&waited.as_secs_f64()), "{wait:?}: {waited:?}");
    }
    // Too long to make anybody wait here: said at once, with the time, so that the job can wait instead.
    for (wait, told) in [
        (RetryAfter::Seconds(600), Duration::from_secs(600)),
        (RetryAfter::Seconds(i64::MAX), MONTH),
        (RetryAfter::Raw("1e300".into()), MONTH),
    ] {
        let (reply, calls, waited) = waited(&studio, wait.clone()).await;
        assert_eq!(reply.unwrap_err().kind, Kind::RateLimited { retry_after: Some(told) }, "{wait:?}");
        assert_eq!((calls, waited), (1, Duration::ZERO), "{wait:?}");
    }
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_26_a_model_that_loads_for_ever_is_not_waited_for_for_ever() {
    let studio = Studio::open();
    let vision = || studio.registry.vision("huggingface", None).unwrap();
    let when = || When::to(Vendor::HuggingFace).operation(Operation::Chat);
    // It is told, and believed within reason.
    for (said, believed) in [(20.0, 20), (5_000.0, 60)] {
        let error = studio.failure(Vendor::HuggingFace, loading(said)).await;
        let retry_after = Some(Duration::from_secs(believed));
        assert_eq!(error.kind, Kind::Unavailable { retry_after }, "{error}");
    }
    studio.mocks.forget();
    studio.mocks.script(when(), loading(20.0));
    let (patient, clock) = layers();
    patient.around(vision()).look(look()).await.unwrap();
    assert_eq!(studio.mocks.requests().len(), 2, "loaded meanwhile");
    assert!(clock.waited() >= Duration::from_secs(20), "{:?}", clock.waits());
    let body = &studio.mocks.requests()[0].body;
    assert!(body["options"].is_null(), "`wait_for_model` is no more: {body}");

    // For ever: patience ends, with the provider's word for it, and the next provider is asked.
    studio.mocks.forget();
    studio.mocks.script(when().always(), loading(20.0));
    let (stubborn, clock) = layers();
    let error = stubborn.around(vision()).look(look()).await.unwrap_err();
    assert_eq!(error.kind, Kind::Unavailable { retry_after: Some(Duration::from_secs(20)) });
    let calls = studio.mocks.requests().len();
    assert!((2..=5).contains(&calls) && clock.waited() <= stubborn.retry.patience, "{calls} calls");
    let seen = either(&studio).look(look()).await.unwrap();
    assert_eq!(seen.bill.provider, "openai");

    // The old host is gone for good: nobody waits for it.
    studio.mocks.unscript();
    studio.mocks.script(when().always(), Refusal::new(Reason::HostGone));
    let (layers, clock) = layers();
    let error = layers.around(vision()).look(look()).await.unwrap_err();
    assert_eq!((error.kind, clock.waits().len()), (Kind::ModelGone, 0));
    assert_eq!(either(&studio).look(look()).await.unwrap().bill.provider, "openai");
    assert_eq!(studio.mocks.violations(), []);
}

fn loading(seconds: f64) -> Refusal {
    Refusal::new(Reason::Loading).estimated_time(seconds)
}

/// Hugging Face, and then OpenAI.
fn either(studio: &Studio) -> Fallback<dyn VisionModel> {
    let vision = |name: &str| -> Arc<dyn VisionModel> {
        Arc::new(layers().0.around(studio.registry.vision(name, None).unwrap()))
    };
    Fallback::new(vision("huggingface"), vec![vision("openai")])
}
