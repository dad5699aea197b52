use std::sync::Arc;

use bytes::Bytes;
use talewright_domain::ports::AssetScope;
use talewright_domain::{Character, CharacterId, UserId};
use talewright_photos::{PhotoLimits, sanitize};
use talewright_storage::characters::{find_character, set_reference};
use tokio::sync::Semaphore;

use crate::error::AppError;
use crate::idempotency::{Once, Outcome, do_once};
use crate::studio::Studio;

/// Where strangers' pictures are made safe: a few at once, for each takes memory and a processor.
#[derive(Clone)]
pub struct Darkroom {
    limits: PhotoLimits,
    slots: Arc<Semaphore>,
}

impl Darkroom {
    /// So many at once.
    #[must_use]
    pub fn new(limits: PhotoLimits, at_once: usize) -> Self {
        Self { limits, slots: Arc::new(Semaphore::new(at_once.max(1))) }
    }

    /// Makes a picture of a stranger's bytes, away from the threads that answer requests.
    ///
    /// # Errors
    /// [`AppError::Photo`].
    pub async fn develop(&self, bytes: Bytes) -> Result<talewright_photos::Photo, AppError> {
        let internal = |error: &dyn std::fmt::Display| AppError::Internal(error.to_string());
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(|error| internal(&error))?;
        let limits = self.limits;
        let done = tokio::task::spawn_blocking(move || {
            let _slot = slot;
            sanitize(&bytes, &limits)
        });
        Ok(done.await.map_err(|error| internal(&error))??)
    }
}

/// Gives a character a photo as its reference image: re-encoded, and free of everything but its pixels. Earlier ones
/// stay with the stories that have them.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Photo`].
pub async fn set_photo(
    studio: &Studio,
    darkroom: &Darkroom,
    owner: UserId,
    id: CharacterId,
    bytes: Bytes,
    once: Option<Once<Character>>,
) -> Result<Outcome<Character>, AppError> {
    // Before any work: nobody makes the server busy with characters that are not theirs.
    studio.db.read(move |conn| find_character(conn, owner, id)).await?;
    let photo = darkroom.develop(bytes).await?;
    let key = studio.assets.put(&AssetScope::character(id), photo.extension, photo.bytes).await?;
    let now = studio.clock.now();
    do_once(&studio.db, now, once, move |conn| Ok(set_reference(conn, owner, id, &key, now)?)).await
}
