//! What a client sees when something goes wrong: `application/problem+json` after RFC 9457.

use chrono::{DateTime, Utc};
use serde::Serialize;
use talewright_domain::Invalid;
use utoipa::ToSchema;

/// The media type of every error.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// An error: what happened, and what to do next.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "urn:talewright:problem:validation_failed",
    "title": "Unprocessable Content",
    "status": 422,
    "detail": "num_pages: is 33; a story has 1 to 32 pages",
    "code": "validation_failed",
    "success": false,
    "error": "num_pages: is 33; a story has 1 to 32 pages",
    "details": [{"field": "num_pages", "message": "is 33; a story has 1 to 32 pages"}],
    "timestamp": "2026-01-31T12:00:00Z",
    "trace_id": "0190163d-8694-739b-aea5-966c26f8ad91"
}))]
pub struct Problem {
    /// `urn:talewright:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(format = "uri")]
    pub kind: String,
    /// The name of the status.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do next, for a person.
    pub detail: String,
    /// Stable and machine-readable.
    pub code: String,
    /// Always `false`.
    pub success: bool,
    /// The same text as `detail`.
    pub error: String,
    /// Every field that is wrong, when the input is invalid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<Vec<FieldProblem>>,
    /// When it happened.
    pub timestamp: DateTime<Utc>,
    /// The `x-request-id` of the answer: what to quote when you ask for help.
    pub trace_id: String,
}

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Path of the field, e.g. `characters[1].name`.
    pub field: String,
    /// What is wrong and what is expected.
    pub message: String,
}

/// The part of a [`Problem`] that its cause knows; the middleware adds the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cause {
    pub(crate) code: &'static str,
    pub(crate) detail: String,
    pub(crate) details: Option<Vec<FieldProblem>>,
}

impl Problem {
    pub(crate) fn new(
        status: actix_web::http::StatusCode,
        cause: Cause,
        timestamp: DateTime<Utc>,
        trace_id: String,
    ) -> Self {
        Self {
            kind: format!("urn:talewright:problem:{}", cause.code),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            error: cause.detail.clone(),
            detail: cause.detail,
            code: cause.code.to_owned(),
            success: false,
            details: cause.details,
            timestamp,
            trace_id,
        }
    }
}

pub(crate) fn field_problems(invalid: &Invalid) -> Vec<FieldProblem> {
    let problem = |error: &talewright_domain::FieldError| FieldProblem {
        field: error.field.clone(),
        message: error.message.clone(),
    };
    invalid.0.iter().map(problem).collect()
}
