//! The real server inside the test's process.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use talewright_server::compose::Application;
use talewright_testkit::TestDatabase;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::{Client, environment};

/// A running server with a database and folders of its own.
pub struct TestApp {
    address: String,
    shutdown: CancellationToken,
    server: Option<JoinHandle<()>>,
    database: Arc<TestDatabase>,
    dir: Arc<TempDir>,
}

impl TestApp {
    /// A server on SQLite.
    pub async fn start() -> Self {
        Self::with(TestDatabase::sqlite().await, &[]).await
    }

    /// A server on this database, with these settings besides.
    pub async fn with(database: TestDatabase, settings: &[(&str, &str)]) -> Self {
        Self::on(Arc::new(database), Arc::new(tempfile::tempdir().unwrap()), settings).await
    }

    /// A second server on the same database and folders.
    pub async fn beside(&self, settings: &[(&str, &str)]) -> Self {
        Self::on(Arc::clone(&self.database), Arc::clone(&self.dir), settings).await
    }

    async fn on(database: Arc<TestDatabase>, dir: Arc<TempDir>, settings: &[(&str, &str)]) -> Self {
        let mut variables = environment(dir.path(), database.url());
        variables.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let shutdown = CancellationToken::new();
        let (ready, address) = oneshot::channel();
        let stop = shutdown.clone();
        let server = Some(std::thread::spawn(move || serve(&variables, ready, stop)));
        let address = format!("http://{}", address.await.expect("the server starts"));
        Self { address, shutdown, server, database, dir }
    }

    /// Nobody in particular.
    pub fn anonymous(&self) -> Client {
        Client::anonymous(&self.address)
    }

    /// A new user.
    pub async fn user(&self, name: &str) -> Client {
        self.anonymous().register(name).await
    }

    /// Makes somebody an administrator.
    pub async fn promote(&self, name: &str) {
        let change = format!("UPDATE users SET role = 'admin' WHERE email = '{name}@example.org'");
        self.database.execute(&change).await;
    }

    /// What it has stored.
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// The folder that everything else is in.
    pub fn folder(&self) -> &Path {
        self.dir.path()
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Stops it and waits for its end.
    pub async fn stop(mut self) {
        self.shutdown.cancel();
        if let Some(server) = self.server.take() {
            tokio::task::spawn_blocking(|| server.join()).await.unwrap().unwrap();
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

/// Builds and runs the server on a runtime of its own, as the binary does.
fn serve(
    variables: &BTreeMap<String, String>,
    ready: oneshot::Sender<SocketAddr>,
    shutdown: CancellationToken,
) {
    let file = variables.get("TALEWRIGHT_CONFIG").map(Path::new);
    let settings = talewright_config::load_from(file, variables).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let app = Application::build(&settings).await.unwrap();
        ready.send(app.address()).unwrap();
        app.run(shutdown).await.unwrap();
    });
}
