//! Who somebody is at Google or GitHub, and who is on the way there.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use talewright_domain::ports::ExternalIdentity;
use talewright_domain::{User, UserId};

use crate::columns::stored_time;
use crate::connection::AnyConnection;
use crate::error::StorageError;
use crate::schema::{departures, identities, users};
use crate::users::UserRow;

/// What must be known when somebody comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDeparture {
    /// The fingerprint of the state.
    pub state_hash: String,
    /// Where they went.
    pub provider: String,
    /// The token belongs to this departure.
    pub nonce: String,
    /// PKCE's secret.
    pub verifier: String,
    /// Until when they may come back.
    pub expires_at: DateTime<Utc>,
}

/// Keeps a departure.
///
/// # Errors
/// Only those of the database.
pub fn insert_departure(conn: &mut AnyConnection, departure: &StoredDeparture) -> Result<(), StorageError> {
    diesel::insert_into(departures::table)
        .values((
            departures::state_hash.eq(&departure.state_hash),
            departures::provider.eq(&departure.provider),
            departures::nonce.eq(&departure.nonce),
            departures::verifier.eq(&departure.verifier),
            departures::expires_at.eq(stored_time(departure.expires_at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Uses a departure up: whoever comes back a second time finds nothing.
///
/// # Errors
/// [`StorageError::NotFound`] when there is none to this place, or its time is over.
pub fn take_departure(
    conn: &mut AnyConnection,
    state_hash: &str,
    provider: &str,
    now: DateTime<Utc>,
) -> Result<StoredDeparture, StorageError> {
    let row = departures::table.find(state_hash).filter(departures::provider.eq(provider));
    let found: Option<(String, String, NaiveDateTime)> = diesel::delete(row)
        .returning((departures::nonce, departures::verifier, departures::expires_at))
        .get_result(conn)
        .optional()?;
    match found {
        Some((nonce, verifier, expires_at)) if expires_at > stored_time(now) => Ok(StoredDeparture {
            state_hash: state_hash.to_owned(),
            provider: provider.to_owned(),
            nonce,
            verifier,
            expires_at: expires_at.and_utc(),
        }),
        _ => Err(StorageError::NotFound("sign-in")),
    }
}

/// Forgets who did not come back; the number of them.
///
/// # Errors
/// Only those of the database.
pub fn delete_expired_departures(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
) -> Result<usize, StorageError> {
    let expired = departures::table.filter(departures::expires_at.le(stored_time(now)));
    Ok(diesel::delete(expired).execute(conn)?)
}

/// Who has this identity here.
///
/// # Errors
/// Only those of the database.
pub fn find_user_by_identity(
    conn: &mut AnyConnection,
    provider: &str,
    subject: &str,
) -> Result<Option<User>, StorageError> {
    let row: Option<UserRow> = identities::table
        .inner_join(users::table)
        .filter(identities::provider.eq(provider))
        .filter(identities::subject.eq(subject))
        .select(UserRow::as_select())
        .first(conn)
        .optional()?;
    row.map(UserRow::into_user).transpose()
}

/// Gives a user an identity.
///
/// # Errors
/// [`StorageError::Conflict`] when somebody has it.
pub fn insert_identity(
    conn: &mut AnyConnection,
    user: UserId,
    identity: &ExternalIdentity,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(identities::table)
        .values((
            identities::provider.eq(identity.provider),
            identities::subject.eq(&identity.subject),
            identities::user_id.eq(user.to_string()),
            identities::email.eq(identity.email.as_str()),
            identities::created_at.eq(stored_time(now)),
        ))
        .execute(conn)?;
    Ok(())
}
