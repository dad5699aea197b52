use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use futures::stream::{self, StreamExt};
use talewright_domain::ports::{EventBus, EventStream};
use talewright_domain::{Event, JobId};
use tokio::sync::broadcast::{self, Receiver, Sender};

/// How many events a reader may be behind before its stream ends.
const BACKLOG: usize = 256;

type Channels = Mutex<HashMap<JobId, Sender<Event>>>;

/// Live events within this process.
#[derive(Debug, Clone, Default)]
pub struct LocalEventBus {
    channels: Arc<Channels>,
}

impl LocalEventBus {
    /// How many jobs are being listened to.
    #[must_use]
    pub fn watched_jobs(&self) -> usize {
        lock(&self.channels).len()
    }
}

fn lock(channels: &Channels) -> MutexGuard<'_, HashMap<JobId, Sender<Event>>> {
    // Every critical section is one operation on the map: a panic elsewhere leaves it whole.
    channels.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl EventBus for LocalEventBus {
    async fn publish(&self, event: Event) {
        if let Some(channel) = lock(&self.channels).get(&event.job_id) {
            // It fails when the last reader has just left.
            let _ = channel.send(event);
        }
    }

    async fn subscribe(&self, job: JobId) -> EventStream {
        let mut channels = lock(&self.channels);
        let channel = channels.entry(job).or_insert_with(|| broadcast::channel(BACKLOG).0);
        let reader = Reader { receiver: channel.subscribe(), job, channels: Arc::clone(&self.channels) };
        stream::unfold(reader, |mut reader| async move {
            // Whoever is too far behind has missed events; ending tells them to read the stored ones.
            let event = reader.receiver.recv().await.ok()?;
            Some((event, reader))
        })
        .boxed()
    }
}

/// One reader; the last one to go takes the channel with it.
struct Reader {
    receiver: Receiver<Event>,
    job: JobId,
    channels: Arc<Channels>,
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut channels = lock(&self.channels);
        // This reader still counts.
        if channels.get(&self.job).is_some_and(|channel| channel.receiver_count() <= 1) {
            channels.remove(&self.job);
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use talewright_domain::{EventKind, Id};

    use super::*;

    fn event(job_id: JobId, seq: i64) -> Event {
        Event { seq, job_id, story_id: None, at: Utc::now(), kind: EventKind::JobQueued }
    }

    #[tokio::test]
    async fn every_reader_of_a_job_hears_its_events_in_order() {
        let (bus, job) = (LocalEventBus::default(), Id::generate());
        let (mut one, mut two) = (bus.subscribe(job).await, bus.subscribe(job).await);
        bus.publish(event(Id::generate(), 7)).await;
        for seq in 1..=3 {
            bus.publish(event(job, seq)).await;
        }
        for seq in 1..=3 {
            assert_eq!(one.next().await.unwrap().seq, seq);
            assert_eq!(two.next().await.unwrap().seq, seq);
        }
    }

    #[tokio::test]
    async fn a_slow_reader_is_dropped_and_nobody_waits_for_it() {
        let (bus, job) = (LocalEventBus::default(), Id::generate());
        let mut slow = bus.subscribe(job).await;
        for seq in 1..=2 * BACKLOG as i64 {
            bus.publish(event(job, seq)).await;
        }
        assert_eq!(slow.next().await, None);
    }

    #[tokio::test]
    async fn nothing_is_kept_when_nobody_listens() {
        let (bus, job) = (LocalEventBus::default(), Id::generate());
        let (one, two) = (bus.subscribe(job).await, bus.subscribe(job).await);
        drop(one);
        assert_eq!(bus.watched_jobs(), 1);
        drop(two);
        assert_eq!(bus.watched_jobs(), 0);
        bus.publish(event(job, 1)).await;
        assert_eq!(bus.watched_jobs(), 0);
    }
}
