use talewright_domain::{Job, JobId, JobStatus, UserId};
use talewright_storage::jobs::{Cancellation, request_cancel};

use super::tell;
use crate::error::AppError;
use crate::studio::Studio;

/// Stops a job: at once when it waits, within a second when it runs; nothing more is paid. Cancelling a
/// cancelled job changes nothing.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] when it has ended otherwise.
pub async fn cancel_job(studio: &Studio, owner: UserId, id: JobId) -> Result<Job, AppError> {
    let now = studio.clock.now();
    match studio.db.write(move |conn| request_cancel(conn, owner, id, now)).await? {
        Cancellation::Cancelled(job, event) => {
            tell(studio, Some(event)).await;
            Ok(job)
        }
        Cancellation::Requested(job) => {
            studio.wake.wake();
            Ok(job)
        }
        Cancellation::AlreadyEnded(job) if job.status == JobStatus::Cancelled => Ok(job),
        Cancellation::AlreadyEnded(job) => Err(AppError::conflict(
            "already_ended",
            format!("this job has ended already: it is {}", job.status.as_str()),
        )),
    }
}
