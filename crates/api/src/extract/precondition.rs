use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};

use crate::error::ApiError;

/// The version that the client read, from `If-Match`; `None` when it does not care.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct IfMatch(pub(crate) Option<i64>);

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(value) = request.headers().get(header::IF_MATCH) else { return ready(Ok(Self(None))) };
        ready(parse_if_match(value.to_str().unwrap_or_default()))
    }
}

/// `*`, `"7"` or `"7-3f2a…"` as this API gives them.
fn parse_if_match(value: &str) -> Result<IfMatch, ApiError> {
    if value.trim() == "*" {
        return Ok(IfMatch(None));
    }
    let quoted = value.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let version = quoted.and_then(|tag| tag.split('-').next()).and_then(|version| version.parse().ok());
    version.map(|version| IfMatch(Some(version))).ok_or_else(|| {
        ApiError::Malformed("If-Match must be the ETag of the resource as it was read, or *".into())
    })
}

/// The client's name for this very request, from `Idempotency-Key`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct IdempotencyKey(pub(crate) Option<String>);

impl FromRequest for IdempotencyKey {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(value) = request.headers().get("idempotency-key") else { return ready(Ok(Self(None))) };
        let key = value.to_str().map(str::trim).unwrap_or_default();
        let is_fine = (1..=255).contains(&key.len()) && key.chars().all(|c| c.is_ascii_graphic());
        ready(if is_fine {
            Ok(Self(Some(key.to_owned())))
        } else {
            Err(ApiError::Malformed("Idempotency-Key must have 1 to 255 visible ASCII characters".into()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_match_is_an_etag_of_ours() {
        assert_eq!(parse_if_match("\"7\"").unwrap(), IfMatch(Some(7)));
        assert_eq!(parse_if_match(" \"12-3f2a\" ").unwrap(), IfMatch(Some(12)));
        assert_eq!(parse_if_match("*").unwrap(), IfMatch(None));
        for bad in ["7", "\"x\"", "", "W/\"7\"", "\"7"] {
            assert!(parse_if_match(bad).is_err(), "{bad}");
        }
    }
}
