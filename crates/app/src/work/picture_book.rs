use std::sync::Arc;

use async_trait::async_trait;
use talewright_domain::ports::{AssetScope, ClaimedJob, JobEnd};
use talewright_domain::{JobKind, JobStatus, Story, StoryId};
use talewright_jobs::{CancellationToken, JobHandler};
use talewright_pipeline::{Run, StoryPipeline};
use talewright_storage::{DiskFloor, JobCheckpoints, StorageError, stories};

use super::outcome;
use crate::Studio;

/// Makes picture books: runs the recipe with the job's receipts.
pub struct PictureBooks {
    studio: Studio,
    pipeline: StoryPipeline,
    disk: Option<DiskFloor>,
}

impl PictureBooks {
    /// A handler over this pipeline, which pays for nothing while the disk has less room than that.
    #[must_use]
    pub const fn new(studio: Studio, pipeline: StoryPipeline, disk: Option<DiskFloor>) -> Self {
        Self { studio, pipeline, disk }
    }

    async fn load(&self, claimed: &ClaimedJob, id: StoryId) -> Result<Story, StorageError> {
        let owner = claimed.job.owner;
        self.studio.db.read(move |conn| stories::find_story(conn, owner, id)).await
    }

    fn start(&self, claimed: &ClaimedJob, story: &Story, cancel: CancellationToken) -> Run {
        let Studio { db, events, clock, .. } = self.studio.clone();
        let checkpoints = JobCheckpoints::new(db, claimed.claim.clone(), events, clock, self.disk.clone());
        let assets = Arc::clone(&self.studio.assets);
        Run::new(Arc::new(checkpoints), assets, AssetScope::story(story.id), cancel)
    }
}

#[async_trait]
impl JobHandler for PictureBooks {
    fn kinds(&self) -> &[JobKind] {
        &[JobKind::PictureBook]
    }

    async fn run(&self, claimed: ClaimedJob, cancel: CancellationToken) -> JobEnd {
        let Some(id) = claimed.job.story_id else {
            return outcome::failed(JobStatus::Failed, "no_story", "this job has no story; start a new one");
        };
        let story = match self.load(&claimed, id).await {
            Ok(story) => story,
            Err(error) => return outcome::of_storage(&error),
        };
        let run = self.start(&claimed, &story, cancel);
        match Box::pin(self.pipeline.picture_book(&story.brief, &run)).await {
            Ok(book) => outcome::of_book(&book),
            Err(error) => outcome::of_error(&error),
        }
    }
}
