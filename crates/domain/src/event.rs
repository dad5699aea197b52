//! What happens to a job, in order, for whoever watches.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::job::{JobId, JobStatus};
use crate::ports::AssetKey;
use crate::receipt::StepKey;
use crate::story::StoryId;

/// Something that happened. Stored in the transaction of the change that it tells of, numbered from 1 within
/// its job without gaps, published after the commit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// From 1 within the job.
    pub seq: i64,
    /// The job.
    pub job_id: JobId,
    /// The story that the job works on.
    pub story_id: Option<StoryId>,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum EventKind {
    /// The job waits for a worker (accepted, resumed or given back).
    JobQueued,
    /// A worker took the job.
    JobStarted {
        /// How many times it was begun, this one included.
        attempt: i32,
    },
    /// A step begins.
    StepStarted {
        /// The step.
        step: StepKey,
    },
    /// A step is done.
    StepFinished {
        /// The step.
        step: StepKey,
        /// The picture that it made.
        image: Option<AssetKey>,
        /// Progress of the whole job, 0 to 100.
        progress_percentage: f32,
    },
    /// A step was given up; the others go on.
    StepFailed {
        /// The step.
        step: StepKey,
        /// Why, for a person.
        message: String,
        /// Refused by a content policy, rather than failed.
        blocked: bool,
    },
    /// The job ended.
    JobFinished {
        /// How.
        status: JobStatus,
        /// Why, when it is not good news.
        message: Option<String>,
    },
}

impl EventKind {
    /// The transmitted name, e.g. `step_finished`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::JobQueued => "job_queued",
            Self::JobStarted { .. } => "job_started",
            Self::StepStarted { .. } => "step_started",
            Self::StepFinished { .. } => "step_finished",
            Self::StepFailed { .. } => "step_failed",
            Self::JobFinished { .. } => "job_finished",
        }
    }
}
