//! A database for each test, copied from a template that is migrated once.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot have its database must fail")]

use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{Connection, OptionalExtension, PgConnection, QueryableByName, RunQueryDsl, sql_query};
use talewright_storage::{AnyConnection, Backend, Db, SCHEMA_FINGERPRINT, StorageError};
use tempfile::TempDir;
use uuid::Uuid;

/// Connections of each test; enough for tests of concurrency.
const POOL_SIZE: u32 = 8;

/// A migrated, empty database that is this test's alone, and is gone after it.
pub struct TestDatabase {
    db: Db,
    url: String,
    _home: Home,
}

enum Home {
    Folder { _folder: TempDir },
    Server { server: String, name: String },
}

impl TestDatabase {
    /// One of either kind: tests take the kind as a parameter (`#[values(Sqlite, Postgres)]` of `rstest`).
    ///
    /// # Panics
    /// As [`TestDatabase::sqlite`] and [`TestDatabase::postgres`].
    pub async fn on(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => Self::sqlite().await,
            Backend::Postgres => Self::postgres().await,
        }
    }

    /// A file of its own.
    ///
    /// # Panics
    /// The file could not be made.
    pub async fn sqlite() -> Self {
        let template = sqlite_template().await;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("test.db");
        std::fs::copy(template, &file).expect("a copy of the template");
        let url = sqlite_url(&file);
        let db = Db::connect(&url, POOL_SIZE).await.expect("a connection");
        Self { db, url, _home: Home::Folder { _folder: folder } }
    }

    /// A database of its own on the server that `TEST_POSTGRES_URL` names.
    ///
    /// # Panics
    /// The server is not there: a test that did not run must not look like one that passed.
    pub async fn postgres() -> Self {
        let server = postgres_server();
        let name = format!("test_{}", Uuid::now_v7().simple());
        let (on, to) = (server.clone(), name.clone());
        let made = tokio::task::spawn_blocking(move || clone_template(&on, &to));
        made.await.expect("a thread").expect("a database on the test server");
        let url = with_database(&server, &name);
        let db = Db::connect(&url, POOL_SIZE).await.expect("a connection");
        Self { db, url, _home: Home::Server { server, name } }
    }

    /// The database.
    #[must_use]
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// Its address, for a second process or pool.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What a query gives as its text column `value`, for what no query of `talewright-storage` tells.
    ///
    /// # Panics
    /// The query fails.
    pub async fn texts(&self, query: &str) -> Vec<String> {
        let query = query.to_owned();
        let texts = self.db.read(move |conn| Ok::<_, StorageError>(load_texts(conn, &query)));
        texts.await.expect("a connection")
    }

    /// Runs a statement that the queries of `talewright-storage` have no reason to know, such as one that lets a
    /// lease run out.
    ///
    /// # Panics
    /// The statement fails.
    pub async fn execute(&self, statement: &str) {
        self.execute_on(&self.db, statement).await;
    }

    /// The same through another pool.
    ///
    /// # Panics
    /// The statement fails.
    pub async fn execute_on(&self, db: &Db, statement: &str) {
        let statement = statement.to_owned();
        db.write(move |conn| run(conn, &statement)).await.expect("a statement that works");
    }

    /// How many rows a table has.
    ///
    /// # Panics
    /// There is no such table.
    pub async fn count(&self, table: &str) -> i64 {
        let query = format!("SELECT count(*) AS number FROM {table}");
        let counted = self.db.read(move |conn| Ok::<_, StorageError>(count(conn, query)));
        counted.await.expect("a connection")
    }
}

/// One row of [`TestDatabase::texts`].
#[derive(diesel::QueryableByName)]
struct TextRow {
    #[diesel(sql_type = diesel::sql_types::Text)]
    value: String,
}

fn load_texts(conn: &mut AnyConnection, query: &str) -> Vec<String> {
    let rows: Result<Vec<TextRow>, _> = match conn {
        AnyConnection::Sqlite(conn) => sql_query(query).load(conn),
        AnyConnection::Postgres(conn) => sql_query(query).load(conn),
    };
    let rows = rows.unwrap_or_else(|error| panic!("{query}: {error}"));
    rows.into_iter().map(|row| row.value).collect()
}

