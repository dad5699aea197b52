use talewright_domain::character::CharacterProfile;
use talewright_domain::{Character, Id, UserId};
use talewright_storage::characters::{find_character, insert_character};

use crate::error::AppError;
use crate::idempotency::{Once, Outcome, do_once};
use crate::studio::Studio;

/// Puts a character into its owner's library.
///
/// # Errors
/// [`AppError::KeyReused`].
pub async fn create_character(
    studio: &Studio,
    owner: UserId,
    profile: CharacterProfile,
    once: Option<Once<Character>>,
) -> Result<Outcome<Character>, AppError> {
    let now = studio.clock.now();
    let character = Character {
        id: Id::generate(),
        owner,
        profile,
        reference: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    do_once(&studio.db, now, once, move |conn| {
        insert_character(conn, &character)?;
        // As it is stored, with times as exact as the database keeps them.
        Ok(find_character(conn, owner, character.id)?)
    })
    .await
}
