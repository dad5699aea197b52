//! What only GitHub has: an API.

use talewright_domain::ports::{IdentityError, IdentityProvider};
use talewright_oauth::GitHub;
use talewright_tests::idp::{Endpoint, Fault, Person};

use crate::stage::{CALLBACK, Stage, ann, github, is_refused};

#[tokio::test]
async fn the_api_is_asked_with_the_token_and_a_name() {
    let stage = Stage::new();
    stage.sign_in(&stage.github).await.unwrap();
    for endpoint in [Endpoint::User, Endpoint::Emails] {
        let [asked] = stage.idp.requests_to(endpoint).try_into().unwrap();
        assert!(asked.authorization.unwrap().starts_with("Bearer gho_"));
        assert!(asked.user_agent.unwrap().starts_with("Talewright/"));
    }
}

#[tokio::test]
async fn who_told_no_name_is_called_by_the_login() {
    let stage = Stage::new();
    for person in [Person::new(5, "bob@example.org"), Person::new(5, "bob@example.org").named(" ")] {
        stage.idp.sign_in_as(person);
        let identity = stage.sign_in(&stage.github).await.unwrap();
        assert_eq!((&*identity.subject, identity.full_name.as_deref()), ("5", Some("bob")));
    }
}

/// GitHub's own address for somebody is verified, but no mail arrives there.
#[tokio::test]
async fn only_the_primary_address_counts() {
    let stage = Stage::new();
    stage.idp.sign_in_as(ann().unverified());
    assert_eq!(stage.sign_in(&stage.github).await, Err(IdentityError::UnverifiedAddress));
    assert_eq!(stage.idp.requests_to(Endpoint::Emails).len(), 1);
}

#[tokio::test]
async fn a_used_code_is_refused_in_spite_of_its_200() {
    let stage = Stage::new();
    let (departure, code) = stage.go(&stage.github).await;
    stage.github.arrive(CALLBACK, &code, &departure).await.unwrap();
    let error = stage.github.arrive(CALLBACK, &code, &departure).await.unwrap_err();
    let expected = "127.0.0.1 gives nothing for the code: bad_verification_code";
    assert_eq!(error, IdentityError::Refused(expected.into()));
}

#[tokio::test]
async fn who_takes_back_what_they_allowed_is_refused() {
    let stage = Stage::new();
    for (endpoint, status) in [(Endpoint::User, 401), (Endpoint::Emails, 403), (Endpoint::Emails, 404)] {
        stage.idp.fail(endpoint, Fault::Status(status));
        let outcome = stage.sign_in(&stage.github).await;
        assert!(is_refused(&outcome), "{endpoint:?} {outcome:?}");
        stage.idp.behave();
    }
}

#[tokio::test]
async fn the_api_is_where_this_github_has_it() {
    let api = |base: &str| format!("{:?}", github(base, "secret"));
    for base in [GitHub::BASE, "https://github.com/"] {
        assert!(api(base).contains("\"https://api.github.com\""), "{}", api(base));
    }
    assert!(api("https://git.example.org").contains("\"https://git.example.org/api/v3\""));
    let departure = github(GitHub::BASE, "secret").depart(CALLBACK).await.unwrap();
    assert!(departure.url.starts_with("https://github.com/login/oauth/authorize?"), "{}", departure.url);
}
