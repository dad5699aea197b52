//! A job whose row this transaction holds.

use diesel::prelude::*;
use talewright_domain::Job;
use talewright_domain::ports::Claim;

use super::rows::JobRow;
use crate::error::StorageError;
use crate::schema::jobs;

/// A job whose row this transaction holds, with what only the queue and the ledger may know.
#[derive(Queryable, Selectable)]
#[diesel(table_name = jobs)]
pub(crate) struct LockedJob {
    #[diesel(embed)]
    row: JobRow,
    pub(crate) fence: i64,
    pub(crate) blame: i32,
    pub(crate) postponements: i32,
    pub(crate) worker: Option<String>,
}

impl LockedJob {
    /// Whether nobody has claimed the job since.
    pub(crate) fn is_of(&self, claim: &Claim) -> bool {
        self.fence == claim.fence
    }

    pub(crate) fn into_job(self) -> Result<Job, StorageError> {
        self.row.into_job()
    }
}
