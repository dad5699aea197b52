//! Lists of jobs.

use diesel::prelude::*;
use talewright_domain::{Job, JobKind, JobStatus, StoryId, UserId};

use super::rows::JobRow;
use crate::connection::{AnyConnection, MultiBackend};
use crate::error::StorageError;
use crate::listing::{Listing, PageRequest, Start};
use crate::schema::jobs;

/// Which jobs are wanted; what is `None` does not matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// Those that stand here.
    pub status: Option<JobStatus>,
    /// Those of this recipe.
    pub kind: Option<JobKind>,
    /// Those that work on this story.
    pub story: Option<StoryId>,
}

/// The orders of a list of jobs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum JobSort {
    /// `-created_at`.
    #[default]
    Newest,
    /// `created_at`.
    Oldest,
}

fn filtered<'a>(owner: UserId, filter: JobFilter) -> jobs::BoxedQuery<'a, MultiBackend> {
    let mut query = jobs::table.filter(jobs::owner_id.eq(owner.to_string())).into_boxed();
    if let Some(status) = filter.status {
        query = query.filter(jobs::status.eq(status.as_str()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(jobs::kind.eq(kind.as_str()));
    }
    if let Some(story) = filter.story {
        query = query.filter(jobs::story_id.eq(story.to_string()));
    }
    query
}

/// Lists the jobs of an owner, without their receipts.
///
/// # Errors
/// Only those of the database.
pub fn list_jobs(
    conn: &mut AnyConnection,
    owner: UserId,
    filter: JobFilter,
    page: &PageRequest<JobSort>,
) -> Result<Listing<Job>, StorageError> {
    let mut query = filtered(owner, filter).select(JobRow::as_select()).limit(i64::from(page.limit) + 1);
    query = match page.sort {
        JobSort::Newest => query.order(jobs::id.desc()),
        JobSort::Oldest => query.order(jobs::id.asc()),
    };
    let mut total = None;
    match &page.start {
        Start::Skip(skip) => {
            query = query.offset(i64::from(*skip));
            total = Some(filtered(owner, filter).count().get_result(conn)?);
        }
        Start::After(cursor) if page.sort == JobSort::Oldest => {
            query = query.filter(jobs::id.gt(cursor.clone()));
        }
        Start::After(cursor) => query = query.filter(jobs::id.lt(cursor.clone())),
    }
    let rows: Vec<JobRow> = query.load(conn)?;
    let items = rows.into_iter().map(JobRow::into_job).collect::<Result<Vec<_>, _>>()?;
    Ok(Listing::new(items, page.limit, total, |job| Some(job.id.to_string())))
}
