use super::*;

#[track_caller]
fn assert_claims_refused(claims: &Value) {
    assert_refused(&forge(&good_header(), claims));
}

#[test]
fn each_of_them_is_needed() {
    for claim in ["iss", "aud", "sub", "sid", "iat", "exp"] {
        assert_claims_refused(&without(good_claims(), claim));
        for value in [json!(null), json!(true), json!({}), json!([]), json!("")] {
            assert_claims_refused(&with(good_claims(), claim, value));
        }
    }
}

#[test]
fn of_somebody_else_they_are_refused() {
    for (claim, value) in [
        ("iss", json!("other")),
        ("iss", json!("Talewright")),
        ("iss", json!("talewright ")),
        ("iss", json!([ISSUER])),
        ("iss", json!([ISSUER, "other"])),
        ("iss", json!(1)),
        ("aud", json!("other")),
        ("aud", json!("TALEWRIGHT-API")),
        ("aud", json!(ISSUER)),
        ("aud", json!([AUDIENCE])),
        ("aud", json!(["other", AUDIENCE])),
        ("aud", json!(1)),
        ("sub", json!("bob")),
        ("sub", json!(1)),
        ("sub", json!([Uuid::now_v7()])),
        ("sub", json!("../../users")),
        ("sid", json!("*")),
        ("sid", json!(1)),
    ] {
        assert_claims_refused(&with(good_claims(), claim, value));
    }
}

#[test]
fn times_are_whole_seconds_within_reason() {
    let (now, soon) = (now().timestamp(), now().timestamp() + 60);
    for value in [
        json!(soon.to_string()),
        json!(soon as f64),
        json!(soon as f64 + 0.5),
        json!(-soon),
        json!(-1),
        json!(i64::MIN),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e300),
        json!(now + MAX_LIFETIME.num_seconds() + 1),
        json!([soon]),
    ] {
        assert_claims_refused(&with(good_claims(), "exp", value));
    }
    for value in [json!(now.to_string()), json!(now as f64), json!(i64::MIN), json!(i64::MAX), json!(1e300)] {
        assert_claims_refused(&with(good_claims(), "iat", value));
    }
}

#[test]
fn no_token_comes_from_the_future() {
    let made = |after: i64| {
        let made = now().timestamp() + after;
        let claims = with(with(good_claims(), "iat", json!(made)), "exp", json!(made + 600));
        verify(&forge(&good_header(), &claims)).map(|_| ())
    };
    // Clocks of two processes differ a little.
    assert_eq!(made(60), Ok(()));
    assert_eq!(made(61), Err(TokenError::Malformed));
    assert_eq!(made(-599), Ok(()));
}

#[test]
fn it_expires_to_the_second() {
    let ends = |after: i64| {
        let claims = with(
            with(good_claims(), "iat", json!(now().timestamp() - 60)),
            "exp",
            json!(now().timestamp() + after),
        );
        verify(&forge(&good_header(), &claims)).map(|_| ())
    };
    assert_eq!(ends(1), Ok(()));
    assert_eq!(ends(0), Err(TokenError::Expired));
    assert_eq!(ends(-1), Err(TokenError::Expired));
    // It would have ended before it was made.
    assert_eq!(ends(-61), Err(TokenError::Malformed));
}

#[test]
fn nothing_else_may_be_in_them() {
    for (claim, value) in
        [("nbf", json!(0)), ("role", json!("admin")), ("plan", json!("enterprise")), ("jti", json!(""))]
    {
        assert_claims_refused(&with(good_claims(), claim, value));
    }
}

#[test]
fn no_member_comes_twice() {
    let good = good_claims().to_string();
    for (claim, value) in [
        ("sub", json!(Uuid::now_v7())),
        ("sid", json!(Uuid::now_v7())),
        ("aud", json!(AUDIENCE)),
        ("iss", json!(ISSUER)),
        ("iat", json!(now().timestamp())),
        ("exp", json!(now().timestamp() + 60)),
    ] {
        let first = format!(r#"{{"{claim}":{value},{}"#, &good[1..]);
        let last = format!(r#"{},"{claim}":{value}}}"#, good.trim_end_matches('}'));
        for claims in [first, last] {
            assert_refused(&sign(&good_header().to_string(), &claims, &our_key()));
        }
    }
}

#[test]
fn they_are_an_object() {
    let (good, header) = (good_claims(), good_header().to_string());
    let listed = ["iss", "aud", "sub", "sid", "iat", "exp"].map(|claim| good[claim].clone());
    for claims in [
        json!(listed).to_string(),
        format!("[{good}]"),
        format!("{good}{good}"),
        json!(good.to_string()).to_string(),
        // A token inside a token.
        json!(forge(&good_header(), &good)).to_string(),
        forge(&good_header(), &good),
        "null".into(),
        String::new(),
    ] {
        assert_refused(&sign(&header, &claims, &our_key()));
    }
}
