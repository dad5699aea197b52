use talewright_domain::{Invalid, User, UserId, Validator};
use talewright_storage::users::{UserChange, update_user};

use super::Accounts;
use super::register::{check_username, taken};
use crate::error::AppError;

/// What is to be different about one's own profile; what is `None` stays, an empty text takes it away. Role, plan and
/// address are not among them.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    /// Another name to sign in with.
    pub username: Option<String>,
    /// Another name to be called by.
    pub full_name: Option<String>,
}

/// Changes one's own profile, if `expected` is still its version.
///
/// # Errors
/// [`AppError::Invalid`], [`AppError::Stale`], [`AppError::Conflict`] when the name is taken.
pub async fn update_profile(
    accounts: &Accounts,
    user: UserId,
    expected: Option<i64>,
    change: ProfileChange,
) -> Result<User, AppError> {
    let now = accounts.clock.now();
    let change = parse(change)?;
    let updated = accounts.db.write(move |conn| update_user(conn, user, expected, change, now));
    updated.await.map_err(taken)
}

fn parse(change: ProfileChange) -> Result<UserChange, Invalid> {
    let mut v = Validator::new();
    let username = change.username.map(|name| {
        let name = v.optional_text("username", Some(&name), 32);
        check_username(&mut v, name.as_deref());
        name
    });
    let full_name =
        change.full_name.map(|name| v.optional_text("full_name", Some(&name), super::register::MAX_NAME));
    v.finish()?;
    Ok(UserChange { username, full_name, ..UserChange::default() })
}
