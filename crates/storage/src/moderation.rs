//! What a provider refused, and what an administrator hid.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use talewright_domain::{StoryId, StoryStatus, UserId};

use crate::columns::{parse, stored_time};
use crate::connection::AnyConnection;
use crate::error::StorageError;
use crate::listing::{Listing, PageRequest, Start};
use crate::schema::{stories, users};

/// A story that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlaggedStory {
    /// The story.
    pub id: StoryId,
    /// Whose.
    pub owner: UserId,
    /// Their address.
    pub owner_email: String,
    /// Its title.
    pub title: String,
    /// Its language.
    pub language: String,
    /// Where it stands.
    pub status: StoryStatus,
    /// When a provider refused something of it.
    pub flagged_at: Option<DateTime<Utc>>,
    /// In its words.
    pub flag_reason: Option<String>,
    /// When an administrator hid it.
    pub hidden_at: Option<DateTime<Utc>>,
    /// Why.
    pub hidden_reason: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = stories)]
struct FlaggedRow {
    id: String,
    owner_id: String,
    title: String,
    language: String,
    status: String,
    flagged_at: Option<NaiveDateTime>,
    flag_reason: Option<String>,
    hidden_at: Option<NaiveDateTime>,
    hidden_reason: Option<String>,
    created_at: NaiveDateTime,
}

impl FlaggedRow {
    fn with_owner(self, owner_email: String) -> Result<FlaggedStory, StorageError> {
        Ok(FlaggedStory {
            id: parse("stories.id", &self.id)?,
            owner: parse("stories.owner_id", &self.owner_id)?,
            owner_email,
            title: self.title,
            language: self.language,
            status: parse("stories.status", &self.status)?,
            flagged_at: self.flagged_at.map(|at| at.and_utc()),
            flag_reason: self.flag_reason,
            hidden_at: self.hidden_at.map(|at| at.and_utc()),
            hidden_reason: self.hidden_reason,
            created_at: self.created_at.and_utc(),
        })
    }
}

/// Marks a story for administrators to look at.
pub(crate) fn flag_story(
    conn: &mut AnyConnection,
    story: StoryId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(stories::table.find(story.to_string()))
        .set((stories::flagged_at.eq(stored_time(now)), stories::flag_reason.eq(reason)))
        .execute(conn)?;
    Ok(())
}

/// Lists stories that are flagged or hidden, the latest first; only hidden, or only visible ones, when that is asked.
///
/// # Errors
/// Only those of the database.
pub fn list_flagged(
    conn: &mut AnyConnection,
    hidden: Option<bool>,
    page: &PageRequest<()>,
) -> Result<Listing<FlaggedStory>, StorageError> {
    let filtered = || {
        let all = stories::table
            .filter(stories::flagged_at.is_not_null().or(stories::hidden_at.is_not_null()))
            .into_boxed();
        match hidden {
            Some(true) => all.filter(stories::hidden_at.is_not_null()),
            Some(false) => all.filter(stories::hidden_at.is_null()),
            None => all,
        }
    };
    let mut query = filtered().select(FlaggedRow::as_select()).order(stories::id.desc());
    let mut total = None;
    match &page.start {
        Start::Skip(skip) => {
            query = query.offset(i64::from(*skip));
            total = Some(filtered().count().get_result(conn)?);
        }
        Start::After(cursor) => query = query.filter(stories::id.lt(cursor.clone())),
    }
    let rows: Vec<FlaggedRow> = query.limit(i64::from(page.limit) + 1).load(conn)?;
    let items = rows.into_iter().map(|row| with_owner(conn, row)).collect::<Result<Vec<_>, _>>()?;
    Ok(Listing::new(items, page.limit, total, |story| Some(story.id.to_string())))
}

fn with_owner(conn: &mut AnyConnection, row: FlaggedRow) -> Result<FlaggedStory, StorageError> {
    let email = users::table.find(&row.owner_id).select(users::email).first(conn)?;
    row.with_owner(email)
}

/// Hides a story from everybody but administrators (with a reason), or shows it again (without).
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn set_hidden(
    conn: &mut AnyConnection,
    story: StoryId,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> Result<FlaggedStory, StorageError> {
    diesel::update(stories::table.find(story.to_string()))
        .set((
            stories::hidden_at.eq(reason.map(|_| stored_time(now))),
            stories::hidden_reason.eq(reason),
            stories::version.eq(stories::version + 1),
        ))
        .execute(conn)?;
    let row =
        stories::table.find(story.to_string()).select(FlaggedRow::as_select()).first(conn).optional()?;
    with_owner(conn, row.ok_or(StorageError::NotFound("story"))?)
}

/// Whether a story is hidden; one that is not there is not.
///
/// # Errors
/// Only those of the database.
pub fn is_hidden(conn: &mut AnyConnection, story: StoryId) -> Result<bool, StorageError> {
    match check_visible(conn, story) {
        Ok(()) => Ok(false),
        Err(StorageError::Hidden(_)) => Ok(true),
        Err(error) => Err(error),
    }
}

/// Fails for a story that is hidden, with the reason.
///
/// # Errors
/// [`StorageError::Hidden`].
pub fn check_visible(conn: &mut AnyConnection, story: StoryId) -> Result<(), StorageError> {
    let found: Option<(Option<NaiveDateTime>, Option<String>)> = stories::table
        .find(story.to_string())
        .select((stories::hidden_at, stories::hidden_reason))
        .first(conn)
        .optional()?;
    match found {
        Some((Some(_), reason)) => Err(StorageError::Hidden(reason.unwrap_or_default())),
        _ => Ok(()),
    }
}
