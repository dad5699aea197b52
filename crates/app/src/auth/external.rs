//! Signing in with Google and GitHub.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::json;
use talewright_auth::fingerprint;
use talewright_domain::account::{Plan, Role};
use talewright_domain::ports::{Departure, ExternalIdentity, IdentityError, IdentityProvider};
use talewright_domain::{Id, User};
use talewright_storage::AnyConnection;
use talewright_storage::audit::append_audit;
use talewright_storage::identities::{
    StoredDeparture, find_user_by_identity, insert_departure, insert_identity, take_departure,
};
use talewright_storage::users::{find_user_by_email, insert_user};

use super::{Accounts, Device, SignedIn};
use crate::audit::Actor;
use crate::error::AppError;

/// How long somebody may be away.
const AWAY: TimeDelta = TimeDelta::minutes(10);

/// What somebody brings back.
#[derive(Clone)]
pub struct Arrival {
    /// Where they were: `google`, `github`.
    pub provider: String,
    /// Our address that they came back to.
    pub callback: String,
    /// The service's code.
    pub code: String,
    /// The state in the address.
    pub state: String,
    /// The state that this browser was given at its departure.
    pub known_state: Option<String>,
}

fn provider(accounts: &Accounts, name: &str) -> Result<Arc<dyn IdentityProvider>, AppError> {
    let found = accounts.identity_providers.iter().find(|provider| provider.name() == name);
    found.cloned().ok_or(AppError::NotFound("way to sign in"))
}

/// Sends somebody to a service: the address to go to, and the state that their browser is to bring back.
///
/// # Errors
/// [`AppError::NotFound`] when the service is not configured; [`AppError::Upstream`].
pub async fn depart(accounts: &Accounts, name: &str, callback: &str) -> Result<Departure, AppError> {
    let provider = provider(accounts, name)?;
    let departure = provider.depart(callback).await?;
    let stored = StoredDeparture {
        state_hash: fingerprint(&departure.state),
        provider: name.to_owned(),
        nonce: departure.nonce.clone(),
        verifier: departure.verifier.clone(),
        expires_at: accounts.clock.now() + AWAY,
    };
    accounts.db.write(move |conn| insert_departure(conn, &stored)).await?;
    Ok(departure)
}

/// Signs somebody in who comes back from a service. The state must be the one that this very browser left with, and is
/// good once.
///
/// # Errors
/// [`AppError::BadCode`] for what is foreign, used or forged; [`AppError::Conflict`] when the address belongs to an
/// account that has never shown that it is its own; [`AppError::Upstream`].
pub async fn arrive(accounts: &Accounts, arrival: Arrival, device: Device) -> Result<SignedIn, AppError> {
    let Arrival { provider: name, callback, code, state, known_state } = arrival;
    let provider = provider(accounts, &name)?;
    if known_state.as_deref() != Some(state.as_str()) {
        return Err(AppError::BadCode);
    }
    let (hash, now) = (fingerprint(&state), accounts.clock.now());
    let taken = accounts.db.write(move |conn| take_departure(conn, &hash, &name, now));
    let stored = taken.await.map_err(super::password::bad_code)?;
    let departure = Departure { url: String::new(), state, nonce: stored.nonce, verifier: stored.verifier };
    let identity = provider.arrive(&callback, &code, &departure).await?;
    let (welcome, address) = (accounts.welcome(), device.address.clone());
    let found = accounts.db.write(move |conn| {
        let (user, is_new) = find_or_link(conn, &identity, now)?;
        if !user.is_active {
            return Err(AppError::WrongCredentials);
        }
        if is_new {
            welcome(conn, &user)?;
        }
        let actor = Actor { id: user.id, name: user.email.to_string(), address };
        let details = json!({"provider": identity.provider});
        append_audit(
            conn,
            &actor.entry("account.external_sign_in", Some(format!("user/{}", user.id)), details, now),
        )?;
        Ok::<_, AppError>(user)
    });
    accounts.sign_in(found.await?, device).await
}

/// Whose identity it is: known, or that of the account with the same address when both sides have verified it, or new.
fn find_or_link(
    conn: &mut AnyConnection,
    identity: &ExternalIdentity,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(User, bool), AppError> {
    if let Some(user) = find_user_by_identity(conn, identity.provider, &identity.subject)? {
        return Ok((user, false));
    }
    let (user, is_new) = match find_user_by_email(conn, &identity.email)? {
        Some(user) if user.email_verified => (user, false),
        // Somebody may have registered with an address that is not theirs, to be linked to its owner one day.
        Some(_) => {
            return Err(AppError::conflict(
                "address_not_verified",
                "there is an account with this address that never confirmed it; sign in with its password and \
                 confirm the address, or set a new password by mail, then try again",
            ));
        }
        None => {
            let user = User {
                id: Id::generate(),
                email: identity.email.clone(),
                username: None,
                full_name: identity.full_name.clone(),
                role: Role::User,
                plan: Plan::Free,
                is_active: true,
                email_verified: true,
                created_at: now,
                version: 1,
            };
            insert_user(conn, &user, "")?;
            (user, true)
        }
    };
    insert_identity(conn, user.id, identity, now)?;
    Ok((user, is_new))
}

impl From<IdentityError> for AppError {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::Refused(cause) => {
                tracing::warn!(cause, "signing in with another service was refused");
                Self::BadCode
            }
            IdentityError::UnverifiedAddress => {
                Self::Forbidden { code: "address_not_verified_there", message: error.to_string() }
            }
            IdentityError::Unavailable(cause) => Self::Upstream(cause),
        }
    }
}
