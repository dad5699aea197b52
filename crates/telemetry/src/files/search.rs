//! A search in the application's log, the newest lines first.

use chrono::{DateTime, TimeDelta, Utc};

use super::backward::Backward;
use super::{LogError, LogFiles, LogLevel, LogLine, day_and_kind};

/// How much of the files is looked at for one search at most, in bytes.
const SEARCH_BYTES: u64 = 64 << 20;
/// By how much lines may be out of order: threads write them.
const DISORDER: TimeDelta = TimeDelta::minutes(1);

/// What is looked for; everything that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogQuery {
    /// In the message, the target or a field; small and large letters are the same.
    pub text: Option<String>,
    /// At least of this level.
    pub level: Option<LogLevel>,
    /// Not before this time.
    pub since: Option<DateTime<Utc>>,
    /// Not after this time.
    pub until: Option<DateTime<Utc>>,
    /// No more lines than this.
    pub limit: usize,
}

impl Default for LogQuery {
    /// The last hundred lines, whatever they say.
    fn default() -> Self {
        Self { text: None, level: None, since: None, until: None, limit: 100 }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct LogSearch {
    /// The lines, the newest first.
    pub lines: Vec<LogLine>,
    /// How many bytes were looked at.
    pub bytes_read: u64,
    /// Whether all was looked at that could have been an answer, up to the limit of lines. When false, older lines
    /// were not looked at: ask again with an earlier `until`.
    pub complete: bool,
}

impl LogFiles {
    /// Searches the application's files, which have the lines of all others too. Reads from their ends, 64 MiB at
    /// most. What is no line of ours is passed over.
    ///
    /// # Errors
    /// The folder or a file cannot be read.
    pub fn search(&self, query: &LogQuery) -> Result<LogSearch, LogError> {
        self.search_within(query, SEARCH_BYTES)
    }

    fn search_within(&self, query: &LogQuery, budget: u64) -> Result<LogSearch, LogError> {
        let text = query.text.as_deref().map(str::to_lowercase);
        let (mut lines, mut left, mut complete) = (Vec::new(), budget, true);
        for file in self.list()? {
            if lines.len() >= query.limit || !complete {
                break;
            }
            if !query.may_be_in(&file.name) {
                continue;
            }
            let download = match self.open(&file.name) {
                // It was rotated away in the meantime.
                Err(LogError::NotFound) => continue,
                download => download?,
            };
            let mut backward = Backward::new(download.file, download.size, left);
            for raw in backward.by_ref() {
                let Some(line) = LogLine::parse(raw?) else { continue };
                if query.since.is_some_and(|since| line.at + DISORDER < since) {
                    break;
                }
                if query.matches(&line, text.as_deref()) {
                    lines.push(line);
                }
                if lines.len() >= query.limit {
                    break;
                }
            }
            left = backward.budget();
            complete = !backward.stopped_early() || lines.len() >= query.limit;
        }
        Ok(LogSearch { lines, bytes_read: budget - left, complete })
    }
}

impl LogQuery {
    /// Whether a file can have lines of the time that is asked for. It has those of one day of UTC.
    fn may_be_in(&self, name: &str) -> bool {
        let Some((day, "app")) = day_and_kind(name) else { return false };
        let is_late_enough = self.since.is_none_or(|since| since.date_naive() <= day);
        is_late_enough && self.until.is_none_or(|until| day <= until.date_naive())
    }

    fn matches(&self, line: &LogLine, text: Option<&str>) -> bool {
        self.level.is_none_or(|level| line.level >= level)
            && self.since.is_none_or(|since| line.at >= since)
            && self.until.is_none_or(|until| line.at <= until)
            && text.is_none_or(|text| line.mentions(text))
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::fs;

    use super::*;

    fn at(text: &str) -> Option<DateTime<Utc>> {
        Some(text.parse().unwrap())
    }

    /// Two days of a line each minute; the errors are of the full hours.
    fn two_days() -> (tempfile::TempDir, LogFiles) {
        let dir = tempfile::tempdir().unwrap();
        for day in ["2026-02-27", "2026-02-28"] {
            let mut text = String::from("no line of ours\n{\"timestamp\":\"never\"}\n");
            for (hour, minute) in (0..24).flat_map(|hour| (0..60).map(move |minute| (hour, minute))) {
                let level = if minute == 0 { "ERROR" } else { "INFO" };
                let fields = format!(
                    r#"{{"message":"Tick {hour}","job":{{"id":"J-{hour}-{minute}"}},"tries":{minute}}}"#
                );
                let time = format!("{day}T{hour:02}:{minute:02}:00.000000Z");
                writeln!(
                    text,
                    r#"{{"timestamp":"{time}","level":"{level}","fields":{fields},"target":"clock"}}"#
                )
                .unwrap();
            }
            fs::write(dir.path().join(format!("app.{day}.log")), text).unwrap();
            fs::write(dir.path().join(format!("error.{day}.log")), "not looked at").unwrap();
        }
        let files = LogFiles::new(dir.path());
        (dir, files)
    }

    #[test]
    fn the_newest_lines_come_first_from_all_days() {
        let (_dir, files) = two_days();
        let found = files.search(&LogQuery { limit: 2000, ..LogQuery::default() }).unwrap();
        assert_eq!((found.lines.len(), found.complete), (2000, true));
        assert!(found.lines.is_sorted_by(|a, b| a.at > b.at));
        let first = &found.lines[0];
        assert_eq!(
            (first.message.as_str(), first.target.as_str(), first.level),
            ("Tick 23", "clock", LogLevel::Info)
        );
        assert_eq!(first.fields, serde_json::json!({"job": {"id": "J-23-59"}, "tries": 59}));
        assert!(first.raw.starts_with("{\"timestamp\":\"2026-02-28T23:59"));
        assert_eq!(
            files.search(&LogQuery { limit: 9999, ..LogQuery::default() }).unwrap().lines.len(),
            2 * 24 * 60
        );
    }

    #[test]
    fn everything_that_is_asked_for_holds() {
        let (_dir, files) = two_days();
        let count = |query: LogQuery| files.search(&query).unwrap().lines.len();
        let all = || LogQuery { limit: 9999, ..LogQuery::default() };
        assert_eq!(count(LogQuery { level: Some(LogLevel::Warn), ..all() }), 48);
        assert_eq!(count(LogQuery { text: Some("tIcK 7".into()), ..all() }), 120);
        assert_eq!(count(LogQuery { text: Some("j-7-30".into()), ..all() }), 2);
        assert_eq!(count(LogQuery { text: Some("clock".into()), limit: 5, ..all() }), 5);
        assert_eq!(count(LogQuery { text: Some("timestamp".into()), ..all() }), 0);
        let (since, until) = (at("2026-02-27T23:50:00Z"), at("2026-02-28T00:09:00Z"));
        assert_eq!(count(LogQuery { since, until, ..all() }), 20);
        assert_eq!(count(LogQuery { since, until, level: Some(LogLevel::Error), ..all() }), 1);
        assert_eq!(count(LogQuery { until: at("2026-02-26T00:00:00Z"), ..all() }), 0);
    }

    #[test]
    fn it_stops_early_and_says_so() {
        let (_dir, files) = two_days();
        let rare = LogQuery { text: Some("J-0-0".into()), ..LogQuery::default() };
        let found = files.search_within(&rare, 100 << 10).unwrap();
        assert_eq!((found.lines.len(), found.complete, found.bytes_read), (0, false, 100 << 10));
        // Enough lines are enough, and what is too old is not read.
        let newest = files.search_within(&LogQuery::default(), 100 << 10).unwrap();
        assert!(newest.complete && newest.bytes_read <= 64 << 10);
        let late = LogQuery { since: at("2026-02-28T23:00:00Z"), limit: 9999, ..LogQuery::default() };
        let found = files.search_within(&late, 100 << 10).unwrap();
        assert!(found.complete && found.lines.len() == 60 && found.bytes_read <= 64 << 10);
    }
}
