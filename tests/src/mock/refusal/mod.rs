//! Errors in the vendors' own words and shapes.

mod compatible;
mod elevenlabs;
mod huggingface;
mod openai;
mod openrouter;
mod runware;

pub(crate) use runware::error as runware_error;

use chrono::{TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::call::Call;
use super::reply::Reply;
use super::vendor::Vendor;

/// Why a vendor refuses. Each says it in its own way; where one has no word for it, it takes its nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The key is wrong.
    BadKey,
    /// No credit, no quota, a limit of spending: only a person can help.
    NoCredit,
    /// Too many requests.
    RateLimited,
    /// Too many at the same time.
    ConcurrentLimit,
    /// The traffic grew too fast.
    SlowDown,
    /// Too busy.
    Overloaded,
    /// Its own fault.
    ServerError,
    /// A proxy's word: an HTML page.
    BadGateway,
    /// The work took too long for it.
    GatewayTimeout,
    /// 524 of a content network: an HTML page.
    CdnTimeout,
    /// 408.
    RequestTimeout,
    /// 409.
    Conflict,
    /// No such model, or none any more.
    ModelGone,
    /// No such voice, no such thing.
    NotFound,
    /// A wrong request.
    InvalidRequest,
    /// `response_format` with a schema is not understood.
    SchemaUnsupported,
    /// The same field twice, where an array was expected: images sent as `image` and `image`.
    DuplicateParameter,
    /// The text is too long.
    TooLong,
    /// The body is too large.
    TooLarge,
    /// Content policy, seen in the request.
    BlockedInput,
    /// Content policy, seen in the result.
    BlockedOutput,
    /// The organisation was not verified for this model.
    NotVerified,
    /// The plan does not include it.
    PlanTooLow,
    /// A free account behind a data centre's address.
    UnusualActivity,
    /// The model is being loaded.
    Loading,
    /// The address is not served any more.
    HostGone,
}

/// How an error looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// As the vendor's documents say.
    #[default]
    Usual,
    /// As they said earlier: ElevenLabs' `{status, message}`, Ollama's `{"error": "text"}`.
    Old,
    /// A list: FastAPI's `detail`, Hugging Face's `error`.
    List,
    /// A bare text in the usual field.
    Text,
    /// An object in the usual field, where usually a text is.
    Object,
    /// `code` is a text where usually it is a number.
    StringCode,
    /// `code` is a number where usually it is a text, and there is no `type`.
    NumericCode,
    /// OpenRouter: no `code`, but `error_type`, `http_status` and `availability` under `error`.
    Availability,
    /// The body is plain text.
    Plain,
    /// The body is an HTML page.
    Html,
    /// The body is empty.
    Empty,
}

/// How long to wait, as it is said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfter {
    /// `Retry-After: 3`; negative and huge numbers as well.
    Seconds(i64),
    /// `Retry-After: 0.5`
    Float(f64),
    /// `Retry-After: Fri, 20 Nov 2026 21:24:00 GMT`, so many seconds from now.
    DateIn(i64),
    /// `retry-after-ms: 1500`
    Milliseconds(u64),
    /// Any text after `Retry-After:`.
    Raw(String),
    /// `X-RateLimit-Reset` as a Unix time, so many seconds from now.
    ResetIn(i64),
    /// Hugging Face's `RateLimit: "api";r=0;t=55`.
    RateLimit(u64),
}

/// An error that is to be answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// Another status than the usual one, e.g. 200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Another code than the usual one, e.g. `project_spend_limit_exceeded`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// How long to wait, if it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<RetryAfter>,
    /// How it looks.
    #[serde(default)]
    pub shape: Shape,
    /// Whether the work was done and billed all the same.
    #[serde(default)]
    pub charged: bool,
    /// Seconds until a model is loaded, as it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_time: Option<f64>,
    /// Milliseconds until it is said.
    #[serde(default)]
    pub after_ms: u64,
}

