//! `{"error": "text"}`, and whatever else comes through the router.

use crate::mock::set;
use serde_json::{Value, json};

use super::{Reason, Refusal, Shape};

pub(super) fn body(refusal: &Refusal) -> (u16, Value) {
    let (status, message) = words(refusal.reason);
    let mut body = match refusal.shape {
        Shape::List => json!({ "error": [message] }),
        Shape::Object | Shape::NumericCode => {
            json!({ "error": { "message": message, "http_status_code": status } })
        }
        Shape::StringCode => json!({ "error": { "message": message, "code": refusal.code } }),
        _ => json!({ "error": message }),
    };
    if refusal.reason == Reason::Loading {
        set(&mut body, "estimated_time", json!(refusal.estimated_time.unwrap_or(20.0)));
    }
    (status, body)
}

fn words(reason: Reason) -> (u16, &'static str) {
    match reason {
        Reason::BadKey => (401, "Invalid credentials in Authorization header"),
        Reason::NoCredit | Reason::PlanTooLow => {
            (402, "You have exceeded your monthly included credits for Inference Providers.")
        }
        Reason::RateLimited | Reason::ConcurrentLimit | Reason::SlowDown => {
            (429, "Too many requests, please wait.")
        }
        Reason::Overloaded => (503, "Service Unavailable"),
        Reason::Loading => (503, "Model is currently loading"),
        Reason::ServerError => (500, "Internal Server Error"),
        Reason::BadGateway => (502, "Bad Gateway"),
        Reason::GatewayTimeout | Reason::RequestTimeout => (504, "Request Timeout"),
        Reason::CdnTimeout => (524, "A timeout occurred"),
        Reason::Conflict => (409, "Conflict"),
        Reason::ModelGone | Reason::NotFound => (404, "Model not found or not supported by any provider"),
        Reason::HostGone => (
            410,
            "https://api-inference.huggingface.co is no longer supported. Please use https://router.huggingface.co instead.",
        ),
        Reason::InvalidRequest | Reason::SchemaUnsupported | Reason::DuplicateParameter => {
            (422, "Unprocessable input")
        }
        Reason::TooLong => (422, "Input is longer than the model's context"),
        Reason::TooLarge => (413, "Payload too large"),
        Reason::BlockedInput | Reason::BlockedOutput => (400, "The content was flagged as inappropriate"),
        Reason::NotVerified | Reason::UnusualActivity => {
            (403, "This token has not the permission to call Inference Providers")
        }
    }
}
