//! One run of one recipe: its receipts, its files, its way to be stopped.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use talewright_domain::ports::{
    AssetError, AssetKey, AssetScope, AssetStore, Begin, Bill, Call, CheckpointError, Checkpoints,
    ImageReference, Progress, ProviderError, ProviderInfo, Retry, StepDone, StepFailure, StepIntent,
    StepTicket,
};
use talewright_domain::{CostUsd, Id, StepKey, StoryChange};
use tokio_util::sync::CancellationToken;

use crate::error::PipelineError;
use crate::memory::{MemoryAssets, MemoryCheckpoints};

/// What a recipe needs besides its brief.
#[derive(Clone)]
pub struct Run {
    checkpoints: Arc<dyn Checkpoints>,
    assets: Arc<dyn AssetStore>,
    scope: AssetScope,
    cancel: CancellationToken,
    progress: Arc<Counter>,
    user: Option<String>,
    may_wait: bool,
    variation: u64,
    painted: Arc<BTreeMap<u32, AssetKey>>,
}

#[derive(Default)]
struct Counter {
    done: AtomicU32,
    total: AtomicU32,
}

/// A step about to be run.
pub(crate) struct StepSpec<'a, I> {
    pub(crate) key: StepKey,
    pub(crate) stage: &'static str,
    /// Everything that decides the result.
    pub(crate) inputs: &'a I,
    pub(crate) provider: &'a ProviderInfo,
    /// What the call may cost at most.
    pub(crate) estimate: CostUsd,
}

/// What a step made.
pub(crate) struct Made<T> {
    pub(crate) result: T,
    pub(crate) bill: Bill,
    pub(crate) changes: Vec<StoryChange>,
}

/// Why the work of a step did not succeed.
pub(crate) enum WorkError {
    Cancelled,
    Provider(ProviderError),
    Asset(AssetError),
    Internal(String),
}

impl WorkError {
    /// The same outside of a step.
    pub(crate) fn into_error(self) -> PipelineError {
        self.of_step(&StepKey::new("files"))
    }

    fn of_step(self, step: &StepKey) -> PipelineError {
        match self {
            Self::Provider(error) => PipelineError::Provider { step: step.clone(), error: Box::new(error) },
            Self::Asset(error) => PipelineError::Asset(error),
            Self::Cancelled => CheckpointError::Cancelled.into(),
            Self::Internal(text) => PipelineError::Internal(text),
        }
    }
}

impl From<ProviderError> for WorkError {
    fn from(error: ProviderError) -> Self {
        Self::Provider(error)
    }
}

impl From<AssetError> for WorkError {
    fn from(error: AssetError) -> Self {
        Self::Asset(error)
    }
}

/// How many calls of one step may have been paid for nothing: one more is made then, on the house, and no third
/// one; see `docs/adr/001`.
const MOST_DOUBTS: i32 = 1;
/// How often a call is repeated whose key keeps it from being paid twice.
const MOST_REPETITIONS: u32 = 3;
/// Waits between attempts to store a file.
const FIRST_WAIT: Duration = Duration::from_millis(50);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

impl Run {
    /// A run with these receipts, that stores its files under `scope` and stops when `cancel` fires.
    #[must_use]
    pub fn new(
        checkpoints: Arc<dyn Checkpoints>,
        assets: Arc<dyn AssetStore>,
        scope: AssetScope,
        cancel: CancellationToken,
    ) -> Self {
        Self {
            checkpoints,
            assets,
            scope,
            cancel,
            progress: Arc::default(),
            user: None,
            may_wait: false,
            variation: 0,
            painted: Arc::default(),
        }
    }

    /// Stands for the user without naming them: providers that ask who misuses them are told this.
    #[must_use]
    pub fn for_user(self, user: String) -> Self {
        Self { user: Some(user), ..self }
    }

    /// Whoever runs this can run it again later: a provider that is away ends the run with its error instead of
    /// leaving gaps.
    #[must_use]
    pub fn that_may_wait(self, may_wait: bool) -> Self {
        Self { may_wait, ..self }
    }

