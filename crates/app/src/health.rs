//! Whether what the studio needs is there.

use std::time::Duration;

use talewright_domain::ports::{AssetError, AssetKey};
use talewright_storage::StorageError;
use talewright_storage::jobs::count_active_jobs;
use tokio::time::timeout;

use crate::studio::Studio;

/// Who does not answer in this time is away.
const PATIENCE: Duration = Duration::from_secs(2);

/// What answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// The database does.
    pub database: bool,
    /// The asset store does.
    pub assets: bool,
    /// Jobs that wait or run, as far as is known.
    pub active_jobs: i64,
}

/// Asks the database and the asset store for a sign of life. Never fails.
pub async fn check_health(studio: &Studio) -> Health {
    let counting = studio.db.read(count_active_jobs);
    let counted: Option<(i64, i64)> = match timeout(PATIENCE, counting).await {
        Ok(Ok(counts)) => Some(counts),
        Ok(Err(error)) => {
            let error: StorageError = error;
            tracing::warn!(%error, "the database does not answer");
            None
        }
        Err(_) => None,
    };
    // A file that nobody has: the store is fine when it says so.
    let nobodys = AssetKey::new("stories/00000000-0000-7000-8000-000000000000/health.png");
    let asked = timeout(PATIENCE, studio.assets.get(&nobodys)).await;
    let assets = matches!(asked, Ok(Ok(_) | Err(AssetError::Missing(_))));
    let active_jobs = counted.map_or(0, |(queued, running)| queued + running);
    Health { database: counted.is_some(), assets, active_jobs }
}
