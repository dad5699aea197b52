//! Tokens of a service that is played here. Its keys were made with openssl for these tests.

mod claims;
mod keys;
mod signature;

use chrono::DateTime;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{RSA_PKCS1_SHA256, RsaEncoding, RsaKeyPair};
use serde_json::json;

use super::*;

const NOW: i64 = 1_800_000_000;

/// The service's key.
fn signer() -> RsaKeyPair {
    RsaKeyPair::from_pkcs8(include_bytes!("../../testdata/signer.pk8")).unwrap()
}

/// Anybody's key.
fn stranger() -> RsaKeyPair {
    RsaKeyPair::from_pkcs8(include_bytes!("../../testdata/stranger.pk8")).unwrap()
}

/// The public half of a key, as it stands in a set.
fn jwk(id: &str, pair: &RsaKeyPair) -> Value {
    let public = PublicKeyComponents::<Vec<u8>>::from(pair.public());
    let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    json!({"kty": "RSA", "alg": "RS256", "use": "sig", "kid": id, "n": number(&public.n), "e": number(&public.e)})
}

fn jwks() -> Value {
    json!({"keys": [jwk("older", &stranger()), jwk("signer", &signer())]})
}

fn expected() -> ExpectedIdToken {
    ExpectedIdToken {
        issuers: vec!["https://id.example.org".into(), "id.example.org".into()],
        audience: "our-client".into(),
        nonce: "the nonce".into(),
        now: DateTime::from_timestamp(NOW, 0).unwrap(),
    }
}

fn good_header() -> Value {
    json!({"alg": "RS256", "kid": "signer", "typ": "JWT"})
}

fn good_claims() -> Value {
    json!({
        "iss": "https://id.example.org", "aud": "our-client", "sub": "110169", "nonce": "the nonce",
        "iat": NOW - 5, "exp": NOW + 3600, "email": "ann@example.org", "email_verified": true,
    })
}

/// A good one with one member set; none with `null`.
fn with(mut good: Value, member: &str, value: Value) -> Value {
    if value.is_null() {
        good.as_object_mut().unwrap().remove(member);
    } else {
        good[member] = value;
    }
    good
}

fn message(header: &Value, claims: &Value) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()))
}

fn sign_by(pair: &RsaKeyPair, padding: &'static dyn RsaEncoding, header: &Value, claims: &Value) -> String {
    let message = message(header, claims);
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(padding, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// What the service signs.
fn sign(header: &Value, claims: &Value) -> String {
    sign_by(&signer(), &RSA_PKCS1_SHA256, header, claims)
}

fn good_token() -> String {
    sign(&good_header(), &good_claims())
}

fn verify(token: &str) -> Result<Value, String> {
    IdTokenVerifier.verify(token, &jwks(), &expected())
}

#[track_caller]
fn assert_refused(token: &str, why: &str) {
    let verdict = verify(token);
    assert!(verdict.as_ref().is_err_and(|said| said.contains(why)), "{why}: {verdict:?}");
}

#[test]
fn a_good_token_says_what_it_says() {
    assert_eq!(verify(&good_token()), Ok(good_claims()));
}