    /// Pages whose picture is there already, from an earlier run or because somebody had it made anew since: those
    /// are not painted again.
    #[must_use]
    pub fn with_pictures(self, painted: BTreeMap<u32, AssetKey>) -> Self {
        Self { painted: Arc::new(painted), ..self }
    }

    /// The picture that a page has already.
    pub(crate) fn picture_of(&self, page: u32) -> Option<&AssetKey> {
        self.painted.get(&page)
    }

    /// A number of this run, for pictures that must differ from those of earlier runs of the same story.
    #[must_use]
    pub fn with_variation(self, variation: u64) -> Self {
        Self { variation, ..self }
    }

    pub(crate) const fn variation(&self) -> u64 {
        self.variation
    }

    /// Whether this failure is no reason to give a step up, because the run can go on later.
    pub(crate) fn may_wait_for(&self, error: &PipelineError) -> bool {
        self.may_wait && error.wait().is_some()
    }

    /// A run that keeps everything in memory and that nobody stops.
    #[must_use]
    pub fn in_memory() -> Self {
        let checkpoints = Arc::new(MemoryCheckpoints::new());
        let scope = AssetScope::story(Id::generate());
        Self::new(checkpoints, Arc::new(MemoryAssets::new()), scope, CancellationToken::new())
    }

    /// Where its files are.
    #[must_use]
    pub fn assets(&self) -> &dyn AssetStore {
        &*self.assets
    }

    /// The scope of its files.
    #[must_use]
    pub const fn scope(&self) -> &AssetScope {
        &self.scope
    }

