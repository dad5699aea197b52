use std::collections::VecDeque;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::{BoxStream, unfold};
use talewright_domain::ports::EventStream;
use talewright_domain::{Event, Job, JobId, UserId};
use talewright_storage::StorageError;
use talewright_storage::events::list_events;
use talewright_storage::jobs::find_job;
use tokio::time::{Instant, timeout};

use super::wait::PATIENCE;
use crate::error::AppError;
use crate::studio::Studio;

/// So often something is sent although nothing happens, lest somebody in between hangs up.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Rows read at once.
const BATCH: u32 = 200;

/// What a watcher sees.
#[derive(Debug, Clone, PartialEq)]
pub enum Watched {
    /// Something happened.
    Event(Event),
    /// Nothing did for a while.
    Heartbeat,
}

/// The events of a job after number `after`: those that are stored, then those that come, in order and without
/// gaps, until the job has ended and all is told. Rows are the truth; the bus only makes it quick, and without
/// one the rows are read every second. `None` when the job has ended and nothing is left to tell.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn watch_job(
    studio: &Studio,
    owner: UserId,
    id: JobId,
    after: i64,
) -> Result<Option<BoxStream<'static, Watched>>, AppError> {
    let job = studio.db.read(move |conn| find_job(conn, owner, id, false)).await?;
    if is_told(&job, after) {
        return Ok(None);
    }
    let live = studio.events.subscribe(id).await;
    let watch = Watch {
        studio: studio.clone(),
        owner,
        id,
        after,
        ready: VecDeque::new(),
        live: Some(live),
        last_sent: Instant::now(),
        must_read: true,
    };
    Ok(Some(unfold(watch, |mut watch| async move { watch.next().await.map(|seen| (seen, watch)) }).boxed()))
}

fn is_told(job: &Job, after: i64) -> bool {
    job.status.is_terminal() && after >= job.last_event_seq
}

struct Watch {
    studio: Studio,
    owner: UserId,
    id: JobId,
    after: i64,
    ready: VecDeque<Event>,
    live: Option<EventStream>,
    last_sent: Instant,
    /// Somebody may have written since the rows were last read.
    must_read: bool,
}

impl Watch {
    async fn next(&mut self) -> Option<Watched> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                self.after = event.seq;
                self.last_sent = Instant::now();
                return Some(Watched::Event(event));
            }
            if self.must_read {
                self.must_read = false;
                match self.read().await {
                    Ok(true) => continue,
                    Ok(false) => return None,
                    Err(error) => {
                        tracing::warn!(%error, job = %self.id, "events could not be read");
                        return None;
                    }
                }
            }
            if self.last_sent.elapsed() >= HEARTBEAT {
                self.last_sent = Instant::now();
                return Some(Watched::Heartbeat);
            }
            self.listen().await;
        }
    }

    /// Reads the rows; whether there is more to come.
    async fn read(&mut self) -> Result<bool, StorageError> {
        let (owner, id, after) = (self.owner, self.id, self.after);
        // The job first: an event that is stored later will be read next time.
        let read = self.studio.db.read(move |conn| {
            let job = find_job(conn, owner, id, false)?;
            Ok::<_, StorageError>((job, list_events(conn, id, after, BATCH)?))
        });
        match read.await {
            Ok((job, events)) => {
                self.must_read = !events.is_empty();
                let goes_on = !events.is_empty() || !is_told(&job, after);
                self.ready.extend(events);
                Ok(goes_on)
            }
            // The story was deleted while somebody watched.
            Err(StorageError::NotFound(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Waits for the bus, at most as long as its silence is believed.
    async fn listen(&mut self) {
        let Some(live) = &mut self.live else {
            tokio::time::sleep(PATIENCE).await;
            self.must_read = true;
            return;
        };
        match timeout(PATIENCE, live.next()).await {
            Ok(Some(event)) if event.seq == self.after + 1 => {
                let is_last = matches!(event.kind, talewright_domain::EventKind::JobFinished { .. });
                self.ready.push_back(event);
                self.must_read = is_last;
            }
            // Old news, told from the rows already.
            Ok(Some(event)) if event.seq <= self.after => {}
            Ok(Some(_)) | Err(_) => self.must_read = true,
            Ok(None) => {
                self.live = None;
                self.must_read = true;
            }
        }
    }
}
