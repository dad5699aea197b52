use chrono::TimeDelta;
use talewright_auth::{ApiKey, SessionId, TokenKind};
use talewright_domain::{Scope, User};
use talewright_storage::StorageError;
use talewright_storage::api_keys::{find_api_key_user, touch_api_key};
use talewright_storage::sessions::{find_session_user, touch_session};
use uuid::Uuid;

use super::Accounts;
use crate::error::AppError;

/// That something is in use is written down at most this often.
const TOUCH: TimeDelta = TimeDelta::minutes(5);

/// What somebody shows.
#[derive(Clone)]
pub enum Credential {
    /// An access token or the browser's cookie.
    Token(TokenKind, String),
    /// A key for programs.
    ApiKey(String),
}

/// Who asks, and by what right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub user: User,
    /// By what right.
    pub via: Via,
}

/// By what right somebody asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    /// A person who has signed in: whatever its user may.
    Session(SessionId),
    /// A program with a key: what the key may of it.
    ApiKey {
        /// The key.
        id: Uuid,
        /// What it may do.
        scopes: Vec<Scope>,
    },
}

impl Via {
    /// Whether this may be done.
    #[must_use]
    pub fn allows(&self, scope: Scope) -> bool {
        match self {
            Self::Session(_) => true,
            Self::ApiKey { scopes, .. } => scopes.contains(&scope),
        }
    }
}

/// Tells who somebody is, while the session lasts or the key is good.
///
/// # Errors
/// [`AppError::SignedOut`].
pub async fn authenticate(accounts: &Accounts, credential: Credential) -> Result<Caller, AppError> {
    let found = match credential {
        Credential::Token(kind, token) => by_token(accounts, kind, &token).await,
        Credential::ApiKey(text) => by_key(accounts, &text).await,
    };
    match found {
        Err(AppError::NotFound(_)) => Err(AppError::SignedOut),
        other => other,
    }
}

async fn by_token(accounts: &Accounts, kind: TokenKind, token: &str) -> Result<Caller, AppError> {
    let now = accounts.clock.now();
    let claims = accounts.tokens.verify(kind, token, now)?;
    let session = claims.sid.0;
    let found = accounts.db.read(move |conn| find_session_user(conn, session, claims.sub, now));
    let (user, last_used) = found.await?;
    if now - last_used > TOUCH {
        accounts.db.write(move |conn| touch_session(conn, session, now)).await?;
    }
    Ok(Caller { user, via: Via::Session(claims.sid) })
}

async fn by_key(accounts: &Accounts, text: &str) -> Result<Caller, AppError> {
    let now = accounts.clock.now();
    let key: ApiKey = text.parse().map_err(|_| AppError::SignedOut)?;
    let (id, fingerprint) = (key.id(), key.fingerprint());
    let found = accounts.db.read(move |conn| find_api_key_user(conn, id, &fingerprint, now));
    let (user, info) = found.await?;
    if info.last_used_at.is_none_or(|used| now - used > TOUCH) {
        let touched = accounts.db.write(move |conn| touch_api_key(conn, id, now));
        touched.await.map_err(|error: StorageError| error)?;
    }
    Ok(Caller { user, via: Via::ApiKey { id, scopes: info.scopes } })
}
