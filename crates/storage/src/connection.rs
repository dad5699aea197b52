//! One connection type over both databases, and how such a connection is opened.

use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::r2d2::{Error as PoolError, ManageConnection, R2D2Connection};
use diesel::{Connection, ConnectionError, PgConnection, SqliteConnection};

use crate::error::StorageError;

/// A connection to either database. Queries through it are written once; what differs is in `dialect`.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// One file on this machine.
    Sqlite(SqliteConnection),
    /// A server that many processes share.
    Postgres(PgConnection),
}

/// Which database a connection address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Address {
    /// Reads `sqlite://relative/or/absolute/path.db` or `postgres://user:password@host/database`.
    pub(crate) fn parse(url: &str) -> Result<Self, StorageError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        match path {
            Some(path) if !path.is_empty() && !path.contains(":memory:") => {
                Ok(Self::Sqlite(Path::new(path).to_owned()))
            }
            _ => Err(StorageError::BadAddress),
        }
    }
}

/// Opens connections for the pool and tells whether they still live.
#[derive(Debug)]
pub(crate) struct Manager(pub(crate) Address);

impl Manager {
    pub(crate) fn open(&self) -> Result<AnyConnection, ConnectionError> {
        match &self.0 {
            Address::Postgres(url) => Ok(AnyConnection::Postgres(PgConnection::establish(url)?)),
            Address::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(&path.to_string_lossy())?;
                conn.batch_execute(SQLITE_SETTINGS).map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(AnyConnection::Sqlite(conn))
            }
        }
    }
}

/// The time-out comes first: switching to WAL itself needs a lock that another process may hold.
///
/// In WAL with `synchronous=NORMAL` a commit survives the death of the process (SIGKILL included), for the
/// pages are with the operating system by then; a power cut may lose the last commits, never the database's
/// integrity. FULL would cost one disk flush a commit to close that gap.
const SQLITE_SETTINGS: &str = "
    PRAGMA busy_timeout = 10000;
    PRAGMA journal_mode = WAL;
    PRAGMA foreign_keys = ON;
    PRAGMA synchronous = NORMAL;
";

impl ManageConnection for Manager {
    type Connection = AnyConnection;
    type Error = PoolError;

    fn connect(&self) -> Result<AnyConnection, PoolError> {
        self.open().map_err(PoolError::ConnectionError)
    }

    fn is_valid(&self, conn: &mut AnyConnection) -> Result<(), PoolError> {
        conn.ping().map_err(PoolError::QueryError)
    }

    fn has_broken(&self, conn: &mut AnyConnection) -> bool {
        std::thread::panicking() || conn.is_broken()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(Address::parse("sqlite://a/b.db").unwrap(), Address::Sqlite("a/b.db".into()));
        assert_eq!(Address::parse("sqlite:///a/b.db").unwrap(), Address::Sqlite("/a/b.db".into()));
        assert!(matches!(Address::parse("postgres://localhost/x").unwrap(), Address::Postgres(_)));
        for bad in ["", "mysql://x", "sqlite://", "sqlite::memory:", "/a/b.db"] {
            assert!(Address::parse(bad).is_err(), "{bad}");
        }
    }
}
