use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use bytes::Bytes;
use chrono::{SecondsFormat, Utc};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

/// Whether every JSON body of this deployment is wrapped (`RESPONSE_ENVELOPE`).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Envelope(pub(crate) bool);

/// Gives JSON answers an ETag, answers `If-None-Match` with 304, and wraps them where that is wanted. Handlers
/// know nothing of it, but for those of editable resources, which set the resource's version as ETag: it comes
/// first in the final one, `"7-3f2a9c…"`, and is what `If-Match` compares.
pub(crate) async fn represent<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let envelope = wants_envelope(&request);
    let is_get = request.method() == Method::GET;
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let answer = next.call(request).await?.map_into_boxed_body();
    if !answer.status().is_success() || !is_json(answer.headers().get(header::CONTENT_TYPE)) {
        return Ok(answer);
    }
    let (request, answer) = answer.into_parts();
    let (mut answer, body) = answer.into_parts();
    let body = to_bytes(body).await.map_err(|_| actix_web::error::ErrorInternalServerError("body"))?;
    let tag = entity_tag(answer.headers().get(header::ETAG), &body);
    let is_tagged = answer.headers().contains_key(header::ETAG) || is_get;
    if let (true, Ok(value)) = (is_tagged, HeaderValue::from_str(&tag)) {
        answer.headers_mut().insert(header::ETAG, value);
        if !answer.headers().contains_key(header::CACHE_CONTROL) {
            let private = HeaderValue::from_static("private, no-cache");
            answer.headers_mut().insert(header::CACHE_CONTROL, private);
        }
    }
    if is_get && known.is_some_and(|known| names(&known, &tag)) {
        let mut unchanged = HttpResponse::new(StatusCode::NOT_MODIFIED);
        for name in [header::ETAG, header::CACHE_CONTROL, header::VARY] {
            if let Some(value) = answer.headers().get(&name) {
                unchanged.headers_mut().insert(name, value.clone());
            }
        }
        return Ok(ServiceResponse::new(request, unchanged));
    }
    let body = if envelope { wrap(body) } else { body };
    Ok(ServiceResponse::new(request, answer.set_body(BoxBody::new(body))))
}

fn is_json(kind: Option<&HeaderValue>) -> bool {
    kind.and_then(|kind| kind.to_str().ok()).is_some_and(|kind| kind.starts_with("application/json"))
}

/// `?envelope=` decides where it is given, else the deployment. What other systems read is never wrapped.
fn wants_envelope(request: &ServiceRequest) -> bool {
    let path = request.path();
    let file = path.rsplit('/').next().unwrap_or(path);
    if matches!(file, "token" | "healthz" | "openapi.json") || path.split('/').any(|part| part == "health") {
        return false;
    }
    let asked = request.query_string().split('&').find_map(|pair| pair.strip_prefix("envelope="));
    match asked {
        Some(value) => matches!(value, "true" | "1"),
        None => request.app_data::<web::Data<Envelope>>().is_some_and(|envelope| envelope.0),
    }
}

/// The hash of the body, after the resource's version where there is one.
fn entity_tag(version: Option<&HeaderValue>, body: &[u8]) -> String {
    let mut hash = hex::encode(Sha256::digest(body));
    hash.truncate(16);
    let version = version.and_then(|value| value.to_str().ok()).map(|value| value.trim_matches('"'));
    version.map_or_else(|| format!("\"{hash}\""), |version| format!("\"{version}-{hash}\""))
}

/// Whether `If-None-Match` names this tag, by the weak comparison.
fn names(known: &HeaderValue, tag: &str) -> bool {
    let known = known.to_str().unwrap_or_default();
    known.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == "*" || one == tag)
}

fn wrap(body: Bytes) -> Bytes {
    #[derive(serde::Serialize)]
    struct Wrapped {
        success: bool,
        data: Box<RawValue>,
        timestamp: String,
    }
    let timestamp = Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true);
    let wrapped = serde_json::from_slice(&body)
        .and_then(|data| serde_json::to_vec(&Wrapped { success: true, data, timestamp }));
    wrapped.map_or(body, Bytes::from)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_version_comes_first() {
        let version = HeaderValue::from_static("\"7\"");
        let tag = entity_tag(Some(&version), b"{}");
        assert!(tag.starts_with("\"7-") && tag.len() == 20, "{tag}");
        assert_ne!(tag, entity_tag(Some(&version), b"[]"));
        assert_eq!(entity_tag(None, b"{}").len(), 18);
    }

    #[test]
    fn if_none_match_takes_lists_and_stars() {
        for (known, expected) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"b\", \"a\"", true),
            ("*", true),
            ("\"b\"", false),
            ("a", false),
        ] {
            assert_eq!(names(&HeaderValue::from_str(known).unwrap(), "\"a\""), expected, "{known}");
        }
    }

    #[test]
    fn the_envelope_holds_the_body_as_it_was() {
        let wrapped = wrap(Bytes::from_static(br#"{"b":1.50,"a":[]}"#));
        let text = std::str::from_utf8(&wrapped).unwrap();
        assert!(text.starts_with(r#"{"success":true,"data":{"b":1.50,"a":[]},"timestamp":""#), "{text}");
        assert!(text.ends_with("Z\"}"));
    }

    #[test]
    fn who_asks_gets_the_envelope() {
        let wants = |uri: &str, deployment: bool| {
            wants_envelope(
                &TestRequest::with_uri(uri).app_data(web::Data::new(Envelope(deployment))).to_srv_request(),
            )
        };
        assert!(wants("/api/v1/stories?envelope=true", false));
        assert!(wants("/api/v1/stories", true));
        assert!(!wants("/api/v1/stories?envelope=false", true));
        assert!(!wants("/api/v1/stories", false));
        for path in ["/api/v1/token", "/health/ready", "/healthz", "/openapi.json"] {
            assert!(!wants(path, true), "{path}");
        }
    }
}
