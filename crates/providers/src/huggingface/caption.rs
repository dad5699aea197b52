use async_trait::async_trait;
use serde_json::Value;
use talewright_domain::ports::{
    Bill, Capability, Finding, FinishReason, ImageReference, Provider, ProviderError, ProviderErrorKind,
    ProviderInfo, TextReply, Usage, VisionModel, VisionRequest,
};
use talewright_domain::sight::{IMAGE_DESCRIPTION, ImageDescription};

use super::CAPTION;
use crate::account::Account;
use crate::chat::Chat;
use crate::http::Reply;
use crate::media::picture_type;

/// A model that sees: one that chats, or one that gives a picture a caption and can nothing else.
pub(crate) struct Seer {
    account: Account,
    info: ProviderInfo,
    /// None for a model that captions.
    chat: Option<Chat>,
}

impl Seer {
    pub(crate) fn new(account: Account, info: ProviderInfo) -> Self {
        let chats = !info.model.ends_with(CAPTION);
        let chat = || Chat::new(account.clone(), Capability::Vision, info.clone(), super::dialect());
        let chat = chats.then(chat);
        Self { account, info, chat }
    }

    async fn caption(&self, image: &ImageReference) -> Result<TextReply, ProviderError> {
        let model = self.info.model.trim_end_matches(CAPTION);
        let media_type = picture_type(&image.bytes).unwrap_or("image/png");
        let path = format!("/hf-inference/models/{model}");
        let request = self.account.endpoint.post(&path).bytes(media_type, image.bytes.clone());
        let reply = request.send(&self.info).await?;
        let words = caption_in(&reply)?;
        let description = ImageDescription { description: words, ..ImageDescription::default() };
        let text =
            serde_json::to_string(&description).map_err(|_| reply.exchange.malformed("gave no caption"))?;
        let usage = Usage { images: 1, estimated: true, ..Usage::default() };
        let bill = Bill::by_prices(&self.info, usage, reply.request_id());
        Ok(TextReply { text, finish: FinishReason::Stop, bill })
    }
}

/// `[{"generated_text": "…"}]`, or the object alone.
fn caption_in(reply: &Reply) -> Result<String, ProviderError> {
    let value = reply.value()?;
    let first = value.get(0).unwrap_or(&value);
    let words =
        first.get("generated_text").and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    words.map(ToOwned::to_owned).ok_or_else(|| reply.exchange.malformed("gave no caption"))
}

#[async_trait]
impl Provider for Seer {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    async fn check(&self) -> Vec<Finding> {
        self.account.check(Capability::Vision, &self.info).await
    }
}

#[async_trait]
impl VisionModel for Seer {
    async fn look(&self, request: VisionRequest) -> Result<TextReply, ProviderError> {
        if let Some(chat) = &self.chat {
            return chat.look(request).await;
        }
        let image = request.images.first().filter(|_| request.schema.name == IMAGE_DESCRIPTION);
        match image {
            Some(image) => self.caption(image).await,
            None => {
                let message = "gives pictures captions and can nothing else; set a model that chats";
                Err(ProviderError::new(&self.info, ProviderErrorKind::Unsupported, message))
            }
        }
    }
}
