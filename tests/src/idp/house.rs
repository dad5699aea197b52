use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use uuid::Uuid;

use super::call::{Endpoint, Recorded};
use super::keys::Keys;
use super::person::Person;
use super::script::{Fault, Twist};

/// Which of the two services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Google,
    GitHub,
}

/// What a code was made for.
pub(super) struct Grant {
    pub(super) service: Service,
    pub(super) redirect_uri: String,
    pub(super) challenge: String,
    pub(super) nonce: Option<String>,
    pub(super) person: Person,
}

/// What changes.
#[derive(Default)]
pub(super) struct State {
    pub(super) person: Option<Person>,
    pub(super) twists: Vec<Twist>,
    pub(super) faults: Vec<(Endpoint, Fault)>,
    /// Codes that nobody has used.
    pub(super) codes: HashMap<String, Grant>,
    /// Access tokens and whose they are.
    pub(super) tokens: HashMap<String, Person>,
    pub(super) recorded: Vec<Recorded>,
    /// How often the keys were rotated.
    pub(super) turn: usize,
}

/// The server's memory.
pub(super) struct House {
    pub(super) origin: String,
    pub(super) keys: Keys,
    pub(super) changed: watch::Sender<usize>,
    state: Mutex<State>,
}

impl House {
    pub(super) fn new(origin: String, keys: Keys) -> Self {
        Self { origin, keys, changed: watch::Sender::new(0), state: Mutex::default() }
    }

    /// The state; held for a moment only. A panic elsewhere does not spoil it: nothing in it is half written.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn has(&self, twist: Twist) -> bool {
        self.state().twists.contains(&twist)
    }

    pub(super) fn fault(&self, endpoint: Endpoint) -> Option<Fault> {
        let state = self.state();
        state.faults.iter().find(|(of, _)| *of == endpoint).map(|(_, fault)| *fault)
    }

    pub(super) fn record(&self, call: Recorded) {
        self.state().recorded.push(call);
        self.changed.send_modify(|count| *count += 1);
    }

    /// A token for the APIs of a person.
    pub(super) fn access_token(&self, person: &Person) -> String {
        let token = secret("gho");
        self.state().tokens.insert(token.clone(), person.clone());
        token
    }
}

/// Something that cannot be guessed.
pub(super) fn secret(kind: &str) -> String {
    format!("{kind}_{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}
