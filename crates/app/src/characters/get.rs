use talewright_domain::{Character, CharacterId, UserId};
use talewright_storage::characters::find_character;

use crate::error::AppError;
use crate::studio::Studio;

/// A character of this owner.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn get_character(studio: &Studio, owner: UserId, id: CharacterId) -> Result<Character, AppError> {
    Ok(studio.db.read(move |conn| find_character(conn, owner, id)).await?)
}
