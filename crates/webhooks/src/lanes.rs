use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many deliveries may run at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaneLimits {
    /// In all.
    pub total: usize,
    /// To one receiver.
    pub per_receiver: usize,
}

impl Default for LaneLimits {
    fn default() -> Self {
        Self { total: 32, per_receiver: 2 }
    }
}

/// One lane per receiver, so that one that is dead or slow never slows the others: however much waits for it, only
/// its few places are taken, and only as many of its deliveries stand in the line for the places of all. So
/// receivers take turns, and each gets its own deliveries in order. Clones share the lanes.
#[derive(Debug, Clone)]
pub struct Lanes {
    all: Arc<Semaphore>,
    per_receiver: usize,
    lanes: Arc<Mutex<HashMap<String, Arc<Semaphore>>>>,
}

/// A place for one delivery, until it is dropped.
#[derive(Debug)]
#[must_use = "the place is given back when this is dropped"]
pub struct Pass {
    _places: [Option<OwnedSemaphorePermit>; 2],
}

impl Lanes {
    /// Empty lanes. Limits of nought are taken as one.
    #[must_use]
    pub fn new(limits: LaneLimits) -> Self {
        let all = Arc::new(Semaphore::new(limits.total.max(1)));
        Self { all, per_receiver: limits.per_receiver.max(1), lanes: Arc::default() }
    }

    /// Waits for a place to deliver something to a receiver: a host, or whatever else is one receiver to the caller.
    /// Whoever stops waiting loses nothing but its place in the line.
    pub async fn enter(&self, receiver: &str) -> Pass {
        // First the own lane, then the line of all, in which there are then few of each.
        // Nobody closes either, so there is always a place in the end.
        let own = self.lane(receiver).acquire_owned().await.ok();
        let shared = Arc::clone(&self.all).acquire_owned().await.ok();
        Pass { _places: [own, shared] }
    }

    /// How many more deliveries could begin now.
    #[must_use]
    pub fn free(&self) -> usize {
        self.all.available_permits()
    }

    /// The receivers that nothing more can be delivered to now: there is no use in fetching more for them.
    #[must_use]
    pub fn full(&self) -> Vec<String> {
        let lanes = self.lock();
        let full = lanes.iter().filter(|(_, lane)| lane.available_permits() == 0);
        full.map(|(receiver, _)| receiver.clone()).collect()
    }

    fn lane(&self, receiver: &str) -> Arc<Semaphore> {
        let mut lanes = self.lock();
        if let Some(lane) = lanes.get(receiver) {
            return Arc::clone(lane);
        }
        // Whoever is in a lane or waits for it holds it too.
        lanes.retain(|_, lane| Arc::strong_count(lane) > 1);
        let lane = Arc::new(Semaphore::new(self.per_receiver));
        lanes.insert(receiver.to_owned(), Arc::clone(&lane));
        lane
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Semaphore>>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
