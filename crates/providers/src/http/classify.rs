use std::time::Duration;

use talewright_domain::ports::ProviderErrorKind;

use super::failure::{BodyKind, Failure};

/// What it means when the answer to a request is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// It may have been executed and paid: [`ProviderErrorKind::Unknown`].
    Unknown,
    /// The result can be asked for by the call's key: [`ProviderErrorKind::Pending`].
    Pending,
    /// It changes nothing and costs nothing: [`ProviderErrorKind::Unavailable`].
    Harmless,
}

impl Loss {
    /// The kind of failure.
    #[must_use]
    pub const fn kind(self) -> ProviderErrorKind {
        match self {
            Self::Unknown => ProviderErrorKind::Unknown,
            Self::Pending => ProviderErrorKind::Pending,
            Self::Harmless => ProviderErrorKind::Unavailable { retry_after: None },
        }
    }
}

/// Tells the kind of a failure.
pub type Classifier = fn(&Failure, Loss) -> ProviderErrorKind;

/// How long to stay away from what the vendor says not to repeat, when it does not say how long.
const NOT_SOON: Duration = Duration::from_secs(3_600);

const REFUSED: [&str; 14] = [
    "moderation_blocked",
    "content_policy_violation",
    "image_content_policy_violation",
    "content_filter",
    "content_filtered",
    "content_blocked",
    "content_moderated",
    "refusal",
    "safety_violation",
    "safety_violations",
    "responsible_ai_policy_violation",
    "bio_policy",
    "misalignment_policy_violation",
    // OpenAI's word for prompts that its policy flags.
    "invalid_prompt",
];
const ACCOUNT: [&str; 9] = [
    "invalid_api_key",
    "account_deactivated",
    "authentication",
    "authentication_error",
    "permission_denied",
    "permission_error",
    "authorization_error",
    "unsupported_country_region_territory",
    "detected_unusual_activity",
];
const TOO_OFTEN: [&str; 9] = [
    "rate_limit_exceeded",
    "rate_limit_error",
    "too_many_requests",
    "requests_limit_exceeded",
    "tokens_limit_exceeded",
    "concurrent_limit_exceeded",
    "too_many_concurrent_requests",
    "system_busy",
    "slow_down",
];
const OVERLOADED: [&str; 8] = [
    "overloaded",
    "overloaded_error",
    "server_is_overloaded",
    "engine_overloaded",
    "provider_overloaded",
    "provider_unavailable",
    "service_unavailable",
    // llama.cpp while it loads its model.
    "unavailable_error",
];
const GONE: [&str; 4] =
    ["model_not_found", "model_not_available", "model_deprecated", "model_decommissioned"];

/// The kind of a failure, for every vendor that has nothing to add. The first line that fits decides:
///
/// | what the answer says | kind |
/// |---|---|
/// | a code of a content policy (`moderation_blocked`, `content_policy_violation`, …), details of moderation, 451 | `Refused` |
/// | 402, or a code of missing credit (`insufficient_quota`, `quota_exceeded`, `*_spend_limit_exceeded`, …), also with 401 and 429 | `Account` |
/// | 401, 403, or a code of the key or its permissions | `Account` |
/// | 429, or a code of a rate limit (`rate_limit_exceeded`, `slow_down`, `concurrent_limit_exceeded`, …) | `RateLimited` |
/// | 503, 529, or a code of overload (`server_is_overloaded`, `provider_unavailable`, `unavailable_error`, …), or a model that is loading | `Unavailable` |
/// | 410, a code of a missing model, 404 or 400 that speaks of the model | `ModelGone` |
/// | 404 that does not, 405, 501, 505, a redirect | `Unsupported`: a wrong base address |
/// | 407, 408, 409, 425, 525 to 527 | `Unavailable`: nothing was begun |
/// | every other 4xx | `InvalidRequest` |
/// | 500, 502, 504, 520 to 524, every other 5xx, 499, and an error without status and code | what [`Loss`] says |
///
/// Where the vendor says that it makes no sense to send the request again (`x-should-retry: false`,
/// `availability.retryable`), the wait is an hour, which no decorator waits for.
#[must_use]
pub fn classify(failure: &Failure, loss: Loss) -> ProviderErrorKind {
    if failure.moderated || failure.has_any(&REFUSED) {
        return ProviderErrorKind::Refused;
    }
    if failure.is_about_credit() || failure.has_any(&ACCOUNT) {
        return ProviderErrorKind::Account;
    }
    let retry_after = match failure.retryable {
        Some(false) => failure.retry_after.max(Some(NOT_SOON)),
        _ => failure.retry_after,
    };
    if failure.has_any(&TOO_OFTEN) {
        return ProviderErrorKind::RateLimited { retry_after };
    }
    if failure.has_any(&OVERLOADED) {
        return ProviderErrorKind::Unavailable { retry_after };
    }
    if failure.has_any(&GONE) {
        return ProviderErrorKind::ModelGone;
    }
    by_status(failure, loss, retry_after)
}

fn by_status(failure: &Failure, loss: Loss, retry_after: Option<Duration>) -> ProviderErrorKind {
    let Some(status) = failure.status else {
        let loads = failure.mentions("currently loading") || failure.mentions("loading model");
        return if loads { ProviderErrorKind::Unavailable { retry_after } } else { loss.kind() };
    };
    match status {
        401 | 403 => ProviderErrorKind::Account,
        451 => ProviderErrorKind::Refused,
        429 => ProviderErrorKind::RateLimited { retry_after },
        407..=409 | 425 | 503 | 525..=527 | 529 => ProviderErrorKind::Unavailable { retry_after },
        410 => ProviderErrorKind::ModelGone,
        400 if failure.mentions("not a valid model") => ProviderErrorKind::ModelGone,
        404 if speaks_of_the_model(failure) => ProviderErrorKind::ModelGone,
        300..=399 | 404 | 405 | 501 | 505 => ProviderErrorKind::Unsupported,
        499 | 500.. => loss.kind(),
        _ => ProviderErrorKind::InvalidRequest,
    }
}

/// A 404 is about the model, or about the address: `{"detail": "Not Found"}`, `Invalid URL (POST /v1/…)`, a page.
fn speaks_of_the_model(failure: &Failure) -> bool {
    failure.kind != BodyKind::Html && (failure.mentions("model") || failure.mentions("no endpoints"))
}
