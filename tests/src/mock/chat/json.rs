//! Answers and their pieces as JSON.

use crate::mock::set;
use chrono::Utc;
use serde_json::{Value, json};

use super::Dialect;
use super::ask::Ask;
use super::compose::Answer;

/// All that an answer's JSON is made of.
pub(super) struct Frame<'a> {
    pub(super) id: &'a str,
    pub(super) ask: &'a Ask,
    pub(super) dialect: &'a Dialect,
    pub(super) answer: &'a Answer,
    pub(super) cost: f64,
}

impl Frame<'_> {
    /// The whole answer.
    pub(super) fn whole(&self) -> Value {
        let answer = self.answer;
        let message = json!({
            "role": "assistant",
            "content": answer.content,
            "refusal": answer.refusal,
        });
        let mut choice = json!({
            "index": 0,
            "message": message,
            "logprobs": null,
            "finish_reason": answer.finish,
        });
        self.native(&mut choice, answer.finish);
        let choices = if answer.has_choices { vec![choice] } else { Vec::new() };
        let mut body = self.head("chat.completion");
        set(&mut body, "choices", json!(choices));
        if self.tells_usage() {
            set(&mut body, "usage", self.usage());
        }
        body
    }

    /// A piece of a stream with one choice.
    pub(super) fn chunk(&self, delta: &Value, finish: Option<&str>) -> Value {
        let mut choice = json!({ "index": 0, "delta": delta, "logprobs": null, "finish_reason": finish });
        self.native(&mut choice, finish.unwrap_or_default());
        self.chunk_of(vec![choice])
    }

    /// A piece of a stream with these choices.
    pub(super) fn chunk_of(&self, choices: Vec<Value>) -> Value {
        let mut chunk = self.head("chat.completion.chunk");
        set(&mut chunk, "choices", json!(choices));
        if self.dialect.obfuscation && self.ask.include_obfuscation {
            set(&mut chunk, "obfuscation", json!("mK3vQ"));
        }
        chunk
    }

    /// Whether `usage` is part of a whole answer.
    pub(super) fn tells_usage(&self) -> bool {
        self.dialect.usage && self.answer.has_usage
    }

    pub(super) fn usage(&self) -> Value {
        let answer = self.answer;
        let mut usage = json!({
            "prompt_tokens": answer.prompt_tokens,
            "completion_tokens": answer.completion_tokens,
            "total_tokens": answer.prompt_tokens + answer.completion_tokens,
            "prompt_tokens_details": { "cached_tokens": 0, "audio_tokens": 0 },
            "completion_tokens_details": { "reasoning_tokens": answer.reasoning_tokens, "audio_tokens": 0 },
        });
        if self.dialect.tells_cost {
            let written = answer.completion_tokens as f64 * self.dialect.price.1 / 1e6;
            set(&mut usage, "cost", json!(self.cost));
            set(&mut usage, "is_byok", json!(false));
            set(
                &mut usage,
                "cost_details",
                json!({
                    "upstream_inference_cost": null,
                    "upstream_inference_prompt_cost": self.cost - written,
                    "upstream_inference_completions_cost": written,
                }),
            );
        }
        usage
    }

    fn head(&self, object: &str) -> Value {
        let mut head = json!({
            "id": self.id,
            "object": object,
            "created": Utc::now().timestamp(),
            "model": self.ask.model,
            "system_fingerprint": "fp_mock",
        });
        if self.dialect.tells_cost {
            set(&mut head, "provider", json!("Mock"));
        }
        head
    }

    /// OpenRouter says the provider's own reason as well.
    fn native(&self, choice: &mut Value, finish: &str) {
        if self.dialect.tells_cost {
            set(choice, "native_finish_reason", if finish.is_empty() { Value::Null } else { json!(finish) });
        }
    }
}
