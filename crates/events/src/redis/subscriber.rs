use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use redis::aio::{PubSubSink, PubSubStream};
use redis::{Client, Msg, RedisError, RedisResult};
use talewright_domain::Event;
use talewright_domain::ports::EventBus;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::envelope::{EVENTS, Ended, SESSIONS, unseal};
use super::outage::{Outage, Side};
use crate::{LocalEventBus, LocalRevocations};

/// How long connecting, and the answer to a ping, may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// The first wait after an outage began, doubled with each try.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The one connection on which this process listens to the others.
pub(crate) struct Subscriber {
    pub(crate) client: Client,
    pub(crate) process: Uuid,
    pub(crate) events: LocalEventBus,
    pub(crate) revocations: LocalRevocations,
    pub(crate) outage: Arc<Outage>,
    /// Whether the others are heard.
    pub(crate) listening: watch::Sender<bool>,
    /// How often it is looked whether a silent Redis is alive.
    pub(crate) heartbeat: Duration,
}

impl Subscriber {
    /// For ever: it is aborted when nobody needs it.
    pub(crate) async fn run(self) {
        let mut wait = FIRST_WAIT;
        loop {
            let error = match self.subscribe().await {
                Ok((sink, stream)) => {
                    wait = FIRST_WAIT;
                    self.outage.ends(Side::Subscriber);
                    self.listening.send_replace(true);
                    let error = tokio::select! {
                        error = self.hear(stream) => error,
                        error = self.ping(sink) => error,
                    };
                    self.listening.send_replace(false);
                    error
                }
                Err(error) => error,
            };
            self.outage.begins(Side::Subscriber, &error.to_string());
            // Jitter, lest all processes return at the same moment.
            sleep(wait.mul_f64(rand::random_range(0.5..1.0))).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    async fn subscribe(&self) -> RedisResult<(PubSubSink, PubSubStream)> {
        let subscribing = async {
            let mut pubsub = self.client.get_async_pubsub().await?;
            pubsub.subscribe(&[EVENTS, SESSIONS]).await?;
            Ok(pubsub.split())
        };
        timeout(PATIENCE, subscribing).await.unwrap_or_else(|_| Err(no_answer()))
    }

    /// Passes on what is said, until the connection breaks.
    async fn hear(&self, mut stream: PubSubStream) -> RedisError {
        while let Some(message) = stream.next().await {
            if let Err(error) = self.pass_on(&message).await {
                // A newer version may say what this one does not know yet.
                tracing::debug!(channel = message.get_channel_name(), %error, "not understood");
            }
        }
        io::Error::from(io::ErrorKind::ConnectionReset).into()
    }

    async fn pass_on(&self, message: &Msg) -> Result<(), serde_json::Error> {
        let payload = message.get_payload_bytes();
        match message.get_channel_name() {
            EVENTS => {
                if let Some(event) = unseal::<Event>(payload, self.process)? {
                    self.events.publish(event).await;
                }
            }
            _ => {
                if let Some(Ended(ended)) = unseal(payload, self.process)? {
                    self.revocations.tell(ended);
                }
            }
        }
        Ok(())
    }

    /// Until there is no answer: on a connection where nothing comes, a dead Redis looks like a quiet one.
    async fn ping(&self, mut sink: PubSubSink) -> RedisError {
        loop {
            sleep(self.heartbeat).await;
            match timeout(PATIENCE, sink.ping::<redis::Value>()).await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return error,
                Err(_) => return no_answer(),
            }
        }
    }
}

fn no_answer() -> RedisError {
    io::Error::new(io::ErrorKind::TimedOut, "no answer in time").into()
}
