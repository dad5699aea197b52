use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

use super::bill::{Bill, Billed};
use super::provider::{Call, Provider, ProviderError};
use crate::scene::Scene;

/// Something that paints.
#[async_trait]
pub trait ImageModel: Provider {
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
    /// Which call this is.
    pub call: Call,
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
    /// Who answered, and what it cost.
    pub bill: Bill,
}

impl Billed for ImageReply {
    fn bill(&self) -> &Bill {
        &self.bill
    }
}

#[async_trait]
impl<M: ImageModel + ?Sized> ImageModel for Arc<M> {
    async fn paint(&self, request: ImageRequest) -> Result<ImageReply, ProviderError> {
        (**self).paint(request).await
    }
}
