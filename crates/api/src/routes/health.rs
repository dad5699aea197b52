//! Is it alive, is it ready?

use std::time::Instant;

use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use talewright_app::Studio;
use talewright_app::health::{Health, check_health};
use talewright_app::stories::Offer;
use talewright_domain::ports::Capability;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::routes::admin::monitoring::Monitoring;

/// What is known without asking anybody.
#[derive(Debug, Clone)]
pub(crate) struct Process {
    pub(crate) started: Instant,
    pub(crate) version: String,
}

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Health)]
struct HealthView {
    /// `ok`, or `degraded` while something is away.
    #[schema(example = "ok")]
    status: &'static str,
    /// The server's version.
    version: String,
    uptime_seconds: u64,
    /// Jobs that wait or run.
    active_sessions: i64,
    services: ServicesView,
    timestamp: DateTime<Utc>,
}

/// How what it needs is: `ok`, `down`, `not_configured`, or the name of the provider.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Services)]
struct ServicesView {
    database: String,
    cache: String,
    assets: String,
    text: String,
    image: String,
    speech: String,
}

/// At the root, where they are documented.
pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(get_healthz).service(get_readiness).service(get_liveness).service(get_health);
}

/// Is the server there?
#[utoipa::path(tag = "operation", security(()), responses((status = 200, description = "It is", body = HealthView)))]
#[get("/healthz")]
async fn get_healthz(
    studio: web::Data<Studio>,
    process: web::Data<Process>,
    offer: web::Data<Offer>,
    monitoring: web::Data<Monitoring>,
) -> HttpResponse {
    HttpResponse::Ok().json(report(&check_health(&studio).await, &process, &offer, &monitoring))
}

/// How is the server?
#[utoipa::path(tag = "operation", security(()), responses(
    (status = 200, description = "How it is, whether or not all is well", body = HealthView)))]
#[get("/health")]
async fn get_health(
    studio: web::Data<Studio>,
    process: web::Data<Process>,
    offer: web::Data<Offer>,
    monitoring: web::Data<Monitoring>,
) -> HttpResponse {
    HttpResponse::Ok().json(report(&check_health(&studio).await, &process, &offer, &monitoring))
}

/// Can the server answer requests?
#[utoipa::path(tag = "operation", security(()), responses(
    (status = 200, description = "It can", body = HealthView),
    (status = 503, description = "The database is away", body = HealthView),
))]
#[get("/health/ready")]
async fn get_readiness(
    studio: web::Data<Studio>,
    process: web::Data<Process>,
    offer: web::Data<Offer>,
    monitoring: web::Data<Monitoring>,
) -> HttpResponse {
    let health = check_health(&studio).await;
    let mut answer = if health.database { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    answer.json(report(&health, &process, &offer, &monitoring))
}

/// Does the process run?
#[utoipa::path(tag = "operation", security(()), responses((status = 200, description = "It does", body = Alive)))]
#[get("/health/live")]
async fn get_liveness() -> HttpResponse {
    HttpResponse::Ok().json(Alive { status: "ok" })
}

/// The process runs.
#[derive(Debug, Serialize, ToSchema)]
struct Alive {
    #[schema(example = "ok")]
    status: &'static str,
}

fn report(health: &Health, process: &Process, offer: &Offer, monitoring: &Monitoring) -> HealthView {
    let state = |is_fine: bool| if is_fine { "ok" } else { "down" }.to_owned();
    let provider = |what| offer.provider_of(what).unwrap_or_else(|| "not_configured".into());
    HealthView {
        status: if health.database && health.assets { "ok" } else { "degraded" },
        version: process.version.clone(),
        uptime_seconds: process.started.elapsed().as_secs(),
        active_sessions: health.active_jobs,
        services: ServicesView {
            database: state(health.database),
            cache: (monitoring.cache)().into(),
            assets: state(health.assets),
            text: provider(Capability::Text),
            image: provider(Capability::Image),
            speech: provider(Capability::Speech),
        },
        timestamp: Utc::now(),
    }
}
