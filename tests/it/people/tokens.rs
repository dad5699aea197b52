//! Tokens that somebody made up, and tokens of an earlier key. `talewright-auth` tests each claim and header.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ring::hmac;
use serde_json::{Value, json};
use talewright_testkit::TestDatabase;

use super::device::{Device, with_cookie};
use crate::support::TestApp;

const SECRET: &str = "the first secret key of this studio";
const NEXT: &str = "the second secret key of this studio";

fn sign(key: &[u8], message: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message.as_bytes()).as_ref().to_vec()
}

fn encode(value: &Value) -> String {
    BASE64.encode(value.to_string())
}

/// A token in its parts.
struct Parts {
    header: Value,
    claims: Value,
    signature: String,
}

impl Parts {
    fn of(token: &str) -> Self {
        let parts: Vec<&str> = token.split('.').collect();
        let read = |part: &str| serde_json::from_slice(&BASE64.decode(part).unwrap()).unwrap();
        Self { header: read(parts[0]), claims: read(parts[1]), signature: parts[2].to_owned() }
    }

    fn with_header(&self, name: &str, value: Value) -> Self {
        let mut header = self.header.clone();
        header[name] = value;
        Self { header, claims: self.claims.clone(), signature: self.signature.clone() }
    }

    fn with_claim(&self, name: &str, value: Value) -> Self {
        let mut claims = self.claims.clone();
        claims[name] = value;
        Self { header: self.header.clone(), claims, signature: self.signature.clone() }
    }

    fn message(&self) -> String {
        format!("{}.{}", encode(&self.header), encode(&self.claims))
    }

    /// With the signature that it had.
    fn text(&self) -> String {
        format!("{}.{}", self.message(), self.signature)
    }

    fn signed(&self, key: &[u8]) -> String {
        let message = self.message();
        format!("{message}.{}", BASE64.encode(sign(key, &message)))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_token_lets_nobody_in() {
    let app = TestApp::with(TestDatabase::sqlite().await, &[("SECRET_KEY", SECRET)]).await;
    let ann = Device::registered(&app.anonymous(), "ann").await;
    let bob = Device::registered(&app.anonymous(), "bob").await;
    let (good, cookie) = (Parts::of(ann.client.token()), Parts::of(&ann.cookie));
    let key = sign(SECRET.as_bytes(), "token/1");
    let status = async |token: String| app.anonymous().with_token(&token).get("/auth/me").await.status;
    assert_eq!(status(good.signed(&key)).await, 200, "the forger of this test can forge");

    let past = good.claims["iat"].as_i64().unwrap() - 7_200;
    let unsigned = good.with_header("alg", json!("none"));
    let jwk = json!({"kty": "oct", "k": BASE64.encode(b"mine")});
    for (forgery, token) in [
        ("no signature", format!("{}.", good.message())),
        ("alg none, no signature", format!("{}.", unsigned.message())),
        ("alg none, the old signature", unsigned.text()),
        ("alg nOnE", format!("{}.", good.with_header("alg", json!("nOnE")).message())),
        ("another key", good.signed(b"another key")),
        ("the empty key", good.signed(b"")),
        ("the secret itself as the key", good.signed(SECRET.as_bytes())),
        ("the key of another purpose", good.signed(&sign(SECRET.as_bytes(), "address/1"))),
        ("RS256 with our key as its public one", good.with_header("alg", json!("RS256")).signed(&key)),
        ("a key that it brings itself", good.with_header("jwk", jwk).signed(b"mine")),
        ("a key that nobody knows", good.with_header("kid", json!("0123456789abcdef")).signed(&key)),
        ("another type", good.with_header("typ", json!("JWT")).signed(&key)),
        ("somebody else with the old signature", good.with_claim("sub", json!(bob.user)).text()),
        ("somebody else's session", good.with_claim("sub", json!(bob.user)).signed(&key)),
        ("another audience", good.with_claim("aud", json!("elsewhere")).signed(&key)),
        ("another issuer", good.with_claim("iss", json!("elsewhere")).signed(&key)),
        ("a role", good.with_claim("role", json!("admin")).signed(&key)),
        ("expired", good.with_claim("iat", json!(past)).with_claim("exp", json!(past + 60)).signed(&key)),
        ("for ever", good.with_claim("exp", json!(i64::MAX)).signed(&key)),
        ("the cookie's token", cookie.text()),
        ("nothing", "..".into()),
    ] {
        assert_eq!(status(token).await, 401, "{forgery}");
    }
    let swapped = with_cookie(&app.anonymous(), ann.client.token()).await;
    assert_eq!(swapped.status, 401, "an access token as the cookie");
    assert_eq!(ann.lets_in().await, [200, 200]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_key_signed_stays_good_while_it_is_known() {
    let app = TestApp::with(TestDatabase::sqlite().await, &[("SECRET_KEY", SECRET)]).await;
    let ann = Device::registered(&app.anonymous(), "ann").await;
    let here =
        |other: &TestApp| Device { client: other.anonymous().with_token(ann.client.token()), ..ann.clone() };

    let rotated = app.beside(&[("SECRET_KEY", NEXT), ("PREVIOUS_SECRET_KEYS", SECRET)]).await;
    assert_eq!(here(&rotated).lets_in().await, [200, 200]);
    let forgotten = app.beside(&[("SECRET_KEY", NEXT)]).await;
    assert_eq!(here(&forgotten).lets_in().await, [401, 401]);

    // Refresh tokens are signed by nobody: the next tokens are those of the new key.
    let next = Device::of(&forgotten.anonymous(), &here(&forgotten).refreshed().await.expect(200));
    assert_eq!(next.lets_in().await, [200, 200]);
    let at_first = Device { client: app.anonymous().with_token(next.client.token()), ..next };
    assert_eq!(at_first.lets_in().await, [401, 401], "the old process does not know the new key");
}
