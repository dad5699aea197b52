use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::{Map, Value};
use talewright_domain::ports::{ExpectedIdToken, IdTokens};

use crate::jws;

/// By how many seconds a service's clock may be ahead of ours.
const SKEW_SECONDS: i64 = 60;
/// Bits of the smallest key that is believed.
const MIN_KEY_BITS: usize = 2048;

/// Checks ID tokens of Google and its like: RS256, by a key of the service's own set and nothing that the token brings
/// along.
#[derive(Debug, Clone, Copy, Default)]
pub struct IdTokenVerifier;

impl IdTokens for IdTokenVerifier {
    fn verify(&self, token: &str, jwks: &Value, expected: &ExpectedIdToken) -> Result<Value, String> {
        jws::install();
        check(token, jwks, expected).map_err(str::to_owned)
    }
}

fn check(token: &str, jwks: &Value, expected: &ExpectedIdToken) -> Result<Value, &'static str> {
    let header =
        decode_header(token).map_err(|_| "its header cannot be read, or names an unknown algorithm")?;
    check_header(&header)?;
    let key = decoding_key(pick(jwks, header.kid.as_deref())?)?;
    let claims =
        decode::<Map<String, Value>>(token, &key, &signature_alone()).map_err(|error| {
            match error.kind() {
                ErrorKind::InvalidSignature => "its signature is not valid",
                _ => "its claims cannot be read",
            }
        })?;
    let claims = Value::Object(claims.claims);
    let said =
        IdClaims::deserialize(&claims).map_err(|_| "one of its claims is missing or has another type")?;
    said.check(expected)?;
    Ok(claims)
}

/// What a token asks of its reader: nothing that we would have to understand, and to be read as an ID token.
fn check_header(header: &Header) -> Result<(), &'static str> {
    if header.alg != Algorithm::RS256 {
        return Err("it is not signed with RS256");
    }
    let asks_more =
        header.crit.is_some() || header.zip.is_some() || header.enc.is_some() || header.cty.is_some();
    if asks_more || header.extras.inner().contains_key("b64") {
        return Err("its header asks for an extension");
    }
    if header.typ.as_deref().is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT")) {
        return Err("it is a token of another type");
    }
    Ok(())
}

/// Everything but the signature is checked in [`IdClaims`], with the clock that the caller has.
fn signature_alone() -> Validation {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation
}

/// The one key of the set that may have signed a token which names `kid`.
fn pick(jwks: &Value, kid: Option<&str>) -> Result<Jwk, &'static str> {
    let keys = jwks.get("keys").and_then(Value::as_array).ok_or("the key set has no keys")?;
    // Keys of forms that we do not know stand in many sets; they are for others.
    let mut keys: Vec<Jwk> =
        keys.iter().filter_map(|key| Jwk::deserialize(key).ok()).filter(is_for_rs256).collect();
    // Only where there is no choice may the name be left out, on either side.
    let is_only = keys.len() == 1;
    keys.retain(|key| match (kid, key.common.key_id.as_deref()) {
        (Some(wanted), Some(id)) => wanted == id,
        _ => is_only,
    });
    match (keys.pop(), keys.is_empty()) {
        (Some(key), true) => Ok(key),
        (Some(_), false) => Err("the key set has two keys of this id"),
        (None, _) => Err("no key of the set has its key id"),
    }
}

fn is_for_rs256(key: &Jwk) -> bool {
    let common = &key.common;
    matches!(key.algorithm, AlgorithmParameters::RSA(_))
        && matches!(common.public_key_use, None | Some(PublicKeyUse::Signature))
        && matches!(common.key_algorithm, None | Some(KeyAlgorithm::RS256))
        && common.key_operations.as_ref().is_none_or(|allowed| allowed.contains(&KeyOperations::Verify))
}

fn decoding_key(key: Jwk) -> Result<DecodingKey, &'static str> {
    let AlgorithmParameters::RSA(rsa) = key.algorithm else { return Err("its key is not an RSA key") };
    let number = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| "its key cannot be read");
    let (n, e) = (number(&rsa.n)?, number(&rsa.e)?);
    let unused = n.first().map_or(0, |byte| byte.leading_zeros() as usize);
    if n.len() * 8 - unused < MIN_KEY_BITS {
        return Err("its key is shorter than 2048 bits");
    }
    Ok(DecodingKey::from_rsa_raw_components(&n, &e))
}

/// The claims that decide whether a token is believed.
#[derive(Deserialize)]
struct IdClaims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl IdClaims {
    fn check(&self, expected: &ExpectedIdToken) -> Result<(), &'static str> {
        if !expected.issuers.contains(&self.iss) {
            return Err("it was made by somebody else");
        }
        if !self.is_for(&expected.audience) {
            return Err("it was made for somebody else");
        }
        if expected.nonce.is_empty() || self.nonce != expected.nonce {
            return Err("it belongs to another departure");
        }
        if self.sub.is_empty() {
            return Err("it does not say who it is about");
        }
        self.check_times(expected.now.timestamp())
    }

    /// One of several audiences is not enough: another of them could have asked for it, so it must say that it was us.
    fn is_for(&self, us: &str) -> bool {
        let party = self.azp.as_deref();
        match &self.aud {
            Audience::One(audience) => audience == us && party.is_none_or(|party| party == us),
            Audience::Many(audiences) => audiences.iter().any(|one| one == us) && party == Some(us),
        }
    }

    fn check_times(&self, now: i64) -> Result<(), &'static str> {
        let soon = now.saturating_add(SKEW_SECONDS);
        if now >= self.exp {
            Err("it has expired")
        } else if self.iat > soon || self.nbf.is_some_and(|begin| begin > soon) {
            Err("it comes from the future")
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests;
