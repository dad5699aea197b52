use std::time::Duration;

use oauth2::http::header::{ACCEPT, AUTHORIZATION};
use oauth2::http::{HeaderValue, Request, StatusCode};
use oauth2::{AccessToken, HttpRequest, HttpResponse};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use serde_json::Value;
use talewright_domain::ports::IdentityError;

/// How long an answer may take, its body included. Somebody is waiting in front of a browser.
const PATIENCE: Duration = Duration::from_secs(10);
/// Most bytes of an answer. The longest real one, a set of keys, has some thousands.
const MOST: usize = 1 << 20;

/// How the services are asked. Clones share their connections.
#[derive(Clone)]
pub struct Http(Client);

impl Http {
    /// A client made from `builder`, which knows how this product does TLS and proxies. Whatever it says, redirects
    /// are not followed: a secret is for one address only.
    ///
    /// # Errors
    /// The HTTP library refuses.
    pub fn new(builder: ClientBuilder) -> Result<Self, reqwest::Error> {
        // GitHub answers nobody without a name.
        let builder = builder.user_agent(concat!("Talewright/", env!("CARGO_PKG_VERSION")));
        let builder = builder.redirect(Policy::none()).referer(false).timeout(PATIENCE);
        builder.build().map(Self)
    }

    /// Gets a document.
    pub(crate) async fn get(&self, url: &str, token: Option<&AccessToken>) -> Result<Value, NoAnswer> {
        let mut request = Request::get(url).header(ACCEPT, "application/json");
        if let Some(value) = token.and_then(bearer) {
            request = request.header(AUTHORIZATION, value);
        }
        let host = host_of(url);
        let wrong = |trouble| NoAnswer { host: host.clone(), trouble };
        let request = request.body(Vec::new()).map_err(|_| wrong(Trouble::Unreachable))?;
        let answer = self.send(request).await?;
        if answer.status() != StatusCode::OK {
            return Err(wrong(Trouble::Status(answer.status())));
        }
        serde_json::from_slice(answer.body()).map_err(|_| wrong(Trouble::Nonsense))
    }

    /// Sends a request. Answers that only say "not now" are no answers.
    pub(crate) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        let host = host_of(&request.uri().to_string());
        let answer = self.exchange(request).await;
        answer.map_err(|trouble| NoAnswer { host, trouble })
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, Trouble> {
        let request = reqwest::Request::try_from(request).map_err(|_| Trouble::Unreachable)?;
        let mut response = self.0.execute(request).await.map_err(|error| Trouble::of(&error))?;
        let status = response.status();
        let not_now = [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS];
        if status.is_server_error() || not_now.contains(&status) {
            return Err(Trouble::Status(status));
        }
        let headers = std::mem::take(response.headers_mut());
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| Trouble::of(&error))? {
            if body.len() + piece.len() > MOST {
                return Err(Trouble::TooLong);
            }
            body.extend_from_slice(&piece);
        }
        let mut answer = HttpResponse::new(body);
        (*answer.status_mut(), *answer.headers_mut()) = (status, headers);
        Ok(answer)
    }
}

fn bearer(token: &AccessToken) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(format!("Bearer {}", token.secret())).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn host_of(url: &str) -> String {
    let url = reqwest::Url::parse(url).ok();
    url.as_ref().and_then(reqwest::Url::host_str).unwrap_or("the service").to_owned()
}

/// Why there is nothing to read. Holds the host, never the whole address, whose query may be private.
#[derive(Debug, thiserror::Error)]
#[error("{host} {trouble}")]
pub(crate) struct NoAnswer {
    host: String,
    trouble: Trouble,
}

#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("cannot be reached")]
    Unreachable,
    #[error("did not answer within {} seconds", PATIENCE.as_secs())]
    Slow,
    #[error("broke its answer off")]
    BrokenOff,
    #[error("sends an answer that is far too long")]
    TooLong,
    #[error("answered {}", .0.as_u16())]
    Status(StatusCode),
    #[error("answered something that is not what was asked for")]
    Nonsense,
}

impl Trouble {
    /// The library's own words hold addresses.
    fn of(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::Slow
        } else if error.is_connect() {
            Self::Unreachable
        } else {
            Self::BrokenOff
        }
    }
}

impl NoAnswer {
    /// A service that does not let us see what we ask for with somebody's token.
    pub(crate) fn is_refusal(&self) -> bool {
        let refusals = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
        matches!(self.trouble, Trouble::Status(status) if refusals.contains(&status))
    }
}

impl From<NoAnswer> for IdentityError {
    fn from(error: NoAnswer) -> Self {
        Self::Unavailable(error.to_string())
    }
}
