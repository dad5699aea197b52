use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::money::CostUsd;

/// Who answers for a capability, and what it can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderInfo {
    /// e.g. `offline`, `openai`.
    pub provider: String,
    /// The model's name as the provider writes it.
    pub model: String,
    /// Languages by primary tag; empty means any.
    pub languages: Vec<String>,
    /// What one call is expected to cost at most.
    pub price_per_call: CostUsd,
    /// How many reference images a call may have.
    pub max_references: usize,
    /// Said to the reader when this is not an AI service.
    pub notice: Option<String>,
}

/// What a call used, as far as the provider says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens read.
    pub input_tokens: u64,
    /// Tokens written, hidden reasoning included.
    pub output_tokens: u64,
    /// Pictures made.
    pub images: u32,
}

/// Why a text ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FinishReason {
    /// The model was done.
    Stop,
    /// The token limit cut it off.
    Length,
    /// A content filter cut it off.
    Filtered,
    /// Something that we do not know, by the provider's word.
    Other(String),
}

/// A provider's failure, with what the caller may do about it.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{provider} ({model}): {message}")]
pub struct ProviderError {
    /// What kind of failure.
    pub kind: ProviderErrorKind,
    /// Who failed.
    pub provider: String,
    /// Which model.
    pub model: String,
    /// For a person; never holds keys or the user's text.
    pub message: String,
    /// The provider's id of the request, for its support.
    pub request_id: Option<String>,
}

/// Kinds of failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProviderErrorKind {
    /// Certainly not executed: connection refused, rate limit, overload by the vendor's word.
    NotExecuted {
        /// How long the provider asks us to wait.
        retry_after: Option<Duration>,
    },
    /// Sent, and no answer: it may have been executed and paid.
    Unknown,
    /// The key is bad or the account has no credit: a person must act.
    Account,
    /// The request itself is wrong; sending it again is useless.
    InvalidRequest,
    /// The content policy refused it.
    Refused,
    /// An answer came that is not what was asked for.
    Malformed,
    /// This provider cannot do this at all.
    Unsupported,
}

/// What may be done about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Send it again after this time, or after a back-off of one's own.
    After(Option<Duration>),
    /// Send it again once more at most: the first may have been paid.
    AtOwnRisk,
    /// Change the request first.
    Reword,
    /// Do not.
    Never,
}

impl ProviderError {
    /// What may be done about it.
    #[must_use]
    pub const fn retry(&self) -> Retry {
        match self.kind {
            ProviderErrorKind::NotExecuted { retry_after } => Retry::After(retry_after),
            ProviderErrorKind::Unknown | ProviderErrorKind::Malformed => Retry::AtOwnRisk,
            ProviderErrorKind::Refused => Retry::Reword,
            ProviderErrorKind::Account
            | ProviderErrorKind::InvalidRequest
            | ProviderErrorKind::Unsupported => Retry::Never,
        }
    }
}
