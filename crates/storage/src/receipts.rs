//! Receipts as a reader sees them; who writes them is the ledger.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use talewright_domain::ports::Usage;
use talewright_domain::receipt::Step;
use talewright_domain::{CostUsd, JobId, StepKey};

use crate::columns::{Json, parse};
use crate::connection::AnyConnection;
use crate::error::StorageError;
use crate::schema::step_receipts;

#[derive(Queryable, Selectable)]
#[diesel(table_name = step_receipts)]
struct StepRow {
    step_key: String,
    state: String,
    tries: i32,
    provider: String,
    model: String,
    estimated_micros: i64,
    cost_micros: i64,
    usage: Option<Json<Usage>>,
    error: Option<String>,
    started_at: NaiveDateTime,
    finished_at: Option<NaiveDateTime>,
}

impl StepRow {
    fn into_step(self) -> Result<Step, StorageError> {
        Ok(Step {
            key: StepKey::new(self.step_key),
            state: parse("step_receipts.state", &self.state)?,
            tries: self.tries,
            provider: self.provider,
            model: self.model,
            estimated_cost_usd: CostUsd::from_micros(self.estimated_micros),
            cost_usd: CostUsd::from_micros(self.cost_micros),
            usage: self.usage.map(|usage| usage.0),
            started_at: self.started_at.and_utc(),
            finished_at: self.finished_at.map(|at| at.and_utc()),
            error: self.error,
        })
    }
}

/// The receipts of a job in the order in which they were begun.
///
/// # Errors
/// Only those of the database.
pub fn list_steps(conn: &mut AnyConnection, job: JobId) -> Result<Vec<Step>, StorageError> {
    let rows: Vec<StepRow> = step_receipts::table
        .filter(step_receipts::job_id.eq(job.to_string()))
        .order((step_receipts::started_at.asc(), step_receipts::step_key.asc()))
        .select(StepRow::as_select())
        .load(conn)?;
    rows.into_iter().map(StepRow::into_step).collect()
}
