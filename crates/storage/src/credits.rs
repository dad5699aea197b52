//! Credit: a ledger of movements, and the balance that is always their sum.
//!
//! Invariants: a movement and the balance change in one statement's lock, so that no two take the same money; the
//! balance is never less than nothing. Whoever locks a user's row does so last: after its jobs and stories.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use talewright_domain::{CostUsd, CreditEntry, CreditKind, JobId, UserId};

use crate::columns::{parse, parse_optional, stored_time};
use crate::connection::AnyConnection;
use crate::dialect;
use crate::error::StorageError;
use crate::listing::{Listing, PageRequest, Start};
use crate::schema::{credit_entries, jobs, users};

/// A movement to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// What kind.
    pub kind: CreditKind,
    /// More, or less when negative.
    pub amount: CostUsd,
    /// Why, for a person.
    pub reason: String,
    /// The job that it is for.
    pub job: Option<JobId>,
    /// The administrator who does it.
    pub actor: Option<UserId>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = credit_entries)]
struct EntryRow {
    user_id: String,
    seq: i64,
    at: NaiveDateTime,
    kind: String,
    amount_micros: i64,
    balance_micros: i64,
    reason: String,
    job_id: Option<String>,
    actor_id: Option<String>,
}

impl EntryRow {
    fn into_entry(self) -> Result<CreditEntry, StorageError> {
        Ok(CreditEntry {
            seq: self.seq,
            at: self.at.and_utc(),
            kind: parse("credit_entries.kind", &self.kind)?,
            amount: CostUsd::from_micros(self.amount_micros),
            balance: CostUsd::from_micros(self.balance_micros),
            reason: self.reason,
            job: parse_optional("credit_entries.job_id", self.job_id.as_deref())?,
            actor: parse_optional("credit_entries.actor_id", self.actor_id.as_deref())?,
        })
    }
}

/// Moves credit; `None`, and nothing moved, when there is not enough of it.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn move_credit(
    conn: &mut AnyConnection,
    user: UserId,
    movement: &Movement,
    now: DateTime<Utc>,
) -> Result<Option<CreditEntry>, StorageError> {
    let amount = movement.amount.micros();
    let moved: Option<(i64, i64)> = diesel::update(users::table.find(user.to_string()))
        .filter((users::balance_micros + amount).ge(0))
        .set((
            users::balance_micros.eq(users::balance_micros + amount),
            users::credit_seq.eq(users::credit_seq + 1),
        ))
        .returning((users::balance_micros, users::credit_seq))
        .get_result(conn)
        .optional()?;
    let Some((balance, seq)) = moved else {
        find_balance(conn, user)?;
        return Ok(None);
    };
    let row = EntryRow {
        user_id: user.to_string(),
        seq,
        at: stored_time(now),
        kind: movement.kind.as_str().to_owned(),
        amount_micros: amount,
        balance_micros: balance,
        reason: movement.reason.clone(),
        job_id: movement.job.map(|id| id.to_string()),
        actor_id: movement.actor.map(|id| id.to_string()),
    };
    diesel::insert_into(credit_entries::table).values(&row).execute(conn)?;
    row.into_entry().map(Some)
}

/// What a user may spend.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn find_balance(conn: &mut AnyConnection, user: UserId) -> Result<CostUsd, StorageError> {
    let row = users::table.find(user.to_string()).select(users::balance_micros).first(conn).optional()?;
    row.map(CostUsd::from_micros).ok_or(StorageError::NotFound("user"))
}

/// What is set aside for a user's active jobs.
///
/// # Errors
/// Only those of the database.
pub fn find_reserved(conn: &mut AnyConnection, user: UserId) -> Result<CostUsd, StorageError> {
    let reserved: Vec<Option<i64>> = jobs::table
        .filter(jobs::owner_id.eq(user.to_string()))
        .filter(jobs::status.eq_any(["queued", "running"]))
        .select(jobs::reserved_micros)
        .load(conn)?;
    Ok(reserved.into_iter().flatten().map(CostUsd::from_micros).sum())
}

/// The movements of a user, the latest first.
///
/// # Errors
/// Only those of the database.
pub fn list_credit_entries(
    conn: &mut AnyConnection,
    user: UserId,
    page: &PageRequest<()>,
) -> Result<Listing<CreditEntry>, StorageError> {
    let of_user = || credit_entries::table.filter(credit_entries::user_id.eq(user.to_string()));
    let skip = match &page.start {
        Start::Skip(skip) => *skip,
        Start::After(_) => 0,
    };
    let total = of_user().count().get_result(conn)?;
    let rows: Vec<EntryRow> = of_user()
        .order(credit_entries::seq.desc())
        .offset(i64::from(skip))
        .limit(i64::from(page.limit) + 1)
        .select(EntryRow::as_select())
        .load(conn)?;
    let items = rows.into_iter().map(EntryRow::into_entry).collect::<Result<Vec<_>, _>>()?;
    Ok(Listing::new(items, page.limit, Some(total), |_| None))
}

