//! Devices that somebody is signed in on.

use actix_web::{HttpResponse, delete, get, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use talewright_app::auth::{self, Accounts, SessionRecord};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::error::ApiError;
use crate::extract::{PathId, Person};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_sessions).service(end_session);
}

/// Where I am signed in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Sessions)]
struct SessionsView {
    /// The latest first.
    items: Vec<SessionView>,
}

/// A device that somebody is signed in on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
struct SessionView {
    id: Uuid,
    /// Whether it is the one that asks.
    current: bool,
    /// `password`, `google` or `github`.
    #[schema(example = "password")]
    method: String,
    /// What the program calls itself.
    user_agent: Option<String>,
    /// The network address that it signed in from.
    address: Option<String>,
    created_at: DateTime<Utc>,
    /// To the nearest minutes.
    last_used_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

/// Where am I signed in?
#[utoipa::path(tag = "accounts", security(("bearer" = []), ("oauth2" = []), ("session_cookie" = [])),
    responses((status = 200, description = "The devices", body = SessionsView)))]
#[get("/auth/sessions")]
async fn list_sessions(person: Person, accounts: web::Data<Accounts>) -> Result<HttpResponse, ApiError> {
    let sessions = auth::list_sessions(&accounts, person.user.id).await?;
    let view = |session: SessionRecord| SessionView {
        current: session.id == person.session.0,
        id: session.id,
        method: session.device.method,
        user_agent: session.device.user_agent,
        address: session.device.address,
        created_at: session.created_at,
        last_used_at: session.last_used_at,
        expires_at: session.expires_at,
    };
    Ok(HttpResponse::Ok().json(SessionsView { items: sessions.into_iter().map(view).collect() }))
}

/// Sign out a device
#[utoipa::path(tag = "accounts", security(("bearer" = []), ("oauth2" = []), ("session_cookie" = [])),
    params(("id" = uuid::Uuid, Path, description = "The session")),
    responses((status = 204, description = "It is signed out")))]
#[delete("/auth/sessions/{id}")]
async fn end_session(
    person: Person,
    id: PathId<SessionRecord>,
    accounts: web::Data<Accounts>,
) -> Result<HttpResponse, ApiError> {
    auth::end_session(&accounts, person.user.id, id.0.uuid()).await?;
    Ok(HttpResponse::NoContent().finish())
}
