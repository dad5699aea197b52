//! Receipts as they stand in their table.

use chrono::NaiveDateTime;
use diesel::helper_types::Find;
use diesel::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};
use talewright_domain::JobId;
use talewright_domain::ports::{StepIntent, StepTicket};
use uuid::Builder;

use crate::columns::Json;
use crate::schema::step_receipts;

/// What the ledger must know of an earlier receipt.
#[derive(Queryable, Selectable)]
#[diesel(table_name = step_receipts)]
pub(super) struct Receipt {
    pub(super) state: String,
    pub(super) fence: i64,
    pub(super) tries: i32,
    pub(super) doubts: i32,
    pub(super) provider_ref: Option<String>,
    pub(super) result: Option<Json<Value>>,
}

#[derive(Insertable)]
#[diesel(table_name = step_receipts)]
pub(super) struct NewReceipt<'a> {
    pub(super) job_id: String,
    pub(super) step_key: &'a str,
    pub(super) input_hash: &'a str,
    pub(super) state: &'a str,
    pub(super) stage: &'a str,
    pub(super) worker: &'a str,
    pub(super) fence: i64,
    pub(super) tries: i32,
    pub(super) doubts: i32,
    pub(super) provider: &'a str,
    pub(super) model: &'a str,
    pub(super) idempotency_key: String,
    pub(super) estimated_micros: i64,
    pub(super) cost_micros: i64,
    pub(super) started_at: NaiveDateTime,
    pub(super) updated_at: NaiveDateTime,
}

pub(super) type ReceiptRow = Find<step_receipts::table, (String, String, String)>;

/// The row of a step.
pub(super) fn receipt_row(job: JobId, key: &str, input_hash: &str) -> ReceiptRow {
    step_receipts::table.find((job.to_string(), key.to_owned(), input_hash.to_owned()))
}

/// A ticket for the given try. The idempotency key follows from the step's place and inputs, so it is the same
/// for every try; it has the form of a random UUID, which providers that take a task id ask for.
pub(super) fn ticket(job: JobId, step: &StepIntent, tries: i32, doubts: i32) -> StepTicket {
    let mut hash = Sha256::new();
    for part in [&job.to_string(), step.key.as_str(), &step.input_hash] {
        hash.update(part);
        hash.update([0]);
    }
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    StepTicket {
        key: step.key.clone(),
        input_hash: step.input_hash.clone(),
        tries,
        doubts,
        idempotency_key: Builder::from_random_bytes(bytes).into_uuid().to_string(),
    }
}
