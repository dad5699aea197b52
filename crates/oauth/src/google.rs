use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::Value;
use talewright_domain::ports::{
    Clock, Departure, ExpectedIdToken, ExternalIdentity, IdTokens, IdentityError, IdentityProvider,
};

use crate::address::{self, NotAnAddress};
use crate::cached::Cached;
use crate::discovery::Discovery;
use crate::grant::Registration;
use crate::http::Http;
use crate::person::identity;

const NAME: &str = "google";

/// Signing in with Google, or with anything else that speaks `OpenID` Connect as Google does.
pub struct Google {
    http: Http,
    registration: Registration,
    issuer: String,
    tokens: Arc<dyn IdTokens>,
    clock: Arc<dyn Clock>,
    discovery: Cached<Discovery>,
    keys: Cached<Value>,
}

/// What an ID token says about somebody.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    email: Option<String>,
    email_verified: Option<Value>,
    name: Option<String>,
}

impl Google {
    /// Google itself.
    pub const ISSUER: &str = "https://accounts.google.com";

    /// Knows us by `client_id`. `issuer` is [`Google::ISSUER`], spelled as its discovery document spells it.
    ///
    /// # Errors
    /// The issuer is no address.
    pub fn new(
        http: Http,
        client_id: &str,
        client_secret: &str,
        issuer: &str,
        tokens: Arc<dyn IdTokens>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, NotAnAddress> {
        address::checked(issuer)?;
        Ok(Self {
            http,
            registration: Registration::new(client_id, client_secret),
            issuer: issuer.trim().to_owned(),
            tokens,
            discovery: Cached::new(Arc::clone(&clock)),
            keys: Cached::new(Arc::clone(&clock)),
            clock,
        })
    }

    async fn discovery(&self) -> Result<Arc<Discovery>, IdentityError> {
        if let Some(discovery) = self.discovery.get() {
            return Ok(discovery);
        }
        let address = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let document = self.http.get(&address, None).await?;
        Ok(self.discovery.keep(Discovery::read(document, &self.issuer)?))
    }

    /// What a token says, if it is good. A token that is not good by the keys that we know may be signed with one
    /// that is newer: they are read again, once.
    async fn verify(&self, discovery: &Discovery, token: &str, nonce: &str) -> Result<Value, IdentityError> {
        let expected = ExpectedIdToken {
            issuers: issuers(&self.issuer),
            audience: self.registration.client_id().to_owned(),
            nonce: nonce.to_owned(),
            now: self.clock.now(),
        };
        if let Some(keys) = self.keys.get()
            && let Ok(claims) = self.tokens.verify(token, &keys, &expected)
        {
            return Ok(claims);
        }
        tracing::debug!(issuer = self.issuer, "the issuer's keys are read");
        let keys = self.keys.keep(self.http.get(&discovery.keys, None).await?);
        let claims = self.tokens.verify(token, &keys, &expected);
        claims.map_err(|why| IdentityError::Refused(format!("the ID token is not good: {why}")))
    }
}

#[async_trait]
impl IdentityProvider for Google {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn depart(&self, callback: &str) -> Result<Departure, IdentityError> {
        let discovery = self.discovery().await?;
        self.registration.depart(&discovery.endpoints, callback, &["openid", "email", "profile"])
    }

    async fn arrive(
        &self,
        callback: &str,
        code: &str,
        departure: &Departure,
    ) -> Result<ExternalIdentity, IdentityError> {
        let discovery = self.discovery().await?;
        let granted =
            self.registration.redeem(&self.http, &discovery.endpoints, callback, code, departure).await?;
        let token = granted.extra_fields().id_token.as_deref();
        let token =
            token.ok_or_else(|| IdentityError::Unavailable("there is no ID token in the answer".into()))?;
        let claims = self.verify(&discovery, token, &departure.nonce).await?;
        let claims: Claims = serde_json::from_value(claims)
            .map_err(|_| IdentityError::Refused("the ID token does not say who it is about".into()))?;
        claims.identity()
    }
}

/// Google calls itself by two names.
fn issuers(issuer: &str) -> Vec<String> {
    let bare = issuer.strip_prefix("https://").filter(|_| issuer == Google::ISSUER);
    std::iter::once(issuer).chain(bare).map(ToOwned::to_owned).collect()
}

impl Claims {
    fn identity(self) -> Result<ExternalIdentity, IdentityError> {
        // A text in tokens of some that speak OpenID Connect.
        let verified = match self.email_verified {
            Some(Value::Bool(verified)) => verified,
            Some(Value::String(text)) => text == "true",
            _ => false,
        };
        let email = self.email.filter(|_| verified).ok_or(IdentityError::UnverifiedAddress)?;
        identity(NAME, self.sub, &email, self.name.as_deref())
    }
}

impl fmt::Debug for Google {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Google").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn google_has_two_names_and_others_have_one() {
        assert_eq!(issuers(Google::ISSUER), ["https://accounts.google.com", "accounts.google.com"]);
        assert_eq!(issuers("https://id.example.org"), ["https://id.example.org"]);
    }

    #[test]
    fn verified_means_true() {
        let identity = |email: Option<&str>, email_verified: Option<Value>| {
            let (sub, email) = ("1".into(), email.map(ToOwned::to_owned));
            Claims { sub, email, email_verified, name: None }.identity()
        };
        for verified in [Value::from(true), "true".into()] {
            assert!(identity(Some("ann@example.org"), Some(verified)).is_ok());
        }
        for not in [
            None,
            Some(false.into()),
            Some("false".into()),
            Some("".into()),
            Some(1.into()),
            Some(Value::Null),
        ] {
            assert_eq!(identity(Some("ann@example.org"), not), Err(IdentityError::UnverifiedAddress));
        }
        assert_eq!(identity(None, Some(true.into())), Err(IdentityError::UnverifiedAddress));
    }
}
