//! Jobs, steps and events as they go out.

use chrono::{DateTime, Utc};
use serde::Serialize;
use talewright_domain::job::JobFailure;
use talewright_domain::receipt::Step;
use talewright_domain::{CostUsd, Event, EventKind, Job, JobStatus};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::links::Links;

/// One run of one recipe.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Job)]
pub(crate) struct JobView {
    id: Uuid,
    /// Which recipe: `picture_book` or `regenerate_page`.
    #[schema(example = "picture_book")]
    kind: &'static str,
    /// Where it stands.
    status: JobStatusName,
    /// The stage in progress: `plan`, `cast`, `text`, `images`, `narration`, `assemble`.
    current_stage: Option<String>,
    /// Stages behind it, in order.
    completed_stages: Vec<String>,
    /// 0 to 100.
    progress_percentage: f32,
    /// What it was expected to cost at most, in dollars.
    estimated_cost_usd: f64,
    /// What it has cost, in dollars.
    actual_cost_usd: f64,
    /// It pauses before it costs more.
    max_cost_usd: Option<f64>,
    /// Whether `resume` makes sense.
    can_resume: bool,
    /// Why it stopped; while it is queued, why it waits.
    error: Option<JobErrorView>,
    /// The story that it works on.
    story_id: Option<Uuid>,
    /// The page that it makes anew; absent when it makes the whole story.
    page: Option<u32>,
    /// How often a worker took it.
    attempts: i32,
    /// Somebody wants it to stop.
    cancel_requested: bool,
    /// The number of its latest event.
    last_event_seq: i64,
    created_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    /// Its paid steps; only when one job is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<Vec<StepView>>,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = JobStatus)]
pub(crate) enum JobStatusName {
    Queued,
    Running,
    Completed,
    CompletedWithGaps,
    Blocked,
    Paused,
    Failed,
    Cancelled,
    Parked,
}

/// Why a job stopped.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobError)]
struct JobErrorView {
    /// Stable and machine-readable, e.g. `provider_failed`, `budget_reached`.
    code: String,
    /// What happened, and what to do next.
    message: String,
}

/// How far a job is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobProgress)]
pub(super) struct JobProgressView {
    id: Uuid,
    status: JobStatusName,
    current_stage: Option<String>,
    completed_stages: Vec<String>,
    /// 0 to 100.
    progress_percentage: f32,
    estimated_cost_usd: f64,
    actual_cost_usd: f64,
    can_resume: bool,
    error: Option<JobErrorView>,
    story_id: Option<Uuid>,
    /// The number of its latest event; send it as `after` to wait for the next one.
    last_event_seq: i64,
}

/// One paid call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Step)]
struct StepView {
    /// Its place in the recipe.
    #[schema(example = "page/3/image")]
    key: String,
    /// `submitting`, `accepted`, `done`, `failed` or `blocked`.
    status: &'static str,
    /// How often the call was begun.
    tries: i32,
    /// Who answered; of a list of providers, the one that did.
    provider: String,
    model: String,
    estimated_cost_usd: f64,
    cost_usd: f64,
    usage: Option<UsageView>,
    started_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
    error: Option<String>,
}

/// What a call used.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Usage)]
struct UsageView {
    input_tokens: u64,
    /// Those of them that the provider had in its cache.
    cached_tokens: u64,
    output_tokens: u64,
    images: u32,
    /// Characters spoken.
    characters: u64,
    /// Milliseconds of sound made.
    milliseconds: u64,
    /// The provider did not say: the figures are our own estimate.
    estimated: bool,
    /// The version of the price list by which the cost was computed; absent when the provider named the cost.
    price_version: Option<String>,
}

/// Something that happened to a job.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Event)]
pub(crate) struct EventView {
    /// From 1 within the job, without gaps.
    seq: i64,
    job_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    story_id: Option<Uuid>,
    at: DateTime<Utc>,
    /// What happened.
    #[serde(flatten)]
    what: EventBody,
}

/// What happened: `type` tells what is in `data`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[schema(as = EventBody)]
enum EventBody {
    /// It waits for a worker.
    JobQueued {},
    /// A worker took it.
    JobStarted { attempt: i32 },
    /// A step begins.
    StepStarted { step: String, page: Option<u32> },
    /// A step is done.
    StepFinished { step: String, page: Option<u32>, image_url: Option<String>, progress_percentage: f32 },
    /// A step was given up; the others go on.
    StepFailed { step: String, page: Option<u32>, message: String, blocked: bool },
    /// The job ended.
    JobFinished { status: JobStatusName, message: Option<String> },
}

impl JobView {
    pub(crate) fn new(job: &Job) -> Self {
        Self {
            id: job.id.uuid(),
            kind: job.kind.as_str(),
            status: job.status.into(),
            current_stage: job.current_stage.clone(),
            completed_stages: job.completed_stages.clone(),
            progress_percentage: job.progress_percentage,
            estimated_cost_usd: job.estimated_cost_usd.dollars(),
            actual_cost_usd: job.actual_cost_usd.dollars(),
            max_cost_usd: job.max_cost_usd.map(CostUsd::dollars),
            can_resume: job.status.can_resume(),
            error: job.error.as_ref().map(JobErrorView::from),
            story_id: job.story_id.map(|id| id.uuid()),
            page: job.page_order.as_ref().map(|order| order.number),
            attempts: job.attempts,
            cancel_requested: job.cancel_requested,
            last_event_seq: job.last_event_seq,
            created_at: job.created_at,
            started_at: job.started_at,
            finished_at: job.finished_at,
            steps: None,
        }
    }

