//! OpenRouter.

mod account;

use crate::mock::set;
use bytes::Bytes;
use chrono::Utc;
use serde_json::{Value, json};

use super::pictures::{self, Wanted};
use super::{spoken, text_price};
use crate::mock::call::Call;
use crate::mock::chat::{self, Ask, Dialect};
use crate::mock::fault::Fault;
use crate::mock::house::{House, lock};
use crate::mock::refusal::{Reason, Refusal, Shape};
use crate::mock::reply::Reply;
use crate::mock::twist::ChatTwist;
use crate::mock::vendor::Operation;

/// A model that was taken away.
const GONE: &str = "openai/gpt-4-gone";

pub(super) fn answer(house: &House, call: &Call, twist: Option<&Fault>) -> Reply {
    let model = call.text("model").unwrap_or_default();
    if model == GONE {
        return Refusal::new(Reason::ModelGone).shape(Shape::Availability).reply(call);
    }
    match call.operation {
        Operation::Chat => generation(house, call, chat(call, twist)),
        Operation::Image => generation(house, call, image(house, call, twist)),
        Operation::Speech => generation(house, call, speech(call, twist)),
        Operation::Models => account::models(),
        _ if call.path.ends_with("/key") => account::key(),
        _ if call.path.ends_with("/credits") => account::credits(),
        _ => account::audit(house, call),
    }
}

/// Gives the answer its id, under which its cost can be asked for later.
fn generation(house: &House, call: &Call, reply: Reply) -> Reply {
    let id = format!("gen-{:012x}", call.number);
    let usd = reply.bills.iter().map(|charge| charge.usd).sum();
    let model = call.text("model").unwrap_or_default().to_owned();
    lock(&house.memory).generations.insert(id.clone(), (model, usd));
    reply.with("x-generation-id", id)
}

fn chat(call: &Call, twist: Option<&Fault>) -> Reply {
    let body = call.json();
    let mut ask = Ask::new(call);
    if ask.model.is_empty() {
        ask.model =
            body.pointer("/models/0").and_then(Value::as_str).unwrap_or("openai/gpt-6-luna").to_owned();
    }
    // Without this flag, a provider that knows no schemas may be chosen, and the schema is dropped silently.
    let required = body.pointer("/provider/require_parameters").and_then(Value::as_bool) == Some(true);
    let dropped = Fault::Chat(ChatTwist::SchemaIgnored);
    let twist = match twist {
        None if ask.schema.is_some() && !required => {
            ask = ask.without_schema();
            Some(&dropped)
        }
        twist => twist,
    };
    let dialect = Dialect {
        id: "gen-",
        price: text_price(&ask.model),
        tells_cost: true,
        comments: true,
        usage: true,
        obfuscation: false,
    };
    chat::answer(call, &ask, &dialect, twist)
}

fn image(house: &House, call: &Call, twist: Option<&Fault>) -> Reply {
    let wanted = Wanted::new(call);
    let media_type = wanted.format.media_type();
    let (read, made) = (call.prompt.len() as u64 / 4, wanted.tokens(call.text("quality").unwrap_or("auto")));
    let usd = read as f64 * 5e-6 + made as f64 * 30e-6;
    let usage = json!({
        "prompt_tokens": read,
        "completion_tokens": made,
        "total_tokens": read + made,
        "cost": usd,
        "is_byok": false,
    });
    let mut data = wanted.data(&house.studio, twist);
    for entry in &mut data {
        set(entry, "media_type", json!(media_type));
    }
    let reply = if call.json().get("stream") == Some(&Value::Bool(true)) {
        let mut reply = pictures::events(
            "image_generation",
            &data,
            &json!({ "usage": usage, "created": Utc::now().timestamp() }),
        );
        reply.chunks.insert(0, Bytes::from_static(b": OPENROUTER PROCESSING\n\n"));
        reply.chunks.push(Bytes::from_static(b"data: [DONE]\n\n"));
        reply
    } else {
        Reply::json(200, &pictures::body(data, twist, json!({ "usage": usage })))
    };
    reply.billed(call.prompt_key(), usd)
}

fn speech(call: &Call, twist: Option<&Fault>) -> Reply {
    match spoken::speech(call, "pcm", 0, twist) {
        Some(reply) => reply.billed(call.prompt_key(), call.prompt.chars().count() as f64 * 15e-6),
        None => Refusal::new(Reason::InvalidRequest).reply(call),
    }
}
