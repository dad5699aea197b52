//! The jobs that this worker has in hand.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use talewright_domain::JobId;
use talewright_domain::ports::{Claim, Pulse};
use tokio_util::sync::CancellationToken;

/// Why a job must stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Its owner wants that: it ends as cancelled.
    Cancelled,
    /// Another worker has it, or it is gone: it ends without a word.
    Lost,
}

/// One job in hand.
#[derive(Clone)]
struct Entry {
    claim: Claim,
    token: CancellationToken,
    stop: Option<Stop>,
}

/// A job in hand. Whatever ends the task that does it, its lease is not kept for longer.
pub(crate) struct InHand<'a> {
    running: &'a Running,
    claim: Claim,
    /// Fires when the job must stop.
    pub(crate) token: CancellationToken,
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        let mut running = self.running.lock();
        // This worker may have claimed it anew in the meantime.
        if running.get(&self.claim.job_id).is_some_and(|entry| entry.claim == self.claim) {
            running.remove(&self.claim.job_id);
        }
    }
}

/// The jobs in hand, seen by the tasks that do them and by the heartbeat.
#[derive(Default)]
pub(crate) struct Running(Mutex<HashMap<JobId, Entry>>);

impl Running {
    fn lock(&self) -> MutexGuard<'_, HashMap<JobId, Entry>> {
        // Every critical section leaves the map whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a job in hand, until what comes back is dropped.
    pub(crate) fn add(&self, claim: &Claim) -> InHand<'_> {
        let token = CancellationToken::new();
        let entry = Entry { claim: claim.clone(), token: token.clone(), stop: None };
        self.lock().insert(claim.job_id, entry);
        InHand { running: self, claim: claim.clone(), token }
    }

    /// All claims, for the heartbeat.
    pub(crate) fn claims(&self) -> Vec<Claim> {
        self.lock().values().map(|entry| entry.claim.clone()).collect()
    }

    /// Why this job must stop, if it must.
    pub(crate) fn stop_of(&self, claim: &Claim) -> Option<Stop> {
        self.lock().get(&claim.job_id).filter(|entry| entry.claim == *claim)?.stop
    }

    /// Records what the store says of a claim, and stops its job where it must. A loss outweighs a wish.
    pub(crate) fn heed(&self, claim: &Claim, pulse: Pulse) {
        let stop = match pulse {
            Pulse::Alive => return,
            Pulse::CancelRequested => Stop::Cancelled,
            Pulse::Lost => Stop::Lost,
        };
        if let Some(entry) = self.lock().get_mut(&claim.job_id).filter(|entry| entry.claim == *claim) {
            if entry.stop != Some(Stop::Lost) {
                entry.stop = Some(stop);
            }
            entry.token.cancel();
        }
    }
}
