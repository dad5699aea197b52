//! A job as it stands in its table.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use talewright_domain::job::JobFailure;
use talewright_domain::{CostUsd, Job, PageOrder};

use crate::columns::{Json, parse, parse_optional, stored_time};
use crate::error::StorageError;
use crate::schema::jobs;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = jobs)]
pub(crate) struct JobRow {
    id: String,
    owner_id: String,
    story_id: Option<String>,
    page_order: Option<Json<PageOrder>>,
    page: Option<i32>,
    kind: String,
    status: String,
    priority: i32,
    current_stage: Option<String>,
    completed_stages: Json<Vec<String>>,
    progress: f32,
    estimated_micros: i64,
    actual_micros: i64,
    max_micros: Option<i64>,
    attempts: i32,
    error_code: Option<String>,
    error_message: Option<String>,
    cancel_requested: bool,
    last_event_seq: i64,
    created_at: NaiveDateTime,
    started_at: Option<NaiveDateTime>,
    finished_at: Option<NaiveDateTime>,
}

impl JobRow {
    pub(super) fn new(job: &Job) -> Self {
        let (error_code, error_message) =
            job.error.clone().map_or((None, None), |error| (Some(error.code), Some(error.message)));
        Self {
            id: job.id.to_string(),
            owner_id: job.owner.to_string(),
            story_id: job.story_id.map(|id| id.to_string()),
            page_order: job.page_order.clone().map(Json),
            page: job.page_order.as_ref().map(|order| order.number.cast_signed()),
            kind: job.kind.as_str().to_owned(),
            status: job.status.as_str().to_owned(),
            priority: job.priority,
            current_stage: job.current_stage.clone(),
            completed_stages: Json(job.completed_stages.clone()),
            progress: job.progress_percentage,
            estimated_micros: job.estimated_cost_usd.micros(),
            actual_micros: job.actual_cost_usd.micros(),
            max_micros: job.max_cost_usd.map(CostUsd::micros),
            attempts: job.attempts,
            error_code,
            error_message,
            cancel_requested: job.cancel_requested,
            last_event_seq: job.last_event_seq,
            created_at: stored_time(job.created_at),
            started_at: job.started_at.map(stored_time),
            finished_at: job.finished_at.map(stored_time),
        }
    }

    pub(crate) fn into_job(self) -> Result<Job, StorageError> {
        let error =
            self.error_code.map(|code| JobFailure { code, message: self.error_message.unwrap_or_default() });
        Ok(Job {
            id: parse("jobs.id", &self.id)?,
            owner: parse("jobs.owner_id", &self.owner_id)?,
            kind: parse("jobs.kind", &self.kind)?,
            story_id: parse_optional("jobs.story_id", self.story_id.as_deref())?,
            page_order: self.page_order.map(|order| order.0),
            status: parse("jobs.status", &self.status)?,
            priority: self.priority,
            current_stage: self.current_stage,
            completed_stages: self.completed_stages.0,
            progress_percentage: self.progress,
            estimated_cost_usd: CostUsd::from_micros(self.estimated_micros),
            actual_cost_usd: CostUsd::from_micros(self.actual_micros),
            max_cost_usd: self.max_micros.map(CostUsd::from_micros),
            attempts: self.attempts,
            error,
            cancel_requested: self.cancel_requested,
            last_event_seq: self.last_event_seq,
            created_at: self.created_at.and_utc(),
            started_at: self.started_at.map(|at| at.and_utc()),
            finished_at: self.finished_at.map(|at| at.and_utc()),
            steps: Vec::new(),
        })
    }
}
