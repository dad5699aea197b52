//! An API of a test's own, and how to talk to it.

use std::sync::Arc;

use actix_web::body::to_bytes;
use actix_web::http::header::{self, HeaderMap};
use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, call_service, init_service};
use bytes::Bytes;
use chrono::TimeDelta;
use serde_json::{Value, json};
use talewright_app::auth::Accounts;
use talewright_app::characters::Darkroom;
use talewright_app::stories::{Offer, Presses};
use talewright_app::{PhotoLimits, Studio};
use talewright_auth::{AddressSigner, Passwords, SecretKey, Tokens};
use talewright_domain::ports::{AssetScope, SystemClock};
use talewright_domain::{Book, CostUsd, ImageStatus, Page, Story, StoryStatus, Terms, UserId};
use talewright_events::{LocalEventBus, LocalRevocations};
use talewright_pdf::{BookPress, MissingGlyph, PdfError, Place};
use talewright_storage::stories::insert_story;
use talewright_storage::{LocalWake, ObjectAssets, StorageError};
use talewright_telemetry::LogFiles;
use talewright_testkit::{TestDatabase, a_story};
use tempfile::TempDir;

use crate::{ApiSettings, ApiState, Limits, Monitoring, Parts, Proxies, app};

pub(super) const PASSWORD: &str = "three odd words";

pub(super) struct TestApi {
    pub(super) state: ApiState,
    pub(super) studio: Studio,
    pub(super) database: TestDatabase,
    _folder: TempDir,
}

/// Prints the title, and cannot print a hieroglyph.
struct PlainPress(&'static str);

impl BookPress for PlainPress {
    fn press(&self, book: &Book) -> Result<Vec<u8>, PdfError> {
        if book.title.contains('𓀀') {
            let glyph = MissingGlyph { character: '𓀀', place: Place::Cover };
            return Err(PdfError::MissingGlyphs(vec![glyph]));
        }
        let pictures = book.pages.iter().filter(|page| page.picture.is_some()).count();
        let credits = book.credits.join("; ");
        let text = format!("%PDF {} {} {} {pictures} {credits}", self.0, book.format, book.title);
        Ok(text.into_bytes())
    }
}

pub(super) fn settings() -> ApiSettings {
    ApiSettings {
        prefix: "/api/v1".into(),
        aliases: Vec::new(),
        cors_origins: Vec::new(),
        envelope: false,
        frontend_dir: None,
        serve_files: true,
        max_upload_bytes: 1024 * 1024,
        debug_mode: false,
        workers: None,
    }
}

impl TestApi {
    pub(super) async fn new() -> Self {
        Self::with(|_| settings()).await
    }

    pub(super) async fn with(settings: impl FnOnce(&TempDir) -> ApiSettings) -> Self {
        let database = TestDatabase::sqlite().await;
        let folder = tempfile::tempdir().unwrap();
        let secret = SecretKey::new("a secret of the tests");
        let studio = Studio {
            db: database.db().clone(),
            assets: Arc::new(ObjectAssets::local(&folder.path().join("assets")).unwrap()),
            events: Arc::new(LocalEventBus::default()),
            wake: Arc::new(LocalWake::default()),
            clock: Arc::new(SystemClock),
        };
        let accounts = Accounts {
            db: studio.db.clone(),
            clock: Arc::new(SystemClock),
            passwords: Passwords::new(4),
            tokens: Tokens::new(&secret, &[]),
            access_lifetime: TimeDelta::minutes(30),
            session_lifetime: TimeDelta::days(7),
            mailer: Arc::new(super::nobody::NoMail),
            revocations: Arc::new(LocalRevocations::default()),
            identity_providers: Vec::new(),
            welcome: CostUsd::ZERO,
            public_url: "http://127.0.0.1".into(),
        };
        let parts = Parts {
            accounts,
            studio: studio.clone(),
            offer: Offer { pipeline: super::nobody::pipeline(), terms: Arc::new(Terms::unlimited()) },
            presses: Presses::of(Arc::new(PlainPress("book")), Arc::new(PlainPress("manuscript")), 1),
            darkroom: Darkroom::new(PhotoLimits::default(), 1),
            signer: AddressSigner::new(&secret, &[]),
            limits: Limits::off(),
            proxies: Proxies::default(),
            monitoring: Monitoring {
                logs: LogFiles::new(folder.path()),
                config: Value::Null,
                metrics_text: Arc::new(|| "# EOF\n".into()),
                metrics_json: Arc::new(|| json!([])),
                cache: Arc::new(|| "not_configured"),
                machine: Arc::new(|| json!({})),
            },
        };
        let state = ApiState::new(settings(&folder), parts).unwrap();
        Self { state, studio, database, _folder: folder }
    }

    pub(super) async fn send(&self, request: TestRequest) -> Reply {
        let service = init_service(app(&self.state)).await;
        let answer = call_service(&service, request.to_request()).await;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = to_bytes(answer.into_body()).await.unwrap_or_default();
        Reply { status: status.as_u16(), headers, body }
    }

    pub(super) async fn register(&self, name: &str) -> Client<'_> {
        let body = json!({"email": format!("{name}@example.org"), "username": name, "password": PASSWORD});
        let reply = self.send(TestRequest::post().uri("/api/v1/auth/register").set_json(body)).await;
        assert_eq!(reply.status, 201, "{reply:?}");
        let answer = reply.json();
        Client {
            api: self,
            token: answer["access_token"].as_str().unwrap().into(),
            id: answer["user"]["id"].as_str().unwrap().parse().unwrap(),
        }
    }
}

