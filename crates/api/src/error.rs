//! The one place that maps errors to a status and a stable code.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use talewright_app::{AppError, PhotoError};
use talewright_domain::Invalid;
use talewright_domain::ports::Allowance;

use crate::limits::whole_seconds;
use crate::problem::{Cause, field_problems};

/// Why a request was not answered as asked. What is not known here is [`ApiError::Internal`]: 500, with a body
/// that tells nothing, while the cause goes to the log.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// 400: bad JSON, a bad header.
    #[error("{0}")]
    Malformed(String),
    /// 401: no credentials, or none that are good.
    #[error("{0}")]
    Unauthenticated(String),
    /// 402: not enough credit.
    #[error("{0}")]
    PaymentRequired(String),
    /// 403: not allowed, with a code.
    #[error("{1}")]
    Forbidden(&'static str, String),
    /// 404: absent, or somebody else's.
    #[error("{0}")]
    NotFound(String),
    /// 405: the path is there, the method is not; these are.
    #[error("this path does not know the method; it knows {0}")]
    MethodNotAllowed(String),
    /// 409: not in this state, with a code.
    #[error("{1}")]
    Conflict(&'static str, String),
    /// 412: `If-Match` names another version.
    #[error(
        "it was changed since you read it (its version is now {0}); read it again and repeat your change"
    )]
    PreconditionFailed(i64),
    /// 413: more bytes than this.
    #[error("the body is larger than {0} bytes; send a smaller one")]
    TooLarge(usize),
    /// 415: send this media type.
    #[error("the media type of the body is not supported; send {0}")]
    UnsupportedMediaType(&'static str),
    /// 422: fields are wrong.
    #[error("{0}")]
    Invalid(#[from] Invalid),
    /// 422: the request as a whole cannot be done, with a code.
    #[error("{1}")]
    Unprocessable(&'static str, String),
    /// 408: the body came too slowly.
    #[error("the body took longer than {0} s; send it again, and quicker")]
    TooSlow(u64),
    /// 429: too much, for now.
    #[error("too many requests: {} are allowed; try again in {} s", .0.limit, wait_of(.0))]
    TooManyRequests(Allowance),
    /// 502: another service failed.
    #[error("{0}")]
    BadGateway(String),
    /// 503: later.
    #[error("{0}")]
    Unavailable(String),
    /// 500: our fault.
    #[error("{0}")]
    Internal(String),
}

impl ApiError {
    /// An internal error from its cause.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }

    /// Stable and machine-readable.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed_request",
            Self::Unauthenticated(_) => "unauthenticated",
            Self::PaymentRequired(_) => "not_enough_credit",
            Self::TooSlow(_) => "request_timeout",
            Self::TooManyRequests(_) => "rate_limited",
            Self::BadGateway(_) => "service_failed",
            Self::Forbidden(code, _) | Self::Conflict(code, _) | Self::Unprocessable(code, _) => code,
            Self::NotFound(_) => "not_found",
            Self::MethodNotAllowed(_) => "method_not_allowed",
            Self::PreconditionFailed(_) => "precondition_failed",
            Self::TooLarge(_) => "payload_too_large",
            Self::UnsupportedMediaType(_) => "unsupported_media_type",
            Self::Invalid(_) => "validation_failed",
            Self::Unavailable(_) => "unavailable",
            Self::Internal(_) => "internal_error",
        }
    }

    pub(crate) fn cause(&self) -> Cause {
        let details = match self {
            Self::Invalid(invalid) => Some(field_problems(invalid)),
            _ => None,
        };
        let detail = match self {
            Self::Internal(_) => {
                "something went wrong on our side; try again, and quote trace_id when you ask for help".into()
            }
            other => other.to_string(),
        };
        Cause { code: self.code(), detail, details }
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Self::PaymentRequired(_) => StatusCode::PAYMENT_REQUIRED,
            Self::TooSlow(_) => StatusCode::REQUEST_TIMEOUT,
            Self::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::BadGateway(_) => StatusCode::BAD_GATEWAY,
            Self::Forbidden(..) => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict(..) => StatusCode::CONFLICT,
            Self::PreconditionFailed(_) => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(_) | Self::Unprocessable(..) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A bare answer; the outermost middleware writes the problem into it.
    fn error_response(&self) -> HttpResponse {
        if let Self::Internal(cause) = self {
            tracing::error!(error = %cause, "a request failed");
        }
        let mut answer = HttpResponse::build(self.status_code());
        match self {
            Self::Unauthenticated(_) => answer.insert_header((header::WWW_AUTHENTICATE, "Bearer")),
            Self::MethodNotAllowed(allowed) => answer.insert_header((header::ALLOW, allowed.as_str())),
            Self::Unavailable(_) => answer.insert_header((header::RETRY_AFTER, "5")),
            Self::TooManyRequests(allowance) => {
                answer.insert_header((header::RETRY_AFTER, wait_of(allowance)))
            }
            Self::TooSlow(_) => answer.insert_header((header::CONNECTION, "close")),
            _ => &mut answer,
        };
        let mut answer = answer.finish();
        answer.extensions_mut().insert(self.cause());
        answer
    }
}

fn wait_of(allowance: &Allowance) -> u64 {
    whole_seconds(allowance.retry_after.unwrap_or_default()).max(1)
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotFound(_) => Self::NotFound(error.to_string()),
            AppError::Invalid(invalid) => Self::Invalid(invalid),
            AppError::WrongCredentials | AppError::SignedOut => Self::Unauthenticated(error.to_string()),
            AppError::Conflict { code, message } => Self::Conflict(code, message),
            AppError::Stale { found } => Self::PreconditionFailed(found),
            AppError::KeyReused => Self::Unprocessable("idempotency_key_reused", error.to_string()),
            AppError::Photo(PhotoError::NotAPicture | PhotoError::Unsupported { .. }) => {
                Self::UnsupportedMediaType("a picture: JPEG, PNG or WebP")
            }
            AppError::Photo(problem) => Self::Unprocessable("bad_picture", problem.to_string()),
            AppError::LimitExceeded(message) => Self::Forbidden("limit_exceeded", message),
            AppError::NotEnoughCredit(message) => Self::PaymentRequired(message),
            AppError::Hidden(_) => Self::Forbidden("hidden_by_moderation", error.to_string()),
            AppError::Forbidden { code, message } => Self::Forbidden(code, message),
            AppError::BadCode => Self::Unprocessable("bad_code", error.to_string()),
            AppError::Busy(message) => Self::Unavailable(message),
            AppError::Upstream(cause) => {
                tracing::warn!(error = %cause, "another service failed");
                Self::BadGateway(
                    "the other service did not answer as it should; try again in a moment".into(),
                )
            }
            AppError::Unprintable(_) => Self::Unprocessable("unprintable", error.to_string()),
            AppError::Unavailable(cause) => {
                tracing::error!(error = %cause, "the database is not available");
                Self::Unavailable(
                    "the database is not available at the moment; try again in a few seconds".into(),
                )
            }
            AppError::MailNotSent(cause) => {
                tracing::error!(error = %cause, "mail could not be sent");
                Self::Unavailable("mail cannot be sent at the moment; try again later".into())
            }
            AppError::Internal(cause) => Self::Internal(cause),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_has_its_status_and_code() {
        let text = || String::from("x");
        for (error, status, code) in [
            (ApiError::Malformed(text()), 400, "malformed_request"),
            (ApiError::Unauthenticated(text()), 401, "unauthenticated"),
            (ApiError::PaymentRequired(text()), 402, "not_enough_credit"),
            (ApiError::Forbidden("cross_origin", text()), 403, "cross_origin"),
            (ApiError::TooSlow(30), 408, "request_timeout"),
            (ApiError::BadGateway(text()), 502, "service_failed"),
            (ApiError::NotFound(text()), 404, "not_found"),
            (ApiError::MethodNotAllowed(text()), 405, "method_not_allowed"),
            (ApiError::Conflict("already_running", text()), 409, "already_running"),
            (ApiError::PreconditionFailed(2), 412, "precondition_failed"),
            (ApiError::TooLarge(1), 413, "payload_too_large"),
            (ApiError::UnsupportedMediaType("application/json"), 415, "unsupported_media_type"),
            (ApiError::Invalid(Invalid::field("a", "b")), 422, "validation_failed"),
            (ApiError::Unprocessable("missing_glyph", text()), 422, "missing_glyph"),
            (ApiError::Unavailable(text()), 503, "unavailable"),
            (ApiError::internal("the disk is at /secret"), 500, "internal_error"),
        ] {
            assert_eq!((error.status_code().as_u16(), error.code()), (status, code));
            assert!(!error.cause().detail.contains("secret"));
            assert_eq!(error.cause().details.is_some(), code == "validation_failed");
        }
    }

    #[test]
    fn each_failure_of_a_use_case_has_its_status() {
        for (error, status, code) in [
            (AppError::NotFound("story"), 404, "not_found"),
            (AppError::Invalid(Invalid::field("a", "b")), 422, "validation_failed"),
            (AppError::WrongCredentials, 401, "unauthenticated"),
            (AppError::SignedOut, 401, "unauthenticated"),
            (AppError::conflict("already_running", "x"), 409, "already_running"),
            (AppError::Stale { found: 2 }, 412, "precondition_failed"),
            (AppError::KeyReused, 422, "idempotency_key_reused"),
            (AppError::LimitExceeded("x".into()), 403, "limit_exceeded"),
            (AppError::NotEnoughCredit("x".into()), 402, "not_enough_credit"),
            (AppError::Hidden("x".into()), 403, "hidden_by_moderation"),
            (AppError::BadCode, 422, "bad_code"),
            (AppError::Busy("x".into()), 503, "unavailable"),
            (AppError::Upstream("secret".into()), 502, "service_failed"),
            (AppError::Unavailable("postgres://secret".into()), 503, "unavailable"),
            (AppError::Internal("secret".into()), 500, "internal_error"),
        ] {
            let error = ApiError::from(error);
            assert_eq!((error.status_code().as_u16(), error.code()), (status, code));
            assert!(!error.cause().detail.contains("secret"));
        }
    }

    #[test]
    fn headers_tell_the_client_what_to_do() {
        let answer = ApiError::MethodNotAllowed("GET, POST".into()).error_response();
        assert_eq!(answer.headers().get("allow").unwrap(), "GET, POST");
        let allowance = Allowance {
            limit: 10,
            remaining: 0,
            reset: std::time::Duration::from_secs(60),
            retry_after: Some(std::time::Duration::from_millis(5_200)),
        };
        let answer = ApiError::TooManyRequests(allowance).error_response();
        assert_eq!(answer.status().as_u16(), 429);
        assert_eq!(answer.headers().get("retry-after").unwrap(), "6");
        let answer = ApiError::Unauthenticated("sign in".into()).error_response();
        assert_eq!(answer.headers().get("www-authenticate").unwrap(), "Bearer");
    }
}
