use serde_json::json;
use talewright_domain::{StoryId, Validator};
use talewright_storage::audit::append_audit;
use talewright_storage::moderation::{self, FlaggedStory, set_hidden};
use talewright_storage::{Listing, PageRequest, StorageError};

use crate::audit::Actor;
use crate::error::AppError;
use crate::studio::Studio;

/// Lists what a provider refused and what is hidden, the latest first.
///
/// # Errors
/// Only those of the database.
pub async fn list_flagged(
    studio: &Studio,
    hidden: Option<bool>,
    page: PageRequest<()>,
) -> Result<Listing<FlaggedStory>, AppError> {
    Ok(studio.db.read(move |conn| moderation::list_flagged(conn, hidden, &page)).await?)
}

/// Hides a story and its files from everybody but administrators.
///
/// # Errors
/// [`AppError::Invalid`], [`AppError::NotFound`].
pub async fn hide_story(
    studio: &Studio,
    actor: &Actor,
    id: StoryId,
    reason: &str,
) -> Result<FlaggedStory, AppError> {
    let mut v = Validator::new();
    let reason = v.text("reason", reason, 500);
    v.finish()?;
    let now = studio.clock.now();
    let entry = actor.entry("story.hide", Some(format!("story/{id}")), json!({"reason": reason}), now);
    let hidden = studio.db.write(move |conn| {
        append_audit(conn, &entry)?;
        set_hidden(conn, id, Some(&reason), now)
    });
    hidden.await.map_err(|error: StorageError| error.into())
}

/// Shows a story again.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn restore_story(studio: &Studio, actor: &Actor, id: StoryId) -> Result<FlaggedStory, AppError> {
    let now = studio.clock.now();
    let entry = actor.entry("story.restore", Some(format!("story/{id}")), json!({}), now);
    let restored = studio.db.write(move |conn| {
        append_audit(conn, &entry)?;
        set_hidden(conn, id, None, now)
    });
    restored.await.map_err(|error: StorageError| error.into())
}
