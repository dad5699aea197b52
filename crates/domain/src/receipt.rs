//! The ledger: one receipt a paid call, so that money possibly spent is never invisible.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::account::UnknownName;
use crate::money::CostUsd;
use crate::ports::Usage;

/// The place of a step in its recipe: `plan`, `cast/mara`, `text`, `page/3/image`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StepKey(String);

impl StepKey {
    /// A key from its text.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The page it works on: 3 for `page/3/image`.
    #[must_use]
    pub fn page(&self) -> Option<u32> {
        self.0.strip_prefix("page/")?.split('/').next()?.parse().ok()
    }
}

impl fmt::Display for StepKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a step stands. See `docs/ARCHITECTURE.md`, "Paid once".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// The call is intended, and may have been sent.
    Submitting,
    /// The provider gave an id by which to ask for the result.
    Accepted,
    /// The result is stored.
    Done,
    /// Given up; `resume` tries again.
    Failed,
    /// Refused by the provider's content policy.
    Blocked,
}

impl StepState {
    const ALL: [Self; 5] = [Self::Submitting, Self::Accepted, Self::Done, Self::Failed, Self::Blocked];

    /// The stored and transmitted name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submitting => "submitting",
            Self::Accepted => "accepted",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Blocked => "blocked",
        }
    }
}

impl FromStr for StepState {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|s| s.as_str() == text).ok_or_else(|| UnknownName(text.into()))
    }
}

/// A receipt as a reader sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its place in the recipe.
    pub key: StepKey,
    /// Where it stands.
    pub state: StepState,
    /// How often the call was begun.
    pub tries: i32,
    /// Who was asked.
    pub provider: String,
    /// Which model.
    pub model: String,
    /// What it was expected to cost.
    pub estimated_cost_usd: CostUsd,
    /// What it cost.
    pub cost_usd: CostUsd,
    /// What it used.
    pub usage: Option<Usage>,
    /// When it was first begun.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// Why it was given up.
    pub error: Option<String>,
}
