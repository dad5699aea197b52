//! What is asked in a conversation.

use serde_json::Value;

use crate::mock::author::{Material, Question};
use crate::mock::call::{Call, plain_text};

/// Tokens of a picture, about.
const PICTURE_TOKENS: u64 = 300;

/// A request, as far as an answer depends on it.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) model: String,
    /// What our side says; the model's earlier answers are left out.
    pub(crate) texts: Vec<String>,
    pub(crate) words: String,
    pub(crate) pictures: usize,
    pub(crate) schema_name: Option<String>,
    pub(crate) schema: Option<Value>,
    pub(crate) json: bool,
    pub(crate) stream: bool,
    pub(crate) include_usage: bool,
    pub(crate) include_obfuscation: bool,
    pub(crate) max_tokens: Option<u64>,
    pub(crate) prompt_tokens: u64,
}

impl Ask {
    pub(crate) fn new(call: &Call) -> Self {
        let body = call.json();
        let messages = body.get("messages").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let is_ours = |message: &&Value| message.get("role").and_then(Value::as_str) != Some("assistant");
        let texts = messages.iter().filter(is_ours).map(plain_text).collect();
        let parts = messages.iter().filter_map(|message| message.get("content")?.as_array()).flatten();
        let pictures = parts.filter(|part| part.get("image_url").is_some()).count();
        let format = body.get("response_format");
        let schema = format.and_then(|format| format.get("json_schema"));
        let option = |name: &str| body.get("stream_options")?.get(name)?.as_bool();
        let limit = |name: &str| body.get(name).and_then(Value::as_u64);
        Self {
            model: body.get("model").and_then(Value::as_str).unwrap_or_default().to_owned(),
            texts,
            words: call.prompt.clone(),
            pictures,
            schema_name: schema.and_then(|s| s.get("name")?.as_str()).map(str::to_owned),
            schema: schema.and_then(|s| s.get("schema").cloned()),
            json: format.and_then(|f| f.get("type")?.as_str()) == Some("json_object"),
            stream: body.get("stream").and_then(Value::as_bool) == Some(true),
            include_usage: option("include_usage") == Some(true),
            include_obfuscation: option("include_obfuscation") != Some(false),
            max_tokens: limit("max_completion_tokens").or_else(|| limit("max_tokens")),
            prompt_tokens: tokens(&call.prompt) + pictures as u64 * PICTURE_TOKENS,
        }
    }

    /// The same without its schema: a server that drops what it does not know.
    pub(crate) fn without_schema(self) -> Self {
        Self { schema: None, schema_name: None, json: false, ..self }
    }

    /// The same with so many tokens of the prompt: the oldest words are lost.
    pub(crate) fn cut_to(mut self, tokens: u64) -> Self {
        let bytes = usize::try_from(tokens * 4).unwrap_or(usize::MAX);
        let mut left = bytes;
        for text in self.texts.iter_mut().rev() {
            let from = text.ceil_char_boundary(text.len().saturating_sub(left));
            *text = text.get(from..).unwrap_or_default().to_owned();
            left -= text.len().min(left);
        }
        self.prompt_tokens = self.prompt_tokens.min(tokens);
        self
    }

    /// The question to the author.
    pub(crate) fn question(&self) -> Question<'_> {
        Question {
            name: self.schema_name.as_deref(),
            schema: self.schema.as_ref(),
            json: self.json,
            words: &self.words,
            material: Material::find(&self.texts),
            pictures: self.pictures,
        }
    }
}

/// Tokens of a text, about.
pub(crate) const fn tokens(text: &str) -> u64 {
    (text.len() as u64).div_ceil(4)
}
