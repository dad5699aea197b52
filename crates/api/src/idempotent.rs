//! Idempotency keys on the wire: what is stored of an answer, and how it is given again.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use talewright_app::idempotency::{IdempotentRequest, Once, Outcome};
use talewright_domain::UserId;

use crate::error::ApiError;
use crate::extract::IdempotencyKey;

/// An answer with a body and perhaps an address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    /// The version of the resource, for its ETag.
    pub(crate) version: Option<i64>,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn new(status: StatusCode, body: impl Serialize) -> Self {
        let body = serde_json::to_value(body).unwrap_or_default();
        Self { status: status.as_u16(), location: None, version: None, body }
    }

    pub(crate) fn location(self, address: String) -> Self {
        Self { location: Some(address), ..self }
    }

    pub(crate) fn version(self, version: i64) -> Self {
        Self { version: Some(version), ..self }
    }
}

impl From<Answer> for HttpResponse {
    fn from(answer: Answer) -> Self {
        let mut response = Self::build(StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK));
        if let Some(location) = answer.location {
            response.insert_header((header::LOCATION, location));
        }
        if let Some(version) = answer.version {
            response.insert_header((header::ETAG, format!("\"{version}\"")));
        }
        response.json(answer.body)
    }
}

/// What the use case needs to do a request once, when the client gave a key.
pub(crate) fn once<T>(
    key: IdempotencyKey,
    user: UserId,
    operation: &str,
    body: &[u8],
    render: impl FnOnce(&T) -> Answer + Send + 'static,
) -> Option<Once<T>> {
    let request = IdempotentRequest {
        user,
        key: key.0?,
        operation: operation.to_owned(),
        body_hash: hex::encode(Sha256::digest(body)),
    };
    Some(Once {
        request,
        render: Box::new(move |done| serde_json::to_value(render(done)).unwrap_or_default()),
    })
}

/// The answer, whether it was done now or before.
pub(crate) fn answer<T>(
    outcome: Outcome<T>,
    render: impl FnOnce(&T) -> Answer,
) -> Result<HttpResponse, ApiError> {
    match outcome {
        Outcome::Done(done) => Ok(render(&done).into()),
        Outcome::Replayed(stored) => {
            let stored: Answer = serde_json::from_value(stored).map_err(ApiError::internal)?;
            let mut response = HttpResponse::from(stored);
            let replayed = header::HeaderValue::from_static("true");
            response.headers_mut().insert(header::HeaderName::from_static("idempotency-replayed"), replayed);
            Ok(response)
        }
    }
}
