//! Named moments at which a process under test halts, so that the test can kill it there. Only with
//! `RUN_ENV=test` and `FAULT` set; see `tests/it/faults.rs`.
//!
//! The ports that the ledger reports through are the places to stand: an event is published right after the
//! commit that it tells of (T0 `job_queued`, T1 `step_started`, T3 `step_finished`, T4 `job_finished`), and a
//! file is stored right before T3.

use std::io::Write;
use std::sync::Arc;

use async_trait::async_trait;
use talewright_domain::ports::{AssetError, AssetKey, AssetScope, AssetStore, EventBus, EventStream};
use talewright_domain::{Event, EventKind, JobId};

/// Halts its caller at one moment, for ever.
#[derive(Clone)]
pub(crate) struct Fault(Arc<str>);

impl Fault {
    /// A fault at a moment such as `step_finished:page/3/image` or `file:jpg`.
    pub(crate) fn at(moment: &str) -> Self {
        Self(moment.into())
    }

    async fn check(&self, moment: &str) {
        if *self.0 == *moment {
            // The test reads this line and sends SIGKILL; if nobody listens, halting is all there is to do.
            let _ = writeln!(std::io::stdout(), "FAULT {moment}");
            std::future::pending::<()>().await;
        }
    }
}

/// A bus that halts after the commit that an event tells of.
pub(crate) struct FaultyBus {
    pub(crate) bus: Arc<dyn EventBus>,
    pub(crate) fault: Fault,
}

#[async_trait]
impl EventBus for FaultyBus {
    async fn publish(&self, event: Event) {
        self.fault.check(&moment(&event.kind)).await;
        self.bus.publish(event).await;
    }

    async fn subscribe(&self, job: JobId) -> EventStream {
        self.bus.subscribe(job).await
    }
}

fn moment(kind: &EventKind) -> String {
    match kind {
        EventKind::StepStarted { step }
        | EventKind::StepFinished { step, .. }
        | EventKind::StepFailed { step, .. } => format!("{}:{step}", kind.name()),
        _ => kind.name().to_owned(),
    }
}

/// A store that halts after a file is there and before its receipt says so.
pub(crate) struct FaultyAssets {
    pub(crate) assets: Arc<dyn AssetStore>,
    pub(crate) fault: Fault,
}

#[async_trait]
impl AssetStore for FaultyAssets {
    async fn put(
        &self,
        scope: &AssetScope,
        extension: &str,
        bytes: bytes::Bytes,
    ) -> Result<AssetKey, AssetError> {
        let key = self.assets.put(scope, extension, bytes).await?;
        self.fault.check(&format!("file:{extension}")).await;
        Ok(key)
    }

    async fn get(&self, key: &AssetKey) -> Result<bytes::Bytes, AssetError> {
        self.assets.get(key).await
    }

    async fn delete(&self, key: &AssetKey) -> Result<(), AssetError> {
        self.assets.delete(key).await
    }

    async fn delete_scope(&self, scope: &AssetScope) -> Result<(), AssetError> {
        self.assets.delete_scope(scope).await
    }

    async fn scopes(&self) -> Result<Vec<AssetScope>, AssetError> {
        self.assets.scopes().await
    }

    async fn keys(&self, scope: &AssetScope) -> Result<Vec<AssetKey>, AssetError> {
        self.assets.keys(scope).await
    }
}
