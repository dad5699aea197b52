//! What is under the hood, for administrators, where `DEBUG_MODE` says so. Not part of the document.

use actix_web::{HttpResponse, get, web};
use serde_json::json;
use talewright_app::Studio;
use talewright_app::admin::find_statistics;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::error::ApiError;
use crate::extract::Admin;
use crate::routes::admin::monitoring::Monitoring;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.map(|config| config.service(get_debug_sessions).service(get_debug_config));
}

/// What is being made at this moment, and who is signed in.
#[get("/debug/sessions")]
async fn get_debug_sessions(_admin: Admin, studio: web::Data<Studio>) -> Result<HttpResponse, ApiError> {
    let found = find_statistics(&studio).await?;
    Ok(HttpResponse::Ok().json(json!({"sessions": found.sessions, "jobs": found.jobs})))
}

/// The effective settings, secrets masked.
#[get("/debug/config")]
async fn get_debug_config(_admin: Admin, monitoring: web::Data<Monitoring>) -> HttpResponse {
    HttpResponse::Ok().json(&monitoring.config)
}
