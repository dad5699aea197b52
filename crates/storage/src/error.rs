//! What can go wrong with a query, in words that do not mention Diesel.

use diesel::ConnectionError;
use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};

/// Why something could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no such row, or it is somebody else's.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// An administrator has hidden it, for this reason.
    #[error("an administrator has hidden this: {0}")]
    Hidden(String),
    /// Something unique is there already. `constraint` is `table_column`, e.g. `users_email`.
    #[error("{constraint} must be unique and exists already")]
    Conflict {
        /// The violated constraint.
        constraint: String,
    },
    /// Somebody else changed the row in the meantime.
    #[error("version {expected} was expected, but version {found} is stored; read it again and repeat")]
    VersionMismatch {
        /// What the writer had read.
        expected: i64,
        /// What is stored.
        found: i64,
    },
    /// Somebody else began something in the same moment: the whole transaction is to be repeated, and will find it.
    #[error("somebody else was quicker; try again")]
    Overtaken,
    /// The database is away, busy, or its disk is full: the same query may succeed later.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The address of the database cannot be read.
    #[error("DATABASE_URL must be sqlite://path/to/file.db or postgres://user:password@host/database")]
    BadAddress,
    /// A stored value cannot be understood, or a query is wrong: a bug.
    #[error("storage: {0}")]
    Other(String),
}

impl StorageError {
    /// Whether repeating the same query later can help.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }

    /// Whether this is a violation of that unique constraint.
    #[must_use]
    pub fn is_conflict_on(&self, name: &str) -> bool {
        matches!(self, Self::Conflict { constraint } if constraint == name)
    }
}

impl From<ConnectionError> for StorageError {
    fn from(error: ConnectionError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<Error> for StorageError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound("row"),
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
                Self::Conflict { constraint: constraint_name(info.as_ref()) }
            }
            // E.g. a job for a story that was deleted a moment ago.
            Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => Self::NotFound("parent"),
            Error::DatabaseError(
                DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::UnableToSendCommand
                | DatabaseErrorKind::SerializationFailure,
                info,
            ) => Self::Unavailable(info.message().to_owned()),
            Error::DatabaseError(_, info) if is_passing(info.message()) => {
                Self::Unavailable(info.message().to_owned())
            }
            Error::BrokenTransactionManager => Self::Unavailable("the connection broke".into()),
            other => Self::Other(other.to_string()),
        }
    }
}

/// Failures that Diesel leaves unclassified and that pass: locks, full disks, a server that restarts.
fn is_passing(message: &str) -> bool {
    const PASSING: [&str; 10] = [
        "database is locked",
        "database table is locked",
        "disk is full",
        "disk I/O error",
        "unable to open database file",
        "deadlock detected",
        "No space left on device",
        "terminating connection",
        "server closed the connection",
        "the database system is",
    ];
    PASSING.iter().any(|text| message.contains(text))
}

/// PostgreSQL names the constraint; SQLite writes `UNIQUE constraint failed: users.email` or
/// `…: index 'users_username'`. Both become `users_email`, and `t_a_b` for several columns.
fn constraint_name(info: &(dyn DatabaseErrorInformation + Send + Sync)) -> String {
    if let Some(name) = info.constraint_name() {
        return name.to_owned();
    }
    let columns = info.message().rsplit(": ").next().unwrap_or_default();
    if let Some(index) = columns.strip_prefix("index '") {
        return index.trim_end_matches('\'').to_owned();
    }
    let mut names = columns.split(", ");
    let first = names.next().unwrap_or_default().replace('.', "_");
    names.fold(first, |name, column| format!("{name}_{}", column.rsplit('.').next().unwrap_or(column)))
}

/// Whether the writer has read what is stored; who expects nothing takes whatever is there.
pub(crate) fn check_version(expected: Option<i64>, found: i64) -> Result<(), StorageError> {
    match expected {
        Some(expected) if expected != found => Err(StorageError::VersionMismatch { expected, found }),
        _ => Ok(()),
    }
}
