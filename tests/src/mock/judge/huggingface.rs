//! Hugging Face's router: OpenAI's conversation with fewer fields, and the classic caption task.

use serde_json::Value;

use super::document::Document;
use super::{chat, fields};
use crate::mock::call::{Call, Payload};
use crate::mock::vendor::Operation;

/// The fields of the router's conversation.
const CHAT: [&str; 17] = [
    "frequency_penalty",
    "logprobs",
    "max_tokens",
    "messages",
    "model",
    "presence_penalty",
    "reasoning_effort",
    "response_format",
    "seed",
    "stop",
    "stream",
    "stream_options",
    "temperature",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
];

pub(super) fn wrongs(call: &Call, openai: &Document) -> Vec<String> {
    match call.operation {
        Operation::Chat => {
            let body = call.json();
            let mut wrongs = openai.json("CreateChatCompletionRequest", call);
            wrongs.extend(chat::wrongs(body));
            wrongs.extend(fields::only(body, &CHAT));
            wrongs.extend(fields::integer(body, "top_logprobs", 0, 5));
            let model = body.get("model").and_then(Value::as_str).unwrap_or_default();
            if model.split('/').count() != 2 {
                wrongs.push(format!("/model: {model:?} is not owner/name"));
            }
            wrongs
        }
        Operation::Caption => match &call.payload {
            Payload::Bytes(bytes) => {
                let kind = crate::mock::picture::kind_of(bytes);
                let said = call.header("content-type");
                let fits = kind.is_some() && said == kind;
                (!fits).then(|| format!("the body is {kind:?} and says {said:?}")).into_iter().collect()
            }
            Payload::Json(body) => fields::texts(body, &["inputs"]),
            _ => vec!["the body is neither a picture nor JSON".into()],
        },
        _ => Vec::new(),
    }
}
