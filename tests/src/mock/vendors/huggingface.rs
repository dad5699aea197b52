//! Hugging Face's router.

use serde_json::{Value, json};

use crate::mock::call::Call;
use crate::mock::chat::{self, Ask, Dialect};
use crate::mock::fault::Fault;
use crate::mock::refusal::{Reason, Refusal};
use crate::mock::reply::Reply;
use crate::mock::vendor::Operation;

/// Models of the router.
const MODELS: [&str; 3] =
    ["Qwen/Qwen3-VL-8B-Instruct", "google/gemma-3-27b-it", "meta-llama/Llama-4-Scout-17B-16E-Instruct"];
/// The one model that still has the classic caption task.
const CAPTION_MODEL: &str = "Salesforce/blip-image-captioning-large";
/// Dollars of a caption: a second of a small machine.
const CAPTION: f64 = 0.000_12;

pub(super) fn answer(call: &Call, twist: Option<&Fault>) -> Reply {
    let reply = match call.operation {
        Operation::Chat => {
            let ask = Ask::new(call);
            let dialect = Dialect {
                id: "chatcmpl-",
                price: (0.1, 0.3),
                tells_cost: false,
                comments: false,
                usage: true,
                obfuscation: false,
            };
            chat::answer(call, &ask, &dialect, twist)
        }
        Operation::Models => {
            let entry =
                |id| json!({ "id": id, "object": "model", "created": 1_780_000_000, "owned_by": "hf" });
            Reply::json(200, &json!({ "object": "list", "data": MODELS.map(entry) }))
        }
        Operation::Caption if call.path.ends_with(CAPTION_MODEL) => {
            let text = match call.json().get("inputs").and_then(Value::as_str) {
                Some(_) => "a round shape in the middle of a calm field of colour",
                None => "a round shape on a plain ground",
            };
            Reply::json(200, &json!([{ "generated_text": text }])).billed(call.prompt_key(), CAPTION)
        }
        _ => Refusal::new(Reason::ModelGone).reply(call),
    };
    reply
        .with("x-request-id", format!("hf-{:012x}", call.number))
        .with("ratelimit", "\"api\";r=499;t=300")
        .with("ratelimit-policy", "\"fixed window\";\"api\";q=500;w=300")
}
