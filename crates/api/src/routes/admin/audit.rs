//! The audit log.

use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use talewright_app::Studio;
use talewright_app::admin::{self, AuditFilter};
use talewright_domain::AuditEntry;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::error::ApiError;
use crate::extract::{Admin, Query};
use crate::lists::{ListView, list_view, page_request};
use crate::routes::user::NEWEST;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_audit);
}

/// Something that somebody did.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
struct AuditEntryView {
    id: Uuid,
    at: DateTime<Utc>,
    actor_id: Option<Uuid>,
    /// Their e-mail address then; `console` for the command line.
    #[schema(example = "ann@example.org")]
    actor: String,
    #[schema(example = "user.update")]
    action: String,
    /// What it was done to, e.g. `user/<id>`.
    target: Option<String>,
    /// What changed.
    #[schema(value_type = Object)]
    details: Value,
    /// The network address it came from.
    address: Option<String>,
}

impl From<AuditEntry> for AuditEntryView {
    fn from(entry: AuditEntry) -> Self {
        Self {
            id: entry.id,
            at: entry.at,
            actor_id: entry.actor_id.map(|id| id.uuid()),
            actor: entry.actor,
            action: entry.action,
            target: entry.target,
            details: entry.details,
            address: entry.address,
        }
    }
}

/// Who did what when?
#[utoipa::path(tag = "administration", params(
    ("actor_id" = Option<Uuid>, Query, description = "By this user"),
    ("action" = Option<String>, Query, description = "Of this kind", example = "user.update", max_length = 200),
    ("target" = Option<String>, Query, description = "About this, e.g. user/<id>", max_length = 200),
    ("since" = Option<DateTime<Utc>>, Query, description = "From then on"),
    ("until" = Option<DateTime<Utc>>, Query, description = "Before then"),
    crate::openapi::ListParams,
), responses((status = 200, description = "One page of the log", body = ListView<AuditEntryView>)))]
#[get("/admin/audit")]
async fn list_audit(
    _admin: Admin,
    studio: web::Data<Studio>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    let filter = AuditFilter {
        actor: query.value("actor_id", "the id of a user"),
        action: query.text("action"),
        target: query.text("target"),
        since: query.value("since", "a time such as 2026-11-01T00:00:00Z"),
        until: query.value("until", "a time such as 2026-12-01T00:00:00Z"),
    };
    let page = page_request(&mut query, NEWEST);
    query.finish()?;
    let listing = admin::list_audit(&studio, filter, page.clone()).await?;
    Ok(HttpResponse::Ok().json(list_view(&page, listing, AuditEntryView::from)))
}
