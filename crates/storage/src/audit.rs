//! The audit log. Entries are written in the transaction of what they tell of, and never changed.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;
use talewright_domain::{AuditEntry, UserId};

use crate::columns::{Json, parse, parse_optional, stored_time};
use crate::connection::{AnyConnection, MultiBackend};
use crate::error::StorageError;
use crate::listing::{Listing, PageRequest, Start};
use crate::schema::audit_entries;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_entries)]
struct AuditRow {
    id: String,
    at: NaiveDateTime,
    actor_id: Option<String>,
    actor: String,
    action: String,
    target: Option<String>,
    details: Json<Value>,
    address: Option<String>,
}

impl AuditRow {
    fn into_entry(self) -> Result<AuditEntry, StorageError> {
        Ok(AuditEntry {
            id: parse("audit_entries.id", &self.id)?,
            at: self.at.and_utc(),
            actor_id: parse_optional("audit_entries.actor_id", self.actor_id.as_deref())?,
            actor: self.actor,
            action: self.action,
            target: self.target,
            details: self.details.0,
            address: self.address,
        })
    }
}

/// Writes an entry.
///
/// # Errors
/// Only those of the database.
pub fn append_audit(conn: &mut AnyConnection, entry: &AuditEntry) -> Result<(), StorageError> {
    let row = AuditRow {
        id: entry.id.to_string(),
        at: stored_time(entry.at),
        actor_id: entry.actor_id.map(|id| id.to_string()),
        actor: entry.actor.clone(),
        action: entry.action.clone(),
        target: entry.target.clone(),
        details: Json(entry.details.clone()),
        address: entry.address.clone(),
    };
    diesel::insert_into(audit_entries::table).values(row).execute(conn)?;
    Ok(())
}

/// Which entries are wanted; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// By this user.
    pub actor: Option<UserId>,
    /// Of this kind.
    pub action: Option<String>,
    /// About this, e.g. `user/<id>`.
    pub target: Option<String>,
    /// From then on.
    pub since: Option<DateTime<Utc>>,
    /// Before then.
    pub until: Option<DateTime<Utc>>,
}

fn filtered<'a>(filter: &AuditFilter) -> audit_entries::BoxedQuery<'a, MultiBackend> {
    let mut query = audit_entries::table.into_boxed();
    if let Some(actor) = filter.actor {
        query = query.filter(audit_entries::actor_id.eq(actor.to_string()));
    }
    if let Some(action) = &filter.action {
        query = query.filter(audit_entries::action.eq(action.clone()));
    }
    if let Some(target) = &filter.target {
        query = query.filter(audit_entries::target.eq(target.clone()));
    }
    if let Some(since) = filter.since {
        query = query.filter(audit_entries::at.ge(stored_time(since)));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit_entries::at.lt(stored_time(until)));
    }
    query
}

/// Lists entries, the latest first.
///
/// # Errors
/// Only those of the database.
pub fn list_audit(
    conn: &mut AnyConnection,
    filter: &AuditFilter,
    page: &PageRequest<()>,
) -> Result<Listing<AuditEntry>, StorageError> {
    let mut query = filtered(filter).select(AuditRow::as_select()).order(audit_entries::id.desc());
    let mut total = None;
    match &page.start {
        Start::Skip(skip) => {
            query = query.offset(i64::from(*skip));
            total = Some(filtered(filter).count().get_result(conn)?);
        }
        Start::After(cursor) => query = query.filter(audit_entries::id.lt(cursor.clone())),
    }
    let rows: Vec<AuditRow> = query.limit(i64::from(page.limit) + 1).load(conn)?;
    let items = rows.into_iter().map(AuditRow::into_entry).collect::<Result<Vec<_>, _>>()?;
    Ok(Listing::new(items, page.limit, total, |entry| Some(entry.id.to_string())))
}
