use proptest::prelude::*;

use super::*;

fn parts(token: &str) -> [String; 3] {
    let parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    parts.try_into().unwrap()
}

#[test]
fn without_all_of_it_nothing_is_believed() {
    let [header, claims, signature] = parts(&issue(TokenKind::Access));
    let bytes = URL_SAFE_NO_PAD.decode(&signature).unwrap();
    let shorter = |length: usize| URL_SAFE_NO_PAD.encode(&bytes[..length]);
    let longer = URL_SAFE_NO_PAD.encode([&bytes[..], &[0]].concat());
    let zeros = URL_SAFE_NO_PAD.encode([0; 32]);
    for changed in [String::new(), shorter(1), shorter(16), shorter(31), longer, zeros, "e30".into()] {
        assert_refused(&format!("{header}.{claims}.{changed}"));
    }
    assert_refused(&format!("{header}.{claims}"));
}

#[test]
fn the_signature_of_another_token_is_worth_nothing() {
    let [one, other] = [parts(&issue(TokenKind::Access)), parts(&issue(TokenKind::Access))];
    let cookie = parts(&issue(TokenKind::Cookie));
    assert_refused(&format!("{}.{}.{}", one[0], one[1], other[2]));
    assert_refused(&format!("{}.{}.{}", one[0], other[1], one[2]));
    // An access token's header before a cookie.
    assert_refused(&format!("{}.{}.{}", one[0], cookie[1], cookie[2]));
}

#[test]
fn a_header_changed_after_signing_is_refused() {
    let [_, claims, signature] = parts(&issue(TokenKind::Access));
    let kid = good_header()["kid"].clone();
    for header in [
        with(good_header(), "alg", json!("none")),
        with(good_header(), "alg", json!("HS512")),
        json!({"kid": kid, "typ": "at+jwt", "alg": "HS256"}),
    ] {
        assert_refused(&format!("{}.{claims}.{signature}", URL_SAFE_NO_PAD.encode(header.to_string())));
    }
    let spaced = format!(" {}", good_header());
    assert_refused(&format!("{}.{claims}.{signature}", URL_SAFE_NO_PAD.encode(spaced)));
}

#[test]
fn no_other_key_signs() {
    let (header, claims) = (good_header().to_string(), good_claims().to_string());
    let secret = SecretKey::new(SECRET);
    let hex_of_key = hex::encode(our_key());
    for key in [
        &b""[..],
        &[0; 32],
        SECRET.as_bytes(),
        hex_of_key.as_bytes(),
        good_header()["kid"].as_str().unwrap().as_bytes(),
        &secret.derive("asset-address/1"),
        &secret.derive("token-id/1"),
        &secret.derive(""),
        &SecretKey::new("").derive("token/1"),
        &SecretKey::new("other").derive("token/1"),
    ] {
        assert_refused(&sign(&header, &claims, key));
    }
}

#[test]
fn it_has_three_parts() {
    let token = issue(TokenKind::Access);
    let [header, claims, signature] = parts(&token);
    for text in [
        String::new(),
        ".".into(),
        "..".into(),
        "...".into(),
        header.clone(),
        format!(".{token}"),
        format!("{token}."),
        format!("{header}..{claims}.{signature}"),
        format!("{header}.{claims}.{signature}.{signature}"),
        // What an encrypted one looks like: header, key, nonce, text, tag.
        format!("{header}.{signature}.AAAA.{claims}.{signature}"),
        format!("{header}.{header}.{header}.{claims}.{signature}"),
        json!({"protected": header, "payload": claims, "signature": signature}).to_string(),
        format!("Bearer {token}"),
    ] {
        assert_refused(&text);
    }
}

/// As it stands, and signed as it stands.
#[test]
fn segments_are_base64url_and_nothing_else() {
    let [header, claims, signature] = parts(&issue(TokenKind::Access));
    for odd in ["=", "==", " ", "\n", "\r\n", "\t", "\0", "%3D", "é", "+", "/"] {
        for message in [
            format!("{header}{odd}.{claims}"),
            format!("{odd}{header}.{claims}"),
            format!("{header}.{claims}{odd}"),
            format!("{header}.{odd}{claims}"),
        ] {
            let resigned = URL_SAFE_NO_PAD.encode(crate::key::sign(&our_key(), message.as_bytes()));
            assert_refused(&format!("{message}.{signature}"));
            assert_refused(&format!("{message}.{resigned}"));
        }
        assert_refused(&format!("{header}.{claims}.{signature}{odd}"));
        assert_refused(&format!("{header}.{claims}.{odd}{signature}"));
    }
}

/// The last character of a signature has two bits that mean nothing; only nought is accepted for them.
#[test]
fn a_signature_has_one_spelling() {
    let token = issue(TokenKind::Access);
    let (rest, last) = token.split_at(token.len() - 1);
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for other in alphabet.chars().filter(|other| !last.contains(*other)) {
        assert_refused(&format!("{rest}{other}"));
    }
}

proptest! {
    /// Whatever character is put in whatever place.
    #[test]
    fn no_character_can_be_changed(place in any::<prop::sample::Index>(), other in "[ -~]") {
        let token = issue(TokenKind::Access);
        let place = place.index(token.len());
        let changed = format!("{}{other}{}", &token[..place], &token[place + 1..]);
        prop_assume!(changed != token);
        prop_assert_eq!(verify(&changed), Err(TokenError::Malformed));
    }

    #[test]
    fn no_character_can_be_left_out_or_added(place in any::<prop::sample::Index>(), more in "[ -~]") {
        let token = issue(TokenKind::Access);
        let place = place.index(token.len());
        let (before, after) = token.split_at(place);
        prop_assert_eq!(verify(&format!("{before}{}", &after[1..])), Err(TokenError::Malformed));
        prop_assert_eq!(verify(&format!("{before}{more}{after}")), Err(TokenError::Malformed));
    }

    #[test]
    fn no_text_whatever_breaks_it(text in any::<String>(), header in any::<String>(), claims in any::<String>()) {
        prop_assert_eq!(verify(&text), Err(TokenError::Malformed));
        prop_assert_eq!(verify(&sign(&header, &claims, &our_key())), Err(TokenError::Malformed));
    }
}
