use std::fmt;

use async_trait::async_trait;
use oauth2::{AccessToken, AuthType, AuthUrl, TokenResponse, TokenUrl};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use talewright_domain::ports::{Departure, ExternalIdentity, IdentityError, IdentityProvider};

use crate::address::{self, NotAnAddress};
use crate::grant::{Endpoints, Registration};
use crate::http::{Http, NoAnswer};
use crate::person::identity;

const NAME: &str = "github";

/// Signing in with GitHub, or with a GitHub Enterprise server.
pub struct GitHub {
    http: Http,
    registration: Registration,
    endpoints: Endpoints,
    api: String,
}

#[derive(Deserialize)]
struct User {
    /// Stays when they rename themselves.
    id: u64,
    login: String,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Address {
    email: String,
    primary: bool,
    verified: bool,
}

impl GitHub {
    /// GitHub itself.
    pub const BASE: &str = "https://github.com";

    /// Knows us by `client_id`. `base` is [`GitHub::BASE`]; any other address is a GitHub Enterprise server, which
    /// has its API under `/api/v3`.
    ///
    /// # Errors
    /// The base is no address.
    pub fn new(http: Http, client_id: &str, client_secret: &str, base: &str) -> Result<Self, NotAnAddress> {
        let base = address::checked(base)?;
        let api = if base == Self::BASE { "https://api.github.com".into() } else { format!("{base}/api/v3") };
        let not_an_address = |_| NotAnAddress::new(base);
        let endpoints = Endpoints {
            authorize: AuthUrl::new(format!("{base}/login/oauth/authorize")).map_err(not_an_address)?,
            token: TokenUrl::new(format!("{base}/login/oauth/access_token")).map_err(not_an_address)?,
            // It reads no header.
            auth_type: AuthType::RequestBody,
        };
        Ok(Self { http, registration: Registration::new(client_id, client_secret), endpoints, api })
    }

    async fn ask<T: DeserializeOwned>(&self, path: &str, token: &AccessToken) -> Result<T, IdentityError> {
        let answer = self.http.get(&format!("{}{path}", self.api), Some(token)).await.map_err(not_shown)?;
        serde_json::from_value(answer)
            .map_err(|_| IdentityError::Unavailable("the API makes no sense".into()))
    }
}

/// Somebody may have taken back what they allowed.
fn not_shown(error: NoAnswer) -> IdentityError {
    if error.is_refusal() { IdentityError::Refused(error.to_string()) } else { error.into() }
}

#[async_trait]
impl IdentityProvider for GitHub {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn depart(&self, callback: &str) -> Result<Departure, IdentityError> {
        self.registration.depart(&self.endpoints, callback, &["read:user", "user:email"])
    }

    async fn arrive(
        &self,
        callback: &str,
        code: &str,
        departure: &Departure,
    ) -> Result<ExternalIdentity, IdentityError> {
        let granted =
            self.registration.redeem(&self.http, &self.endpoints, callback, code, departure).await?;
        let token = granted.access_token();
        let user: User = self.ask("/user", token).await?;
        let addresses: Vec<Address> = self.ask("/user/emails?per_page=100", token).await?;
        // Others than the primary one may be GitHub's own, where no mail arrives.
        let email = addresses.into_iter().find(|address| address.primary && address.verified);
        let email = email.ok_or(IdentityError::UnverifiedAddress)?.email;
        let name = user.name.filter(|name| !name.trim().is_empty()).unwrap_or(user.login);
        identity(NAME, user.id.to_string(), &email, Some(&name))
    }
}

impl fmt::Debug for GitHub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GitHub").field("api", &self.api).finish_non_exhaustive()
    }
}
