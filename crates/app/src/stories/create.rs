use std::sync::Arc;

use chrono::{DateTime, Utc};
use talewright_domain::{CostUsd, Event, Job, Story, StoryId, StoryStatus, User};
use talewright_storage::AnyConnection;
use talewright_storage::jobs::{find_job, insert_job};
use talewright_storage::stories::{find_story, insert_story};

use super::{Offer, PreparedStory, StoryWithJob};
use crate::error::AppError;
use crate::idempotency::{Once, Outcome, Render, do_once};
use crate::jobs::{new_job, tell};
use crate::studio::Studio;
use crate::terms::admit;

/// Most characters of a title that is only the start of the idea.
const WORKING_TITLE: usize = 60;

/// Makes the story, and its job unless it is a draft: one transaction (T0), together with the record of the
/// client's idempotency key. Then the workers are woken.
///
/// # Errors
/// [`AppError::KeyReused`], [`AppError::LimitExceeded`], [`AppError::NotEnoughCredit`].
pub async fn create_story(
    studio: &Studio,
    offer: &Offer,
    user: &User,
    prepared: PreparedStory,
    once: Option<Once<StoryWithJob>>,
) -> Result<Outcome<StoryWithJob>, AppError> {
    let now = studio.clock.now();
    let story = draft_story(&prepared, now);
    let job =
        (!prepared.is_draft).then(|| new_job(user, &offer.terms, &story, offer.ceiling(&story.brief), now));
    let once = once.map(|Once { request, render }| {
        let render: Render<Made> = Box::new(move |made| render(&made.made));
        Once { request, render }
    });
    let (user, terms) = (user.clone(), Arc::clone(&offer.terms));
    let outcome = do_once(&studio.db, now, once, move |conn| {
        let made = store(conn, story, job)?;
        if let Some(job) = &made.made.job {
            admit(conn, &terms, &user, job, true, now)?;
        }
        Ok(made)
    });
    let outcome = outcome.await?;
    Ok(match outcome {
        Outcome::Replayed(answer) => Outcome::Replayed(answer),
        Outcome::Done(Made { made, event }) => {
            tell(studio, event).await;
            Outcome::Done(made)
        }
    })
}

struct Made {
    made: StoryWithJob,
    event: Option<Event>,
}

fn store(conn: &mut AnyConnection, story: Story, job: Option<Job>) -> Result<Made, AppError> {
    insert_story(conn, &story)?;
    let event = job.as_ref().map(|job| insert_job(conn, job)).transpose()?;
    // As they are stored now: the job moved the story on.
    let story = find_story(conn, story.owner, story.id)?;
    let job = job.map(|job| find_job(conn, story.owner, job.id, false)).transpose()?;
    Ok(Made { made: StoryWithJob { story, job }, event })
}

fn draft_story(prepared: &PreparedStory, now: DateTime<Utc>) -> Story {
    let brief = prepared.brief.clone();
    Story {
        id: StoryId::generate(),
        owner: prepared.owner,
        title: brief.title.clone().unwrap_or_else(|| working_title(&brief.idea)),
        logline: None,
        status: StoryStatus::Draft,
        brief,
        favorite: false,
        play_count: 0,
        pages: Vec::new(),
        cast: Vec::new(),
        cost_usd: CostUsd::ZERO,
        provider_notice: None,
        job_id: None,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// The first line of the idea, cut between words.
fn working_title(idea: &str) -> String {
    let line = idea.lines().next().unwrap_or_default().trim();
    if line.chars().count() <= WORKING_TITLE {
        return line.to_owned();
    }
    let cut: String = line.chars().take(WORKING_TITLE).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", whole.trim_end_matches([',', ';', ':', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_until_there_is_one() {
        assert_eq!(working_title("A shy lighthouse\nlearns to sing"), "A shy lighthouse");
        let long = "A shy lighthouse, which had never dared to make a sound at night, learns to sing";
        assert_eq!(working_title(long), "A shy lighthouse, which had never dared to make a sound at…");
        assert_eq!(working_title(&"灯".repeat(80)), format!("{}…", "灯".repeat(60)));
    }
}
