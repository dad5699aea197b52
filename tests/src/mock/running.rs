//! The servers, running.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::fault::Fault;
use super::flavour::Flavour;
use super::house::{House, lock};
use super::judge::Judge;
use super::ledger::{Payment, Recorded, Violation};
use super::script::{Rule, When};
use super::server;
use super::vendor::{Operation, Vendor};

/// How the servers are started.
#[derive(Debug, Clone)]
pub struct MockOptions {
    /// The port of the first vendor, the others following; 0 for any that are free.
    pub port: u16,
    /// What the compatible server is.
    pub flavour: Flavour,
    /// How long work takes, at every vendor.
    pub latency: Duration,
}

impl Default for MockOptions {
    fn default() -> Self {
        Self { port: 0, flavour: Flavour::local_ai(), latency: Duration::ZERO }
    }
}

/// One server for each vendor, on a thread of their own. Dropping it stops them.
pub struct MockProviders {
    house: Arc<House>,
    addresses: BTreeMap<Vendor, SocketAddr>,
    _stop: oneshot::Sender<()>,
}

impl std::fmt::Debug for MockProviders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MockProviders").field("addresses", &self.addresses).finish_non_exhaustive()
    }
}

impl MockProviders {
    /// Starts them on free ports.
    ///
    /// # Errors
    /// No port or thread can be had.
    pub fn start() -> io::Result<Self> {
        Self::with(MockOptions::default())
    }

    /// Starts them.
    ///
    /// # Errors
    /// A port is taken, or no thread can be had.
    pub fn with(options: MockOptions) -> io::Result<Self> {
        let mut addresses = BTreeMap::new();
        let mut listeners = Vec::new();
        for (vendor, offset) in Vendor::ALL.into_iter().zip(0_u16..) {
            let port = if options.port == 0 { 0 } else { options.port.saturating_add(offset) };
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
            listener.set_nonblocking(true)?;
            addresses.insert(vendor, listener.local_addr()?);
            listeners.push((vendor, listener));
        }
        let judge = Judge::new(&options.flavour);
        let house = Arc::new(House::new(options.flavour, judge));
        for vendor in Vendor::ALL {
            house.set_pace(vendor, |pace| pace.latency = options.latency);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let shared = Arc::clone(&house);
        std::thread::Builder::new().name("mock-providers".into()).spawn(move || {
            runtime.block_on(async {
                for (vendor, listener) in listeners {
                    if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
                        tokio::spawn(server::listen(Arc::clone(&shared), vendor, listener));
                    }
                }
                // The sender is dropped with the handle; with the runtime, every connection ends.
                let _ = stopped.await;
            });
        })?;
        Ok(Self { house, addresses, _stop: stop })
    }

    /// Where a vendor's server is, without a path, e.g. `http://127.0.0.1:41234`.
    #[must_use]
    pub fn origin(&self, vendor: Vendor) -> String {
        self.addresses.get(&vendor).map(|address| format!("http://{address}")).unwrap_or_default()
    }

    /// The base address as the product is given it, e.g. `http://127.0.0.1:41234/v1`.
    #[must_use]
    pub fn base_url(&self, vendor: Vendor) -> String {
        format!("{}{}", self.origin(vendor), vendor.base_path())
    }

    /// The settings that send the product here: base addresses and keys of all vendors.
    #[must_use]
    pub fn settings(&self) -> Vec<(String, String)> {
        let of_one = |vendor: Vendor| {
            let name = vendor.setting();
            let key = format!("mock-{}", name.to_ascii_lowercase());
            let kind = if vendor == Vendor::HuggingFace { "API_TOKEN" } else { "API_KEY" };
            [(format!("{name}_BASE_URL"), self.base_url(vendor)), (format!("{name}_{kind}"), key)]
        };
        Vendor::ALL.into_iter().flat_map(of_one).collect()
    }

    /// Lets calls go wrong. Rules are asked in the order in which they were given.
    pub fn script(&self, when: When, fault: impl Into<Fault>) {
        lock(&self.house.script).add(Rule { when, fault: fault.into() });
    }

    /// Forgets all rules.
    pub fn unscript(&self) {
        lock(&self.house.script).clear();
    }

