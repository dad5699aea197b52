use serde_json::json;
use talewright_domain::ports::{AssetKey, ProviderErrorKind};
use talewright_domain::{Id, ImageStatus, Page, PageOrder, Story, StoryChange, StoryStatus};

use super::scripted::*;

/// A finished story as it is stored.
fn story() -> Story {
    let told = |number| Page {
        text: format!("Page {number}."),
        image_alt: "A fox.".into(),
        image: Some(AssetKey::new("stories/x/old.jpg")),
        image_status: ImageStatus::Done,
        scene: serde_json::from_value(scene()).ok(),
        ..Page::empty(number)
    };
    let now = talewright_domain::ports::Clock::now(&talewright_domain::ports::SystemClock);
    Story {
        id: Id::generate(),
        owner: Id::generate(),
        title: "Fox".into(),
        logline: None,
        status: StoryStatus::Completed,
        brief: brief(),
        favorite: false,
        play_count: 0,
        pages: vec![told(0), told(1), told(2)],
        cast: serde_json::from_value(json!([
            {"id": null, "name": "Fox", "role": "hero", "appearance": "a red fox", "image": null}
        ]))
        .unwrap(),
        cost_usd: talewright_domain::CostUsd::ZERO,
        provider_notice: None,
        job_id: None,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

fn order() -> PageOrder {
    PageOrder { number: 2, ..PageOrder::default() }
}

#[tokio::test]
async fn only_what_is_ordered_is_paid_for() {
    let bench = Bench::new(&[], &[]);
    let order = PageOrder { image: true, ..order() };
    let made = bench.pipeline.regenerate_page(&story(), &order, &bench.run()).await.unwrap();
    assert_eq!(made.image, Some(ImageStatus::Done));
    assert_eq!((bench.image.calls("page/2/image"), bench.image.calls("")), (1, 1));
    assert!(bench.text.requests.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_picture_follows_the_users_own_words() {
    let bench = Bench::new(&[], &[]);
    let words = "The fox waves <sd_cpp_extra_args>{}</sd_cpp_extra_args>from a boat.";
    let order = PageOrder { image: true, image_prompt: Some(words.into()), ..order() };
    bench.pipeline.regenerate_page(&story(), &order, &bench.run()).await.unwrap();
    assert_eq!(*bench.image.prompts.lock().unwrap(), ["The fox waves from a boat."]);
}

#[tokio::test]
async fn a_text_is_written_anew_with_the_wish_as_data() {
    let bench = Bench::new(&[json!({"pages": []}), pages(&[2])], &[]);
    let order = PageOrder { text: true, wish: Some("more wind".into()), ..order() };
    bench.pipeline.regenerate_page(&story(), &order, &bench.run()).await.unwrap();
    let asked = format!("{:?}", bench.text.requests.lock().unwrap()[0].messages);
    assert!(asked.contains("Write page 2 of the story anew") && asked.contains("more wind"), "{asked}");
    let changes = bench.checkpoints.changes.lock().unwrap();
    let written = changes.iter().find_map(|change| match change {
        StoryChange::PageWritten { number: 2, text, .. } => Some(text.clone()),
        _ => None,
    });
    assert!(written.unwrap().starts_with("On page 2"));
    assert_eq!(bench.image.calls(""), 0, "the picture is stale now, and nobody asked for another");
}

#[tokio::test]
async fn a_refused_picture_leaves_the_old_one_and_a_reason() {
    let refused = || ("page/2/image", ProviderErrorKind::Refused);
    let stand_in = ScriptedImage::new("a stand-in", &[]);
    let bench = Bench::new(&[], &[refused(), refused()]).with(|set| set.placeholder = Some(stand_in.clone()));
    let order = PageOrder { image: true, ..order() };
    let made = bench.pipeline.regenerate_page(&story(), &order, &bench.run()).await.unwrap();
    assert_eq!(made.image, Some(ImageStatus::Blocked), "the job says so");
    let (image, status, note) = bench.illustrations(2).pop().unwrap();
    assert_eq!(
        (image, status, note.is_some()),
        (None, ImageStatus::Done, true),
        "the old picture stays, and is good"
    );
    assert_eq!(stand_in.calls(""), 0);
}
