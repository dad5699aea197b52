//! Models that misbehave by script.

use std::collections::VecDeque;
use std::io::Cursor;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::{Value, json};
use talewright_domain::ports::{
    AssetKey, AssetScope, Begin, Bill, CheckpointError, Checkpoints, CostRange, FinishReason, ImageModel,
    ImageReply, ImageRequest, Prices, Provider, ProviderError, ProviderErrorKind, ProviderInfo, StepDone,
    StepFailure, StepIntent, StepTicket, TextModel, TextReply, TextRequest, Usage,
};
use talewright_domain::{BriefDraft, CostUsd, Id, ImageStatus, StoryBrief, StoryChange};
use tokio_util::sync::CancellationToken;

use crate::*;

pub(super) fn info(provider: &str) -> ProviderInfo {
    let price = CostRange { low: CostUsd::from_micros(5), high: CostUsd::from_micros(10) };
    ProviderInfo {
        prices: Prices { image: price, output: CostUsd::from_micros(7_000_000), ..Prices::default() },
        max_references: 1,
        notice: Some(format!("Made by {provider}.")),
        ..ProviderInfo::new(provider, "scripted")
    }
}

pub(super) fn failure(kind: ProviderErrorKind) -> ProviderError {
    ProviderError::new(&info("a script"), kind, "as the script says")
}

/// Answers with the next text of its script, and keeps the requests.
pub(super) struct ScriptedText {
    pub(super) info: ProviderInfo,
    pub(super) script: Mutex<VecDeque<String>>,
    pub(super) requests: Mutex<Vec<TextRequest>>,
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

/// Paints grey, except where its script names a failure for a call whose key begins so.
pub(super) struct ScriptedImage {
    pub(super) info: ProviderInfo,
    pub(super) failures: Mutex<Vec<(String, ProviderErrorKind)>>,
    pub(super) keys: Mutex<Vec<String>>,
    pub(super) references: Mutex<Vec<Vec<String>>>,
    pub(super) prompts: Mutex<Vec<String>>,
}

impl ScriptedImage {
    pub(super) fn new(provider: &str, failures: &[(&str, ProviderErrorKind)]) -> Arc<Self> {
        let failures = failures.iter().map(|(key, kind)| ((*key).to_owned(), kind.clone())).collect();
        Arc::new(Self {
            info: info(provider),
            failures: Mutex::new(failures),
            keys: Mutex::default(),
            references: Mutex::default(),
            prompts: Mutex::default(),
        })
    }

    pub(super) fn calls(&self, key: &str) -> usize {
        self.keys.lock().unwrap().iter().filter(|called| called.starts_with(key)).count()
    }
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
        self.prompts.lock().unwrap().push(request.prompt.clone());
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

/// Receipts in memory, and what the finished steps changed.
#[derive(Default)]
pub(super) struct Watched {
    inner: MemoryCheckpoints,
    pub(super) changes: Mutex<Vec<StoryChange>>,
}

#[async_trait]
impl Checkpoints for Watched {
    async fn begin(&self, step: StepIntent) -> Result<Begin, CheckpointError> {
        // Keys that tell which step it is.
        let key = format!("{}-{}", step.key, step.input_hash);
        Ok(match self.inner.begin(step).await? {
            Begin::Go(ticket) => Begin::Go(StepTicket { idempotency_key: key, ..ticket }),
            other => other,
        })
    }

    async fn accepted(&self, ticket: &StepTicket, provider_ref: &str) -> Result<(), CheckpointError> {
        self.inner.accepted(ticket, provider_ref).await
    }

    async fn finish(&self, ticket: &StepTicket, done: StepDone) -> Result<(), CheckpointError> {
        self.changes.lock().unwrap().extend(done.changes.clone());
        self.inner.finish(ticket, done).await
    }

    async fn fail(&self, ticket: &StepTicket, failure: StepFailure) -> Result<(), CheckpointError> {
        self.inner.fail(ticket, failure).await
    }
}

pub(super) struct Bench {
    pub(super) text: Arc<ScriptedText>,
    pub(super) image: Arc<ScriptedImage>,
    pub(super) pipeline: StoryPipeline,
    pub(super) checkpoints: Arc<Watched>,
    pub(super) assets: Arc<MemoryAssets>,
    pub(super) cancel: CancellationToken,
    pub(super) scope: AssetScope,
}

impl Bench {
    pub(super) fn new(script: &[Value], failures: &[(&str, ProviderErrorKind)]) -> Self {
        let text = Arc::new(ScriptedText {
            info: info("a writer"),
            script: Mutex::new(
                script.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), Into::into)).collect(),
            ),
            requests: Mutex::default(),
        });
        let image = ScriptedImage::new("a painter", failures);
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

    /// The same with other providers beside them.
    pub(super) fn with(mut self, change: impl FnOnce(&mut ProviderSet)) -> Self {
        let mut providers = self.pipeline.providers().clone();
        change(&mut providers);
        self.pipeline = StoryPipeline::new(providers);
        self
    }

    pub(super) fn run(&self) -> Run {
        Run::new(self.checkpoints.clone(), self.assets.clone(), self.scope.clone(), self.cancel.clone())
    }

    pub(super) async fn make(&self) -> Result<PictureBook, PipelineError> {
        self.pipeline.picture_book(&brief(), &self.run()).await
    }

    /// What has happened to the picture of a page, in order.
    pub(super) fn illustrations(&self, page: u32) -> Vec<(Option<AssetKey>, ImageStatus, Option<String>)> {
        let changes = self.checkpoints.changes.lock().unwrap();
        let of_page = changes.iter().filter_map(|change| match change {
            StoryChange::PageIllustrated { number, image, status, note, .. } if *number == page => {
                Some((image.clone(), *status, note.clone()))
            }
            _ => None,
        });
        of_page.collect()
    }
}

pub(super) fn brief() -> StoryBrief {
    let density = Some("light".into());
    BriefDraft { idea: "A fox".into(), num_pages: Some(2), text_density: density, ..BriefDraft::default() }
        .parse()
        .unwrap()
}

pub(super) fn scene() -> Value {
    json!({"place": "forest", "time_of_day": "noon", "weather": "clear", "mood": "calm", "action": "walks",
           "figures": [{"name": "Fox", "pose": "walking"}, {"name": "Nobody", "pose": ""}], "props": []})
}

pub(super) fn plan() -> Value {
    let beat = |n: u32| json!({"number": n, "purpose": "p", "summary": format!("s{n}")});
    json!({"title": "Fox", "logline": "A fox.", "cover": scene(), "beats": [beat(1), beat(2)],
           "cast": [{"name": "Fox", "role": "hero", "appearance": "a red fox"}]})
}

pub(super) fn page(number: u32) -> Value {
    json!({"number": number, "text": format!("On page {number} the fox goes out to look for the moon."), "image_alt": "A fox.", "scene": scene()})
}

pub(super) fn pages(numbers: &[u32]) -> Value {
    json!({"pages": numbers.iter().map(|n| page(*n)).collect::<Vec<_>>()})
}
