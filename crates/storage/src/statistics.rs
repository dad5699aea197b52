//! Counts over everybody, for administrators.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::columns::stored_time;
use crate::connection::AnyConnection;
use crate::error::StorageError;
use crate::schema::{jobs, sessions, stories, users};

/// How many of each name.
pub type Counts = Vec<(String, i64)>;

/// Counts users by plan, by role, and by whether they may sign in (`active`, `inactive`).
///
/// # Errors
/// Only those of the database.
pub fn count_users(conn: &mut AnyConnection) -> Result<(Counts, Counts, Counts), StorageError> {
    let count = || sql::<BigInt>("count(*)");
    let plans = users::table.group_by(users::plan).select((users::plan, count())).load(conn)?;
    let roles = users::table.group_by(users::role).select((users::role, count())).load(conn)?;
    let active = sql::<Text>("CASE WHEN is_active THEN 'active' ELSE 'inactive' END");
    let states = users::table.group_by(users::is_active).select((active, count())).load(conn)?;
    Ok((plans, roles, states))
}

/// Counts stories and jobs by status.
///
/// # Errors
/// Only those of the database.
pub fn count_work(conn: &mut AnyConnection) -> Result<(Counts, Counts), StorageError> {
    let count = || sql::<BigInt>("count(*)");
    let of_stories =
        stories::table.group_by(stories::status).select((stories::status, count())).load(conn)?;
    let of_jobs = jobs::table.group_by(jobs::status).select((jobs::status, count())).load(conn)?;
    Ok((of_stories, of_jobs))
}

/// Counts the sessions that last.
///
/// # Errors
/// Only those of the database.
pub fn count_sessions(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<i64, StorageError> {
    let lasting = sessions::table
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(stored_time(now)));
    Ok(lasting.count().get_result(conn)?)
}

/// By what stories are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoryGroup {
    /// `2026-11-21`.
    Day,
    /// `en`.
    Language,
    /// As the brief writes it; empty where it does not say.
    Genre,
    /// Where they stand.
    Status,
}

/// Counts the stories that were made in a span of time: the latest day first, or the largest group.
///
/// # Errors
/// Only those of the database.
pub fn count_stories(
    conn: &mut AnyConnection,
    group: StoryGroup,
    since: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: u32,
) -> Result<Counts, StorageError> {
    let (expression, order) = match group {
        StoryGroup::Day => ("substr(CAST(stories.created_at AS TEXT), 1, 10)", "1 DESC"),
        StoryGroup::Language => ("stories.language", "2 DESC, 1"),
        StoryGroup::Genre => ("coalesce(stories.genre, '')", "2 DESC, 1"),
        StoryGroup::Status => ("stories.status", "2 DESC, 1"),
    };
    let counts = stories::table
        .filter(stories::created_at.ge(stored_time(since)))
        .filter(stories::created_at.lt(stored_time(until)))
        .group_by(sql::<Text>(expression))
        .select((sql::<Text>(expression), sql::<BigInt>("count(*)")))
        .order(sql::<Text>(order))
        .limit(i64::from(limit))
        .load(conn)?;
    Ok(counts)
}
