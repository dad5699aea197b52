//! The process and the machine: logs, figures, settings.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use talewright_telemetry::{LogDownload, LogError, LogFiles, LogLevel, LogLine, LogQuery, TAIL_LINES};
use tokio::io::AsyncReadExt as _;
use tokio_util::io::ReaderStream;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::error::ApiError;
use crate::extract::{Admin, Query};
use crate::routes::health::Process;

/// Lines of a log when nobody says how many.
const DEFAULT_LINES: i64 = 200;
/// Most lines that a search finds.
const MOST_FOUND: i64 = 1000;

/// What administrators see of the process.
#[derive(Clone)]
pub struct Monitoring {
    /// The log files.
    pub logs: LogFiles,
    /// The effective settings, secrets masked.
    pub config: Value,
    /// The counters in the text form of OpenMetrics.
    pub metrics_text: Arc<dyn Fn() -> String + Send + Sync>,
    /// The same as JSON.
    pub metrics_json: Arc<dyn Fn() -> Value + Send + Sync>,
    /// How Redis is: `ok`, `down`, `not_configured`.
    pub cache: Arc<dyn Fn() -> &'static str + Send + Sync>,
    /// How machine and process are. Blocking.
    pub machine: Arc<dyn Fn() -> Value + Send + Sync>,
}

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_log_files)
        .service(download_log_file)
        .service(tail_log_file)
        .service(search_logs)
        .service(get_machine)
        .service(get_counters)
        .service(get_settings);
}

/// The log files.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LogFiles)]
struct LogFilesView {
    /// The newest day first.
    items: Vec<LogFileView>,
}

/// A log file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LogFile)]
struct LogFileView {
    #[schema(example = "app.2026-11-21.log")]
    name: String,
    size_bytes: u64,
    modified_at: DateTime<Utc>,
}

/// The end of a log file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LogTail)]
struct LogTailView {
    name: String,
    /// The oldest first; one JSON object each.
    lines: Vec<String>,
    /// Whether these are all lines of the file.
    complete: bool,
}

/// What a search found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LogSearch)]
struct LogSearchView {
    /// The newest first.
    items: Vec<LogLineView>,
    /// `false` when there may be more in older lines; ask again with `until`.
    complete: bool,
}

/// A line of the log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LogLine)]
struct LogLineView {
    at: DateTime<Utc>,
    #[schema(example = "warn")]
    level: &'static str,
    /// The part of the program.
    #[schema(example = "talewright_app")]
    target: String,
    message: String,
    /// What the line says beside its message.
    #[schema(value_type = Object)]
    fields: Value,
}

impl From<LogLine> for LogLineView {
    fn from(line: LogLine) -> Self {
        let LogLine { at, level, target, message, fields, .. } = line;
        Self { at, level: level.as_str(), target, message, fields }
    }
}

impl From<LogError> for ApiError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::NotFound => {
                Self::NotFound("there is no such log file; the list shows those there are".into())
            }
            LogError::Io(_) => Self::internal(error),
        }
    }
}

/// Files are read on threads that may wait.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LogError> + Send + 'static,
) -> Result<T, ApiError> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(ApiError::internal)??)
}

/// List the log files
#[utoipa::path(tag = "administration",
    responses((status = 200, description = "The files", body = LogFilesView)))]
#[get("/admin/monitoring/logs")]
async fn list_log_files(_admin: Admin, monitoring: web::Data<Monitoring>) -> Result<HttpResponse, ApiError> {
    let logs = monitoring.logs.clone();
    let files = blocking(move || logs.list()).await?;
    let items = files.into_iter().map(|file| LogFileView {
        name: file.name,
        size_bytes: file.size,
        modified_at: file.modified,
    });
    Ok(HttpResponse::Ok().json(LogFilesView { items: items.collect() }))
}

/// Read the end of a log file
#[utoipa::path(tag = "administration", params(
    ("file" = String, Path, description = "A name from the list", example = "app.2026-11-21.log"),
    ("lines" = Option<i64>, Query, description = "So many lines", minimum = 10, maximum = 5000),
), responses((status = 200, description = "The lines", body = LogTailView)))]
#[get("/admin/monitoring/logs/{file}")]
async fn tail_log_file(
    _admin: Admin,
    file: web::Path<String>,
    monitoring: web::Data<Monitoring>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    let range =
        i64::try_from(*TAIL_LINES.start()).unwrap_or(0)..=i64::try_from(*TAIL_LINES.end()).unwrap_or(0);
    let lines = query.number("lines", range).unwrap_or(DEFAULT_LINES);
    query.finish()?;
    let (logs, name) = (monitoring.logs.clone(), file.into_inner());
    let wanted = name.clone();
    let lines = usize::try_from(lines).unwrap_or_default();
    let tail = blocking(move || logs.tail(&wanted, lines)).await?;
    Ok(HttpResponse::Ok().json(LogTailView { name, lines: tail.lines, complete: tail.complete }))
}

