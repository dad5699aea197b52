use async_trait::async_trait;
use serde_json::Value;

use super::bill::Bill;
use crate::money::CostUsd;
use crate::receipt::StepKey;
use crate::story::StoryChange;

/// The receipts of one job: what was paid for, and what came of it. See `docs/adr/001`.
///
/// The moments T1 to T5 are those of `docs/ARCHITECTURE.md`, "Paid once". Each method is one transaction.
#[async_trait]
pub trait Checkpoints: Send + Sync {
    /// T1 and T5: finds the result of an earlier run, or records that the call will be made now.
    async fn begin(&self, step: StepIntent) -> Result<Begin, CheckpointError>;

    /// T2: the provider gave an id by which the result can be asked for.
    async fn accepted(&self, ticket: &StepTicket, provider_ref: &str) -> Result<(), CheckpointError>;

    /// T3: the result is here, its files are stored.
    async fn finish(&self, ticket: &StepTicket, done: StepDone) -> Result<(), CheckpointError>;

    /// The step is given up; others may go on.
    async fn fail(&self, ticket: &StepTicket, failure: StepFailure) -> Result<(), CheckpointError>;
}

/// A call that somebody intends to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepIntent {
    /// Its place in the recipe.
    pub key: StepKey,
    /// The stage that it belongs to: `plan`, `cast`, `text`, `images`, `assemble`.
    pub stage: String,
    /// SHA-256 of everything that goes into it: a changed input is another step.
    pub input_hash: String,
    /// Who will be asked.
    pub provider: String,
    /// Which model.
    pub model: String,
    /// What it will cost at most.
    pub estimate: CostUsd,
    /// The provider pays attention to the idempotency key: a repetition is not paid again.
    pub repeatable: bool,
}

/// What to do about a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Begin {
    /// It is done already: use this result, pay nothing.
    Done(Value),
    /// Ask the provider for the result of an earlier call by this id.
    Ask(StepTicket, String),
    /// Make the call.
    Go(StepTicket),
}

/// The right to make one call, and to record what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepTicket {
    /// Its place in the recipe.
    pub key: StepKey,
    /// See [`StepIntent::input_hash`].
    pub input_hash: String,
    /// How often it was begun, this time included.
    pub tries: i32,
    /// How many of the earlier tries may have been paid and brought nothing.
    pub doubts: i32,
    /// The same for every try.
    pub idempotency_key: String,
}

/// A finished step.
#[derive(Debug, Clone, PartialEq)]
pub struct StepDone {
    /// What a later run gets from [`Begin::Done`].
    pub result: Value,
    /// Who answered, what it used and what it cost.
    pub bill: Bill,
    /// What it changes in the story, in the same transaction.
    pub changes: Vec<StoryChange>,
    /// How far the job is now.
    pub progress: Progress,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Steps done.
    pub done: u32,
    /// Steps in all, as far as is known.
    pub total: u32,
}

impl Progress {
    /// 0 to 100.
    #[must_use]
    pub fn percentage(self) -> f32 {
        if self.total == 0 { 0.0 } else { (100.0 * self.done as f32 / self.total as f32).min(100.0) }
    }
}

/// A step that was given up.
#[derive(Debug, Clone, PartialEq)]
pub struct StepFailure {
    /// Why, for a person.
    pub message: String,
    /// Refused by a content policy, rather than failed.
    pub blocked: bool,
    /// The call may have been executed and paid.
    pub maybe_paid: bool,
    /// What it changes in the story, in the same transaction.
    pub changes: Vec<StoryChange>,
}

/// Why a step may not go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The owner stopped the job.
    #[error("the job was cancelled")]
    Cancelled,
    /// Another worker has the job now; this one must stop and change nothing.
    #[error("another worker took the job over")]
    LeaseLost,
    /// The next call would cost more than is allowed.
    #[error(
        "the budget of {limit} is reached: {spent} spent, the next step may cost {next}; raise max_cost_usd and resume"
    )]
    OverBudget {
        /// What is allowed.
        limit: CostUsd,
        /// What was spent.
        spent: CostUsd,
        /// What the next step may cost.
        next: CostUsd,
    },
    /// A step was begun twice with no known end; a third call could be paid a third time.
    #[error("step {0} was begun twice and never ended; look at it before you resume")]
    Doubtful(StepKey),
    /// The disk is nearly full: nothing is paid that could not be stored.
    #[error("less than {0} MB of disk space are left; free some and resume")]
    DiskFull(u64),
    /// The database failed.
    #[error("the checkpoint could not be stored: {0}")]
    Store(String),
}
