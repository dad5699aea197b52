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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::headers::Headers;
    use super::*;

    fn kind(status: u16, headers: &[(&'static str, &str)], body: &str) -> ProviderErrorKind {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        classify(&Failure::parse(status, &Headers::new(headers.collect()), body.as_bytes()), Loss::Unknown)
    }

    fn of_json(status: u16, body: Value) -> ProviderErrorKind {
        kind(status, &[], &body.to_string())
    }

    const fn limited(seconds: u64) -> ProviderErrorKind {
        ProviderErrorKind::RateLimited { retry_after: Some(Duration::from_secs(seconds)) }
    }

    const LIMITED: ProviderErrorKind = ProviderErrorKind::RateLimited { retry_after: None };
    const UNAVAILABLE: ProviderErrorKind = ProviderErrorKind::Unavailable { retry_after: None };

    #[test]
    fn openai() {
        use ProviderErrorKind::{Account, InvalidRequest, ModelGone, Refused, Unknown, Unsupported};
        let error = |kind: &str, code: &str| json!({"error": {"message": "words", "type": kind, "param": null, "code": code}});
        for (status, body, expected) in [
            (401, error("invalid_request_error", "invalid_api_key"), Account),
            (
                403,
                json!({"error": {"message": "Your organization must be verified to use the model", "type": "invalid_request_error", "code": null}}),
                Account,
            ),
            (403, error("request_forbidden", "unsupported_country_region_territory"), Account),
            (
                404,
                json!({"error": {"message": "The model `gpt-image-1` does not exist", "code": "model_not_found"}}),
                ModelGone,
            ),
            (
                404,
                json!({"error": {"message": "Invalid URL (POST /v1/chats)", "type": "invalid_request_error", "code": null}}),
                Unsupported,
            ),
            (400, error("invalid_request_error", "context_length_exceeded"), InvalidRequest),
            (
                400,
                json!({"error": {"type": "image_generation_user_error", "code": "moderation_blocked", "message": "safety_violations=[x]"}}),
                Refused,
            ),
            (
                400,
                json!({"error": {"message": "x", "code": null, "moderation_details": {"moderation_stage": "output", "categories": ["sexual"]}}}),
                Refused,
            ),
            (400, error("invalid_request_error", "content_policy_violation"), Refused),
            (400, error("invalid_request_error", "invalid_prompt"), Refused),
            (400, error("invalid_request_error", "billing_hard_limit_reached"), Account),
            (422, error("invalid_request_error", "x"), InvalidRequest),
            (413, error("invalid_request_error", "x"), InvalidRequest),
            (429, error("insufficient_quota", "insufficient_quota"), Account),
            (429, error("requests", "credit_balance_exhausted"), Account),
            (429, error("requests", "organization_spend_limit_exceeded"), Account),
            (429, error("requests", "project_spend_limit_exceeded"), Account),
            (429, error("requests", "organization_usage_limit_exceeded"), Account),
            (429, error("requests", "rate_limit_exceeded"), LIMITED),
            (429, error("requests", "slow_down"), LIMITED),
            (503, error("server_error", "slow_down"), LIMITED),
            (503, error("server_error", "server_is_overloaded"), UNAVAILABLE),
            (500, error("server_error", "server_is_overloaded"), UNAVAILABLE),
            (
                500,
                json!({"error": {"message": "The server had an error", "type": "server_error", "code": null}}),
                Unknown,
            ),
            (409, error("x", "x"), UNAVAILABLE),
        ] {
            assert_eq!(of_json(status, body.clone()), expected, "{status} {body}");
        }
    }

    #[test]
    fn openrouter() {
        use ProviderErrorKind::{Account, InvalidRequest, ModelGone, Refused};
        let error = |code: Value, metadata: Value| json!({"error": {"code": code, "message": "x", "metadata": metadata}});
        let typed = |name: &str| json!({"error_type": name});
        for (status, body, expected) in [
            (401, error(json!(401), Value::Null), Account),
            (402, error(json!(402), typed("payment_required")), Account),
            (403, error(json!(403), json!({"reasons": ["violence"], "flagged_input": "…"})), Refused),
            (403, error(json!(403), json!({"patterns": ["x"]})), Refused),
            (403, error(json!(403), typed("permission_denied")), Account),
            (400, error(json!(400), typed("content_policy_violation")), Refused),
            (400, json!({"error": {"code": 400, "message": "foo/bar is not a valid model ID"}}), ModelGone),
            (404, json!({"error": {"code": 404, "message": "No endpoints found for foo/bar"}}), ModelGone),
            (408, error(json!(408), typed("timeout")), UNAVAILABLE),
            (412, error(json!(412), typed("precondition_failed")), InvalidRequest),
            (429, error(json!(429), typed("rate_limit_exceeded")), LIMITED),
            (502, error(json!(502), typed("provider_unavailable")), UNAVAILABLE),
            (503, error(json!(503), typed("provider_overloaded")), UNAVAILABLE),
            (529, error(json!(529), typed("provider_overloaded")), UNAVAILABLE),
            (524, error(json!(524), typed("timeout")), ProviderErrorKind::Unknown),
            (
                429,
                json!({"error": {"message": "x", "availability": {"code": "busy", "retryable": true, "retry_after": 7}}}),
                limited(7),
            ),
            (429, json!({"error": {"message": "x", "availability": {"retryable": false}}}), limited(3_600)),
            (400, json!({"error": {"error_type": "refusal", "http_status": 400}}), Refused),
        ] {
            assert_eq!(of_json(status, body.clone()), expected, "{status} {body}");
        }
    }

    #[test]
    fn errors_inside_of_successes() {
        let inside = |value: Value| Failure::inside(&value).map(|failure| classify(&failure, Loss::Unknown));
        let error = |error: Value| inside(json!({"error": error}));
        assert_eq!(error(json!({"code": 502, "message": "x"})), Some(ProviderErrorKind::Unknown));
        assert_eq!(error(json!({"code": 402, "message": "x"})), Some(ProviderErrorKind::Account));
        assert_eq!(error(json!({"code": "402", "message": "x"})), Some(ProviderErrorKind::Account));
        assert_eq!(error(json!({"code": "server_error", "message": "x"})), Some(ProviderErrorKind::Unknown));
        assert_eq!(error(json!({"code": 429})), Some(LIMITED));
        assert_eq!(error(json!("text")), Some(ProviderErrorKind::Unknown));
        assert_eq!(error(json!(["Model x is currently loading"])), Some(UNAVAILABLE));
        for none in [
            json!({"error": null}),
            json!({"error": ""}),
            json!({"error": false}),
            json!({"data": 1}),
            json!([1]),
        ] {
            assert_eq!(inside(none), None);
        }
    }

    #[test]
    fn elevenlabs() {
        use ProviderErrorKind::{Account, InvalidRequest};
        let detail = |detail: Value| json!({"detail": detail});
        for (status, body, expected) in [
            (
                401,
                detail(json!({"status": "quota_exceeded", "message": "This request exceeds your quota"})),
                Account,
            ),
            (401, detail(json!({"status": "detected_unusual_activity", "message": "x"})), Account),
            (
                402,
                detail(json!({"type": "payment_required", "code": "insufficient_credits", "message": "x"})),
                Account,
            ),
            (403, detail(json!({"type": "authorization_error", "code": "voice_access_denied"})), Account),
            (
                429,
                detail(
                    json!({"type": "rate_limit_error", "code": "concurrent_limit_exceeded", "status": "too_many_concurrent_requests"}),
                ),
                LIMITED,
            ),
            (429, detail(json!({"status": "system_busy", "message": "x"})), LIMITED),
            (400, detail(json!({"status": "max_character_limit_exceeded"})), InvalidRequest),
            (
                422,
                detail(
                    json!([{"loc": ["body", "text"], "msg": "field required", "type": "value_error.missing"}]),
                ),
                InvalidRequest,
            ),
            (500, detail(json!("Internal Server Error")), ProviderErrorKind::Unknown),
            (503, detail(json!({"type": "service_unavailable"})), UNAVAILABLE),
            (409, detail(json!({"type": "conflict", "code": "concurrent_modification"})), UNAVAILABLE),
        ] {
            assert_eq!(of_json(status, body.clone()), expected, "{status} {body}");
        }
    }

    #[test]
    fn hugging_face_and_servers_of_ones_own() {
        use ProviderErrorKind::{Account, InvalidRequest, ModelGone, Unknown, Unsupported};
        let loading =
            |seconds: u64| ProviderErrorKind::Unavailable { retry_after: Some(Duration::from_secs(seconds)) };
        for (status, body, expected) in [
            (503, json!({"error": "Model x is currently loading", "estimated_time": 20.0}), loading(20)),
            (503, json!({"error": "Model x is currently loading", "estimated_time": 900.0}), loading(60)),
            (410, json!({"error": "https://api-inference.huggingface.co is no longer supported"}), ModelGone),
            (402, json!({"error": "You have exceeded your monthly included credits"}), Account),
            (400, json!({"error": ["a", "b"]}), InvalidRequest),
            (404, json!({"error": "Model x/y does not exist"}), ModelGone),
            // Ollama, llama.cpp, Kokoro, Speaches, vLLM.
            (
                404,
                json!({"error": {"message": "model \"qwen3\" not found, try pulling it first", "type": "not_found_error"}}),
                ModelGone,
            ),
            (
                404,
                json!({"error": {"code": 404, "message": "File Not Found", "type": "not_found_error"}}),
                Unsupported,
            ),
            (404, json!({"detail": "Not Found"}), Unsupported),
            (405, json!({"detail": "Method Not Allowed"}), Unsupported),
            (
                503,
                json!({"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}),
                UNAVAILABLE,
            ),
            (
                400,
                json!({"detail": {"error": "validation_error", "message": "x", "type": "invalid_request_error"}}),
                InvalidRequest,
            ),
            (
                400,
                json!({"object": "error", "message": "x", "type": "BadRequestError", "code": 400}),
                InvalidRequest,
            ),
            (500, json!({"error": "llama runner process has terminated"}), Unknown),
            // Runware.
            (
                400,
                json!({"errors": [{"code": "invalidSteps", "message": "x", "taskUUID": "u"}]}),
                InvalidRequest,
            ),
            (402, json!({"errors": [{"code": "insufficientCredits"}]}), Account),
        ] {
            assert_eq!(of_json(status, body.clone()), expected, "{status} {body}");
        }
    }

    #[test]
    fn words_pages_and_nothing() {
        use ProviderErrorKind::{Account, InvalidRequest, Refused, Unknown, Unsupported};
        for (status, body, expected) in [
            (429, "Too Many Requests", LIMITED),
            (429, "<html>slow down</html>", LIMITED),
            (503, "<html>503 Service Temporarily Unavailable</html>", UNAVAILABLE),
            (502, "<html>Bad Gateway</html>", Unknown),
            (504, "", Unknown),
            (520, "error code: 520", Unknown),
            (524, "<!DOCTYPE html>", Unknown),
            (525, "", UNAVAILABLE),
            (529, "", UNAVAILABLE),
            (499, "", Unknown),
            (404, "<html>no model here</html>", Unsupported),
            (404, "404 page not found", Unsupported),
            (302, "", Unsupported),
            (501, "", Unsupported),
            (408, "", UNAVAILABLE),
            (425, "", UNAVAILABLE),
            (403, "<html>blocked</html>", Account),
            (451, "", Refused),
            (418, "{\"error\":", InvalidRequest),
            (500, "{\"error\": {\"code\": {\"a\": 1}}}", Unknown),
        ] {
            assert_eq!(kind(status, &[], body), expected, "{status} {body}");
        }
    }

    #[test]
    fn waits_come_from_headers_first() {
        let body = "{\"error\": {\"availability\": {\"retry_after\": 9}}}";
        assert_eq!(kind(429, &[("retry-after", "3")], body), limited(3));
        assert_eq!(kind(429, &[], body), limited(9));
        assert_eq!(kind(429, &[("x-should-retry", "false")], "{}"), limited(3_600));
        assert_eq!(kind(429, &[("x-should-retry", "true")], "{}"), LIMITED);
    }

    #[test]
    fn a_lost_answer_means_what_the_request_says() {
        let failure = Failure::parse(502, &Headers::default(), b"");
        assert_eq!(classify(&failure, Loss::Pending), ProviderErrorKind::Pending);
        assert_eq!(classify(&failure, Loss::Harmless), UNAVAILABLE);
    }
}
