//! The letters, and the codes in them.

use chrono::TimeDelta;
use talewright_auth::OneTimeCode;
use talewright_domain::User;
use talewright_domain::ports::Mail;
use talewright_storage::codes::{CodePurpose, NewCode, insert_code};

use super::Accounts;
use crate::error::AppError;

/// How long a link to a new password works.
const RESET_LIFETIME: TimeDelta = TimeDelta::hours(1);
/// How long a link to verify an address works.
const VERIFY_LIFETIME: TimeDelta = TimeDelta::days(3);

/// Sends a link by which somebody can set a new password.
pub(super) async fn send_reset(accounts: &Accounts, user: &User) -> Result<(), AppError> {
    let code = keep_code(accounts, user, CodePurpose::ResetPassword, RESET_LIFETIME).await?;
    let link = format!("{}/reset-password#{code}", accounts.public_url);
    let text = format!(
        "Hello{},\n\nsomebody asked for a new password for your account at Talewright. If that was you, choose one \
         here within an hour:\n\n{link}\n\nIf it was not you, nothing has changed and you need not do anything.\n",
        greeting(user)
    );
    send(accounts, user, "Choose a new password", text).await
}

/// Sends a link by which somebody shows that an address is their own.
pub(super) async fn send_verification(accounts: &Accounts, user: &User) -> Result<(), AppError> {
    let code = keep_code(accounts, user, CodePurpose::VerifyEmail, VERIFY_LIFETIME).await?;
    let link = format!("{}/verify-email#{code}", accounts.public_url);
    let text = format!(
        "Hello{},\n\nwelcome to Talewright. Please confirm that this address is yours, within three days:\n\n{link}\n\n\
         If you have no account there, somebody mistyped an address, and you need not do anything.\n",
        greeting(user)
    );
    send(accounts, user, "Confirm your address", text).await
}

fn greeting(user: &User) -> String {
    user.full_name.as_ref().map(|name| format!(" {name}")).unwrap_or_default()
}

async fn keep_code(
    accounts: &Accounts,
    user: &User,
    purpose: CodePurpose,
    lifetime: TimeDelta,
) -> Result<String, AppError> {
    let code = OneTimeCode::generate();
    let kept = NewCode {
        hash: code.fingerprint(),
        purpose,
        user: Some(user.id),
        email: Some(user.email.clone()),
        expires_at: accounts.clock.now() + lifetime,
    };
    accounts.db.write(move |conn| insert_code(conn, &kept)).await?;
    Ok(code.text().to_owned())
}

async fn send(accounts: &Accounts, user: &User, subject: &str, text: String) -> Result<(), AppError> {
    let mail = Mail { to: user.email.clone(), subject: subject.to_owned(), text };
    accounts.mailer.send(mail).await.map_err(|error| AppError::MailNotSent(error.to_string()))
}
