use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use talewright_app::{AppError, Studio, jobs, stories};
use talewright_domain::{Id, Story};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{PageView, StoryView};
use crate::error::ApiError;
use crate::extract::CurrentUser;
use crate::links::Links;
use crate::routes::jobs::JobView;

/// How far a story is, page by page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GenerationStatus)]
pub(super) struct GenerationStatusView {
    /// The job.
    #[serde(flatten)]
    job: JobView,
    /// The same as `id`.
    task_id: Uuid,
    /// The same as `id`.
    request_id: Uuid,
    /// 0 to 1.
    progress: f32,
    /// The cover (0) and the pages, as far as they are.
    pages: Vec<PageView>,
    /// The story, once it can be read to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<StoryView>,
}

/// How far is my story?
///
/// By the id of its job, or by its own: step, progress, the state of each page, retries, error.
#[utoipa::path(tag = "stories", params(("task_id" = Uuid, Path, description = "The job, or the story")),
    responses((status = 200, description = "How far it is", body = GenerationStatusView)))]
#[get("/stories/generation-status/{task_id}")]
pub(super) async fn get_generation_status(
    request: HttpRequest,
    caller: CurrentUser,
    studio: web::Data<Studio>,
    links: web::Data<Links>,
) -> Result<HttpResponse, ApiError> {
    let text = request.match_info().get("task_id").unwrap_or_default();
    let id = Uuid::parse_str(text)
        .map_err(|_| ApiError::NotFound(format!("{text:?} is not the id of anything")))?;
    let owner = caller.user.id;
    let job = match jobs::get_job(&studio, owner, Id::from_uuid(id)).await {
        Err(AppError::NotFound(_)) => jobs::get_job_of_story(&studio, owner, Id::from_uuid(id)).await?,
        found => found?,
    };
    let story = match job.story_id {
        Some(story) => Some(stories::get_story(&studio, owner, story).await?),
        None => None,
    };
    let view = story.as_ref().map(|story| StoryView::new(story, &links));
    let is_readable = |story: &Story| {
        use talewright_domain::StoryStatus::{Completed, CompletedWithGaps};
        matches!(story.status, Completed | CompletedWithGaps)
    };
    Ok(HttpResponse::Ok().json(GenerationStatusView {
        task_id: job.id.uuid(),
        request_id: job.id.uuid(),
        progress: job.progress_percentage / 100.0,
        pages: story.iter().flat_map(|story| PageView::list(story, &links)).collect(),
        result: view.filter(|_| story.as_ref().is_some_and(is_readable)),
        job: JobView::with_steps(&job),
    }))
}
