//! Jobs as their owners see them.

mod cancel;
mod get;
mod list;
mod resume;
mod wait;
mod watch;

use chrono::{DateTime, Utc};
use talewright_domain::{CostUsd, Event, Job, JobId, JobKind, JobStatus, Story, Terms, User};

use crate::studio::Studio;

pub use cancel::cancel_job;
pub use get::{get_job, get_job_of_story};
pub use list::list_jobs;
pub use resume::resume_job;
pub use talewright_storage::jobs::{JobFilter, JobSort};
pub use wait::wait_for_job;
pub use watch::{Watched, watch_job};

/// A job that will make a story's book.
pub(crate) fn new_job(
    user: &User,
    terms: &Terms,
    story: &Story,
    estimate: CostUsd,
    now: DateTime<Utc>,
) -> Job {
    Job {
        id: JobId::generate(),
        owner: user.id,
        kind: JobKind::PictureBook,
        story_id: Some(story.id),
        page_order: None,
        status: JobStatus::Queued,
        priority: terms.of(user.plan).priority,
        current_stage: None,
        completed_stages: Vec::new(),
        progress_percentage: 0.0,
        estimated_cost_usd: estimate,
        actual_cost_usd: CostUsd::ZERO,
        max_cost_usd: story.brief.max_cost_usd,
        attempts: 0,
        error: None,
        cancel_requested: false,
        last_event_seq: 0,
        created_at: now,
        started_at: None,
        finished_at: None,
        steps: Vec::new(),
    }
}

/// After a commit: tells who watches, and wakes the workers.
pub(crate) async fn tell(studio: &Studio, event: Option<Event>) {
    if let Some(event) = event {
        studio.events.publish(event).await;
        studio.wake.wake();
    }
}
