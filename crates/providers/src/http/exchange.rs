use std::fmt::Write;
use std::time::{Duration, Instant};

use reqwest::Url;
use talewright_domain::ports::{ProviderError, ProviderErrorKind, ProviderInfo};

use super::classify::{Classifier, Loss};
use super::failure::{BodyKind, Failure};
use super::redact::Private;

/// One request and its answer: who was asked, and what its failures mean. Makes all errors of the exchange.
#[derive(Debug, Clone)]
pub struct Exchange {
    info: ProviderInfo,
    target: Target,
    loss: Loss,
    classifier: Classifier,
    private: Private,
    key_setting: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) started: Instant,
}

/// Where a request goes, as far as logs may tell: no query, no key.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) method: &'static str,
    pub(super) host: String,
    pub(super) path: String,
}

impl Target {
    pub(super) fn new(method: &'static str, url: &Url) -> Self {
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let host = format!("{}{port}", url.host_str().unwrap_or_default());
        Self { method, host, path: url.path().to_owned() }
    }
}

impl Exchange {
    pub(super) fn new(
        info: &ProviderInfo,
        target: Target,
        loss: Loss,
        classifier: Classifier,
        private: Private,
        key_setting: Option<String>,
    ) -> Self {
        let started = Instant::now();
        let info = info.clone();
        Self { info, target, loss, classifier, private, key_setting, request_id: None, started }
    }

    /// The provider's id of the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    pub(super) const fn private(&self) -> &Private {
        &self.private
    }

    pub(super) fn target(&self) -> &Target {
        &self.target
    }

    /// An error of this exchange. The message is ours alone: it never holds what a provider said.
    pub fn error(&self, kind: ProviderErrorKind, message: impl Into<String>) -> ProviderError {
        let mut error = ProviderError::new(&self.info, kind, message);
        error.request_id.clone_from(&self.request_id);
        error
    }

    /// An answer that is not what was asked for.
    pub fn malformed(&self, what: impl Into<String>) -> ProviderError {
        self.error(ProviderErrorKind::Malformed, what)
    }

    /// The answer got lost: what that means is the request's [`Loss`].
    #[must_use]
    pub fn lost(&self, how: &str) -> ProviderError {
        let consequence = match self.loss {
            Loss::Unknown => "; the call may have been executed and paid",
            Loss::Pending => "; its result will be asked for",
            Loss::Harmless => "",
        };
        self.error(self.loss.kind(), format!("{how}{consequence}"))
    }

    /// The request was certainly not executed.
    pub(super) fn unreachable(&self, why: &str) -> ProviderError {
        let message = format!("cannot be reached at {}: {why}", self.target.host);
        self.error(ProviderErrorKind::Unavailable { retry_after: None }, message)
    }

    /// A failure by the provider's word, in an error's body or in the body of a success.
    #[must_use]
    pub fn failed(&self, failure: &Failure) -> ProviderError {
        self.failed_as(failure, self.kind_of(failure))
    }

    /// What kind of failure it is, by the endpoint's classifier.
    #[must_use]
    pub fn kind_of(&self, failure: &Failure) -> ProviderErrorKind {
        (self.classifier)(failure, self.loss)
    }

    /// A failure by the provider's word, of a kind that the caller knows better.
    #[must_use]
    pub fn failed_as(&self, failure: &Failure, kind: ProviderErrorKind) -> ProviderError {
        let mut message = self.describe(&kind, failure);
        if let Some(words) = self.quotable(&kind, failure) {
            let _ = write!(message, ". It says: {words}");
        }
        self.error(kind, message)
    }

    /// The provider's own words, where they can be passed on. Words about a key may quote it, words about refused
    /// content do quote that.
    fn quotable(&self, kind: &ProviderErrorKind, failure: &Failure) -> Option<String> {
        if failure.status == Some(401) || matches!(kind, ProviderErrorKind::Refused) {
            return None;
        }
        self.private.quote(failure.message.as_deref()?)
    }

    fn describe(&self, kind: &ProviderErrorKind, failure: &Failure) -> String {
        let said = failure.told(&self.private);
        let waits = |wait: &Option<Duration>| {
            wait.map(|wait| format!(", again in {} s", wait.as_secs_f64().ceil())).unwrap_or_default()
        };
        match kind {
            ProviderErrorKind::RateLimited { retry_after } => {
                format!("is asked too often ({said}){}", waits(retry_after))
            }
            ProviderErrorKind::Unavailable { retry_after } => {
                format!("is overloaded or not ready ({said}){}", waits(retry_after))
            }
            ProviderErrorKind::Unknown => {
                format!("failed ({said}); the call may have been executed and paid")
            }
            ProviderErrorKind::Pending => format!("has no result yet ({said}); it will be asked for"),
            ProviderErrorKind::Account => self.describe_account(failure, &said),
            ProviderErrorKind::ModelGone => {
                format!("does not have the model {} ({said}); set another one", self.info.model)
            }
            ProviderErrorKind::InvalidRequest => format!("does not accept the request ({said})"),
            ProviderErrorKind::Refused => format!("refused the content ({said})"),
            ProviderErrorKind::Malformed => format!("gave an answer that cannot be used ({said})"),
            ProviderErrorKind::Unsupported => self.describe_unsupported(failure, &said),
        }
    }

    fn describe_account(&self, failure: &Failure, said: &str) -> String {
        let key = self.key_setting.as_deref().unwrap_or("the settings");
        if failure.is_about_credit() {
            format!("has no credit left for this account ({said}); add credit or raise its limit there")
        } else if failure.has("detected_unusual_activity") {
            format!(
                "suspects unusual activity of this account ({said}): a free plan, a VPN or a data centre; use a paid plan, or ask its support"
            )
        } else if failure.status == Some(401) || failure.has("invalid_api_key") {
            format!("refused the key ({said}); set a valid one in {key}")
        } else {
            format!(
                "does not let this account do that with {} ({said}); check the account's plan and permissions there, or set another model",
                self.info.model
            )
        }
    }

    fn describe_unsupported(&self, failure: &Failure, said: &str) -> String {
        let Target { method, host, path } = &self.target;
        match failure.status {
            Some(404 | 405) if failure.kind != BodyKind::None => {
                format!("does not know {method} {path} at {host} ({said}); check the base address")
            }
            Some(300..400) => {
                format!("redirects to another address ({said}); set that one as its base address")
            }
            _ => format!("cannot do this ({said})"),
        }
    }
}
