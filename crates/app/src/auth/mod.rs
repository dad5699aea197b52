//! Accounts: who somebody is, and for how long.

mod authenticate;
mod login;
mod logout;
mod refresh;
mod register;

use std::sync::Arc;

use chrono::TimeDelta;
use talewright_auth::{Issued, Passwords, RefreshToken, SessionId, TokenKind, Tokens};
use talewright_domain::User;
use talewright_domain::ports::Clock;
use talewright_storage::Db;
use talewright_storage::sessions::{NewSession, insert_session};

use crate::error::AppError;

pub use authenticate::{Caller, authenticate};
pub use login::{Credentials, login};
pub use logout::logout;
pub use refresh::refresh_session;
pub use register::{Registration, register_user};

/// What the use cases of accounts reach for.
#[derive(Clone)]
pub struct Accounts {
    /// The rows.
    pub db: Db,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Hashes and checks.
    pub passwords: Passwords,
    /// Signs and verifies.
    pub tokens: Tokens,
    /// How long an access token works.
    pub access_lifetime: TimeDelta,
    /// How long a session lasts that nobody refreshes; also how long its cookie works.
    pub session_lifetime: TimeDelta,
}

/// Somebody who has just signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub user: User,
    /// For the `Authorization` header.
    pub access: Issued,
    /// For the next access token; good once.
    pub refresh: RefreshToken,
    /// For the browser.
    pub cookie: Issued,
}

impl Accounts {
    /// Opens a session.
    async fn sign_in(&self, user: User) -> Result<SignedIn, AppError> {
        let now = self.clock.now();
        let refresh = RefreshToken::generate(SessionId::generate());
        let session = NewSession {
            id: refresh.session.0,
            user: user.id,
            refresh_hash: refresh.fingerprint(),
            created_at: now,
            expires_at: now + self.session_lifetime,
        };
        self.db.write(move |conn| insert_session(conn, &session)).await?;
        self.hand_out(user, refresh)
    }

    /// Makes the tokens of a session.
    fn hand_out(&self, user: User, refresh: RefreshToken) -> Result<SignedIn, AppError> {
        let now = self.clock.now();
        let issue = |kind, lifetime| self.tokens.issue(kind, user.id, refresh.session, now, lifetime);
        let access = issue(TokenKind::Access, self.access_lifetime)?;
        let cookie = issue(TokenKind::Cookie, self.session_lifetime)?;
        Ok(SignedIn { user, access, refresh, cookie })
    }
}
