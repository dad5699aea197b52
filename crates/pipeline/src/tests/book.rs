//! The recipe against models that misbehave by script.

use std::collections::VecDeque;
use std::io::Cursor;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::{Value, json};
use talewright_domain::ports::{
    AssetScope, Bill, CostRange, FinishReason, ImageModel, ImageReply, ImageRequest, Prices, Provider,
    ProviderError, ProviderErrorKind, ProviderInfo, TextModel, TextReply, TextRequest, Usage,
};
use talewright_domain::{BriefDraft, CostUsd, Id, StoryBrief};
use tokio_util::sync::CancellationToken;

use crate::*;

fn info(provider: &str) -> ProviderInfo {
    let price = CostRange { low: CostUsd::from_micros(5), high: CostUsd::from_micros(10) };
    ProviderInfo {
        prices: Prices { image: price, output: CostUsd::from_micros(7_000_000), ..Prices::default() },
        max_references: 1,
        notice: Some(format!("Made by {provider}.")),
        ..ProviderInfo::new(provider, "scripted")
    }
}

fn failure(kind: ProviderErrorKind) -> ProviderError {
    ProviderError::new(&info("a script"), kind, "as the script says")
}

/// Answers with the next text of its script, and keeps the requests.
struct ScriptedText {
    info: ProviderInfo,
    script: Mutex<VecDeque<String>>,
    requests: Mutex<Vec<TextRequest>>,
}

impl Provider for ScriptedText {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }
}

#[async_trait]
impl TextModel for ScriptedText {
    async fn write(&self, request: TextRequest) -> Result<TextReply, ProviderError> {
        self.requests.lock().unwrap().push(request);
        let text = self.script.lock().unwrap().pop_front().expect("the script has an answer left");
        let usage = Usage { output_tokens: 1, ..Usage::default() };
        let finish = if text.ends_with('✂') { FinishReason::Length } else { FinishReason::Stop };
        let text = text.trim_end_matches('✂').to_owned();
        Ok(TextReply { text, finish, bill: Bill::by_prices(&self.info, usage, None) })
    }
}

/// Paints grey, except where its script names a failure for the call of that number.
struct ScriptedImage {
    info: ProviderInfo,
    failures: Mutex<Vec<(String, ProviderErrorKind)>>,
    keys: Mutex<Vec<String>>,
    references: Mutex<Vec<Vec<String>>>,
}

impl Provider for ScriptedImage {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }
}

#[async_trait]
impl ImageModel for ScriptedImage {
    async fn paint(&self, request: ImageRequest) -> Result<ImageReply, ProviderError> {
        self.keys.lock().unwrap().push(request.call.key.clone());
        let names = request.references.iter().map(|r| r.name.clone()).collect();
        self.references.lock().unwrap().push(names);
        let mut failures = self.failures.lock().unwrap();
        if let Some(at) = failures.iter().position(|(key, _)| request.call.key.starts_with(key.as_str())) {
            return Err(failure(failures.remove(at).1));
        }
        let mut bytes = Cursor::new(Vec::new());
        image::RgbImage::new(8, 8).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        Ok(ImageReply {
            bytes: bytes.into_inner().into(),
            media_type: "image/png".into(),
            bill: Bill::by_prices(&self.info, Usage { images: 1, ..Usage::default() }, None),
        })
    }
}

struct Bench {
    text: Arc<ScriptedText>,
    image: Arc<ScriptedImage>,
    pipeline: StoryPipeline,
    checkpoints: Arc<MemoryCheckpoints>,
    assets: Arc<MemoryAssets>,
    cancel: CancellationToken,
    scope: AssetScope,
}

impl Bench {
    fn new(script: &[Value], failures: &[(&str, ProviderErrorKind)]) -> Self {
        let text = Arc::new(ScriptedText {
            info: info("a writer"),
            script: Mutex::new(
                script.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), Into::into)).collect(),
            ),
            requests: Mutex::default(),
        });
        let failures = failures.iter().map(|(key, kind)| ((*key).to_owned(), kind.clone())).collect();
        let image = Arc::new(ScriptedImage {
            info: info("a painter"),
            failures: Mutex::new(failures),
            keys: Mutex::default(),
            references: Mutex::default(),
        });
        let providers = ProviderSet::new(text.clone(), image.clone());
        Self {
            text,
            image,
            pipeline: StoryPipeline::new(providers),
            checkpoints: Arc::default(),
            assets: Arc::default(),
            cancel: CancellationToken::new(),
            scope: AssetScope::story(Id::generate()),
        }
    }

    async fn make(&self) -> Result<PictureBook, PipelineError> {
        let run =
            Run::new(self.checkpoints.clone(), self.assets.clone(), self.scope.clone(), self.cancel.clone());
        self.pipeline.picture_book(&brief(), &run).await
    }
}

fn brief() -> StoryBrief {
    let density = Some("light".into());
    BriefDraft { idea: "A fox".into(), num_pages: Some(2), text_density: density, ..BriefDraft::default() }
        .parse()
        .unwrap()
}

fn scene() -> Value {
    json!({"place": "forest", "time_of_day": "noon", "weather": "clear", "mood": "calm", "action": "walks",
           "figures": [{"name": "Fox", "pose": "walking"}, {"name": "Nobody", "pose": ""}], "props": []})
}

fn plan() -> Value {
    let beat = |n: u32| json!({"number": n, "purpose": "p", "summary": format!("s{n}")});
    json!({"title": "Fox", "logline": "A fox.", "cover": scene(), "beats": [beat(1), beat(2)],
           "cast": [{"name": "Fox", "role": "hero", "appearance": "a red fox"}]})
}

fn page(number: u32) -> Value {
    json!({"number": number, "text": format!("On page {number} the fox goes out to look for the moon."), "image_alt": "A fox.", "scene": scene()})
}

fn pages(numbers: &[u32]) -> Value {
    json!({"pages": numbers.iter().map(|n| page(*n)).collect::<Vec<_>>()})
}

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
