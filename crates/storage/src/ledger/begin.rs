//! T1 and T5: may this call be made, and was it made before?

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;
use talewright_domain::ports::{Begin, CheckpointError, Claim, StepIntent};
use talewright_domain::{CostUsd, Event, EventKind, Job, JobId, JobStatus, StepKey, StepState};

use super::WriteError;
use super::rows::{NewReceipt, Receipt, receipt_row, ticket};
use crate::columns::{Json, parse, stored_time};
use crate::connection::AnyConnection;
use crate::dialect;
use crate::error::StorageError;
use crate::events::append_event;
use crate::schema::{jobs, step_receipts};

/// How often a call may be begun whose earlier end nobody knows. A third could be paid a third time.
const MOST_DOUBTS: i32 = 2;

/// What the transaction decided.
pub(super) enum Begun {
    Proceed(Begin),
    Doubtful(StepKey),
}

/// What a job may cost by the credit that is set aside for it; `None` where nobody counts.
fn credit_limit(conn: &mut AnyConnection, job: JobId) -> Result<Option<CostUsd>, StorageError> {
    let row = jobs::table.find(job.to_string()).select((jobs::reserved_micros, jobs::settled_micros));
    let (reserved, settled): (Option<i64>, i64) = row.first(conn)?;
    Ok(reserved.map(|reserved| CostUsd::from_micros(reserved + settled)))
}

/// The result of a step that is done.
pub(super) fn find_result(
    conn: &mut AnyConnection,
    job: JobId,
    step: &StepIntent,
) -> Result<Option<Value>, StorageError> {
    let row: Option<Receipt> = receipt_row(job, step.key.as_str(), &step.input_hash)
        .filter(step_receipts::state.eq(StepState::Done.as_str()))
        .select(Receipt::as_select())
        .first(conn)
        .optional()?;
    Ok(row.and_then(|receipt| receipt.result).map(|Json(result)| result))
}

/// Decides, under the lock of the job's row, what is to be done about a step.
///
/// | receipt | what to do |
/// |---|---|
/// | none | make the call |
/// | `done` | use its result |
/// | `accepted` | ask the provider by its reference |
/// | `submitting` under this very claim | make the call: the answer to an earlier T1 was lost, nothing was sent |
/// | `submitting` under an earlier claim | one doubt more: make the call while there are fewer than two |
/// | `failed`, `blocked` | make the call while there are fewer than two doubts |
///
/// A step that costs nothing (estimate zero: the offline and local providers), or whose provider pays attention
/// to the idempotency key, may be repeated without end.
pub(super) fn begin_step(
    conn: &mut AnyConnection,
    claim: &Claim,
    step: &StepIntent,
    now: DateTime<Utc>,
) -> Result<(Begun, Option<Event>), WriteError> {
    let job = running_job(conn, claim)?;
    let row = receipt_row(job.id, step.key.as_str(), &step.input_hash);
    let earlier: Option<Receipt> = row.select(Receipt::as_select()).first(conn).optional()?;
    let Some(receipt) = earlier else {
        check_budget(conn, &job, step)?;
        insert_receipt(conn, claim, step, now)?;
        let event = announce(conn, &job, step, now)?;
        return Ok((Begun::Proceed(Begin::Go(ticket(job.id, step, 1, 0))), Some(event)));
    };
    let state: StepState = parse("step_receipts.state", &receipt.state)?;
    let again = ticket(job.id, step, receipt.tries, receipt.doubts);
    match (state, receipt) {
        (StepState::Done, Receipt { result: Some(Json(result)), .. }) => {
            Ok((Begun::Proceed(Begin::Done(result)), None))
        }
        (StepState::Accepted, Receipt { provider_ref: Some(reference), .. }) => {
            take_over_receipt(conn, claim, step, now)?;
            let event = announce(conn, &job, step, now)?;
            Ok((Begun::Proceed(Begin::Ask(again, reference)), Some(event)))
        }
        (StepState::Submitting, receipt) if receipt.fence == claim.fence => {
            Ok((Begun::Proceed(Begin::Go(again)), None))
        }
        (state, receipt) => try_again(conn, claim, &job, step, &receipt, state, now),
    }
}

/// The claim's job, locked, if its worker may still pay for anything.
fn running_job(conn: &mut AnyConnection, claim: &Claim) -> Result<Job, WriteError> {
    let locked = dialect::lock_job(conn, claim.job_id)?.ok_or(CheckpointError::LeaseLost)?;
    let holds = locked.is_of(claim);
    let job = locked.into_job()?;
    if !holds || job.status != JobStatus::Running {
        return Err(CheckpointError::LeaseLost.into());
    }
    if job.cancel_requested {
        return Err(CheckpointError::Cancelled.into());
    }
    Ok(job)
}

