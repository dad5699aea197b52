use talewright_domain::UserId;
use talewright_domain::ports::SessionEnd;
use talewright_storage::sessions::{self, SessionRecord};
use uuid::Uuid;

use super::Accounts;
use crate::error::AppError;

/// Where somebody is signed in, the latest first.
///
/// # Errors
/// Only those of the database.
pub async fn list_sessions(accounts: &Accounts, user: UserId) -> Result<Vec<SessionRecord>, AppError> {
    let now = accounts.clock.now();
    Ok(accounts.db.read(move |conn| sessions::list_sessions(conn, user, now)).await?)
}

/// Signs out one of somebody's devices.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn end_session(accounts: &Accounts, user: UserId, id: Uuid) -> Result<(), AppError> {
    let now = accounts.clock.now();
    accounts.db.write(move |conn| sessions::revoke_session_of(conn, user, id, now)).await?;
    accounts.revocations.announce(SessionEnd::One(id)).await;
    Ok(())
}