/// Sets credit aside for a job that begins or goes on; `false`, and nothing set aside, when there is not enough.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn reserve_for_job(
    conn: &mut AnyConnection,
    user: UserId,
    job: JobId,
    amount: CostUsd,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    if amount > CostUsd::ZERO {
        let movement = Movement {
            kind: CreditKind::Reservation,
            amount: CostUsd::ZERO - amount,
            reason: reason.to_owned(),
            job: Some(job),
            actor: None,
        };
        if move_credit(conn, user, &movement, now)?.is_none() {
            return Ok(false);
        }
    }
    // What it cost while nobody counted stays uncounted.
    diesel::update(jobs::table.find(job.to_string()))
        .set((jobs::reserved_micros.eq(Some(amount.micros())), jobs::settled_micros.eq(jobs::actual_micros)))
        .execute(conn)?;
    Ok(true)
}

/// Lets a job begin or go on at no cost to its owner's credit.
///
/// # Errors
/// Only those of the database.
pub fn waive_reservation(conn: &mut AnyConnection, job: JobId) -> Result<(), StorageError> {
    let row = jobs::table.find(job.to_string()).filter(jobs::reserved_micros.is_not_null());
    diesel::update(row).set(jobs::reserved_micros.eq(None::<i64>)).execute(conn)?;
    Ok(())
}

/// Settles a job that has ended, whose row the caller has locked: what it did not spend of what was set aside comes
/// back. What it spent beyond that (nothing, as long as estimates are ceilings) is taken as far as there is credit.
pub(crate) fn settle_job(
    conn: &mut AnyConnection,
    owner: UserId,
    job: JobId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    match close_reservation(conn, job)? {
        Some(settlement) => take_what_is_there(conn, owner, settlement, now),
        None => Ok(()),
    }
}

/// The first half of [`settle_job`]: the job's own row. What is due is to be moved in the same transaction, when
/// nothing else needs a lock any more.
pub(crate) fn close_reservation(
    conn: &mut AnyConnection,
    job: JobId,
) -> Result<Option<Movement>, StorageError> {
    let row = jobs::table.find(job.to_string());
    let found = row.clone().select((jobs::reserved_micros, jobs::settled_micros, jobs::actual_micros));
    let Some((Some(reserved), settled, actual)): Option<(Option<i64>, i64, i64)> =
        found.first(conn).optional()?
    else {
        return Ok(None);
    };
    let spent = actual - settled;
    if reserved == 0 && spent == 0 {
        return Ok(None);
    }
    diesel::update(row)
        .set((jobs::reserved_micros.eq(Some(0)), jobs::settled_micros.eq(actual)))
        .execute(conn)?;
    let (set_aside, spent) = (CostUsd::from_micros(reserved), CostUsd::from_micros(spent));
    let reason = format!("{set_aside} was set aside, {spent} was spent");
    Ok(Some(Movement {
        kind: CreditKind::Settlement,
        amount: set_aside - spent,
        reason,
        job: Some(job),
        actor: None,
    }))
}

/// Charges the cost of a call that ended after its job.
pub(crate) fn charge_late(
    conn: &mut AnyConnection,
    owner: UserId,
    job: JobId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let row = jobs::table.find(job.to_string());
    let found = row.clone().select((jobs::reserved_micros, jobs::settled_micros, jobs::actual_micros));
    let Some((Some(_), settled, actual)): Option<(Option<i64>, i64, i64)> = found.first(conn).optional()?
    else {
        return Ok(());
    };
    if actual == settled {
        return Ok(());
    }
    diesel::update(row).set(jobs::settled_micros.eq(actual)).execute(conn)?;
    let cost = CostUsd::from_micros(actual - settled);
    let reason = "a call was under way when its job ended".to_owned();
    let amount = CostUsd::ZERO - cost;
    take_what_is_there(
        conn,
        owner,
        Movement { kind: CreditKind::Charge, amount, reason, job: Some(job), actor: None },
        now,
    )
}

/// Makes a movement, at the expense of the house where the user's credit does not suffice.
pub(crate) fn take_what_is_there(
    conn: &mut AnyConnection,
    owner: UserId,
    movement: Movement,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    if move_credit(conn, owner, &movement, now)?.is_some() {
        return Ok(());
    }
    // From here on it does not change any more.
    dialect::lock_user(conn, owner)?;
    let there = find_balance(conn, owner)?;
    if move_credit(conn, owner, &movement, now)?.is_some() {
        return Ok(());
    }
    tracing::warn!(%owner, owed = %movement.amount, %there, "a job cost more than was set aside and is there");
    let reason = format!("{}; only {there} was left", movement.reason);
    move_credit(conn, owner, &Movement { amount: CostUsd::ZERO - there, reason, ..movement }, now)?;
    Ok(())
}
