use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::bill::Prices;

/// What every port to a model has, whatever the model can.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Who it is and what it can.
    fn info(&self) -> &ProviderInfo;

    /// Asks, without paying, whether key, account and model are good: one finding for each provider behind
    /// this port. A provider that cannot be asked has nothing to find.
    async fn check(&self) -> Vec<Finding> {
        vec![Finding::fine(self.info())]
    }
}

#[async_trait]
impl<M: Provider + ?Sized> Provider for Arc<M> {
    fn info(&self) -> &ProviderInfo {
        (**self).info()
    }

    async fn check(&self) -> Vec<Finding> {
        (**self).check().await
    }
}

/// One thing that a provider can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// Writes.
    Text,
    /// Paints.
    Image,
    /// Sees.
    Vision,
    /// Speaks.
    Speech,
    /// Plays.
    Music,
    /// Judges.
    Moderation,
}

impl Capability {
    /// Every capability, in the order in which a person reads them.
    pub const ALL: [Self; 6] =
        [Self::Text, Self::Image, Self::Vision, Self::Speech, Self::Music, Self::Moderation];

    /// The name in settings, the price list and metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Image => "image",
            Self::Vision => "vision",
            Self::Speech => "speech",
            Self::Music => "music",
            Self::Moderation => "moderation",
        }
    }
}

/// Who answers for a capability, and what it can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderInfo {
    /// e.g. `offline`, `openai`.
    pub provider: String,
    /// The model's name as the provider writes it.
    pub model: String,
    /// Languages by primary tag; empty means any.
    pub languages: Vec<String>,
    /// What it asks for its calls.
    pub prices: Prices,
    /// How many reference images a call may have.
    pub max_references: usize,
    /// Most characters of a prompt, or of a text to speak.
    pub max_prompt: usize,
    /// A call with the key of an earlier one asks for that one's result and is not paid again.
    pub repeatable: bool,
    /// Said to the reader when this is not an AI service.
    pub notice: Option<String>,
}

impl ProviderInfo {
    /// A model that is free, knows every language and has no limits: what an adapter then narrows.
    pub fn new(provider: impl Into<String>, model: impl Into<String>) -> Self {
        Self {
            provider: provider.into(),
            model: model.into(),
            languages: Vec::new(),
            prices: Prices::default(),
            max_references: 0,
            max_prompt: usize::MAX,
            repeatable: false,
            notice: None,
        }
    }
}

/// What a check found about one provider.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Who was asked.
    pub provider: String,
    /// About which model.
    pub model: String,
    /// What is wrong, when something is.
    pub problem: Option<ProviderError>,
    /// What else a person should know: a model that is going to be shut down, credit that is left.
    pub notes: Vec<String>,
}

impl Finding {
    /// Nothing is wrong.
    #[must_use]
    pub fn fine(info: &ProviderInfo) -> Self {
        Self { provider: info.provider.clone(), model: info.model.clone(), problem: None, notes: Vec::new() }
    }

    /// This is wrong.
    #[must_use]
    pub fn wrong(info: &ProviderInfo, problem: ProviderError) -> Self {
        Self { problem: Some(problem), ..Self::fine(info) }
    }
}

/// What every request carries besides its content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// The same for every try of one step, in the form of a random UUID; providers that take an idempotency key
    /// get it.
    pub key: String,
    /// 1 for the first try. From the second on the earlier one may have been executed.
    pub attempt: u32,
    /// Stands for the user without naming them, for providers that ask who misuses them.
    pub user: Option<String>,
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
    /// Not executed: we ask too often.
    RateLimited {
        /// How long the provider asks us to wait.
        retry_after: Option<Duration>,
    },
    /// Certainly not executed: connection refused, overload by the vendor's word, a model that is loading.
    Unavailable {
        /// How long the provider asks us to wait.
        retry_after: Option<Duration>,
    },
    /// Sent, and no answer: it may have been executed and paid.
    Unknown,
    /// Sent, and no answer yet: a repetition with the same key asks for the result and is not paid again.
    Pending,
    /// The key is bad or the account has no credit: a person must act.
    Account,
    /// The model is shut down, or never was.
    ModelGone,
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
    /// Send it again: the key makes sure that it is paid once.
    Again,
    /// Send it again once more at most: the first may have been paid.
    AtOwnRisk,
    /// Change the request first.
    Reword,
    /// Do not.
    Never,
}

impl ProviderError {
    /// A failure of this provider.
    pub fn new(info: &ProviderInfo, kind: ProviderErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            provider: info.provider.clone(),
            model: info.model.clone(),
            message: message.into(),
            request_id: None,
        }
    }

    /// What may be done about it.
    #[must_use]
    pub const fn retry(&self) -> Retry {
        match self.kind {
            ProviderErrorKind::RateLimited { retry_after }
            | ProviderErrorKind::Unavailable { retry_after } => Retry::After(retry_after),
            ProviderErrorKind::Pending => Retry::Again,
            ProviderErrorKind::Unknown | ProviderErrorKind::Malformed => Retry::AtOwnRisk,
            ProviderErrorKind::Refused => Retry::Reword,
            ProviderErrorKind::Account
            | ProviderErrorKind::ModelGone
            | ProviderErrorKind::InvalidRequest
            | ProviderErrorKind::Unsupported => Retry::Never,
        }
    }

    /// Whether another provider may be asked at once: this one certainly did nothing, and will not soon.
    #[must_use]
    pub const fn may_ask_another(&self) -> bool {
        matches!(
            self.kind,
            ProviderErrorKind::RateLimited { .. }
                | ProviderErrorKind::Unavailable { .. }
                | ProviderErrorKind::Account
                | ProviderErrorKind::ModelGone
                | ProviderErrorKind::Unsupported
        )
    }
}
