//! How somebody becomes an administrator who is not made one by another.

use chrono::TimeDelta;
use serde_json::json;
use talewright_auth::{ClaimCode, check_password};
use talewright_domain::account::{Email, Plan, Role};
use talewright_domain::{Id, Invalid, User};
use talewright_storage::audit::append_audit;
use talewright_storage::codes::{CodePurpose, NewCode, delete_codes_for, insert_code, take_code};
use talewright_storage::users::{UserChange, count_admins, find_user_by_email, insert_user, update_user};
use talewright_storage::{Db, StorageError};

use super::Accounts;
use super::password::bad_code;
use crate::audit::Actor;
use crate::error::AppError;
use crate::studio::Studio;

/// How long the code of a start is good.
const CLAIM_LIFETIME: TimeDelta = TimeDelta::days(1);

/// A code for the first administrator of a fresh installation; `None` when there is one already.
///
/// # Errors
/// Only those of the database.
pub async fn offer_claim_code(studio: &Studio) -> Result<Option<ClaimCode>, AppError> {
    if studio.db.read(count_admins).await? > 0 {
        return Ok(None);
    }
    let code = ClaimCode::generate();
    let kept = NewCode {
        hash: code.fingerprint(),
        purpose: CodePurpose::ClaimAdmin,
        user: None,
        email: None,
        expires_at: studio.clock.now() + CLAIM_LIFETIME,
    };
    studio.db.write(move |conn| insert_code(conn, &kept)).await?;
    Ok(Some(code))
}

/// Makes somebody the first administrator by the code that was printed at the start. Every such code is used up then.
///
/// # Errors
/// [`AppError::BadCode`]; also when there is an administrator by now.
pub async fn claim_admin(accounts: &Accounts, actor: &Actor, code: &str) -> Result<User, AppError> {
    let (id, now) = (actor.id, accounts.clock.now());
    let code: ClaimCode = code.parse().map_err(|_| AppError::BadCode)?;
    let hash = code.fingerprint();
    let entry = actor.entry("user.claim_admin", Some(format!("user/{id}")), json!({}), now);
    let claimed = accounts.db.write(move |conn| {
        take_code(conn, &hash, CodePurpose::ClaimAdmin, now).map_err(bad_code)?;
        if count_admins(conn)? > 0 {
            return Err(AppError::BadCode);
        }
        delete_codes_for(conn, CodePurpose::ClaimAdmin)?;
        append_audit(conn, &entry)?;
        Ok(update_user(conn, id, None, administrator(), now)?)
    });
    claimed.await
}

/// Whoever runs a studio is not counted in it.
fn administrator() -> UserChange {
    UserChange { role: Some(Role::Admin), plan: Some(Plan::Enterprise), ..UserChange::default() }
}

/// Makes an administrator from the console: a new account with this password, or the account of this address as it
/// is. Whether it is new.
///
/// # Errors
/// [`AppError::Invalid`] when a new account has no password or a weak one.
pub async fn create_admin(
    db: &Db,
    passwords: &talewright_auth::Passwords,
    email: Email,
    password: Option<String>,
) -> Result<bool, AppError> {
    let now = chrono::Utc::now();
    let wanted = email.clone();
    let found = db.read(move |conn| find_user_by_email(conn, &wanted)).await?;
    let hash = match (&found, password) {
        (Some(_), _) => String::new(),
        (None, Some(password)) => {
            check_password(&password, &[email.as_str()])
                .map_err(|error| Invalid::field("password", error.to_string()))?;
            passwords.hash(password).await?
        }
        (None, None) => return Err(Invalid::field("password", "is missing").into()),
    };
    let is_new = found.is_none();
    let made = db.write(move |conn| {
        let user = match found {
            Some(user) => user,
            None => {
                let user = new_user(email, now);
                insert_user(conn, &user, &hash)?;
                user
            }
        };
        let change = UserChange { is_active: Some(true), ..administrator() };
        update_user(conn, user.id, None, change, now)?;
        append_audit(
            conn,
            &Actor::console().entry("user.create_admin", Some(format!("user/{}", user.id)), json!({}), now),
        )
    });
    made.await.map_err(|error: StorageError| error)?;
    Ok(is_new)
}

fn new_user(email: Email, now: chrono::DateTime<chrono::Utc>) -> User {
    User {
        id: Id::generate(),
        email,
        username: None,
        full_name: None,
        role: Role::User,
        plan: Plan::Free,
        is_active: true,
        email_verified: true,
        created_at: now,
        version: 1,
    }
}
