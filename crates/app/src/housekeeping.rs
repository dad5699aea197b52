//! What nobody asks for and somebody must do now and then.

use talewright_storage::{StorageError, codes, idempotency, identities, sessions};

use crate::error::AppError;
use crate::stories;
use crate::studio::Studio;

/// What was thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Files that belonged to nothing.
    pub files: usize,
    /// Sessions that nobody can use any more.
    pub sessions: usize,
    /// Answers that were kept for repeated requests, older than a day.
    pub answers: usize,
}

/// Deletes what has expired and the files that a crash left without a row.
///
/// # Errors
/// The database or the files cannot be reached; the next time will do.
pub async fn keep_house(studio: &Studio) -> Result<Swept, AppError> {
    let now = studio.clock.now();
    let (sessions, answers) = studio
        .db
        .write(move |conn| {
            let sessions = sessions::delete_expired_sessions(conn, now)?;
            codes::delete_expired_codes(conn, now)?;
            identities::delete_expired_departures(conn, now)?;
            Ok::<_, StorageError>((sessions, idempotency::delete_expired_keys(conn, now)?))
        })
        .await?;
    let files = stories::sweep_orphans(studio).await?;
    Ok(Swept { files, sessions, answers })
}
