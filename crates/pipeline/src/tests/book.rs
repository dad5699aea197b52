use serde_json::json;
use talewright_domain::ports::ProviderErrorKind;

use super::scripted::*;
use crate::*;

#[tokio::test]
async fn an_idea_becomes_a_book() {
    let bench = Bench::new(&[plan(), pages(&[1, 2])], &[]);
    let book = bench.make().await.unwrap();
    assert_eq!(book.title, "Fox");
    assert_eq!(book.pages.iter().map(|p| p.number).collect::<Vec<_>>(), [0, 1, 2]);
    assert!(book.gaps().is_empty());
    assert_eq!(book.notice.as_deref(), Some("Made by a writer. Made by a painter."));
    let bound = book.bind(&brief(), &*bench.assets).await.unwrap();
    assert_eq!((bound.pages.len(), bound.cover.is_some()), (2, true));
}

#[tokio::test]
async fn a_second_run_asks_nobody_anything() {
    let bench = Bench::new(&[plan(), pages(&[1, 2])], &[]);
    bench.make().await.unwrap();
    let calls = bench.image.keys.lock().unwrap().len();
    assert_eq!(calls, 4, "a sheet, the cover, two pages");
    bench.make().await.unwrap();
    assert_eq!(bench.image.keys.lock().unwrap().len(), calls);
    assert_eq!(bench.text.requests.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn broken_answers_are_mended_and_only_missing_pages_asked_for_again() {
    let no_json = json!("I cannot do JSON.");
    let bench = Bench::new(&[no_json, plan(), pages(&[2]), pages(&[1])], &[]);
    let book = bench.make().await.unwrap();
    assert!(book.pages[1].text.starts_with("On page 1"));
    let requests = bench.text.requests.lock().unwrap();
    assert_eq!(requests.len(), 4);
    let last = format!("{:?}", requests[3].messages);
    assert!(last.contains("the pages 1 of the plan"), "{last}");
    assert!(last.contains("pages {1} are missing"), "{last}");
}

#[tokio::test]
async fn three_useless_answers_end_the_job_with_a_reason() {
    let bench = Bench::new(&[json!("?"), json!("?"), json!("?")], &[]);
    let error = bench.make().await.unwrap_err();
    assert!(matches!(&error, PipelineError::BadAnswer { tries: 3, .. }), "{error}");
}

#[tokio::test]
async fn a_lost_picture_is_a_gap_and_a_later_run_fills_only_that() {
    let refused = || ("page/2", ProviderErrorKind::Refused);
    let failures = [("page/1", ProviderErrorKind::InvalidRequest), refused(), refused()];
    let bench = Bench::new(&[plan(), pages(&[1, 2])], &failures);
    let book = bench.make().await.unwrap();
    assert_eq!(book.gaps(), [1, 2]);
    let statuses: Vec<_> = book.pages.iter().map(|p| p.image_status.as_str()).collect();
    assert_eq!(statuses, ["done", "failed", "blocked"]);
    let calls = bench.image.keys.lock().unwrap().len();
    assert!(bench.make().await.unwrap().gaps().is_empty());
    assert_eq!(bench.image.keys.lock().unwrap().len(), calls + 2);
}

#[tokio::test]
async fn a_call_of_unknown_fate_is_made_twice_at_most() {
    let unknown = || ("page/1", ProviderErrorKind::Unknown);
    let bench = Bench::new(&[plan(), pages(&[1, 2])], &[unknown(), unknown(), unknown()]);
    assert_eq!(bench.make().await.unwrap().gaps(), [1]);
    let keys = bench.image.keys.lock().unwrap();
    assert_eq!(keys.iter().filter(|key| key.starts_with("page/1")).count(), 2);
}

#[tokio::test]
async fn references_are_those_of_the_characters_on_the_page() {
    let bench = Bench::new(&[plan(), pages(&[1, 2])], &[]);
    bench.make().await.unwrap();
    let references = bench.image.references.lock().unwrap();
    let expected: [&[&str]; 4] = [&[], &["Fox"], &["Fox"], &["Fox"]];
    assert_eq!(*references, expected, "the sheet is drawn first, then the pages refer to it");
}

#[tokio::test]
async fn nothing_is_asked_after_a_cancel() {
    let bench = Bench::new(&[plan()], &[]);
    bench.cancel.cancel();
    let error = bench.make().await.unwrap_err();
    assert!(matches!(error, PipelineError::Checkpoint(_)), "{error}");
    assert!(bench.text.requests.lock().unwrap().is_empty());
}
