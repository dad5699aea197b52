//! OpenAI.

pub(super) mod models;
mod moderation;

use chrono::Utc;
use serde_json::{Value, json};

pub(super) use moderation::moderate;

use super::pictures::{self, Wanted};
use super::{spoken, text_price};
use crate::mock::call::Call;
use crate::mock::chat::{self, Ask, Dialect};
use crate::mock::fault::Fault;
use crate::mock::house::House;
use crate::mock::refusal::{Reason, Refusal};
use crate::mock::reply::Reply;
use crate::mock::set;
use crate::mock::sound::OPENAI_WAV_SIZES;
use crate::mock::vendor::Operation;

/// Dollars for a token of a picture that is read, and of one that is made.
const PICTURE_IN: f64 = 8e-6;
const PICTURE_OUT: f64 = 30e-6;
/// Tokens of a reference picture, about.
const REFERENCE: u64 = 1_000;
/// Dollars for a character that is spoken.
const SPOKEN: f64 = 15e-6;

pub(super) fn answer(house: &House, call: &Call, twist: Option<&Fault>) -> Reply {
    if call.operation == Operation::Models {
        return models::list(call);
    }
    let model = call.text("model").unwrap_or("omni-moderation-latest");
    if !models::exists(model) {
        return Refusal::new(Reason::ModelGone).reply(call);
    }
    let reply = match call.operation {
        Operation::Chat => chat(call, twist),
        Operation::Image | Operation::ImageEdit => image(house, call, twist),
        Operation::Speech => speech(call, twist),
        Operation::Moderation => moderate(call, twist),
        _ => Refusal::new(Reason::NotFound).reply(call),
    };
    let id = format!("req_{:016x}", call.number);
    let limits = [("limit", "500", "30000"), ("remaining", "499", "29000"), ("reset", "120ms", "6m0s")];
    limits.into_iter().fold(reply.with("x-request-id", id), |reply, (name, requests, tokens)| {
        let reply = reply.with(&format!("x-ratelimit-{name}-requests"), requests);
        reply.with(&format!("x-ratelimit-{name}-tokens"), tokens)
    })
}

fn chat(call: &Call, twist: Option<&Fault>) -> Reply {
    let ask = Ask::new(call);
    let dialect = Dialect {
        id: "chatcmpl-",
        price: text_price(&ask.model),
        tells_cost: false,
        comments: false,
        usage: true,
        obfuscation: true,
    };
    chat::answer(call, &ask, &dialect, twist)
}

fn image(house: &House, call: &Call, twist: Option<&Fault>) -> Reply {
    let wanted = Wanted::new(call);
    let quality = match call.text("quality") {
        None | Some("auto") => "medium",
        Some(quality) => quality,
    };
    let references = call.form().iter().filter(|part| part.filename.is_some()).count() as u64;
    let (read, made) = (call.prompt.len() as u64 / 4, wanted.tokens(quality));
    let seen = references * REFERENCE;
    let usage = json!({
        "input_tokens": read + seen,
        "input_tokens_details": { "text_tokens": read, "image_tokens": seen },
        "output_tokens": made,
        "output_tokens_details": { "image_tokens": made, "text_tokens": 0 },
        "total_tokens": read + seen + made,
    });
    let usd = read as f64 * 5e-6 + seen as f64 * PICTURE_IN + made as f64 * PICTURE_OUT;
    let mut more = json!({
        "size": format!("{}x{}", wanted.width, wanted.height),
        "quality": quality,
        "output_format": call.text("output_format").unwrap_or("png"),
        "background": "opaque",
        "usage": usage,
    });
    let data = wanted.data(&house.studio, twist);
    let streams =
        call.json().get("stream") == Some(&Value::Bool(true)) || call.text("stream") == Some("true");
    let reply = if streams {
        let name = if call.operation == Operation::Image { "image_generation" } else { "image_edit" };
        set(&mut more, "created_at", json!(Utc::now().timestamp()));
        pictures::events(name, &data, &more)
    } else {
        Reply::json(200, &pictures::body(data, twist, more))
    };
    reply.billed(call.prompt_key(), usd)
}

fn speech(call: &Call, twist: Option<&Fault>) -> Reply {
    let Some(reply) = spoken::speech(call, "mp3", OPENAI_WAV_SIZES, twist) else {
        // AAC and FLAC exist, but not here.
        return Refusal::new(Reason::InvalidRequest).reply(call);
    };
    reply.billed(call.prompt_key(), call.prompt.chars().count() as f64 * SPOKEN)
}
