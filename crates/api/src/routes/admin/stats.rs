//! Figures about everybody.

use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use talewright_app::Studio;
use talewright_app::admin::{self, Analytics, Statistics};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::error::ApiError;
use crate::extract::{Admin, Query};
use crate::links::Links;
use crate::routes::user::{UsedGroupView, UsedView, used_groups};

/// Days that are looked at when nobody says which.
const DEFAULT_DAYS: i64 = 30;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(get_stats).service(get_analytics);
}

/// How many of a name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Count)]
struct CountView {
    #[schema(example = "completed")]
    name: String,
    count: i64,
}

fn counts(counts: Vec<(String, i64)>) -> Vec<CountView> {
    counts.into_iter().map(|(name, count)| CountView { name, count }).collect()
}

/// How the studio stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Statistics)]
struct StatisticsView {
    users_by_plan: Vec<CountView>,
    users_by_role: Vec<CountView>,
    /// `active`, `inactive`.
    users_by_state: Vec<CountView>,
    /// Devices that are signed in.
    sessions: i64,
    /// By status.
    stories: Vec<CountView>,
    /// By status.
    jobs: Vec<CountView>,
    this_month: UsedView,
    in_all: UsedView,
}

impl From<Statistics> for StatisticsView {
    fn from(found: Statistics) -> Self {
        Self {
            users_by_plan: counts(found.users_by_plan),
            users_by_role: counts(found.users_by_role),
            users_by_state: counts(found.users_by_state),
            sessions: found.sessions,
            stories: counts(found.stories),
            jobs: counts(found.jobs),
            this_month: UsedView::from(&found.this_month),
            in_all: UsedView::from(&found.in_all),
        }
    }
}

/// How does the studio stand?
#[utoipa::path(tag = "administration",
    responses((status = 200, description = "Users, stories, jobs, cost", body = StatisticsView)))]
#[get("/admin/stats")]
async fn get_stats(_admin: Admin, studio: web::Data<Studio>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(StatisticsView::from(admin::find_statistics(&studio).await?)))
}

/// What was made and spent in a span of time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Analytics)]
struct AnalyticsView {
    since: DateTime<Utc>,
    until: DateTime<Utc>,
    /// The latest day first.
    stories_by_day: Vec<CountView>,
    stories_by_language: Vec<CountView>,
    stories_by_genre: Vec<CountView>,
    stories_by_status: Vec<CountView>,
    usage: UsedView,
    usage_by_day: Vec<UsedGroupView>,
    usage_by_model: Vec<UsedGroupView>,
    usage_by_language: Vec<UsedGroupView>,
}

impl AnalyticsView {
    fn new(found: Analytics, since: DateTime<Utc>, until: DateTime<Utc>) -> Self {
        Self {
            since,
            until,
            stories_by_day: counts(found.stories_by_day),
            stories_by_language: counts(found.stories_by_language),
            stories_by_genre: counts(found.stories_by_genre),
            stories_by_status: counts(found.stories_by_status),
            usage: UsedView::from(&found.usage),
            usage_by_day: used_groups(found.usage_by_day),
            usage_by_model: used_groups(found.usage_by_model),
            usage_by_language: used_groups(found.usage_by_language),
        }
    }
}

/// What was made and spent?
///
/// By day, model and language; of the last thirty days when nobody says which.
#[utoipa::path(tag = "administration", params(
    ("since" = Option<DateTime<Utc>>, Query, description = "From then on", example = "2026-11-01T00:00:00Z"),
    ("until" = Option<DateTime<Utc>>, Query, description = "Before then", example = "2026-12-01T00:00:00Z"),
), responses((status = 200, description = "The figures", body = AnalyticsView)))]
#[get("/admin/stories/analytics")]
async fn get_analytics(
    _admin: Admin,
    studio: web::Data<Studio>,
    links: web::Data<Links>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    let since = query.value("since", "a time such as 2026-11-01T00:00:00Z");
    let until = query.value("until", "a time such as 2026-12-01T00:00:00Z");
    query.finish()?;
    let until: DateTime<Utc> = until.unwrap_or_else(|| links.clock().now());
    let default = || until.checked_sub_signed(TimeDelta::days(DEFAULT_DAYS)).unwrap_or(until);
    let since: DateTime<Utc> = since.unwrap_or_else(default);
    let found = admin::find_analytics(&studio, since, until).await?;
    Ok(HttpResponse::Ok().json(AnalyticsView::new(found, since, until)))
}
