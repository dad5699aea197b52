//! Accounts.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use talewright_domain::{Email, Plan, Role, User, UserId};

use crate::columns::{parse, stored_time};
use crate::connection::{AnyConnection, MultiBackend};
use crate::dialect;
use crate::error::{StorageError, check_version};
use crate::listing::{Listing, PageRequest, Start, like_pattern};
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
    email_verified_at: Option<NaiveDateTime>,
    version: i64,
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
            email_verified: self.email_verified_at.is_some(),
            created_at: self.created_at.and_utc(),
            version: self.version,
        })
    }
}

/// Stores a new user. The hash of the password is empty where there is none.
///
/// # Errors
/// [`StorageError::Conflict`] on `users_email` or `users_username` (whose case does not matter).
pub fn insert_user(conn: &mut AnyConnection, user: &User, password_hash: &str) -> Result<(), StorageError> {
    let created_at = stored_time(user.created_at);
    let row = UserRow {
        id: user.id.to_string(),
        email: user.email.as_str().to_owned(),
        username: user.username.clone(),
        password_hash: password_hash.to_owned(),
        full_name: user.full_name.clone(),
        role: user.role.as_str().to_owned(),
        plan: user.plan.as_str().to_owned(),
        is_active: user.is_active,
        created_at,
        updated_at: created_at,
        email_verified_at: user.email_verified.then_some(created_at),
        version: 1,
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
    row.map(with_hash).transpose()
}

/// Finds a user and the hash of the password.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn find_user_with_password(conn: &mut AnyConnection, id: UserId) -> Result<(User, String), StorageError> {
    let row = users::table.find(id.to_string()).select(UserRow::as_select()).first(conn).optional()?;
    with_hash(row.ok_or(StorageError::NotFound("user"))?)
}

fn with_hash(row: UserRow) -> Result<(User, String), StorageError> {
    let hash = row.password_hash.clone();
    Ok((row.into_user()?, hash))
}

/// What is to be different about a user; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserChange {
    /// Another name to sign in with; inner `None` for none.
    pub username: Option<Option<String>>,
    /// Another name to be called by; inner `None` for none.
    pub full_name: Option<Option<String>>,
    /// Another role.
    pub role: Option<Role>,
    /// Another plan.
    pub plan: Option<Plan>,
    /// Whether it may sign in.
    pub is_active: Option<bool>,
    /// The address is shown to be its own.
    pub email_verified: bool,
    /// Another password.
    pub password_hash: Option<String>,
}

/// Changes a user, if `expected` is still its version.
///
/// # Errors
/// [`StorageError::NotFound`], [`StorageError::VersionMismatch`], [`StorageError::Conflict`] on `users_username`.
pub fn update_user(
    conn: &mut AnyConnection,
    id: UserId,
    expected: Option<i64>,
    change: UserChange,
    now: DateTime<Utc>,
) -> Result<User, StorageError> {
    let row = || users::table.find(id.to_string());
    // The version first: the update locks the row.
    let version: Option<i64> = diesel::update(row())
        .set((users::version.eq(users::version + 1), users::updated_at.eq(stored_time(now))))
        .returning(users::version)
        .get_result(conn)
        .optional()?;
    check_version(expected, version.ok_or(StorageError::NotFound("user"))? - 1)?;
    if let Some(username) = change.username {
        diesel::update(row()).set(users::username.eq(username)).execute(conn)?;
    }
    if let Some(full_name) = change.full_name {
        diesel::update(row()).set(users::full_name.eq(full_name)).execute(conn)?;
    }
    if let Some(role) = change.role {
        diesel::update(row()).set(users::role.eq(role.as_str())).execute(conn)?;
    }
    if let Some(plan) = change.plan {
        diesel::update(row()).set(users::plan.eq(plan.as_str())).execute(conn)?;
    }
    if let Some(is_active) = change.is_active {
        diesel::update(row()).set(users::is_active.eq(is_active)).execute(conn)?;
    }
    if change.email_verified {
        diesel::update(row().filter(users::email_verified_at.is_null()))
            .set(users::email_verified_at.eq(stored_time(now)))
            .execute(conn)?;
    }
    if let Some(hash) = change.password_hash {
        diesel::update(row()).set(users::password_hash.eq(hash)).execute(conn)?;
    }
    find_user_by_id(conn, id)
}

/// Notes that somebody has signed in. That is no change: the version stays.
///
/// # Errors
/// Only those of the database.
pub fn record_login(conn: &mut AnyConnection, id: UserId, now: DateTime<Utc>) -> Result<(), StorageError> {
    diesel::update(users::table.find(id.to_string()))
        .set(users::last_login_at.eq(stored_time(now)))
        .execute(conn)?;
    Ok(())
}

/// Keeps everybody else from changing a user until the commit: for what must be counted before it is changed. Whoever
/// locks jobs or stories does that first.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn lock_user(conn: &mut AnyConnection, id: UserId) -> Result<(), StorageError> {
    dialect::lock_user(conn, id)
}

