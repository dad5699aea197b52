//! What a server that chats sends, read leniently: nothing is certain to be there.

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use talewright_domain::ports::Usage;

/// An answer, or a piece of one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Completion {
    #[serde(deserialize_with = "or_default")]
    pub(super) choices: Vec<Choice>,
    pub(super) usage: Option<Value>,
}

/// One of the answers; there is one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    /// In a whole answer.
    #[serde(deserialize_with = "or_default")]
    pub(super) message: Said,
    /// In a piece.
    #[serde(deserialize_with = "or_default")]
    pub(super) delta: Said,
    pub(super) finish_reason: Value,
    pub(super) error: Value,
}

/// What was said. Reasoning has many names, and none of them is `content`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Said {
    pub(super) content: Value,
    pub(super) refusal: Value,
}

impl Said {
    /// The words, whether they come as a text or in parts.
    pub(super) fn words(&self) -> String {
        match &self.content {
            Value::String(text) => text.clone(),
            Value::Array(parts) => {
                let is_text = |part: &&Value| {
                    part.get("type").and_then(Value::as_str).is_none_or(|kind| kind.ends_with("text"))
                };
                let texts = parts.iter().filter(is_text).filter_map(|part| part.get("text")?.as_str());
                texts.collect()
            }
            _ => String::new(),
        }
    }
}

/// What is null, or of another kind than expected, is as good as absent.
fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + for<'a> Deserialize<'a>,
{
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).unwrap_or_default())
}

/// What a usage object says, by the names of chat and of pictures; none when it says nothing.
pub(crate) fn usage_of(raw: &Value) -> Option<Usage> {
    let number =
        |path: &[&str]| path.iter().try_fold(raw, |value, name| value.get(name)).and_then(Value::as_u64);
    let input = number(&["prompt_tokens"]).or_else(|| number(&["input_tokens"])).unwrap_or(0);
    let output = number(&["completion_tokens"]).or_else(|| number(&["output_tokens"])).unwrap_or(0);
    let cached = number(&["prompt_tokens_details", "cached_tokens"])
        .or_else(|| number(&["input_tokens_details", "cached_tokens"]))
        .unwrap_or(0);
    (input + output > 0).then(|| Usage {
        input_tokens: input,
        cached_tokens: cached.min(input),
        output_tokens: output,
        raw: Some(raw.clone()),
        ..Usage::default()
    })
}
