//! The users' libraries of characters.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use talewright_domain::character::CharacterProfile;
use talewright_domain::ports::AssetKey;
use talewright_domain::{Character, CharacterId, UserId};

use crate::columns::{Json, parse, stored_time};
use crate::connection::{AnyConnection, MultiBackend};
use crate::error::{StorageError, check_version};
use crate::listing::{Listing, PageRequest, Start, like_pattern};
use crate::schema::characters;
use crate::users::lower;

/// The orders of a list of characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CharacterSort {
    /// `-created_at`.
    #[default]
    Newest,
    /// `created_at`.
    Oldest,
    /// `name`; without cursors.
    Name,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = characters)]
struct CharacterRow {
    id: String,
    owner_id: String,
    name: String,
    profile: Json<CharacterProfile>,
    reference_image: Option<String>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    version: i64,
}

impl CharacterRow {
    fn new(character: &Character) -> Self {
        Self {
            id: character.id.to_string(),
            owner_id: character.owner.to_string(),
            name: character.profile.name.clone(),
            profile: Json(character.profile.clone()),
            reference_image: character.reference.as_ref().map(|key| key.as_str().to_owned()),
            created_at: stored_time(character.created_at),
            updated_at: stored_time(character.updated_at),
            version: character.version,
        }
    }

    fn into_character(self) -> Result<Character, StorageError> {
        Ok(Character {
            id: parse("characters.id", &self.id)?,
            owner: parse("characters.owner_id", &self.owner_id)?,
            profile: self.profile.0,
            reference: self.reference_image.map(AssetKey::new),
            created_at: self.created_at.and_utc(),
            updated_at: self.updated_at.and_utc(),
            version: self.version,
        })
    }
}

/// Stores a new character.
///
/// # Errors
/// Only those of the database.
pub fn insert_character(conn: &mut AnyConnection, character: &Character) -> Result<(), StorageError> {
    diesel::insert_into(characters::table).values(CharacterRow::new(character)).execute(conn)?;
    Ok(())
}

/// Finds a character of this owner.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn find_character(
    conn: &mut AnyConnection,
    owner: UserId,
    id: CharacterId,
) -> Result<Character, StorageError> {
    let row = characters::table
        .find(id.to_string())
        .filter(characters::owner_id.eq(owner.to_string()))
        .select(CharacterRow::as_select())
        .first(conn)
        .optional()?;
    row.ok_or(StorageError::NotFound("character"))?.into_character()
}

type Filtered<'a> = characters::BoxedQuery<'a, MultiBackend>;

fn filtered<'a>(owner: UserId, words: Option<&str>) -> Filtered<'a> {
    let mut query = characters::table.filter(characters::owner_id.eq(owner.to_string())).into_boxed();
    if let Some(words) = words {
        query = query.filter(lower(characters::name.nullable()).like(like_pattern(words)).escape('\\'));
    }
    query
}

/// Lists the characters of an owner, those whose name contains `words` when there are some.
///
/// # Errors
/// Only those of the database.
pub fn list_characters(
    conn: &mut AnyConnection,
    owner: UserId,
    words: Option<&str>,
    page: &PageRequest<CharacterSort>,
) -> Result<Listing<Character>, StorageError> {
    let mut query = filtered(owner, words).select(CharacterRow::as_select()).limit(i64::from(page.limit) + 1);
    query = match page.sort {
        CharacterSort::Newest => query.order(characters::id.desc()),
        CharacterSort::Oldest => query.order(characters::id.asc()),
        CharacterSort::Name => query.order((characters::name.asc(), characters::id.asc())),
    };
    let mut total = None;
    match &page.start {
        Start::Skip(skip) => {
            query = query.offset(i64::from(*skip));
            total = Some(filtered(owner, words).count().get_result(conn)?);
        }
        Start::After(cursor) if page.sort == CharacterSort::Oldest => {
            query = query.filter(characters::id.gt(cursor.clone()));
        }
        Start::After(cursor) => query = query.filter(characters::id.lt(cursor.clone())),
    }
    let rows: Vec<CharacterRow> = query.load(conn)?;
    let items = rows.into_iter().map(CharacterRow::into_character).collect::<Result<Vec<_>, _>>()?;
    let cursor = |c: &Character| (page.sort != CharacterSort::Name).then(|| c.id.to_string());
    Ok(Listing::new(items, page.limit, total, cursor))
}

/// Replaces what is written about a character, and counts its version up. `expected` is the version that the
/// writer has read; `None` takes whatever is there.
///
/// # Errors
/// [`StorageError::NotFound`], [`StorageError::VersionMismatch`].
pub fn update_character(
    conn: &mut AnyConnection,
    owner: UserId,
    id: CharacterId,
    expected: Option<i64>,
    profile: &CharacterProfile,
    now: DateTime<Utc>,
) -> Result<Character, StorageError> {
    let mut character = find_character(conn, owner, id)?;
    let found = character.version;
    check_version(expected, found)?;
    character.profile = profile.clone();
    character.updated_at = stored_time(now).and_utc();
    character.version += 1;
    let row = CharacterRow::new(&character);
    let changed = diesel::update(characters::table.find(id.to_string()))
        .filter(characters::version.eq(found))
        .set((
            characters::name.eq(row.name),
            characters::profile.eq(row.profile),
            characters::updated_at.eq(row.updated_at),
            characters::version.eq(row.version),
        ))
        .execute(conn)?;
    if changed == 1 {
        Ok(character)
    } else {
        Err(StorageError::VersionMismatch { expected: found, found: found + 1 })
    }
}

/// Gives a character another reference image.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn set_reference(
    conn: &mut AnyConnection,
    owner: UserId,
    id: CharacterId,
    image: &AssetKey,
    now: DateTime<Utc>,
) -> Result<Character, StorageError> {
    diesel::update(characters::table.find(id.to_string()))
        .filter(characters::owner_id.eq(owner.to_string()))
        .set((
            characters::reference_image.eq(image.as_str()),
            characters::updated_at.eq(stored_time(now)),
            characters::version.eq(characters::version + 1),
        ))
        .execute(conn)?;
    find_character(conn, owner, id)
}

/// Deletes a character. Stories that it is in keep their copy.
///
/// # Errors
/// [`StorageError::NotFound`], [`StorageError::VersionMismatch`].
pub fn delete_character(
    conn: &mut AnyConnection,
    owner: UserId,
    id: CharacterId,
    expected: Option<i64>,
) -> Result<(), StorageError> {
    check_version(expected, find_character(conn, owner, id)?.version)?;
    diesel::delete(characters::table.find(id.to_string())).execute(conn)?;
    Ok(())
}
