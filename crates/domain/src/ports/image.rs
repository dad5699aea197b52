use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

use super::provider::{ProviderError, ProviderInfo, Usage};
use crate::money::CostUsd;
use crate::scene::Scene;

/// Something that paints.
#[async_trait]
pub trait ImageModel: Send + Sync {
    /// Who it is and what it can.
    fn info(&self) -> &ProviderInfo;

    /// Paints a picture.
    async fn paint(&self, request: ImageRequest) -> Result<ImageReply, ProviderError>;
}

/// What is asked of an image model.
#[derive(Debug, Clone)]
pub struct ImageRequest {
    /// The whole picture in words, made from `scene`.
    pub prompt: String,
    /// The picture in parts, for painters that understand them.
    pub scene: Scene,
    /// Reference sheets of the characters in it.
    pub references: Vec<ImageReference>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Makes pictures repeatable where the provider can.
    pub seed: u64,
    /// The same for every try of one step; providers that take an idempotency key get it.
    pub idempotency_key: String,
}

/// A picture that tells what a character looks like.
#[derive(Debug, Clone)]
pub struct ImageReference {
    /// The character's name.
    pub name: String,
    /// A PNG or JPEG file.
    pub bytes: Bytes,
    /// `image/png` or `image/jpeg`.
    pub media_type: String,
}

/// An image model's answer.
#[derive(Debug, Clone)]
pub struct ImageReply {
    /// The file.
    pub bytes: Bytes,
    /// `image/png`, `image/jpeg` or `image/webp`.
    pub media_type: String,
    /// What it used.
    pub usage: Usage,
    /// What it cost.
    pub cost: CostUsd,
    /// The provider's id of the request.
    pub request_id: Option<String>,
}

#[async_trait]
impl<M: ImageModel + ?Sized> ImageModel for Arc<M> {
    fn info(&self) -> &ProviderInfo {
        (**self).info()
    }

    async fn paint(&self, request: ImageRequest) -> Result<ImageReply, ProviderError> {
        (**self).paint(request).await
    }
}
