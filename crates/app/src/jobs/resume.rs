use std::sync::Arc;

use talewright_domain::{CostUsd, Event, Job, JobId, User};
use talewright_storage::jobs::{self, Resumption};
use talewright_storage::moderation::check_visible;

use super::tell;
use crate::error::AppError;
use crate::idempotency::{Once, Outcome, Render, do_once};
use crate::stories::Offer;
use crate::studio::Studio;
use crate::terms::admit;

/// Goes on with a job that stopped before it was whole, from its last finished step: nothing is paid twice.
/// `max_cost`, when given, is the new limit.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] when it runs, or is whole; [`AppError::LimitExceeded`],
/// [`AppError::NotEnoughCredit`].
pub async fn resume_job(
    studio: &Studio,
    offer: &Offer,
    user: &User,
    id: JobId,
    max_cost: Option<CostUsd>,
    once: Option<Once<Job>>,
) -> Result<Outcome<Job>, AppError> {
    let now = studio.clock.now();
    let once = once.map(|Once { request, render }| {
        let render: Render<(Job, Event)> = Box::new(move |(job, _)| render(job));
        Once { request, render }
    });
    let (user, terms) = (user.clone(), Arc::clone(&offer.terms));
    let outcome = do_once(&studio.db, now, once, move |conn| {
        match jobs::resume_job(conn, user.id, id, max_cost, now) {
            Ok(Resumption::Resumed(job, event)) => {
                if let Some(story) = job.story_id {
                    check_visible(conn, story)?;
                }
                admit(conn, &terms, &user, &job, false, now)?;
                Ok((job, event))
            }
            Ok(Resumption::NotResumable(job)) => Err(AppError::conflict(
                "not_resumable",
                format!("this job cannot be resumed: it is {}", job.status.as_str()),
            )),
            Err(error) if error.is_conflict_on("jobs_story_id") => Err(AppError::conflict(
                "already_running",
                "another job is making this story already; watch that one",
            )),
            Err(error) => Err(error.into()),
        }
    });
    Ok(match outcome.await? {
        Outcome::Replayed(answer) => Outcome::Replayed(answer),
        Outcome::Done((job, event)) => {
            tell(studio, Some(event)).await;
            Outcome::Done(job)
        }
    })
}