fn run(conn: &mut AnyConnection, statement: &str) -> Result<(), StorageError> {
    conn.batch_execute(statement).map_err(|error| StorageError::Other(format!("{statement}: {error}")))
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn count(conn: &mut AnyConnection, query: String) -> i64 {
    let counted = match conn {
        AnyConnection::Sqlite(conn) => sql_query(query).get_result::<Count>(conn),
        AnyConnection::Postgres(conn) => sql_query(query).get_result::<Count>(conn),
    };
    counted.expect("a table").number
}

impl Drop for Home {
    fn drop(&mut self) {
        let Self::Server { server, name } = self else { return };
        let (server, drop) = (server.clone(), format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        // Diesel blocks, and this may be a thread that must not.
        let dropped =
            std::thread::spawn(move || PgConnection::establish(&server).map(|mut c| c.batch_execute(&drop)));
        let _ = dropped.join();
    }
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// Made by the first test that needs it, for all processes and until the migrations change.
async fn sqlite_template() -> PathBuf {
    let template = std::env::temp_dir().join(format!("talewright-template-{SCHEMA_FINGERPRINT}.db"));
    if !template.exists() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (source, copy) = (folder.path().join("source.db"), folder.path().join("copy.db"));
        let db = Db::connect(&sqlite_url(&source), 1).await.expect("a connection");
        db.migrate().await.expect("the migrations");
        let vacuum = format!("VACUUM INTO '{}'", copy.display());
        let copied = db.read(move |conn| run(conn, &vacuum));
        copied.await.expect("a copy without a log");
        // Renaming is atomic: another process finds no template, or a whole one.
        let staged = template.with_extension(Uuid::now_v7().simple().to_string());
        std::fs::copy(&copy, &staged).and_then(|_| std::fs::rename(&staged, &template)).expect("a template");
    }
    template
}

fn postgres_server() -> String {
    #[expect(clippy::disallowed_methods, reason = "the test server is not a setting of the product")]
    let server = std::env::var("TEST_POSTGRES_URL");
    server.unwrap_or_else(|_| {
        panic!(
            "TEST_POSTGRES_URL is not set; run the tests through `make test` or `scripts/with-services.sh`"
        )
    })
}

/// The same server, another database.
fn with_database(server: &str, name: &str) -> String {
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    let (host, _) = address.rsplit_once('/').expect("postgres://user@host/database");
    if query.is_empty() { format!("{host}/{name}") } else { format!("{host}/{name}?{query}") }
}

fn clone_template(server: &str, name: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let template = format!("template_{SCHEMA_FINGERPRINT}");
    let mut conn = PgConnection::establish(server)?;
    // One at a time: PostgreSQL does not copy a database to which anybody else is connected.
    conn.batch_execute("SELECT pg_advisory_lock(7301)")?;
    let exists = sql_query(format!("SELECT 1 FROM pg_database WHERE datname = '{template}'"));
    if exists.execute(&mut conn).optional()?.unwrap_or_default() == 0 {
        make_template(&mut conn, server, &template)?;
    }
    conn.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"))?;
    Ok(())
}

/// Migrated under another name first, so that a template that is there is whole.
fn make_template(
    conn: &mut PgConnection,
    server: &str,
    template: &str,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let raw = format!("{template}_raw");
    conn.batch_execute(&format!("DROP DATABASE IF EXISTS {raw} WITH (FORCE)"))?;
    conn.batch_execute(&format!("CREATE DATABASE {raw}"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        let db = Db::connect(&with_database(server, &raw), 1).await?;
        db.migrate().await
    })?;
    // The pool's threads let go of their connections when they like; they have nothing to say any more.
    conn.batch_execute(&format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{raw}'"
    ))?;
    conn.batch_execute(&format!("ALTER DATABASE {raw} RENAME TO {template}"))?;
    Ok(())
}
