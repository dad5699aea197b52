use std::time::Instant;

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use chrono::Utc;
use tracing::Instrument as _;
use uuid::Uuid;

use crate::problem::{Cause, PROBLEM_JSON, Problem};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names the request (in the log, in `x-request-id`, in `trace_id`), answers HEAD like GET, logs one line, and gives every error its body.
pub(crate) async fn frame<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = request_id(&request);
    if request.method() == Method::HEAD {
        // The HTTP layer remembers, and sends no body.
        request.head_mut().method = Method::GET;
    }
    let (method, path) = (request.method().clone(), request.path().to_owned());
    let started = Instant::now();
    let span = tracing::info_span!("request", %method, path, request_id = id);
    let answer = next.call(request).instrument(span.clone()).await?;
    let mut answer = write_problem(answer.map_into_boxed_body(), &id);
    if let Ok(value) = HeaderValue::from_str(&id) {
        answer.headers_mut().insert(X_REQUEST_ID, value);
    }
    let duration_ms = started.elapsed().as_secs_f64() * 1e3;
    span.in_scope(|| tracing::info!(status = answer.status().as_u16(), duration_ms, "answered"));
    Ok(answer)
}

/// The client's own name for the request where it is a harmless one, else a new one.
fn request_id(request: &ServiceRequest) -> String {
    let harmless = |id: &&str| {
        (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    let given = request.headers().get(X_REQUEST_ID).and_then(|value| value.to_str().ok()).filter(harmless);
    given.map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}

fn write_problem(answer: ServiceResponse<BoxBody>, id: &str) -> ServiceResponse<BoxBody> {
    let status = answer.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let is_written = answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == PROBLEM_JSON);
    if !is_error || is_written {
        return answer;
    }
    let cause = answer.response().extensions().get::<Cause>().cloned();
    let cause = match cause {
        Some(cause) => cause,
        // An answer of the framework itself, or one that speaks for itself (a health report).
        None if answer.headers().contains_key(header::CONTENT_TYPE)
            && status == StatusCode::SERVICE_UNAVAILABLE =>
        {
            return answer;
        }
        None => framework_cause(status),
    };
    let problem = Problem::new(status, cause, Utc::now(), id.to_owned());
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let (request, mut bare) = answer.into_parts();
    bare.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    bare.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    ServiceResponse::new(request, bare.set_body(BoxBody::new(body)))
}

fn framework_cause(status: StatusCode) -> Cause {
    let code = match status {
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::PAYLOAD_TOO_LARGE => "payload_too_large",
        StatusCode::REQUEST_TIMEOUT => "request_timeout",
        StatusCode::RANGE_NOT_SATISFIABLE => "range_not_satisfiable",
        _ if status.is_client_error() => "malformed_request",
        _ => "internal_error",
    };
    let detail = status.canonical_reason().unwrap_or("the request failed").to_lowercase();
    Cause { code, detail, details: None }
}
