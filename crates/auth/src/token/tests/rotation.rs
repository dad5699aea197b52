use super::*;

fn signed_with(tokens: &Tokens) -> String {
    let issued = tokens.issue(
        TokenKind::Access,
        UserId::generate(),
        SessionId::generate(),
        now(),
        TimeDelta::hours(1),
    );
    issued.unwrap().text
}

fn accepts(tokens: &Tokens, token: &str) -> bool {
    tokens.verify(TokenKind::Access, token, now()).is_ok()
}

fn kid(token: &str) -> String {
    StrictHeader::read(token).unwrap().kid
}

#[test]
fn a_token_outlives_the_change_of_its_secret_but_not_its_end() {
    let [first, second, third] = ["first", "second", "third"].map(SecretKey::new);
    let before = Tokens::new(&first, &[]);
    let during = Tokens::new(&second, std::slice::from_ref(&first));
    let after = Tokens::new(&third, std::slice::from_ref(&second));

    let [old, new] = [signed_with(&before), signed_with(&during)];
    assert_ne!(kid(&old), kid(&new));
    assert!(accepts(&during, &old) && accepts(&during, &new));
    // A process that has not been told yet knows only the first.
    assert!(!accepts(&before, &new));
    assert!(accepts(&after, &new));
    assert_eq!(after.verify(TokenKind::Access, &old, now()), Err(TokenError::Malformed));
    assert_eq!(kid(&signed_with(&Tokens::new(&third, &[first, second]))), kid(&signed_with(&after)));
}

#[test]
fn a_key_signs_under_its_own_id_alone() {
    let [old, new] = ["old", "new"].map(SecretKey::new);
    let tokens = Tokens::new(&new, std::slice::from_ref(&old));
    let claims = good_claims().to_string();
    let made = |id: &SecretKey, key: &SecretKey| {
        let header = with(good_header(), "kid", json!(key_id(id)));
        sign(&header.to_string(), &claims, &signing_key(key))
    };
    assert!(accepts(&tokens, &made(&new, &new)) && accepts(&tokens, &made(&old, &old)));
    assert!(!accepts(&tokens, &made(&new, &old)) && !accepts(&tokens, &made(&old, &new)));
}

#[test]
fn an_old_key_is_strict_too() {
    let [old, new] = ["old", "new"].map(SecretKey::new);
    let cookie = Tokens::new(&old, &[]);
    let cookie = cookie.issue(
        TokenKind::Cookie,
        UserId::generate(),
        SessionId::generate(),
        now(),
        TimeDelta::hours(1),
    );
    let cookie = cookie.unwrap().text;
    let tokens = Tokens::new(&new, &[old]);
    assert!(tokens.verify(TokenKind::Cookie, &cookie, now()).is_ok());
    assert_eq!(tokens.verify(TokenKind::Access, &cookie, now()), Err(TokenError::Malformed));
    let late = now() + TimeDelta::hours(1);
    assert_eq!(tokens.verify(TokenKind::Cookie, &cookie, late), Err(TokenError::Expired));
}

#[test]
fn an_id_tells_nothing_of_its_secret_and_stays_the_same() {
    let secret = SecretKey::new(SECRET);
    assert_eq!(key_id(&secret), key_id(&SecretKey::new(SECRET)));
    assert!(!hex::encode(signing_key(&secret)).contains(&key_id(&secret)));
}
