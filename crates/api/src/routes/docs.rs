//! The API's own pages: Swagger UI at `/docs`, ReDoc at `/redoc`, the document at `/openapi.json`. Everything they
//! need is in the binary.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use utoipa_swagger_ui::Config;

use crate::error::ApiError;

/// ReDoc's standalone bundle, packed; see `assets/redoc/README.md`.
const REDOC: &[u8] = include_bytes!("../../assets/redoc/redoc.standalone.js.gz");

const REDOC_PAGE: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Talewright API</title>
</head>
<body>
<redoc spec-url="/openapi.json"></redoc>
<script src="/redoc/redoc.standalone.js"></script>
</body>
</html>
"#;

/// Looser than everywhere else: both pages set styles from script, and ReDoc searches in a worker of its own.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     worker-src 'self' blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

/// The document as it is served.
#[derive(Debug, Clone)]
pub(crate) struct Document(pub(crate) Arc<str>);

/// Outside the prefix; not in the document.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    config.service(openapi).service(swagger).service(swagger_file).service(redoc).service(redoc_script);
}

#[get("/openapi.json")]
async fn openapi(document: web::Data<Document>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(document.0.to_string())
}

#[get("/docs")]
async fn swagger() -> Result<HttpResponse, ApiError> {
    serve_swagger("index.html")
}

#[get("/docs/{file}")]
async fn swagger_file(file: web::Path<String>) -> Result<HttpResponse, ApiError> {
    serve_swagger(&file)
}

fn serve_swagger(name: &str) -> Result<HttpResponse, ApiError> {
    let config = Arc::new(Config::from("/openapi.json").try_it_out_enabled(true));
    let file = utoipa_swagger_ui::serve(name, config).map_err(ApiError::internal)?;
    let file =
        file.ok_or_else(|| ApiError::NotFound(format!("there is no file {name:?} in the documentation")))?;
    let mut answer = HttpResponse::Ok();
    answer.content_type(file.content_type).insert_header((header::CONTENT_SECURITY_POLICY, POLICY));
    if file.gzpipped {
        answer.insert_header((header::CONTENT_ENCODING, "gzip"));
    }
    if name == "index.html" {
        // The page is at /docs, its files are below.
        let page = String::from_utf8_lossy(&file.bytes)
            .replace("\"./", "\"/docs/")
            .replace("\"index.css", "\"/docs/index.css");
        return Ok(answer.body(page));
    }
    Ok(answer.body(file.bytes.into_owned()))
}

#[get("/redoc")]
async fn redoc() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .body(REDOC_PAGE)
}

#[get("/redoc/redoc.standalone.js")]
async fn redoc_script() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        .insert_header((header::CONTENT_ENCODING, "gzip"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .body(REDOC)
}
