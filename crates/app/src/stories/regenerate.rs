use talewright_domain::brief::MAX_DESCRIPTION;
use talewright_domain::{
    CostUsd, Event, Invalid, Job, JobKind, PageOrder, Story, StoryId, StoryStatus, User, Validator,
};
use talewright_storage::jobs::{find_job, insert_job};
use talewright_storage::stories::find_story;
use talewright_storage::{AnyConnection, StorageError};

use super::{Offer, StoryWithJob};
use crate::error::AppError;
use crate::idempotency::{Once, Outcome, Render, do_once};
use crate::jobs::{new_job, tell};
use crate::studio::Studio;
use crate::terms::admit;

/// Most characters of a picture's own words.
const MAX_PROMPT: usize = 4_000;

/// What of a page is to be made anew.
#[derive(Debug, Clone, Default)]
pub struct PageWish {
    /// What, and from which words.
    pub order: PageOrder,
    /// The job pauses before it costs more dollars.
    pub max_cost_usd: Option<f64>,
}

impl PageWish {
    /// Checks every field.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn parse(self, offer: &Offer) -> Result<(PageOrder, Option<CostUsd>), Invalid> {
        let mut v = Validator::new();
        let order = self.order;
        if !(order.text || order.image || order.narration) {
            v.error("image", "or text or narration must be true: say what is to be made anew");
        }
        if order.number == 0 && (order.text || order.narration) {
            v.error("text", "of the cover is the title: change it with PATCH /stories/{id}; only its image can be made anew");
        }
        if order.narration {
            v.check("narration", offer.check_narration(Some(&talewright_domain::Narration::default())));
        }
        if order.image_prompt.is_some() && !order.image {
            v.error("image_prompt", "needs image to be true");
        }
        if order.wish.is_some() && !order.text {
            v.error("wish", "needs text to be true");
        }
        let image_prompt = v.optional_text("image_prompt", order.image_prompt.as_deref(), MAX_PROMPT);
        let wish = v.optional_text("wish", order.wish.as_deref(), MAX_DESCRIPTION);
        let max_cost = self.max_cost_usd.and_then(|dollars| {
            let parsed = CostUsd::from_dollars(dollars);
            v.check("max_cost_usd", parsed.ok_or("is not an amount of dollars of 0 or more"))
        });
        v.finish()?;
        Ok((PageOrder { image_prompt, wish, ..order }, max_cost))
    }
}

/// Starts a job that makes one page of a finished story anew; the rest of the story stays as it is.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] while the story or this page is being made.
pub async fn regenerate_page(
    studio: &Studio,
    offer: &Offer,
    user: &User,
    id: StoryId,
    (order, max_cost): (PageOrder, Option<CostUsd>),
    once: Option<Once<StoryWithJob>>,
) -> Result<Outcome<StoryWithJob>, AppError> {
    let now = studio.clock.now();
    let (user, offer) = (user.clone(), offer.clone());
    let once = once.map(|Once { request, render }| {
        let render: Render<(StoryWithJob, Event)> = Box::new(move |(started, _)| render(started));
        Once { request, render }
    });
    let outcome = do_once(&studio.db, now, once, move |conn| {
        let story = find_story(conn, user.id, id)?;
        check(&story, &order)?;
        let job = Job {
            kind: JobKind::RegeneratePage,
            max_cost_usd: max_cost,
            estimated_cost_usd: offer.page_ceiling(&story.brief, &order),
            page_order: Some(order),
            ..new_job(&user, &offer.terms, &story, CostUsd::ZERO, now)
        };
        let event = insert_job(conn, &job).map_err(being_made)?;
        admit(conn, &offer.terms, &user, &job, true, now)?;
        started(conn, &user, &job).map(|started| (started, event))
    });
    Ok(match outcome.await? {
        Outcome::Replayed(answer) => Outcome::Replayed(answer),
        Outcome::Done((started, event)) => {
            tell(studio, Some(event)).await;
            Outcome::Done(started)
        }
    })
}

fn check(story: &Story, order: &PageOrder) -> Result<(), AppError> {
    if matches!(story.status, StoryStatus::Queued | StoryStatus::Running) {
        return Err(AppError::conflict(
            "already_running",
            "this story is being made; wait for its job, or cancel it",
        ));
    }
    let page = story.pages.iter().find(|page| page.number == order.number);
    let page = page.ok_or(AppError::NotFound("page"))?;
    if page.text.is_empty() && !order.text {
        return Err(AppError::conflict(
            "not_written",
            "this page has no words yet; go on with the story first",
        ));
    }
    Ok(())
}

fn started(conn: &mut AnyConnection, user: &User, job: &Job) -> Result<StoryWithJob, AppError> {
    let story = job.story_id.ok_or(AppError::NotFound("story"))?;
    let story = find_story(conn, user.id, story)?;
    let job = find_job(conn, user.id, job.id, false)?;
    Ok(StoryWithJob { story, job: Some(job) })
}

/// Somebody else ordered the same page at the same moment.
fn being_made(error: StorageError) -> AppError {
    if error.is_conflict_on("jobs_story_id_page") {
        AppError::conflict("already_running", "this page is being made anew already; watch that job")
    } else {
        error.into()
    }
}
