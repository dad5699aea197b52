use std::collections::HashMap;
use std::sync::Arc;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, StatusCode, Url};
use rustls::{ClientConfig, RootCertStore};
use talewright_auth::IdTokenVerifier;
use talewright_domain::ports::{Departure, ExternalIdentity, IdentityError, IdentityProvider};
use talewright_oauth::{GitHub, Google, Http};
use talewright_testkit::ManualClock;
use talewright_tests::idp::{MockIdp, Person};

/// Where people come back to.
pub(crate) const CALLBACK: &str = "https://tales.example.org/auth/callback?from=there";

/// A mock with Ann in front of it, and us with an account at both of its services.
pub(crate) struct Stage {
    pub(crate) idp: MockIdp,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) google: Google,
    pub(crate) github: GitHub,
    browser: Client,
}

pub(crate) fn ann() -> Person {
    Person::new(77, "Ann@Example.org").named("Ann Lee")
}

impl Stage {
    pub(crate) fn new() -> Self {
        let idp = MockIdp::start().unwrap();
        idp.sign_in_as(ann());
        let clock = Arc::new(ManualClock::default());
        let browser = builder().redirect(Policy::none()).build().unwrap();
        let google = google(&idp.origin(), MockIdp::CLIENT_SECRET, Arc::clone(&clock));
        let github = github(&idp.origin(), MockIdp::CLIENT_SECRET);
        Self { idp, clock, google, github, browser }
    }

    pub(crate) fn both(&self) -> [&dyn IdentityProvider; 2] {
        [&self.google, &self.github]
    }

    /// What is in the address that the service's page sends somebody back to.
    pub(crate) async fn way_back(&self, departure: &Departure) -> HashMap<String, String> {
        let page = self.browser.get(&departure.url).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::FOUND, "{}", page.text().await.unwrap());
        let location = page.headers()["location"].to_str().unwrap();
        assert!(location.starts_with(CALLBACK), "{location}");
        Url::parse(location).unwrap().query_pairs().into_owned().collect()
    }

    /// Leaves, and comes back with a code.
    pub(crate) async fn go(&self, provider: &dyn IdentityProvider) -> (Departure, String) {
        let departure = provider.depart(CALLBACK).await.unwrap();
        let mut back = self.way_back(&departure).await;
        assert_eq!(back["state"], departure.state);
        (departure, back.remove("code").unwrap())
    }

    /// Leaves, comes back and is somebody.
    pub(crate) async fn sign_in(
        &self,
        provider: &dyn IdentityProvider,
    ) -> Result<ExternalIdentity, IdentityError> {
        let (departure, code) = self.go(provider).await;
        provider.arrive(CALLBACK, &code, &departure).await
    }
}

pub(crate) fn google(issuer: &str, secret: &str, clock: Arc<ManualClock>) -> Google {
    let tokens = Arc::new(IdTokenVerifier);
    Google::new(http(), MockIdp::CLIENT_ID, secret, issuer, tokens, clock).unwrap()
}

pub(crate) fn github(base: &str, secret: &str) -> GitHub {
    GitHub::new(http(), MockIdp::CLIENT_ID, secret, base).unwrap()
}

pub(crate) fn http() -> Http {
    Http::new(builder()).unwrap()
}

/// TLS that trusts nobody: all that is asked is on this machine.
fn builder() -> ClientBuilder {
    let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    Client::builder().tls_backend_preconfigured(tls).no_proxy()
}

pub(crate) fn is_refused(outcome: &Result<ExternalIdentity, IdentityError>) -> bool {
    matches!(outcome, Err(IdentityError::Refused(_)))
}

pub(crate) fn is_unavailable<T>(outcome: &Result<T, IdentityError>) -> bool {
    matches!(outcome, Err(IdentityError::Unavailable(_)))
}
