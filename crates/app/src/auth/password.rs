use std::fmt;

use serde_json::json;
use talewright_auth::{SessionId, check_password, fingerprint};
use talewright_domain::ports::SessionEnd;
use talewright_domain::{Email, Invalid, User, UserId, Validator};
use talewright_storage::audit::append_audit;
use talewright_storage::codes::{CodePurpose, find_code_user, take_code};
use talewright_storage::sessions::revoke_sessions_of;
use talewright_storage::users::{
    UserChange, find_user_by_email, find_user_by_id, find_user_with_password, update_user,
};

use super::{Accounts, mails};
use crate::audit::Actor;
use crate::error::AppError;

/// A new password, and the one before it.
#[derive(Clone)]
pub struct PasswordChange {
    /// What it is now, as typed.
    pub current: String,
    /// What it shall be.
    pub new: String,
}

impl fmt::Debug for PasswordChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordChange(…)")
    }
}

/// Changes a password, and ends every session but this one, in every process.
///
/// # Errors
/// [`AppError::Invalid`] when the new one is weak or the current one wrong.
pub async fn change_password(
    accounts: &Accounts,
    actor: &Actor,
    session: SessionId,
    change: PasswordChange,
) -> Result<(), AppError> {
    let (id, now) = (actor.id, accounts.clock.now());
    let (user, hash) = accounts.db.read(move |conn| find_user_with_password(conn, id)).await?;
    check_strength("new_password", &change.new, &user)?;
    if hash.is_empty() {
        let message = "is not set for this account; ask for a link to set one (POST /auth/forgot-password)";
        return Err(Invalid::field("current_password", message).into());
    }
    if !accounts.passwords.verify(change.current, Some(hash)).await? {
        return Err(Invalid::field("current_password", "is wrong").into());
    }
    let hash = accounts.passwords.hash(change.new).await?;
    let entry = actor.entry("account.change_password", Some(format!("user/{id}")), json!({}), now);
    let changed = accounts.db.write(move |conn| {
        let change = UserChange { password_hash: Some(hash), ..UserChange::default() };
        update_user(conn, id, None, change, now)?;
        append_audit(conn, &entry)?;
        revoke_sessions_of(conn, id, Some(session.0), now)
    });
    changed.await?;
    accounts.revocations.announce(SessionEnd::AllOf { user: id, except: Some(session.0) }).await;
    Ok(())
}

/// Sends a link to a new password, if there is an account of this address. The caller learns nothing of that, not even
/// by the time that it takes: the work is done behind its back.
///
/// # Errors
/// [`AppError::MailNotSent`] when this studio cannot send mail at all.
pub fn forgot_password(accounts: &Accounts, email: Email) -> Result<(), AppError> {
    if !accounts.mailer.is_configured() {
        return Err(AppError::MailNotSent(talewright_domain::ports::MailError::NotConfigured.to_string()));
    }
    let accounts = accounts.clone();
    tokio::spawn(async move {
        let found = accounts.db.read(move |conn| find_user_by_email(conn, &email)).await;
        let sent = match found {
            Ok(Some(user)) if user.is_active => mails::send_reset(&accounts, &user).await,
            Ok(_) => Ok(()),
            Err(error) => Err(error.into()),
        };
        if let Err(error) = sent {
            tracing::error!(%error, "a link to a new password was not sent");
        }
    });
    Ok(())
}

/// Sets a new password by the code of a link, once, and ends every session. Whoever has the link has shown that the
/// address is their own.
///
/// # Errors
/// [`AppError::Invalid`] when the password is weak; the code stays good then. [`AppError::BadCode`].
pub async fn reset_password(
    accounts: &Accounts,
    code: &str,
    new: String,
    address: Option<String>,
) -> Result<(), AppError> {
    let (hash, now) = (fingerprint(code), accounts.clock.now());
    let wanted = hash.clone();
    let found = accounts.db.read(move |conn| {
        let id = find_code_user(conn, &wanted, CodePurpose::ResetPassword, now)?;
        find_user_by_id(conn, id)
    });
    // Looked at before it is used up, for the password may be refused; and before hashing, which is dear.
    check_strength("new_password", &new, &found.await.map_err(bad_code)?)?;
    let password_hash = accounts.passwords.hash(new).await?;
    let changed = accounts.db.write(move |conn| {
        let (user, email) = take_code(conn, &hash, CodePurpose::ResetPassword, now).map_err(bad_code)?;
        let id: UserId = user.ok_or(AppError::BadCode)?;
        let user = find_user_by_id(conn, id)?;
        let email_verified = email.as_deref() == Some(user.email.as_str());
        let change =
            UserChange { password_hash: Some(password_hash), email_verified, ..UserChange::default() };
        update_user(conn, id, None, change, now)?;
        let actor = Actor { id, name: user.email.to_string(), address };
        append_audit(
            conn,
            &actor.entry("account.reset_password", Some(format!("user/{id}")), json!({}), now),
        )?;
        revoke_sessions_of(conn, id, None, now)?;
        Ok::<_, AppError>(id)
    });
    let user = changed.await?;
    accounts.revocations.announce(SessionEnd::AllOf { user, except: None }).await;
    Ok(())
}

pub(super) fn bad_code(error: talewright_storage::StorageError) -> AppError {
    match error {
        talewright_storage::StorageError::NotFound(_) => AppError::BadCode,
        other => other.into(),
    }
}

fn check_strength(field: &str, password: &str, user: &User) -> Result<(), Invalid> {
    let known = [Some(user.email.as_str()), user.username.as_deref(), user.full_name.as_deref()];
    let known: Vec<&str> = known.into_iter().flatten().collect();
    let mut v = Validator::new();
    v.check(field, check_password(password, &known));
    v.finish()
}
