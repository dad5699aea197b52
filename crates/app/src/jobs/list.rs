use talewright_domain::{Job, UserId};
use talewright_storage::jobs::{self, JobFilter, JobSort};
use talewright_storage::{Listing, PageRequest};

use crate::error::AppError;
use crate::studio::Studio;

/// A part of the owner's jobs, without their receipts.
///
/// # Errors
/// Only those of the database.
pub async fn list_jobs(
    studio: &Studio,
    owner: UserId,
    filter: JobFilter,
    page: PageRequest<JobSort>,
) -> Result<Listing<Job>, AppError> {
    Ok(studio.db.read(move |conn| jobs::list_jobs(conn, owner, filter, &page)).await?)
}
