use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::*;

fn tokens() -> Tokens {
    Tokens::new(&SecretKey::new("secret"))
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn issue(kind: TokenKind) -> String {
    let user = UserId::generate();
    tokens().issue(kind, user, SessionId::generate(), now(), TimeDelta::minutes(30)).unwrap().text
}

/// A token with any header and claims, signed with our own key.
fn forge(header: Value, change: impl FnOnce(&mut Value)) -> String {
    let mut claims = json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": Uuid::now_v7(), "sid": Uuid::now_v7(),
        "iat": now().timestamp(), "exp": now().timestamp() + 60,
    });
    change(&mut claims);
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(&header), part(&claims));
    let key = SecretKey::new("secret").derive("token/1");
    let signature = crate::key::sign(&key, message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn verify(token: &str) -> Result<Claims, TokenError> {
    tokens().verify(TokenKind::Access, token, now())
}

#[test]
fn a_token_says_who_until_it_expires() {
    let (user, session) = (UserId::generate(), SessionId::generate());
    let life = TimeDelta::minutes(30);
    let token = tokens().issue(TokenKind::Access, user, session, now(), life).unwrap();
    let claims = verify(&token.text).unwrap();
    assert_eq!((claims.sub, claims.sid, claims.exp - claims.iat), (user, session, 1800));
    let at_the_end = tokens().verify(TokenKind::Access, &token.text, now() + life);
    assert_eq!(at_the_end, Err(TokenError::Expired));
}

#[test]
fn a_cookie_is_no_access_token() {
    assert_eq!(verify(&issue(TokenKind::Cookie)), Err(TokenError::Malformed));
    assert!(tokens().verify(TokenKind::Cookie, &issue(TokenKind::Access), now()).is_err());
}

#[test]
fn the_forger_of_these_tests_can_forge() {
    assert!(verify(&forge(json!({"alg": "HS256", "typ": "at+jwt"}), |_| ())).is_ok());
}

#[test]
fn forged_headers_are_refused() {
    for header in [
        json!({"alg": "none", "typ": "at+jwt"}),
        json!({"alg": "HS384", "typ": "at+jwt"}),
        json!({"alg": "RS256", "typ": "at+jwt"}),
        json!({"alg": "HS256", "typ": "JWT"}),
        json!({"alg": "HS256"}),
        json!({"typ": "at+jwt"}),
    ] {
        assert_eq!(verify(&forge(header.clone(), |_| ())), Err(TokenError::Malformed), "{header}");
    }
}

#[test]
fn claims_of_somebody_else_are_refused() {
    let header = json!({"alg": "HS256", "typ": "at+jwt"});
    for (claim, value) in
        [("aud", json!("other")), ("iss", json!("other")), ("sub", json!("bob")), ("sid", json!(1))]
    {
        let token = forge(header.clone(), |claims| claims[claim] = value);
        assert_eq!(verify(&token), Err(TokenError::Malformed), "{claim}");
    }
    for claim in ["aud", "iss", "sub", "exp"] {
        let token = forge(header.clone(), |claims| {
            claims.as_object_mut().unwrap().remove(claim);
        });
        assert_eq!(verify(&token), Err(TokenError::Malformed), "{claim}");
    }
}

#[test]
fn a_changed_or_foreign_signature_is_refused() {
    let token = issue(TokenKind::Access);
    let (message, _) = token.rsplit_once('.').unwrap();
    let unsigned = URL_SAFE_NO_PAD.encode(json!({"alg": "none", "typ": "at+jwt"}).to_string());
    let claims = token.split('.').nth(1).unwrap();
    for forged in [format!("{message}."), message.to_owned(), format!("{unsigned}.{claims}."), String::new()]
    {
        assert_eq!(verify(&forged), Err(TokenError::Malformed), "{forged}");
    }
    assert!(Tokens::new(&SecretKey::new("other")).verify(TokenKind::Access, &token, now()).is_err());
}
