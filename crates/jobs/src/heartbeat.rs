//! Keeps the leases of the jobs in hand, and hears when one of them must stop.

use std::sync::Arc;
use std::time::Duration;

use talewright_domain::ports::{JobStore, Wake};
use tokio_util::sync::CancellationToken;

use crate::running::Running;

/// So often the store is asked even when nobody wakes us: a cancellation is seen within a second.
const PULSE: Duration = Duration::from_millis(500);
const SHORTEST_PULSE: Duration = Duration::from_millis(10);

pub(crate) struct Heartbeat {
    pub(crate) store: Arc<dyn JobStore>,
    pub(crate) wake: Arc<dyn Wake>,
    pub(crate) running: Arc<Running>,
    pub(crate) lease: Duration,
}

impl Heartbeat {
    /// Beats on a thread and a runtime of its own until `stop`: a job that hogs the executor must not cost the
    /// leases of all others.
    pub(crate) fn start(self, stop: CancellationToken) -> std::io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let span = tracing::Span::current();
        let beat = move || span.in_scope(|| runtime.block_on(stop.run_until_cancelled(self.run())));
        std::thread::Builder::new().name("job-heartbeat".into()).spawn(beat)?;
        Ok(())
    }

    async fn run(self) {
        loop {
            let woken = self.wake.woken();
            self.beat().await;
            // A third of a short lease is the longest that may pass without a look.
            let pause = (self.lease / 3).clamp(SHORTEST_PULSE, PULSE);
            let _ = tokio::time::timeout(pause, woken).await;
        }
    }

    async fn beat(&self) {
        let claims = self.running.claims();
        if claims.is_empty() {
            return;
        }
        match self.store.renew(&claims, self.lease).await {
            Ok(pulses) => {
                for (claim, pulse) in claims.iter().zip(pulses) {
                    self.running.heed(claim, pulse);
                }
            }
            // The jobs go on: without the store they can begin no paid call, and what they finish is fenced.
            Err(error) => tracing::warn!(%error, "leases could not be renewed"),
        }
    }
}
