//! OpenAI's models, some of them at their end.

use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};

use crate::mock::call::Call;
use crate::mock::refusal::{Reason, Refusal};
use crate::mock::reply::Reply;

/// Models, and days until they are shut down (none: not known).
const MODELS: [(&str, Option<i64>); 31] = [
    ("gpt-6-astra", None),
    ("gpt-6.1-sol", None),
    ("gpt-6.1-terra", None),
    ("gpt-6-sol", None),
    ("gpt-6-luna", None),
    ("gpt-5.6-sol", None),
    ("gpt-5.6-terra", None),
    ("gpt-5.6-luna", None),
    ("gpt-5.5", None),
    ("gpt-5.4", None),
    ("gpt-5.4-mini", None),
    ("gpt-5-mini", Some(21)),
    ("gpt-4.1-mini", Some(55)),
    ("gpt-4o-mini", Some(55)),
    ("gpt-4o", Some(55)),
    ("gpt-image-2", None),
    ("gpt-image-2-2026-04-21", None),
    ("gpt-image-2.5-flare", None),
    ("gpt-image-2.5-sunburst", None),
    ("gpt-image-2.6-flare", None),
    ("gpt-image-2.6-sunburst", None),
    ("gpt-image-1.5", Some(11)),
    ("gpt-image-1-mini", Some(11)),
    ("gpt-image-1", Some(-28)),
    ("dall-e-3", Some(-192)),
    ("tts-1", Some(48)),
    ("tts-1-hd", Some(48)),
    ("gpt-4o-mini-tts", Some(48)),
    ("omni-moderation-latest", None),
    ("omni-moderation-2024-09-26", None),
    ("gpt-realtime-2.1-mini", None),
];

/// Whether a model is known and not shut down.
pub(super) fn exists(model: &str) -> bool {
    MODELS.iter().any(|(name, days)| *name == model && days.is_none_or(|days| days >= 0))
}

pub(super) fn list(call: &Call) -> Reply {
    match call.path.rsplit_once("/models/") {
        None => {
            let data: Vec<Value> = MODELS.iter().map(|(name, days)| entry(name, *days)).collect();
            Reply::json(200, &json!({ "object": "list", "data": data }))
        }
        Some((_, wanted)) => {
            let found = MODELS.iter().find(|(name, _)| *name == wanted && exists(name));
            found.map_or_else(
                || Refusal::new(Reason::ModelGone).reply(call),
                |(name, days)| Reply::json(200, &entry(name, *days)),
            )
        }
    }
}

fn entry(name: &str, days: Option<i64>) -> Value {
    let day = |days| (Utc::now() + TimeDelta::days(days)).format("%Y-%m-%d").to_string();
    json!({
        "id": name,
        "object": "model",
        "created": 1_750_000_000,
        "owned_by": "openai",
        "shutdown_date": days.map(day),
    })
}
