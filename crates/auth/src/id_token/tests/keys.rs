use super::*;

fn verdict(jwks: &Value, token: &str) -> Result<Value, String> {
    IdTokenVerifier.verify(token, jwks, &expected())
}

#[track_caller]
fn assert_set_refused(jwks: &Value, why: &str) {
    let verdict = verdict(jwks, &good_token());
    assert!(verdict.as_ref().is_err_and(|said| said.contains(why)), "{why}: {verdict:?}");
}

#[test]
fn a_key_is_found_by_its_id() {
    let header = with(good_header(), "kid", json!("another"));
    assert_refused(&sign(&header, &good_claims()), "no key of the set");
    for odd in ["", "SIGNER", "../signer", "' OR 1=1 --", "https://example.org/key"] {
        assert_refused(&sign(&with(good_header(), "kid", json!(odd)), &good_claims()), "no key of the set");
    }
    // The id of a key that did not sign it.
    assert_refused(&sign(&with(good_header(), "kid", json!("older")), &good_claims()), "signature");
}

#[test]
fn the_id_may_be_left_out_where_there_is_no_choice() {
    let unnamed = sign(&with(good_header(), "kid", Value::Null), &good_claims());
    let one = json!({"keys": [jwk("signer", &signer())]});
    let one_unnamed = json!({"keys": [with(jwk("", &signer()), "kid", Value::Null)]});
    assert!(verdict(&one, &unnamed).is_ok());
    assert!(verdict(&one_unnamed, &unnamed).is_ok());
    assert!(verdict(&one_unnamed, &good_token()).is_ok());
    assert_refused(&unnamed, "no key of the set");
    // Keys for other things are no choice.
    let elliptic = json!({"kty": "EC", "crv": "P-256", "x": "AQ", "y": "AQ", "use": "sig", "kid": "ec"});
    let enciphering = with(jwk("enc", &stranger()), "use", json!("enc"));
    assert!(verdict(&json!({"keys": [elliptic, enciphering, jwk("signer", &signer())]}), &unnamed).is_ok());
}

#[test]
fn an_ambiguous_id_is_refused() {
    let keys = json!({"keys": [jwk("signer", &stranger()), jwk("signer", &signer())]});
    assert_set_refused(&keys, "two keys");
}

#[test]
fn only_keys_for_rs256_count() {
    let good = jwk("signer", &signer());
    for (member, value) in [
        ("use", json!("enc")),
        ("use", json!("other")),
        ("kty", json!("EC")),
        ("kty", json!("oct")),
        ("kty", json!("rsa")),
        ("alg", json!("RS512")),
        ("alg", json!("PS256")),
        ("alg", json!("HS256")),
        ("alg", json!("RSA-OAEP")),
        ("key_ops", json!(["encrypt"])),
        ("key_ops", json!([])),
    ] {
        assert_set_refused(&json!({"keys": [with(good.clone(), member, value)]}), "no key of the set");
    }
    for (member, value) in [("use", Value::Null), ("alg", Value::Null), ("key_ops", json!(["verify"]))] {
        assert!(
            verdict(&json!({"keys": [with(good.clone(), member, value)]}), &good_token()).is_ok(),
            "{member}"
        );
    }
}

#[test]
fn sets_that_are_none() {
    for jwks in [json!(null), json!({}), json!([]), json!({"keys": {}}), json!({"keys": "signer"})] {
        assert_set_refused(&jwks, "no keys");
    }
    for jwks in [json!({"keys": []}), json!({"keys": [null, 1, "key", {}, []]})] {
        assert_set_refused(&jwks, "no key of the set");
    }
    // One that we cannot read hides no other.
    assert!(verdict(&json!({"keys": [null, {"kty": 7}, jwk("signer", &signer())]}), &good_token()).is_ok());
}

#[test]
fn numbers_that_are_none() {
    let good = jwk("signer", &signer());
    for (member, value, why) in [
        ("n", json!("***"), "cannot be read"),
        ("e", json!("AQAB="), "cannot be read"),
        ("n", json!(""), "shorter"),
        ("e", json!(""), "signature"),
        ("e", json!("AQ"), "signature"),
        ("n", Value::Null, "no key of the set"),
    ] {
        assert_set_refused(&json!({"keys": [with(good.clone(), member, value)]}), why);
    }
}

/// Well signed with keys of 1024 and 2047 bits, by openssl: ring signs with none that short.
#[test]
fn short_keys_are_not_believed() {
    let short: Vec<Value> = serde_json::from_str(include_str!("../../../testdata/short_keys.json")).unwrap();
    assert_eq!(short.len(), 2);
    for case in short {
        let token = case["token"].as_str().unwrap();
        let verdict = verdict(&json!({"keys": [case["key"]]}), token);
        assert!(verdict.as_ref().is_err_and(|said| said.contains("2048")), "{}: {verdict:?}", case["bits"]);
    }
}
