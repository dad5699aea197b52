//! One-time codes: links in mails, and the code that makes the first administrator.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use talewright_domain::{Email, UserId};

use crate::columns::{parse_optional, stored_time};
use crate::connection::AnyConnection;
use crate::error::StorageError;
use crate::schema::one_time_codes;

/// What a code is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodePurpose {
    /// Set a new password.
    ResetPassword,
    /// Show that an address is one's own.
    VerifyEmail,
    /// Become the first administrator.
    ClaimAdmin,
}

impl CodePurpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::ResetPassword => "reset_password",
            Self::VerifyEmail => "verify_email",
            Self::ClaimAdmin => "claim_admin",
        }
    }
}

/// A code to be kept, under its fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCode {
    /// The fingerprint.
    pub hash: String,
    /// What it is good for.
    pub purpose: CodePurpose,
    /// Whose it is.
    pub user: Option<UserId>,
    /// The address that it was sent to.
    pub email: Option<Email>,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

/// Keeps a code. Earlier ones of the same user for the same purpose stop working.
///
/// # Errors
/// Only those of the database.
pub fn insert_code(conn: &mut AnyConnection, code: &NewCode) -> Result<(), StorageError> {
    if let Some(user) = code.user {
        let earlier = one_time_codes::table
            .filter(one_time_codes::user_id.eq(user.to_string()))
            .filter(one_time_codes::purpose.eq(code.purpose.as_str()));
        diesel::delete(earlier).execute(conn)?;
    }
    diesel::insert_into(one_time_codes::table)
        .values((
            one_time_codes::hash.eq(&code.hash),
            one_time_codes::purpose.eq(code.purpose.as_str()),
            one_time_codes::user_id.eq(code.user.map(|id| id.to_string())),
            one_time_codes::email.eq(code.email.as_ref().map(Email::as_str)),
            one_time_codes::expires_at.eq(stored_time(code.expires_at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whose a code is that is good, without using it up.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn find_code_user(
    conn: &mut AnyConnection,
    hash: &str,
    purpose: CodePurpose,
    now: DateTime<Utc>,
) -> Result<UserId, StorageError> {
    let user: Option<Option<String>> = one_time_codes::table
        .find(hash)
        .filter(one_time_codes::purpose.eq(purpose.as_str()))
        .filter(one_time_codes::expires_at.gt(stored_time(now)))
        .select(one_time_codes::user_id)
        .first(conn)
        .optional()?;
    let user = parse_optional("one_time_codes.user_id", user.flatten().as_deref())?;
    user.ok_or(StorageError::NotFound("code"))
}

/// Uses a code up: whose it was and what it was sent to.
///
/// # Errors
/// [`StorageError::NotFound`] when there is none, or its time is over.
pub fn take_code(
    conn: &mut AnyConnection,
    hash: &str,
    purpose: CodePurpose,
    now: DateTime<Utc>,
) -> Result<(Option<UserId>, Option<String>), StorageError> {
    let row = one_time_codes::table.find(hash).filter(one_time_codes::purpose.eq(purpose.as_str()));
    let found: Option<(Option<String>, Option<String>, NaiveDateTime)> = diesel::delete(row)
        .returning((one_time_codes::user_id, one_time_codes::email, one_time_codes::expires_at))
        .get_result(conn)
        .optional()?;
    match found {
        Some((user, email, expires_at)) if expires_at > stored_time(now) => {
            Ok((parse_optional("one_time_codes.user_id", user.as_deref())?, email))
        }
        _ => Err(StorageError::NotFound("code")),
    }
}

/// Forgets every code for a purpose.
///
/// # Errors
/// Only those of the database.
pub fn delete_codes_for(conn: &mut AnyConnection, purpose: CodePurpose) -> Result<(), StorageError> {
    let all = one_time_codes::table.filter(one_time_codes::purpose.eq(purpose.as_str()));
    diesel::delete(all).execute(conn)?;
    Ok(())
}

/// Forgets codes whose time is over; the number of them.
///
/// # Errors
/// Only those of the database.
pub fn delete_expired_codes(conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<usize, StorageError> {
    let expired = one_time_codes::table.filter(one_time_codes::expires_at.le(stored_time(now)));
    Ok(diesel::delete(expired).execute(conn)?)
}
