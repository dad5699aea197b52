//! Keys for programs. Of the secret only its fingerprint is stored.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use talewright_domain::{ApiKeyInfo, Scope, User, UserId};
use uuid::Uuid;

use crate::columns::{Json, parse, stored_time};
use crate::connection::AnyConnection;
use crate::error::StorageError;
use crate::schema::{api_keys, users};
use crate::users::UserRow;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = api_keys)]
struct KeyRow {
    id: String,
    user_id: String,
    name: String,
    secret_hash: String,
    hint: String,
    scopes: Json<Vec<Scope>>,
    created_at: NaiveDateTime,
    expires_at: Option<NaiveDateTime>,
    last_used_at: Option<NaiveDateTime>,
}

impl KeyRow {
    fn into_info(self) -> Result<ApiKeyInfo, StorageError> {
        Ok(ApiKeyInfo {
            id: parse("api_keys.id", &self.id)?,
            owner: parse("api_keys.user_id", &self.user_id)?,
            name: self.name,
            hint: self.hint,
            scopes: self.scopes.0,
            created_at: self.created_at.and_utc(),
            expires_at: self.expires_at.map(|at| at.and_utc()),
            last_used_at: self.last_used_at.map(|at| at.and_utc()),
        })
    }
}

/// Stores a new key under the fingerprint of its secret.
///
/// # Errors
/// Only those of the database.
pub fn insert_api_key(
    conn: &mut AnyConnection,
    key: &ApiKeyInfo,
    secret_hash: &str,
) -> Result<(), StorageError> {
    let row = KeyRow {
        id: key.id.to_string(),
        user_id: key.owner.to_string(),
        name: key.name.clone(),
        secret_hash: secret_hash.to_owned(),
        hint: key.hint.clone(),
        scopes: Json(key.scopes.clone()),
        created_at: stored_time(key.created_at),
        expires_at: key.expires_at.map(stored_time),
        last_used_at: None,
    };
    diesel::insert_into(api_keys::table).values(row).execute(conn)?;
    Ok(())
}

/// Who a key belongs to, and what it may do, while it is good and its user may sign in.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn find_api_key_user(
    conn: &mut AnyConnection,
    id: Uuid,
    secret_hash: &str,
    now: DateTime<Utc>,
) -> Result<(User, ApiKeyInfo), StorageError> {
    let row: Option<(UserRow, KeyRow)> = api_keys::table
        .inner_join(users::table)
        .filter(api_keys::id.eq(id.to_string()))
        .filter(api_keys::secret_hash.eq(secret_hash))
        .filter(api_keys::expires_at.is_null().or(api_keys::expires_at.gt(stored_time(now))))
        .filter(users::is_active.eq(true))
        .select((UserRow::as_select(), KeyRow::as_select()))
        .first(conn)
        .optional()?;
    let (user, key) = row.ok_or(StorageError::NotFound("key"))?;
    Ok((user.into_user()?, key.into_info()?))
}

/// Whether a key is still good, and its user may still sign in.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn find_api_key(conn: &mut AnyConnection, id: Uuid, now: DateTime<Utc>) -> Result<(), StorageError> {
    let found: Option<String> = api_keys::table
        .inner_join(users::table)
        .filter(api_keys::id.eq(id.to_string()))
        .filter(api_keys::expires_at.is_null().or(api_keys::expires_at.gt(stored_time(now))))
        .filter(users::is_active.eq(true))
        .select(api_keys::id)
        .first(conn)
        .optional()?;
    found.map(|_| ()).ok_or(StorageError::NotFound("key"))
}

/// Notes that a key is in use.
///
/// # Errors
/// Only those of the database.
pub fn touch_api_key(conn: &mut AnyConnection, id: Uuid, now: DateTime<Utc>) -> Result<(), StorageError> {
    let row = api_keys::table.find(id.to_string());
    diesel::update(row).set(api_keys::last_used_at.eq(Some(stored_time(now)))).execute(conn)?;
    Ok(())
}

/// The keys of a user, the latest first; expired ones too.
///
/// # Errors
/// Only those of the database.
pub fn list_api_keys(conn: &mut AnyConnection, user: UserId) -> Result<Vec<ApiKeyInfo>, StorageError> {
    let rows: Vec<KeyRow> = api_keys::table
        .filter(api_keys::user_id.eq(user.to_string()))
        .order(api_keys::id.desc())
        .select(KeyRow::as_select())
        .load(conn)?;
    rows.into_iter().map(KeyRow::into_info).collect()
}

/// How many keys a user has.
///
/// # Errors
/// Only those of the database.
pub fn count_api_keys(conn: &mut AnyConnection, user: UserId) -> Result<i64, StorageError> {
    Ok(api_keys::table.filter(api_keys::user_id.eq(user.to_string())).count().get_result(conn)?)
}

/// Deletes a key of this user: it stops working at once.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn delete_api_key(conn: &mut AnyConnection, user: UserId, id: Uuid) -> Result<(), StorageError> {
    let row = api_keys::table.find(id.to_string()).filter(api_keys::user_id.eq(user.to_string()));
    let gone = diesel::delete(row).execute(conn)?;
    if gone == 0 { Err(StorageError::NotFound("key")) } else { Ok(()) }
}
