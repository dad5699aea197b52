use talewright_domain::{Job, JobId, StoryId, UserId};
use talewright_storage::jobs::{find_job, find_latest_job_of_story};

use crate::error::AppError;
use crate::studio::Studio;

/// A job of this owner, with its receipts.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn get_job(studio: &Studio, owner: UserId, id: JobId) -> Result<Job, AppError> {
    Ok(studio.db.read(move |conn| find_job(conn, owner, id, true)).await?)
}

/// The latest job of a story of this owner, with its receipts.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn get_job_of_story(studio: &Studio, owner: UserId, story: StoryId) -> Result<Job, AppError> {
    let found = studio.db.read(move |conn| find_latest_job_of_story(conn, owner, story)).await?;
    let job = found.ok_or(AppError::NotFound("job"))?;
    get_job(studio, owner, job.id).await
}
