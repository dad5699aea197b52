use async_trait::async_trait;
use talewright_domain::ports::{ClaimedJob, JobOutcome};
use talewright_domain::{JobKind, JobStatus};
use talewright_jobs::{CancellationToken, JobHandler};

use super::{Workshop, outcome};

/// Makes single pages anew.
pub struct PageOrders(pub Workshop);

#[async_trait]
impl JobHandler for PageOrders {
    fn kinds(&self) -> &[JobKind] {
        &[JobKind::RegeneratePage]
    }

    async fn run(&self, claimed: ClaimedJob, cancel: CancellationToken) -> JobOutcome {
        let story = match self.0.story(&claimed).await {
            Ok(story) => story,
            Err(end) => return end.into(),
        };
        let Some(order) = claimed.job.page_order.clone() else {
            let message = "this job says nothing about a page; order it again";
            return outcome::failed(JobStatus::Failed, "no_order", message).into();
        };
        let run = self.0.run(&claimed, &story, cancel);
        match Box::pin(self.0.pipeline.regenerate_page(&story, &order, &run)).await {
            Ok(page) => outcome::of_page(order.number, page).into(),
            Err(error) => self.0.stopped(&claimed, &error),
        }
    }
}
