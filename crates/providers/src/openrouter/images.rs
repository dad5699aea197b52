use async_trait::async_trait;
use serde_json::{Value, json};
use talewright_domain::ports::{
    Bill, Capability, Finding, ImageModel, ImageReply, ImageRequest, Provider, ProviderError, ProviderInfo,
    Usage,
};

use crate::account::Account;
use crate::chat::cost_in;
use crate::media::{data_url, picture_type};
use crate::openai::picture_in;
use crate::prompt;

/// A model that paints by OpenRouter's `/images`, its references in the request.
pub(crate) struct Painter {
    account: Account,
    info: ProviderInfo,
}

impl Painter {
    pub(crate) const fn new(account: Account, info: ProviderInfo) -> Self {
        Self { account, info }
    }
}

fn body(request: &ImageRequest, info: &ProviderInfo) -> Value {
    let references: Vec<_> = request.references.iter().take(info.max_references).collect();
    let names: Vec<&str> = references.iter().map(|reference| reference.name.as_str()).collect();
    let shown = references.iter().map(|reference| {
        let media_type = picture_type(&reference.bytes).unwrap_or("image/png");
        json!({"type": "image_url", "image_url": {"url": data_url(media_type, &reference.bytes)}})
    });
    let mut body = json!({
        "model": info.model,
        "prompt": prompt::with_references(&request.prompt, &names),
        "n": 1,
        "size": format!("{}x{}", request.width, request.height),
        "quality": "medium",
        "output_format": "png",
        "seed": request.seed & 0x7fff_ffff,
    });
    if let Some(fields) = body.as_object_mut().filter(|_| !references.is_empty()) {
        fields.insert("input_references".into(), shown.collect());
    }
    body
}

#[async_trait]
impl Provider for Painter {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    async fn check(&self) -> Vec<Finding> {
        self.account.check(Capability::Image, &self.info).await
    }
}

#[async_trait]
impl ImageModel for Painter {
    async fn paint(&self, request: ImageRequest) -> Result<ImageReply, ProviderError> {
        let body = body(&request, &self.info);
        let reply = self.account.endpoint.post("/images").json(&body).send(&self.info).await?;
        picture_in(&reply, &self.account.endpoint, &self.info, bill).await
    }
}

fn bill(info: &ProviderInfo, usage: Option<Usage>, request_id: Option<String>) -> Bill {
    let usage = Usage { images: 1, ..usage.unwrap_or_default() };
    match usage.raw.as_ref().and_then(cost_in) {
        Some(cost) => Bill::named(info, usage, request_id, cost),
        None => crate::openai::bill_of_picture(info, usage, request_id),
    }
}
