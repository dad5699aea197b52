use talewright_domain::{Character, UserId};
use talewright_storage::characters::{self, CharacterSort};
use talewright_storage::{Listing, PageRequest};

use crate::error::AppError;
use crate::studio::Studio;

/// A part of the owner's library: those whose name contains `words`, when there are some.
///
/// # Errors
/// Only those of the database.
pub async fn list_characters(
    studio: &Studio,
    owner: UserId,
    words: Option<String>,
    page: PageRequest<CharacterSort>,
) -> Result<Listing<Character>, AppError> {
    let listing =
        studio.db.read(move |conn| characters::list_characters(conn, owner, words.as_deref(), &page));
    Ok(listing.await?)
}
