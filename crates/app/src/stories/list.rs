use talewright_domain::{StorySummary, UserId};
use talewright_storage::stories::{self, StoryFilter, StorySort};
use talewright_storage::{Listing, PageRequest};

use crate::error::AppError;
use crate::studio::Studio;

/// A part of the owner's stories, without their texts.
///
/// # Errors
/// Only those of the database.
pub async fn list_stories(
    studio: &Studio,
    owner: UserId,
    filter: StoryFilter,
    page: PageRequest<StorySort>,
) -> Result<Listing<StorySummary>, AppError> {
    Ok(studio.db.read(move |conn| stories::list_stories(conn, owner, &filter, &page)).await?)
}
