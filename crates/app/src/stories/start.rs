use talewright_domain::{Event, Job, Story, StoryId, User};
use talewright_storage::jobs::{Resumption, find_job, find_latest_job_of_story, insert_job, resume_job};
use talewright_storage::stories::find_story;
use talewright_storage::{AnyConnection, StorageError};

use super::{Offer, StoryWithJob};
use crate::error::AppError;
use crate::idempotency::{Once, Outcome, Render, do_once};
use crate::jobs::{new_job, tell};
use crate::studio::Studio;
use crate::terms::admit;

/// Starts a draft, or goes on with a story that stopped before it was whole: what is finished is kept, and is
/// not paid again.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] when it is being made, or is whole; [`AppError::LimitExceeded`],
/// [`AppError::NotEnoughCredit`].
pub async fn start_story(
    studio: &Studio,
    offer: &Offer,
    user: &User,
    id: StoryId,
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
        let job = find_latest_job_of_story(conn, user.id, id)?;
        let is_new = job.is_none();
        let (job, event) = match job {
            None => {
                let job = new_job(&user, &offer.terms, &story, offer.ceiling(&story.brief), now);
                let event = insert_job(conn, &job).map_err(being_made)?;
                (job, event)
            }
            Some(job) => go_on(conn, &story, job, now)?,
        };
        admit(conn, &offer.terms, &user, &job, is_new, now)?;
        let story = find_story(conn, user.id, id)?;
        let job = find_job(conn, user.id, job.id, false)?;
        Ok((StoryWithJob { story, job: Some(job) }, event))
    });
    Ok(match outcome.await? {
        Outcome::Replayed(answer) => Outcome::Replayed(answer),
        Outcome::Done((started, event)) => {
            tell(studio, Some(event)).await;
            Outcome::Done(started)
        }
    })
}

fn go_on(
    conn: &mut AnyConnection,
    story: &Story,
    job: Job,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(Job, Event), AppError> {
    if !job.status.is_terminal() {
        return Err(already_running());
    }
    match resume_job(conn, story.owner, job.id, None, now).map_err(being_made)? {
        Resumption::Resumed(job, event) => Ok((job, event)),
        Resumption::NotResumable(job) if job.status.is_terminal() => Err(AppError::conflict(
            "already_complete",
            "this story is complete; create another one from its brief to have it told anew",
        )),
        Resumption::NotResumable(_) => Err(already_running()),
    }
}

/// Somebody else started it at the same moment.
fn being_made(error: StorageError) -> AppError {
    if error.is_conflict_on("jobs_story_id") { already_running() } else { error.into() }
}

fn already_running() -> AppError {
    AppError::conflict(
        "already_running",
        "this story is being made already; watch its job, or cancel it first",
    )
}
