//! Whether a job may begin: by its owner's plan, and by its owner's credit.

use chrono::{DateTime, Utc};
use talewright_domain::{CostUsd, Job, JobKind, Month, Terms, User};
use talewright_storage::AnyConnection;
use talewright_storage::credits::{find_balance, reserve_for_job, waive_reservation};
use talewright_storage::usage::{add_generation, find_spending};
use talewright_storage::users::lock_user;

use crate::error::AppError;

/// Lets a job begin, or go on, that has been stored in this very transaction: counts it, and sets aside what it may
/// cost at most. Rolling back undoes all of it.
///
/// # Errors
/// [`AppError::LimitExceeded`], [`AppError::NotEnoughCredit`].
pub(crate) fn admit(
    conn: &mut AnyConnection,
    terms: &Terms,
    user: &User,
    job: &Job,
    is_new: bool,
    now: DateTime<Utc>,
) -> Result<(), AppError> {
    if !terms.counted {
        return Ok(waive_reservation(conn, job.id)?);
    }
    // What is counted here must not change before the commit.
    lock_user(conn, user.id)?;
    let (plan, month) = (terms.of(user.plan), Month::of(now));
    if is_new && job.kind == JobKind::PictureBook && !add_generation(conn, user.id, month, plan.generations)?
    {
        let limit = plan.generations.unwrap_or_default();
        return Err(AppError::LimitExceeded(format!(
            "your plan ({}) has {limit} stories a month, and they are used up; there will be new ones on {}. A larger \
             plan has more; on a studio of one's own, PLAN_LIMITS=off lets nobody be counted",
            user.plan.as_str(),
            month.end().format("%-d %B")
        )));
    }
    if let Some(limit) = plan.cost {
        // The job itself is among the active ones by now.
        let (spent, open) = find_spending(conn, user.id, month)?;
        if spent + open > limit {
            return Err(AppError::LimitExceeded(format!(
                "your plan ({}) allows {limit} a month; {spent} is spent, and with this job {open} more may be. Lower \
                 max_cost_usd, or wait for {}",
                user.plan.as_str(),
                month.end().format("%-d %B")
            )));
        }
    }
    if plan.prepaid { set_aside(conn, user, job, now) } else { Ok(waive_reservation(conn, job.id)?) }
}

/// What the job may still cost at most.
fn ceiling(job: &Job) -> CostUsd {
    let most = job.max_cost_usd.map_or(job.estimated_cost_usd, |most| most.min(job.estimated_cost_usd));
    (most - job.actual_cost_usd).max(CostUsd::ZERO)
}

fn set_aside(conn: &mut AnyConnection, user: &User, job: &Job, now: DateTime<Utc>) -> Result<(), AppError> {
    let amount = ceiling(job);
    if reserve_for_job(conn, user.id, job.id, amount, "set aside for what the job may cost", now)? {
        return Ok(());
    }
    let balance = find_balance(conn, user.id)?;
    Err(AppError::NotEnoughCredit(format!(
        "this may cost {amount}, and you have {balance}; redeem a voucher, ask an administrator for credit, or set \
         max_cost_usd to what you have: the job pauses before it costs more"
    )))
}

#[cfg(test)]
mod tests;
