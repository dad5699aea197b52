use std::time::Duration;

use talewright_domain::UserId;
use talewright_domain::ports::SessionEnd;
use talewright_storage::api_keys;
use talewright_storage::sessions::{self, SessionRecord};
use uuid::Uuid;

use super::{Accounts, Caller, Via};
use crate::error::AppError;

/// How often it is looked whether somebody who watches may still do so: word of it may have been lost.
const LOOK: Duration = Duration::from_secs(15);

/// Resolves when whoever watches live may do so no more: at once when their session or key ends, or by looking at the
/// rows.
pub fn signed_out(accounts: Accounts, caller: Caller) -> impl Future<Output = ()> + Send {
    let right = match &caller.via {
        Via::Session(session) => session.0,
        Via::ApiKey { id, .. } => *id,
    };
    // It listens from now on, and looks first: what ended since they were let in counts.
    let told = accounts.revocations.ended(caller.user.id, right);
    let seen = async move {
        while !matches!(still_valid(&accounts, &caller).await, Err(AppError::NotFound(_))) {
            tokio::time::sleep(LOOK).await;
        }
    };
    async move {
        tokio::select! {
            () = told => {}
            () = seen => {}
        }
    }
}

async fn still_valid(accounts: &Accounts, caller: &Caller) -> Result<(), AppError> {
    let (user, now, via) = (caller.user.id, accounts.clock.now(), caller.via.clone());
    let found = accounts.db.read(move |conn| match via {
        Via::Session(session) => sessions::find_session_user(conn, session.0, user, now).map(|_| ()),
        Via::ApiKey { id, .. } => api_keys::find_api_key(conn, id, now),
    });
    Ok(found.await?)
}

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
