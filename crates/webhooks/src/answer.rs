use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Response, StatusCode};

/// How much of an answer is kept for people to see.
const KEPT: usize = 2 << 10;

/// What a receiver said.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) excerpt: String,
}

impl Answer {
    /// Reads at most so many bytes. The status has been said: what is wrong with the rest only shortens it.
    pub(crate) async fn read(mut response: Response, most: usize, now: SystemTime) -> Self {
        let (status, retry_after) = (response.status(), retry_after(response.headers(), now));
        let (mut kept, mut read) = (Vec::new(), 0);
        while read < most {
            let Ok(Some(piece)) = response.chunk().await else { break };
            read += piece.len();
            kept.extend(piece.iter().take(KEPT - kept.len()));
        }
        Self { status, retry_after, excerpt: excerpt(&kept) }
    }
}

/// The beginning of an answer as text that any database and terminal takes.
fn excerpt(bytes: &[u8]) -> String {
    let printable = |c: char| if c.is_control() && !matches!(c, '\n' | '\r' | '\t') { '\u{fffd}' } else { c };
    let mut text: String = String::from_utf8_lossy(bytes).chars().map(printable).collect();
    text.truncate(text.floor_char_boundary(KEPT));
    text
}

/// `Retry-After`: whole seconds or a date. What is in the past is no wait at all.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_read_in_both_forms() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_000_000);
        let date = |offset| httpdate::fmt_http_date(now + Duration::from_secs(offset));
        let past = httpdate::fmt_http_date(now - Duration::from_secs(9));
        let seconds = |n| Some(Duration::from_secs(n));
        for (text, expected) in [
            ("120", seconds(120)),
            (" 7 ", seconds(7)),
            ("0", seconds(0)),
            ("99999999999999999999", Some(Duration::MAX)),
            (&date(30), seconds(30)),
            (&past, seconds(0)),
            ("-3", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]);
            assert_eq!(retry_after(&headers, now), expected, "{text}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }

    #[test]
    fn excerpts_are_short_clean_text() {
        assert_eq!(excerpt(b"thank\tyou\r\n"), "thank\tyou\r\n");
        assert_eq!(excerpt(b"a\0b\x1b[31mc\x7f\xff"), "a\u{fffd}b\u{fffd}[31mc\u{fffd}\u{fffd}");
        assert!(excerpt(&[0; KEPT]).len() <= KEPT);
        assert_eq!(excerpt("é".repeat(KEPT).as_bytes()).len(), KEPT);
        assert_eq!(excerpt(format!("a{}", "é".repeat(KEPT)).as_bytes()).len(), KEPT - 1);
    }
}
