use std::time::{Duration, SystemTime};

use reqwest::header::HeaderMap;

use super::redact::Private;

/// The headers of an answer, by meaning: vendors call the same thing by different names.
#[derive(Debug, Clone, Default)]
pub struct Headers(HeaderMap);

/// Names of the request's id, the most telling first.
const REQUEST_IDS: [&str; 7] = [
    "x-request-id",
    "request-id",
    "x-generation-id",
    "x-amzn-trace-id",
    "x-amz-cf-id",
    "x-trace-id",
    "cf-ray",
];
/// Names of what a call cost in the vendor's credits or characters.
const COSTS: [&str; 4] = ["character-cost", "x-character-cost", "x-character-count", "x-credits-cost"];
/// No wait is believed that is longer.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 3600);

impl Headers {
    pub(super) const fn new(headers: HeaderMap) -> Self {
        Self(headers)
    }

    /// Without ids that quote the request: they end up in bills and logs.
    pub(super) fn without_private_ids(mut self, private: &Private) -> Self {
        for name in REQUEST_IDS {
            if self.get(name).is_some_and(|id| !private.is_public(id)) {
                self.0.remove(name);
            }
        }
        self
    }

    /// A header as text.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str().ok().map(str::trim).filter(|value| !value.is_empty())
    }

    /// A header as a whole number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u64> {
        self.get(name)?.parse().ok()
    }

    /// The media type without its parameters, in lower case; empty when there is none.
    #[must_use]
    pub fn media_type(&self) -> String {
        let whole = self.get("content-type").unwrap_or_default();
        whole.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The provider's id of the request.
    #[must_use]
    pub fn request_id(&self) -> Option<String> {
        let id = REQUEST_IDS.iter().find_map(|name| self.get(name))?;
        let clean = id.chars().filter(|c| c.is_ascii_graphic()).take(128).collect::<String>();
        Some(clean).filter(|id| !id.is_empty())
    }

    /// What the call cost in the vendor's credits.
    #[must_use]
    pub fn credits(&self) -> Option<u64> {
        let number = |text: &str| text.parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 0.0);
        COSTS.iter().find_map(|name| self.get(name)).and_then(number).map(|cost| cost.ceil() as u64)
    }

    /// How many calls the account may have at once.
    #[must_use]
    pub fn most_at_once(&self) -> Option<usize> {
        self.number("maximum-concurrent-requests").map(|most| most.clamp(1, 1_000) as usize)
    }

    /// How long to wait before the next call, counted from now.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after_from(SystemTime::now())
    }

    /// How long to wait before the next call.
    pub(super) fn retry_after_from(&self, now: SystemTime) -> Option<Duration> {
        let millis = self.get("retry-after-ms").and_then(|text| seconds(text).map(|wait| wait / 1000));
        millis
            .or_else(|| self.get("retry-after").and_then(|text| wait(text, now)))
            .or_else(|| self.get("ratelimit").and_then(exhausted_for))
            .or_else(|| self.reset_of_what_is_used_up(now))
            .map(|wait| wait.min(LONGEST))
    }

    /// `x-ratelimit-remaining-requests: 0` with `x-ratelimit-reset-requests: 6m0s`, and the same for tokens or both.
    /// A reset alone is that of what is used up.
    fn reset_of_what_is_used_up(&self, now: SystemTime) -> Option<Duration> {
        let resets = ["", "-requests", "-tokens"].into_iter().filter_map(|what| {
            let left = self.number(&format!("x-ratelimit-remaining{what}")).unwrap_or(0);
            let reset = self.get(&format!("x-ratelimit-reset{what}"))?;
            if left == 0 { span(reset).or_else(|| moment(reset, now)) } else { None }
        });
        resets.max()
    }

    /// The vendor's word on whether to send the request again.
    #[must_use]
    pub fn should_retry(&self) -> Option<bool> {
        match self.get("x-should-retry")? {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }
}

/// `Retry-After`: whole or broken seconds, or a date. What is in the past is no wait at all.
fn wait(text: &str, now: SystemTime) -> Option<Duration> {
    seconds(text).or_else(|| {
        let date = httpdate::parse_http_date(text).ok()?;
        Some(date.duration_since(now).unwrap_or_default())
    })
}

fn seconds(text: &str) -> Option<Duration> {
    let seconds = text.parse::<f64>().ok().filter(|number| !number.is_nan())?;
    Some(Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(LONGEST))
}

/// `1s`, `6m0s`, `1h2m3.5s`, `250ms`.
fn span(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let unit = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(unit);
        let end = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        let scale = match unit {
            "ms" => 0.001,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3_600.0,
            "d" => 86_400.0,
            _ => return None,
        };
        total = total.saturating_add(seconds(number)?.mul_f64(scale));
        rest = tail;
    }
    Some(total)
}

