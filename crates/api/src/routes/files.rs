//! The users' files, by signed addresses that expire.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use talewright_app::Studio;
use talewright_app::files::read_file;
use talewright_auth::SignedAddress;
use talewright_domain::ports::AssetKey;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::error::ApiError;
use crate::extract::Query;
use crate::links::Links;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(get_file);
}

/// Read a file
///
/// By the address that stories, pages and characters carry. Nobody needs to be signed in for it; it expires.
#[utoipa::path(tag = "files", security(()), params(
    ("key" = String, Path, description = "The file"),
    ("expires" = i64, Query, description = "When the address expires, in seconds since 1970"),
    ("signature" = String, Query, description = "Over the two"),
), responses(
    (status = 200, description = "The file", content_type = "image/jpeg", body = Vec<u8>),
    (status = 403, description = "The address has expired or is made up", body = crate::problem::Problem,
        content_type = "application/problem+json"),
))]
#[get("/static_content/{key:.*}")]
async fn get_file(
    request: HttpRequest,
    studio: web::Data<Studio>,
    links: web::Data<Links>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    let key = AssetKey::new(request.match_info().get("key").unwrap_or_default());
    let expires = query.number("expires", 0..=i64::MAX).unwrap_or(0);
    let signature = query.text("signature").unwrap_or_default();
    let now = links.clock().now();
    let verdict = links.signer().verify(key.as_str(), &SignedAddress { expires, signature }, now);
    verdict.map_err(|error| ApiError::Forbidden("bad_address", error.to_string()))?;
    // Files are named by their content: what has the name is unchanged.
    let tag = format!("\"{}\"", key.as_str().rsplit('/').next().unwrap_or_default());
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known = known == Some(tag.as_str());
    let seconds = expires - now.timestamp();
    let caching = format!("private, max-age={seconds}, immutable");
    let mut answer = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((header::ETAG, tag)).insert_header((header::CACHE_CONTROL, caching));
    if is_known {
        return Ok(answer.finish());
    }
    let bytes = read_file(&studio, &key).await?;
    Ok(answer.content_type(key.media_type()).body(bytes))
}
