use std::sync::Arc;

use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::address::AddressPolicy;
use super::classify::{Classifier, classify};
use super::client::{HttpClient, SetupError, base_address};
use super::headers::Headers;
use super::request::Request;

/// How an account shows who it is.
#[derive(Debug, Clone)]
pub enum Auth {
    /// It does not: a server of one's own.
    None,
    /// `Authorization: Bearer …`.
    Bearer(SecretString),
    /// A header of the vendor's, e.g. `xi-api-key`.
    Header(&'static str, SecretString),
}

impl Auth {
    /// A bearer's key.
    pub fn bearer(key: impl Into<SecretString>) -> Self {
        Self::Bearer(key.into())
    }

    fn secret(&self) -> Option<&SecretString> {
        match self {
            Self::None => None,
            Self::Bearer(key) | Self::Header(_, key) => Some(key),
        }
    }

    fn header(&self) -> Result<Option<(HeaderName, HeaderValue)>, SetupError> {
        let (name, value) = match self {
            Self::None => return Ok(None),
            Self::Bearer(key) => (AUTHORIZATION, format!("Bearer {}", key.expose_secret().trim())),
            Self::Header(name, key) => (HeaderName::from_static(name), key.expose_secret().trim().to_owned()),
        };
        let mut value = HeaderValue::try_from(value).map_err(|_| SetupError::Key)?;
        value.set_sensitive(true);
        Ok(Some((name, value)))
    }
}

/// Sees the headers of every answer, good or bad, e.g. to learn how many calls an account may have at once.
pub trait Watch: Send + Sync {
    /// An answer came.
    fn answered(&self, status: u16, headers: &Headers);
}

/// An account of a provider: the address under which its calls are, and the key that goes with them. Clones share
/// everything.
#[derive(Clone)]
pub struct Endpoint {
    pub(super) inner: Arc<Inner>,
}

#[derive(Clone)]
pub(super) struct Inner {
    pub(super) http: HttpClient,
    base: Url,
    pub(super) headers: HeaderMap,
    pub(super) key: Option<SecretString>,
    pub(super) key_setting: Option<String>,
    pub(super) classifier: Classifier,
    pub(super) watch: Option<Arc<dyn Watch>>,
}

impl Endpoint {
    /// An account at an address, e.g. `https://api.openai.com/v1`. HTTP is for servers of one's own.
    ///
    /// # Errors
    /// The address or the key cannot be one.
    pub fn new(http: HttpClient, base: &str, auth: Auth) -> Result<Self, SetupError> {
        let base = base_address(base)?;
        let headers = auth.header()?.into_iter().collect();
        let key = auth.secret().cloned();
        let inner = Inner { http, base, headers, key, key_setting: None, classifier: classify, watch: None };
        Ok(Self { inner: Arc::new(inner) })
    }

    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.inner));
        self
    }

    /// The setting that holds the key, for messages: "set a valid one in `OPENAI_API_KEY`".
    #[must_use]
    pub fn key_setting(self, name: &str) -> Self {
        self.with(|inner| inner.key_setting = Some(name.to_owned()))
    }

    /// Sends this header with every request.
    ///
    /// # Errors
    /// The value cannot be one.
    pub fn header(self, name: &'static str, value: &str) -> Result<Self, SetupError> {
        let value = HeaderValue::from_str(value).map_err(|_| SetupError::Header(name))?;
        Ok(self.with(|inner| {
            inner.headers.insert(HeaderName::from_static(name), value);
        }))
    }

    /// Tells the kinds of failure in the vendor's own way.
    #[must_use]
    pub fn classifier(self, classifier: Classifier) -> Self {
        self.with(|inner| inner.classifier = classifier)
    }

    /// Shows the headers of every answer to somebody.
    #[must_use]
    pub fn watched_by(self, watch: Arc<dyn Watch>) -> Self {
        self.with(|inner| inner.watch = Some(watch))
    }

    /// Starts a GET of a path below the base address, e.g. `/models`.
    pub fn get(&self, path: &str) -> Request {
        Request::new(self, reqwest::Method::GET, self.url(path))
    }

    /// Starts a POST to a path below the base address.
    pub fn post(&self, path: &str) -> Request {
        Request::new(self, reqwest::Method::POST, self.url(path))
    }

    /// The client that it uses, e.g. to fetch what an answer points to.
    #[must_use]
    pub fn http(&self) -> &HttpClient {
        &self.inner.http
    }

    /// The policy for addresses that this provider's answers name: public ones, and the very origin of the base
    /// address.
    #[must_use]
    pub fn address_policy(&self) -> AddressPolicy {
        AddressPolicy::public().and_origin(&self.inner.base)
    }

    /// Whether the base address is the vendor's own, i.e. has this host.
    #[must_use]
    pub fn is_at(&self, host: &str) -> bool {
        self.inner.base.host_str() == Some(host)
    }

    /// The base address with its last segments taken off, where it ends in them: `http://localhost:11434/v1` without
    /// `/v1`.
    #[must_use]
    pub fn without_suffix(&self, suffix: &str) -> Self {
        let path = self.inner.base.path();
        let path = path.strip_suffix(suffix).unwrap_or(path).to_owned();
        self.clone().with(|inner| inner.base.set_path(&path))
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.inner.base.clone();
        if !path.is_empty() {
            let whole = format!("{}/{}", url.path().trim_end_matches('/'), path.trim_start_matches('/'));
            url.set_path(&whole);
        }
        url
    }
}
