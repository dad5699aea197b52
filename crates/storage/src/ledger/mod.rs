//! The ledger: receipts of paid calls (docs/adr/001; the moments T1 to T5 are explained there).

mod begin;
mod end;
mod rows;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use talewright_domain::Event;
use talewright_domain::ports::{
    Begin, CheckpointError, Checkpoints, Claim, Clock, EventBus, StepDone, StepFailure, StepIntent,
    StepTicket,
};
use tokio::sync::Mutex;
use tracing::Instrument;

use crate::connection::AnyConnection;
use crate::db::Db;
use crate::error::StorageError;
use begin::Begun;

/// Waits between attempts to reach a database that is away.
const FIRST_WAIT: Duration = Duration::from_millis(50);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How much of a disk must stay free: nothing is paid that could not be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiskFloor {
    /// A folder on that disk.
    pub folder: PathBuf,
    /// In megabytes.
    pub megabytes: u64,
}

/// The receipts of one claimed job.
pub struct JobCheckpoints {
    inner: Arc<Ledger>,
    disk: Option<DiskFloor>,
}

struct Ledger {
    db: Db,
    claim: Claim,
    bus: Arc<dyn EventBus>,
    clock: Arc<dyn Clock>,
    /// Held from a write to the publication of its event, so that listeners get them in order. The job's row
    /// makes the writes wait for each other anyway.
    order: Mutex<()>,
}

impl JobCheckpoints {
    /// Receipts under this claim. What has changed is told to `bus` after each commit.
    #[must_use]
    pub fn new(
        db: Db,
        claim: Claim,
        bus: Arc<dyn EventBus>,
        clock: Arc<dyn Clock>,
        disk: Option<DiskFloor>,
    ) -> Self {
        Self { inner: Arc::new(Ledger { db, claim, bus, clock, order: Mutex::new(()) }), disk }
    }

    async fn check_disk(&self) -> Result<(), CheckpointError> {
        let Some(disk) = self.disk.clone() else { return Ok(()) };
        let megabytes = disk.megabytes;
        let free = tokio::task::spawn_blocking(move || fs4::available_space(&disk.folder)).await;
        match free {
            Ok(Ok(bytes)) if bytes / 1_000_000 < megabytes => Err(CheckpointError::DiskFull(megabytes)),
            Ok(Ok(_)) | Err(_) => Ok(()),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the free disk space could not be read; going on without that check");
                Ok(())
            }
        }
    }
}

impl Ledger {
    /// Writes as often as it takes while the database is away; `keep_trying` decides about all other failures.
    /// Then tells the event.
    async fn write<T: Send + 'static>(
        &self,
        keep_trying: bool,
        query: impl Fn(&mut AnyConnection) -> Result<(T, Option<Event>), WriteError> + Clone + Send + 'static,
    ) -> Result<T, CheckpointError> {
        let _order = self.order.lock().await;
        let mut wait = FIRST_WAIT;
        let (value, event) = loop {
            match self.db.write(query.clone()).await {
                Ok(written) => break written,
                Err(WriteError::Refused(error)) => return Err(error),
                Err(WriteError::Storage(error)) if keep_trying || error.is_transient() => {
                    tracing::warn!(job.id = %self.claim.job_id, %error, "a checkpoint could not be stored; trying again");
                }
                Err(WriteError::Storage(error)) => return Err(CheckpointError::Store(error.to_string())),
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        };
        if let Some(event) = event {
            self.bus.publish(event).await;
        }
        Ok(value)
    }
}

#[async_trait]
impl Checkpoints for JobCheckpoints {
    async fn begin(&self, step: StepIntent) -> Result<Begin, CheckpointError> {
        let (job, wanted) = (self.inner.claim.job_id, step.clone());
        // Most steps of a job that goes on are done: those cost one read and wait for nobody.
        let found = self.inner.db.read(move |conn| begin::find_result(conn, job, &wanted)).await;
        if let Ok(Some(result)) = found {
            return Ok(Begin::Done(result));
        }
        self.check_disk().await?;
        let ledger = Arc::clone(&self.inner);
        let begun = in_any_case(async move {
            let (claim, clock) = (ledger.claim.clone(), Arc::clone(&ledger.clock));
            ledger.write(false, move |conn| begin::begin_step(conn, &claim, &step, clock.now())).await
        });
        match begun.await? {
            Begun::Proceed(begin) => Ok(begin),
            Begun::Doubtful(key) => Err(CheckpointError::Doubtful(key)),
        }
    }

    async fn accepted(&self, ticket: &StepTicket, provider_ref: &str) -> Result<(), CheckpointError> {
        let (ledger, ticket, provider_ref) =
            (Arc::clone(&self.inner), ticket.clone(), provider_ref.to_owned());
        in_any_case(async move {
            let (claim, clock) = (ledger.claim.clone(), Arc::clone(&ledger.clock));
            let write = move |conn: &mut AnyConnection| {
                end::accept_step(conn, &claim, &ticket, &provider_ref, clock.now()).map(|()| ((), None))
            };
            ledger.write(true, write).await
        })
        .await
    }

    async fn finish(&self, ticket: &StepTicket, done: StepDone) -> Result<(), CheckpointError> {
        let (ledger, ticket) = (Arc::clone(&self.inner), ticket.clone());
        in_any_case(async move {
            let (claim, clock) = (ledger.claim.clone(), Arc::clone(&ledger.clock));
            let write = move |conn: &mut AnyConnection| {
                end::finish_step(conn, &claim, &ticket, &done, clock.now()).map(|event| ((), event))
            };
            ledger.write(true, write).await
        })
        .await
    }

    async fn fail(&self, ticket: &StepTicket, failure: StepFailure) -> Result<(), CheckpointError> {
        let (ledger, ticket) = (Arc::clone(&self.inner), ticket.clone());
        in_any_case(async move {
            let (claim, clock) = (ledger.claim.clone(), Arc::clone(&ledger.clock));
            let write = move |conn: &mut AnyConnection| {
                end::fail_step(conn, &claim, &ticket, &failure, clock.now()).map(|event| ((), event))
            };
            ledger.write(true, write).await
        })
        .await
    }
}

/// What was paid for is stored, and its event told, even when the job's own future is dropped in the meantime (a
/// cancellation, a stop).
async fn in_any_case<T: Send + 'static>(
    write: impl Future<Output = Result<T, CheckpointError>> + Send + 'static,
) -> Result<T, CheckpointError> {
    match tokio::spawn(write.in_current_span()).await {
        Ok(result) => result,
        Err(error) => Err(CheckpointError::Store(error.to_string())),
    }
}

/// Why a transaction of the ledger was rolled back.
enum WriteError {
    /// The ledger's own word.
    Refused(CheckpointError),
    /// The database's.
    Storage(StorageError),
}

impl From<StorageError> for WriteError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<diesel::result::Error> for WriteError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl From<CheckpointError> for WriteError {
    fn from(error: CheckpointError) -> Self {
        Self::Refused(error)
    }
}
