use async_trait::async_trait;
use futures::stream::BoxStream;

use crate::event::Event;
use crate::job::JobId;

/// Live events of one job. Ends when the reader was too slow: the stored events are the truth, read them again.
pub type EventStream = BoxStream<'static, Event>;

/// Tells whoever listens. A hint: what is stored is the truth.
#[async_trait]
pub trait EventBus: Send + Sync {
    /// Tells everybody who listens to the event's job. Never waits for a reader.
    async fn publish(&self, event: Event);

    /// Listens to a job from now on.
    async fn subscribe(&self, job: JobId) -> EventStream;
}
