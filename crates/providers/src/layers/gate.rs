use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use super::Sleeper;
use crate::http::{Headers, Watch};

/// So many repetitions without a stated wait go out at once, …
const BURST: u32 = 20;
/// … after them one in each such interval.
const INTERVAL: Duration = Duration::from_millis(500);

/// What all calls to one account of a provider share: how many may run at once, and how often calls are repeated.
///
/// The [`Limit`](super::Limit) layer lets calls through it. As the [`Watch`] of an account's endpoint it learns from
/// headers how many calls the account may have; an adapter that learns more tells it by [`narrow`](Self::narrow).
pub struct Gate {
    slots: Semaphore,
    most: usize,
    sleeper: Arc<dyn Sleeper>,
    state: Mutex<State>,
}

struct State {
    /// Slots that there are: free ones and those in use.
    slots: usize,
    /// Slots that there should be; until then each that is given back is taken away.
    wanted: usize,
    /// When the budget of repetitions is full again.
    budget_full: Instant,
}

impl Gate {
    /// A gate for so many calls at once, at least one.
    pub fn new(most: usize, sleeper: Arc<dyn Sleeper>) -> Self {
        let most = most.clamp(1, Semaphore::MAX_PERMITS);
        let now = sleeper.now();
        let state = State { slots: most, wanted: most, budget_full: now };
        Self { slots: Semaphore::new(most), most, sleeper, state: Mutex::new(state) }
    }

    /// From now on so many calls at once, at least one, and never more than the gate was made for.
    pub fn narrow(&self, calls: usize) {
        let mut state = self.state();
        state.wanted = calls.clamp(1, self.most);
        if state.wanted > state.slots {
            self.slots.add_permits(state.wanted - state.slots);
            state.slots = state.wanted;
        } else {
            // Those in use are taken away as they come back.
            state.slots -= self.slots.forget_permits(state.slots - state.wanted);
        }
    }

    /// How many calls may run at once.
    #[must_use]
    pub fn width(&self) -> usize {
        self.state().wanted
    }

    /// Waits for a slot. Calls get them in the order in which they ask.
    pub(super) async fn enter(&self) -> Slot<'_> {
        // The semaphore is never closed, so there is always a permit.
        Slot { gate: self, permit: self.slots.acquire().await.ok() }
    }

    /// Takes one repetition out of the budget: how long it has to wait for its turn. `None`, and nothing taken,
    /// when that would be longer than `patience`.
    pub(super) fn repetition(&self, patience: Duration) -> Option<Duration> {
        let now = self.sleeper.now();
        let mut state = self.state();
        let full = state.budget_full.max(now) + INTERVAL;
        let wait = full.duration_since(now).saturating_sub(INTERVAL * BURST);
        if wait > patience {
            return None;
        }
        state.budget_full = full;
        Some(wait)
    }

    fn give_back(&self, permit: SemaphorePermit<'_>) {
        let mut state = self.state();
        if state.slots > state.wanted {
            state.slots -= 1;
            permit.forget();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watch for Gate {
    fn answered(&self, _: u16, headers: &Headers) {
        if let Some(most) = headers.most_at_once() {
            self.narrow(most);
        }
    }
}

/// The right to make one call, given back when it is dropped.
pub(super) struct Slot<'a> {
    gate: &'a Gate,
    permit: Option<SemaphorePermit<'a>>,
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        if let Some(permit) = self.permit.take() {
            self.gate.give_back(permit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::SkippingSleeper;
    use super::*;

    fn gate(most: usize) -> (Gate, Arc<SkippingSleeper>) {
        let sleeper = Arc::new(SkippingSleeper::new());
        (Gate::new(most, Arc::clone(&sleeper) as Arc<dyn Sleeper>), sleeper)
    }

    #[tokio::test]
    async fn it_narrows_under_way_and_widens_again() {
        let (gate, _) = gate(4);
        let mut slots = vec![gate.enter().await, gate.enter().await, gate.enter().await];
        gate.narrow(2);
        assert_eq!((gate.width(), gate.slots.available_permits()), (2, 0));
        slots.pop();
        assert_eq!(gate.slots.available_permits(), 0, "three were in use: the first that ends is taken away");
        slots.clear();
        assert_eq!(gate.slots.available_permits(), 2);
        gate.narrow(100);
        assert_eq!((gate.width(), gate.slots.available_permits()), (4, 4), "never wider than it was made");
        gate.narrow(0);
        assert_eq!(gate.slots.available_permits(), 1, "never closed for good");
    }

    #[tokio::test]
    async fn widening_before_the_slots_came_back_loses_none() {
        let (gate, _) = gate(3);
        let slots = vec![gate.enter().await, gate.enter().await, gate.enter().await];
        gate.narrow(1);
        gate.narrow(3);
        drop(slots);
        assert_eq!(gate.slots.available_permits(), 3);
    }

    #[tokio::test]
    async fn repetitions_are_rationed() {
        let (gate, sleeper) = gate(1);
        let patience = Duration::from_secs(5);
        let waits: Vec<_> = std::iter::from_fn(|| gate.repetition(patience)).take(1_000).collect();
        assert_eq!(waits.len(), 30, "twenty at once, then two a second for five seconds");
        assert_eq!((waits[19], waits[20], waits[29]), (Duration::ZERO, INTERVAL, patience));
        sleeper.sleep(Duration::from_secs(60)).await;
        assert_eq!(gate.repetition(Duration::ZERO), Some(Duration::ZERO), "the budget fills again");
    }
}
