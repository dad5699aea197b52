//! Hugging Face: vision models of many vendors behind one router, and models that only caption pictures.

mod caption;
mod check;

use serde_json::Map;

pub(crate) use self::caption::Seer;
pub(crate) use self::check::ByRouter;
use crate::chat::{Budget, Dialect, SchemaForm};

/// Where the router is.
pub(crate) const ADDRESS: &str = "https://router.huggingface.co";
/// Models that caption, by the word of the settings: `owner/name:caption`.
const CAPTION: &str = ":caption";

/// How its models chat.
pub(crate) fn dialect() -> Dialect {
    Dialect {
        path: "/v1/chat/completions",
        budget: Budget::MaxTokens,
        forms: vec![SchemaForm::JsonSchema, SchemaForm::JsonObject, SchemaForm::Prompt],
        // Long answers that are not streamed run into the router's own time-out.
        stream: true,
        obfuscates: false,
        seed: false,
        user: None,
        extra: Map::new(),
        names_cost: false,
        empty_is_free: false,
        may_cut_prompts: false,
    }
}
