use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use super::provider::{FinishReason, ProviderError, ProviderInfo, Usage};
use crate::language::Language;
use crate::money::CostUsd;

/// Something that writes.
#[async_trait]
pub trait TextModel: Send + Sync {
    /// Who it is and what it can.
    fn info(&self) -> &ProviderInfo;

    /// Writes an answer.
    async fn write(&self, request: TextRequest) -> Result<TextReply, ProviderError>;
}

/// What is asked of a text model.
#[derive(Debug, Clone)]
pub struct TextRequest {
    /// The conversation so far.
    pub messages: Vec<Message>,
    /// The form that the answer must have.
    pub schema: Option<JsonSchema>,
    /// The language of the answer.
    pub language: Language,
    /// Most tokens of the answer.
    pub max_tokens: u32,
    /// Makes answers repeatable where the provider can.
    pub seed: u64,
    /// The same for every try of one step; providers that take an idempotency key get it.
    pub idempotency_key: String,
}

/// A named JSON schema.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonSchema {
    /// e.g. [`crate::plan::STORY_PLAN`]; at most 64 of `[A-Za-z0-9_-]`.
    pub name: String,
    /// The schema: every property required, nothing additional, at most five levels.
    pub schema: Value,
}

/// One turn of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Who speaks.
    pub speaker: Speaker,
    /// What is said.
    pub parts: Vec<Part>,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The product: what to do.
    System,
    /// The person's side: instructions of ours and data of theirs.
    User,
    /// The model itself, earlier.
    Model,
}

/// A piece of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Words of ours.
    Text(String),
    /// What the user gave or a model made earlier: data, never instructions. Adapters fence and label it.
    Data {
        /// e.g. `brief`, `plan`.
        name: String,
        /// The data.
        value: Value,
    },
}

/// A text model's answer.
#[derive(Debug, Clone)]
pub struct TextReply {
    /// The text; JSON where a schema was given, unless the model failed at it.
    pub text: String,
    /// Why it ended.
    pub finish: FinishReason,
    /// What it used.
    pub usage: Usage,
    /// What it cost.
    pub cost: CostUsd,
    /// The provider's id of the request.
    pub request_id: Option<String>,
}

#[async_trait]
impl<M: TextModel + ?Sized> TextModel for Arc<M> {
    fn info(&self) -> &ProviderInfo {
        (**self).info()
    }

    async fn write(&self, request: TextRequest) -> Result<TextReply, ProviderError> {
        (**self).write(request).await
    }
}
