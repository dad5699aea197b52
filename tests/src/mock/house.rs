//! What all servers of one [`super::MockProviders`] share.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::call::Call;
use super::flavour::Flavour;
use super::judge::Judge;
use super::ledger::{Outcome, Payment, Recorded, Violation};
use super::picture::Studio;
use super::reply::{Charge, Reply};
use super::script::Script;
use super::vendor::Vendor;
use super::vendors::Memory;

/// What may be set for a vendor while it runs.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pace {
    /// How long work takes.
    pub(crate) latency: Duration,
    /// How many calls at once.
    pub(crate) limit: Option<usize>,
    /// Whether calls above the limit wait for their turn instead of being refused.
    pub(crate) queue: bool,
}

/// The shared state. Every lock is held for a moment only.
pub(crate) struct House {
    pub(crate) script: Mutex<Script>,
    pub(crate) memory: Mutex<Memory>,
    pub(crate) flavour: Flavour,
    pub(crate) judge: Judge,
    pub(crate) studio: Studio,
    pub(crate) payments: Mutex<Vec<Payment>>,
    pub(crate) recorded: Mutex<Vec<Recorded>>,
    pub(crate) violations: Mutex<Vec<Violation>>,
    pace: Mutex<[Pace; Vendor::ALL.len()]>,
    slots: [Slots; Vendor::ALL.len()],
    calls: AtomicU64,
    changed: watch::Sender<u64>,
    /// Grows when calls that hang are let go.
    pub(crate) released: watch::Sender<u64>,
}

/// How many calls a vendor works on.
#[derive(Debug)]
struct Slots {
    now: Mutex<(usize, usize)>,
    queue: Mutex<Option<Arc<Semaphore>>>,
}

/// A call's place at a vendor; it ends with this.
pub(crate) struct Slot {
    house: Arc<House>,
    vendor: Vendor,
    number: u64,
    is_work: bool,
    finished: bool,
    _turn: Option<OwnedSemaphorePermit>,
}

/// A lock that a panic elsewhere does not spoil: nothing here is half written.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl House {
    pub(crate) fn new(flavour: Flavour, judge: Judge) -> Self {
        Self {
            script: Mutex::default(),
            memory: Mutex::new(Memory::new(&flavour)),
            flavour,
            judge,
            studio: Studio::default(),
            payments: Mutex::default(),
            recorded: Mutex::default(),
            violations: Mutex::default(),
            pace: Mutex::default(),
            slots: std::array::from_fn(|_| Slots { now: Mutex::default(), queue: Mutex::default() }),
            calls: AtomicU64::new(0),
            changed: watch::channel(0).0,
            released: watch::channel(0).0,
        }
    }

    pub(crate) fn next_number(&self) -> u64 {
        self.calls.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(crate) fn pace(&self, vendor: Vendor) -> Pace {
        lock(&self.pace).get(vendor.index()).copied().unwrap_or_default()
    }

    pub(crate) fn set_pace(&self, vendor: Vendor, change: impl FnOnce(&mut Pace)) {
        let mut all = lock(&self.pace);
        let Some(pace) = all.get_mut(vendor.index()) else { return };
        change(pace);
        let queue = pace.limit.filter(|_| pace.queue).map(|limit| Arc::new(Semaphore::new(limit)));
        if let Some(slots) = self.slots.get(vendor.index()) {
            *lock(&slots.queue) = queue;
        }
    }

    /// Calls of a vendor that are being worked on, and the most there ever were.
    pub(crate) fn busy(&self, vendor: Vendor) -> (usize, usize) {
        self.slots.get(vendor.index()).map(|slots| *lock(&slots.now)).unwrap_or_default()
    }

    /// Writes a call down and gives it its place, after waiting for it where calls queue.
    pub(crate) async fn enter(self: &Arc<Self>, call: &Call) -> Slot {
        lock(&self.recorded).push(Recorded::new(call));
        let mut slot = Slot {
            house: Arc::clone(self),
            vendor: call.vendor,
            number: call.number,
            is_work: call.operation.is_work(),
            finished: false,
            _turn: None,
        };
        if !slot.is_work {
            self.touch();
            return slot;
        }
        if let Some(slots) = self.slots.get(call.vendor.index()) {
            let mut now = lock(&slots.now);
            now.0 += 1;
            now.1 = now.1.max(now.0);
        }
        self.touch();
        let queue = self.slots.get(call.vendor.index()).and_then(|slots| lock(&slots.queue).clone());
        if let Some(queue) = queue {
            slot._turn = queue.acquire_owned().await.ok();
        }
        slot
    }

    /// Whether this call is one more than the vendor takes.
    pub(crate) fn is_full(&self, vendor: Vendor) -> bool {
        let pace = self.pace(vendor);
        !pace.queue && pace.limit.is_some_and(|limit| self.busy(vendor).0 > limit)
    }

    /// Puts the work on the bill.
    pub(crate) fn charge(&self, call: &Call, charges: &[Charge]) {
        let payment = |charge: &Charge| Payment {
            vendor: call.vendor,
            operation: call.operation,
            key: charge.key.clone(),
            prompt: call.prompt.clone(),
            usd: charge.usd,
            call: call.number,
        };
        lock(&self.payments).extend(charges.iter().map(payment));
        self.touch();
    }

    /// Notes what is wrong with a call.
    pub(crate) fn complain(&self, call: &Call, wrongs: impl IntoIterator<Item = String>) {
        let violation =
            |what| Violation { vendor: call.vendor, operation: call.operation, call: call.number, what };
        lock(&self.violations).extend(wrongs.into_iter().map(violation));
    }

    /// Forgets calls, payments and violations.
    pub(crate) fn forget(&self) {
        lock(&self.payments).clear();
        lock(&self.recorded).clear();
        lock(&self.violations).clear();
    }

    /// A receiver that sees every change of what was recorded.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    fn touch(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    fn note(&self, number: u64, change: impl FnOnce(&mut Recorded)) {
        // The newest are at the end.
        if let Some(entry) = lock(&self.recorded).iter_mut().rev().find(|entry| entry.number == number) {
            change(entry);
        }
        self.touch();
    }
}

impl Slot {
    pub(crate) fn answering(&self, reply: &Reply) {
        self.house.note(self.number, |entry| entry.status = Some(reply.status));
    }

    /// The whole answer was given to the connection.
    pub(crate) fn finish(&mut self) {
        self.finished = true;
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(slots) = self.house.slots.get(self.vendor.index()).filter(|_| self.is_work) {
            lock(&slots.now).0 -= 1;
        }
        let outcome = if self.finished { Outcome::Answered } else { Outcome::Dropped };
        self.house.note(self.number, |entry| entry.outcome = outcome);
    }
}
