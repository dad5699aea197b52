use talewright_domain::ports::AssetScope;
use talewright_domain::{StoryId, UserId};
use talewright_storage::{StorageError, stories};

use crate::error::AppError;
use crate::studio::Studio;

/// Deletes a story with its pages, jobs and events, and then its files. A worker that is making it learns at
/// once that its job is gone, and pays for nothing more.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Stale`].
pub async fn delete_story(
    studio: &Studio,
    owner: UserId,
    id: StoryId,
    expected: Option<i64>,
) -> Result<(), AppError> {
    let now = studio.clock.now();
    let deleted = loop {
        match studio.db.write(move |conn| stories::delete_story(conn, owner, id, expected, now)).await {
            Err(StorageError::Overtaken) => {}
            done => break done?,
        }
    };
    if !deleted.active_jobs.is_empty() {
        studio.wake.wake();
    }
    if let Err(error) = studio.assets.delete_scope(&AssetScope::story(id)).await {
        tracing::warn!(%error, story = %id, "files stayed behind; the next sweep takes them");
    }
    Ok(())
}
