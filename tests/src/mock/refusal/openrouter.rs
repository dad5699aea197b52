//! `{"error": {code: <number>, message, metadata}, "user_id"}`.

use crate::mock::set;
use serde_json::{Value, json};

use super::{Reason, Refusal, Shape};

pub(super) fn body(refusal: &Refusal) -> (u16, Value) {
    let (status, error_type, message) = words(refusal.reason);
    let error_type = refusal.code.as_deref().unwrap_or(error_type);
    let mut metadata = json!({ "error_type": error_type });
    if matches!(refusal.reason, Reason::BlockedInput | Reason::BlockedOutput) {
        set(&mut metadata, "reasons", json!(["violence"]));
        set(&mut metadata, "flagged_input", json!("…"));
    }
    let retryable = matches!(status, 408 | 429 | 500..);
    let error = match refusal.shape {
        Shape::StringCode => json!({ "code": error_type, "message": message }),
        Shape::Availability => json!({
            "error_type": error_type,
            "http_status": status,
            "message": message,
            "availability": { "code": error_type, "retryable": retryable },
        }),
        Shape::Text | Shape::Old => json!(message),
        _ => json!({ "code": refusal.status.unwrap_or(status), "message": message, "metadata": metadata }),
    };
    (status, json!({ "error": error, "user_id": "user_mock" }))
}

fn words(reason: Reason) -> (u16, &'static str, &'static str) {
    match reason {
        Reason::BadKey => (401, "authentication", "User not found."),
        Reason::NoCredit | Reason::PlanTooLow => {
            (402, "payment_required", "Insufficient credits. Add more to go on.")
        }
        Reason::RateLimited | Reason::ConcurrentLimit | Reason::SlowDown => {
            (429, "rate_limit_exceeded", "Rate limit exceeded.")
        }
        Reason::Overloaded => (529, "provider_overloaded", "Provider overloaded."),
        Reason::Loading => (503, "provider_unavailable", "No instances available."),
        Reason::ServerError => (500, "server", "Internal server error."),
        Reason::BadGateway => (502, "provider_unavailable", "Provider returned error."),
        Reason::GatewayTimeout => (504, "timeout", "The provider took too long."),
        Reason::CdnTimeout => (524, "timeout", "A timeout occurred."),
        Reason::RequestTimeout => (408, "timeout", "Request timed out."),
        Reason::Conflict => (412, "precondition_failed", "Precondition failed."),
        Reason::ModelGone | Reason::NotFound | Reason::HostGone => {
            (404, "not_found", "No endpoints found for this model.")
        }
        Reason::InvalidRequest | Reason::SchemaUnsupported | Reason::DuplicateParameter => {
            (400, "invalid_request", "Invalid request.")
        }
        Reason::TooLong => {
            (400, "context_length_exceeded", "The endpoint's maximum context length is exceeded.")
        }
        Reason::TooLarge => (413, "payload_too_large", "Payload too large."),
        Reason::BlockedInput => (403, "content_policy_violation", "Your input was flagged."),
        Reason::BlockedOutput => (403, "refusal", "The model refused to answer."),
        Reason::NotVerified | Reason::UnusualActivity => {
            (403, "permission_denied", "Your key may not use this model.")
        }
    }
}