/// What was spent, what open calls may cost and what this one may cost must stay within the limit.
fn check_budget(conn: &mut AnyConnection, job: &Job, step: &StepIntent) -> Result<(), WriteError> {
    if step.estimate == CostUsd::ZERO {
        return Ok(());
    }
    let set_aside = credit_limit(conn, job.id)?;
    let Some(limit) = [job.max_cost_usd, set_aside].into_iter().flatten().min() else { return Ok(()) };
    let open = [StepState::Submitting.as_str(), StepState::Accepted.as_str()];
    let others: Vec<i64> = step_receipts::table
        .filter(step_receipts::job_id.eq(job.id.to_string()))
        .filter(step_receipts::state.eq_any(open))
        .filter(
            step_receipts::step_key.ne(step.key.as_str()).or(step_receipts::input_hash.ne(&step.input_hash)),
        )
        .select(step_receipts::estimated_micros)
        .load(conn)?;
    let reserved: CostUsd = others.into_iter().map(CostUsd::from_micros).sum();
    let spent = job.actual_cost_usd + reserved;
    if spent + step.estimate > limit {
        return Err(CheckpointError::OverBudget { limit, spent, next: step.estimate }.into());
    }
    Ok(())
}

fn insert_receipt(
    conn: &mut AnyConnection,
    claim: &Claim,
    step: &StepIntent,
    now: DateTime<Utc>,
) -> Result<(), WriteError> {
    let receipt = NewReceipt {
        job_id: claim.job_id.to_string(),
        step_key: step.key.as_str(),
        input_hash: &step.input_hash,
        state: StepState::Submitting.as_str(),
        stage: &step.stage,
        worker: &claim.worker.0,
        fence: claim.fence,
        tries: 1,
        doubts: 0,
        provider: &step.provider,
        model: &step.model,
        idempotency_key: ticket(claim.job_id, step, 1, 0).idempotency_key,
        estimated_micros: step.estimate.micros(),
        cost_micros: 0,
        started_at: stored_time(now),
        updated_at: stored_time(now),
    };
    diesel::insert_into(step_receipts::table).values(receipt).execute(conn)?;
    Ok(())
}

fn take_over_receipt(
    conn: &mut AnyConnection,
    claim: &Claim,
    step: &StepIntent,
    now: DateTime<Utc>,
) -> Result<(), WriteError> {
    diesel::update(receipt_row(claim.job_id, step.key.as_str(), &step.input_hash))
        .set((
            step_receipts::worker.eq(&claim.worker.0),
            step_receipts::fence.eq(claim.fence),
            step_receipts::updated_at.eq(stored_time(now)),
        ))
        .execute(conn)?;
    Ok(())
}

fn try_again(
    conn: &mut AnyConnection,
    claim: &Claim,
    job: &Job,
    step: &StepIntent,
    receipt: &Receipt,
    state: StepState,
    now: DateTime<Utc>,
) -> Result<(Begun, Option<Event>), WriteError> {
    let doubts = receipt.doubts + i32::from(state == StepState::Submitting);
    let row = receipt_row(job.id, step.key.as_str(), &step.input_hash);
    if doubts >= MOST_DOUBTS && step.estimate > CostUsd::ZERO && !step.repeatable {
        let message = CheckpointError::Doubtful(step.key.clone()).to_string();
        diesel::update(row)
            .set((
                step_receipts::state.eq(StepState::Failed.as_str()),
                step_receipts::doubts.eq(doubts),
                step_receipts::error.eq(&message),
                step_receipts::updated_at.eq(stored_time(now)),
                step_receipts::finished_at.eq(stored_time(now)),
            ))
            .execute(conn)?;
        let failed = EventKind::StepFailed { step: step.key.clone(), message, blocked: false };
        return Ok((Begun::Doubtful(step.key.clone()), Some(append_event(conn, job.id, failed, now)?)));
    }
    check_budget(conn, job, step)?;
    take_over_receipt(conn, claim, step, now)?;
    let tries = receipt.tries + 1;
    diesel::update(row)
        .set((
            step_receipts::state.eq(StepState::Submitting.as_str()),
            step_receipts::tries.eq(tries),
            step_receipts::doubts.eq(doubts),
            step_receipts::estimated_micros.eq(step.estimate.micros()),
            step_receipts::error.eq(None::<String>),
            step_receipts::finished_at.eq(None::<chrono::NaiveDateTime>),
        ))
        .execute(conn)?;
    let event = announce(conn, job, step, now)?;
    Ok((Begun::Proceed(Begin::Go(ticket(job.id, step, tries, doubts))), Some(event)))
}

/// Says that the step begins, and what stage the job is in with it.
fn announce(
    conn: &mut AnyConnection,
    job: &Job,
    step: &StepIntent,
    now: DateTime<Utc>,
) -> Result<Event, WriteError> {
    if job.current_stage.as_ref() != Some(&step.stage) {
        let mut completed = job.completed_stages.clone();
        completed.extend(job.current_stage.clone());
        completed.retain(|stage| *stage != step.stage);
        diesel::update(jobs::table.find(job.id.to_string()))
            .set((jobs::current_stage.eq(&step.stage), jobs::completed_stages.eq(Json(completed))))
            .execute(conn)?;
    }
    Ok(append_event(conn, job.id, EventKind::StepStarted { step: step.key.clone() }, now)?)
}
