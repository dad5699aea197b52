//! OpenAI: text, vision, pictures, speech, moderation. Its wire is the model of many others', so its parts serve
//! compatible servers too, each with a few switches.

mod check;
mod images;
mod moderation;
mod speech;

use serde_json::{Map, Value};

pub(crate) use self::check::ByCatalog;
pub(crate) use self::images::{ImageDialect, Painter, bill_of_picture, picture_in};
pub(crate) use self::moderation::Judge;
pub(crate) use self::speech::{Reader, SpeechDialect};
use crate::chat::{Budget, Dialect, SchemaForm};

/// Where OpenAI is.
pub(crate) const ADDRESS: &str = "https://api.openai.com/v1";

/// How its models chat.
pub(crate) fn dialect() -> Dialect {
    Dialect {
        path: "/chat/completions",
        budget: Budget::MaxCompletionTokens,
        forms: vec![SchemaForm::JsonSchema],
        stream: true,
        obfuscates: true,
        // Not every model takes one, and those that do promise little.
        seed: false,
        user: Some("safety_identifier"),
        extra: Map::from_iter([("store".to_owned(), Value::from(false))]),
        names_cost: false,
        empty_is_free: false,
        may_cut_prompts: false,
    }
}
