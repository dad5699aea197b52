//! What OpenAI's contract says besides its document, and where it is newer.

use serde_json::{Value, json};

use super::fields;
use crate::mock::call::Call;

/// Relaxes the document of 2026-08 where the vendor's SDK of 2026-11 knows more.
pub(super) fn relax(document: &mut Value) {
    let schemas = "/components/schemas";
    let mut widen = |path: &str, values: &[&str]| {
        let list = document.pointer_mut(&format!("{schemas}/{path}/enum")).and_then(Value::as_array_mut);
        if let Some(list) = list {
            list.extend(values.iter().map(|value| json!(value)));
        }
    };
    // gpt-image-2.5 has two qualities more; previews may be GIF and SVG.
    for request in ["CreateImageRequest", "CreateImageEditRequest"] {
        widen(&format!("{request}/properties/quality"), &["xhigh", "max"]);
        widen(&format!("{request}/properties/output_format"), &["gif", "svg"]);
    }
    widen(
        "ChatCompletionRequestMessageContentPartImage/properties/image_url/properties/detail",
        &["original"],
    );
    // 128 characters by the SDK, 64 by the document.
    let path = format!("{schemas}/ModelResponseProperties/properties/safety_identifier/anyOf/0/maxLength");
    if let Some(limit) = document.pointer_mut(&path) {
        *limit = json!(128);
    }
    // Answers of 2.x have other sizes and qualities than the three of the document.
    for property in ["size", "quality"] {
        if let Some(schema) = document.pointer_mut(&format!("{schemas}/ImagesResponse/properties/{property}"))
        {
            *schema = json!({ "type": "string" });
        }
    }
}

pub(super) fn chat(body: &Value) -> Vec<String> {
    let model = body.get("model").and_then(Value::as_str).unwrap_or_default();
    let mut wrongs = Vec::new();
    if body.get("max_tokens").is_some() && reasons(model) {
        wrongs.push("/max_tokens: this model takes `max_completion_tokens` instead".into());
    }
    let effort = body.get("reasoning_effort").and_then(Value::as_str);
    if body.get("temperature").is_some() && model.starts_with("gpt-6") && effort != Some("none") {
        wrongs.push("/temperature: this model takes it only with `reasoning_effort: none`".into());
    }
    let streams = body.get("stream").and_then(Value::as_bool) == Some(true);
    if body.get("stream_options").is_some() && !streams {
        wrongs.push("/stream_options: is only allowed when `stream` is true".into());
    }
    let metadata = body.get("metadata").and_then(Value::as_object);
    if metadata.is_some_and(|pairs| pairs.len() > 16) {
        wrongs.push("/metadata: has more than 16 pairs".into());
    }
    wrongs
}

fn reasons(model: &str) -> bool {
    ["gpt-5", "gpt-6", "o1", "o3", "o4"].iter().any(|family| model.starts_with(family))
}

/// Pictures and edits of pictures.
pub(super) fn image(call: &Call) -> Vec<String> {
    let mut wrongs = Vec::new();
    let prompt = call.text("prompt").unwrap_or_default();
    if prompt.trim().is_empty() || prompt.chars().count() > 32_000 {
        wrongs.push("/prompt: must have 1 to 32,000 characters".into());
    }
    let model = call.text("model").unwrap_or_default();
    if model.is_empty() {
        wrongs.push("/model: must be sent; the default is a model that was shut down".into());
    }
    for legacy in ["response_format", "style"] {
        if call.text(legacy).is_some() && model.starts_with("gpt-image") {
            wrongs.push(format!("/{legacy}: GPT image models do not take it"));
        }
    }
    wrongs.extend(call.text("size").and_then(|size| wrong_size(size, model)));
    let format = call.text("output_format").unwrap_or("png");
    if call.text("background") == Some("transparent") && !matches!(format, "png" | "webp") {
        wrongs.push("/background: transparent needs png or webp".into());
    }
    if let Some(compression) = call.number("output_compression") {
        if format == "png" {
            wrongs.push("/output_compression: png takes none".into());
        }
        if !(0.0..=100.0).contains(&compression) {
            wrongs.push("/output_compression: must be 0 to 100".into());
        }
    }
    wrongs
}

/// `auto` or sides divisible by 16, at most 3:1, at most 3840 × 2160 pixels.
fn wrong_size(size: &str, model: &str) -> Option<String> {
    if size == "auto" {
        return None;
    }
    let sides =
        size.split_once('x').and_then(|(w, h)| Some((w.parse::<u32>().ok()?, h.parse::<u32>().ok()?)));
    let Some((width, height)) = sides else { return Some(format!("/size: {size:?} is no size")) };
    let free = model.starts_with("gpt-image-2");
    let classic = ["1024x1024", "1536x1024", "1024x1536"].contains(&size);
    let fits = width % 16 == 0
        && height % 16 == 0
        && width.min(height) > 0
        && width.max(height) <= 3 * width.min(height)
        && u64::from(width) * u64::from(height) <= 3840 * 2160;
    let is_fine = classic || (free && fits);
    (!is_fine).then(|| format!("/size: {size} is no size of {model}"))
}

pub(super) fn speech(body: &Value) -> Vec<String> {
    let mut wrongs = fields::texts(body, &["input", "model"]);
    let model = body.get("model").and_then(Value::as_str).unwrap_or_default();
    if model.starts_with("tts-1") {
        if body.get("instructions").is_some() {
            wrongs.push("/instructions: tts-1 takes none".into());
        }
        if body.get("stream_format").and_then(Value::as_str) == Some("sse") {
            wrongs.push("/stream_format: tts-1 has no sse".into());
        }
    }
    wrongs
}
