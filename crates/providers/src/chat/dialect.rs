use serde_json::{Map, Value};

/// How a server wants to be asked, and what its answers mean.
#[derive(Debug, Clone)]
pub(crate) struct Dialect {
    /// Where, below the base address.
    pub(crate) path: &'static str,
    /// The field for the most tokens of the answer.
    pub(crate) budget: Budget,
    /// The forms in which it may take a schema, the strictest first: one that is refused is followed by the next.
    pub(crate) forms: Vec<SchemaForm>,
    /// Asks for a stream, which shows a cut and keeps connections alive.
    pub(crate) stream: bool,
    /// Knows `stream_options.include_obfuscation`.
    pub(crate) obfuscates: bool,
    /// Takes a seed.
    pub(crate) seed: bool,
    /// The field that stands for the user.
    pub(crate) user: Option<&'static str>,
    /// What goes into every request.
    pub(crate) extra: Map<String, Value>,
    /// `usage.cost` is what the call cost in US dollars.
    pub(crate) names_cost: bool,
    /// An answer without a single token is not charged.
    pub(crate) empty_is_free: bool,
    /// It may leave out the beginning of a prompt that is too long for it, and say nothing.
    pub(crate) may_cut_prompts: bool,
}

/// The field for the most tokens of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Budget {
    /// `max_completion_tokens`, hidden reasoning included.
    MaxCompletionTokens,
    /// `max_tokens`.
    MaxTokens,
}

/// How a schema is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SchemaForm {
    /// `response_format` of type `json_schema`, strict.
    JsonSchema,
    /// `response_format` of type `json_object`, and the schema in the prompt.
    JsonObject,
    /// The schema in the prompt.
    Prompt,
}
