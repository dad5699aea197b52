use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};
use talewright_domain::job::JobFailure;
use talewright_domain::ports::{AssetKey, AssetScope, ClaimedJob, JobEnd, JobOutcome, Postponement};
use talewright_domain::{ImageStatus, JobStatus, Page, Story};
use talewright_jobs::CancellationToken;
use talewright_pipeline::{PipelineError, Run, StoryPipeline};
use talewright_storage::{DiskFloor, JobCheckpoints, stories};

use super::outcome;
use crate::Studio;

/// How long a job waits for a provider that is away, and how often.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// The first wait; each further one is twice as long, at most ten minutes.
    pub first_wait: Duration,
    /// Waits before the job ends with what there is.
    pub most_waits: u32,
}

/// No wait is longer.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// What every handler works with.
#[derive(Clone)]
pub struct Workshop {
    /// Rows and files.
    pub studio: Studio,
    /// The recipes.
    pub pipeline: StoryPipeline,
    /// Nothing is paid for while the disk has less room than that.
    pub disk: Option<DiskFloor>,
    /// How long to wait for providers.
    pub patience: Patience,
}

/// The pictures that a story has: nothing is ever spent on those without being asked.
fn pictures(story: &Story) -> BTreeMap<u32, AssetKey> {
    let is_there = |page: &&Page| matches!(page.image_status, ImageStatus::Done | ImageStatus::Stale);
    story.pages.iter().filter(is_there).filter_map(|page| Some((page.number, page.image.clone()?))).collect()
}

impl Workshop {
    /// The story of a job; how the job ends when there is none.
    pub(super) async fn story(&self, claimed: &ClaimedJob) -> Result<Story, JobEnd> {
        let Some(id) = claimed.job.story_id else {
            let message = "this job has no story; start a new one";
            return Err(outcome::failed(JobStatus::Failed, "no_story", message));
        };
        let owner = claimed.job.owner;
        let found = self.studio.db.read(move |conn| stories::find_story(conn, owner, id)).await;
        found.map_err(|error| outcome::of_storage(&error))
    }

    /// A run with the job's receipts.
    pub(super) fn run(&self, claimed: &ClaimedJob, story: &Story, cancel: CancellationToken) -> Run {
        let Studio { db, events, clock, assets, .. } = self.studio.clone();
        let checkpoints = JobCheckpoints::new(db, claimed.claim.clone(), events, clock, self.disk.clone());
        let job = claimed.job.id.uuid();
        // The last bits of a version 7 id are random.
        let variation = job.as_u64_pair().1;
        Run::new(Arc::new(checkpoints), assets, AssetScope::story(story.id), cancel)
            .for_user(hex::encode(Sha256::digest(claimed.job.owner.to_string())))
            .that_may_wait(claimed.postponements < self.patience.most_waits)
            .with_variation(variation)
            .with_pictures(pictures(story))
    }

    /// What becomes of a job whose recipe stopped: while a provider is away it waits, with all that is finished.
    pub(super) fn stopped(&self, claimed: &ClaimedJob, error: &PipelineError) -> JobOutcome {
        let Some(asked) = error.wait().filter(|_| claimed.postponements < self.patience.most_waits) else {
            return outcome::of_error(error).into();
        };
        let doubled = self.patience.first_wait.saturating_mul(1 << claimed.postponements.min(10));
        let wait = asked.unwrap_or_default().max(doubled).min(LONGEST_WAIT);
        let message = format!("{error}. The job goes on by itself in about {} s.", wait.as_secs().max(1));
        JobOutcome::Postponed(Postponement {
            wait,
            reason: JobFailure { code: "provider_away".into(), message },
        })
    }
}
