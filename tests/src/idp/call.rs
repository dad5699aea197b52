use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hyper::header::{ACCEPT, AUTHORIZATION, HeaderName, USER_AGENT};
use hyper::http::request::Parts;

/// What can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// Google: where what is.
    Discovery,
    /// Google: the page for people.
    GoogleAuthorize,
    /// Google: tokens for a code.
    GoogleToken,
    /// Google: the public keys.
    Keys,
    /// GitHub: the page for people.
    GitHubAuthorize,
    /// GitHub: a token for a code.
    GitHubToken,
    /// GitHub: who the token's owner is.
    User,
    /// GitHub: their addresses.
    Emails,
    /// Anything that neither has.
    Elsewhere,
}

impl Endpoint {
    pub(super) fn of(method: &str, path: &str) -> Self {
        match (method, path) {
            ("GET", "/.well-known/openid-configuration") => Self::Discovery,
            ("GET", "/authorize") => Self::GoogleAuthorize,
            ("POST", "/token") => Self::GoogleToken,
            ("GET", "/keys") => Self::Keys,
            ("GET", "/login/oauth/authorize") => Self::GitHubAuthorize,
            ("POST", "/login/oauth/access_token") => Self::GitHubToken,
            ("GET", "/api/v3/user") => Self::User,
            ("GET", "/api/v3/user/emails") => Self::Emails,
            _ => Self::Elsewhere,
        }
    }
}

/// A request that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// What was asked.
    pub endpoint: Endpoint,
    /// Its query and its form, in their order.
    pub params: Vec<(String, String)>,
    /// The header `Authorization`.
    pub authorization: Option<String>,
    /// The header `User-Agent`.
    pub user_agent: Option<String>,
    /// The header `Accept`.
    pub accept: Option<String>,
}

impl Recorded {
    pub(super) fn new(head: &Parts, body: &[u8]) -> Self {
        let header = |name: HeaderName| head.headers.get(name)?.to_str().ok().map(ToOwned::to_owned);
        let mut params = pairs(head.uri.query().unwrap_or_default().as_bytes());
        params.extend(pairs(body));
        Self {
            endpoint: Endpoint::of(head.method.as_str(), head.uri.path()),
            params,
            authorization: header(AUTHORIZATION),
            user_agent: header(USER_AGENT),
            accept: header(ACCEPT),
        }
    }

    /// What was sent under this name.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether exactly this was sent under this name.
    pub(super) fn says(&self, name: &str, value: &str) -> bool {
        self.param(name) == Some(value)
    }

    /// The client's id and secret in the header, which are encoded once more there (RFC 6749, 2.3.1).
    pub(super) fn basic(&self) -> Option<(String, String)> {
        let encoded = self.authorization.as_deref()?.strip_prefix("Basic ")?;
        let text = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some((decoded(id)?, decoded(secret)?))
    }
}

fn pairs(text: &[u8]) -> Vec<(String, String)> {
    serde_urlencoded::from_bytes(text).unwrap_or_default()
}

fn decoded(text: &str) -> Option<String> {
    pairs(format!("text={text}").as_bytes()).pop().map(|(_, text)| text)
}
