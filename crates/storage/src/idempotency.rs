//! Answers by the client's idempotency keys, so that a repeated request is answered and not repeated.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde_json::Value;
use talewright_domain::UserId;

use crate::columns::{Json, stored_time};
use crate::connection::AnyConnection;
use crate::error::StorageError;
use crate::schema::idempotency_keys;

/// How long a key is remembered.
const MEMORY: TimeDelta = TimeDelta::hours(24);

/// A request as its idempotency key knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotentRequest {
    /// Who asks.
    pub user: UserId,
    /// The client's `Idempotency-Key`.
    pub key: String,
    /// The operation, e.g. `create_story`.
    pub operation: String,
    /// SHA-256 of the body.
    pub body_hash: String,
}

/// What is known about a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Earlier {
    /// Nothing: do it, and store the answer in the same transaction.
    New,
    /// It was done: give this answer again.
    Answered(Value),
    /// The key was used for another operation or another body.
    OtherRequest,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency_keys)]
struct KeyRow {
    user_id: String,
    key: String,
    operation: String,
    body_hash: String,
    answer: Json<Value>,
    created_at: NaiveDateTime,
}

/// Looks a key up. Keys older than a day are forgotten.
///
/// # Errors
/// Only those of the database.
pub fn find_answer(
    conn: &mut AnyConnection,
    request: &IdempotentRequest,
    now: DateTime<Utc>,
) -> Result<Earlier, StorageError> {
    let row: Option<KeyRow> = idempotency_keys::table
        .find((request.user.to_string(), request.key.clone()))
        .filter(idempotency_keys::created_at.gt(stored_time(now - MEMORY)))
        .select(KeyRow::as_select())
        .first(conn)
        .optional()?;
    Ok(match row {
        None => Earlier::New,
        Some(row) if row.operation == request.operation && row.body_hash == request.body_hash => {
            Earlier::Answered(row.answer.0)
        }
        Some(_) => Earlier::OtherRequest,
    })
}

/// Stores the answer of a request, in the transaction that did what it tells of.
///
/// # Errors
/// [`StorageError::Conflict`] on `idempotency_keys_user_id_key` when the same key was answered in the meantime:
/// nothing of this transaction may stay; look the key up again.
pub fn insert_answer(
    conn: &mut AnyConnection,
    request: &IdempotentRequest,
    answer: Value,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let row = KeyRow {
        user_id: request.user.to_string(),
        key: request.key.clone(),
        operation: request.operation.clone(),
        body_hash: request.body_hash.clone(),
        answer: Json(answer),
        created_at: stored_time(now),
    };
    let same_key = idempotency_keys::table.find((row.user_id.clone(), row.key.clone()));
    diesel::delete(same_key.filter(idempotency_keys::created_at.le(stored_time(now - MEMORY))))
        .execute(conn)?;
    diesel::insert_into(idempotency_keys::table).values(row).execute(conn)?;
    Ok(())
}

/// Forgets keys older than a day; the number of keys.
///
/// # Errors
/// Only those of the database.
pub fn delete_expired_keys(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<usize, StorageError> {
    let expired = idempotency_keys::table.filter(idempotency_keys::created_at.le(stored_time(now - MEMORY)));
    Ok(diesel::delete(expired).execute(conn)?)
}
