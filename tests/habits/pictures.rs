//! Pictures by OpenAI and those who follow it.

use talewright_domain::ImageStatus;
use talewright_domain::ports::{ImageRequest, ProviderErrorKind};
use talewright_pipeline::{ProviderSet, Run, StoryPipeline};
use talewright_tests::mock::{
    ChatTwist, Fault, ImageTwist, Operation, Reason, Recorded, Refusal, RunwareTwist, Vendor, When,
};

use super::asks::{picture, reference};
use super::support::{PAGES, Studio, assert_whole, brief};

/// The first picture that is painted with references is the cover: the sheets before it have none.
fn cover() -> When {
    When::to(Vendor::OpenAi).operation(Operation::ImageEdit)
}

/// The values of a form's parts of this name.
fn parts(call: &Recorded, name: &str) -> usize {
    call.body.as_array().unwrap().iter().filter(|part| part["name"] == name).count()
}

#[tokio::test]
async fn habit_08_several_references_go_as_an_array() {
    let studio = Studio::open();
    for vendor in [Vendor::OpenAi, Vendor::Compatible] {
        let request =
            ImageRequest { references: vec![reference("Nino"), reference("Mara")], ..picture("Two foxes.") };
        let painted = studio.image(vendor).paint(request).await.unwrap();
        assert_eq!(painted.media_type, "image/png", "{vendor:?}");
        let edits = studio.asked(vendor, Operation::ImageEdit);
        assert_eq!(edits.len(), 1, "{vendor:?}: with its references, at once");
        assert_eq!((parts(&edits[0], "image[]"), parts(&edits[0], "image")), (2, 0));
    }
    let when = When::to(Vendor::OpenAi).operation(Operation::ImageEdit);
    studio.mocks.script(when, Refusal::new(Reason::DuplicateParameter));
    let request = ImageRequest { references: vec![reference("Nino")], ..picture("A fox.") };
    let error = studio.image(Vendor::OpenAi).paint(request).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::InvalidRequest, "our own fault, and never sent again");
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_10_what_is_blocked_early_or_late_is_refused_and_not_failed() {
    let studio = Studio::open();
    let blocked = [Refusal::new(Reason::BlockedInput), Refusal::new(Reason::BlockedOutput).after_ms(30)];
    for refusal in blocked.clone() {
        studio.mocks.script(When::to(Vendor::OpenAi), refusal);
        let error = studio.image(Vendor::OpenAi).paint(picture("A fox.")).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::Refused);
        assert!(!error.message.contains("safety_violations"), "it quotes the content: {error}");
    }

    // The cover is refused early, and its softer words late: a quiet view stands in, the others are painted.
    studio.mocks.forget();
    for refusal in blocked {
        studio.mocks.script(cover(), refusal);
    }
    let providers = ProviderSet {
        placeholder: Some(studio.registry.image("offline", None).unwrap()),
        ..ProviderSet::new(studio.text(Vendor::OpenAi), studio.image(Vendor::OpenAi))
    };
    let pipeline = StoryPipeline::new(providers).parallel_calls(1);
    let book = pipeline.picture_book(&brief(), &Run::in_memory()).await.unwrap();
    assert_eq!(book.gaps(), [0]);
    assert_eq!(book.pages[0].image_status, ImageStatus::Blocked, "not failed");
    assert!(book.pages.iter().all(|page| page.image.is_some()), "something is to be seen on every page");
    let edits = studio.asked(Vendor::OpenAi, Operation::ImageEdit);
    assert_eq!(edits.len(), 2 + PAGES as usize, "softened once, and no third time");
    studio.assert_paid_at_most(1);
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_11_a_harmless_prompt_that_is_flagged_is_asked_anew_in_other_words() {
    let studio = Studio::open();
    // The plan is declined, the cover's words are flagged.
    studio.mocks.script(When::to(Vendor::OpenAi).operation(Operation::Chat), ChatTwist::Refusal);
    studio.mocks.script(cover(), Refusal::new(Reason::BlockedInput));
    assert_whole(&studio.book().await);
    let chats = studio.asked(Vendor::OpenAi, Operation::Chat);
    assert_eq!(chats.len(), 3);
    assert_ne!(chats[0].prompt, chats[1].prompt, "in other words");
    let roles = chats[1].body["messages"].as_array().unwrap().iter().map(|message| message["role"].clone());
    assert_eq!(
        roles.collect::<Vec<_>>(),
        ["system", "user"],
        "in a fresh conversation: a verdict sticks to the old"
    );
    let edits = studio.asked(Vendor::OpenAi, Operation::ImageEdit);
    assert_eq!(edits.len(), 2 + PAGES as usize);
    assert!(edits[1].prompt.contains("gentle") && edits[0].prompt != edits[1].prompt, "in softer words");

    // The same when a moderator flags what was painted: after brief, plan, two sheets and text comes the cover.
    studio.mocks.forget();
    let when = When::to(Vendor::OpenAi).operation(Operation::Moderation).nth(6);
    studio.mocks.script(when, Fault::Flag { categories: vec!["violence".into()] });
    let providers = ProviderSet {
        moderation: Some(studio.registry.moderation("openai", None).unwrap()),
        ..ProviderSet::new(studio.text(Vendor::OpenAi), studio.image(Vendor::OpenAi))
    };
    let pipeline = StoryPipeline::new(providers).parallel_calls(1);
    assert_whole(&pipeline.picture_book(&brief(), &Run::in_memory()).await.unwrap());
    let edits = studio.asked(Vendor::OpenAi, Operation::ImageEdit);
    assert_eq!(edits.len(), 2 + PAGES as usize);
    assert!(edits[1].prompt.contains("gentle"));
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_12_pictures_are_in_the_answer_or_fetched_while_their_address_is_good() {
    let studio = Studio::open();
    let painted = studio.image(Vendor::OpenAi).paint(picture("A fox.")).await.unwrap();
    assert_eq!(painted.media_type, "image/png");
    let asked = &studio.asked(Vendor::OpenAi, Operation::Image)[0].body;
    assert!(asked["response_format"].is_null() && asked["model"].is_string(), "{asked}");
    let painted = studio.image(Vendor::Runware).paint(picture("A fox.")).await.unwrap();
    assert_eq!(painted.media_type, "image/jpeg");
    assert_eq!(studio.asked(Vendor::Runware, Operation::Download).len(), 1, "before the answer is given on");

    // An address that is not good any more gives no picture, and no success without one.
    studio.mocks.script(When::to(Vendor::OpenAi), ImageTwist::ExpiredUrl);
    let error = studio.image(Vendor::OpenAi).paint(picture("A fox.")).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Malformed, "{error}");
    studio.mocks.script(When::to(Vendor::Runware), RunwareTwist::ExpiredUrl);
    let error = studio.image(Vendor::Runware).paint(picture("A fox.")).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Malformed, "paid, and gone: {error}");

    // In a story it is paid once more, and the page has its picture.
    studio.mocks.forget();
    studio.mocks.script(cover(), ImageTwist::ExpiredUrl);
    assert_whole(&studio.book().await);
    assert_eq!(studio.mocks.times_paid().values().max(), Some(&2));
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_32_fewer_pictures_than_asked_for_is_none_here() {
    let studio = Studio::open();
    let when = || When::to(Vendor::OpenRouter).operation(Operation::Image);
    studio.mocks.script(when(), ImageTwist::OneLess);
    let error = studio.image(Vendor::OpenRouter).paint(picture("A fox.")).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Malformed, "one is asked for, none came: {error}");
    assert_eq!(studio.asked(Vendor::OpenRouter, Operation::Image)[0].body["n"], 1);

    studio.mocks.forget();
    studio.mocks.script(when(), ImageTwist::OneLess);
    let pipeline = studio.pipeline(Vendor::OpenAi, Vendor::OpenRouter);
    assert_whole(&pipeline.picture_book(&brief(), &Run::in_memory()).await.unwrap());
    assert_eq!(studio.mocks.times_paid().values().max(), Some(&2));
    assert_eq!(studio.mocks.violations(), []);
}
