use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::future::BoxFuture;
use redis::io::tcp::TcpSettings;
use redis::{Client, IntoConnectionInfo};
use serde::Serialize;
use talewright_domain::ports::{EventBus, EventStream, Revocations, SessionEnd};
use talewright_domain::{Event, JobId, UserId};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::envelope::{EVENTS, Ended, SESSIONS, seal};
use super::outage::{Outage, Side};
use super::publisher::{Message, Publisher, QUEUE};
use super::subscriber::Subscriber;
use crate::{LocalEventBus, LocalRevocations};

/// How often it is looked whether a silent Redis is alive.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// What this process has of Redis: one connection to speak, one to listen. The bus and the revocations share them, and
/// they are closed when the last of all three is dropped.
#[derive(Debug, Clone)]
pub struct RedisHub {
    events: LocalEventBus,
    revocations: LocalRevocations,
    outbox: Outbox,
    listening: watch::Receiver<bool>,
}

/// An address that names no Redis.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not the address of a Redis; expected something like redis://:password@localhost:6379/0 ({0})")]
pub struct NotARedisUrl(String);

impl RedisHub {
    /// Connects in the background, to `redis://` or, for TLS, `rediss://`, `:password@host:port/database`, and again
    /// whenever the connection is lost. Call it within a runtime of tokio.
    ///
    /// # Errors
    /// The address is none. A Redis that is not there is no error.
    pub fn connect(url: &str) -> Result<Self, NotARedisUrl> {
        Self::with_heartbeat(url, HEARTBEAT)
    }

    pub(crate) fn with_heartbeat(url: &str, heartbeat: Duration) -> Result<Self, NotARedisUrl> {
        let tcp = TcpSettings::default().set_nodelay(true);
        let info = url.into_connection_info().map(|info| info.set_tcp_settings(tcp));
        let client = info.and_then(Client::open).map_err(|error| NotARedisUrl(error.to_string()))?;
        let (queue, queued) = mpsc::channel(QUEUE);
        let (listening_now, listening) = watch::channel(false);
        let (events, revocations) = (LocalEventBus::default(), LocalRevocations::default());
        let (outage, process) = (Arc::<Outage>::default(), Uuid::new_v4());
        let subscriber = Subscriber {
            client: client.clone(),
            process,
            events: events.clone(),
            revocations: revocations.clone(),
            outage: Arc::clone(&outage),
            listening: listening_now,
            heartbeat,
        };
        let mut tasks = JoinSet::new();
        tasks.spawn(Publisher::new(client, Arc::clone(&outage)).run(queued));
        tasks.spawn(subscriber.run());
        let outbox = Outbox { process, queue, outage, _tasks: Arc::new(tasks) };
        Ok(Self { events, revocations, outbox, listening })
    }

    /// Events of jobs, here and in other processes.
    #[must_use]
    pub fn event_bus(&self) -> RedisEventBus {
        RedisEventBus { local: self.events.clone(), outbox: self.outbox.clone() }
    }

    /// Ends of sessions, here and in other processes.
    #[must_use]
    pub fn revocations(&self) -> RedisRevocations {
        RedisRevocations { local: self.revocations.clone(), outbox: self.outbox.clone() }
    }

    /// Whether this process hears the others; it changes as Redis comes and goes.
    #[must_use]
    pub fn listening(&self) -> watch::Receiver<bool> {
        self.listening.clone()
    }
}

/// Where word is left for other processes. Nobody waits until it is sent.
#[derive(Debug, Clone)]
struct Outbox {
    process: Uuid,
    queue: mpsc::Sender<Message>,
    outage: Arc<Outage>,
    /// Aborted when the last one is dropped.
    _tasks: Arc<JoinSet<()>>,
}

impl Outbox {
    fn leave(&self, channel: &'static str, body: &impl Serialize) {
        let payload = match seal(self.process, body) {
            Ok(payload) => payload,
            Err(error) => return tracing::error!(channel, %error, "cannot be sent to other processes"),
        };
        if self.queue.try_send(Message { channel, payload }).is_err() {
            self.outage.begins(Side::Publisher, "it does not take what is said as fast as it is said");
        }
    }
}

/// Live events of all processes that share a Redis.
#[derive(Debug, Clone)]
pub struct RedisEventBus {
    local: LocalEventBus,
    outbox: Outbox,
}

#[async_trait]
impl EventBus for RedisEventBus {
    async fn publish(&self, event: Event) {
        self.outbox.leave(EVENTS, &event);
        self.local.publish(event).await;
    }

    async fn subscribe(&self, job: JobId) -> EventStream {
        self.local.subscribe(job).await
    }
}

/// Ends of sessions in all processes that share a Redis.
#[derive(Debug, Clone)]
pub struct RedisRevocations {
    local: LocalRevocations,
    outbox: Outbox,
}

#[async_trait]
impl Revocations for RedisRevocations {
    async fn announce(&self, ended: SessionEnd) {
        self.outbox.leave(SESSIONS, &Ended(ended));
        self.local.tell(ended);
    }

    fn ended(&self, user: UserId, session: Uuid) -> BoxFuture<'static, ()> {
        self.local.ended(user, session)
    }
}
