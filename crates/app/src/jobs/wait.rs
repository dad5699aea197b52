use std::time::Duration;

use futures::StreamExt as _;
use talewright_domain::{Job, JobId, UserId};
use talewright_storage::jobs::find_job;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::error::AppError;
use crate::studio::Studio;

/// How long to believe that nothing happened when nobody tells.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

/// The job as it is as soon as it has an event after number `after` (by default: the latest one now), has ended,
/// or `at_most` is over. Without receipts.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn wait_for_job(
    studio: &Studio,
    owner: UserId,
    id: JobId,
    after: Option<i64>,
    at_most: Duration,
) -> Result<Job, AppError> {
    let deadline = Instant::now() + at_most;
    // Listen before looking: nothing can happen in between.
    let mut live = if at_most.is_zero() { None } else { Some(studio.events.subscribe(id).await) };
    let mut job = find(studio, owner, id).await?;
    let after = after.unwrap_or(job.last_event_seq);
    while !job.status.is_terminal() && job.last_event_seq <= after && Instant::now() < deadline {
        let next = (Instant::now() + PATIENCE).min(deadline);
        match &mut live {
            Some(events) => {
                if let Ok(None) = timeout_at(next, events.next()).await {
                    // The bus has let go of a slow reader; the rows will tell.
                    live = None;
                }
            }
            None => sleep_until(next).await,
        }
        job = find(studio, owner, id).await?;
    }
    Ok(job)
}

async fn find(studio: &Studio, owner: UserId, id: JobId) -> Result<Job, AppError> {
    Ok(studio.db.read(move |conn| find_job(conn, owner, id, false)).await?)
}
