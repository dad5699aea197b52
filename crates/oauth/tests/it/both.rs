//! What holds for both services.

use std::sync::Arc;

use talewright_auth::IdTokenVerifier;
use talewright_domain::ports::{Departure, ExternalIdentity, IdentityError, IdentityProvider};
use talewright_oauth::{GitHub, Google};
use talewright_testkit::ManualClock;
use talewright_tests::idp::{Endpoint, MockIdp, Person};

use crate::stage::{CALLBACK, Stage, ann, github, google, http, is_refused};

#[tokio::test]
async fn somebody_signs_in() {
    let stage = Stage::new();
    for provider in stage.both() {
        let expected = ExternalIdentity {
            provider: provider.name(),
            subject: "77".into(),
            email: "ann@example.org".parse().unwrap(),
            full_name: Some("Ann Lee".into()),
        };
        assert_eq!(stage.sign_in(provider).await.unwrap(), expected);
        // And once more, by another code.
        assert_eq!(stage.sign_in(provider).await.unwrap(), expected);
    }
    assert_eq!(stage.both().map(IdentityProvider::name), ["google", "github"]);
}

#[tokio::test]
async fn the_service_is_told_what_belongs_to_this_departure() {
    let stage = Stage::new();
    for (provider, page, tokens) in [
        (stage.both()[0], Endpoint::GoogleAuthorize, Endpoint::GoogleToken),
        (stage.both()[1], Endpoint::GitHubAuthorize, Endpoint::GitHubToken),
    ] {
        let (departure, code) = stage.go(provider).await;
        provider.arrive(CALLBACK, &code, &departure).await.unwrap();
        let asked = stage.idp.requests_to(page).remove(0);
        assert_eq!(asked.param("state"), Some(&*departure.state));
        assert_eq!(asked.param("redirect_uri"), Some(CALLBACK));
        assert_eq!(asked.param("code_challenge_method"), Some("S256"));
        assert_ne!(asked.param("code_challenge"), Some(&*departure.verifier));
        assert!(!departure.url.contains(&departure.verifier));
        let told = stage.idp.requests_to(tokens).remove(0);
        assert_eq!(told.param("code_verifier"), Some(&*departure.verifier));
        assert_eq!(told.param("redirect_uri"), Some(CALLBACK));
        assert!(!departure.url.contains("secret"));
    }
    let nonce = |page| stage.idp.requests_to(page).remove(0).param("nonce").map(str::len);
    assert_eq!(nonce(Endpoint::GoogleAuthorize), Some(43));
    assert_eq!(nonce(Endpoint::GitHubAuthorize), None);
}

#[tokio::test]
async fn no_two_departures_share_a_secret() {
    let stage = Stage::new();
    for provider in stage.both() {
        let one = provider.depart(CALLBACK).await.unwrap();
        let two = provider.depart(CALLBACK).await.unwrap();
        let secrets = |d: &Departure| [d.state.clone(), d.nonce.clone(), d.verifier.clone()];
        let mut all = [secrets(&one), secrets(&two)].concat();
        // 256 bits in base64.
        assert!(all.iter().all(|secret| secret.len() == 43), "{all:?}");
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 6);
    }
}

#[tokio::test]
async fn a_code_is_good_once() {
    let stage = Stage::new();
    for provider in stage.both() {
        let (departure, code) = stage.go(provider).await;
        assert!(provider.arrive(CALLBACK, &code, &departure).await.is_ok());
        let again = provider.arrive(CALLBACK, &code, &departure).await;
        assert!(is_refused(&again), "{again:?}");
    }
}

#[tokio::test]
async fn a_made_up_code_is_worth_nothing() {
    let stage = Stage::new();
    for provider in stage.both() {
        let departure = provider.depart(CALLBACK).await.unwrap();
        for code in ["", "made-up", "a b&c=d\u{7}é"] {
            let outcome = provider.arrive(CALLBACK, code, &departure).await;
            assert!(is_refused(&outcome), "{code:?} {outcome:?}");
        }
    }
}

/// A code that somebody was made to bring: it belongs to the departure of somebody else.
#[tokio::test]
async fn a_code_of_another_departure_is_worth_nothing() {
    let stage = Stage::new();
    for provider in stage.both() {
        let (_, code) = stage.go(provider).await;
        let (departure, _) = stage.go(provider).await;
        let outcome = provider.arrive(CALLBACK, &code, &departure).await;
        assert!(is_refused(&outcome), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_code_for_another_address_is_worth_nothing() {
    let stage = Stage::new();
    for provider in stage.both() {
        let (departure, code) = stage.go(provider).await;
        let outcome = provider.arrive("https://elsewhere.example.org/", &code, &departure).await;
        assert!(is_refused(&outcome), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_code_of_another_service_is_worth_nothing() {
    let stage = Stage::new();
    let [google, github] = stage.both();
    for (one, other) in [(google, github), (github, google)] {
        let (departure, code) = stage.go(one).await;
        let outcome = other.arrive(CALLBACK, &code, &departure).await;
        assert!(is_refused(&outcome), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_wrong_secret_of_ours_gets_nothing() {
    let stage = Stage::new();
    let origin = stage.idp.origin();
    let google = google(&origin, "wrong", stage.clock.clone());
    let github = github(&origin, "wrong");
    for (provider, word) in
        [(&google as &dyn IdentityProvider, "invalid_client"), (&github, "incorrect_client_credentials")]
    {
        let outcome = stage.sign_in(provider).await;
        assert!(is_refused(&outcome), "{outcome:?}");
        // The operator learns what to mend.
        assert!(outcome.unwrap_err().to_string().ends_with(word));
    }
}

#[tokio::test]
async fn an_address_that_is_not_verified_does_not_count() {
    let stage = Stage::new();
    stage.idp.sign_in_as(ann().unverified());
    for provider in stage.both() {
        assert_eq!(stage.sign_in(provider).await, Err(IdentityError::UnverifiedAddress));
    }
}

#[tokio::test]
async fn an_address_that_is_none_does_not_count() {
    let stage = Stage::new();
    stage.idp.sign_in_as(Person::new(77, "ann"));
    for provider in stage.both() {
        let outcome = stage.sign_in(provider).await;
        assert!(is_refused(&outcome), "{outcome:?}");
    }
}

#[tokio::test]
async fn who_declines_comes_back_without_a_code() {
    let stage = Stage::new();
    stage.idp.decline();
    for provider in stage.both() {
        let departure = provider.depart(CALLBACK).await.unwrap();
        let back = stage.way_back(&departure).await;
        assert_eq!(back["error"], "access_denied");
        assert_eq!(back["state"], departure.state);
        assert_eq!(back.get("code"), None);
    }
}

#[test]
fn addresses_of_the_settings_are_checked() {
    let clock = Arc::new(ManualClock::default());
    let tokens = Arc::new(IdTokenVerifier);
    let http = http();
    let wrong = "accounts.google.com";
    let google = Google::new(http.clone(), MockIdp::CLIENT_ID, "s", wrong, tokens, clock).err();
    let github = GitHub::new(http, MockIdp::CLIENT_ID, "s", wrong).err();
    for error in [google, github] {
        assert!(error.unwrap().to_string().starts_with("accounts.google.com is not an http"));
    }
}