impl Refusal {
    /// An error with its usual status, code and shape.
    #[must_use]
    pub const fn new(reason: Reason) -> Self {
        Self {
            reason,
            status: None,
            code: None,
            retry_after: None,
            shape: Shape::Usual,
            charged: false,
            estimated_time: None,
            after_ms: 0,
        }
    }

    /// With another status.
    #[must_use]
    pub const fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// With another code.
    #[must_use]
    pub fn code(mut self, code: &str) -> Self {
        self.code = Some(code.into());
        self
    }

    /// That says how long to wait.
    #[must_use]
    pub fn retry_after(mut self, wait: RetryAfter) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// That looks like this.
    #[must_use]
    pub const fn shape(mut self, shape: Shape) -> Self {
        self.shape = shape;
        self
    }

    /// After the work was done and billed.
    #[must_use]
    pub const fn charged(mut self) -> Self {
        self.charged = true;
        self
    }

    /// That says when the model will be there.
    #[must_use]
    pub const fn estimated_time(mut self, seconds: f64) -> Self {
        self.estimated_time = Some(seconds);
        self
    }

    /// That comes so many milliseconds later.
    #[must_use]
    pub const fn after_ms(mut self, ms: u64) -> Self {
        self.after_ms = ms;
        self
    }

    /// The answer.
    pub(crate) fn reply(&self, call: &Call) -> Reply {
        let (usual, body) = self.body(call);
        let status = self.status.unwrap_or(usual);
        let page = matches!(self.reason, Reason::BadGateway | Reason::CdnTimeout);
        let reply = match self.shape {
            Shape::Empty => Reply::new(status, "application/json", ""),
            Shape::Plain => Reply::new(status, "text/plain; charset=utf-8", plain(status)),
            Shape::Html => Reply::new(status, "text/html; charset=utf-8", html(status)),
            Shape::Usual if page => Reply::new(status, "text/html; charset=utf-8", html(status)),
            _ => Reply::json(status, &body),
        };
        self.retry_after.as_ref().map_or(reply.clone(), |wait| wait.on(reply))
    }

    /// The usual status and the body as JSON.
    pub(crate) fn body(&self, call: &Call) -> (u16, Value) {
        match call.vendor {
            Vendor::OpenAi => openai::body(self, call),
            Vendor::OpenRouter => openrouter::body(self),
            Vendor::Runware => runware::body(self, call),
            Vendor::ElevenLabs => elevenlabs::body(self),
            Vendor::HuggingFace => huggingface::body(self),
            Vendor::Compatible => compatible::body(self, call),
        }
    }
}

impl RetryAfter {
    fn on(&self, reply: Reply) -> Reply {
        let later =
            |seconds: i64| TimeDelta::try_seconds(seconds).map_or(Utc::now(), |wait| Utc::now() + wait);
        match self {
            Self::Seconds(seconds) => reply.with("retry-after", seconds),
            Self::Float(seconds) => reply.with("retry-after", seconds),
            Self::DateIn(seconds) => {
                reply.with("retry-after", later(*seconds).format("%a, %d %b %Y %H:%M:%S GMT"))
            }
            Self::Milliseconds(ms) => reply.with("retry-after-ms", ms),
            Self::Raw(text) => reply.with("retry-after", text),
            Self::ResetIn(seconds) => reply.with("x-ratelimit-reset", later(*seconds).timestamp()),
            Self::RateLimit(seconds) => reply
                .with("ratelimit", format!("\"api\";r=0;t={seconds}"))
                .with("ratelimit-policy", "\"fixed window\";\"api\";q=500;w=300"),
        }
    }
}

fn plain(status: u16) -> String {
    match status {
        429 => "Too Many Requests".into(),
        502 => "Bad Gateway".into(),
        503 => "upstream connect error or disconnect/reset before headers".into(),
        504 => "Gateway Timeout".into(),
        _ => format!("Error {status}"),
    }
}

fn html(status: u16) -> String {
    format!(
        "<!DOCTYPE html>\n<html><head><title>{status}</title></head>\n<body><center><h1>{status} {}</h1></center>\
         <hr><center>cloudflare</center></body></html>\n",
        plain(status)
    )
}
