//! How much anybody may ask for: each user by plan, everybody else by network address, signing in by account too.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpMessage as _, HttpRequest, web};
use sha2::{Digest, Sha256};
use talewright_domain::ports::{Allowance, Quota, RateLimiter};
use talewright_domain::{Terms, User};

use crate::client::Proxies;
use crate::error::ApiError;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
/// One address may try to sign in to several accounts: a family, a school.
const LOGINS_OF_AN_ADDRESS: u32 = 3;

/// What is counted, and by whom.
#[derive(Clone)]
pub struct Limits {
    /// Counts; nobody is counted when there is none.
    pub limiter: Option<Arc<dyn RateLimiter>>,
    /// What the plans allow.
    pub terms: Arc<Terms>,
    /// Requests in an hour of an address that is not signed in.
    pub anonymous_per_hour: u32,
    /// Attempts in a minute to sign in to one account.
    pub logins_per_minute: u32,
}

impl Limits {
    /// Nobody is counted.
    #[must_use]
    pub fn off() -> Self {
        let terms = Arc::new(Terms::unlimited());
        Self { limiter: None, terms, anonymous_per_hour: u32::MAX, logins_per_minute: u32::MAX }
    }

    /// One more request of a user.
    pub(crate) async fn request_of(&self, request: &HttpRequest, user: &User) -> Result<(), ApiError> {
        let quota = Quota { limit: self.terms.of(user.plan).requests_per_hour, period: HOUR };
        self.take(request, &format!("user/{}/requests", user.id), quota).await
    }

    /// One more job that a user starts.
    pub(crate) async fn generation_of(&self, request: &HttpRequest, user: &User) -> Result<(), ApiError> {
        let quota = Quota { limit: self.terms.of(user.plan).generations_per_minute, period: MINUTE };
        self.take(request, &format!("user/{}/generations", user.id), quota).await
    }

    /// One more request of an address that is not signed in.
    pub(crate) async fn request_of_nobody(&self, request: &HttpRequest) -> Result<(), ApiError> {
        let quota = Quota { limit: self.anonymous_per_hour, period: HOUR };
        self.take(request, &format!("address/{}/requests", counted_as(request)), quota).await
    }

    /// One more attempt to get in by this account's name, a code or a token.
    pub(crate) async fn entry(&self, request: &HttpRequest, name: Option<&str>) -> Result<(), ApiError> {
        let limit = self.logins_per_minute.saturating_mul(LOGINS_OF_AN_ADDRESS);
        let key = format!("address/{}/logins", counted_as(request));
        self.take(request, &key, Quota { limit, period: MINUTE }).await?;
        let Some(name) = name else { return Ok(()) };
        // Only the hash: the counters may be in another process's memory, and names are people's addresses.
        let name = hex::encode(Sha256::digest(name.trim().to_lowercase()));
        let quota = Quota { limit: self.logins_per_minute, period: MINUTE };
        self.take(request, &format!("account/{name}/logins"), quota).await
    }

    async fn take(&self, request: &HttpRequest, key: &str, quota: Quota) -> Result<(), ApiError> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        let allowance = limiter.take(key, quota).await;
        note(request, allowance);
        if allowance.is_granted() { Ok(()) } else { Err(ApiError::TooManyRequests(allowance)) }
    }
}

fn counted_as(request: &HttpRequest) -> String {
    let proxies = request.app_data::<web::Data<Proxies>>();
    proxies.map_or_else(|| "unknown".into(), |proxies| proxies.counted_as(request))
}

/// Keeps what is left for the answer's headers; of several the one with the least.
fn note(request: &HttpRequest, allowance: Allowance) {
    let mut extensions = request.extensions_mut();
    let is_tighter = extensions
        .get::<Allowance>()
        .is_none_or(|known| known.is_granted() && allowance.remaining <= known.remaining);
    if is_tighter {
        extensions.insert(allowance);
    }
}

/// Writes what is left.
pub(crate) fn write_headers(headers: &mut HeaderMap, allowance: &Allowance) {
    let pairs = [
        ("ratelimit-limit", u64::from(allowance.limit)),
        ("ratelimit-remaining", u64::from(allowance.remaining)),
        ("ratelimit-reset", whole_seconds(allowance.reset)),
    ];
    for (name, value) in pairs {
        headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
    }
}

/// Seconds, rounded up: whoever waits that long has waited long enough.
pub(crate) const fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + if time.subsec_nanos() > 0 { 1 } else { 0 }
}
