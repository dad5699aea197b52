use super::*;

#[track_caller]
fn assert_header_refused(header: &Value) {
    assert_refused(&forge(header, &good_claims()));
}

#[test]
fn no_other_algorithm() {
    for alg in [
        "none",
        "None",
        "NONE",
        "nOnE",
        "",
        "hs256",
        "HS256 ",
        "HS384",
        "HS512",
        "RS256",
        "RS384",
        "PS256",
        "ES256",
        "ES256K",
        "EdDSA",
        "dir",
        "A256KW",
        "PBES2-HS256+A128KW",
    ] {
        assert_header_refused(&with(good_header(), "alg", json!(alg)));
    }
    for alg in [json!(null), json!(256), json!(["HS256"]), json!({"HS256": null})] {
        assert_header_refused(&with(good_header(), "alg", alg));
    }
    assert_header_refused(&without(good_header(), "alg"));
}

#[test]
fn no_algorithm_that_says_none_needs_no_signature() {
    for alg in ["none", "None", "NONE", "nOnE"] {
        let message =
            message(&with(good_header(), "alg", json!(alg)).to_string(), &good_claims().to_string());
        for token in [format!("{message}."), message.clone(), format!("{message}.e30")] {
            assert_refused(&token);
        }
    }
}

/// With HS384 and HS512 the signature itself would be right.
#[test]
fn no_other_hash_under_our_key() {
    use hmac::{Hmac, Mac};
    let message =
        |alg| message(&with(good_header(), "alg", json!(alg)).to_string(), &good_claims().to_string());
    let text = message("HS384");
    let mut mac = Hmac::<sha2::Sha384>::new_from_slice(&our_key()).unwrap();
    mac.update(text.as_bytes());
    assert_refused(&format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())));
    let text = message("HS512");
    let mut mac = Hmac::<sha2::Sha512>::new_from_slice(&our_key()).unwrap();
    mac.update(text.as_bytes());
    assert_refused(&format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())));
}

#[test]
fn the_type_is_exact() {
    for typ in ["", "JWT", "jwt", "AT+JWT", "at+jwt ", "application/at+jwt", "session+jwt", "logout+jwt"] {
        assert_header_refused(&with(good_header(), "typ", json!(typ)));
    }
    for typ in [json!(null), json!(1), json!(["at+jwt"])] {
        assert_header_refused(&with(good_header(), "typ", typ));
    }
    assert_header_refused(&without(good_header(), "typ"));
}

#[test]
fn the_key_id_is_one_of_ours() {
    let ours = key_id(&SecretKey::new(SECRET));
    assert!(ours.len() == 16 && ours.bytes().all(|b| b.is_ascii_hexdigit()));
    for kid in [
        "",
        "0000000000000000",
        "../../../../dev/null",
        "/dev/null",
        "file:///etc/hostname",
        "' UNION SELECT 'key' --",
        "x' OR '1'='1",
        "| cat key",
        "https://example.org/keys.json",
        &ours[..15],
        &format!("{ours}0"),
        &format!("{ours}\0"),
        &format!(" {ours}"),
        &ours.to_uppercase(),
        &key_id(&SecretKey::new("other")),
    ] {
        // A key id without a letter is its own upper case.
        if kid != ours {
            assert_header_refused(&with(good_header(), "kid", json!(kid)));
        }
    }
    for kid in [json!(null), json!(0), json!([ours]), json!({"id": ours})] {
        assert_header_refused(&with(good_header(), "kid", kid));
    }
    assert_header_refused(&without(good_header(), "kid"));
}

#[test]
fn nothing_else_may_be_in_it() {
    let own_key = json!({"kty": "oct", "k": URL_SAFE_NO_PAD.encode("mine"), "alg": "HS256"});
    for (member, value) in [
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("b64", json!(true)),
        ("zip", json!("DEF")),
        ("enc", json!("A256GCM")),
        ("cty", json!("JWT")),
        ("jwk", own_key),
        ("jku", json!("https://example.org/keys.json")),
        ("x5u", json!("https://example.org/chain.pem")),
        ("x5c", json!(["MIIB"])),
        ("x5t", json!("dGh1bWI")),
        ("x5t#S256", json!("dGh1bWI")),
        ("nonce", json!("n")),
        ("url", json!("https://example.org")),
        ("p2c", json!(2_000_000_000)),
        ("KID", json!("x")),
        ("other", json!(null)),
    ] {
        assert_header_refused(&with(good_header(), member, value));
    }
}

/// An embedded key that is the right one for the signature.
#[test]
fn a_key_that_comes_along_is_never_used() {
    let header = with(good_header(), "jwk", json!({"kty": "oct", "k": URL_SAFE_NO_PAD.encode("mine")}));
    assert_refused(&sign(&header.to_string(), &good_claims().to_string(), b"mine"));
}

#[test]
fn no_member_comes_twice() {
    let kid = key_id(&SecretKey::new(SECRET));
    for header in [
        format!(r#"{{"alg":"none","alg":"HS256","typ":"at+jwt","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"HS256","alg":"HS256","typ":"at+jwt","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"HS256","typ":"session+jwt","typ":"at+jwt","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"HS256","typ":"at+jwt","kid":"other","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"HS256","typ":"at+jwt","kid":"{kid}","\u0061lg":"HS256"}}"#),
    ] {
        assert_refused(&sign(&header, &good_claims().to_string(), &our_key()));
    }
}

#[test]
fn it_is_an_object() {
    let kid = key_id(&SecretKey::new(SECRET));
    for header in [
        format!(r#"["HS256","at+jwt","{kid}"]"#),
        format!("[{}]", good_header()),
        format!("{}{}", good_header(), good_header()),
        format!("{} x", good_header()),
        good_header().to_string().trim_end_matches('}').to_owned(),
        format!("\u{feff}{}", good_header()),
        json!(good_header().to_string()).to_string(),
        "null".into(),
        String::new(),
    ] {
        assert_refused(&sign(&header, &good_claims().to_string(), &our_key()));
    }
}
