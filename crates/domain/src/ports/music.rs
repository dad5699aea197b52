use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

use super::bill::{Bill, Billed};
use super::provider::{Call, Provider, ProviderError};
use super::speech::AudioFormat;

/// Something that plays.
#[async_trait]
pub trait MusicModel: Provider {
    /// Makes music without words.
    async fn play(&self, request: MusicRequest) -> Result<MusicReply, ProviderError>;
}

/// What is asked of a music model.
#[derive(Debug, Clone)]
pub struct MusicRequest {
    /// What it should sound like, in English.
    pub prompt: String,
    /// How long it should be.
    pub seconds: u32,
    /// Makes it repeatable where the provider can.
    pub seed: u64,
    /// Which call this is.
    pub call: Call,
}

/// A music model's answer.
#[derive(Debug, Clone)]
pub struct MusicReply {
    /// The file.
    pub audio: Bytes,
    /// What file it is.
    pub format: AudioFormat,
    /// Who answered, and what it cost.
    pub bill: Bill,
}

impl Billed for MusicReply {
    fn bill(&self) -> &Bill {
        &self.bill
    }
}

#[async_trait]
impl<M: MusicModel + ?Sized> MusicModel for Arc<M> {
    async fn play(&self, request: MusicRequest) -> Result<MusicReply, ProviderError> {
        (**self).play(request).await
    }
}
