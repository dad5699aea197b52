//! The pick-lists of forms: everybody reads them, administrators change them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, put, web};
use serde::{Deserialize, Serialize};
use talewright_app::Studio;
use talewright_app::admin::{self, ListItem, PickList};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::error::ApiError;
use crate::extract::{Admin, CurrentUser, IfMatch, JsonBody};
use crate::idempotent::Answer;
use crate::problem::Problem;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(read_list).service(get_list).service(replace_list);
}

/// A pick-list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PickList)]
struct PickListView {
    #[schema(example = "genres")]
    name: String,
    /// In the order in which forms show them.
    items: Vec<ListItemView>,
    /// Counts the changes.
    version: i64,
}

/// Something that can be picked.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ListItem)]
struct ListItemView {
    /// What is stored with a story.
    #[schema(example = "fairy tale", min_length = 1, max_length = 200)]
    value: String,
    /// What a person reads.
    #[schema(example = "Fairy tale", min_length = 1, max_length = 200)]
    label: String,
    /// Whether forms offer it.
    #[serde(default = "yes")]
    active: bool,
}

const fn yes() -> bool {
    true
}

/// A list as it shall be.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReplaceList)]
struct ReplaceListRequest {
    /// All of it.
    #[schema(required, value_type = Vec<ListItemView>, min_items = 1, max_items = 500)]
    items: Option<Vec<ListItemView>>,
}

fn answer(list: PickList) -> HttpResponse {
    let PickList { name, items, version } = list;
    let view = |item: ListItem| ListItemView { value: item.value, label: item.label, active: item.active };
    let items = items.into_iter().map(view).collect();
    Answer::new(StatusCode::OK, PickListView { name, items, version }).version(version).into()
}

/// What can be picked in forms?
///
/// `genres`, `art_styles`, `fonts`, `text_positions`; only what is active.
#[utoipa::path(tag = "user", params(("name" = String, Path, description = "The list", example = "genres")),
    responses((status = 200, description = "The list", body = PickListView)))]
#[get("/lists/{name}")]
async fn read_list(
    _caller: CurrentUser,
    name: web::Path<String>,
    studio: web::Data<Studio>,
) -> Result<HttpResponse, ApiError> {
    let mut list = admin::find_list(&studio, &name).await?;
    list.items.retain(|item| item.active);
    Ok(answer(list))
}

/// Read a pick-list
///
/// With what is not active.
#[utoipa::path(tag = "administration", params(("name" = String, Path, description = "The list", example = "genres")),
    responses((status = 200, description = "The list", body = PickListView)))]
#[get("/admin/lists/{name}")]
async fn get_list(
    _admin: Admin,
    name: web::Path<String>,
    studio: web::Data<Studio>,
) -> Result<HttpResponse, ApiError> {
    Ok(answer(admin::find_list(&studio, &name).await?))
}

/// Replace a pick-list
///
/// What stories use cannot be taken out; set `active` to false instead.
#[utoipa::path(tag = "administration", request_body = ReplaceListRequest, params(
    ("name" = String, Path, description = "The list", example = "genres"),
    ("If-Match" = Option<String>, Header, description = "Only if this is still its ETag",
        pattern = r#"^(\*|"[0-9]{1,18}(-[0-9a-f]{16})?")$"#),
), responses(
    (status = 200, description = "The list as it is now", body = PickListView),
    (status = 409, description = "Something taken out is in use", body = Problem,
        content_type = "application/problem+json"),
    (status = 412, description = "It was changed since", body = Problem, content_type = "application/problem+json"),
))]
#[put("/admin/lists/{name}")]
async fn replace_list(
    admin: Admin,
    name: web::Path<String>,
    studio: web::Data<Studio>,
    version: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let items = body.read::<ReplaceListRequest>()?.parse(|wanted| {
        let item =
            |item: ListItemView| ListItem { value: item.value, label: item.label, active: item.active };
        Ok(wanted.items.unwrap_or_default().into_iter().map(item).collect())
    })?;
    Ok(answer(admin::replace_list(&studio, &admin.actor, &name, version.0, items).await?))
}
