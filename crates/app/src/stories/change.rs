use talewright_domain::brief::MAX_LINE;
use talewright_domain::{Invalid, Story, StoryId, UserId, Validator};
use talewright_storage::stories::{find_story, set_favorite, update_story_title};

use crate::error::AppError;
use crate::studio::Studio;

/// What is to change; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoryPatch {
    /// Another title; the cover shows it.
    pub title: Option<String>,
    /// Mark it, or take the mark away.
    pub favorite: Option<bool>,
}

impl StoryPatch {
    /// Checks every field.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn parse(self) -> Result<Self, Invalid> {
        let mut v = Validator::new();
        let title = self.title.map(|title| v.text("title", &title, MAX_LINE));
        v.finish().map(|()| Self { title, ..self })
    }
}

/// Changes a story, if `expected` is still its version.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Stale`].
pub async fn update_story(
    studio: &Studio,
    owner: UserId,
    id: StoryId,
    expected: Option<i64>,
    patch: StoryPatch,
) -> Result<Story, AppError> {
    let now = studio.clock.now();
    studio
        .db
        .write(move |conn| {
            let mut story = find_story(conn, owner, id)?;
            if let Some(expected) = expected.filter(|expected| *expected != story.version) {
                tracing::debug!(expected, found = story.version, "a story was changed in the meantime");
                return Err(AppError::Stale { found: story.version });
            }
            if let Some(title) = patch.title {
                story = update_story_title(conn, owner, id, expected, &title, now)?;
            }
            if let Some(favorite) = patch.favorite {
                story = set_favorite(conn, owner, id, favorite, now)?;
            }
            Ok(story)
        })
        .await
}
