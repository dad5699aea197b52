//! One page made anew.

use actix_web::{HttpResponse, post, web};
use talewright_app::Studio;
use talewright_app::stories::{self, Offer};
use talewright_domain::Story;

use super::request::RegeneratePageRequest;
use super::{AcceptedView, render_accepted};
use crate::error::ApiError;
use crate::extract::{Generator, IdempotencyKey, JsonBody, PageOf};
use crate::idempotent::{answer, once};
use crate::links::Links;
use crate::problem::Problem;

/// Make one page anew
///
/// A job for that page alone: its text, its picture, its narration, whichever are asked for. The rest of the story
/// stays as it is; what becomes stale is marked and costs nothing until somebody asks.
#[utoipa::path(tag = "stories", request_body = RegeneratePageRequest,
    params(
        ("id" = uuid::Uuid, Path, description = "The story"),
        ("number" = u32, Path, description = "The page; 0 is the cover", maximum = 32),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key with the same body gives the \
            first answer again, for a day", pattern = "^[!-~]{1,255}$", max_length = 255),
    ),
    responses(
        (status = 202, description = "The job is queued", body = AcceptedView,
            headers(("location" = String, description = "The job"))),
        (status = 409, description = "The story or this page is being made", body = Problem,
            content_type = "application/problem+json"),
))]
#[post("/stories/{id}/pages/{number}/regenerate")]
pub(super) async fn regenerate_page(
    caller: Generator,
    page: PageOf<Story>,
    studio: web::Data<Studio>,
    offer: web::Data<Offer>,
    links: web::Data<Links>,
    key: IdempotencyKey,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let render = render_accepted(&links);
    let operation = format!("regenerate_page/{}/{}", page.id, page.number);
    let once = once(key, caller.user.id, &operation, &body.bytes, render.clone());
    let order =
        body.read::<RegeneratePageRequest>()?.parse(|request| request.of_page(page.number).parse(&offer))?;
    let outcome = stories::regenerate_page(&studio, &offer, &caller.user, page.id, order, once).await?;
    answer(outcome, render)
}
