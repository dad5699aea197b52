//! Accounts: who somebody is, and for how long.

mod api_keys;
mod authenticate;
mod claim;
mod external;
mod login;
mod logout;
mod mails;
mod password;
mod profile;
mod refresh;
mod register;
mod sessions;
mod verify;

use std::sync::Arc;

use chrono::TimeDelta;
use talewright_auth::{Issued, Passwords, RefreshToken, SessionId, TokenKind, Tokens};
use talewright_domain::ports::{Clock, IdentityProvider, Mailer, Revocations};
use talewright_domain::{CostUsd, User};
use talewright_storage::sessions::{NewSession, insert_session};
use talewright_storage::users::record_login;
use talewright_storage::{AnyConnection, Db, StorageError};

use crate::error::AppError;

pub use api_keys::{ApiKeyRequest, NewApiKey, create_api_key, delete_api_key, list_api_keys};
pub use authenticate::{Caller, Credential, Via, authenticate};
pub use claim::{claim_admin, create_admin, offer_claim_code};
pub use external::{Arrival, arrive, depart};
pub use login::{Credentials, login};
pub use logout::logout;
pub use password::{PasswordChange, change_password, forgot_password, reset_password};
pub use profile::{ProfileChange, update_profile};
pub use refresh::refresh_session;
pub use register::{Registration, register_user};
pub use sessions::{end_session, list_sessions, signed_out};
pub use talewright_storage::sessions::{Device, SessionRecord};
pub use verify::{send_verification, verify_email};

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
    /// Sends letters.
    pub mailer: Arc<dyn Mailer>,
    /// Tells who watches live that a session has ended.
    pub revocations: Arc<dyn Revocations>,
    /// Who else can tell who somebody is.
    pub identity_providers: Vec<Arc<dyn IdentityProvider>>,
    /// Credit that comes with a new account.
    pub welcome: CostUsd,
    /// Where people reach the studio, without a slash at the end: for links in letters.
    pub public_url: String,
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
    async fn sign_in(&self, user: User, device: Device) -> Result<SignedIn, AppError> {
        let now = self.clock.now();
        let refresh = RefreshToken::generate(SessionId::generate());
        let session = NewSession {
            id: refresh.session.0,
            user: user.id,
            refresh_hash: refresh.fingerprint(),
            created_at: now,
            expires_at: now + self.session_lifetime,
            device,
        };
        let stored = self.db.write(move |conn| {
            insert_session(conn, &session)?;
            record_login(conn, session.user, now)
        });
        stored.await?;
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

    /// Gives a new account its credit, in the transaction that makes it.
    fn welcome(&self) -> impl FnOnce(&mut AnyConnection, &User) -> Result<(), StorageError> + Send + use<> {
        use talewright_domain::CreditKind;
        use talewright_storage::credits::{Movement, move_credit};
        let (amount, now) = (self.welcome, self.clock.now());
        move |conn, user| {
            if amount > CostUsd::ZERO {
                let reason = "welcome to Talewright".to_owned();
                let movement = Movement { kind: CreditKind::Welcome, amount, reason, job: None, actor: None };
                move_credit(conn, user.id, &movement, now)?;
            }
            Ok(())
        }
    }
}
