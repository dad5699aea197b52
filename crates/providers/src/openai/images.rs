use std::sync::atomic::{AtomicBool, Ordering};

use async_openai::types::images::{
    CreateImageRequest, ImageModel as ModelName, ImageOutputFormat, ImageQuality, ImageSize,
};
use async_trait::async_trait;
use serde::Deserialize;
use serde_json::Value;
use talewright_domain::ports::{
    Bill, Capability, Finding, ImageModel, ImageReply, ImageRequest, Provider, ProviderError,
    ProviderErrorKind, ProviderInfo, Usage,
};

use crate::account::Account;
use crate::chat::usage_of;
use crate::http::{Endpoint, Form, Loss, Reply};
use crate::media::{decode_base64, is_url, picture_type};
use crate::prompt;

/// How a server wants to be asked for pictures.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ImageDialect {
    /// Knows `quality`, `output_format` and `safety_identifier`.
    pub(crate) has_finesse: bool,
    /// Where it cannot take references, paints without them.
    pub(crate) may_lack_references: bool,
}

/// A model that paints by `/images/generations`, and with references by `/images/edits`.
pub(crate) struct Painter {
    account: Account,
    info: ProviderInfo,
    dialect: ImageDialect,
    /// It was seen that the server takes no references.
    lacks_references: AtomicBool,
}

impl Painter {
    pub(crate) fn new(account: Account, info: ProviderInfo, dialect: ImageDialect) -> Self {
        Self { account, info, dialect, lacks_references: AtomicBool::new(false) }
    }

    async fn generate(&self, request: &ImageRequest) -> Result<Reply, ProviderError> {
        let body = generation(request, &self.info, self.dialect);
        self.account.endpoint.post("/images/generations").json(&body).send(&self.info).await
    }

    async fn edit(&self, request: &ImageRequest) -> Result<Reply, ProviderError> {
        let form = edit(request, &self.info, self.dialect);
        self.account.endpoint.post("/images/edits").form(form).send(&self.info).await
    }

    /// Without a server's edits, its generations: a picture that is less like its characters is better than none.
    async fn edit_or_generate(&self, request: &ImageRequest) -> Result<Reply, ProviderError> {
        match self.edit(request).await {
            Err(error)
                if error.kind == ProviderErrorKind::Unsupported && self.dialect.may_lack_references =>
            {
                tracing::warn!(
                    provider = self.info.provider,
                    model = self.info.model,
                    "takes no reference pictures; painting without them"
                );
                self.lacks_references.store(true, Ordering::Relaxed);
                self.generate(request).await
            }
            other => other,
        }
    }
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
        let plain = request.references.is_empty()
            || self.info.max_references == 0
            || self.lacks_references.load(Ordering::Relaxed);
        let reply =
            if plain { self.generate(&request).await? } else { self.edit_or_generate(&request).await? };
        let bill = |info: &_, usage: Option<Usage>, id| bill_of_picture(info, usage.unwrap_or_default(), id);
        picture_in(&reply, &self.account.endpoint, &self.info, bill).await
    }
}

/// By tokens, or by pictures. Where tokens count and nobody told them, the picture cost at most this.
pub(crate) fn bill_of_picture(info: &ProviderInfo, usage: Usage, request_id: Option<String>) -> Bill {
    let told = usage.input_tokens + usage.output_tokens > 0;
    let usage = Usage { images: 1, estimated: !told, ..usage };
    if told || !info.prices.image_by_tokens {
        return Bill::by_prices(info, usage, request_id);
    }
    let price_version = Some(info.prices.version.clone());
    Bill::named(info, Usage { price_version, ..usage }, request_id, info.prices.image.high)
}

/// The body of a request without references.
fn generation(request: &ImageRequest, info: &ProviderInfo, dialect: ImageDialect) -> CreateImageRequest {
    let fine = dialect.has_finesse;
    CreateImageRequest {
        prompt: prompt::without_tags(&request.prompt),
        model: ModelName::Other(info.model.clone()),
        n: Some(1),
        size: Some(ImageSize::Other(size(request, info))),
        quality: fine.then_some(ImageQuality::Medium),
        output_format: fine.then_some(ImageOutputFormat::Png),
        safety_identifier: request.call.user.clone().filter(|_| fine),
        ..CreateImageRequest::default()
    }
}

