use talewright_auth::RefreshToken;
use talewright_domain::ports::SessionEnd;
use talewright_storage::sessions::{Rotation, rotate_refresh_token};

use super::{Accounts, SignedIn};
use crate::error::AppError;

/// Gives the next tokens for a refresh token, which is good once. One that comes a second time was stolen, or
/// its thief was quicker: the session ends for both.
///
/// # Errors
/// [`AppError::SignedOut`].
pub async fn refresh_session(accounts: &Accounts, token: &str) -> Result<SignedIn, AppError> {
    let presented: RefreshToken = token.parse()?;
    let next = RefreshToken::generate(presented.session);
    let now = accounts.clock.now();
    let expires_at = now + accounts.session_lifetime;
    let (old_hash, new_hash) = (presented.fingerprint(), next.fingerprint());
    let session = presented.session.0;
    let rotation = accounts
        .db
        .write(move |conn| rotate_refresh_token(conn, session, &old_hash, &new_hash, now, expires_at))
        .await?;
    match rotation {
        Rotation::Rotated(user) => accounts.hand_out(*user, next),
        Rotation::Reused => {
            tracing::warn!(%session, "a refresh token was used twice; its session was ended");
            accounts.revocations.announce(SessionEnd::One(session)).await;
            Err(AppError::SignedOut)
        }
        Rotation::Ended => Err(AppError::SignedOut),
    }
}
