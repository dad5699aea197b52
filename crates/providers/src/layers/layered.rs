use async_trait::async_trait;
use talewright_domain::ports::{
    Bill, Billed, Capability, Finding, ImageModel, ImageReply, ImageRequest, ModerationRequest, Moderator,
    MusicModel, MusicReply, MusicRequest, Provider, ProviderError, ProviderInfo, SpeechModel, SpeechReply,
    SpeechRequest, TextModel, TextReply, TextRequest, Usage, Verdict, VisionModel, VisionRequest, Voice,
};

use super::{About, Layer};

/// A model with a layer around each of its calls: a model of the same kind. Checks go to the model itself.
#[derive(Debug, Clone)]
pub struct Layered<M, L> {
    model: M,
    layer: L,
}

impl<M, L> Layered<M, L> {
    /// Puts the layer around the model.
    pub const fn new(model: M, layer: L) -> Self {
        Self { model, layer }
    }
}

impl<M: Provider, L> Layered<M, L> {
    fn about(&self, capability: Capability) -> About<'_> {
        About { capability, info: self.model.info() }
    }
}

#[async_trait]
impl<M: Provider, L: Layer> Provider for Layered<M, L> {
    fn info(&self) -> &ProviderInfo {
        self.model.info()
    }

    async fn check(&self) -> Vec<Finding> {
        self.model.check().await
    }
}

#[async_trait]
impl<M: TextModel, L: Layer> TextModel for Layered<M, L> {
    async fn write(&self, request: TextRequest) -> Result<TextReply, ProviderError> {
        self.layer.around(self.about(Capability::Text), || self.model.write(request.clone())).await
    }
}

#[async_trait]
impl<M: ImageModel, L: Layer> ImageModel for Layered<M, L> {
    async fn paint(&self, request: ImageRequest) -> Result<ImageReply, ProviderError> {
        self.layer.around(self.about(Capability::Image), || self.model.paint(request.clone())).await
    }
}

#[async_trait]
impl<M: VisionModel, L: Layer> VisionModel for Layered<M, L> {
    async fn look(&self, request: VisionRequest) -> Result<TextReply, ProviderError> {
        self.layer.around(self.about(Capability::Vision), || self.model.look(request.clone())).await
    }
}

#[async_trait]
impl<M: MusicModel, L: Layer> MusicModel for Layered<M, L> {
    async fn play(&self, request: MusicRequest) -> Result<MusicReply, ProviderError> {
        self.layer.around(self.about(Capability::Music), || self.model.play(request.clone())).await
    }
}

#[async_trait]
impl<M: Moderator, L: Layer> Moderator for Layered<M, L> {
    fn sees_images(&self) -> bool {
        self.model.sees_images()
    }

    async fn judge(&self, request: ModerationRequest) -> Result<Verdict, ProviderError> {
        self.layer.around(self.about(Capability::Moderation), || self.model.judge(request.clone())).await
    }
}

#[async_trait]
impl<M: SpeechModel, L: Layer> SpeechModel for Layered<M, L> {
    async fn voices(&self) -> Result<Vec<Voice>, ProviderError> {
        let about = self.about(Capability::Speech);
        let list = || async {
            let bill = Bill::free(about.info, Usage::default());
            Ok(Voices { list: self.model.voices().await?, bill })
        };
        Ok(self.layer.around(about, list).await?.list)
    }

    async fn speak(&self, request: SpeechRequest) -> Result<SpeechReply, ProviderError> {
        self.layer.around(self.about(Capability::Speech), || self.model.speak(request.clone())).await
    }
}

/// A list of voices goes through the layers like any call; it costs nothing.
struct Voices {
    list: Vec<Voice>,
    bill: Bill,
}

impl Billed for Voices {
    fn bill(&self) -> &Bill {
        &self.bill
    }
}
