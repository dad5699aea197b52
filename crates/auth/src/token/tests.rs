//! What RFC 8725 warns of, one forgery after the other. The forger knows our key, so that each is refused for what is
//! wrong with it, and not for its signature.

mod claims;
mod header;
mod rotation;
mod signature;

use serde_json::{Value, json};

use super::*;

const SECRET: &str = "secret";

fn tokens() -> Tokens {
    Tokens::new(&SecretKey::new(SECRET), &[])
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn issue(kind: TokenKind) -> String {
    let user = UserId::generate();
    tokens().issue(kind, user, SessionId::generate(), now(), TimeDelta::minutes(30)).unwrap().text
}

fn verify(token: &str) -> Result<Claims, TokenError> {
    tokens().verify(TokenKind::Access, token, now())
}

#[track_caller]
fn assert_refused(token: &str) {
    assert_eq!(verify(token), Err(TokenError::Malformed), "{token}");
}

fn our_key() -> [u8; 32] {
    SecretKey::new(SECRET).derive("token/1")
}

fn good_header() -> Value {
    json!({"alg": "HS256", "typ": "at+jwt", "kid": key_id(&SecretKey::new(SECRET))})
}

fn good_claims() -> Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": Uuid::now_v7(), "sid": Uuid::now_v7(),
        "iat": now().timestamp(), "exp": now().timestamp() + 60,
    })
}

/// A good one with one member set.
fn with(mut good: Value, member: &str, value: Value) -> Value {
    good[member] = value;
    good
}

/// A good one with one member less.
fn without(mut good: Value, member: &str) -> Value {
    assert!(good.as_object_mut().unwrap().remove(member).is_some());
    good
}

/// What is signed, of any two texts.
fn message(header: &str, claims: &str) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}

/// A token of any two texts, signed with HS256 under any key.
fn sign(header: &str, claims: &str, key: &[u8]) -> String {
    let message = message(header, claims);
    let signature = crate::key::sign(key, message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A token of any header and claims, signed with our own key.
fn forge(header: &Value, claims: &Value) -> String {
    sign(&header.to_string(), &claims.to_string(), &our_key())
}

#[test]
fn the_forger_of_these_tests_can_forge() {
    assert!(verify(&forge(&good_header(), &good_claims())).is_ok());
}

#[test]
fn a_token_says_who_until_it_expires() {
    let (user, session) = (UserId::generate(), SessionId::generate());
    let life = TimeDelta::minutes(30);
    let token = tokens().issue(TokenKind::Access, user, session, now(), life).unwrap();
    let claims = verify(&token.text).unwrap();
    assert_eq!((claims.sub, claims.sid, claims.exp - claims.iat), (user, session, 1800));
    let at = |time| tokens().verify(TokenKind::Access, &token.text, time);
    assert_eq!(at(now() + life - TimeDelta::seconds(1)), Ok(claims));
    assert_eq!(at(now() + life), Err(TokenError::Expired));
    assert_eq!(at(now() + life + TimeDelta::seconds(1)), Err(TokenError::Expired));
}

#[test]
fn one_kind_is_never_another() {
    for (made, wanted) in [(TokenKind::Cookie, TokenKind::Access), (TokenKind::Access, TokenKind::Cookie)] {
        let token = issue(made);
        assert!(tokens().verify(made, &token, now()).is_ok());
        assert_eq!(tokens().verify(wanted, &token, now()), Err(TokenError::Malformed));
    }
}

#[test]
fn no_lifetime_is_too_long_or_too_short_to_sign() {
    let lives = |lifetime| {
        let (user, session) = (UserId::generate(), SessionId::generate());
        let issued = tokens().issue(TokenKind::Access, user, session, now(), lifetime).unwrap();
        (issued.lifetime, verify(&issued.text).map(|claims| claims.exp - claims.iat))
    };
    assert_eq!(lives(TimeDelta::MAX), (MAX_LIFETIME, Ok(MAX_LIFETIME.num_seconds())));
    assert_eq!(lives(TimeDelta::MIN), (TimeDelta::zero(), Err(TokenError::Expired)));
}

#[test]
fn logs_have_neither_tokens_nor_keys() {
    let issued = tokens().issue(
        TokenKind::Access,
        UserId::generate(),
        SessionId::generate(),
        now(),
        TimeDelta::days(1),
    );
    let issued = issued.unwrap();
    assert!(!format!("{issued:?}").contains(&issued.text));
    assert_eq!(format!("{:?}", tokens()), "Tokens(…)");
}
