use talewright_domain::ports::AssetScope;
use talewright_domain::{CharacterId, UserId};
use talewright_storage::characters;

use crate::error::AppError;
use crate::studio::Studio;

/// Deletes a character, and then its files. Stories that it is in keep their copy.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Stale`].
pub async fn delete_character(
    studio: &Studio,
    owner: UserId,
    id: CharacterId,
    expected: Option<i64>,
) -> Result<(), AppError> {
    studio.db.write(move |conn| characters::delete_character(conn, owner, id, expected)).await?;
    if let Err(error) = studio.assets.delete_scope(&AssetScope::character(id)).await {
        tracing::warn!(%error, character = %id, "files stayed behind; the next sweep takes them");
    }
    Ok(())
}
