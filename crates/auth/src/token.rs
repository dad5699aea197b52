use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use talewright_domain::UserId;
use uuid::Uuid;

use crate::key::SecretKey;

mod hs256;

const ISSUER: &str = "talewright";
const AUDIENCE: &str = "talewright-api";

/// The identifier of one signing-in, on one device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(pub Uuid);

impl SessionId {
    /// A fresh identifier.
    #[must_use]
    pub fn generate() -> Self {
        Self(Uuid::now_v7())
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a token is for; one is never accepted in place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Goes into the `Authorization` header.
    Access,
    /// Goes into the browser's cookie.
    Cookie,
}

impl TokenKind {
    const fn header(self) -> &'static str {
        match self {
            Self::Access => "at+jwt",
            Self::Cookie => "session+jwt",
        }
    }
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who made it.
    pub iss: String,
    /// Who it is for.
    pub aud: String,
    /// The user.
    pub sub: UserId,
    /// The signing-in that it came from.
    pub sid: SessionId,
    /// Seconds since 1970 at which it was made.
    pub iat: i64,
    /// Seconds since 1970 at which it stops working.
    pub exp: i64,
}

/// A token just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// What goes to the client.
    pub text: String,
    /// How long it works.
    pub lifetime: TimeDelta,
}

/// Why a token is not accepted. None of them tells the client more than that.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a token of ours: its form, algorithm, signature, issuer, audience or type is wrong.
    #[error("the token is not valid")]
    Malformed,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// It could not be signed.
    #[error("the token could not be signed: {0}")]
    Signing(String),
}

/// Makes and checks signed tokens: JWT with HS256 and nothing else.
#[derive(Clone)]
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl Tokens {
    /// Signs under the deployment's secret.
    #[must_use]
    pub fn new(secret: &SecretKey) -> Self {
        hs256::install();
        let key = secret.derive("token/1");
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The expiry is compared below, with the clock that the caller has.
        validation.validate_exp = false;
        Self {
            encoding: EncodingKey::from_secret(&key),
            decoding: DecodingKey::from_secret(&key),
            validation,
        }
    }

    /// Makes a token that works for `lifetime` from `now`.
    pub fn issue(
        &self,
        kind: TokenKind,
        user: UserId,
        session: SessionId,
        now: DateTime<Utc>,
        lifetime: TimeDelta,
    ) -> Result<Issued, TokenError> {
        let claims = Claims {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            sub: user,
            sid: session,
            iat: now.timestamp(),
            exp: (now + lifetime).timestamp(),
        };
        let header = Header { typ: Some(kind.header().into()), ..Header::new(Algorithm::HS256) };
        let text = encode(&header, &claims, &self.encoding);
        text.map(|text| Issued { text, lifetime }).map_err(|error| TokenError::Signing(error.to_string()))
    }

    /// What a token says, if it is one of ours, of this kind, and still good at `now`.
    pub fn verify(&self, kind: TokenKind, token: &str, now: DateTime<Utc>) -> Result<Claims, TokenError> {
        let data = decode::<Claims>(token, &self.decoding, &self.validation);
        let data = data.map_err(|_| TokenError::Malformed)?;
        if data.header.typ.as_deref() != Some(kind.header()) {
            return Err(TokenError::Malformed);
        }
        if now.timestamp() >= data.claims.exp { Err(TokenError::Expired) } else { Ok(data.claims) }
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(…)")
    }
}

#[cfg(test)]
mod tests;
