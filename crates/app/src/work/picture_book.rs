use async_trait::async_trait;
use talewright_domain::JobKind;
use talewright_domain::ports::{ClaimedJob, JobOutcome};
use talewright_jobs::{CancellationToken, JobHandler};

use super::{Workshop, outcome};

/// Makes picture books: runs the recipe with the job's receipts.
pub struct PictureBooks(pub Workshop);

#[async_trait]
impl JobHandler for PictureBooks {
    fn kinds(&self) -> &[JobKind] {
        &[JobKind::PictureBook]
    }

    async fn run(&self, claimed: ClaimedJob, cancel: CancellationToken) -> JobOutcome {
        let story = match self.0.story(&claimed).await {
            Ok(story) => story,
            Err(end) => return end.into(),
        };
        let run = self.0.run(&claimed, &story, cancel);
        match Box::pin(self.0.pipeline.picture_book(&story.brief, &run)).await {
            Ok(book) => outcome::of_book(&book).into(),
            Err(error) => self.0.stopped(&claimed, &error),
        }
    }
}
