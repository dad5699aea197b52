//! A person or a program that talks to the server.

use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

/// Somebody at a server's address, signed in or not.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Answer {
    async fn read(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, bytes: response.bytes().await.unwrap().to_vec() }
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.bytes)))
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The value of a cookie that it sets, and all that it says of it.
    pub fn cookie(&self, name: &str) -> Option<(&str, &str)> {
        let all = self.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
        let parts = |cookie| {
            let (pair, rest): (&str, &str) = str::split_once(cookie, ';')?;
            let (found, value) = pair.split_once('=')?;
            (found == name).then_some((value, rest))
        };
        all.filter_map(parts).next()
    }

    /// The answer, where the status is the expected one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }
}

impl Client {
    /// Nobody in particular, at `http://127.0.0.1:…`.
    pub fn anonymous(address: &str) -> Self {
        let http = talewright_providers::http::client_builder().unwrap().no_proxy().build().unwrap();
        Self { http, base: address.to_owned(), token: None }
    }

    /// The same person at another server of the same studio.
    pub fn at(&self, server: &super::ServerProcess) -> Self {
        Self { base: server.address().to_owned(), ..self.clone() }
    }

    /// The same place, signed in as nobody.
    pub fn anonymous_too(&self) -> Self {
        Self { token: None, ..self.clone() }
    }

    /// The same place, with this access token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The same person, who does not go where an answer sends them.
    pub fn staying(&self) -> Self {
        let http = talewright_providers::http::client_builder().unwrap().no_proxy();
        let http = http.redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { http, ..self.clone() }
    }

    /// A new user with this name.
    pub async fn register(&self, name: &str) -> Self {
        let body =
            json!({"email": format!("{name}@example.org"), "password": format!("{name} likes long walks 7")});
        let answer = self.post("/auth/register", &body).await.expect(201).json();
        Self { token: Some(answer["access_token"].as_str().unwrap().to_owned()), ..self.clone() }
    }

    /// The access token.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    /// A request under the API's prefix.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.raw(method, &format!("/api/v1{path}"))
    }

    /// A request anywhere on the server.
    pub fn raw(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request and reads its answer.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::read(request.send().await.unwrap()).await
    }

    /// GET under the prefix.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// POST of JSON under the prefix.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// Starts a story; its id and its job's.
    pub async fn start_story(&self, brief: &Value) -> (String, String) {
        let answer = self.post("/stories", brief).await.expect(202).json();
        let id = |kind: &str| answer[kind]["id"].as_str().unwrap().to_owned();
        (id("story"), id("job"))
    }

    /// Waits for a job's end; its last status.
    pub async fn finished(&self, job: &str) -> Value {
        loop {
            let status = self.get(&format!("/jobs/{job}/status?wait=30")).await.expect(200).json();
            if !matches!(status["status"].as_str(), Some("queued" | "running")) {
                return status;
            }
        }
    }

    /// Waits until a job has this status.
    pub async fn until(&self, job: &str, status: &str) {
        while self.get(&format!("/jobs/{job}/status")).await.expect(200).json()["status"] != status {
            tokio::task::yield_now().await;
        }
    }

    /// Starts a story and waits until it is made; the whole story.
    pub async fn made_story(&self, brief: &Value) -> Value {
        let (story, job) = self.start_story(brief).await;
        assert_eq!(self.finished(&job).await["status"], "completed");
        self.get(&format!("/stories/{story}")).await.expect(200).json()
    }
}
