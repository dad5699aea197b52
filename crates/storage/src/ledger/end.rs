//! T2 and T3: what came of a call.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use talewright_domain::ports::{AssetKey, CheckpointError, Claim, StepDone, StepFailure, StepTicket};
use talewright_domain::{CostUsd, Event, EventKind, Job, StepState, StoryChange};

use super::WriteError;
use super::rows::receipt_row;
use crate::columns::{Json, stored_time};
use crate::connection::AnyConnection;
use crate::credits::charge_late;
use crate::dialect;
use crate::error::StorageError;
use crate::events::append_event;
use crate::moderation::flag_story;
use crate::schema::{jobs, step_receipts};
use crate::stories::{add_cost, apply_changes};
use crate::usage::record_usage;

/// The claim's job, locked, if nobody has claimed it since. That it has been cancelled or released does not
/// matter: what was paid for is kept.
fn own_job(conn: &mut AnyConnection, claim: &Claim) -> Result<Job, WriteError> {
    let locked = dialect::lock_job(conn, claim.job_id)?.ok_or(CheckpointError::LeaseLost)?;
    if !locked.is_of(claim) {
        return Err(CheckpointError::LeaseLost.into());
    }
    Ok(locked.into_job()?)
}

/// Whether the receipt is still this claim's to complete; `false` when it has been completed already, by an
/// earlier attempt at this very write whose answer was lost.
fn is_open(conn: &mut AnyConnection, claim: &Claim, ticket: &StepTicket) -> Result<bool, WriteError> {
    let found: Option<(String, i64)> = receipt_row(claim.job_id, ticket.key.as_str(), &ticket.input_hash)
        .select((step_receipts::state, step_receipts::fence))
        .first(conn)
        .optional()?;
    match found {
        Some((state, fence)) if fence == claim.fence => {
            Ok(state == StepState::Submitting.as_str() || state == StepState::Accepted.as_str())
        }
        _ => Err(CheckpointError::LeaseLost.into()),
    }
}

/// T2: keeps the id by which the provider can be asked for the result.
pub(super) fn accept_step(
    conn: &mut AnyConnection,
    claim: &Claim,
    ticket: &StepTicket,
    provider_ref: &str,
    now: DateTime<Utc>,
) -> Result<(), WriteError> {
    own_job(conn, claim)?;
    if is_open(conn, claim, ticket)? {
        diesel::update(receipt_row(claim.job_id, ticket.key.as_str(), &ticket.input_hash))
            .set((
                step_receipts::state.eq(StepState::Accepted.as_str()),
                step_receipts::provider_ref.eq(provider_ref),
                step_receipts::updated_at.eq(stored_time(now)),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// T3: the result, its cost, what it changes in the story, the job's progress and the event, all or nothing.
pub(super) fn finish_step(
    conn: &mut AnyConnection,
    claim: &Claim,
    ticket: &StepTicket,
    done: &StepDone,
    now: DateTime<Utc>,
) -> Result<Option<Event>, WriteError> {
    let job = own_job(conn, claim)?;
    if !is_open(conn, claim, ticket)? {
        return Ok(None);
    }
    diesel::update(receipt_row(job.id, ticket.key.as_str(), &ticket.input_hash))
        .set((
            step_receipts::state.eq(StepState::Done.as_str()),
            step_receipts::result.eq(Json(done.result.clone())),
            step_receipts::provider.eq(&done.bill.provider),
            step_receipts::model.eq(&done.bill.model),
            step_receipts::provider_ref.eq(done.bill.request_id.as_ref()),
            step_receipts::cost_micros.eq(done.bill.cost.micros()),
            step_receipts::usage.eq(Json(done.bill.usage.clone())),
            step_receipts::updated_at.eq(stored_time(now)),
            step_receipts::finished_at.eq(stored_time(now)),
        ))
        .execute(conn)?;
    let progress = done.progress.percentage().max(job.progress_percentage);
    diesel::update(jobs::table.find(job.id.to_string()))
        .set((
            jobs::actual_micros.eq(jobs::actual_micros + done.bill.cost.micros()),
            jobs::progress.eq(progress),
            // Whoever finishes a step does not kill its process each time.
            jobs::blame.eq(0),
        ))
        .execute(conn)?;
    record_usage(conn, &job, ticket.key.as_str(), &done.bill, now)?;
    change_story(conn, &job, done.bill.cost, &done.changes, now)?;
    if job.status.is_terminal() {
        charge_late(conn, job.owner, job.id, now)?;
    }
    let kind = EventKind::StepFinished {
        step: ticket.key.clone(),
        image: image_of(&done.changes),
        progress_percentage: progress,
    };
    Ok(Some(append_event(conn, job.id, kind, now)?))
}

/// The step is given up; what that changes in the story is written with it.
pub(super) fn fail_step(
    conn: &mut AnyConnection,
    claim: &Claim,
    ticket: &StepTicket,
    failure: &StepFailure,
    now: DateTime<Utc>,
) -> Result<Option<Event>, WriteError> {
    let job = own_job(conn, claim)?;
    if !is_open(conn, claim, ticket)? {
        return Ok(None);
    }
    let state = if failure.blocked { StepState::Blocked } else { StepState::Failed };
    diesel::update(receipt_row(job.id, ticket.key.as_str(), &ticket.input_hash))
        .set((
            step_receipts::state.eq(state.as_str()),
            step_receipts::error.eq(&failure.message),
            step_receipts::doubts.eq(step_receipts::doubts + i32::from(failure.maybe_paid)),
            step_receipts::updated_at.eq(stored_time(now)),
            step_receipts::finished_at.eq(stored_time(now)),
        ))
        .execute(conn)?;
    change_story(conn, &job, CostUsd::ZERO, &failure.changes, now)?;
    if let Some(story) = job.story_id.filter(|_| failure.blocked) {
        flag_story(conn, story, &failure.message, now)?;
    }
    let kind = EventKind::StepFailed {
        step: ticket.key.clone(),
        message: failure.message.clone(),
        blocked: failure.blocked,
    };
    Ok(Some(append_event(conn, job.id, kind, now)?))
}

fn change_story(
    conn: &mut AnyConnection,
    job: &Job,
    cost: CostUsd,
    changes: &[StoryChange],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let Some(story) = job.story_id else { return Ok(()) };
    if cost != CostUsd::ZERO {
        add_cost(conn, story, cost)?;
    }
    apply_changes(conn, story, changes, now)
}

/// The picture that a page shows from now on.
fn image_of(changes: &[StoryChange]) -> Option<AssetKey> {
    changes.iter().find_map(|change| match change {
        StoryChange::PageIllustrated { image, .. } => image.clone(),
        StoryChange::CharacterDrawn { image, .. } => Some(image.clone()),
        _ => None,
    })
}
