use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use talewright_app::Studio;
use talewright_app::stories::{self, Export, ExportOptions, Layout, Presses};
use talewright_domain::{Story, StoryId, UserId};

use crate::error::ApiError;
use crate::extract::{CurrentUser, PathId, Query};
use crate::problem::Problem;

/// Formats that the API will know; so far there is one.
const FORMATS: [&str; 8] = ["pdf", "epub", "docx", "zip", "mp3", "html", "md", "json"];

/// Download a story as a file
///
/// The file is kept, and given again until something that goes into it changes.
#[utoipa::path(tag = "stories", params(
    ("id" = uuid::Uuid, Path, description = "The story"),
    ("format" = String, Path, description = "`pdf`", pattern = "^pdf$", example = "pdf"),
    crate::openapi::ExportParams,
), responses(
    (status = 200, description = "The file", content_type = "application/pdf", body = Vec<u8>),
    (status = 409, description = "The story is not finished", body = Problem,
        content_type = "application/problem+json"),
))]
#[get("/stories/{id}/export/{format}")]
pub(super) async fn export_story(
    request: HttpRequest,
    caller: CurrentUser,
    id: PathId<Story>,
    studio: web::Data<Studio>,
    presses: web::Data<Presses>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    let format = request.match_info().get("format").unwrap_or_default();
    match format {
        "pdf" => download(&request, caller.user.id, id.0, &studio, &presses, query).await,
        later if FORMATS.contains(&later) => Err(ApiError::Unprocessable(
            "format_not_available",
            format!("{later} is not available yet; download pdf instead"),
        )),
        _ => Err(ApiError::NotFound(format!("there is no format {format:?}; download pdf"))),
    }
}

/// Download a story as a PDF
///
/// The same as `/export/pdf`.
#[utoipa::path(tag = "stories", params(
    ("id" = uuid::Uuid, Path, description = "The story"),
    crate::openapi::ExportParams,
), responses(
    (status = 200, description = "The book", content_type = "application/pdf", body = Vec<u8>),
    (status = 409, description = "The story is not finished", body = Problem,
        content_type = "application/problem+json"),
))]
#[get("/stories/{id}/pdf")]
pub(super) async fn export_story_pdf(
    request: HttpRequest,
    caller: CurrentUser,
    id: PathId<Story>,
    studio: web::Data<Studio>,
    presses: web::Data<Presses>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    download(&request, caller.user.id, id.0, &studio, &presses, query).await
}

async fn download(
    request: &HttpRequest,
    owner: UserId,
    id: StoryId,
    studio: &Studio,
    presses: &Presses,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    let options = read_options(query)?;
    let export = stories::export_story_pdf(studio, presses, owner, id, options).await?;
    Ok(file(request, export))
}

fn read_options(mut query: Query) -> Result<ExportOptions, ApiError> {
    let layout = match query.word("layout").as_deref() {
        None | Some("book") => Layout::Book,
        Some("manuscript") => Layout::Manuscript,
        Some(_) => {
            query.error("layout", "is unknown; use book or manuscript");
            Layout::Book
        }
    };
    let format = query.value("page_format", "square, a4, a4_landscape, letter or letter_landscape");
    query.finish()?;
    Ok(ExportOptions { layout, format })
}

fn file(request: &HttpRequest, export: Export) -> HttpResponse {
    let tag = format!("\"{}\"", export.input_hash);
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|known| known == tag);
    let mut answer = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((header::ETAG, tag)).insert_header((header::CACHE_CONTROL, "private, no-cache"));
    if is_known {
        return answer.finish();
    }
    answer
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, disposition(&export.title)))
        .body(export.bytes)
}

/// The title as a file name, in full for those who read RFC 6266, in ASCII for the others.
fn disposition(title: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_') { c } else { ' ' };
    let name: String = title.chars().map(kept).take(80).collect();
    let words: Vec<&str> = name.split_whitespace().collect();
    let name = if words.is_empty() { "story".to_owned() } else { words.join(" ") };
    let ascii: String = name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    let encoded: String = name.bytes().map(encode_byte).collect();
    format!("attachment; filename=\"{ascii}.pdf\"; filename*=UTF-8''{encoded}.pdf")
}

fn encode_byte(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_file_name() {
        assert_eq!(
            disposition("L'été \"en\" mer/../"),
            "attachment; filename=\"L _t_ en mer.pdf\"; filename*=UTF-8''L%20%C3%A9t%C3%A9%20en%20mer.pdf"
        );
        assert!(disposition("…").contains("\"story.pdf\""));
    }
}
