//! What a provider refused, and what is hidden.

use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use talewright_app::Studio;
use talewright_app::admin::{self, FlaggedStory};
use talewright_domain::{Story, Validator};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::error::ApiError;
use crate::extract::{Admin, JsonBody, PathId, Query};
use crate::lists::{ListView, list_view, page_request};
use crate::routes::user::NEWEST;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_flagged).service(hide_story).service(restore_story);
}

/// A story that somebody should look at.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlaggedStory)]
struct FlaggedStoryView {
    /// The story.
    id: Uuid,
    owner_id: Uuid,
    owner_email: String,
    title: String,
    language: String,
    status: &'static str,
    /// When a provider refused something of it.
    flagged_at: Option<DateTime<Utc>>,
    /// In its words.
    flag_reason: Option<String>,
    /// When an administrator hid it.
    hidden_at: Option<DateTime<Utc>>,
    /// Why.
    hidden_reason: Option<String>,
    created_at: DateTime<Utc>,
}

impl From<FlaggedStory> for FlaggedStoryView {
    fn from(story: FlaggedStory) -> Self {
        Self {
            id: story.id.uuid(),
            owner_id: story.owner.uuid(),
            owner_email: story.owner_email,
            title: story.title,
            language: story.language,
            status: story.status.as_str(),
            flagged_at: story.flagged_at,
            flag_reason: story.flag_reason,
            hidden_at: story.hidden_at,
            hidden_reason: story.hidden_reason,
            created_at: story.created_at,
        }
    }
}

/// Why a story is hidden.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HideStory, example = json!({"reason": "shows a real child without consent"}))]
struct HideStoryRequest {
    /// Its owner reads it too.
    #[schema(required, value_type = String, min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// List flagged stories
///
/// Those that a provider refused something of, and those that are hidden.
#[utoipa::path(tag = "administration", params(
    ("hidden" = Option<bool>, Query, description = "Only those that are hidden, or are not"),
    crate::openapi::ListParams,
), responses((status = 200, description = "One page of the list", body = ListView<FlaggedStoryView>)))]
#[get("/admin/moderation")]
async fn list_flagged(
    _admin: Admin,
    studio: web::Data<Studio>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    let hidden = query.value("hidden", "true or false");
    let page = page_request(&mut query, NEWEST);
    query.finish()?;
    let listing = admin::list_flagged(&studio, hidden, page.clone()).await?;
    Ok(HttpResponse::Ok().json(list_view(&page, listing, FlaggedStoryView::from)))
}

/// Hide a story
///
/// From everybody, its owner included, who is told the reason. Its files are hidden with it.
#[utoipa::path(tag = "administration", request_body = HideStoryRequest,
    params(("id" = uuid::Uuid, Path, description = "The story")),
    responses((status = 200, description = "It is hidden", body = FlaggedStoryView)))]
#[post("/admin/moderation/{id}/hide")]
async fn hide_story(
    admin: Admin,
    id: PathId<Story>,
    studio: web::Data<Studio>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let reason = body.read::<HideStoryRequest>()?.parse(|wanted| {
        let mut v = Validator::new();
        let reason = v.text("reason", &wanted.reason.unwrap_or_default(), 500);
        v.finish().map(|()| reason)
    })?;
    let story = admin::hide_story(&studio, &admin.actor, id.0, &reason).await?;
    Ok(HttpResponse::Ok().json(FlaggedStoryView::from(story)))
}

/// Show a story again
#[utoipa::path(tag = "administration", params(("id" = uuid::Uuid, Path, description = "The story")),
    responses((status = 200, description = "It is there again", body = FlaggedStoryView)))]
#[post("/admin/moderation/{id}/restore")]
async fn restore_story(
    admin: Admin,
    id: PathId<Story>,
    studio: web::Data<Studio>,
) -> Result<HttpResponse, ApiError> {
    let story = admin::restore_story(&studio, &admin.actor, id.0).await?;
    Ok(HttpResponse::Ok().json(FlaggedStoryView::from(story)))
}
