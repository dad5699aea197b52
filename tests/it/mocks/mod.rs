//! The mock providers do what is said of them: good answers that are real, and every habit on demand.

mod chat;
mod errors;
mod money;
mod pictures;
mod program;
mod runware;
mod servers;
mod sound;
mod stories;
mod transport;

use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};
use talewright_tests::mock::{MockProviders, Vendor};

/// The mock providers and somebody who calls them.
pub(crate) struct Caller {
    pub(crate) mocks: MockProviders,
    http: reqwest::Client,
}

impl Caller {
    pub(crate) fn start() -> Self {
        Self::of(MockProviders::start().unwrap())
    }

    pub(crate) fn of(mocks: MockProviders) -> Self {
        Self {
            mocks,
            http: talewright_providers::http::client_builder().unwrap().no_proxy().build().unwrap(),
        }
    }

    /// A request with the vendor's kind of key.
    fn signed(&self, vendor: Vendor, request: RequestBuilder) -> RequestBuilder {
        match vendor {
            Vendor::ElevenLabs => request.header("xi-api-key", "secret-key"),
            _ => request.bearer_auth("secret-key"),
        }
    }

    pub(crate) fn post(&self, vendor: Vendor, path: &str) -> RequestBuilder {
        self.signed(vendor, self.http.post(format!("{}{path}", self.mocks.base_url(vendor))))
    }

    pub(crate) fn get(&self, vendor: Vendor, path: &str) -> RequestBuilder {
        self.signed(vendor, self.http.get(format!("{}{path}", self.mocks.base_url(vendor))))
    }

    pub(crate) fn plain(&self) -> &reqwest::Client {
        &self.http
    }

    /// Posts JSON; whatever comes.
    pub(crate) async fn send(&self, vendor: Vendor, path: &str, body: &Value) -> Response {
        self.post(vendor, path).json(body).send().await.unwrap()
    }

    /// Posts JSON that is in order, and reads the answer.
    pub(crate) async fn ask(&self, vendor: Vendor, path: &str, body: &Value) -> Value {
        let response = self.send(vendor, path, body).await;
        let status = response.status();
        let text = response.text().await.unwrap();
        assert_eq!(status, 200, "{text}\n{:?}", self.mocks.violations());
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }
}

/// A conversation of one message.
pub(crate) fn chat(words: &str) -> Value {
    json!({ "model": "gpt-6-luna", "messages": [{ "role": "user", "content": words }] })
}

/// The answer's text.
pub(crate) fn content(answer: &Value) -> &str {
    answer["choices"][0]["message"]["content"].as_str().unwrap_or_else(|| panic!("no content: {answer}"))
}
