//! Which files the rows still speak of, for the sweep of those that belong to nobody.

use diesel::prelude::*;
use talewright_domain::ports::AssetKey;
use talewright_domain::{JobStatus, StoryId};

use crate::connection::AnyConnection;
use crate::error::StorageError;
use crate::schema::{exports, jobs, pages, step_receipts, stories};

/// What the rows of a story speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryReferences {
    texts: Vec<String>,
    /// A job may be storing files at this moment.
    pub has_active_job: bool,
}

impl StoryReferences {
    /// Whether any row speaks of this file.
    #[must_use]
    pub fn mention(&self, key: &AssetKey) -> bool {
        self.texts.iter().any(|text| text.contains(key.as_str()))
    }
}

/// Collects what the rows of a story speak of: pages, cast, results of paid steps, exports.
///
/// # Errors
/// Only those of the database.
pub fn collect_story_references(
    conn: &mut AnyConnection,
    id: StoryId,
) -> Result<StoryReferences, StorageError> {
    let id = id.to_string();
    let mut texts: Vec<String> = stories::table.find(&id).select(stories::cast_members).load(conn)?;
    let images: Vec<Option<String>> =
        pages::table.filter(pages::story_id.eq(&id)).select(pages::image).load(conn)?;
    texts.extend(images.into_iter().flatten());
    let of_story = jobs::table.filter(jobs::story_id.eq(&id)).select(jobs::id);
    let results: Vec<Option<String>> = step_receipts::table
        .filter(step_receipts::job_id.eq_any(of_story))
        .select(step_receipts::result)
        .load(conn)?;
    texts.extend(results.into_iter().flatten());
    let exported: Vec<String> =
        exports::table.filter(exports::story_id.eq(&id)).select(exports::asset).load(conn)?;
    texts.extend(exported);
    let active: i64 = jobs::table
        .filter(jobs::story_id.eq(&id))
        .filter(jobs::status.eq_any([JobStatus::Queued.as_str(), JobStatus::Running.as_str()]))
        .count()
        .get_result(conn)?;
    Ok(StoryReferences { texts, has_active_job: active > 0 })
}