    pub(crate) fn with_steps(job: &Job) -> Self {
        Self { steps: Some(job.steps.iter().map(StepView::from).collect()), ..Self::new(job) }
    }
}

impl JobProgressView {
    pub(super) fn new(job: &Job) -> Self {
        Self {
            id: job.id.uuid(),
            status: job.status.into(),
            current_stage: job.current_stage.clone(),
            completed_stages: job.completed_stages.clone(),
            progress_percentage: job.progress_percentage,
            estimated_cost_usd: job.estimated_cost_usd.dollars(),
            actual_cost_usd: job.actual_cost_usd.dollars(),
            can_resume: job.status.can_resume(),
            error: job.error.as_ref().map(JobErrorView::from),
            story_id: job.story_id.map(|id| id.uuid()),
            last_event_seq: job.last_event_seq,
        }
    }
}

impl From<&JobFailure> for JobErrorView {
    fn from(failure: &JobFailure) -> Self {
        Self { code: failure.code.clone(), message: failure.message.clone() }
    }
}

impl From<&Step> for StepView {
    fn from(step: &Step) -> Self {
        let usage = step.usage.as_ref().map(|usage| UsageView {
            input_tokens: usage.input_tokens,
            cached_tokens: usage.cached_tokens,
            output_tokens: usage.output_tokens,
            images: usage.images,
            characters: usage.characters,
            milliseconds: usage.milliseconds,
            estimated: usage.estimated,
            price_version: usage.price_version.clone(),
        });
        Self {
            key: step.key.as_str().to_owned(),
            status: step.state.as_str(),
            tries: step.tries,
            provider: step.provider.clone(),
            model: step.model.clone(),
            estimated_cost_usd: step.estimated_cost_usd.dollars(),
            cost_usd: step.cost_usd.dollars(),
            usage,
            started_at: step.started_at,
            finished_at: step.finished_at,
            error: step.error.clone(),
        }
    }
}

impl EventView {
    pub(super) fn new(event: &Event, links: &Links) -> Self {
        let what = match &event.kind {
            EventKind::JobQueued => EventBody::JobQueued {},
            EventKind::JobStarted { attempt } => EventBody::JobStarted { attempt: *attempt },
            EventKind::StepStarted { step } => {
                EventBody::StepStarted { step: step.to_string(), page: step.page() }
            }
            EventKind::StepFinished { step, image, progress_percentage } => EventBody::StepFinished {
                step: step.to_string(),
                page: step.page(),
                image_url: links.optional(image.as_ref()),
                progress_percentage: *progress_percentage,
            },
            EventKind::StepFailed { step, message, blocked } => EventBody::StepFailed {
                step: step.to_string(),
                page: step.page(),
                message: message.clone(),
                blocked: *blocked,
            },
            EventKind::JobFinished { status, message } => {
                EventBody::JobFinished { status: (*status).into(), message: message.clone() }
            }
        };
        let story_id = event.story_id.map(|id| id.uuid());
        Self { seq: event.seq, job_id: event.job_id.uuid(), story_id, at: event.at, what }
    }
}

impl From<JobStatus> for JobStatusName {
    fn from(status: JobStatus) -> Self {
        match status {
            JobStatus::Queued => Self::Queued,
            JobStatus::Running => Self::Running,
            JobStatus::Completed => Self::Completed,
            JobStatus::CompletedWithGaps => Self::CompletedWithGaps,
            JobStatus::Blocked => Self::Blocked,
            JobStatus::Paused => Self::Paused,
            JobStatus::Failed => Self::Failed,
            JobStatus::Cancelled => Self::Cancelled,
            JobStatus::Parked => Self::Parked,
        }
    }
}