/// The form of a request with references. Several of them must be named `image[]`.
fn edit(request: &ImageRequest, info: &ProviderInfo, dialect: ImageDialect) -> Form {
    let references = request.references.iter().take(info.max_references);
    let names: Vec<&str> = references.clone().map(|reference| reference.name.as_str()).collect();
    let form = Form::new()
        .text("model", &info.model)
        .text("prompt", prompt::with_references(&request.prompt, &names))
        .text("n", "1")
        .text("size", size(request, info));
    let form =
        if dialect.has_finesse { form.text("quality", "medium").text("output_format", "png") } else { form };
    let form = match request.call.user.as_deref().filter(|_| dialect.has_finesse) {
        Some(user) => form.text("safety_identifier", user),
        None => form,
    };
    references.enumerate().fold(form, |form, (index, reference)| {
        let media_type = picture_type(&reference.bytes).unwrap_or("image/png");
        let extension = media_type.trim_start_matches("image/").replace("jpeg", "jpg");
        let name = format!("reference-{}.{extension}", index + 1);
        form.file("image[]", name, media_type, reference.bytes.clone())
    })
}

/// Sides are multiples of 16, at most 3840 × 2160, and not more than three times as long as the other; models before
/// gpt-image-2 know three sizes.
fn size(request: &ImageRequest, info: &ProviderInfo) -> String {
    let (width, height) = (request.width.max(1), request.height.max(1));
    if info.model.starts_with("gpt-image-1") || info.model.starts_with("chatgpt-image") {
        let size = match (f64::from(width) / f64::from(height) * 100.0) as u32 {
            0..=82 => "1024x1536",
            83..=122 => "1024x1024",
            _ => "1536x1024",
        };
        return size.into();
    }
    let fitting = |side: u32, most: u32| (side.clamp(256, most) + 8) / 16 * 16;
    let (long, short) = if width >= height { (width, height) } else { (height, width) };
    let short = fitting(short, 2_160);
    let long = fitting(long, 3_840.min(short * 3));
    let (width, height) = if width >= height { (long, short) } else { (short, long) };
    format!("{width}x{height}")
}

#[derive(Deserialize)]
struct Pictures {
    #[serde(default)]
    data: Vec<Picture>,
    #[serde(default)]
    usage: Value,
}

#[derive(Deserialize)]
struct Picture {
    #[serde(default)]
    b64_json: Option<String>,
    #[serde(default)]
    url: Option<String>,
}

/// The picture in an answer: in it as base64, or at an address that it names.
pub(crate) async fn picture_in(
    reply: &Reply,
    endpoint: &Endpoint,
    info: &ProviderInfo,
    bill: impl FnOnce(&ProviderInfo, Option<Usage>, Option<String>) -> Bill,
) -> Result<ImageReply, ProviderError> {
    let answer: Pictures = reply.json()?;
    let picture = answer.data.into_iter().next();
    let picture = picture.ok_or_else(|| reply.exchange.malformed("answered without a picture"))?;
    let bytes = match (picture.b64_json.filter(|text| !text.is_empty()), picture.url) {
        (Some(text), _) => decode_base64(&text),
        (None, Some(url)) if is_url(&url) => {
            let policy = endpoint.address_policy();
            Some(endpoint.http().fetch(&url, &policy, info, Loss::Unknown).await?.bytes)
        }
        (None, Some(url)) => decode_base64(&url),
        (None, None) => None,
    };
    let found = bytes.and_then(|bytes| Some((picture_type(&bytes)?, bytes)));
    let (media_type, bytes) = found
        .ok_or_else(|| reply.exchange.malformed("sent something that is not a PNG, JPEG or WebP picture"))?;
    let bill = bill(info, usage_of(&answer.usage), reply.request_id());
    Ok(ImageReply { bytes, media_type: media_type.into(), bill })
}
