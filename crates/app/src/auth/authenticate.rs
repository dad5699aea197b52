use talewright_auth::{SessionId, TokenKind};
use talewright_domain::User;
use talewright_storage::StorageError;
use talewright_storage::sessions::find_session_user;

use super::Accounts;
use crate::error::AppError;

/// Who asks, and by which session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub user: User,
    /// By which session.
    pub session: SessionId,
}

/// Tells who a token belongs to, while its session lasts.
///
/// # Errors
/// [`AppError::SignedOut`].
pub async fn authenticate(accounts: &Accounts, kind: TokenKind, token: &str) -> Result<Caller, AppError> {
    let now = accounts.clock.now();
    let claims = accounts.tokens.verify(kind, token, now)?;
    let found = accounts.db.read(move |conn| find_session_user(conn, claims.sid.0, claims.sub, now)).await;
    match found {
        Ok(user) => Ok(Caller { user, session: claims.sid }),
        Err(StorageError::NotFound(_)) => Err(AppError::SignedOut),
        Err(error) => Err(error.into()),
    }
}
