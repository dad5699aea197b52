use talewright_domain::{Story, StoryId, UserId};
use talewright_storage::stories::find_story;

use crate::error::AppError;
use crate::studio::Studio;

/// A story of this owner, whole.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn get_story(studio: &Studio, owner: UserId, id: StoryId) -> Result<Story, AppError> {
    Ok(studio.db.read(move |conn| find_story(conn, owner, id)).await?)
}