/// Keeps everybody else from changing administrators until the commit, so that two do not dismiss each other.
///
/// # Errors
/// Only those of the database.
pub fn lock_admins(conn: &mut AnyConnection) -> Result<(), StorageError> {
    dialect::lock_admins(conn)
}

/// How many administrators may sign in.
///
/// # Errors
/// Only those of the database.
pub fn count_admins(conn: &mut AnyConnection) -> Result<i64, StorageError> {
    let admins = users::table.filter(users::role.eq(Role::Admin.as_str())).filter(users::is_active.eq(true));
    Ok(admins.count().get_result(conn)?)
}

/// Whether an address has an account.
///
/// # Errors
/// Only those of the database.
pub fn find_user_by_email(conn: &mut AnyConnection, email: &Email) -> Result<Option<User>, StorageError> {
    let row: Option<UserRow> = users::table
        .filter(users::email.eq(email.as_str()))
        .select(UserRow::as_select())
        .first(conn)
        .optional()?;
    row.map(UserRow::into_user).transpose()
}

/// Which users are wanted; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// Those with this role.
    pub role: Option<Role>,
    /// Those with this plan.
    pub plan: Option<Plan>,
    /// Those who may sign in, or may not.
    pub is_active: Option<bool>,
    /// Those with these words in address or names.
    pub q: Option<String>,
}

/// The orders of a list of users.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum UserSort {
    /// `-created_at`.
    #[default]
    Newest,
    /// `created_at`.
    Oldest,
    /// `email`; without cursors.
    Email,
}

/// A user as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRecord {
    /// Who.
    pub user: User,
    /// The credit.
    pub balance: talewright_domain::CostUsd,
    /// When it last signed in.
    pub last_login_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct RecordRow {
    #[diesel(embed)]
    user: UserRow,
    balance_micros: i64,
    last_login_at: Option<NaiveDateTime>,
}

impl RecordRow {
    fn into_record(self) -> Result<UserRecord, StorageError> {
        Ok(UserRecord {
            user: self.user.into_user()?,
            balance: talewright_domain::CostUsd::from_micros(self.balance_micros),
            last_login_at: self.last_login_at.map(|at| at.and_utc()),
        })
    }
}

/// Finds a user as administrators see it.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn find_user_record(conn: &mut AnyConnection, id: UserId) -> Result<UserRecord, StorageError> {
    let row = users::table.find(id.to_string()).select(RecordRow::as_select()).first(conn).optional()?;
    row.ok_or(StorageError::NotFound("user"))?.into_record()
}

fn filtered<'a>(filter: &UserFilter) -> users::BoxedQuery<'a, MultiBackend> {
    let mut query = users::table.into_boxed();
    if let Some(role) = filter.role {
        query = query.filter(users::role.eq(role.as_str()));
    }
    if let Some(plan) = filter.plan {
        query = query.filter(users::plan.eq(plan.as_str()));
    }
    if let Some(is_active) = filter.is_active {
        query = query.filter(users::is_active.eq(is_active));
    }
    if let Some(words) = &filter.q {
        let pattern = like_pattern(words);
        let named = lower(users::username).like(pattern.clone()).escape('\\');
        let called = lower(users::full_name).like(pattern.clone()).escape('\\');
        let addressed = lower(users::email.nullable()).like(pattern).escape('\\');
        query = query.filter(addressed.or(named).or(called));
    }
    query
}

/// Lists users as administrators see them.
///
/// # Errors
/// Only those of the database.
pub fn list_users(
    conn: &mut AnyConnection,
    filter: &UserFilter,
    page: &PageRequest<UserSort>,
) -> Result<Listing<UserRecord>, StorageError> {
    let mut query = filtered(filter).select(RecordRow::as_select()).limit(i64::from(page.limit) + 1);
    query = match page.sort {
        UserSort::Newest => query.order(users::id.desc()),
        UserSort::Oldest => query.order(users::id.asc()),
        UserSort::Email => query.order(users::email.asc()),
    };
    let mut total = None;
    match &page.start {
        Start::Skip(skip) => {
            query = query.offset(i64::from(*skip));
            total = Some(filtered(filter).count().get_result(conn)?);
        }
        Start::After(cursor) if page.sort == UserSort::Oldest => {
            query = query.filter(users::id.gt(cursor.clone()))
        }
        Start::After(cursor) => query = query.filter(users::id.lt(cursor.clone())),
    }
    let rows: Vec<RecordRow> = query.load(conn)?;
    let items = rows.into_iter().map(RecordRow::into_record).collect::<Result<Vec<_>, _>>()?;
    let has_cursors = page.sort != UserSort::Email;
    Ok(Listing::new(items, page.limit, total, |r| has_cursors.then(|| r.user.id.to_string())))
}