/// A reset as a moment: Unix time in seconds or milliseconds; a small number is a wait in seconds.
fn moment(text: &str, now: SystemTime) -> Option<Duration> {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0)?;
    let now = now.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs_f64();
    let wait = match number {
        0.0..1e9 => number,
        1e9..1e11 => number - now,
        _ => number / 1e3 - now,
    };
    Duration::try_from_secs_f64(wait.max(0.0)).ok()
}

/// `"api";r=0;t=55`: how long until there is something again, when nothing is left.
fn exhausted_for(text: &str) -> Option<Duration> {
    let field = |name: &str| {
        text.split([';', ',']).find_map(|part| part.trim().strip_prefix(name)?.parse::<u64>().ok())
    };
    (field("r=").unwrap_or(0) == 0).then(|| field("t=").map(Duration::from_secs)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> Headers {
        Headers::new(
            pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect(),
        )
    }

    const NOW: u64 = 1_795_000_000;

    fn wait_of(pairs: &[(&'static str, &str)]) -> Option<Duration> {
        headers(pairs).retry_after_from(SystemTime::UNIX_EPOCH + Duration::from_secs(NOW))
    }

    #[test]
    fn waits_are_read_in_every_form() {
        let date = |seconds: u64| {
            httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(NOW + seconds - 60))
        };
        let millis = |ms| Some(Duration::from_millis(ms));
        for (value, expected) in [
            ("7", millis(7_000)),
            (" 7 ", millis(7_000)),
            ("1.5", millis(1_500)),
            ("0", millis(0)),
            ("-3", millis(0)),
            (date(90).as_str(), millis(30_000)),
            (date(30).as_str(), millis(0)),
            ("99999999999999999999", Some(LONGEST)),
            ("1e400", Some(LONGEST)),
            ("soon", None),
            ("NaN", None),
            ("", None),
        ] {
            assert_eq!(wait_of(&[("retry-after", value)]), expected, "{value}");
        }
        assert_eq!(wait_of(&[("retry-after-ms", "250"), ("retry-after", "9")]), millis(250));
        assert_eq!(wait_of(&[("retry-after-ms", "later"), ("retry-after", "9")]), millis(9_000));
    }

    #[test]
    fn limits_that_are_used_up_say_when_they_reset() {
        let seconds = |s| Some(Duration::from_secs(s));
        let used_up = |reset| {
            wait_of(&[("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", reset)])
        };
        assert_eq!(used_up("1s"), seconds(1));
        assert_eq!(used_up("6m0s"), seconds(360));
        assert_eq!(used_up("1h0m2s"), seconds(3_602));
        assert_eq!(used_up("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(used_up("whenever"), None);
        let moment = (NOW + 42).to_string();
        assert_eq!(wait_of(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", &moment)]), seconds(42));
        let millis = ((NOW + 42) * 1_000).to_string();
        assert_eq!(wait_of(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", &millis)]), seconds(42));
        assert_eq!(wait_of(&[("x-ratelimit-remaining", "3"), ("x-ratelimit-reset", &moment)]), None);
        assert_eq!(wait_of(&[("x-ratelimit-reset", &moment)]), seconds(42));
        assert_eq!(wait_of(&[("ratelimit", "\"api\";r=0;t=55")]), seconds(55));
        assert_eq!(wait_of(&[("ratelimit", "\"api\";r=12;t=55")]), None);
        assert_eq!(wait_of(&[]), None);
    }

    #[test]
    fn ids_and_costs_have_many_names() {
        let seen =
            headers(&[("request-id", "req_1"), ("character-cost", "3"), ("content-type", "Audio/MPEG; x=y")]);
        assert_eq!(seen.request_id().as_deref(), Some("req_1"));
        assert_eq!(seen.credits(), Some(3));
        assert_eq!(seen.media_type(), "audio/mpeg");
        assert_eq!(headers(&[("x-generation-id", "gen-1")]).request_id().as_deref(), Some("gen-1"));
        assert_eq!(headers(&[("x-amzn-trace-id", "Root=1")]).request_id().as_deref(), Some("Root=1"));
        assert_eq!(headers(&[("x-character-count", "2.2")]).credits(), Some(3));
        assert_eq!(headers(&[("character-cost", "-1")]).credits(), None);
        assert_eq!(headers(&[("x-request-id", &"a".repeat(900))]).request_id().unwrap().len(), 128);
        assert_eq!(headers(&[("maximum-concurrent-requests", "0")]).most_at_once(), Some(1));
        assert_eq!(headers(&[("x-should-retry", "false")]).should_retry(), Some(false));
        assert_eq!(headers(&[("x-should-retry", "perhaps")]).should_retry(), None);
    }
}
