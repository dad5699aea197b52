use talewright_auth::SessionId;
use talewright_domain::ports::SessionEnd;
use talewright_storage::sessions::revoke_session;

use super::Accounts;
use crate::error::AppError;

/// Ends a session: its access tokens, its cookie and its refresh tokens stop working at once, in every process; live
/// streams that it opened end.
///
/// # Errors
/// Only those of the database.
pub async fn logout(accounts: &Accounts, session: SessionId) -> Result<(), AppError> {
    let now = accounts.clock.now();
    accounts.db.write(move |conn| revoke_session(conn, session.0, now)).await?;
    accounts.revocations.announce(SessionEnd::One(session.0)).await;
    Ok(())
}
