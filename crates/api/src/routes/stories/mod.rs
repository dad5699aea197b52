//! Stories: asked for, listed, read, changed, exported, deleted.

mod estimate;
mod export;
mod regenerate;
mod request;
mod status;
mod view;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, delete, get, patch, post, web};
use talewright_app::Studio;
use talewright_app::idempotency::{Outcome, replay};
use talewright_app::stories::{self, Offer, StoryFilter, StoryPatch, StorySort, StoryWithJob, prepare_story};
use talewright_domain::Story;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::error::ApiError;
use crate::extract::{CurrentUser, Generator, IdempotencyKey, IfMatch, JsonBody, PathId, Query};
use crate::idempotent::{Answer, answer, once};
use crate::links::Links;
use crate::lists::{Cursors, ListView, Orders, list_view, page_request};
use crate::problem::Problem;
use request::{CreateStoryRequest, UpdateStoryRequest};
use view::StorySummaryView;
pub(crate) use view::{AcceptedView, PageView, StoryView};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(estimate::estimate_story)
        .service(create_story)
        .service(list_stories)
        .service(status::get_generation_status)
        .service(export::export_story)
        .service(export::export_story_pdf)
        .service(start_story)
        .service(regenerate::regenerate_page)
        .service(get_story)
        .service(update_story)
        .service(delete_story);
}

const ORDERS: Orders<StorySort> = &[
    ("-created_at", StorySort::Newest, Cursors::Yes),
    ("created_at", StorySort::Oldest, Cursors::Yes),
    ("-updated_at", StorySort::LatestChange, Cursors::No),
    ("updated_at", StorySort::EarliestChange, Cursors::No),
    ("title", StorySort::Title, Cursors::No),
    ("-title", StorySort::TitleDescending, Cursors::No),
];

/// Ask for a story
///
/// Stores the story and starts the job that writes and illustrates it; watch the job. With `is_draft` it is only
/// stored.
#[utoipa::path(tag = "stories", request_body = CreateStoryRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key with the same body gives the \
        first answer again, for a day", pattern = "^[!-~]{1,255}$", max_length = 255)),
    responses(
        (status = 201, description = "The draft is stored", body = AcceptedView),
        (status = 202, description = "The story is stored and its job is queued", body = AcceptedView,
            headers(("location" = String, description = "The job"))),
        (status = 409, description = "The first request with this Idempotency-Key is in progress", body = Problem,
            content_type = "application/problem+json"),
))]
#[post("/stories")]
async fn create_story(
    caller: Generator,
    studio: web::Data<Studio>,
    offer: web::Data<Offer>,
    links: web::Data<Links>,
    key: IdempotencyKey,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let render = render_accepted(&links);
    let once = once(key, caller.user.id, "create_story", &body.bytes, render.clone());
    if let Some(stored) = replay(&studio, once.as_ref()).await? {
        return answer(Outcome::Replayed(stored), render);
    }
    let prepared = body
        .read::<CreateStoryRequest>()?
        .parse_later(async |request| prepare_story(&studio, &offer, caller.user.id, request.into()).await)
        .await?;
    let outcome = stories::create_story(&studio, &offer, &caller.user, prepared, once).await?;
    answer(outcome, render)
}

/// Start a draft, or go on with a story that stopped
///
/// What is finished is kept, and is not paid again.
#[utoipa::path(tag = "stories",
    params(
        ("id" = uuid::Uuid, Path, description = "The story"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key gives the first answer again, for \
            a day", pattern = "^[!-~]{1,255}$", max_length = 255),
    ),
    responses(
        (status = 202, description = "The job is queued", body = AcceptedView,
            headers(("location" = String, description = "The job"))),
        (status = 409, description = "The story is being made, or is complete", body = Problem,
            content_type = "application/problem+json"),
))]
#[post("/stories/{id}/generate")]
async fn start_story(
    caller: Generator,
    id: PathId<Story>,
    studio: web::Data<Studio>,
    offer: web::Data<Offer>,
    links: web::Data<Links>,
    key: IdempotencyKey,
) -> Result<HttpResponse, ApiError> {
    let render = render_accepted(&links);
    let operation = format!("start_story/{}", id.0);
    let once = once(key, caller.user.id, &operation, &[], render.clone());
    let outcome = stories::start_story(&studio, &offer, &caller.user, id.0, once).await?;
    answer(outcome, render)
}

fn render_accepted(links: &Links) -> impl FnOnce(&StoryWithJob) -> Answer + Clone + Send + use<> {
    let links = links.clone();
    move |made| {
        let view = AcceptedView::new(made, &links);
        match &made.job {
            Some(job) => Answer::new(StatusCode::ACCEPTED, view).location(links.resource("jobs", job.id)),
            None => Answer::new(StatusCode::CREATED, view).location(links.resource("stories", made.story.id)),
        }
    }
}

