//! The pool, and the two ways to use it from async code: [`Db::read`] and [`Db::write`].

use std::sync::Arc;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::{HandleError, Pool};
use diesel::{PgConnection, RunQueryDsl, SqliteConnection, sql_query};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use tokio::sync::Semaphore;

use crate::connection::{Address, AnyConnection, Manager};
use crate::error::StorageError;

const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// Changes whenever a migration does.
pub const SCHEMA_FINGERPRINT: &str = env!("SCHEMA_FINGERPRINT");

/// Two servers that start at once must not migrate at once.
const MIGRATION_LOCK: i64 = 0x7461_6c65;

/// Which database is behind a [`Db`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// One file on this machine.
    Sqlite,
    /// A server that many processes share.
    Postgres,
}

/// A database and its pool of connections. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pool: Pool<Manager>,
    url: Arc<str>,
    backend: Backend,
    /// As many as connections: nobody waits for one while blocking a thread.
    connections: Arc<Semaphore>,
    /// SQLite has one writer. A fair queue here is quicker than its busy handler, which sleeps and guesses.
    writer: Option<Arc<Semaphore>>,
}

impl Db {
    /// Connects, and fails at once when the database cannot be reached. The folder of an SQLite file is made.
    ///
    /// # Errors
    /// [`StorageError::BadAddress`], or [`StorageError::Unavailable`] with the database's own words.
    pub async fn connect(url: &str, pool_size: u32) -> Result<Self, StorageError> {
        let address = Address::parse(url)?;
        let url: Arc<str> = url.into();
        in_background(move || {
            let backend = match &address {
                Address::Sqlite(path) => {
                    let folder = path.parent().unwrap_or(path);
                    std::fs::create_dir_all(folder).map_err(|error| {
                        StorageError::Unavailable(format!("{}: {error}", folder.display()))
                    })?;
                    Backend::Sqlite
                }
                Address::Postgres(_) => Backend::Postgres,
            };
            let manager = Manager(address);
            manager.open()?;
            let pool = Pool::builder()
                .max_size(pool_size.max(1))
                .min_idle(Some(1))
                .connection_timeout(Duration::from_secs(3))
                // A file cannot hang up, so asking it first would be wasted.
                .test_on_check_out(backend == Backend::Postgres)
                .error_handler(Box::new(LogError))
                .build_unchecked(manager);
            let connections = Arc::new(Semaphore::new(pool_size.max(1) as usize));
            let writer = (backend == Backend::Sqlite).then(|| Arc::new(Semaphore::new(1)));
            Ok(Self { pool, url, backend, connections, writer })
        })
        .await
    }

    /// Which database this is.
    #[must_use]
    pub const fn backend(&self) -> Backend {
        self.backend
    }

    /// Applies the migrations that are missing and gives their names.
    ///
    /// # Errors
    /// A migration failed; it left nothing behind.
    pub async fn migrate(&self) -> Result<Vec<String>, StorageError> {
        self.run(|conn| match conn {
            AnyConnection::Sqlite(conn) => conn.immediate_transaction(migrate_sqlite),
            AnyConnection::Postgres(conn) => migrate_postgres(conn),
        })
        .await
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] while it is away.
    pub async fn ping(&self) -> Result<(), StorageError> {
        self.read(|conn| Ok::<_, StorageError>(conn.batch_execute("SELECT 1")?)).await
    }