    /// Reads pictures for a request.
    pub(crate) async fn load_images<'a>(
        &self,
        pictures: impl Iterator<Item = &'a (String, AssetKey)>,
    ) -> Result<Vec<ImageReference>, WorkError> {
        let mut loaded = Vec::new();
        for (name, key) in pictures {
            let bytes = self.assets.get(key).await?;
            loaded.push(ImageReference {
                name: name.clone(),
                bytes,
                media_type: key.media_type().to_owned(),
            });
        }
        Ok(loaded)
    }

    /// Stores a file that was paid for, as often as it takes: a full disk is waited for until somebody cancels.
    pub(crate) async fn keep(&self, extension: &str, bytes: Bytes) -> Result<AssetKey, WorkError> {
        let mut wait = FIRST_WAIT;
        loop {
            match self.assets.put(&self.scope, extension, bytes.clone()).await {
                Ok(key) => return Ok(key),
                Err(error) => tracing::warn!(%error, "a file could not be stored; trying again"),
            }
            tokio::select! {
                () = self.cancel.cancelled() => return Err(WorkError::Cancelled),
                () = tokio::time::sleep(wait) => wait = (wait * 2).min(LONGEST_WAIT),
            }
        }
    }

    /// Says how many steps the recipe has, as far as is known.
    pub(crate) fn expect_steps(&self, total: u32) {
        self.progress.total.store(total, Ordering::Relaxed);
    }

    fn step_done(&self) -> Progress {
        Progress {
            done: self.progress.done.fetch_add(1, Ordering::Relaxed) + 1,
            total: self.progress.total.load(Ordering::Relaxed),
        }
    }

    /// Gives the stored result of a step, or does its work and stores what came of it.
    ///
    /// A call whose fate is unknown is made once more, never a third time.
    pub(crate) async fn step<T, I, F>(
        &self,
        spec: StepSpec<'_, I>,
        work: impl Fn(StepTicket) -> F,
    ) -> Result<T, PipelineError>
    where
        T: Serialize + DeserializeOwned,
        I: Serialize,
        F: Future<Output = Result<Made<T>, WorkError>>,
    {
        let intent = intent(&spec)?;
        let mut repetitions = 0;
        loop {
            let ticket = match self.begin(intent.clone()).await? {
                Begin::Done(result) => {
                    self.step_done();
                    return serde_json::from_value(result).map_err(internal);
                }
                // An adapter whose provider can be asked does so from the second try on, by the call's key.
                Begin::Ask(ticket, _) | Begin::Go(ticket) => ticket,
            };
            let error = match work(ticket.clone()).await {
                Ok(made) => return self.finish(&ticket, made).await,
                Err(WorkError::Cancelled) => return Err(CheckpointError::Cancelled.into()),
                Err(error) => error,
            };
            let again = match &error {
                WorkError::Provider(error) if error.retry() == Retry::AtOwnRisk => {
                    ticket.doubts < MOST_DOUBTS
                }
                WorkError::Provider(error) if error.retry() == Retry::Again => repetitions < MOST_REPETITIONS,
                _ => false,
            };
            repetitions += 1;
            self.give_up(&ticket, &error).await?;
            if !again {
                return Err(error.of_step(&spec.key));
            }
        }
    }

    async fn begin(&self, intent: StepIntent) -> Result<Begin, PipelineError> {
        if self.cancel.is_cancelled() {
            return Err(CheckpointError::Cancelled.into());
        }
        Ok(self.checkpoints.begin(intent).await?)
    }

    /// Drops a provider's call the moment somebody cancels. What is in hand is kept: storing it is not dropped.
    pub(crate) async fn unless_cancelled<T>(
        &self,
        call: impl Future<Output = Result<T, ProviderError>>,
    ) -> Result<T, WorkError> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(WorkError::Cancelled),
            reply = call => Ok(reply?),
        }
    }

    /// What a request of this step carries besides its content.
    pub(crate) fn call(&self, ticket: &StepTicket) -> Call {
        Call {
            key: ticket.idempotency_key.clone(),
            attempt: ticket.tries.max(1).cast_unsigned(),
            user: self.user.clone(),
        }
    }

    /// A step of our own, that nobody is paid for: it only records, or changes the story.
    pub(crate) async fn note<T, I>(
        &self,
        key: StepKey,
        stage: &'static str,
        (inputs, result): (&I, T),
        changes: Vec<StoryChange>,
    ) -> Result<T, PipelineError>
    where
        T: Serialize + DeserializeOwned + Clone,
        I: Serialize,
    {
        let ourselves = ProviderInfo { repeatable: true, ..ProviderInfo::new("talewright", "") };
        let spec = StepSpec { key, stage, inputs, provider: &ourselves, estimate: CostUsd::ZERO };
        self.step(spec, |_| {
            let (result, changes) = (result.clone(), changes.clone());
            let bill = Bill::free(&ourselves, talewright_domain::ports::Usage::default());
            async { Ok(Made { result, bill, changes }) }
        })
        .await
    }

    async fn finish<T: Serialize>(&self, ticket: &StepTicket, made: Made<T>) -> Result<T, PipelineError> {
        let done = StepDone {
            result: serde_json::to_value(&made.result).map_err(internal)?,
            bill: made.bill,
            changes: made.changes,
            progress: self.step_done(),
        };
        self.checkpoints.finish(ticket, done).await?;
        Ok(made.result)
    }

    async fn give_up(&self, ticket: &StepTicket, error: &WorkError) -> Result<(), PipelineError> {
        let (message, blocked, maybe_paid) = match error {
            WorkError::Provider(error) => {
                (error.to_string(), error.retry() == Retry::Reword, error.retry() == Retry::AtOwnRisk)
            }
            WorkError::Asset(error) => (error.to_string(), false, true),
            WorkError::Cancelled => ("cancelled".into(), false, true),
            WorkError::Internal(text) => (text.clone(), false, true),
        };
        let failure = StepFailure { message, blocked, maybe_paid, changes: Vec::new() };
        Ok(self.checkpoints.fail(ticket, failure).await?)
    }
}

fn intent<I: Serialize>(spec: &StepSpec<'_, I>) -> Result<StepIntent, PipelineError> {
    // Struct fields and serde_json's maps have a stable order, so equal inputs have equal bytes. Provider and model
    // do not belong to them: what one model has finished is not paid again because another is configured now.
    let bytes = serde_json::to_vec(spec.inputs).map_err(internal)?;
    Ok(StepIntent {
        key: spec.key.clone(),
        stage: spec.stage.to_owned(),
        input_hash: hex::encode(Sha256::digest(bytes)),
        provider: spec.provider.provider.clone(),
        model: spec.provider.model.clone(),
        estimate: spec.estimate,
        repeatable: spec.provider.repeatable,
    })
}

fn internal(error: serde_json::Error) -> PipelineError {
    PipelineError::Internal(error.to_string())
}
