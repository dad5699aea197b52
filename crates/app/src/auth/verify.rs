use talewright_auth::fingerprint;
use talewright_domain::User;
use talewright_domain::ports::MailError;
use talewright_storage::codes::{CodePurpose, take_code};
use talewright_storage::users::{UserChange, find_user_by_id, update_user};

use super::password::bad_code;
use super::{Accounts, mails};
use crate::error::AppError;

/// Sends a link by which somebody shows that their address is their own. Nothing is sent where that is known.
///
/// # Errors
/// [`AppError::MailNotSent`] when this studio cannot send mail.
pub async fn send_verification(accounts: &Accounts, user: &User) -> Result<(), AppError> {
    if user.email_verified {
        return Ok(());
    }
    if !accounts.mailer.is_configured() {
        return Err(AppError::MailNotSent(MailError::NotConfigured.to_string()));
    }
    mails::send_verification(accounts, user).await
}

/// Takes the code of such a link, once.
///
/// # Errors
/// [`AppError::BadCode`], also when the address was changed since.
pub async fn verify_email(accounts: &Accounts, code: &str) -> Result<(), AppError> {
    let (hash, now) = (fingerprint(code), accounts.clock.now());
    let verified = accounts.db.write(move |conn| {
        let (user, email) = take_code(conn, &hash, CodePurpose::VerifyEmail, now).map_err(bad_code)?;
        let user = find_user_by_id(conn, user.ok_or(AppError::BadCode)?)?;
        if email.as_deref() != Some(user.email.as_str()) {
            return Err(AppError::BadCode);
        }
        let change = UserChange { email_verified: true, ..UserChange::default() };
        update_user(conn, user.id, None, change, now)?;
        Ok(())
    });
    verified.await
}
