//! The web page: files from `FRONTEND_DIR`, and `index.html` for the addresses that the page itself knows.

use std::path::{Path, PathBuf};

use actix_files::NamedFile;
use actix_web::http::header::{self, ContentEncoding, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, mime, web};

use crate::error::ApiError;

const NOT_BUILT: &str = include_str!("../../assets/not_built.html");

/// Where the page is; `None` when this process does not serve it.
#[derive(Debug, Clone)]
pub(crate) struct Frontend(pub(crate) Option<PathBuf>);

/// Answers a GET for a path that is no API's.
pub(crate) async fn serve_page(request: &HttpRequest, frontend: &Frontend) -> Result<HttpResponse, ApiError> {
    let path = request.path();
    let missing = || ApiError::NotFound(format!("there is nothing at {path}"));
    let folder = frontend.0.as_deref().ok_or_else(missing)?;
    if let Some(file) = find_file(folder, path) {
        return answer_file(request, &file, is_hashed(path)).await.ok_or_else(missing);
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.contains('.') || path.starts_with("/static/") || path.starts_with("/assets/") {
        return Err(missing());
    }
    match answer_file(request, &folder.join("index.html"), false).await {
        Some(page) => Ok(page),
        None if path == "/" => {
            Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(NOT_BUILT))
        }
        None => Err(missing()),
    }
}

/// The file of a path, and of `/static/…` the one without that word.
fn find_file(folder: &Path, path: &str) -> Option<PathBuf> {
    let relative = path.trim_start_matches('/');
    let found = |relative: &str| {
        let file = folder.join(safe(relative)?);
        file.is_file().then_some(file)
    };
    found(relative).or_else(|| found(relative.strip_prefix("static/")?))
}

/// A path of harmless names; what a build makes has no others.
fn safe(relative: &str) -> Option<PathBuf> {
    let is_fine = |name: &str| {
        !name.is_empty()
            && !name.starts_with('.')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-@~".contains(c))
    };
    relative.split('/').all(is_fine).then(|| relative.split('/').collect())
}

/// The build names these by their content.
fn is_hashed(path: &str) -> bool {
    path.starts_with("/assets/") || path.starts_with("/static/assets/")
}

async fn answer_file(request: &HttpRequest, file: &Path, is_hashed: bool) -> Option<HttpResponse> {
    let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let (packed, encoding) = packed(file, accepted.unwrap_or_default());
    let opened = packed.unwrap_or_else(|| file.to_owned());
    let named = web::block(move || NamedFile::open(opened)).await.ok()?.ok()?;
    let kind = media_type(file);
    let named = named.set_content_type(kind).disable_content_disposition();
    let named = match encoding {
        Some(encoding) => named.set_content_encoding(encoding),
        None => named,
    };
    let mut answer = named.into_response(request);
    let caching = if is_hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Some(answer)
}

/// The packed twin of a file, where the client takes it.
fn packed(file: &Path, accepted: &str) -> (Option<PathBuf>, Option<ContentEncoding>) {
    for (name, extension, encoding) in
        [("br", "br", ContentEncoding::Brotli), ("gzip", "gz", ContentEncoding::Gzip)]
    {
        let mut twin = file.as_os_str().to_owned();
        twin.push(".");
        twin.push(extension);
        let takes = accepted.split(',').any(|one| one.split(';').next().unwrap_or_default().trim() == name);
        if takes && Path::new(&twin).is_file() {
            return (Some(twin.into()), Some(encoding));
        }
    }
    (None, None)
}

fn media_type(file: &Path) -> mime::Mime {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let kind = match extension {
        "webmanifest" => "application/manifest+json".parse().unwrap_or(mime::APPLICATION_JSON),
        other => actix_files::file_extension_to_mime(other),
    };
    let is_bare_text = kind.type_() == mime::TEXT && kind.get_param(mime::CHARSET).is_none();
    if is_bare_text { format!("{kind}; charset=utf-8").parse().unwrap_or(kind) } else { kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_paths() {
        for bad in ["../secret", "a/../../b", ".env", "a//b", "a\\b", "%2e%2e/x", "a/.git/config", ""] {
            assert_eq!(safe(bad), None, "{bad}");
        }
        assert_eq!(safe("assets/index-B1x_.js"), Some("assets/index-B1x_.js".into()));
    }

    #[test]
    fn packed_twins_where_they_are_taken() {
        let folder = std::env::temp_dir().join(format!("talewright-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        let file = folder.join("a.js");
        for name in ["a.js", "a.js.gz"] {
            std::fs::write(folder.join(name), "x").unwrap();
        }
        assert!(packed(&file, "gzip;q=1, br").0.unwrap().ends_with("a.js.gz"));
        assert_eq!(packed(&file, "br").0, None);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
