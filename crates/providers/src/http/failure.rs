use std::time::Duration;

use serde_json::{Map, Value};

use super::headers::Headers;
use super::redact::Private;

/// What an answer says about a failure, whatever its shape. Read leniently: nothing in it is certain to be there.
#[derive(Debug, Clone, Default)]
pub struct Failure {
    /// The status; of an error inside a success the one that its numeric code stands for.
    pub status: Option<u16>,
    /// The vendor's short words for it (`code`, `type`, `error_type`, `status`), the most exact first.
    pub codes: Vec<String>,
    /// The vendor's sentence. May quote the request.
    pub message: Option<String>,
    /// How long to wait, by header or body.
    pub retry_after: Option<Duration>,
    /// The vendor's word on whether it makes sense to send the request again.
    pub retryable: Option<bool>,
    /// It says which rules the content broke.
    pub moderated: bool,
    /// What the body is.
    pub kind: BodyKind,
    /// The whole body, where it is JSON.
    pub value: Option<Value>,
}

/// What the body of an error is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BodyKind {
    /// There was no body to look at: the error was inside a success.
    #[default]
    None,
    /// Nothing.
    Empty,
    /// JSON.
    Json,
    /// A page of HTML, as gateways make them.
    Html,
    /// Words.
    Text,
}

/// A model that is loading says how long it will need, and then often needs longer.
const LONGEST_LOADING: f64 = 60.0;
const CREDIT: [&str; 11] = [
    "insufficient_quota",
    "quota_exceeded",
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
    "billing_hard_limit_reached",
    "billing_not_active",
    "insufficient_credits",
    "insufficient_balance",
    "payment_required",
];

impl Failure {
    /// Reads an error's body.
    #[must_use]
    pub fn parse(status: u16, headers: &Headers, body: &[u8]) -> Self {
        let mut failure = match serde_json::from_slice::<Value>(body) {
            Ok(value) => Self { kind: BodyKind::Json, ..Self::read(value) },
            Err(_) => Self::of_text(body),
        };
        failure.status = Some(status);
        failure.retry_after = headers.retry_after().or(failure.retry_after);
        failure.retryable = headers.should_retry().or(failure.retryable);
        failure
    }

    /// Finds the error in a JSON document that came with a success; none when there is none.
    #[must_use]
    pub fn inside(value: &Value) -> Option<Self> {
        match value.get("error")? {
            Value::Null | Value::Bool(false) => None,
            Value::String(text) if text.is_empty() => None,
            _ => Some(Self::read(value.clone())),
        }
    }

    fn of_text(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let text = text.trim();
        let kind = match text {
            "" => BodyKind::Empty,
            _ if text.starts_with('<') => BodyKind::Html,
            _ => BodyKind::Text,
        };
        let message = (kind == BodyKind::Text).then(|| text.to_owned());
        Self { kind, message, ..Self::default() }
    }

    /// All the shapes of JSON:
    /// `{"error": {…} | "…" | […]}`, `{"errors": […]}`, `{"detail": {…} | "…" | […]}`, `[{…}]`, `{"message": …}`.
    fn read(value: Value) -> Self {
        let mut failure = Self::default();
        match &value {
            Value::Object(whole) => {
                let inner = ["error", "errors", "detail"].into_iter().find_map(|name| whole.get(name));
                match inner {
                    Some(inner) if !inner.is_null() => failure.take(inner),
                    _ => failure.take(&value),
                }
                failure.take_waits(whole);
            }
            other => failure.take(other),
        }
        failure.value = Some(value);
        failure
    }

