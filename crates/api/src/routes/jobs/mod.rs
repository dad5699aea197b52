//! Jobs: how far they are, what they cost, live; stopped and resumed.

mod events;
mod view;

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;
use talewright_app::Studio;
use talewright_app::jobs::{self, JobFilter, JobSort};
use talewright_app::stories::Offer;
use talewright_domain::{CostUsd, Job, Validator};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::error::ApiError;
use crate::extract::{CurrentUser, Generator, IdempotencyKey, OptionalJsonBody, PathId, Query};
use crate::idempotent::{Answer, answer, once};
use crate::links::Links;
use crate::lists::{Cursors, ListView, Orders, list_view, page_request};
use crate::problem::Problem;
pub(crate) use events::Stopping;
use view::JobProgressView;
pub(crate) use view::{EventView, JobView};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_jobs)
        .service(get_job_status)
        .service(events::watch_job)
        .service(cancel_job)
        .service(resume_job)
        .service(get_job);
}

/// Most seconds of a long poll.
const MAX_WAIT: i64 = 60;

const ORDERS: Orders<JobSort> =
    &[("-created_at", JobSort::Newest, Cursors::Yes), ("created_at", JobSort::Oldest, Cursors::Yes)];

/// Go on with a job; the body may be left out.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Resume)]
struct ResumeJobRequest {
    /// A new limit in dollars, when the old one was reached.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    max_cost_usd: Option<f64>,
}

/// List my jobs
#[utoipa::path(tag = "jobs", params(
    ("status" = inline(Option<view::JobStatusName>), Query, description = "Those that stand here"),
    ("kind" = Option<String>, Query, description = "Those of this recipe", pattern = "^picture_book$"),
    ("story_id" = Option<uuid::Uuid>, Query, description = "Those that work on this story"),
    ("sort" = Option<String>, Query, description = "The order; newest first by default", example = "-created_at",
        pattern = "^-?created_at$"),
    crate::openapi::ListParams,
), responses((status = 200, description = "One page of the list", body = ListView<JobView>)))]
#[get("/jobs")]
async fn list_jobs(
    caller: CurrentUser,
    studio: web::Data<Studio>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    let filter = JobFilter {
        status: query.value("status", "a status such as running"),
        kind: query.value("kind", "a kind such as picture_book"),
        story: query.value("story_id", "the id of a story"),
    };
    let page = page_request(&mut query, ORDERS);
    query.finish()?;
    let listing = jobs::list_jobs(&studio, caller.user.id, filter, page.clone()).await?;
    Ok(HttpResponse::Ok().json(list_view(&page, listing, |job| JobView::new(&job))))
}

/// Read a job
///
/// Everything about it: its stages, its cost, and each paid step with its tries and errors.
#[utoipa::path(tag = "jobs", params(("id" = uuid::Uuid, Path, description = "The job")),
    responses((status = 200, description = "The job with its steps", body = JobView)))]
#[get("/jobs/{id}")]
async fn get_job(
    caller: CurrentUser,
    id: PathId<Job>,
    studio: web::Data<Studio>,
) -> Result<HttpResponse, ApiError> {
    let job = jobs::get_job(&studio, caller.user.id, id.0).await?;
    Ok(HttpResponse::Ok().json(JobView::with_steps(&job)))
}

/// How far is a job?
///
/// Light, for polling. With `wait` the answer comes as soon as something happens, or the job has ended, or so many
/// seconds are over.
#[utoipa::path(tag = "jobs", params(
    ("id" = uuid::Uuid, Path, description = "The job"),
    ("wait" = Option<i64>, Query, description = "Seconds to wait for news", minimum = 0, maximum = 60, example = 30),
    ("after" = Option<i64>, Query, description = "News are events after this number; by default after the latest \
        one", minimum = 0),
), responses((status = 200, description = "How far it is", body = JobProgressView)))]
#[get("/jobs/{id}/status")]
async fn get_job_status(
    caller: CurrentUser,
    id: PathId<Job>,
    studio: web::Data<Studio>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    let wait = query.number("wait", 0..=MAX_WAIT).unwrap_or(0);
    let after = query.number("after", 0..=i64::MAX);
    query.finish()?;
    let at_most = Duration::from_secs(wait.unsigned_abs());
    let job = jobs::wait_for_job(&studio, caller.user.id, id.0, after, at_most).await?;
    Ok(HttpResponse::Ok().json(JobProgressView::new(&job)))
}

/// Stop a job
///
/// At once when it waits, within a second when it runs; nothing more is paid, and what is finished is kept.
#[utoipa::path(tag = "jobs", params(("id" = uuid::Uuid, Path, description = "The job")), responses(
    (status = 200, description = "It is stopped, or will be in a moment", body = JobView),
    (status = 409, description = "It has ended already", body = Problem, content_type = "application/problem+json"),
))]
#[post("/jobs/{id}/cancel")]
async fn cancel_job(
    caller: CurrentUser,
    id: PathId<Job>,
    studio: web::Data<Studio>,
) -> Result<HttpResponse, ApiError> {
    let job = jobs::cancel_job(&studio, caller.user.id, id.0).await?;
    Ok(HttpResponse::Ok().json(JobView::new(&job)))
}

/// Go on with a job that stopped
///
/// From its last finished step: nothing is paid twice.
#[utoipa::path(tag = "jobs", request_body(content = Option<ResumeJobRequest>), params(
    ("id" = uuid::Uuid, Path, description = "The job"),
    ("Idempotency-Key" = Option<String>, Header, description = "The same key with the same body gives the first \
        answer again, for a day", pattern = "^[!-~]{1,255}$", max_length = 255),
), responses(
    (status = 202, description = "It is queued again", body = JobView,
        headers(("location" = String, description = "The job"))),
    (status = 409, description = "It runs, or is whole", body = Problem, content_type = "application/problem+json"),
))]
#[post("/jobs/{id}/resume")]
async fn resume_job(
    caller: Generator,
    id: PathId<Job>,
    studio: web::Data<Studio>,
    offer: web::Data<Offer>,
    links: web::Data<Links>,
    key: IdempotencyKey,
    body: OptionalJsonBody,
) -> Result<HttpResponse, ApiError> {
    let links = links.clone();
    let render = move |job: &Job| {
        Answer::new(StatusCode::ACCEPTED, JobView::new(job)).location(links.resource("jobs", job.id))
    };
    let operation = format!("resume_job/{}", id.0);
    let once = once(key, caller.user.id, &operation, &body.0.bytes, render.clone());
    let max_cost = body.0.read::<ResumeJobRequest>()?.parse(|wanted| {
        let mut v = Validator::new();
        let limit = wanted.max_cost_usd.and_then(|dollars| {
            let parsed = CostUsd::from_dollars(dollars);
            v.check("max_cost_usd", parsed.ok_or("is not an amount of dollars of 0 or more"))
        });
        v.finish().map(|()| limit)
    })?;
    let outcome = jobs::resume_job(&studio, &offer, &caller.user, id.0, max_cost, once).await?;
    answer(outcome, render)
}
