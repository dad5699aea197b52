use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use talewright_domain::UserId;
use uuid::Uuid;

use crate::jws;
use crate::key::SecretKey;

const ISSUER: &str = "talewright";
const AUDIENCE: &str = "talewright-api";
/// The one algorithm, as it is written in the header.
const ALGORITHM: &str = "HS256";
/// By how many seconds the clock of another process of ours may be ahead.
const SKEW_SECONDS: i64 = 60;
/// The longest that a token may work: ten years. What claims more was not made by us.
const MAX_LIFETIME: TimeDelta = TimeDelta::days(3660);

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

/// What a token says; nothing else may be in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

impl Claims {
    fn check_times(&self, now: DateTime<Utc>) -> Result<(), TokenError> {
        let now = now.timestamp();
        let lifetime = self.exp.saturating_sub(self.iat);
        if self.iat > now.saturating_add(SKEW_SECONDS)
            || !(0..=MAX_LIFETIME.num_seconds()).contains(&lifetime)
        {
            return Err(TokenError::Malformed);
        }
        if now >= self.exp { Err(TokenError::Expired) } else { Ok(()) }
    }
}

/// All that a header has. A token that asks for more (`crit`), brings a key of its own (`jwk`, `x5c`) or tells where
/// to get one (`jku`, `x5u`) is none of ours.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StrictHeader {
    alg: String,
    typ: String,
    kid: String,
}

impl StrictHeader {
    fn read(token: &str) -> Option<Self> {
        let (header, _) = token.split_once('.')?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()
    }
}

/// A token just made.
#[derive(Clone, PartialEq, Eq)]
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
    current: KeyId,
    encoding: EncodingKey,
    known: Vec<(KeyId, DecodingKey)>,
    validation: Validation,
}

/// The name of a key in a token's header: 16 hexadecimal digits. It is compared with those that we know, and used for
/// nothing else.
type KeyId = String;

impl Tokens {
    /// Signs under the deployment's secret, and accepts what was signed under it or one of the `previous` ones.
    #[must_use]
    pub fn new(secret: &SecretKey, previous: &[SecretKey]) -> Self {
        jws::install();
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The expiry is compared in `Claims`, with the clock that the caller has.
        validation.validate_exp = false;
        let accept = |secret| (key_id(secret), DecodingKey::from_secret(&signing_key(secret)));
        Self {
            current: key_id(secret),
            encoding: EncodingKey::from_secret(&signing_key(secret)),
            known: std::iter::once(secret).chain(previous).map(accept).collect(),
            validation,
        }
    }

    /// Makes a token that works for `lifetime` from `now`, ten years at most.
    pub fn issue(
        &self,
        kind: TokenKind,
        user: UserId,
        session: SessionId,
        now: DateTime<Utc>,
        lifetime: TimeDelta,
    ) -> Result<Issued, TokenError> {
        let lifetime = lifetime.clamp(TimeDelta::zero(), MAX_LIFETIME);
        let claims = Claims {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            sub: user,
            sid: session,
            iat: now.timestamp(),
            exp: (now + lifetime).timestamp(),
        };
        let (typ, kid) = (Some(kind.header().into()), Some(self.current.clone()));
        let header = Header { typ, kid, ..Header::new(Algorithm::HS256) };
        let text = encode(&header, &claims, &self.encoding);
        text.map(|text| Issued { text, lifetime }).map_err(|error| TokenError::Signing(error.to_string()))
    }

    /// What a token says, if it is one of ours, of this kind, and still good at `now`.
    pub fn verify(&self, kind: TokenKind, token: &str, now: DateTime<Utc>) -> Result<Claims, TokenError> {
        let key = self.key_of(kind, token).ok_or(TokenError::Malformed)?;
        let data = decode::<Claims>(token, key, &self.validation).map_err(|_| TokenError::Malformed)?;
        data.claims.check_times(now)?;
        Ok(data.claims)
    }

    /// Which of our keys must have signed it, if its header is one that we write.
    fn key_of(&self, kind: TokenKind, token: &str) -> Option<&DecodingKey> {
        let header = StrictHeader::read(token)?;
        if header.alg != ALGORITHM || header.typ != kind.header() {
            return None;
        }
        self.known.iter().find(|(id, _)| *id == header.kid).map(|(_, key)| key)
    }
}

fn signing_key(secret: &SecretKey) -> [u8; 32] {
    secret.derive("token/1")
}

fn key_id(secret: &SecretKey) -> KeyId {
    let mut id = hex::encode(secret.derive("token-id/1"));
    id.truncate(16);
    id
}

impl fmt::Debug for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issued").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(…)")
    }
}

#[cfg(test)]
mod tests;
