//! Accounts.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::Text;
use talewright_domain::{User, UserId};

use crate::columns::{parse, stored_time};
use crate::connection::AnyConnection;
use crate::error::StorageError;
use crate::schema::users;

diesel::define_sql_function! {
    /// Lower case, of ASCII letters at least.
    fn lower(text: diesel::sql_types::Nullable<Text>) -> diesel::sql_types::Nullable<Text>;
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = users)]
pub(crate) struct UserRow {
    id: String,
    email: String,
    username: Option<String>,
    password_hash: String,
    full_name: Option<String>,
    role: String,
    plan: String,
    is_active: bool,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl UserRow {
    pub(crate) fn into_user(self) -> Result<User, StorageError> {
        Ok(User {
            id: parse("users.id", &self.id)?,
            email: parse("users.email", &self.email)?,
            username: self.username,
            full_name: self.full_name,
            role: parse("users.role", &self.role)?,
            plan: parse("users.plan", &self.plan)?,
            is_active: self.is_active,
            created_at: self.created_at.and_utc(),
        })
    }
}

/// Stores a new user.
///
/// # Errors
/// [`StorageError::Conflict`] on `users_email` or `users_username` (whose case does not matter).
pub fn insert_user(conn: &mut AnyConnection, user: &User, password_hash: &str) -> Result<(), StorageError> {
    let row = UserRow {
        id: user.id.to_string(),
        email: user.email.as_str().to_owned(),
        username: user.username.clone(),
        password_hash: password_hash.to_owned(),
        full_name: user.full_name.clone(),
        role: user.role.as_str().to_owned(),
        plan: user.plan.as_str().to_owned(),
        is_active: user.is_active,
        created_at: stored_time(user.created_at),
        updated_at: stored_time(user.created_at),
    };
    diesel::insert_into(users::table).values(row).execute(conn)?;
    Ok(())
}

/// Finds a user.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn find_user_by_id(conn: &mut AnyConnection, id: UserId) -> Result<User, StorageError> {
    let row = users::table.find(id.to_string()).select(UserRow::as_select()).first(conn).optional()?;
    row.ok_or(StorageError::NotFound("user"))?.into_user()
}

/// Finds who signs in by this name, and the hash of the password; `None` when nobody does. What contains an `@`
/// is an address, anything else a user name; the case of either does not matter.
///
/// # Errors
/// Only those of the database.
pub fn find_user_by_email_or_username(
    conn: &mut AnyConnection,
    name: &str,
) -> Result<Option<(User, String)>, StorageError> {
    let name = name.trim().to_lowercase();
    let mut query = users::table.select(UserRow::as_select()).into_boxed();
    query = if name.contains('@') {
        query.filter(users::email.eq(name))
    } else {
        query.filter(lower(users::username).eq(name))
    };
    let row: Option<UserRow> = query.first(conn).optional()?;
    row.map(|row| {
        let hash = row.password_hash.clone();
        Ok((row.into_user()?, hash))
    })
    .transpose()
}
