//! The users' files.

use bytes::Bytes;
use talewright_domain::ports::AssetKey;

use crate::error::AppError;
use crate::studio::Studio;

/// Reads a file. Who may, the caller has checked: its address is signed.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn read_file(studio: &Studio, key: &AssetKey) -> Result<Bytes, AppError> {
    Ok(studio.assets.get(key).await?)
}
