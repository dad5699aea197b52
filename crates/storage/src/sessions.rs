//! Who is signed in, on which device, and the latest refresh token of each.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use talewright_domain::{User, UserId};
use uuid::Uuid;

use crate::columns::{parse, stored_time};
use crate::connection::AnyConnection;
use crate::error::StorageError;
use crate::schema::{sessions, users};
use crate::users::UserRow;

/// One signing-in, which is also the family of its refresh tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Its identifier.
    pub id: Uuid,
    /// Who signed in.
    pub user: UserId,
    /// SHA-256 of the first refresh token.
    pub refresh_hash: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it ends unless it is refreshed.
    pub expires_at: DateTime<Utc>,
    /// From where.
    pub device: Device,
}

/// From where somebody signs in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    /// By what: `password`, `google`, `github`.
    pub method: String,
    /// What the program calls itself.
    pub user_agent: Option<String>,
    /// The network address.
    pub address: Option<String>,
}

/// A session as its user sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// Its identifier.
    pub id: Uuid,
    /// From where.
    pub device: Device,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When it was last refreshed or used, to the nearest minutes.
    pub last_used_at: DateTime<Utc>,
    /// When it ends unless it is refreshed.
    pub expires_at: DateTime<Utc>,
}

/// What became of a refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotation {
    /// It was the latest one, and the next one has taken its place.
    Rotated(Box<User>),
    /// It was used before, or made up: the session has been ended.
    Reused,
    /// There is no such session, or it has ended.
    Ended,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
struct SessionRow {
    id: String,
    user_id: String,
    refresh_hash: String,
    created_at: NaiveDateTime,
    last_used_at: NaiveDateTime,
    expires_at: NaiveDateTime,
    revoked_at: Option<NaiveDateTime>,
    method: String,
    user_agent: Option<String>,
    address: Option<String>,
}

/// Stores a signing-in.
///
/// # Errors
/// Only those of the database.
pub fn insert_session(conn: &mut AnyConnection, session: &NewSession) -> Result<(), StorageError> {
    let row = SessionRow {
        id: session.id.to_string(),
        user_id: session.user.to_string(),
        refresh_hash: session.refresh_hash.clone(),
        created_at: stored_time(session.created_at),
        last_used_at: stored_time(session.created_at),
        expires_at: stored_time(session.expires_at),
        revoked_at: None,
        method: session.device.method.clone(),
        user_agent: session.device.user_agent.clone(),
        address: session.device.address.clone(),
    };
    diesel::insert_into(sessions::table).values(row).execute(conn)?;
    Ok(())
}

/// Who a session belongs to, while it lasts and its user may sign in; and when it was last used.
///
/// # Errors
/// [`StorageError::NotFound`] when it has ended.
pub fn find_session_user(
    conn: &mut AnyConnection,
    id: Uuid,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<(User, DateTime<Utc>), StorageError> {
    let row: Option<(UserRow, NaiveDateTime)> = sessions::table
        .inner_join(users::table)
        .filter(sessions::id.eq(id.to_string()))
        .filter(sessions::user_id.eq(user.to_string()))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(stored_time(now)))
        .filter(users::is_active.eq(true))
        .select((UserRow::as_select(), sessions::last_used_at))
        .first(conn)
        .optional()?;
    let (row, used) = row.ok_or(StorageError::NotFound("session"))?;
    Ok((row.into_user()?, used.and_utc()))
}

/// Notes that a session is in use.
///
/// # Errors
/// Only those of the database.
pub fn touch_session(conn: &mut AnyConnection, id: Uuid, now: DateTime<Utc>) -> Result<(), StorageError> {
    let row = sessions::table.find(id.to_string());
    diesel::update(row).set(sessions::last_used_at.eq(stored_time(now))).execute(conn)?;
    Ok(())
}