    /// Runs queries that change nothing, on a thread that may block, without a transaction.
    ///
    /// # Errors
    /// The closure's own, or [`StorageError::Unavailable`] when there is no connection.
    pub async fn read<T, E>(
        &self,
        query: impl FnOnce(&mut AnyConnection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        self.run(query).await
    }

    /// Runs queries in one transaction: all of them are kept, or, when the closure fails, none. On SQLite the
    /// transaction takes the write lock at its start, so that it never fails half-way because of another.
    ///
    /// # Errors
    /// The closure's own, or [`StorageError`] when the transaction cannot begin or commit.
    pub async fn write<T, E>(
        &self,
        query: impl FnOnce(&mut AnyConnection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let turn = match &self.writer {
            Some(writer) => Some(Arc::clone(writer).acquire_owned().await.map_err(closed)?),
            None => None,
        };
        self.run(move |conn| {
            let _turn = turn;
            in_transaction(conn, query)
        })
        .await
    }

    /// The address, for a connection outside the pool.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    async fn run<T, E>(
        &self,
        query: impl FnOnce(&mut AnyConnection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        // The permit travels with the work: when this future is dropped, the query goes on.
        let permit = Arc::clone(&self.connections).acquire_owned().await.map_err(closed)?;
        let pool = self.pool.clone();
        in_background(move || {
            let _permit = permit;
            let mut conn = pool.get().map_err(|error| StorageError::Unavailable(error.to_string()))?;
            query(&mut conn)
        })
        .await
    }
}

/// Blocking work, in the span of whoever asked for it.
async fn in_background<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StorageError> + Send + 'static,
{
    let span = tracing::Span::current();
    match tokio::task::spawn_blocking(move || span.in_scope(work)).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(StorageError::Unavailable("the process is stopping".into()).into()),
        },
    }
}

fn closed(_: tokio::sync::AcquireError) -> StorageError {
    StorageError::Unavailable("the pool is closed".into())
}

/// Diesel's `transaction` wants the closure's error to come from Diesel's; ours need not know it.
fn in_transaction<T, E: From<StorageError>>(
    conn: &mut AnyConnection,
    query: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    begin(conn).map_err(StorageError::from)?;
    match query(conn) {
        Ok(value) => {
            commit(conn).map_err(StorageError::from)?;
            Ok(value)
        }
        Err(error) => {
            if let Err(rollback) = rollback(conn) {
                tracing::warn!(error = %rollback, "a transaction could not be rolled back; its connection is dropped");
            }
            Err(error)
        }
    }
}

fn begin(conn: &mut AnyConnection) -> diesel::QueryResult<()> {
    match conn {
        AnyConnection::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE"),
        AnyConnection::Postgres(conn) => AnsiTransactionManager::begin_transaction(conn),
    }
}

fn commit(conn: &mut AnyConnection) -> diesel::QueryResult<()> {
    match conn {
        AnyConnection::Sqlite(conn) => AnsiTransactionManager::commit_transaction(conn),
        AnyConnection::Postgres(conn) => AnsiTransactionManager::commit_transaction(conn),
    }
}

fn rollback(conn: &mut AnyConnection) -> diesel::QueryResult<()> {
    match conn {
        AnyConnection::Sqlite(conn) => AnsiTransactionManager::rollback_transaction(conn),
        AnyConnection::Postgres(conn) => AnsiTransactionManager::rollback_transaction(conn),
    }
}

fn migrate_sqlite(conn: &mut SqliteConnection) -> Result<Vec<String>, StorageError> {
    let applied = conn.run_pending_migrations(SQLITE_MIGRATIONS);
    Ok(applied
        .map_err(|error| StorageError::Other(error.to_string()))?
        .iter()
        .map(ToString::to_string)
        .collect())
}

fn migrate_postgres(conn: &mut PgConnection) -> Result<Vec<String>, StorageError> {
    sql_query(format!("SELECT pg_advisory_lock({MIGRATION_LOCK})")).execute(conn)?;
    let applied = conn.run_pending_migrations(POSTGRES_MIGRATIONS);
    let applied =
        applied.map(|versions| versions.iter().map(ToString::to_string).collect()).map_err(|e| e.to_string());
    sql_query(format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})")).execute(conn)?;
    applied.map_err(StorageError::Other)
}

#[derive(Debug)]
struct LogError;

impl HandleError<diesel::r2d2::Error> for LogError {
    fn handle_error(&self, error: diesel::r2d2::Error) {
        tracing::warn!(%error, "a database connection could not be opened");
    }
}
