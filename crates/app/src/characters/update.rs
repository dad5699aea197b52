use talewright_domain::character::CharacterProfile;
use talewright_domain::{Character, CharacterId, UserId};
use talewright_storage::characters;

use crate::error::AppError;
use crate::studio::Studio;

/// Writes a character anew, if `expected` is still its version. Stories that it is in keep their copy.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Stale`].
pub async fn update_character(
    studio: &Studio,
    owner: UserId,
    id: CharacterId,
    expected: Option<i64>,
    profile: CharacterProfile,
) -> Result<Character, AppError> {
    let now = studio.clock.now();
    let update =
        studio.db.write(move |conn| characters::update_character(conn, owner, id, expected, &profile, now));
    Ok(update.await?)
}
