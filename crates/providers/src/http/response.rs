use bytes::{Bytes, BytesMut};
use serde::de::DeserializeOwned;
use serde_json::Value;
use talewright_domain::ports::ProviderError;
use tokio::time::{Instant, timeout_at};

use super::client::HttpSettings;
use super::exchange::Exchange;
use super::failure::Failure;
use super::headers::Headers;
use super::ndjson::Ndjson;
use super::request::log;
use super::sse::Sse;

/// A success whose body has not been read yet.
pub struct Opened {
    status: u16,
    headers: Headers,
    exchange: Exchange,
    response: reqwest::Response,
    deadline: Instant,
    idle: std::time::Duration,
    /// Bytes that may still come.
    room: usize,
    read: usize,
}

impl Opened {
    pub(super) fn new(
        status: u16,
        headers: Headers,
        exchange: Exchange,
        response: reqwest::Response,
        deadline: Instant,
        settings: &HttpSettings,
    ) -> Self {
        let (idle, room) = (settings.timeouts.idle, settings.max_body);
        Self { status, headers, exchange, response, deadline, idle, room, read: 0 }
    }

    /// The status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// The headers.
    #[must_use]
    pub const fn headers(&self) -> &Headers {
        &self.headers
    }

    /// What errors are made from.
    #[must_use]
    pub const fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// The next piece of the body; none at its end.
    ///
    /// # Errors
    /// It stopped coming, was cut off, or is too long.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, ProviderError> {
        let next = (Instant::now() + self.idle).min(self.deadline);
        let chunk = match timeout_at(next, self.response.chunk()).await {
            Ok(Ok(chunk)) => chunk,
            Ok(Err(_)) => return Err(self.lost("cut its answer off")),
            Err(_) if next == self.deadline => return Err(self.lost("did not finish its answer in time")),
            Err(_) => return Err(self.lost("stopped in the middle of its answer")),
        };
        let Some(bytes) = chunk else {
            self.log_end();
            return Ok(None);
        };
        self.read += bytes.len();
        match self.room.checked_sub(bytes.len()) {
            Some(room) => self.room = room,
            None => {
                let error = self.exchange.malformed("sends an answer that is far too long");
                return Err(log(error, &self.exchange));
            }
        }
        Ok(Some(bytes))
    }

    fn lost(&self, how: &str) -> ProviderError {
        log(self.exchange.lost(how), &self.exchange)
    }

    fn log_end(&self) {
        let target = self.exchange.target();
        tracing::debug!(
            method = target.method,
            host = target.host,
            path = target.path,
            status = self.status,
            bytes = self.read,
            ms = self.exchange.started.elapsed().as_millis() as u64,
            request_id = self.exchange.request_id(),
            "a provider answered"
        );
    }

    /// Reads the whole body.
    ///
    /// # Errors
    /// As [`Self::chunk`].
    pub async fn whole(mut self) -> Result<Reply, ProviderError> {
        let mut body = BytesMut::new();
        while let Some(bytes) = self.chunk().await? {
            body.extend_from_slice(&bytes);
        }
        Ok(Reply {
            status: self.status,
            headers: self.headers,
            exchange: self.exchange,
            bytes: body.freeze(),
        })
    }

    /// The body as far as it comes, for errors.
    pub(super) async fn at_most(&mut self, most: usize) -> Bytes {
        self.room = most;
        let mut body = BytesMut::new();
        while let Ok(Some(bytes)) = self.chunk_of_error().await {
            body.extend_from_slice(&bytes);
            if body.len() >= most {
                break;
            }
        }
        body.truncate(most);
        body.freeze()
    }

    async fn chunk_of_error(&mut self) -> Result<Option<Bytes>, ()> {
        let next = (Instant::now() + self.idle).min(self.deadline);
        timeout_at(next, self.response.chunk()).await.map_err(|_| ())?.map_err(|_| ())
    }

    /// Reads the body as server-sent events.
    #[must_use]
    pub fn sse(self) -> Sse {
        Sse::new(self)
    }

    /// Reads the body as JSON values, one a line.
    #[must_use]
    pub fn ndjson(self) -> Ndjson {
        Ndjson::new(self)
    }
}

/// A success, whole.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status, one of 200 to 299.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// What errors are made from.
    pub exchange: Exchange,
    /// The body.
    pub bytes: Bytes,
}

impl Reply {
    /// The body as JSON, which may follow blanks that kept the connection alive.
    ///
    /// # Errors
    /// It is something else ([`Malformed`](talewright_domain::ports::ProviderErrorKind::Malformed)), or an
    /// `{"error": …}` in spite of its status.
    pub fn value(&self) -> Result<Value, ProviderError> {
        let value = serde_json::from_slice(&self.bytes).map_err(|_| self.not_what_was_asked_for("JSON"))?;
        match Failure::inside(&value) {
            Some(failure) => Err(log(self.exchange.failed(&failure), &self.exchange)),
            None => Ok(value),
        }
    }

    /// The body as a document.
    ///
    /// # Errors
    /// As [`Self::value`].
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ProviderError> {
        serde_json::from_value(self.value()?).map_err(|_| self.not_what_was_asked_for("the expected JSON"))
    }

    fn not_what_was_asked_for(&self, expected: &str) -> ProviderError {
        let (media_type, length) = (self.headers.media_type(), self.bytes.len());
        let media_type: String = media_type.chars().filter(char::is_ascii_graphic).take(60).collect();
        let got = format!("answered {} with something that is not {expected}", self.status);
        log(self.exchange.malformed(format!("{got} ({length} bytes of {media_type:?})")), &self.exchange)
    }

    /// The provider's id of the request.
    #[must_use]
    pub fn request_id(&self) -> Option<String> {
        self.exchange.request_id().map(ToOwned::to_owned)
    }
}
