use std::future::Future;
use std::pin::Pin;

use actix_multipart::{Multipart, MultipartError};
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt as _, TryStreamExt as _};
use talewright_domain::Invalid;

use super::body::in_time;
use crate::error::ApiError;

/// Most bytes of one uploaded file (`MAX_UPLOAD_BYTES`).
#[derive(Debug, Clone, Copy)]
pub(crate) struct UploadLimit(pub(crate) usize);

/// What the form around a file may take.
const MOST_AROUND: usize = 64 * 1024;
/// Parts of a form at most: one file, and a few fields that nobody asked for.
const MOST_PARTS: usize = 10;

/// One file out of a multipart form: its bytes, and nothing that the sender says about them. Neither its name nor its
/// type is looked at.
#[derive(Debug)]
pub(crate) struct Upload(pub(crate) Bytes);

impl FromRequest for Upload {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let limit = request.app_data::<web::Data<UploadLimit>>().map_or(0, |limit| limit.0);
        let checked = check(request, limit);
        let form = Multipart::new(request.headers(), bounded(payload.take(), limit));
        Box::pin(async move {
            checked?;
            in_time(first_file(form, limit)).await.map(Self)
        })
    }
}

/// A body that breaks off when it is longer than a file and the form around it may be: whatever is no part of a file
/// would be gathered without end.
fn bounded(body: Payload, limit: usize) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    let mut left = limit.saturating_add(MOST_AROUND);
    body.map(move |chunk| {
        let chunk = chunk?;
        left = left.checked_sub(chunk.len()).ok_or(PayloadError::Overflow)?;
        Ok(chunk)
    })
}

fn not_a_form() -> ApiError {
    ApiError::UnsupportedMediaType("multipart/form-data with one file")
}

/// What can be told before a byte is read.
fn check(request: &HttpRequest, limit: usize) -> Result<(), ApiError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.trim().to_ascii_lowercase().starts_with("multipart/form-data")) {
        return Err(not_a_form());
    }
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let length: Option<usize> = length.and_then(|length| length.parse().ok());
    if length.is_some_and(|length| length > limit.saturating_add(MOST_AROUND)) {
        return Err(ApiError::TooLarge(limit));
    }
    Ok(())
}

async fn first_file(mut form: Multipart, limit: usize) -> Result<Bytes, ApiError> {
    let mut read = 0;
    for _ in 0..MOST_PARTS {
        let Some(mut part) = form.try_next().await.map_err(|error| broken(&error, limit))? else { break };
        let is_file = part.content_disposition().is_some_and(|part| part.get_filename().is_some());
        let mut bytes = BytesMut::new();
        while let Some(chunk) = part.try_next().await.map_err(|error| broken(&error, limit))? {
            read += chunk.len();
            if read > limit {
                return Err(ApiError::TooLarge(limit));
            }
            if is_file {
                bytes.extend_from_slice(&chunk);
            }
        }
        if is_file {
            return Ok(bytes.freeze());
        }
    }
    Err(Invalid::field("file", "is missing: send a form with one file").into())
}

fn broken(error: &MultipartError, limit: usize) -> ApiError {
    match error {
        MultipartError::Payload(PayloadError::Overflow) => ApiError::TooLarge(limit),
        MultipartError::ContentTypeMissing
        | MultipartError::ContentTypeParse
        | MultipartError::ContentTypeIncompatible
        | MultipartError::BoundaryMissing => not_a_form(),
        _ => ApiError::Malformed(format!("the form cannot be read: {error}")),
    }
}
