//! The server, running.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;

use tokio::sync::oneshot;

use super::call::{Endpoint, Recorded};
use super::house::House;
use super::keys::Keys;
use super::person::Person;
use super::script::{Fault, Twist};
use super::server;

/// Google and GitHub on a thread of their own. Dropping it stops them.
pub struct MockIdp {
    house: Arc<House>,
    _stop: oneshot::Sender<()>,
}

impl std::fmt::Debug for MockIdp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MockIdp").field("origin", &self.house.origin).finish_non_exhaustive()
    }
}

impl MockIdp {
    /// The client that both services know.
    pub const CLIENT_ID: &str = "talewright-1.apps.example.org";
    /// Its secret, with signs that have to be encoded.
    pub const CLIENT_SECRET: &str = "GOCSPX-mock/secret+of%us";

    /// Starts it on a free port, with nobody in front of it.
    ///
    /// # Errors
    /// No port or thread can be had.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let origin = format!("http://{}", listener.local_addr()?);
        let house = Arc::new(House::new(origin, Keys::load()?));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let shared = Arc::clone(&house);
        std::thread::Builder::new().name("mock-idp".into()).spawn(move || {
            runtime.block_on(async {
                if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
                    tokio::spawn(server::listen(shared, listener));
                }
                // The sender is dropped with the handle; with the runtime, every connection ends.
                let _ = stopped.await;
            });
        })?;
        Ok(Self { house, _stop: stop })
    }

    /// Where it is, e.g. `http://127.0.0.1:41234`: Google's issuer and GitHub's base.
    #[must_use]
    pub fn origin(&self) -> String {
        self.house.origin.clone()
    }

    /// Puts somebody in front of it: whoever is sent to it from now on is this person.
    pub fn sign_in_as(&self, person: Person) {
        self.house.state().person = Some(person);
    }

    /// Whoever is sent to it from now on declines.
    pub fn decline(&self) {
        self.house.state().person = None;
    }

    /// Lets it say something wrong, until [`MockIdp::behave`]. Twists can be combined.
    pub fn twist(&self, twist: Twist) {
        self.house.state().twists.push(twist);
    }

    /// Lets an endpoint answer wrongly, until [`MockIdp::behave`].
    pub fn fail(&self, endpoint: Endpoint, fault: Fault) {
        self.house.state().faults.push((endpoint, fault));
    }

    /// Does everything right again.
    pub fn behave(&self) {
        let mut state = self.house.state();
        state.twists.clear();
        state.faults.clear();
    }

    /// Signs with another key of another id; the old one is published no more.
    pub fn rotate_keys(&self) {
        self.house.state().turn += 1;
    }

    /// Takes back all access tokens.
    pub fn revoke_tokens(&self) {
        self.house.state().tokens.clear();
    }

    /// All requests, in the order of coming.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.house.state().recorded.clone()
    }

    /// The requests to one endpoint.
    #[must_use]
    pub fn requests_to(&self, endpoint: Endpoint) -> Vec<Recorded> {
        let state = self.house.state();
        state.recorded.iter().filter(|call| call.endpoint == endpoint).cloned().collect()
    }

    /// Waits until an endpoint was asked so many times: no sleeps in tests.
    pub async fn until_asked(&self, endpoint: Endpoint, times: usize) {
        let mut changes = self.house.changed.subscribe();
        while self.requests_to(endpoint).len() < times {
            // The sender lives as long as the house.
            let _ = changes.changed().await;
        }
    }
}
