//! Wake-ups between whoever commits new work and whoever waits for it. Nothing depends on them: polling finds
//! everything, only later.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use talewright_domain::ports::Wake;
use tokio::sync::Notify;

use crate::db::{Backend, Db};
use crate::error::StorageError;

/// How long a notification from another process may lie in the socket.
const LOOK_EVERY: Duration = Duration::from_millis(100);
const RECONNECT_AFTER: Duration = Duration::from_secs(2);

/// The wake-up that fits a database: between processes on PostgreSQL, within this one on SQLite.
///
/// # Errors
/// The connection that listens could not be made.
pub async fn wake_for(db: &Db) -> Result<Arc<dyn Wake>, StorageError> {
    Ok(match db.backend() {
        Backend::Sqlite => Arc::new(LocalWake::default()),
        Backend::Postgres => Arc::new(PostgresWake::connect(db.url()).await?),
    })
}

/// Wakes within one process.
#[derive(Default)]
pub struct LocalWake(Notify);

impl Wake for LocalWake {
    fn wake(&self) {
        self.0.notify_waiters();
    }

    // Written out because the body must run when it is called, not when it is first polled: a wake-up between
    // the two counts (`notify_waiters` reaches every `Notified` that exists).
    fn woken<'life, 'wait>(&'life self) -> Pin<Box<dyn Future<Output = ()> + Send + 'wait>>
    where
        'life: 'wait,
        Self: 'wait,
    {
        Box::pin(self.0.notified())
    }
}

/// Wakes between processes by `LISTEN` and `NOTIFY`, on a connection and a thread of its own.
pub struct PostgresWake {
    local: Arc<LocalWake>,
    outgoing: SyncSender<()>,
}

impl PostgresWake {
    /// Begins to listen.
    ///
    /// # Errors
    /// The connection could not be made. One that breaks later is made anew.
    pub async fn connect(url: &str) -> Result<Self, StorageError> {
        let (outgoing, wishes) = sync_channel(1);
        let local = Arc::new(LocalWake::default());
        let (url, listener) = (url.to_owned(), Arc::clone(&local));
        let started = tokio::task::spawn_blocking(move || {
            let conn = listen(&url)?;
            let thread = std::thread::Builder::new().name("job-wake".into());
            let run = move || relay(conn, &url, &listener, &wishes);
            thread.spawn(run).map_err(|error| StorageError::Unavailable(error.to_string()))?;
            Ok::<_, StorageError>(())
        });
        started.await.map_err(|error| StorageError::Unavailable(error.to_string()))??;
        Ok(Self { local, outgoing })
    }
}

impl Wake for PostgresWake {
    fn wake(&self) {
        self.local.wake();
        // A full channel means that a notification is on its way already.
        let _ = self.outgoing.try_send(());
    }

    fn woken<'life, 'wait>(&'life self) -> Pin<Box<dyn Future<Output = ()> + Send + 'wait>>
    where
        'life: 'wait,
        Self: 'wait,
    {
        self.local.woken()
    }
}

fn listen(url: &str) -> Result<PgConnection, StorageError> {
    let mut conn = PgConnection::establish(url)?;
    conn.batch_execute("LISTEN talewright_jobs")?;
    Ok(conn)
}

/// Until the [`PostgresWake`] is dropped: sends what is wished, and passes on what comes in.
fn relay(conn: PgConnection, url: &str, local: &LocalWake, wishes: &Receiver<()>) {
    let mut conn = Some(conn);
    loop {
        let wish = match wishes.recv_timeout(if conn.is_some() { LOOK_EVERY } else { RECONNECT_AFTER }) {
            Ok(()) => true,
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        conn = match conn {
            Some(conn) => exchange(conn, wish, local),
            // What was missed meanwhile is found by looking.
            None => listen(url).ok().inspect(|_| local.wake()),
        };
    }
}

fn exchange(mut conn: PgConnection, wish: bool, local: &LocalWake) -> Option<PgConnection> {
    let sent = if wish { conn.batch_execute("NOTIFY talewright_jobs") } else { Ok(()) };
    let received = sent.and_then(|()| conn.notifications_iter().collect::<Result<Vec<_>, _>>());
    match received {
        Ok(notifications) => {
            if !notifications.is_empty() {
                local.wake();
            }
            Some(conn)
        }
        Err(error) => {
            tracing::warn!(%error, "the connection for wake-ups broke; polling goes on");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wake_up_before_the_first_poll_counts() {
        let wake = LocalWake::default();
        let woken = wake.woken();
        wake.wake();
        tokio::time::timeout(Duration::from_secs(5), woken).await.unwrap();
    }
}
