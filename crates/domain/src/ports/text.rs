use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use super::bill::{Bill, Billed};
use super::provider::{Call, FinishReason, Provider, ProviderError};
use crate::language::Language;

/// Something that writes.
#[async_trait]
pub trait TextModel: Provider {
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
    /// Which call this is.
    pub call: Call,
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
    /// Who answered, and what it cost.
    pub bill: Bill,
}

impl Billed for TextReply {
    fn bill(&self) -> &Bill {
        &self.bill
    }
}

#[async_trait]
impl<M: TextModel + ?Sized> TextModel for Arc<M> {
    async fn write(&self, request: TextRequest) -> Result<TextReply, ProviderError> {
        (**self).write(request).await
    }
}
