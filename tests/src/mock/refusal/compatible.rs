//! OpenAI's shape with llama.cpp's numbers, or FastAPI's `detail`.

use serde_json::{Value, json};

use super::{Reason, Refusal, Shape, openai};
use crate::mock::call::Call;

pub(super) fn body(refusal: &Refusal, call: &Call) -> (u16, Value) {
    if refusal.reason == Reason::Loading {
        let error = json!({ "code": 503, "message": "Loading model", "type": "unavailable_error" });
        return (503, json!({ "error": error }));
    }
    let (status, body) = openai::body(refusal, call);
    let message = body.pointer("/error/message").or_else(|| body.get("error")).cloned().unwrap_or_default();
    match refusal.shape {
        Shape::List => {
            (422, json!({ "detail": [{ "loc": ["body"], "msg": message, "type": "value_error" }] }))
        }
        Shape::Text => (status, json!({ "detail": message })),
        Shape::Object => {
            let kind = body.pointer("/error/type").cloned().unwrap_or_default();
            (status, json!({ "detail": { "error": kind, "message": message, "type": kind } }))
        }
        _ if refusal.reason == Reason::NoCredit => (402, Value::clone(&body)),
        _ => (status, body),
    }
}
