//! Receipts and files in memory, for programs that embed the pipeline and for tests.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use serde_json::Value;
use sha2::{Digest, Sha256};
use talewright_domain::StepKey;
use talewright_domain::ports::{
    AssetError, AssetKey, AssetScope, AssetStore, Begin, CheckpointError, Checkpoints, Progress, StepDone,
    StepFailure, StepIntent, StepTicket,
};

/// Told of every finished step: its key and how far the run is.
type Observer = Box<dyn Fn(&StepKey, Progress) + Send + Sync>;

/// Receipts that live as long as the program.
pub struct MemoryCheckpoints {
    /// Tells the calls of this run from those of others.
    run: uuid::Uuid,
    receipts: Mutex<BTreeMap<(StepKey, String), Receipt>>,
    observer: Option<Observer>,
}

impl MemoryCheckpoints {
    /// The same for every try of one step, another for every other, and of the form of a random UUID, which
    /// providers that take a task's id ask for.
    fn idempotency_key(&self, step: &StepIntent) -> String {
        let mut hash = Sha256::new();
        for part in [self.run.as_bytes(), step.key.as_str().as_bytes(), step.input_hash.as_bytes()] {
            hash.update(part);
            hash.update([0]);
        }
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }
}

impl Default for MemoryCheckpoints {
    fn default() -> Self {
        Self::new()
    }
}

#[derive(Default)]
struct Receipt {
    tries: i32,
    doubts: i32,
    result: Option<Value>,
}

impl MemoryCheckpoints {
    /// No receipts yet.
    #[must_use]
    pub fn new() -> Self {
        Self { run: uuid::Uuid::new_v4(), receipts: Mutex::default(), observer: None }
    }

    /// Calls `observer` after each finished step, e.g. to move a progress bar.
    #[must_use]
    pub fn observed(observer: impl Fn(&StepKey, Progress) + Send + Sync + 'static) -> Self {
        Self { observer: Some(Box::new(observer)), ..Self::new() }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every critical section below is a single assignment: a panic elsewhere leaves the data whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl Checkpoints for MemoryCheckpoints {
    async fn begin(&self, step: StepIntent) -> Result<Begin, CheckpointError> {
        let mut receipts = lock(&self.receipts);
        let receipt = receipts.entry((step.key.clone(), step.input_hash.clone())).or_default();
        if let Some(result) = &receipt.result {
            return Ok(Begin::Done(result.clone()));
        }
        receipt.tries += 1;
        Ok(Begin::Go(StepTicket {
            idempotency_key: self.idempotency_key(&step),
            key: step.key,
            input_hash: step.input_hash,
            tries: receipt.tries,
            doubts: receipt.doubts,
        }))
    }

    async fn accepted(&self, _: &StepTicket, _: &str) -> Result<(), CheckpointError> {
        Ok(())
    }

    async fn finish(&self, ticket: &StepTicket, done: StepDone) -> Result<(), CheckpointError> {
        let key = (ticket.key.clone(), ticket.input_hash.clone());
        lock(&self.receipts).entry(key).or_default().result = Some(done.result);
        if let Some(observer) = &self.observer {
            observer(&ticket.key, done.progress);
        }
        Ok(())
    }

    async fn fail(&self, ticket: &StepTicket, failure: StepFailure) -> Result<(), CheckpointError> {
        tracing::warn!(step = %ticket.key, blocked = failure.blocked, "{}", failure.message);
        let key = (ticket.key.clone(), ticket.input_hash.clone());
        lock(&self.receipts).entry(key).or_default().doubts += i32::from(failure.maybe_paid);
        Ok(())
    }
}

/// Files that live as long as the program.
#[derive(Default)]
pub struct MemoryAssets {
    files: Mutex<BTreeMap<AssetKey, Bytes>>,
}

impl MemoryAssets {
    /// No files yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

fn is_in(key: &AssetKey, scope: &AssetScope) -> bool {
    key.as_str().strip_prefix(scope.as_str()).is_some_and(|rest| rest.starts_with('/'))
}

#[async_trait]
impl AssetStore for MemoryAssets {
    async fn put(&self, scope: &AssetScope, extension: &str, bytes: Bytes) -> Result<AssetKey, AssetError> {
        let hash = hex::encode(Sha256::digest(&bytes));
        let key = AssetKey::new(format!("{}/{hash}.{extension}", scope.as_str()));
        lock(&self.files).insert(key.clone(), bytes);
        Ok(key)
    }

    async fn get(&self, key: &AssetKey) -> Result<Bytes, AssetError> {
        lock(&self.files).get(key).cloned().ok_or_else(|| AssetError::Missing(key.clone()))
    }

    async fn delete(&self, key: &AssetKey) -> Result<(), AssetError> {
        lock(&self.files).remove(key);
        Ok(())
    }

    async fn delete_scope(&self, scope: &AssetScope) -> Result<(), AssetError> {
        lock(&self.files).retain(|key, _| !is_in(key, scope));
        Ok(())
    }

    async fn scopes(&self) -> Result<Vec<AssetScope>, AssetError> {
        let files = lock(&self.files);
        let parents = files.keys().filter_map(|key| key.as_str().rsplit_once('/').map(|(scope, _)| scope));
        let mut scopes: Vec<AssetScope> = parents.filter_map(AssetScope::from_path).collect();
        scopes.dedup();
        Ok(scopes)
    }

    async fn keys(&self, scope: &AssetScope) -> Result<Vec<AssetKey>, AssetError> {
        Ok(lock(&self.files).keys().filter(|key| is_in(key, scope)).cloned().collect())
    }
}
