//! The users' files.

use bytes::Bytes;
use talewright_domain::ports::AssetKey;
use talewright_storage::moderation::is_hidden;

use crate::error::AppError;
use crate::studio::Studio;

/// Reads a file. Who may, the caller has checked: its address is signed. Those of a hidden story are not there.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn read_file(studio: &Studio, key: &AssetKey) -> Result<Bytes, AppError> {
    if let Some(story) = key.story()
        && studio.db.read(move |conn| is_hidden(conn, story)).await?
    {
        return Err(AppError::NotFound("file"));
    }
    Ok(studio.assets.get(key).await?)
}
