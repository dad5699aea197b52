use proptest::prelude::*;
use ring::signature::{RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256};

use super::*;

#[test]
fn without_a_signature_nothing_is_believed() {
    for alg in ["none", "None", "NONE"] {
        let message = message(&with(good_header(), "alg", json!(alg)), &good_claims());
        assert_refused(&format!("{message}."), "unknown algorithm");
        assert_refused(&message, "header cannot be read");
    }
    let token = good_token();
    let (message, signature) = token.rsplit_once('.').unwrap();
    assert_refused(&format!("{message}."), "signature");
    let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    for other in [&bytes[..255], &[&bytes[..], &[0]].concat(), &[0; 256], &[1]] {
        assert_refused(&format!("{message}.{}", URL_SAFE_NO_PAD.encode(other)), "signature");
    }
}

/// The oldest trick: the public key, which everybody has, as the secret of an HMAC.
#[test]
fn a_public_key_is_no_secret() {
    let message = message(&with(good_header(), "alg", json!("HS256")), &good_claims());
    let public = signer().public().as_ref().to_vec();
    let modulus = PublicKeyComponents::<Vec<u8>>::from(signer().public()).n;
    let encoded = URL_SAFE_NO_PAD.encode(&modulus).into_bytes();
    for key in [public, modulus, encoded, Vec::new()] {
        let signature = URL_SAFE_NO_PAD.encode(crate::key::sign(&key, message.as_bytes()));
        assert_refused(&format!("{message}.{signature}"), "not signed with RS256");
    }
}

#[test]
fn no_other_algorithm_of_the_same_key() {
    let paddings: [(&str, &'static dyn RsaEncoding); 3] =
        [("RS384", &RSA_PKCS1_SHA384), ("RS512", &RSA_PKCS1_SHA512), ("PS256", &RSA_PSS_SHA256)];
    for (alg, padding) in paddings {
        let honest = sign_by(&signer(), padding, &with(good_header(), "alg", json!(alg)), &good_claims());
        assert_refused(&honest, "not signed with RS256");
        assert_refused(&sign_by(&signer(), padding, &good_header(), &good_claims()), "signature");
    }
    for alg in ["ES256", "EdDSA", "HS512"] {
        assert_refused(
            &sign(&with(good_header(), "alg", json!(alg)), &good_claims()),
            "not signed with RS256",
        );
    }
}

#[test]
fn a_strangers_key_is_none_of_the_services() {
    let token = sign_by(&stranger(), &RSA_PKCS1_SHA256, &good_header(), &good_claims());
    assert_refused(&token, "signature");
    // Nor when it brings itself along.
    for (member, value) in [
        ("jwk", jwk("signer", &stranger())),
        ("jku", json!("https://evil.example.org/keys.json")),
        ("x5u", json!("https://evil.example.org/chain.pem")),
    ] {
        let header = with(good_header(), member, value);
        assert_refused(&sign_by(&stranger(), &RSA_PKCS1_SHA256, &header, &good_claims()), "signature");
    }
}

#[test]
fn what_its_header_asks_for_is_not_done() {
    for (member, value) in [
        ("crit", json!(["exp"])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("enc", json!("A256GCM")),
        ("cty", json!("JWT")),
    ] {
        assert_refused(&sign(&with(good_header(), member, value), &good_claims()), "extension");
    }
}

#[test]
fn other_tokens_of_the_same_service_are_not_for_signing_in() {
    for typ in ["at+jwt", "logout+jwt", "secevent+jwt", ""] {
        assert_refused(&sign(&with(good_header(), "typ", json!(typ)), &good_claims()), "another type");
    }
    for typ in [json!("jwt"), Value::Null] {
        assert!(verify(&sign(&with(good_header(), "typ", typ), &good_claims())).is_ok());
    }
}

#[test]
fn it_has_three_parts_of_base64url() {
    let token = good_token();
    for text in [
        String::new(),
        "..".into(),
        format!("{token}."),
        format!("{token}.{token}"),
        format!("{token} "),
        format!("{token}="),
        token.replacen('.', "..", 1),
        token.replacen('.', "=.", 1),
    ] {
        assert!(verify(&text).is_err(), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_character_can_be_changed(place in any::<prop::sample::Index>(), other in "[ -~]") {
        let token = good_token();
        let place = place.index(token.len());
        let changed = format!("{}{other}{}", &token[..place], &token[place + 1..]);
        prop_assume!(changed != token);
        prop_assert!(verify(&changed).is_err());
    }
}
