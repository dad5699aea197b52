use talewright_domain::StepKey;
use talewright_domain::ports::{AssetError, CheckpointError, ProviderError, ProviderErrorKind};

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
    /// A file could not be stored or read.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// Our own fault.
    #[error("internal error: {0}; please report it")]
    Internal(String),
}

impl PipelineError {
    /// Whether only this step is lost, so that the rest of the story can go on.
    #[must_use]
    pub const fn is_local(&self) -> bool {
        matches!(
            self,
            Self::Provider { .. } | Self::BadAnswer { .. } | Self::Checkpoint(CheckpointError::Doubtful(_))
        )
    }

    /// Whether a content policy refused the step.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Provider { error, .. } if error.kind == ProviderErrorKind::Refused)
    }
}