    /// How many rules were not used up.
    #[must_use]
    pub fn open_rules(&self) -> usize {
        lock(&self.house.script).rules().len()
    }

    /// Lets go of all calls that hang before their headers.
    pub fn release(&self) {
        self.house.released.send_modify(|count| *count += 1);
    }

    /// How long work takes at a vendor.
    pub fn set_latency(&self, vendor: Vendor, latency: Duration) {
        self.house.set_pace(vendor, |pace| pace.latency = latency);
    }

    /// How many calls a vendor takes at once; more are refused with 429.
    pub fn set_limit(&self, vendor: Vendor, limit: usize) {
        self.house.set_pace(vendor, |pace| (pace.limit, pace.queue) = (Some(limit), false));
    }

    /// How many calls a vendor works on at once; more wait for their turn.
    pub fn set_queue(&self, vendor: Vendor, limit: usize) {
        self.house.set_pace(vendor, |pace| (pace.limit, pace.queue) = (Some(limit), true));
    }

    /// The most calls that a vendor ever worked on at once, refused ones counted.
    #[must_use]
    pub fn peak(&self, vendor: Vendor) -> usize {
        self.house.busy(vendor).1
    }

    /// Calls that a vendor works on now. Lists and states are no work.
    #[must_use]
    pub fn in_flight(&self, vendor: Vendor) -> usize {
        self.house.busy(vendor).0
    }

    /// Every call that is on a bill.
    #[must_use]
    pub fn paid(&self) -> Vec<Payment> {
        lock(&self.house.payments).clone()
    }

    /// What is on the bills for words that contain these.
    #[must_use]
    pub fn paid_for(&self, words: &str) -> Vec<Payment> {
        let payments = lock(&self.house.payments);
        payments.iter().filter(|payment| payment.prompt.contains(words)).cloned().collect()
    }

    /// How often each thing was paid, by vendor, operation and [`Payment::key`].
    #[must_use]
    pub fn times_paid(&self) -> BTreeMap<(Vendor, Operation, String), usize> {
        let mut times = BTreeMap::new();
        for payment in lock(&self.house.payments).iter() {
            *times.entry((payment.vendor, payment.operation, payment.key.clone())).or_insert(0) += 1;
        }
        times
    }

    /// What a vendor's bill comes to, in dollars.
    #[must_use]
    pub fn bill(&self, vendor: Vendor) -> f64 {
        let payments = lock(&self.house.payments);
        payments.iter().filter(|payment| payment.vendor == vendor).map(|payment| payment.usd).sum()
    }

    /// Every call, in the order of coming.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        lock(&self.house.recorded).clone()
    }

    /// The calls to a vendor for one thing.
    #[must_use]
    pub fn requests_for(&self, vendor: Vendor, operation: Operation) -> Vec<Recorded> {
        let fits = |entry: &&Recorded| entry.vendor == vendor && entry.operation == operation;
        lock(&self.house.recorded).iter().filter(fits).cloned().collect()
    }

    /// What was wrong with requests. A test that sends only good ones asserts that it is empty.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        lock(&self.house.violations).clone()
    }

    /// The judge of requests and answers.
    #[must_use]
    pub fn judge(&self) -> &Judge {
        &self.house.judge
    }

    /// Forgets calls, payments and violations, not the rules.
    pub fn forget(&self) {
        self.house.forget();
    }

    /// Waits until this holds of the calls that came in, asked again at every change: no sleeps in tests. The
    /// question must not ask this handle anything itself.
    pub async fn until(&self, holds: impl Fn(&[Recorded]) -> bool) {
        let mut changes = self.house.changes();
        loop {
            if holds(&lock(&self.house.recorded)) {
                return;
            }
            // The sender lives as long as the house.
            let _ = changes.changed().await;
        }
    }

    /// Waits until so many calls for one thing came in.
    pub async fn until_asked(&self, vendor: Vendor, operation: Operation, times: usize) {
        let fits = |entry: &&Recorded| entry.vendor == vendor && entry.operation == operation;
        self.until(|calls| calls.iter().filter(fits).count() >= times).await;
    }
}
