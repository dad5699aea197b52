use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use talewright_auth::ApiKey;
use talewright_domain::ports::SessionEnd;
use talewright_domain::{ApiKeyInfo, Invalid, Scope, UserId, Validator};
use talewright_storage::api_keys::{self, count_api_keys, insert_api_key};
use talewright_storage::audit::append_audit;
use uuid::Uuid;

use super::Accounts;
use crate::audit::Actor;
use crate::error::AppError;
use crate::idempotency::{Once, Outcome, do_once};

/// Most keys of one user.
const MOST_KEYS: i64 = 50;
/// Days that a key lives when nobody says how long.
const DEFAULT_DAYS: i64 = 90;
/// Most days of a key.
const MOST_DAYS: i64 = 730;

/// A key as it is asked for.
#[derive(Debug, Clone, Default)]
pub struct ApiKeyRequest {
    /// What it is for.
    pub name: String,
    /// What it may do: names of scopes.
    pub scopes: Vec<String>,
    /// Days until it stops working.
    pub expires_in_days: Option<i64>,
}

impl ApiKeyRequest {
    fn parse(self, now: DateTime<Utc>) -> Result<(String, Vec<Scope>, DateTime<Utc>), Invalid> {
        let mut v = Validator::new();
        let name = v.text("name", &self.name, 100);
        let mut scopes = Vec::new();
        for (index, scope) in self.scopes.iter().enumerate() {
            let parsed: Result<Scope, _> = scope.parse();
            let known = Scope::ALL.map(Scope::as_str).join(", ");
            let parsed = parsed.map_err(|_| format!("is unknown; use {known}"));
            let scope = v.check(&format!("scopes[{index}]"), parsed);
            scopes.extend(scope.filter(|scope| !scopes.contains(scope)));
        }
        if self.scopes.is_empty() {
            v.error("scopes", "must name at least one scope");
        }
        let days = self.expires_in_days.unwrap_or(DEFAULT_DAYS);
        if !(1..=MOST_DAYS).contains(&days) {
            v.error("expires_in_days", format!("must be 1 to {MOST_DAYS}"));
        }
        v.finish()?;
        Ok((name, scopes, now + TimeDelta::days(days)))
    }
}

/// A key just made.
#[derive(Clone)]
pub struct NewApiKey {
    /// What is known of it later.
    pub info: ApiKeyInfo,
    /// The key itself: shown once, stored nowhere.
    pub secret: String,
}

impl fmt::Debug for NewApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NewApiKey").field(&self.info).finish()
    }
}

/// Makes a key.
///
/// # Errors
/// [`AppError::Invalid`]; [`AppError::Conflict`] when there are too many.
pub async fn create_api_key(
    accounts: &Accounts,
    actor: &Actor,
    request: ApiKeyRequest,
    once: Option<Once<NewApiKey>>,
) -> Result<Outcome<NewApiKey>, AppError> {
    let (owner, now) = (actor.id, accounts.clock.now());
    let (name, scopes, expires_at) = request.parse(now)?;
    let key = ApiKey::generate();
    let (secret, fingerprint) = (key.text().to_owned(), key.fingerprint());
    let info = ApiKeyInfo {
        id: key.id(),
        owner,
        name,
        hint: key.hint().to_owned(),
        scopes,
        created_at: now,
        expires_at: Some(expires_at),
        last_used_at: None,
    };
    let details = json!({"name": info.name, "scopes": info.scopes});
    let entry = actor.entry("api_key.create", Some(format!("api_key/{}", info.id)), details, now);
    do_once(&accounts.db, now, once, move |conn| {
        if count_api_keys(conn, owner)? >= MOST_KEYS {
            let message = format!("you have {MOST_KEYS} keys already; delete one first");
            return Err(AppError::conflict("too_many_keys", message));
        }
        insert_api_key(conn, &info, &fingerprint)?;
        append_audit(conn, &entry)?;
        Ok(NewApiKey { info, secret })
    })
    .await
}

/// The keys of a user, the latest first.
///
/// # Errors
/// Only those of the database.
pub async fn list_api_keys(accounts: &Accounts, user: UserId) -> Result<Vec<ApiKeyInfo>, AppError> {
    Ok(accounts.db.read(move |conn| api_keys::list_api_keys(conn, user)).await?)
}

/// Deletes a key: it stops working at once.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn delete_api_key(accounts: &Accounts, actor: &Actor, id: Uuid) -> Result<(), AppError> {
    let (owner, now) = (actor.id, accounts.clock.now());
    let entry = actor.entry("api_key.delete", Some(format!("api_key/{id}")), json!({}), now);
    let deleted = accounts.db.write(move |conn| {
        api_keys::delete_api_key(conn, owner, id)?;
        append_audit(conn, &entry)
    });
    deleted.await?;
    // For whoever watches live with it, a key is a session.
    accounts.revocations.announce(SessionEnd::One(id)).await;
    Ok(())
}
