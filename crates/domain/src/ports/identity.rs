use std::fmt;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::account::Email;

/// A service that can tell who somebody is: Google, GitHub.
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// Its name in addresses: `google`, `github`.
    fn name(&self) -> &'static str;

    /// Where to send somebody who wants to sign in. `callback` is our address that the service sends them back to.
    async fn depart(&self, callback: &str) -> Result<Departure, IdentityError>;

    /// Who came back with this code. `departure` is what [`IdentityProvider::depart`] gave; that the state is the same
    /// has been checked by the caller.
    async fn arrive(
        &self,
        callback: &str,
        code: &str,
        departure: &Departure,
    ) -> Result<ExternalIdentity, IdentityError>;
}

/// Somebody on the way to a service: what must be known when they come back. None of it is told to anybody else.
#[derive(Clone, PartialEq, Eq)]
pub struct Departure {
    /// The service's page, with everything in its query.
    pub url: String,
    /// 256 random bits: the answer belongs to this very departure.
    pub state: String,
    /// 256 random bits: the token belongs to this very departure.
    pub nonce: String,
    /// PKCE's secret: only who departed can use the code.
    pub verifier: String,
}

impl fmt::Debug for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Departure(…)")
    }
}

/// Who somebody is, by the word of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalIdentity {
    /// The service.
    pub provider: &'static str,
    /// Its own name for them, which never changes.
    pub subject: String,
    /// Their address; only one that the service itself has verified.
    pub email: Email,
    /// How they are called there.
    pub full_name: Option<String>,
}

/// Why a service did not tell who somebody is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// The code is used, expired or made up, or a token is not good. For the log: the person only learns that it
    /// failed.
    #[error("{0}")]
    Refused(String),
    /// The service has not verified the address.
    #[error("the address of this account is not verified there; verify it and try again")]
    UnverifiedAddress,
    /// The service cannot be reached or makes no sense.
    #[error("the service could not be asked: {0}")]
    Unavailable(String),
}

/// What an `OpenID` Connect ID token must say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedIdToken {
    /// Any of these (Google has two names for itself).
    pub issuers: Vec<String>,
    /// Our client id: the only audience.
    pub audience: String,
    /// That of the departure.
    pub nonce: String,
    /// Not expired then.
    pub now: DateTime<Utc>,
}

/// Checks ID tokens.
pub trait IdTokens: Send + Sync {
    /// The claims of `token`, if it is signed with RS256 by one of the keys of `jwks` (a JSON Web Key Set) and says
    /// what is expected.
    ///
    /// # Errors
    /// Why it is refused, for the log.
    fn verify(&self, token: &str, jwks: &Value, expected: &ExpectedIdToken) -> Result<Value, String>;
}
