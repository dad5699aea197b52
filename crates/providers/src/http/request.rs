use std::error::Error;
use std::sync::Arc;

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Method, RequestBuilder, Url};
use serde::Serialize;
use talewright_domain::ports::{ProviderError, ProviderErrorKind, ProviderInfo};
use tokio::time::{Instant, timeout};

use super::classify::Loss;
use super::client::HttpSettings;
use super::endpoint::{Endpoint, Watch};
use super::exchange::{Exchange, Target};
use super::failure::Failure;
use super::form::Form;
use super::headers::Headers;
use super::redact::Private;
use super::response::{Opened, Reply};

/// A request that is being put together.
#[must_use]
pub struct Request {
    endpoint: Endpoint,
    method: Method,
    url: Url,
    body: Body,
    private: Private,
    loss: Loss,
}

enum Body {
    None,
    Bytes { media_type: HeaderValue, bytes: Bytes },
    Form(Form),
    Invalid,
}

impl Request {
    pub(super) fn new(endpoint: &Endpoint, method: Method, url: Url) -> Self {
        let private = Private::new(endpoint.inner.key.as_ref());
        let loss = if method == Method::GET { Loss::Harmless } else { Loss::Unknown };
        Self { endpoint: endpoint.clone(), method, url, body: Body::None, private, loss }
    }

    /// Adds a parameter to the query.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.url.query_pairs_mut().append_pair(name, value);
        self
    }

    /// Sends this as JSON. Every text in it is private: an error never quotes it.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.body = match serde_json::to_value(body) {
            Ok(value) => {
                self.private.add_all_of(&value);
                let media_type = HeaderValue::from_static("application/json");
                Body::Bytes { media_type, bytes: value.to_string().into() }
            }
            Err(_) => Body::Invalid,
        };
        self
    }

    /// Sends this form. Every text in it is private.
    pub fn form(mut self, form: Form) -> Self {
        for (name, text) in form.texts() {
            self.private.add_field(name, text);
        }
        self.body = Body::Form(form);
        self
    }

    /// Sends these bytes, e.g. a picture.
    pub fn bytes(mut self, media_type: &str, bytes: Bytes) -> Self {
        self.body = match HeaderValue::try_from(media_type) {
            Ok(media_type) => Body::Bytes { media_type, bytes },
            Err(_) => Body::Invalid,
        };
        self
    }

    /// What it means when the answer is lost. By default a GET is harmless, and anything else may have been executed.
    pub const fn loss(mut self, loss: Loss) -> Self {
        self.loss = loss;
        self
    }

    /// Sends it and reads the whole answer.
    ///
    /// # Errors
    /// It could not be sent, got lost, or the provider answered with an error.
    pub async fn send(self, info: &ProviderInfo) -> Result<Reply, ProviderError> {
        self.open(info).await?.whole().await
    }

    /// Sends it and returns as soon as the provider said that it succeeded: for streams.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn open(self, info: &ProviderInfo) -> Result<Opened, ProviderError> {
        let inner = &self.endpoint.inner;
        let method = if self.method == Method::GET { "GET" } else { "POST" };
        let target = Target::new(method, &self.url);
        let exchange =
            Exchange::new(info, target, self.loss, inner.classifier, self.private, inner.key_setting.clone());
        let request = inner.http.trusted().request(self.method, self.url).headers(inner.headers.clone());
        let request = match self.body {
            Body::None => request,
            Body::Bytes { media_type, bytes } => request.header(CONTENT_TYPE, media_type).body(bytes),
            Body::Form(form) => request.multipart(form.into_multipart()),
            Body::Invalid => {
                return Err(exchange.error(ProviderErrorKind::InvalidRequest, "cannot be asked for this"));
            }
        };
        run(inner.http.settings(), request, exchange, inner.watch.as_ref()).await
    }
}

/// Sends a request and looks at the head of its answer.
pub(super) async fn run(
    settings: &HttpSettings,
    request: RequestBuilder,
    mut exchange: Exchange,
    watch: Option<&Arc<dyn Watch>>,
) -> Result<Opened, ProviderError> {
    let deadline = Instant::now() + settings.timeouts.whole;
    let sent = timeout(settings.timeouts.first_byte.min(settings.timeouts.whole), request.send()).await;
    let response = match sent {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => return Err(log(not_sent(&exchange, &error), &exchange)),
        Err(_) => {
            let how = format!("did not answer within {} s", settings.timeouts.first_byte.as_secs_f64());
            return Err(log(exchange.lost(&how), &exchange));
        }
    };
    let status = response.status().as_u16();
    let headers = Headers::new(response.headers().clone()).without_private_ids(exchange.private());
    exchange.request_id = headers.request_id();
    if let Some(watch) = watch {
        watch.answered(status, &headers);
    }
    let opened = Opened::new(status, headers, exchange, response, deadline, settings);
    if (200..300).contains(&status) { Ok(opened) } else { Err(refused(opened, settings).await) }
}

/// Reads the body of an error, as far as it comes: a lost body does not change what the status said.
async fn refused(mut opened: Opened, settings: &HttpSettings) -> ProviderError {
    let (status, headers) = (opened.status(), opened.headers().clone());
    let body = opened.at_most(settings.max_error_body).await;
    let failure = Failure::parse(status, &headers, &body);
    log(opened.exchange().failed(&failure), opened.exchange())
}

/// Why a request has no answer: only a connection that never was is certainly harmless.
fn not_sent(exchange: &Exchange, error: &reqwest::Error) -> ProviderError {
    let mut root: &dyn Error = error;
    while let Some(source) = root.source() {
        root = source;
    }
    if error.is_connect() {
        let why = if error.is_timeout() {
            "it does not accept connections in time".into()
        } else {
            root.to_string()
        };
        exchange.unreachable(&why)
    } else if error.is_builder() {
        exchange.error(
            ProviderErrorKind::InvalidRequest,
            "cannot be asked for this: the request cannot be written",
        )
    } else {
        exchange.lost("closed the connection without an answer")
    }
}

/// What is logged of a failure: what the error says, which holds nothing private.
pub(super) fn log(error: ProviderError, exchange: &Exchange) -> ProviderError {
    let target = exchange.target();
    tracing::info!(
        provider = error.provider,
        method = target.method,
        host = target.host,
        path = target.path,
        ms = exchange.started.elapsed().as_millis() as u64,
        request_id = error.request_id,
        error = error.message,
        "a provider failed"
    );
    error
}
