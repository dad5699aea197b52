use talewright_storage::users::find_user_by_email_or_username;

use super::{Accounts, Device, SignedIn};
use crate::error::AppError;

/// What somebody gives to sign in.
#[derive(Clone)]
pub struct Credentials {
    /// The e-mail address or the user name.
    pub name: String,
    /// The password, as typed.
    pub password: String,
}

/// Signs in. It takes the same time, and fails in the same words, whether or not there is such a user.
///
/// # Errors
/// [`AppError::WrongCredentials`]; [`AppError::Busy`] when too many people sign in.
pub async fn login(
    accounts: &Accounts,
    credentials: Credentials,
    device: Device,
) -> Result<SignedIn, AppError> {
    let Credentials { name, password } = credentials;
    let found = accounts.db.read(move |conn| find_user_by_email_or_username(conn, &name)).await?;
    let (user, hash) = found.unzip();
    let is_right = accounts.passwords.verify(password, hash).await?;
    match user {
        Some(user) if is_right && user.is_active => accounts.sign_in(user, device).await,
        _ => Err(AppError::WrongCredentials),
    }
}
