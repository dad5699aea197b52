use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use talewright_app::Studio;
use talewright_app::account::{self, UsageEntry, UsageFilter, Used};
use utoipa::ToSchema;
use uuid::Uuid;

use super::NEWEST;
use crate::error::ApiError;
use crate::extract::{CurrentUser, Query};
use crate::lists::{ListView, list_view, page_request};

/// What I have used.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsageReport)]
struct UsageView {
    total: UsedView,
    /// The latest day first.
    by_day: Vec<UsedGroupView>,
    /// The dearest job first.
    by_job: Vec<UsedGroupView>,
    /// The dearest model first.
    by_model: Vec<UsedGroupView>,
    /// The paid calls, the latest first.
    entries: ListView<UsageEntryView>,
}

/// How much was used.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Used)]
pub(crate) struct UsedView {
    /// Paid calls.
    calls: i64,
    /// Tokens read.
    input_tokens: i64,
    /// Tokens written.
    output_tokens: i64,
    /// Pictures made.
    images: i64,
    /// Characters spoken.
    characters: i64,
    /// Dollars.
    cost_usd: f64,
}

/// How much was used under one name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsedGroup)]
pub(crate) struct UsedGroupView {
    /// A day (`2026-11-21`), a model (`provider/model`), a language or a job.
    #[schema(example = "2026-11-21")]
    name: String,
    #[serde(flatten)]
    used: UsedView,
}

/// A paid call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsageEntry)]
struct UsageEntryView {
    id: Uuid,
    at: DateTime<Utc>,
    job_id: Uuid,
    story_id: Option<Uuid>,
    /// Its place in the recipe.
    #[schema(example = "page/3/image")]
    step: String,
    provider: String,
    model: String,
    #[serde(flatten)]
    used: UsedView,
}

impl From<&Used> for UsedView {
    fn from(used: &Used) -> Self {
        Self {
            calls: used.calls,
            input_tokens: used.input_tokens,
            output_tokens: used.output_tokens,
            images: used.images,
            characters: used.characters,
            cost_usd: used.cost.dollars(),
        }
    }
}

/// Groups as they stand in answers.
pub(crate) fn used_groups(groups: Vec<(String, Used)>) -> Vec<UsedGroupView> {
    groups.into_iter().map(|(name, used)| UsedGroupView { name, used: UsedView::from(&used) }).collect()
}

impl From<UsageEntry> for UsageEntryView {
    fn from(entry: UsageEntry) -> Self {
        Self {
            id: entry.id,
            at: entry.at,
            job_id: entry.job.uuid(),
            story_id: entry.story.map(|id| id.uuid()),
            step: entry.step,
            provider: entry.provider,
            model: entry.model,
            used: UsedView::from(&entry.used),
        }
    }
}

/// My use
///
/// Tokens, pictures, spoken characters and cost, call by call and by day, job and model. What was used for stories that
/// are deleted stays.
#[utoipa::path(tag = "user", params(
    ("job_id" = Option<Uuid>, Query, description = "Of this job"),
    ("since" = Option<DateTime<Utc>>, Query, description = "From then on", example = "2026-11-01T00:00:00Z"),
    ("until" = Option<DateTime<Utc>>, Query, description = "Before then", example = "2026-12-01T00:00:00Z"),
    crate::openapi::ListParams,
), responses((status = 200, description = "What was used", body = UsageView)))]
#[get("/user/usage")]
pub(super) async fn get_usage(
    caller: CurrentUser,
    studio: web::Data<Studio>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    let filter = UsageFilter {
        user: Some(caller.user.id),
        job: query.value("job_id", "the id of a job"),
        since: query.value("since", "a time such as 2026-11-01T00:00:00Z"),
        until: query.value("until", "a time such as 2026-12-01T00:00:00Z"),
    };
    let page = page_request(&mut query, NEWEST);
    query.finish()?;
    let found = account::find_usage(&studio, filter, page.clone()).await?;
    Ok(HttpResponse::Ok().json(UsageView {
        total: UsedView::from(&found.total),
        by_day: used_groups(found.by_day),
        by_job: used_groups(found.by_job),
        by_model: used_groups(found.by_model),
        entries: list_view(&page, found.entries, UsageEntryView::from),
    }))
}
