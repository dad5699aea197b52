use std::convert::Infallible;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use bytes::Bytes;
use futures::{StreamExt as _, stream};
use talewright_app::Studio;
use talewright_app::auth::{Accounts, Caller, signed_out};
use talewright_app::jobs::{self, Watched};
use talewright_domain::Job;
use tokio_util::sync::CancellationToken;

use super::EventView;
use crate::error::ApiError;
use crate::extract::{CurrentUser, PathId, Query};
use crate::links::Links;

/// Tells streams that the server stops: they would go on for as long as their jobs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stopping(pub(crate) CancellationToken);

/// Watch a job live
///
/// Server-sent events: first those that happened already, after `Last-Event-ID` or `after`, then each as it happens,
/// until the job has ended. 204 when it has ended and everything is told.
#[utoipa::path(tag = "jobs", params(
    ("id" = uuid::Uuid, Path, description = "The job"),
    ("after" = Option<i64>, Query, description = "The number of the last event seen", minimum = 0),
    ("Last-Event-ID" = Option<i64>, Header, description = "The same, as browsers send it"),
), responses(
    (status = 200, description = "The events", content_type = "text/event-stream", body = EventView),
    (status = 204, description = "The job has ended and everything is told"),
))]
#[get("/jobs/{id}/events")]
pub(super) async fn watch_job(
    request: HttpRequest,
    caller: CurrentUser,
    id: PathId<Job>,
    studio: web::Data<Studio>,
    links: web::Data<Links>,
    stopping: web::Data<Stopping>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    let asked = query.number("after", 0..=i64::MAX);
    query.finish()?;
    let after = last_event_id(&request)?.or(asked).unwrap_or(0);
    let Some(watched) = jobs::watch_job(&studio, caller.user.id, id.0, after).await? else {
        // EventSource connects again for ever unless it is told so.
        return Ok(HttpResponse::NoContent().finish());
    };
    let frames = watched.map(move |seen| Ok::<_, Infallible>(frame(&seen, &links)));
    // The first byte goes at once, so that whoever is in between lets the stream through.
    let opening = stream::iter([Ok(Bytes::from_static(b": ok\n\nretry: 2000\n\n"))]);
    let stopped = stopping.0.clone().cancelled_owned();
    // A stream must not outlive the session that opened it.
    let accounts =
        request.app_data::<web::Data<Accounts>>().ok_or_else(|| ApiError::internal("no accounts"))?;
    let signed_out = signed_out(Accounts::clone(accounts), Caller { user: caller.user, via: caller.via });
    let body = opening.chain(frames).take_until(Box::pin(stopped)).take_until(Box::pin(signed_out));
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(Box::pin(body)))
}

fn last_event_id(request: &HttpRequest) -> Result<Option<i64>, ApiError> {
    let Some(value) = request.headers().get("last-event-id") else { return Ok(None) };
    let number = value.to_str().ok().and_then(|text| text.trim().parse().ok()).filter(|seq| *seq >= 0);
    number.map(Some).ok_or_else(|| ApiError::Malformed("Last-Event-ID must be the id of an event".into()))
}

fn frame(seen: &Watched, links: &Links) -> Bytes {
    match seen {
        Watched::Heartbeat => Bytes::from_static(b": still there\n\n"),
        Watched::Event(event) => {
            let data = serde_json::to_string(&EventView::new(event, links)).unwrap_or_default();
            Bytes::from(format!("id: {}\ndata: {data}\n\n", event.seq))
        }
    }
}
