//! `{"detail": …}` in its four shapes.

use serde_json::{Value, json};

use super::{Reason, Refusal, Shape};

/// Status, type, code, the status of earlier days, message.
type Words = (u16, &'static str, &'static str, &'static str, &'static str);

pub(super) fn body(refusal: &Refusal) -> (u16, Value) {
    let (mut status, kind, code, old, message) = words(refusal.reason);
    let code = refusal.code.as_deref().unwrap_or(code);
    let detail = match refusal.shape {
        Shape::Old => {
            // Before there was a 402, a spent quota was a 401.
            status = if refusal.reason == Reason::NoCredit { 401 } else { status };
            json!({ "status": refusal.code.as_deref().unwrap_or(old), "message": message })
        }
        Shape::List => json!([{ "loc": ["body", "text"], "msg": message, "type": "value_error" }]),
        Shape::Text => json!(message),
        _ => json!({
            "type": kind,
            "code": code,
            "message": message,
            "status": old,
            "request_id": "req_mock_error",
            "param": Value::Null,
        }),
    };
    (status, json!({ "detail": detail }))
}

fn words(reason: Reason) -> Words {
    match reason {
        Reason::BadKey | Reason::NotVerified => {
            (401, "authentication_error", "invalid_api_key", "invalid_api_key", "Invalid API key")
        }
        Reason::NoCredit => (
            402,
            "payment_required",
            "insufficient_credits",
            "quota_exceeded",
            "This request exceeds your quota. You have 3 credits remaining.",
        ),
        Reason::PlanTooLow => (
            403,
            "authorization_error",
            "subscription_required",
            "output_format_not_allowed",
            "This needs a higher plan.",
        ),
        Reason::UnusualActivity => (
            401,
            "authentication_error",
            "detected_unusual_activity",
            "detected_unusual_activity",
            "Unusual activity detected. Free Tier usage disabled.",
        ),
        Reason::RateLimited | Reason::SlowDown => (
            429,
            "rate_limit_error",
            "rate_limit_exceeded",
            "rate_limit_exceeded",
            "You have exceeded the rate limit.",
        ),
        Reason::ConcurrentLimit => (
            429,
            "rate_limit_error",
            "concurrent_limit_exceeded",
            "too_many_concurrent_requests",
            "Too many concurrent requests for your plan.",
        ),
        Reason::Overloaded => {
            (429, "rate_limit_error", "system_busy", "system_busy", "The system is busy; try again.")
        }
        Reason::Loading | Reason::GatewayTimeout => (
            503,
            "service_unavailable",
            "service_unavailable",
            "service_unavailable",
            "The service is unavailable.",
        ),
        Reason::ServerError => {
            (500, "internal_error", "internal_error", "internal_error", "Something went wrong.")
        }
        Reason::BadGateway => (502, "internal_error", "bad_gateway", "bad_gateway", "Bad gateway."),
        Reason::CdnTimeout => (524, "internal_error", "timeout", "timeout", "A timeout occurred."),
        Reason::RequestTimeout => (408, "internal_error", "timeout", "timeout", "The request timed out."),
        Reason::Conflict => {
            (409, "conflict", "concurrent_modification", "concurrent_modification", "It is being changed.")
        }
        Reason::ModelGone => {
            (404, "not_found", "model_not_found", "model_not_found", "There is no such model.")
        }
        Reason::NotFound | Reason::HostGone => {
            (404, "not_found", "voice_not_found", "voice_not_found", "A voice with this ID was not found.")
        }
        Reason::InvalidRequest | Reason::SchemaUnsupported | Reason::DuplicateParameter => {
            (400, "validation_error", "invalid_parameters", "invalid_parameters", "A parameter is invalid.")
        }
        Reason::TooLong | Reason::TooLarge => (
            400,
            "validation_error",
            "text_too_long",
            "max_character_limit_exceeded",
            "The text exceeds the limit of characters.",
        ),
        Reason::BlockedInput | Reason::BlockedOutput => (
            400,
            "invalid_request",
            "content_against_policy",
            "content_against_policy",
            "The text goes against our terms.",
        ),
    }
}
