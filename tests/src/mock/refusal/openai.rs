//! `{"error": {message, type, param, code}}`.

use crate::mock::set;
use serde_json::{Value, json};

use super::{Reason, Refusal, Shape};
use crate::mock::call::Call;
use crate::mock::vendor::Operation;

/// Status, type, code (empty for null) and message.
type Words = (u16, &'static str, &'static str, &'static str);

pub(super) fn body(refusal: &Refusal, call: &Call) -> (u16, Value) {
    let (status, kind, code, message) = words(refusal.reason, call.operation);
    let code = refusal.code.as_deref().or(Some(code).filter(|code| !code.is_empty()));
    let mut error = json!({ "message": message, "type": kind, "param": Value::Null, "code": code });
    if matches!(refusal.reason, Reason::BlockedInput | Reason::BlockedOutput) {
        let stage = if refusal.reason == Reason::BlockedInput { "input" } else { "output" };
        set(
            &mut error,
            "moderation_details",
            json!({ "moderation_stage": stage, "categories": ["violence"] }),
        );
    }
    let body = match refusal.shape {
        Shape::NumericCode => json!({ "error": { "message": message, "code": status } }),
        Shape::Text | Shape::Old => json!({ "error": message }),
        _ => json!({ "error": error }),
    };
    (status, body)
}

fn words(reason: Reason, operation: Operation) -> Words {
    let is_image = matches!(operation, Operation::Image | Operation::ImageEdit);
    let invalid = "invalid_request_error";
    match reason {
        Reason::BadKey => (401, invalid, "invalid_api_key", "Incorrect API key provided: mock****."),
        Reason::NoCredit | Reason::PlanTooLow => (
            429,
            "insufficient_quota",
            "insufficient_quota",
            "You exceeded your current quota, please check your plan and billing details.",
        ),
        Reason::RateLimited | Reason::ConcurrentLimit => {
            (429, "requests", "rate_limit_exceeded", "Rate limit reached for requests per min (RPM).")
        }
        Reason::SlowDown => (429, "requests", "slow_down", "Your requests grew too fast; please slow down."),
        Reason::Overloaded | Reason::Loading => {
            (503, "server_error", "server_is_overloaded", "The server is currently overloaded.")
        }
        Reason::ServerError => {
            (500, "server_error", "", "The server had an error while processing your request.")
        }
        Reason::BadGateway => (502, "server_error", "", "Bad gateway."),
        Reason::GatewayTimeout => (504, "server_error", "", "Gateway timeout."),
        Reason::CdnTimeout => (524, "server_error", "", "A timeout occurred."),
        Reason::RequestTimeout => (408, "server_error", "", "Request timed out."),
        Reason::Conflict => (409, "server_error", "", "Conflict."),
        Reason::ModelGone => (
            404,
            invalid,
            "model_not_found",
            "The model does not exist or you do not have access to it; it may have been shut down.",
        ),
        Reason::NotFound | Reason::HostGone => (404, invalid, "", "Invalid URL."),
        Reason::InvalidRequest => (400, invalid, "", "Invalid value."),
        Reason::SchemaUnsupported => {
            (400, invalid, "", "Invalid parameter: 'response_format' of type 'json_schema' is not supported.")
        }
        Reason::DuplicateParameter => (
            400,
            invalid,
            "duplicate_parameter",
            "Duplicate parameter: 'image'. You provided multiple values for this parameter, whereas only one is \
             allowed. If you are trying to provide a list of values, use the array syntax instead e.g. 'image[]=<value>'.",
        ),
        Reason::TooLong => (
            400,
            invalid,
            "context_length_exceeded",
            "This model's maximum context length is exceeded. Please reduce the length of the messages.",
        ),
        Reason::TooLarge => (413, invalid, "", "Maximum content size limit exceeded."),
        Reason::BlockedInput | Reason::BlockedOutput if is_image => (
            400,
            "image_generation_user_error",
            "moderation_blocked",
            "Your request was rejected by the safety system. safety_violations=[violence].",
        ),
        Reason::BlockedInput | Reason::BlockedOutput => (
            400,
            invalid,
            "content_policy_violation",
            "Your request was rejected as a result of our safety system.",
        ),
        Reason::NotVerified | Reason::UnusualActivity => (
            403,
            invalid,
            "",
            "Your organization must be verified to use the model. If you just verified, it can take up to 15 \
             minutes for access to propagate.",
        ),
    }
}
