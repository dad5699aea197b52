//! A job: one run of one recipe, durable from the moment it is accepted.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::account::{UnknownName, UserId};
use crate::id::Id;
use crate::money::CostUsd;
use crate::receipt::Step;
use crate::story::StoryId;

/// The identifier of a [`Job`].
pub type JobId = Id<Job>;

/// One run of one recipe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Its identifier.
    pub id: JobId,
    /// Who asked for it and pays.
    pub owner: UserId,
    /// Which recipe.
    pub kind: JobKind,
    /// The story that it works on.
    pub story_id: Option<StoryId>,
    /// The page that it makes anew, and what of it.
    pub page_order: Option<PageOrder>,
    /// Where it stands.
    pub status: JobStatus,
    /// Higher is sooner; from the owner's plan.
    pub priority: i32,
    /// The stage in progress: `plan`, `cast`, `text`, `images`, `assemble`.
    pub current_stage: Option<String>,
    /// Stages behind it, in order.
    pub completed_stages: Vec<String>,
    /// 0 to 100.
    pub progress_percentage: f32,
    /// What it was expected to cost at most.
    pub estimated_cost_usd: CostUsd,
    /// What it has cost.
    pub actual_cost_usd: CostUsd,
    /// It pauses before it costs more.
    pub max_cost_usd: Option<CostUsd>,
    /// Claims begun. After three that ended with their process, the job is parked.
    pub attempts: i32,
    /// Why it stopped.
    pub error: Option<JobFailure>,
    /// Somebody wants it to stop.
    pub cancel_requested: bool,
    /// The number of its latest event.
    pub last_event_seq: i64,
    /// When it was accepted.
    pub created_at: DateTime<Utc>,
    /// When a worker first took it.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// Its receipts; empty where they were not asked for.
    pub steps: Vec<Step>,
}

/// What of one page is to be made anew.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageOrder {
    /// The page; 0 is the cover.
    pub number: u32,
    /// Write its text again; picture and narration become stale unless they are ordered too.
    pub text: bool,
    /// Paint its picture again.
    pub image: bool,
    /// Read it aloud again.
    pub narration: bool,
    /// Paint it from these words instead of those that follow from the text.
    pub image_prompt: Option<String>,
    /// What should be different about the text, in the user's words.
    pub wish: Option<String>,
}

/// Why a job stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobFailure {
    /// Stable and machine-readable, e.g. `provider_failed`, `budget_reached`, `crashed`.
    pub code: String,
    /// For a person: what happened and what to do next.
    pub message: String,
}

/// Which recipe a job runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// An idea becomes an illustrated book.
    PictureBook,
    /// One page of a book is made anew.
    RegeneratePage,
}

impl JobKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::PictureBook, Self::RegeneratePage];

    /// The stored and transmitted name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PictureBook => "picture_book",
            Self::RegeneratePage => "regenerate_page",
        }
    }
}

impl FromStr for JobKind {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|k| k.as_str() == text).ok_or_else(|| UnknownName(text.into()))
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// Waiting for a worker.
    Queued,
    /// A worker has it.
    Running,
    /// Done, whole.
    Completed,
    /// Done, with steps that failed; `resume` redoes only those.
    CompletedWithGaps,
    /// Refused by a provider's content policy.
    Blocked,
    /// Its budget is reached; `resume` goes on.
    Paused,
    /// An error ended it; finished steps are kept.
    Failed,
    /// Its owner stopped it.
    Cancelled,
    /// It killed its process too often; a person must look.
    Parked,
}

impl JobStatus {
    /// Every status.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Running,
        Self::Completed,
        Self::CompletedWithGaps,
        Self::Blocked,
        Self::Paused,
        Self::Failed,
        Self::Cancelled,
        Self::Parked,
    ];

    /// The stored and transmitted name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::CompletedWithGaps => "completed_with_gaps",
            Self::Blocked => "blocked",
            Self::Paused => "paused",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Parked => "parked",
        }
    }

    /// Nothing will happen any more unless somebody asks.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }

    /// Whether `resume` makes sense: something is left to do.
    #[must_use]
    pub const fn can_resume(self) -> bool {
        self.is_terminal() && !matches!(self, Self::Completed)
    }

    /// Whether a job may go from here to `next`.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        match self {
            Self::Queued => matches!(next, Self::Running | Self::Cancelled),
            Self::Running => true,
            _ => matches!(next, Self::Queued) && self.can_resume(),
        }
    }
}

impl FromStr for JobStatus {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|s| s.as_str() == text).ok_or_else(|| UnknownName(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for status in JobStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
    }

    #[test]
    fn only_queued_jobs_are_claimed_and_only_unfinished_ones_resumed() {
        for status in JobStatus::ALL {
            let claimable = matches!(status, JobStatus::Queued | JobStatus::Running);
            assert_eq!(status.may_become(JobStatus::Running), claimable, "{status:?}");
            assert_eq!(
                status.may_become(JobStatus::Queued),
                status.can_resume() || status == JobStatus::Running
            );
        }
        assert!(!JobStatus::Completed.may_become(JobStatus::Cancelled));
    }
}
