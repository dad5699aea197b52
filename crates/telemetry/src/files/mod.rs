//! The log files, for those who keep the house: a list, the end of one, one as a download, and a search.
//!
//! Everything here is blocking, and reads no more than a bounded part of what may be many gigabytes.

mod backward;
mod line;
mod search;

use std::fs::{self, File};
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use backward::Backward;
use chrono::{DateTime, NaiveDate, Utc};

pub use line::{LogLevel, LogLine};
pub use search::{LogQuery, LogSearch};

/// How many lines of a file's end may be asked for.
pub const TAIL_LINES: RangeInclusive<usize> = 10..=5000;

/// How much of a file is read for its end at most, in bytes.
const TAIL_BYTES: u64 = 16 << 20;

/// The kinds of files that are written here.
const KINDS: [&str; 3] = ["api", "app", "error"];

/// Why a log file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The list has no file of this name.
    #[error("there is no such log file")]
    NotFound,
    /// The disk does not give it.
    #[error("the log files cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// The log files of one folder. Its functions are blocking.
#[derive(Debug, Clone)]
pub struct LogFiles {
    dir: PathBuf,
}

/// One log file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFile {
    /// Its name, `app.2026-02-28.log`.
    pub name: String,
    /// Its size, in bytes.
    pub size: u64,
    /// When it was last written.
    pub modified: DateTime<Utc>,
}

/// The end of a log file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogTail {
    /// The lines, the oldest first; long ones are cut and end with `…`.
    pub lines: Vec<String>,
    /// Whether these are as many lines as were asked for, or all there are: false when they were too long for that.
    pub complete: bool,
}

/// A log file to be sent.
#[derive(Debug)]
pub struct LogDownload {
    /// Its name.
    pub name: String,
    /// Its size when it was opened, in bytes. Today's file grows: send so many bytes and no more.
    pub size: u64,
    /// The file, opened for reading, at its beginning.
    pub file: File,
}

