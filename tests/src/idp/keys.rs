//! The keys of the mock, which are known to everybody who has this repository, and what is signed with them.

use std::io;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use ring::{error, hmac};
use serde_json::{Value, json};

/// Two RSA keys that are used in turns.
pub(super) struct Keys {
    first: RsaKeyPair,
    second: RsaKeyPair,
}

/// How a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signing {
    /// As it should be.
    Proper,
    /// With the key that is not published.
    Foreign,
    /// With the public key as a shared secret.
    Symmetric,
    /// Not at all.
    None,
}

impl Keys {
    pub(super) fn load() -> io::Result<Self> {
        let read =
            |der: &[u8]| RsaKeyPair::from_pkcs8(der).map_err(|wrong| io::Error::other(wrong.to_string()));
        Ok(Self { first: read(include_bytes!("first.pk8"))?, second: read(include_bytes!("second.pk8"))? })
    }

    /// The key after so many rotations, and the one that is not used now.
    fn pair(&self, turn: usize) -> (&RsaKeyPair, &RsaKeyPair) {
        if turn.is_multiple_of(2) { (&self.first, &self.second) } else { (&self.second, &self.first) }
    }

    /// The public keys after so many rotations: one.
    pub(super) fn published(&self, turn: usize) -> Value {
        let PublicKeyComponents::<Vec<u8>> { n, e } = self.pair(turn).0.public().into();
        json!({"keys": [{
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": key_id(turn), "n": base64(&n), "e": base64(&e),
        }]})
    }

    /// A token that says this.
    pub(super) fn token(
        &self,
        claims: &Value,
        signing: Signing,
        turn: usize,
    ) -> Result<String, error::Unspecified> {
        let algorithm = match signing {
            Signing::Proper | Signing::Foreign => "RS256",
            Signing::Symmetric => "HS256",
            Signing::None => "none",
        };
        let header = json!({"alg": algorithm, "kid": key_id(turn), "typ": "JWT"});
        let text = format!("{}.{}", base64(header.to_string()), base64(claims.to_string()));
        let (own, other) = self.pair(turn);
        let signature = match signing {
            Signing::Proper => rs256(own, &text)?,
            Signing::Foreign => rs256(other, &text)?,
            Signing::Symmetric => {
                let secret = hmac::Key::new(hmac::HMAC_SHA256, own.public_key().as_ref());
                hmac::sign(&secret, text.as_bytes()).as_ref().to_vec()
            }
            Signing::None => Vec::new(),
        };
        Ok(format!("{text}.{}", base64(signature)))
    }
}

fn key_id(turn: usize) -> String {
    format!("mock-{turn}")
}

fn rs256(key: &RsaKeyPair, text: &str) -> Result<Vec<u8>, error::Unspecified> {
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature)?;
    Ok(signature)
}

fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
