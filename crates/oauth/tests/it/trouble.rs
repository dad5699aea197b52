//! Services that are out of order.

use talewright_domain::ports::{IdentityError, IdentityProvider};
use talewright_tests::idp::{Endpoint, Fault};

use crate::stage::{CALLBACK, Stage, is_unavailable};

/// What is asked when somebody signs in, besides the page that they are sent to.
const ASKED: [(usize, Endpoint); 6] = [
    (0, Endpoint::Discovery),
    (0, Endpoint::GoogleToken),
    (0, Endpoint::Keys),
    (1, Endpoint::GitHubToken),
    (1, Endpoint::User),
    (1, Endpoint::Emails),
];

/// Leaves and comes back, if the service can be left for.
async fn sign_in(stage: &Stage, provider: &dyn IdentityProvider) -> Result<(), IdentityError> {
    let departure = provider.depart(CALLBACK).await?;
    let code = stage.way_back(&departure).await.remove("code").unwrap();
    provider.arrive(CALLBACK, &code, &departure).await.map(drop)
}

#[tokio::test]
async fn whatever_is_out_of_order_is_told_and_forgotten() {
    for (provider, endpoint) in ASKED {
        let stage = Stage::new();
        let provider = stage.both()[provider];
        for (fault, told) in [
            (Fault::Status(500), "answered 500"),
            (Fault::Status(503), "answered 503"),
            (Fault::Status(429), "answered 429"),
            (Fault::Html, "answered something that is"),
            (Fault::Flood, "sends an answer that is far too long"),
            (Fault::Redirect, "answered "),
        ] {
            stage.idp.fail(endpoint, fault);
            let outcome = sign_in(&stage, provider).await;
            assert!(is_unavailable(&outcome), "{endpoint:?} {fault:?} {outcome:?}");
            let words = outcome.unwrap_err().to_string();
            assert!(words.contains(&format!("127.0.0.1 {told}")), "{endpoint:?} {fault:?} {words}");
            stage.idp.behave();
        }
        assert_eq!(stage.idp.requests_to(Endpoint::Elsewhere), [], "no redirect is followed");
        assert_eq!(sign_in(&stage, provider).await, Ok(()), "{endpoint:?}");
    }
}

/// Time stands still but for ours: the request is known to have arrived before it moves.
#[tokio::test]
async fn nobody_waits_longer_than_ten_seconds() {
    for (provider, endpoint) in ASKED {
        let stage = Stage::new();
        let provider = stage.both()[provider];
        stage.idp.fail(endpoint, Fault::Hang);
        let outcome = {
            let outcome = sign_in(&stage, provider);
            let patience = async {
                stage.idp.until_asked(endpoint, 1).await;
                tokio::time::pause();
                tokio::time::advance(std::time::Duration::from_millis(10_001)).await;
            };
            let outcome = tokio::join!(outcome, patience).0;
            tokio::time::resume();
            outcome
        };
        let expected = IdentityError::Unavailable("127.0.0.1 did not answer within 10 seconds".into());
        assert_eq!(outcome, Err(expected), "{endpoint:?}");
    }
}

#[tokio::test]
async fn nobody_is_there() {
    let stage = Stage::new();
    let departures =
        [stage.google.depart(CALLBACK).await.unwrap(), stage.github.depart(CALLBACK).await.unwrap()];
    let Stage { idp, google, github, .. } = stage;
    drop(idp);
    for (provider, departure) in [&google as &dyn IdentityProvider, &github].into_iter().zip(&departures) {
        let outcome = provider.arrive(CALLBACK, "code", departure).await;
        assert!(is_unavailable(&outcome), "{outcome:?}");
    }
}
