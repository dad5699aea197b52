//! How answers come: in streams, whole, with errors in them, cut.

use talewright_domain::Language;
use talewright_domain::ports::{FinishReason, ModerationRequest, ProviderErrorKind, Subject, TextModel};
use talewright_tests::mock::{ChatTwist, Fault, Operation, Reason, Refusal, Transport, Vendor, When};

use super::asks::{self, document, picture, text};
use super::support::{Studio, assert_whole, layers};

const UNAVAILABLE: ProviderErrorKind = ProviderErrorKind::Unavailable { retry_after: None };

#[tokio::test]
async fn habit_04_a_stream_of_nothing_but_an_error_is_no_empty_success() {
    let studio = Studio::open();
    // OpenRouter charges nothing for it, so it may be sent again; elsewhere nobody knows.
    for (vendor, kind) in [
        (Vendor::OpenRouter, UNAVAILABLE),
        (Vendor::OpenAi, ProviderErrorKind::Unknown),
        (Vendor::Compatible, ProviderErrorKind::Unknown),
    ] {
        assert_eq!(studio.failure(vendor, ChatTwist::ErrorInBody).await.kind, kind, "{vendor:?}");
        let late = studio.failure(vendor, ChatTwist::ErrorMidStream).await;
        assert_eq!(late.kind, ProviderErrorKind::Unknown, "{vendor:?}: half of it was written");
        assert_eq!(studio.asked(vendor, Operation::Chat).len(), 2, "nothing was repeated");
    }
    studio.mocks.forget();
    studio.mocks.script(When::to(Vendor::OpenRouter), ChatTwist::ErrorInBody);
    let (layers, _) = layers();
    let model = layers.around(studio.text(Vendor::OpenRouter));
    assert!(!model.write(text("A fox.")).await.unwrap().text.is_empty());
    assert_eq!(studio.asked(Vendor::OpenRouter, Operation::Chat).len(), 2);
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_05_an_error_in_a_success_is_an_error() {
    let studio = Studio::without_streams();
    let error = studio.failure(Vendor::Compatible, ChatTwist::ErrorInBody).await;
    assert_eq!(error.kind, ProviderErrorKind::Unknown, "{error}");

    let paint = async |vendor, reason| {
        let when = When::to(vendor).operation(Operation::Image);
        studio.mocks.script(when, Refusal::new(reason).status(200));
        studio.image(vendor).paint(picture("A fox.")).await.unwrap_err().kind
    };
    assert_eq!(paint(Vendor::OpenAi, Reason::NoCredit).await, ProviderErrorKind::Account);
    assert_eq!(paint(Vendor::OpenAi, Reason::ServerError).await, ProviderErrorKind::Unknown);
    let limited = ProviderErrorKind::RateLimited { retry_after: None };
    assert_eq!(paint(Vendor::OpenRouter, Reason::RateLimited).await, limited);

    // No judgement is no pardon.
    let when = When::to(Vendor::OpenAi).operation(Operation::Moderation);
    studio.mocks.script(when, Refusal::new(Reason::ServerError).status(200));
    let request = ModerationRequest {
        subject: Subject::Text("A fox.".into()),
        language: Language::english(),
        for_children: true,
        call: asks::call(),
    };
    let judge = studio.registry.moderation("openai", None).unwrap();
    assert_eq!(judge.judge(request).await.unwrap_err().kind, UNAVAILABLE);
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_06_comments_in_a_stream_are_no_words() {
    let studio = Studio::open();
    // OpenRouter always sends some.
    let reply = studio.text(Vendor::OpenRouter).write(text("A fox.")).await.unwrap();
    assert!(!reply.text.contains("PROCESSING") && reply.finish == FinishReason::Stop, "{}", reply.text);
    // Nothing else: nothing was said, and nothing charged.
    let silent = studio.failure(Vendor::OpenRouter, ChatTwist::CommentsOnly).await;
    assert_eq!(silent.kind, UNAVAILABLE, "{silent}");
    let silent = studio.failure(Vendor::OpenAi, ChatTwist::CommentsOnly).await;
    assert_eq!(silent.kind, ProviderErrorKind::Unknown, "{silent}");

    studio.mocks.forget();
    studio.mocks.script(When::to(Vendor::OpenRouter), ChatTwist::CommentsOnly);
    let (layers, clock) = layers();
    let model = layers.around(studio.text(Vendor::OpenRouter));
    assert!(!model.write(text("A fox.")).await.unwrap().text.is_empty());
    assert_eq!((studio.asked(Vendor::OpenRouter, Operation::Chat).len(), clock.waits().len()), (2, 1));
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_07_blanks_before_the_json_are_no_error() {
    let studio = Studio::without_streams();
    let blanks = || Transport::LeadingBlanks { lines: 40, pause_ms: 0 };
    studio.mocks.script(When::to(Vendor::Compatible), blanks());
    let whole = studio.text(Vendor::Compatible).write(document("A word.")).await.unwrap();
    assert!(whole.text.starts_with('{'), "{}", whole.text);
    studio.mocks.script(When::to(Vendor::OpenAi), blanks());
    let streamed = studio.text(Vendor::OpenAi).write(document("A word.")).await.unwrap();
    assert!(streamed.text.starts_with('{'), "{}", streamed.text);
    studio.mocks.script(When::to(Vendor::OpenAi), blanks());
    let painted = studio.image(Vendor::OpenAi).paint(picture("A fox.")).await.unwrap();
    assert_eq!(painted.media_type, "image/png");
    // Blanks and an error are still an error.
    let error = format!("{}{{\"error\": {{\"code\": 402, \"message\": \"no\"}}}}", "  \n".repeat(9));
    studio.mocks.script(When::to(Vendor::OpenAi), asks::raw(200, "application/json", &error));
    let failed = studio.image(Vendor::OpenAi).paint(picture("A fox.")).await.unwrap_err();
    assert_eq!(failed.kind, ProviderErrorKind::Account);
    assert_eq!(studio.mocks.requests().len(), 4, "nothing was asked twice");
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_18_a_stream_that_was_cut_is_not_one_that_ended() {
    let studio = Studio::open();
    let cuts: [Fault; 3] =
        [ChatTwist::CutMidEvent.into(), ChatTwist::NoTerminal.into(), Transport::CutBody.into()];
    for cut in cuts {
        studio.mocks.forget();
        studio.mocks.script(When::to(Vendor::OpenAi), cut.clone());
        let (layers, clock) = layers();
        let error = layers.around(studio.text(Vendor::OpenAi)).write(text("A fox.")).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::Unknown, "{cut:?}");
        assert_eq!(
            studio.mocks.requests().len(),
            1,
            "what may be paid is not sent again by a layer: {cut:?}"
        );
        assert_eq!(clock.waits(), []);
    }
    studio.mocks.script(When::to(Vendor::OpenAi), ChatTwist::NoDone);
    let reply = studio.text(Vendor::OpenAi).write(text("A fox.")).await.unwrap();
    assert_eq!(reply.finish, FinishReason::Stop, "it had said that it was done");

    // A story: the ledger pays for it once more, and no third time.
    studio.mocks.forget();
    studio.mocks.script(When::to(Vendor::OpenAi), ChatTwist::CutMidEvent);
    assert_whole(&studio.book().await);
    assert_eq!(studio.asked(Vendor::OpenAi, Operation::Chat).len(), 3);
    assert_eq!(studio.mocks.times_paid().values().max(), Some(&2));
    assert_eq!(studio.mocks.violations(), []);
}