impl LogFiles {
    /// The log files in `dir`, the folder that [`start_logs`](crate::start_logs) writes to.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// The files, the newest day first. Only files that have names of ours; no links, no folders.
    ///
    /// # Errors
    /// The folder cannot be read. One that is not there yet is empty.
    pub fn list(&self) -> Result<Vec<LogFile>, LogError> {
        let entries = match fs::read_dir(&self.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut files = Vec::new();
        for entry in entries {
            // A file may be rotated away in the meantime.
            let Some(name) = entry?.file_name().to_str().map(str::to_owned) else { continue };
            if let Some((day, _)) = day_and_kind(&name)
                && let Some((size, modified)) = regular(&self.dir.join(&name))
            {
                files.push((day, LogFile { name, size, modified }));
            }
        }
        files.sort_by(|(day, file), (other_day, other)| other_day.cmp(day).then(file.name.cmp(&other.name)));
        Ok(files.into_iter().map(|(_, file)| file).collect())
    }

    /// The last lines of a file, so many as [`TAIL_LINES`] allows. Reads from the end.
    ///
    /// # Errors
    /// The list has no such file, or it cannot be read.
    pub fn tail(&self, name: &str, lines: usize) -> Result<LogTail, LogError> {
        let LogDownload { file, size, .. } = self.open(name)?;
        let wanted = lines.clamp(*TAIL_LINES.start(), *TAIL_LINES.end());
        let mut backward = Backward::new(file, size, TAIL_BYTES);
        let mut lines = backward.by_ref().take(wanted).collect::<io::Result<Vec<_>>>()?;
        lines.reverse();
        Ok(LogTail { complete: lines.len() == wanted || !backward.stopped_early(), lines })
    }

    /// Opens a file for a download.
    ///
    /// # Errors
    /// The list has no such file, or it cannot be read.
    pub fn open(&self, name: &str) -> Result<LogDownload, LogError> {
        // What has a name of ours has no separator: it cannot lead out of the folder.
        day_and_kind(name).ok_or(LogError::NotFound)?;
        let path = self.dir.join(name);
        regular(&path).ok_or(LogError::NotFound)?;
        let file = File::open(path)?;
        Ok(LogDownload { name: name.to_owned(), size: file.metadata()?.len(), file })
    }
}

/// The day and the kind that the appender wrote into a name; `None` when it is not of its making.
fn day_and_kind(name: &str) -> Option<(NaiveDate, &str)> {
    let (kind, day) = name.strip_suffix(".log")?.split_once('.')?;
    let date = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
    // Dates are read with more patience than they are written.
    (KINDS.contains(&kind) && date.to_string() == day).then_some((date, kind))
}

/// Size and time of a regular file; links are not followed.
fn regular(path: &Path) -> Option<(u64, DateTime<Utc>)> {
    let found = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some((found.len(), found.modified().ok()?.into()))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, LogFiles) {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(dir.path().join(name), text).unwrap();
        }
        let files = LogFiles::new(dir.path());
        (dir, files)
    }

    #[test]
    fn the_list_has_files_of_ours_alone() {
        let ours = ["app.2026-02-28.log", "api.2026-03-01.log", "error.2026-03-01.log"];
        let others = [
            "app.log",
            "app.2026-02-30.log",
            "app.+026-02-28.log",
            "db.2026-02-28.log",
            "app.2026-02-28.log.gz",
        ];
        let all: Vec<_> = ours.iter().chain(&others).map(|name| (*name, "text")).collect();
        let (dir, files) = folder(&all);
        fs::create_dir(dir.path().join("app.2026-04-01.log")).unwrap();
        let listed = files.list().unwrap();
        let names: Vec<_> = listed.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["api.2026-03-01.log", "error.2026-03-01.log", "app.2026-02-28.log"]);
        assert!(listed.iter().all(|file| file.size == 4 && file.modified > DateTime::UNIX_EPOCH));
        assert_eq!(LogFiles::new(dir.path().join("nowhere")).list().unwrap(), []);
    }

    #[test]
    fn a_name_is_never_a_path() {
        let (dir, files) = folder(&[("app.2026-02-28.log", "text"), ("secret", "key")]);
        fs::create_dir(dir.path().join("app.")).unwrap();
        let names = [
            "",
            ".",
            "..",
            "secret",
            "../secret",
            "app.2026-02-28.log/",
            "./app.2026-02-28.log",
            "/etc/passwd",
            "app./../secret.log",
            "app.2026-02-28.log\0",
            "app.2026-02-27.log",
            "app.../../ab.log",
        ];
        for name in names {
            assert!(matches!(files.open(name), Err(LogError::NotFound)), "{name}");
            assert!(matches!(files.tail(name, 10), Err(LogError::NotFound)), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_refused() {
        let (dir, files) = folder(&[("secret", "key")]);
        std::os::unix::fs::symlink(dir.path().join("secret"), dir.path().join("app.2026-02-28.log")).unwrap();
        assert_eq!(files.list().unwrap(), []);
        assert!(matches!(files.open("app.2026-02-28.log"), Err(LogError::NotFound)));
    }

    #[test]
    fn the_tail_is_the_last_lines_in_their_order() {
        let text: String = (1..=6000).map(|n| format!("line {n}\n")).collect();
        let (_dir, files) = folder(&[("app.2026-02-28.log", &text), ("api.2026-02-28.log", "one\n\ntwo")]);
        let tail = |name, lines| files.tail(name, lines).unwrap();
        let ten = tail("app.2026-02-28.log", 10);
        assert!(ten.complete && ten.lines.len() == 10);
        assert_eq!((ten.lines[0].as_str(), ten.lines[9].as_str()), ("line 5991", "line 6000"));
        assert_eq!(tail("app.2026-02-28.log", 0).lines.len(), 10);
        assert_eq!(tail("app.2026-02-28.log", 9999).lines.len(), 5000);
        assert_eq!(
            tail("api.2026-02-28.log", 10),
            LogTail { lines: vec!["one".into(), "two".into()], complete: true }
        );
    }

    #[test]
    fn a_tail_of_endless_lines_stops_and_says_so() {
        let (dir, files) = folder(&[]);
        // A hole of a gigabyte: one line without an end.
        let file = File::create(dir.path().join("app.2026-02-28.log")).unwrap();
        file.set_len(1 << 30).unwrap();
        assert_eq!(files.tail("app.2026-02-28.log", 10).unwrap(), LogTail { lines: vec![], complete: false });
    }

    #[test]
    fn a_download_knows_its_size() {
        let (_dir, files) = folder(&[("error.2026-02-28.log", "all of it\n")]);
        let mut download = files.open("error.2026-02-28.log").unwrap();
        let mut text = String::new();
        download.file.read_to_string(&mut text).unwrap();
        assert_eq!((download.name.as_str(), download.size), ("error.2026-02-28.log", 10));
        assert_eq!(text, "all of it\n");
    }
}
