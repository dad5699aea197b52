use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use talewright_domain::ports::{ProviderError, ProviderErrorKind, ProviderInfo};

use super::address::AddressPolicy;
use super::classify::{Loss, classify};
use super::exchange::{Exchange, Target};
use super::redact::Private;
use super::request::run;
use super::resolve::PublicNames;
use super::response::Reply;
use super::tls;

/// How the HTTP core behaves.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// How long it waits.
    pub timeouts: Timeouts,
    /// Most bytes of an answer.
    pub max_body: usize,
    /// Most bytes that are read of an error's body.
    pub max_error_body: usize,
    /// Uses the proxies that the environment names.
    pub proxies: bool,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self { timeouts: Timeouts::default(), max_body: 64 << 20, max_error_body: 64 << 10, proxies: true }
    }
}

/// How long to wait for what.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For a connection, its TLS included.
    pub connect: Duration,
    /// From the request to the first byte of its answer.
    pub first_byte: Duration,
    /// For the next piece of an answer that began.
    pub idle: Duration,
    /// For the whole answer.
    pub whole: Duration,
}

impl Timeouts {
    /// The usual ones, for answers that may take this long.
    #[must_use]
    pub fn within(whole: Duration) -> Self {
        Self {
            connect: Duration::from_secs(5).min(whole),
            // Pictures and thinking models send nothing until they are done.
            first_byte: whole,
            idle: Duration::from_secs(120).min(whole),
            whole,
        }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self::within(Duration::from_secs(300))
    }
}

/// The client cannot be built on this machine.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The HTTP library refuses its settings.
    #[error("the HTTP client cannot be set up: {0}")]
    Client(#[source] reqwest::Error),
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
    /// An address of the settings is not one.
    #[error("{0} is not an http or https address")]
    Address(String),
    /// A key holds what no header can.
    #[error("the key holds characters that no key has; copy it again")]
    Key,
    /// A header's value holds what no header can.
    #[error("the value of the header {0} holds characters that no header has")]
    Header(&'static str),
}

/// One pool of connections for all providers. Clones share it.
#[derive(Clone)]
pub struct HttpClient {
    inner: Arc<Inner>,
}

struct Inner {
    /// For addresses of the settings.
    trusted: Client,
    /// For addresses of others: names resolve to public addresses only.
    guarded: Client,
    settings: HttpSettings,
}

impl HttpClient {
    /// A client that behaves so.
    ///
    /// # Errors
    /// The HTTP library refuses.
    pub fn new(settings: &HttpSettings) -> Result<Self, SetupError> {
        let certificates = tls::config()?;
        let builder = || {
            tls::with(certificates.clone())
                .user_agent(concat!("Talewright/", env!("CARGO_PKG_VERSION")))
                .redirect(Policy::none())
                .referer(false)
                .connect_timeout(settings.timeouts.connect)
                // Servers drop idle connections; a request on a dropped one has an unknown fate.
                .pool_idle_timeout(Duration::from_secs(20))
        };
        let trusted = if settings.proxies { builder() } else { builder().no_proxy() };
        // A proxy would resolve names by itself, so there is none.
        let guarded = builder().no_proxy().https_only(true).dns_resolver(PublicNames);
        Ok(Self {
            inner: Arc::new(Inner {
                trusted: trusted.build().map_err(SetupError::Client)?,
                guarded: guarded.build().map_err(SetupError::Client)?,
                settings: settings.clone(),
            }),
        })
    }

    /// Gets what is at an address that came from outside, e.g. a picture's. The policy decides whether it may be
    /// asked; no key goes with it.
    ///
    /// # Errors
    /// The address is forbidden ([`ProviderErrorKind::Malformed`]: the provider should not have named it), or it
    /// does not answer, which means what `loss` says.
    pub async fn fetch(
        &self,
        address: &str,
        policy: &AddressPolicy,
        info: &ProviderInfo,
        loss: Loss,
    ) -> Result<Reply, ProviderError> {
        let forbidden = |what: String| ProviderError::new(info, ProviderErrorKind::Malformed, what);
        let url = policy.check(address).map_err(|error| forbidden(error.to_string()))?;
        let client = if policy.trusts(&url) { &self.inner.trusted } else { &self.inner.guarded };
        let target = Target::new("GET", &url);
        let private = Private::default();
        let exchange = Exchange::new(info, target, loss, classify, private, None);
        run(self.settings(), client.get(url), exchange, None).await?.whole().await
    }

    pub(super) fn trusted(&self) -> &Client {
        &self.inner.trusted
    }

    pub(super) fn settings(&self) -> &HttpSettings {
        &self.inner.settings
    }
}

/// Reads an address of the settings.
pub(super) fn base_address(text: &str) -> Result<Url, SetupError> {
    let not_one = || SetupError::Address(text.chars().take(200).collect());
    let mut url = Url::parse(text.trim()).map_err(|_| not_one())?;
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() || !plain {
        return Err(not_one());
    }
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}
