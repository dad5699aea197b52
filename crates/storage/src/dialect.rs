//! Everything that differs between SQLite and PostgreSQL.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Timestamp};
use talewright_domain::{JobId, JobKind, Role, StoryId, UserId};

use crate::columns::stored_time;
use crate::connection::AnyConnection;
use crate::error::StorageError;
use crate::jobs::LockedJob;
use crate::schema::{jobs, pages, stories, users};
use crate::stories::PageRow;

/// Inserts many pages at once, which the common denominator cannot.
pub(crate) fn insert_pages(conn: &mut AnyConnection, rows: Vec<PageRow>) -> Result<(), StorageError> {
    if rows.is_empty() {
        return Ok(());
    }
    let insert = diesel::insert_into(pages::table).values(rows);
    match conn {
        AnyConnection::Sqlite(conn) => insert.execute(conn)?,
        AnyConnection::Postgres(conn) => insert.execute(conn)?,
    };
    Ok(())
}

/// The clock that leases are compared with: the server's where many machines share one, else ours.
pub(crate) fn lease_clock(
    conn: &mut AnyConnection,
    ours: DateTime<Utc>,
) -> Result<NaiveDateTime, StorageError> {
    match conn {
        AnyConnection::Sqlite(_) => Ok(stored_time(ours)),
        AnyConnection::Postgres(conn) => {
            Ok(diesel::select(sql::<Timestamp>("timezone('utc', clock_timestamp())")).get_result(conn)?)
        }
    }
}

/// Reads a job and keeps everybody else from changing it until the commit. On SQLite the transaction has done
/// that at its start.
pub(crate) fn lock_job(conn: &mut AnyConnection, id: JobId) -> Result<Option<LockedJob>, StorageError> {
    let query = jobs::table.find(id.to_string());
    Ok(match conn {
        AnyConnection::Sqlite(conn) => query.select(LockedJob::as_select()).first(conn).optional()?,
        AnyConnection::Postgres(conn) => {
            query.select(LockedJob::as_select()).for_update().first(conn).optional()?
        }
    })
}

/// Keeps everybody else from changing a user until the commit. On SQLite the transaction has done that at its start.
///
/// Rows that only refer to the user go on being inserted: with a stronger lock, two that have inserted one each would
/// wait for each other.
pub(crate) fn lock_user(conn: &mut AnyConnection, id: UserId) -> Result<(), StorageError> {
    if let AnyConnection::Postgres(conn) = conn {
        let row = users::table.find(id.to_string()).select(users::id).for_no_key_update();
        row.first::<String>(conn).optional()?.ok_or(StorageError::NotFound("user"))?;
    }
    Ok(())
}

/// Keeps everybody else from changing an administrator until the commit.
pub(crate) fn lock_admins(conn: &mut AnyConnection) -> Result<(), StorageError> {
    if let AnyConnection::Postgres(conn) = conn {
        let admins = users::table.filter(users::role.eq(Role::Admin.as_str())).order(users::id.asc());
        admins.select(users::id).for_no_key_update().load::<String>(conn)?;
    }
    Ok(())
}

/// Waits for everybody who refers to a story in this moment, and keeps others from it until the commit.
pub(crate) fn lock_story(conn: &mut AnyConnection, id: StoryId) -> Result<(), StorageError> {
    if let AnyConnection::Postgres(conn) = conn {
        stories::table.find(id.to_string()).select(stories::id).for_update().load::<String>(conn)?;
    }
    Ok(())
}

/// The conditions are literal: with a bound value neither database could use its partial index.
const QUEUED: &str = "status = 'queued'";
const RUNNING: &str = "status = 'running'";

/// Locks the most urgent waiting job whose time has come, passing over those that another worker is just taking.
pub(crate) fn lock_next_queued(
    conn: &mut AnyConnection,
    kinds: &[JobKind],
    now: NaiveDateTime,
) -> Result<Option<LockedJob>, StorageError> {
    let query = jobs::table
        .filter(sql::<Bool>(QUEUED))
        .filter(jobs::not_before.is_null().or(jobs::not_before.le(now)))
        .filter(jobs::kind.eq_any(names(kinds)))
        .order((jobs::priority.desc(), jobs::id.asc()));
    Ok(match conn {
        AnyConnection::Sqlite(conn) => query.select(LockedJob::as_select()).first(conn).optional()?,
        AnyConnection::Postgres(conn) => {
            query.select(LockedJob::as_select()).for_update().skip_locked().first(conn).optional()?
        }
    })
}

/// Locks the running job whose lease ran out first.
pub(crate) fn lock_next_expired(
    conn: &mut AnyConnection,
    kinds: &[JobKind],
    now: NaiveDateTime,
) -> Result<Option<LockedJob>, StorageError> {
    let query = jobs::table
        .filter(sql::<Bool>(RUNNING))
        .filter(jobs::lease_until.le(now))
        .filter(jobs::kind.eq_any(names(kinds)))
        .order(jobs::lease_until.asc());
    Ok(match conn {
        AnyConnection::Sqlite(conn) => query.select(LockedJob::as_select()).first(conn).optional()?,
        AnyConnection::Postgres(conn) => {
            query.select(LockedJob::as_select()).for_update().skip_locked().first(conn).optional()?
        }
    })
}

fn names(kinds: &[JobKind]) -> Vec<&'static str> {
    kinds.iter().map(|kind| kind.as_str()).collect()
}
