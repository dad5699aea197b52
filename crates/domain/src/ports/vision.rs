use std::sync::Arc;

use async_trait::async_trait;

use super::image::ImageReference;
use super::provider::{Call, Provider, ProviderError};
use super::text::{JsonSchema, TextReply};
use crate::language::Language;

/// Something that sees.
#[async_trait]
pub trait VisionModel: Provider {
    /// Looks at pictures and answers in the form of the schema.
    async fn look(&self, request: VisionRequest) -> Result<TextReply, ProviderError>;
}

/// What is asked of a vision model.
#[derive(Debug, Clone)]
pub struct VisionRequest {
    /// What to look for, in words of ours.
    pub instructions: String,
    /// The pictures; each one's name says what it is.
    pub images: Vec<ImageReference>,
    /// The form that the answer must have: [`crate::sight::IMAGE_DESCRIPTION`] or [`crate::sight::LIKENESS`].
    pub schema: JsonSchema,
    /// The language of the answer.
    pub language: Language,
    /// Most tokens of the answer.
    pub max_tokens: u32,
    /// Which call this is.
    pub call: Call,
}

#[async_trait]
impl<M: VisionModel + ?Sized> VisionModel for Arc<M> {
    async fn look(&self, request: VisionRequest) -> Result<TextReply, ProviderError> {
        (**self).look(request).await
    }
}
