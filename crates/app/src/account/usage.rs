use talewright_storage::usage::{
    UsageEntry, UsageFilter, UsageGroup, Used, list_usage, sum_usage, total_usage,
};
use talewright_storage::{Listing, PageRequest, StorageError};

use crate::error::AppError;
use crate::studio::Studio;

/// Most days and jobs that are summed up.
const MOST_GROUPS: u32 = 366;

/// What was used, call by call, and summed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// All of it.
    pub total: Used,
    /// By day, the latest first.
    pub by_day: Vec<(String, Used)>,
    /// By job, the dearest first.
    pub by_job: Vec<(String, Used)>,
    /// By model, the dearest first.
    pub by_model: Vec<(String, Used)>,
    /// The paid calls, the latest first.
    pub entries: Listing<UsageEntry>,
}

/// What was used in a span of time.
///
/// # Errors
/// Only those of the database.
pub async fn find_usage(
    studio: &Studio,
    filter: UsageFilter,
    page: PageRequest<()>,
) -> Result<Usage, AppError> {
    let found = studio.db.read(move |conn| {
        Ok::<_, StorageError>(Usage {
            total: total_usage(conn, filter)?,
            by_day: sum_usage(conn, filter, UsageGroup::Day, MOST_GROUPS)?,
            by_job: sum_usage(conn, filter, UsageGroup::Job, MOST_GROUPS)?,
            by_model: sum_usage(conn, filter, UsageGroup::Model, MOST_GROUPS)?,
            entries: list_usage(conn, filter, &page)?,
        })
    });
    Ok(found.await?)
}
