//! Logs to the console and to daily files, and reading those files again; metrics of provider calls.
//!
//! What is logged and what never is: `docs/OPERATIONS.md`. Whatever users write, a line of a log is one line, free of
//! controls and of marks of direction: on the console they come out as Rust escapes them, in JSON as JSON does.

mod clean;
mod files;
mod machine;
mod metrics;

pub use files::{
    LogDownload, LogError, LogFile, LogFiles, LogLevel, LogLine, LogQuery, LogSearch, LogTail, TAIL_LINES,
};
pub use machine::machine;
pub use metrics::Metrics;

use std::path::Path;

use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry};

use clean::{CleanFields, CleanJson};

/// One place where lines are written to.
type Sink = Box<dyn Layer<Registry> + Send + Sync>;

/// How many days of each log file are kept.
const DAYS_KEPT: usize = 30;
/// How many lines wait for the disk before some are lost; the room for them is taken at the start.
const LINES_WAITING: usize = 8192;

/// How the console looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a person.
    Pretty,
    /// One JSON object a line.
    Json,
}

/// Why logs cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The level is none.
    #[error("LOG_LEVEL: {0}")]
    Level(String),
    /// The folder cannot be written.
    #[error("LOGS_DIR: {0}")]
    Folder(String),
    /// Something else has set up logs in this process.
    #[error("logs are set up already: {0}")]
    Twice(String),
}

/// Writes what is buffered when dropped: keep it until the process ends.
pub struct Guard {
    _files: Vec<WorkerGuard>,
}

/// Starts logging: everything of `level` to the error console, and to the files `app`, `api` (the requests)
/// and `error` in `dir`, a new one each day.
///
/// # Errors
/// The level is none, the folder cannot be written, or logging was started before.
pub fn start_logs(dir: &Path, level: &str, format: Format) -> Result<Guard, TelemetryError> {
    let filter = || EnvFilter::try_new(level).map_err(|error| TelemetryError::Level(error.to_string()));
    let (app, app_guard) = daily(dir, "app")?;
    let (api, api_guard) = daily(dir, "api")?;
    let (error, error_guard) = daily(dir, "error")?;
    let is_request = |target: &str| target.starts_with("talewright_api");
    let layers = vec![
        console(std::io::stderr, format).with_filter(filter()?).boxed(),
        file(app).with_filter(filter()?).boxed(),
        file(api)
            .with_filter(filter_fn(move |meta| is_request(meta.target())))
            .with_filter(filter()?)
            .boxed(),
        file(error).with_filter(LevelFilter::ERROR).boxed(),
    ];
    tracing_subscriber::registry()
        .with(layers)
        .try_init()
        .map_err(|error| TelemetryError::Twice(error.to_string()))?;
    Ok(Guard { _files: vec![app_guard, api_guard, error_guard] })
}

/// Starts logging to the error console alone, for commands that are no servers.
///
/// # Errors
/// The level is none, or logging was started before.
pub fn start_console(level: &str) -> Result<(), TelemetryError> {
    let filter = EnvFilter::try_new(level).map_err(|error| TelemetryError::Level(error.to_string()))?;
    tracing_subscriber::registry()
        .with(console(std::io::stderr, Format::Pretty).with_filter(filter))
        .try_init()
        .map_err(|error| TelemetryError::Twice(error.to_string()))
}

fn console(writer: impl for<'a> MakeWriter<'a> + Send + Sync + 'static, format: Format) -> Sink {
    let layer = fmt::layer();
    match format {
        Format::Pretty => layer.with_writer(writer).fmt_fields(CleanFields).with_target(false).boxed(),
        Format::Json => layer.with_writer(CleanJson(writer)).json().boxed(),
    }
}

fn daily(dir: &Path, name: &str) -> Result<(NonBlocking, WorkerGuard), TelemetryError> {
    std::fs::create_dir_all(dir).map_err(|error| TelemetryError::Folder(error.to_string()))?;
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix(name)
        .filename_suffix("log")
        .max_log_files(DAYS_KEPT)
        .build(dir)
        .map_err(|error| TelemetryError::Folder(error.to_string()))?;
    Ok(NonBlockingBuilder::default().buffered_lines_limit(LINES_WAITING).finish(appender))
}

fn file(writer: NonBlocking) -> Sink {
    fmt::layer().json().with_ansi(false).with_writer(CleanJson(writer)).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_errors_have_files_of_their_own() {
        let dir = tempfile::tempdir().unwrap();
        let guard = start_logs(dir.path(), "info", Format::Json).unwrap();
        tracing::info!(target: "talewright_api::access", "a request");
        tracing::error!("a mishap");
        tracing::debug!("too fine");
        drop(guard);
        let read = |name: &str| {
            let files = std::fs::read_dir(dir.path()).unwrap().map(|f| f.unwrap().path());
            let mut files = files.filter(|p| p.file_name().unwrap().to_string_lossy().starts_with(name));
            std::fs::read_to_string(files.next().unwrap()).unwrap()
        };
        assert!(read("api").contains("a request") && !read("api").contains("a mishap"));
        assert!(read("error").contains("a mishap") && !read("error").contains("a request"));
        assert!(read("app").contains("a request") && !read("app").contains("too fine"));
        assert!(start_logs(dir.path(), "no=such=level", Format::Json).is_err());
    }
}
