//! The pick-lists of forms, as administrators have changed them.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::Value;

use crate::columns::{Json, stored_time};
use crate::connection::AnyConnection;
use crate::error::{StorageError, check_version};
use crate::listing::escape_like;
use crate::schema::{pick_lists, stories};

/// A list as it is stored: its items and its version; `None` when nobody has changed it.
///
/// # Errors
/// Only those of the database.
pub fn find_list(conn: &mut AnyConnection, name: &str) -> Result<Option<(Value, i64)>, StorageError> {
    let row: Option<(Json<Value>, i64)> = pick_lists::table
        .find(name)
        .select((pick_lists::items, pick_lists::version))
        .first(conn)
        .optional()?;
    Ok(row.map(|(Json(items), version)| (items, version)))
}

/// Stores a list, if `expected` is still its version; its new version. One that nobody has changed has version 1.
///
/// # Errors
/// [`StorageError::VersionMismatch`].
pub fn store_list(
    conn: &mut AnyConnection,
    name: &str,
    items: Value,
    expected: Option<i64>,
    now: DateTime<Utc>,
) -> Result<i64, StorageError> {
    let changed: Option<i64> = diesel::update(pick_lists::table.find(name))
        .set((
            pick_lists::items.eq(Json(items.clone())),
            pick_lists::updated_at.eq(stored_time(now)),
            pick_lists::version.eq(pick_lists::version + 1),
        ))
        .returning(pick_lists::version)
        .get_result(conn)
        .optional()?;
    if let Some(version) = changed {
        check_version(expected, version - 1)?;
        return Ok(version);
    }
    check_version(expected, 1)?;
    diesel::insert_into(pick_lists::table)
        .values((
            pick_lists::name.eq(name),
            pick_lists::items.eq(Json(items)),
            pick_lists::updated_at.eq(stored_time(now)),
            pick_lists::version.eq(2),
        ))
        .execute(conn)
        .map_err(StorageError::from)
        .map_err(|error| match error {
            // Somebody else was the first to change it, in the same moment.
            StorageError::Conflict { .. } => StorageError::VersionMismatch { expected: 1, found: 2 },
            other => other,
        })?;
    Ok(2)
}

/// How many stories are of each of these genres.
///
/// # Errors
/// Only those of the database.
pub fn count_genres(conn: &mut AnyConnection, genres: &[String]) -> Result<Vec<(String, i64)>, StorageError> {
    let rows = stories::table
        .filter(stories::genre.eq_any(genres.to_vec()))
        .group_by(stories::genre)
        .select((sql::<Text>("genre"), sql::<BigInt>("count(*)")))
        .load(conn)?;
    Ok(rows)
}

/// How many stories are painted in this style.
///
/// # Errors
/// Only those of the database.
pub fn count_art_style(conn: &mut AnyConnection, style: &str) -> Result<i64, StorageError> {
    // The brief is JSON as serde writes it, without blanks.
    let pattern = format!("%{}%", escape_like(&format!("\"art_style\":{}", Value::from(style))));
    Ok(stories::table.filter(stories::brief.like(pattern).escape('\\')).count().get_result(conn)?)
}