/// Download a log file
#[utoipa::path(tag = "administration",
    params(("file" = String, Path, description = "A name from the list", example = "app.2026-11-21.log")),
    responses((status = 200, description = "The file", content_type = "text/plain", body = String)))]
#[get("/admin/monitoring/logs/{file}/download")]
async fn download_log_file(
    _admin: Admin,
    file: web::Path<String>,
    monitoring: web::Data<Monitoring>,
) -> Result<HttpResponse, ApiError> {
    let (logs, name) = (monitoring.logs.clone(), file.into_inner());
    let LogDownload { name, size, file } = blocking(move || logs.open(&name)).await?;
    // Today's file grows while it is sent.
    let body = ReaderStream::new(tokio::fs::File::from_std(file).take(size));
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .streaming(body))
}

/// Search the log
#[utoipa::path(tag = "administration", params(
    ("q" = Option<String>, Query, description = "Lines with this text", max_length = 200),
    ("level" = Option<String>, Query, description = "At least this bad", pattern = "^(trace|debug|info|warn|error)$"),
    ("since" = Option<DateTime<Utc>>, Query, description = "From then on"),
    ("until" = Option<DateTime<Utc>>, Query, description = "Before then"),
    ("limit" = Option<i64>, Query, description = "Lines at most", minimum = 1, maximum = 1000),
), responses((status = 200, description = "The lines", body = LogSearchView)))]
#[get("/admin/logs")]
async fn search_logs(
    _admin: Admin,
    monitoring: web::Data<Monitoring>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    let level = query.word("level").and_then(|name| {
        let level = LogLevel::parse(&name);
        if level.is_none() {
            query.error("level", "is unknown; use trace, debug, info, warn or error");
        }
        level
    });
    let wanted = LogQuery {
        text: query.text("q"),
        level,
        since: query.value("since", "a time such as 2026-11-01T00:00:00Z"),
        until: query.value("until", "a time such as 2026-12-01T00:00:00Z"),
        limit: usize::try_from(query.number("limit", 1..=MOST_FOUND).unwrap_or(100)).unwrap_or_default(),
    };
    query.finish()?;
    let logs = monitoring.logs.clone();
    let found = blocking(move || logs.search(&wanted)).await?;
    let items = found.lines.into_iter().map(LogLineView::from).collect();
    Ok(HttpResponse::Ok().json(LogSearchView { items, complete: found.complete }))
}

/// How are machine and process?
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MachineStats)]
struct MachineView {
    version: String,
    /// Since the server was started.
    uptime_seconds: u64,
    /// Memory, load and disk, in bytes.
    #[schema(value_type = Object)]
    machine: Value,
    /// Memory of this process, in bytes.
    #[schema(value_type = Object)]
    process: Value,
}

/// How are machine and process?
#[utoipa::path(tag = "administration",
    responses((status = 200, description = "Memory, load, disk", body = MachineView)))]
#[get("/admin/monitoring/stats")]
async fn get_machine(
    _admin: Admin,
    monitoring: web::Data<Monitoring>,
    process: web::Data<Process>,
) -> Result<HttpResponse, ApiError> {
    let look = Arc::clone(&monitoring.machine);
    let mut found = blocking(move || Ok(look())).await?;
    Ok(HttpResponse::Ok().json(MachineView {
        version: process.version.clone(),
        uptime_seconds: process.started.elapsed().as_secs(),
        machine: found.get_mut("machine").map(Value::take).unwrap_or_default(),
        process: found.get_mut("process").map(Value::take).unwrap_or_default(),
    }))
}

/// The counters
///
/// The same that `/metrics` has for Prometheus.
#[utoipa::path(tag = "administration", responses((status = 200, description = "The counters", body = Object)))]
#[get("/admin/monitoring/metrics")]
async fn get_counters(_admin: Admin, monitoring: web::Data<Monitoring>) -> HttpResponse {
    HttpResponse::Ok().json((monitoring.metrics_json)())
}

/// The effective settings
///
/// Every secret is masked.
#[utoipa::path(tag = "administration", responses((status = 200, description = "By section", body = Object)))]
#[get("/admin/monitoring/config")]
async fn get_settings(_admin: Admin, monitoring: web::Data<Monitoring>) -> HttpResponse {
    HttpResponse::Ok().json(&monitoring.config)
}
