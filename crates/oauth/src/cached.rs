use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use talewright_domain::ports::Clock;

/// How long an answer is believed.
const FRESH: TimeDelta = TimeDelta::hours(1);

/// The last answer to a question, for an hour. Two who ask at once when there is none may both go and ask: that is
/// better than one waiting for the other's time-out.
pub(crate) struct Cached<T> {
    clock: Arc<dyn Clock>,
    held: Mutex<Option<(DateTime<Utc>, Arc<T>)>>,
}

impl<T> Cached<T> {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, held: Mutex::new(None) }
    }

    /// The answer, if it is fresh.
    pub(crate) fn get(&self) -> Option<Arc<T>> {
        let now = self.clock.now();
        let held = self.held();
        let (since, answer) = held.as_ref()?;
        // A clock that was set back makes nothing fresh for longer.
        let age = now - since;
        (TimeDelta::zero()..FRESH).contains(&age).then(|| Arc::clone(answer))
    }

    /// Keeps an answer that just came.
    pub(crate) fn keep(&self, answer: T) -> Arc<T> {
        let answer = Arc::new(answer);
        *self.held() = Some((self.clock.now(), Arc::clone(&answer)));
        answer
    }

    fn held(&self) -> MutexGuard<'_, Option<(DateTime<Utc>, Arc<T>)>> {
        // Nothing in here is ever half written.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
