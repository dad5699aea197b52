use super::*;

#[track_caller]
fn assert_claim_refused(claim: &str, value: Value, why: &str) {
    assert_refused(&sign(&good_header(), &with(good_claims(), claim, value)), why);
}

fn passes(claims: &Value) -> bool {
    verify(&sign(&good_header(), claims)).is_ok()
}

#[test]
fn each_of_them_is_needed() {
    for claim in ["iss", "aud", "sub", "nonce", "exp", "iat"] {
        assert_claim_refused(claim, Value::Null, "missing or has another type");
        assert_claim_refused(claim, json!({}), "claims");
        assert_claim_refused(claim, json!(true), "claims");
    }
    assert_claim_refused("sub", json!(""), "who it is about");
    assert_claim_refused("sub", json!(110_169), "missing or has another type");
}

#[test]
fn made_by_somebody_else() {
    for issuer in ["https://evil.example.org", "https://id.example.org/", "HTTPS://ID.EXAMPLE.ORG", ""] {
        assert_claim_refused("iss", json!(issuer), "made by somebody else");
    }
    assert_claim_refused("iss", json!(["https://id.example.org"]), "another type");
    assert!(passes(&with(good_claims(), "iss", json!("id.example.org"))));
}

#[test]
fn made_for_somebody_else() {
    for audience in
        [json!("another-client"), json!("our-client "), json!(""), json!([]), json!(["another-client"])]
    {
        assert_claim_refused("aud", audience, "made for somebody else");
    }
    assert_claim_refused("azp", json!("another-client"), "made for somebody else");
    assert!(passes(&with(good_claims(), "azp", json!("our-client"))));
}

#[test]
fn one_of_several_audiences_must_have_asked() {
    let several = with(good_claims(), "aud", json!(["another-client", "our-client"]));
    assert!(!passes(&several));
    assert!(!passes(&with(several.clone(), "azp", json!("another-client"))));
    assert!(passes(&with(several, "azp", json!("our-client"))));
    assert!(!passes(&with(good_claims(), "aud", json!(["our-client"]))));
}

#[test]
fn it_belongs_to_its_departure() {
    for nonce in ["", "another nonce", "THE NONCE", "the nonce "] {
        assert_claim_refused("nonce", json!(nonce), "another departure");
    }
    let without_nonce = ExpectedIdToken { nonce: String::new(), ..expected() };
    let token = sign(&good_header(), &with(good_claims(), "nonce", json!("")));
    assert!(IdTokenVerifier.verify(&token, &jwks(), &without_nonce).is_err());
}

#[test]
fn times() {
    assert_claim_refused("exp", json!(NOW), "expired");
    assert_claim_refused("exp", json!(NOW - 1), "expired");
    assert_claim_refused("exp", json!(-1), "expired");
    assert!(passes(&with(good_claims(), "exp", json!(NOW + 1))));
    for odd in [json!((NOW + 60).to_string()), json!(1e300), json!(u64::MAX)] {
        assert_claim_refused("exp", odd, "another type");
    }
    assert_claim_refused("iat", json!(NOW + 61), "from the future");
    assert!(passes(&with(good_claims(), "iat", json!(NOW + 60))));
    assert_claim_refused("nbf", json!(NOW + 61), "from the future");
    assert!(passes(&with(good_claims(), "nbf", json!(NOW + 60))));
}

#[test]
fn they_are_an_object() {
    for claims in
        [json!([]), json!("text"), json!(null), json!(["https://id.example.org", "110169", "our-client"])]
    {
        assert!(!passes(&claims), "{claims}");
    }
    let listed = ["iss", "sub", "aud", "azp", "exp", "iat", "nbf", "nonce"].map(|c| good_claims()[c].clone());
    assert_refused(&sign(&good_header(), &json!(listed)), "claims cannot be read");
}
