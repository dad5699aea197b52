use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Pipeline, RedisResult};
use tokio::sync::mpsc::Receiver;
use tokio::time::sleep;

use super::outage::{Outage, Side};

/// What waits to be sent. More is lost: it is a hint.
pub(crate) const QUEUE: usize = 1024;
/// How much of it is sent at once.
const BATCH: usize = 64;
/// How long sending may take.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long an absent Redis is left in peace.
const PAUSE: Duration = Duration::from_millis(200);

/// Something to be published.
pub(crate) struct Message {
    pub(crate) channel: &'static str,
    pub(crate) payload: String,
}

/// The one connection on which this process publishes.
pub(crate) struct Publisher {
    client: Client,
    connection: Option<MultiplexedConnection>,
    outage: Arc<Outage>,
}

impl Publisher {
    pub(crate) const fn new(client: Client, outage: Arc<Outage>) -> Self {
        Self { client, connection: None, outage }
    }

    /// Until nobody is left who could have anything to say.
    pub(crate) async fn run(mut self, mut queue: Receiver<Message>) {
        let mut batch = Vec::with_capacity(BATCH);
        while queue.recv_many(&mut batch, BATCH).await > 0 {
            let mut pipeline = redis::pipe();
            for Message { channel, payload } in batch.drain(..) {
                pipeline.publish(channel, payload).ignore();
            }
            match self.send(&pipeline).await {
                Ok(()) => self.outage.ends(Side::Publisher),
                Err(error) => {
                    self.outage.begins(Side::Publisher, &error.to_string());
                    sleep(PAUSE).await;
                }
            }
        }
    }

    async fn send(&mut self, pipeline: &Pipeline) -> RedisResult<()> {
        if let Some(mut connection) = self.connection.take()
            && pipeline.exec_async(&mut connection).await.is_ok()
        {
            self.connection = Some(connection);
            return Ok(());
        }
        // The first letter in a while finds that Redis has hung up meanwhile.
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        let mut connection = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        pipeline.exec_async(&mut connection).await?;
        self.connection = Some(connection);
        Ok(())
    }
}
