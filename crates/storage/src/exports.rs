//! Exports that were made, so that the same one is not made twice.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use talewright_domain::StoryId;
use talewright_domain::ports::AssetKey;

use crate::columns::stored_time;
use crate::connection::AnyConnection;
use crate::error::StorageError;
use crate::schema::exports;

#[derive(Insertable)]
#[diesel(table_name = exports)]
struct ExportRow {
    story_id: String,
    variant: String,
    input_hash: String,
    asset: String,
    created_at: NaiveDateTime,
}

/// The file of a variant, e.g. `pdf/book/square`, if it was made from just this input.
///
/// # Errors
/// Only those of the database.
pub fn find_export(
    conn: &mut AnyConnection,
    story: StoryId,
    variant: &str,
    input_hash: &str,
) -> Result<Option<AssetKey>, StorageError> {
    let asset: Option<String> = exports::table
        .find((story.to_string(), variant))
        .filter(exports::input_hash.eq(input_hash))
        .select(exports::asset)
        .first(conn)
        .optional()?;
    Ok(asset.map(AssetKey::new))
}

/// Remembers the file of a variant; the one that it replaces comes back, for its file to be deleted.
///
/// # Errors
/// Only those of the database, which include that the story is gone.
pub fn replace_export(
    conn: &mut AnyConnection,
    story: StoryId,
    variant: &str,
    input_hash: &str,
    asset: &AssetKey,
    now: DateTime<Utc>,
) -> Result<Option<AssetKey>, StorageError> {
    let same = exports::table.find((story.to_string(), variant));
    let old: Option<String> = same.clone().select(exports::asset).first(conn).optional()?;
    diesel::delete(same).execute(conn)?;
    let row = ExportRow {
        story_id: story.to_string(),
        variant: variant.to_owned(),
        input_hash: input_hash.to_owned(),
        asset: asset.as_str().to_owned(),
        created_at: stored_time(now),
    };
    diesel::insert_into(exports::table).values(row).execute(conn)?;
    Ok(old.filter(|old| old != asset.as_str()).map(AssetKey::new))
}
