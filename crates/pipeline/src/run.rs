//! One run of one recipe: its receipts, its files, its way to be stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use talewright_domain::ports::{
    AssetError, AssetScope, AssetStore, Begin, CheckpointError, Checkpoints, Progress, ProviderError,
    ProviderInfo, Retry, StepDone, StepFailure, StepIntent, StepTicket, Usage,
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
    /// What becomes of the story when the step is given up.
    pub(crate) on_failure: fn(&StepKey, blocked: bool) -> Vec<StoryChange>,
}

/// What a step made.
pub(crate) struct Made<T> {
    pub(crate) result: T,
    pub(crate) cost: CostUsd,
    pub(crate) usage: Usage,
    pub(crate) changes: Vec<StoryChange>,
}

/// Why the work of a step did not succeed.
pub(crate) enum WorkError {
    Cancelled,
    Provider(ProviderError),
    Asset(AssetError),
    Internal(String),
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

/// How often one step may be paid: the second time on the house, see `docs/adr/001`.
const MOST_TRIES: i32 = 2;

impl Run {
    /// A run with these receipts, that stores its files under `scope` and stops when `cancel` fires.
    #[must_use]
    pub fn new(
        checkpoints: Arc<dyn Checkpoints>,
        assets: Arc<dyn AssetStore>,
        scope: AssetScope,
        cancel: CancellationToken,
    ) -> Self {
        Self { checkpoints, assets, scope, cancel, progress: Arc::default() }
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
        loop {
            let ticket = match self.begin(intent.clone()).await? {
                Begin::Done(result) => {
                    self.step_done();
                    return serde_json::from_value(result).map_err(internal);
                }
                // No provider can be asked by id yet; their own port method comes with the first that can.
                Begin::Ask(ticket, _) | Begin::Go(ticket) => ticket,
            };
            let error = match work(ticket.clone()).await {
                Ok(made) => return self.finish(&ticket, made).await,
                Err(WorkError::Cancelled) => return Err(CheckpointError::Cancelled.into()),
                Err(error) => error,
            };
            let again = matches!(&error, WorkError::Provider(e) if e.retry() == Retry::AtOwnRisk);
            self.give_up(&ticket, &error, &spec).await?;
            if !again || ticket.tries >= MOST_TRIES {
                return Err(match error {
                    WorkError::Provider(error) => {
                        PipelineError::Provider { step: spec.key, error: Box::new(error) }
                    }
                    WorkError::Asset(error) => PipelineError::Asset(error),
                    WorkError::Cancelled => CheckpointError::Cancelled.into(),
                    WorkError::Internal(text) => PipelineError::Internal(text),
                });
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

    async fn finish<T: Serialize>(&self, ticket: &StepTicket, made: Made<T>) -> Result<T, PipelineError> {
        let done = StepDone {
            result: serde_json::to_value(&made.result).map_err(internal)?,
            cost: made.cost,
            usage: made.usage,
            changes: made.changes,
            progress: self.step_done(),
        };
        self.checkpoints.finish(ticket, done).await?;
        Ok(made.result)
    }

    async fn give_up<I>(
        &self,
        ticket: &StepTicket,
        error: &WorkError,
        spec: &StepSpec<'_, I>,
    ) -> Result<(), PipelineError> {
        let (message, blocked, maybe_paid) = match error {
            WorkError::Provider(error) => {
                (error.to_string(), error.retry() == Retry::Reword, error.retry() == Retry::AtOwnRisk)
            }
            WorkError::Asset(error) => (error.to_string(), false, true),
            WorkError::Cancelled => ("cancelled".into(), false, true),
            WorkError::Internal(text) => (text.clone(), false, true),
        };
        let changes = (spec.on_failure)(&spec.key, blocked);
        let failure = StepFailure { message, blocked, maybe_paid, changes };
        Ok(self.checkpoints.fail(ticket, failure).await?)
    }
}

/// A step that leaves no trace in the story when it is given up.
pub(crate) fn no_change(_: &StepKey, _: bool) -> Vec<StoryChange> {
    Vec::new()
}

fn intent<I: Serialize>(spec: &StepSpec<'_, I>) -> Result<StepIntent, PipelineError> {
    // The model belongs to the inputs: another model is another step. (Struct fields and serde_json's maps
    // have a stable order, so equal inputs have equal bytes.)
    let inputs = (spec.inputs, &spec.provider.provider, &spec.provider.model);
    let bytes = serde_json::to_vec(&inputs).map_err(internal)?;
    Ok(StepIntent {
        key: spec.key.clone(),
        stage: spec.stage.to_owned(),
        input_hash: hex::encode(Sha256::digest(bytes)),
        provider: spec.provider.provider.clone(),
        model: spec.provider.model.clone(),
        estimate: spec.provider.price_per_call,
    })
}

fn internal(error: serde_json::Error) -> PipelineError {
    PipelineError::Internal(error.to_string())
}