/// The sessions of a user that last, the latest first.
///
/// # Errors
/// Only those of the database.
pub fn list_sessions(
    conn: &mut AnyConnection,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<Vec<SessionRecord>, StorageError> {
    let rows: Vec<SessionRow> = sessions::table
        .filter(sessions::user_id.eq(user.to_string()))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(stored_time(now)))
        .order(sessions::id.desc())
        .select(SessionRow::as_select())
        .load(conn)?;
    let record = |row: SessionRow| {
        Ok(SessionRecord {
            id: parse("sessions.id", &row.id)?,
            device: Device { method: row.method, user_agent: row.user_agent, address: row.address },
            created_at: row.created_at.and_utc(),
            last_used_at: row.last_used_at.and_utc(),
            expires_at: row.expires_at.and_utc(),
        })
    };
    rows.into_iter().map(record).collect()
}

/// Ends one session of this user.
///
/// # Errors
/// [`StorageError::NotFound`] when it has none of this id that lasts.
pub fn revoke_session_of(
    conn: &mut AnyConnection,
    user: UserId,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let ended = diesel::update(sessions::table.find(id.to_string()))
        .filter(sessions::user_id.eq(user.to_string()))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(stored_time(now)))
        .set(sessions::revoked_at.eq(stored_time(now)))
        .execute(conn)?;
    if ended == 0 { Err(StorageError::NotFound("session")) } else { Ok(()) }
}

/// Ends the sessions of a user, but for one that may go on.
///
/// # Errors
/// Only those of the database.
pub fn revoke_sessions_of(
    conn: &mut AnyConnection,
    user: UserId,
    except: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let kept = except.map_or_else(String::new, |id| id.to_string());
    diesel::update(sessions::table.filter(sessions::user_id.eq(user.to_string())))
        .filter(sessions::id.ne(kept))
        .filter(sessions::revoked_at.is_null())
        .set(sessions::revoked_at.eq(stored_time(now)))
        .execute(conn)?;
    Ok(())
}

/// Puts the next refresh token in the place of the one presented, if that is the latest; if it is not, somebody
/// has used it before, and the session ends for everybody who holds a token of it.
///
/// # Errors
/// Only those of the database.
pub fn rotate_refresh_token(
    conn: &mut AnyConnection,
    id: Uuid,
    presented_hash: &str,
    next_hash: &str,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<Rotation, StorageError> {
    let session: Option<String> = sessions::table
        .find(id.to_string())
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(stored_time(now)))
        .select(sessions::user_id)
        .first(conn)
        .optional()?;
    let Some(user) = session else { return Ok(Rotation::Ended) };
    let rotated = diesel::update(sessions::table.find(id.to_string()))
        .filter(sessions::refresh_hash.eq(presented_hash))
        .set((
            sessions::refresh_hash.eq(next_hash),
            sessions::last_used_at.eq(stored_time(now)),
            sessions::expires_at.eq(stored_time(expires_at)),
        ))
        .execute(conn)?;
    if rotated == 0 {
        revoke_session(conn, id, now)?;
        return Ok(Rotation::Reused);
    }
    let user = parse("sessions.user_id", &user)?;
    match find_session_user(conn, id, user, now) {
        Ok((user, _)) => Ok(Rotation::Rotated(Box::new(user))),
        Err(StorageError::NotFound(_)) => Ok(Rotation::Ended),
        Err(error) => Err(error),
    }
}

/// Ends a session. Ending it twice, or one that never was, is fine.
///
/// # Errors
/// Only those of the database.
pub fn revoke_session(conn: &mut AnyConnection, id: Uuid, now: DateTime<Utc>) -> Result<(), StorageError> {
    diesel::update(sessions::table.find(id.to_string()))
        .filter(sessions::revoked_at.is_null())
        .set(sessions::revoked_at.eq(stored_time(now)))
        .execute(conn)?;
    Ok(())
}

/// Forgets sessions that ended by themselves; the number of them.
///
/// # Errors
/// Only those of the database.
pub fn delete_expired_sessions(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<usize, StorageError> {
    Ok(diesel::delete(sessions::table.filter(sessions::expires_at.le(stored_time(now)))).execute(conn)?)
}
