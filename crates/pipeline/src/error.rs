use std::time::Duration;

use talewright_domain::StepKey;
use talewright_domain::ports::{AssetError, CheckpointError, ProviderError, ProviderErrorKind, Retry};

/// What stops a recipe. Finished steps are kept; a later run with the same checkpoints goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The owner stopped the job, the budget is reached, another worker has the job, …
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A provider failed for good.
    #[error("step {step} failed: {error}")]
    Provider {
        /// The step.
        step: StepKey,
        /// What the provider said.
        error: Box<ProviderError>,
    },
    /// A model's answer could not be used, not even after it was asked to mend it.
    #[error(
        "step {step} gave no usable answer after {tries} tries: {reason}; try again or choose another model"
    )]
    BadAnswer {
        /// The step.
        step: StepKey,
        /// How often the model was asked.
        tries: u32,
        /// What was wrong with the last answer.
        reason: String,
    },
    /// The moderator found it unfit for its readers.
    #[error("{what} may not be shown to its readers: {}; change it and try again", .categories.join(", "))]
    Unfit {
        /// What was judged: `the brief`, `the text of the story`, `the picture of page 3`.
        what: String,
        /// Why, by the moderator's names.
        categories: Vec<String>,
    },
    /// A file could not be stored or read.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// Our own fault.
    #[error("internal error: {0}; please report it")]
    Internal(String),
}

impl PipelineError {
    /// How long to wait before the run may go on: a provider is away, and did nothing. `None` when waiting is no
    /// help; the inner `None` when nobody knows how long.
    #[must_use]
    pub fn wait(&self) -> Option<Option<Duration>> {
        match self {
            Self::Provider { error, .. } => match error.retry() {
                Retry::After(asked) => Some(asked),
                Retry::Again => Some(None),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether only this step is lost, so that the rest of the story can go on.
    #[must_use]
    pub const fn is_local(&self) -> bool {
        matches!(
            self,
            Self::Provider { .. }
                | Self::BadAnswer { .. }
                | Self::Unfit { .. }
                | Self::Checkpoint(CheckpointError::Doubtful(_))
        )
    }

    /// Whether a content policy refused the step.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Provider { error, .. } => error.kind == ProviderErrorKind::Refused,
            Self::Unfit { .. } => true,
            _ => false,
        }
    }
}