    fn take(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.take_message(text),
            Value::Array(items) => items.iter().take(10).for_each(|item| self.take(item)),
            Value::Object(fields) => self.take_fields(fields),
            _ => {}
        }
    }

    fn take_fields(&mut self, fields: &Map<String, Value>) {
        for name in ["code", "error_type", "type", "status", "http_status"] {
            match fields.get(name) {
                Some(Value::Number(number)) => self.take_status(number.as_u64()),
                Some(Value::String(text)) => self.take_code(text),
                _ => {}
            }
        }
        // Kokoro: `{"detail": {"error": "validation_error", "message": …}}`.
        match fields.get("error") {
            Some(Value::String(text)) if fields.contains_key("message") => self.take_code(text),
            Some(inner @ (Value::Object(_) | Value::String(_))) => self.take(inner),
            _ => {}
        }
        for name in ["message", "msg", "error_message"] {
            if let Some(text) = fields.get(name).and_then(Value::as_str) {
                self.take_message(text);
            }
        }
        if let Some(metadata) = fields.get("metadata").and_then(Value::as_object) {
            for name in ["error_type", "provider_code"] {
                metadata.get(name).and_then(Value::as_str).into_iter().for_each(|code| self.take_code(code));
            }
            self.moderated |=
                ["reasons", "flagged_input", "patterns"].iter().any(|name| says(metadata.get(*name)));
        }
        self.moderated |= says(fields.get("moderation_details"));
        if let Some(availability) = fields.get("availability").and_then(Value::as_object) {
            availability
                .get("code")
                .and_then(Value::as_str)
                .into_iter()
                .for_each(|code| self.take_code(code));
            self.retryable = availability.get("retryable").and_then(Value::as_bool).or(self.retryable);
            self.take_waits(availability);
        }
        self.take_waits(fields);
    }

    fn take_waits(&mut self, fields: &Map<String, Value>) {
        let wait = |name: &str| fields.get(name).and_then(Value::as_f64);
        let seconds = wait("retry_after").or_else(|| wait("estimated_time").map(|s| s.min(LONGEST_LOADING)));
        let found = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds.max(0.0)).ok());
        self.retry_after = self.retry_after.or(found);
    }

    fn take_status(&mut self, number: Option<u64>) {
        let status = number.and_then(|number| u16::try_from(number).ok()).filter(|n| (400..600).contains(n));
        self.status = self.status.or(status);
    }

    fn take_code(&mut self, text: &str) {
        if let Ok(number) = text.parse() {
            return self.take_status(Some(number));
        }
        let is_short = (1..=64).contains(&text.len());
        let is_code = is_short && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
        if is_code && !self.codes.iter().any(|known| known == text) && self.codes.len() < 8 {
            self.codes.push(text.to_owned());
        }
    }

    fn take_message(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() && self.message.is_none() {
            self.message = Some(text.chars().take(2_000).collect());
        }
    }

    /// Whether it has this code, in whatever spelling: `payment_required` is `paymentRequired` too.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        let wanted = squeezed(code);
        self.codes.iter().any(|known| squeezed(known) == wanted)
    }

    /// Whether it has one of these codes.
    #[must_use]
    pub fn has_any(&self, codes: &[&str]) -> bool {
        codes.iter().any(|code| self.has(code))
    }

    /// Whether its message holds these words, in lower case.
    #[must_use]
    pub fn mentions(&self, words: &str) -> bool {
        self.message.as_deref().is_some_and(|message| message.to_lowercase().contains(words))
    }

    /// Whether money is what is missing.
    #[must_use]
    pub fn is_about_credit(&self) -> bool {
        self.status == Some(402) || self.has_any(&CREDIT)
    }

    /// Status and codes for an error's message, e.g. `429 insufficient_quota`.
    pub(super) fn told(&self, private: &Private) -> String {
        let codes = self.codes.iter().filter(|code| private.is_public(code)).take(2).cloned();
        let words: Vec<String> =
            self.status.map(|status| status.to_string()).into_iter().chain(codes).collect();
        if words.is_empty() { "without a reason".into() } else { words.join(" ") }
    }
}

fn squeezed(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn says(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Object(fields)) => !fields.is_empty(),
        Some(Value::String(text)) => !text.is_empty(),
        Some(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn codes_are_short_words_and_nothing_else() {
        let body = json!({"error": {"code": "a sentence with blanks", "type": "x".repeat(80), "status": "Good_Code-1"}});
        let failure = Failure::parse(400, &Headers::default(), body.to_string().as_bytes());
        assert_eq!(failure.codes, ["Good_Code-1"]);
        assert!(failure.has("good_code-1") && failure.has("goodCode1") && !failure.has("good"));
        assert_eq!(failure.told(&Private::default()), "400 Good_Code-1");
        let silent = Failure::default();
        assert_eq!(silent.told(&Private::default()), "without a reason");
    }

    #[test]
    fn the_first_of_several_speaks_and_all_codes_count() {
        let body = json!({"errors": [{"code": "one", "message": "first"}, {"code": "two", "message": "second"}], "data": []});
        let failure = Failure::parse(400, &Headers::default(), body.to_string().as_bytes());
        assert_eq!((failure.message.as_deref(), failure.codes.len()), (Some("first"), 2));
    }

    proptest! {
        #[test]
        fn any_body_is_survived(status in 100u16..999, body in prop::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(Failure::parse(status, &Headers::default(), &body).status, Some(status));
        }

        #[test]
        fn any_json_is_survived(key in "(error|errors|detail|code|message)", text in ".{0,20}", number in any::<f64>()) {
            for value in [json!({&key: text}), json!({&key: number}), json!({&key: [{&key: text}]}), json!([{&key: {&key: number}}])] {
                let failure = Failure::parse(400, &Headers::default(), value.to_string().as_bytes());
                prop_assert!(failure.codes.iter().all(|code| code.len() <= 64));
            }
        }
    }
}