/// List my stories
///
/// Summaries without texts, newest first. Drafts only with `include_drafts` or `status=draft`.
#[utoipa::path(tag = "stories", params(
    ("status" = inline(Option<view::StoryStatusName>), Query, description = "Those that stand here"),
    ("language" = Option<String>, Query, description = "Those told in this language", example = "en",
        pattern = "^[a-z]{2,3}(-[A-Z]{2})?$"),
    ("favorite" = Option<bool>, Query, description = "Those that are marked, or are not"),
    ("genre" = Option<String>, Query, description = "Those of this genre", max_length = 200),
    ("q" = Option<String>, Query, description = "Those with these words in the title or the summary", max_length = 200),
    ("include_drafts" = Option<bool>, Query, description = "Drafts too"),
    ("sort" = Option<String>, Query, description = "The order; newest first by default", example = "-created_at",
        pattern = "^(-?created_at|-?updated_at|-?title)$"),
    crate::openapi::ListParams,
), responses((status = 200, description = "One page of the list", body = ListView<StorySummaryView>)))]
#[get("/stories")]
async fn list_stories(
    caller: CurrentUser,
    studio: web::Data<Studio>,
    links: web::Data<Links>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    let filter = StoryFilter {
        status: query.value("status", "a status such as completed"),
        language: query.value("language", "a language tag such as en"),
        favorite: query.value("favorite", "true or false"),
        genre: query.text("genre"),
        q: query.text("q"),
        include_drafts: query.value("include_drafts", "true or false").unwrap_or(false),
    };
    let page = page_request(&mut query, ORDERS);
    query.finish()?;
    let listing = stories::list_stories(&studio, caller.user.id, filter, page.clone()).await?;
    Ok(HttpResponse::Ok().json(list_view(&page, listing, |story| StorySummaryView::new(story, &links))))
}

/// Read a story
///
/// Whole: its brief, its pages and their pictures, its characters.
#[utoipa::path(tag = "stories", params(("id" = uuid::Uuid, Path, description = "The story")),
    responses((status = 200, description = "The story", body = StoryView)))]
#[get("/stories/{id}")]
async fn get_story(
    caller: CurrentUser,
    id: PathId<Story>,
    studio: web::Data<Studio>,
    links: web::Data<Links>,
) -> Result<HttpResponse, ApiError> {
    let story = stories::get_story(&studio, caller.user.id, id.0).await?;
    Ok(versioned(&story, &links))
}

/// Change a story
///
/// Its title, or whether it is a favourite.
#[utoipa::path(tag = "stories", request_body = UpdateStoryRequest, params(
    ("id" = uuid::Uuid, Path, description = "The story"),
    ("If-Match" = Option<String>, Header, description = "Only if this is still its ETag",
        pattern = r#"^(\*|"[0-9]{1,18}(-[0-9a-f]{16})?")$"#),
), responses(
    (status = 200, description = "The story as it is now", body = StoryView),
    (status = 412, description = "It was changed since", body = Problem, content_type = "application/problem+json"),
))]
#[patch("/stories/{id}")]
async fn update_story(
    caller: CurrentUser,
    id: PathId<Story>,
    studio: web::Data<Studio>,
    links: web::Data<Links>,
    version: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let patch = body
        .read::<UpdateStoryRequest>()?
        .parse(|wanted| StoryPatch { title: wanted.title, favorite: wanted.favorite }.parse())?;
    let story = stories::update_story(&studio, caller.user.id, id.0, version.0, patch).await?;
    Ok(versioned(&story, &links))
}

/// Delete a story with its files
///
/// A job that is making it is stopped.
#[utoipa::path(tag = "stories", params(
    ("id" = uuid::Uuid, Path, description = "The story"),
    ("If-Match" = Option<String>, Header, description = "Only if this is still its ETag",
        pattern = r#"^(\*|"[0-9]{1,18}(-[0-9a-f]{16})?")$"#),
), responses(
    (status = 204, description = "It is gone"),
    (status = 412, description = "It was changed since", body = Problem, content_type = "application/problem+json"),
))]
#[delete("/stories/{id}")]
async fn delete_story(
    caller: CurrentUser,
    id: PathId<Story>,
    studio: web::Data<Studio>,
    version: IfMatch,
) -> Result<HttpResponse, ApiError> {
    stories::delete_story(&studio, caller.user.id, id.0, version.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn versioned(story: &Story, links: &Links) -> HttpResponse {
    Answer::new(StatusCode::OK, StoryView::new(story, links)).version(story.version).into()
}
