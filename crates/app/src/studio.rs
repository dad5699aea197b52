use std::sync::Arc;

use talewright_domain::ports::{AssetStore, Clock, EventBus, Wake};
use talewright_storage::Db;

/// Where the work of the studio lies: what the use cases of stories, jobs and characters reach for.
#[derive(Clone)]
pub struct Studio {
    /// The rows.
    pub db: Db,
    /// The files.
    pub assets: Arc<dyn AssetStore>,
    /// Tells who watches.
    pub events: Arc<dyn EventBus>,
    /// Wakes the workers.
    pub wake: Arc<dyn Wake>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}