/// Somebody who is signed in.
pub(super) struct Client<'a> {
    pub(super) api: &'a TestApi,
    pub(super) token: String,
    pub(super) id: UserId,
}

impl Client<'_> {
    pub(super) fn request(&self, method: &str, path: &str) -> TestRequest {
        TestRequest::default()
            .method(method.parse::<Method>().unwrap())
            .uri(&format!("/api/v1{path}"))
            .insert_header((header::AUTHORIZATION, format!("Bearer {}", self.token)))
    }

    pub(super) async fn get(&self, path: &str) -> Reply {
        self.api.send(self.request("GET", path)).await
    }

    pub(super) async fn send(&self, method: &str, path: &str, body: Value) -> Reply {
        self.api.send(self.request(method, path).set_json(body)).await
    }

    pub(super) async fn post(&self, path: &str) -> Reply {
        self.api.send(self.request("POST", path)).await
    }

    pub(super) async fn delete(&self, path: &str) -> Reply {
        self.api.send(self.request("DELETE", path)).await
    }

    /// A queued story; its id and its job's.
    pub(super) async fn story(&self) -> (String, String) {
        let reply = self.send("POST", "/stories", json!({"idea": "A shy lighthouse learns to sing"})).await;
        assert_eq!(reply.status, 202, "{reply:?}");
        let made = reply.json();
        let id = |kind: &str| made[kind]["id"].as_str().unwrap().to_owned();
        (id("story"), id("job"))
    }

    /// A story that is complete, with a picture on its cover.
    pub(super) async fn finished_story(&self, title: &str) -> Story {
        let mut story = a_story(self.id);
        story.title = title.into();
        story.status = StoryStatus::Completed;
        let scope = AssetScope::story(story.id);
        let picture =
            self.api.studio.assets.put(&scope, "jpg", Bytes::from_static(b"a picture")).await.unwrap();
        let page = |number, text: &str, image| Page {
            text: text.into(),
            image_alt: "a lighthouse".into(),
            image,
            image_status: ImageStatus::Done,
            ..Page::empty(number)
        };
        story.pages = vec![page(0, title, Some(picture.clone())), page(1, "It sang.", Some(picture))];
        let stored = story.clone();
        let write = self.api.studio.db.write(move |conn| insert_story(conn, &stored));
        write.await.map_err(|error: StorageError| error).unwrap();
        story
    }
}

/// What came back.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Reply {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Checks that it is a whole problem, and gives its code.
    pub(super) fn problem(&self, status: StatusCode) -> String {
        assert_eq!(self.status, status.as_u16(), "{:?}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], status.as_u16());
        assert_eq!(problem["success"], false);
        assert_eq!(problem["error"], problem["detail"]);
        assert_eq!(problem["trace_id"], self.header("x-request-id"));
        for member in ["type", "title", "detail", "timestamp"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{member}: {problem}");
        }
        problem["code"].as_str().unwrap().to_owned()
    }

    /// The fields that a 422 names.
    pub(super) fn fields(&self) -> Vec<String> {
        assert_eq!(self.problem(StatusCode::UNPROCESSABLE_ENTITY), "validation_failed");
        let details = self.json()["details"].clone();
        details.as_array().unwrap().iter().map(|entry| entry["field"].as_str().unwrap().to_owned()).collect()
    }
}
