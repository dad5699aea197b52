//! `{"errors": [{code, message, parameter, taskType, taskUUID, documentation}]}`.

use serde_json::{Value, json};

use super::{Reason, Refusal, Shape};
use crate::mock::call::Call;

pub(super) fn body(refusal: &Refusal, call: &Call) -> (u16, Value) {
    let (status, code, message) = words(refusal.reason);
    let code = refusal.code.as_deref().unwrap_or(code);
    let tasks = call.json().as_array().map(Vec::as_slice).unwrap_or_default();
    let error = |task: &Value| error(code, message, task);
    let body = match refusal.shape {
        Shape::Object => {
            let task = tasks.first().unwrap_or(&Value::Null);
            json!({ "error": error(task), "taskUUID": task.get("taskUUID"), "taskType": task.get("taskType") })
        }
        Shape::List => json!(tasks.iter().map(error).collect::<Vec<_>>()),
        _ => json!({ "errors": tasks.iter().map(error).collect::<Vec<_>>() }),
    };
    (status, body)
}

/// One entry of `errors`.
pub(crate) fn error(code: &str, message: &str, task: &Value) -> Value {
    json!({
        "code": code,
        "message": message,
        "parameter": "",
        "taskType": task.get("taskType"),
        "taskUUID": task.get("taskUUID"),
        "documentation": "https://runware.ai/docs/models-api/errors",
    })
}

fn words(reason: Reason) -> (u16, &'static str, &'static str) {
    match reason {
        Reason::BadKey | Reason::NotVerified | Reason::UnusualActivity => {
            (401, "invalidApiKey", "The API key is invalid.")
        }
        Reason::NoCredit | Reason::PlanTooLow => {
            (402, "insufficientCredits", "There are not enough credits.")
        }
        Reason::RateLimited | Reason::ConcurrentLimit | Reason::SlowDown => {
            (429, "rateLimitExceeded", "Too many requests.")
        }
        Reason::Overloaded | Reason::Loading => (503, "noAvailableServer", "No server is free."),
        Reason::ServerError => (500, "inferenceError", "The inference failed."),
        Reason::BadGateway => (502, "providerError", "The provider failed."),
        Reason::GatewayTimeout | Reason::CdnTimeout | Reason::RequestTimeout => {
            (504, "timeoutProvider", "The provider took too long.")
        }
        Reason::Conflict => (400, "conflictTaskUUID", "This taskUUID is in use."),
        Reason::ModelGone => (400, "invalidModel", "There is no such model."),
        Reason::NotFound | Reason::HostGone => (404, "notFound", "There is no such thing."),
        Reason::InvalidRequest | Reason::SchemaUnsupported | Reason::DuplicateParameter => {
            (400, "invalidParameter", "A parameter is invalid.")
        }
        Reason::TooLong => (400, "invalidPositivePromptLength", "The prompt is too long."),
        Reason::TooLarge => (413, "payloadTooLarge", "The payload is too large."),
        Reason::BlockedInput => {
            (400, "contentPolicyViolation", "The prompt goes against the content policy.")
        }
        Reason::BlockedOutput => (400, "providerContentPolicyViolation", "The picture was withheld."),
    }
}
