//! What only Google has: ID tokens, keys, discovery.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use talewright_domain::ports::{IdentityError, IdentityProvider};
use talewright_tests::idp::{Endpoint, MockIdp, Twist};

use crate::stage::{CALLBACK, Stage, ann, is_refused, is_unavailable};

#[tokio::test]
async fn a_token_that_is_not_good_is_refused() {
    let stage = Stage::new();
    for twist in [
        Twist::WrongAudience,
        Twist::TwoAudiences,
        Twist::WrongNonce,
        Twist::NoNonce,
        Twist::WrongIssuer,
        Twist::Expired,
        Twist::Unsigned,
        Twist::ForeignKey,
        Twist::Symmetric,
    ] {
        stage.idp.twist(twist);
        let outcome = stage.sign_in(&stage.google).await;
        assert!(is_refused(&outcome), "{twist:?} {outcome:?}");
        assert!(outcome.unwrap_err().to_string().starts_with("the ID token is not good: "), "{twist:?}");
        stage.idp.behave();
        assert!(stage.sign_in(&stage.google).await.is_ok(), "after {twist:?}");
    }
}

#[tokio::test]
async fn a_token_is_old_by_our_clock() {
    let stage = Stage::new();
    stage.clock.advance(Duration::from_secs(7_200));
    let outcome = stage.sign_in(&stage.google).await;
    assert!(is_refused(&outcome), "{outcome:?}");
}

/// The code was given for the right secret, but the token belongs to another departure.
#[tokio::test]
async fn a_token_of_another_departure_is_refused() {
    let stage = Stage::new();
    let (mut departure, code) = stage.go(&stage.google).await;
    departure.nonce = stage.google.depart(CALLBACK).await.unwrap().nonce;
    let outcome = stage.google.arrive(CALLBACK, &code, &departure).await;
    assert!(is_refused(&outcome), "{outcome:?}");
}

#[tokio::test]
async fn an_answer_without_a_token_makes_no_sense() {
    let stage = Stage::new();
    stage.idp.twist(Twist::NoIdToken);
    let outcome = stage.sign_in(&stage.google).await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
}

#[tokio::test]
async fn verified_may_be_a_text() {
    let stage = Stage::new();
    stage.idp.twist(Twist::VerifiedAsText);
    assert!(stage.sign_in(&stage.google).await.is_ok());
    stage.idp.sign_in_as(ann().unverified());
    assert_eq!(stage.sign_in(&stage.google).await, Err(IdentityError::UnverifiedAddress));
}

#[tokio::test]
async fn new_keys_are_found() {
    let stage = Stage::new();
    let reads = || stage.idp.requests_to(Endpoint::Keys).len();
    for times in 1..=3 {
        assert!(stage.sign_in(&stage.google).await.is_ok());
        assert_eq!(reads(), 1, "{times}");
    }
    for rotation in 1..=3 {
        stage.idp.rotate_keys();
        assert!(stage.sign_in(&stage.google).await.is_ok());
        assert_eq!(reads(), 1 + rotation);
    }
}

#[tokio::test]
async fn keys_are_read_again_only_once_for_a_bad_token() {
    let stage = Stage::new();
    let reads = || stage.idp.requests_to(Endpoint::Keys).len();
    stage.idp.twist(Twist::ForeignKey);
    // None are known: they have just been read.
    assert!(is_refused(&stage.sign_in(&stage.google).await));
    assert_eq!(reads(), 1);
    // Those that are known may be old.
    assert!(is_refused(&stage.sign_in(&stage.google).await));
    assert_eq!(reads(), 2);
}

#[tokio::test]
async fn keys_and_addresses_are_believed_for_an_hour() {
    let stage = Stage::new();
    let reads = || [Endpoint::Discovery, Endpoint::Keys].map(|of| stage.idp.requests_to(of).len());
    assert!(stage.sign_in(&stage.google).await.is_ok());
    stage.clock.advance(Duration::from_secs(3_599));
    assert!(stage.google.depart(CALLBACK).await.is_ok());
    assert_eq!(reads(), [1, 1]);
    stage.clock.advance(Duration::from_secs(1));
    assert!(stage.google.depart(CALLBACK).await.is_ok());
    assert_eq!(reads(), [2, 1]);
    // A clock that was set back makes nothing fresh for longer.
    stage.clock.set(Utc::now() - TimeDelta::seconds(30));
    assert!(stage.sign_in(&stage.google).await.is_ok());
    assert_eq!(reads(), [3, 2]);
}

#[tokio::test]
async fn somebody_elses_discovery_is_not_believed() {
    let stage = Stage::new();
    stage.idp.twist(Twist::ForeignDiscovery);
    let outcome = stage.google.depart(CALLBACK).await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
    stage.idp.behave();
    assert!(stage.sign_in(&stage.google).await.is_ok());
}

#[tokio::test]
async fn the_secret_goes_where_discovery_says() {
    let stage = Stage::new();
    assert!(stage.sign_in(&stage.google).await.is_ok());
    let asked = stage.idp.requests_to(Endpoint::GoogleToken).remove(0);
    assert!(asked.authorization.is_some_and(|header| header.starts_with("Basic ")));
    assert_eq!(asked.params.iter().filter(|(name, _)| name == "client_secret").count(), 0);

    let stage = Stage::new();
    stage.idp.twist(Twist::SecretInBody);
    assert!(stage.sign_in(&stage.google).await.is_ok());
    let asked = stage.idp.requests_to(Endpoint::GoogleToken).remove(0);
    assert_eq!((asked.param("client_secret"), &asked.authorization), (Some(MockIdp::CLIENT_SECRET), &None));
}
