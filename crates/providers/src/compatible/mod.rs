//! Any server that speaks OpenAI's wire: Ollama, llama.cpp, vLLM, LocalAI, Speaches, Kokoro, stable-diffusion.cpp.
//! None of them can everything; what is known in advance is told by [`Abilities`], the rest is found out by asking.

mod check;

use serde_json::Map;

pub(crate) use self::check::ByProbe;
use crate::chat::{Budget, Dialect, SchemaForm};

/// What a server can, as far as somebody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abilities {
    /// Takes a JSON schema. Where it does not, it is asked for any JSON object, and then for nothing; what works is
    /// remembered, so this only saves the first refusals.
    pub json_schema: bool,
    /// Streams its answers.
    pub stream: bool,
    /// Takes a seed.
    pub seed: bool,
}

impl Default for Abilities {
    fn default() -> Self {
        Self { json_schema: true, stream: true, seed: true }
    }
}

/// How such servers chat.
pub(crate) fn dialect(abilities: Abilities) -> Dialect {
    let strict = abilities.json_schema.then_some(SchemaForm::JsonSchema);
    Dialect {
        path: "/chat/completions",
        budget: Budget::MaxTokens,
        forms: strict.into_iter().chain([SchemaForm::JsonObject, SchemaForm::Prompt]).collect(),
        stream: abilities.stream,
        obfuscates: false,
        seed: abilities.seed,
        user: None,
        extra: Map::new(),
        names_cost: false,
        empty_is_free: false,
        may_cut_prompts: true,
    }
}
