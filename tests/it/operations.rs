//! Every operation of the document: success, no credentials, somebody else's, bad input. An operation without a row
//! fails the test.

use std::collections::BTreeSet;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{Answer, Client, TestApp, repository};

/// What must be there before an operation can succeed.
#[derive(Clone, Copy, PartialEq)]
enum Needs {
    Nothing,
    /// A stored draft, not started.
    Draft,
    /// A story that waits for a worker.
    Queued,
    /// A story whose job was cancelled.
    Cancelled,
    /// A finished story.
    Done,
    Character,
    /// Somebody who may administer.
    Admin,
}

/// An operation, and how to call it well and badly. Paths may name `{story}`, `{job}` and `{character}`.
struct Row {
    id: &'static str,
    needs: Needs,
    method: Method,
    path: &'static str,
    body: Body,
    success: u16,
    bad: Bad,
}

enum Body {
    None,
    Json(fn() -> Value),
    Form(&'static [(&'static str, &'static str)]),
}

/// How the input is spoilt.
enum Bad {
    Json(fn() -> Value),
    Path(&'static str),
    Header(&'static str, &'static str),
    Form(&'static [(&'static str, &'static str)]),
}

const OPEN: [&str; 4] = ["register_user", "login", "issue_token", "refresh_session"];

fn get(id: &'static str, needs: Needs, path: &'static str, bad: &'static str) -> Row {
    Row { id, needs, method: Method::GET, path, body: Body::None, success: 200, bad: Bad::Path(bad) }
}

fn with_json(
    id: &'static str,
    needs: Needs,
    (method, path): (Method, &'static str),
    (body, success): (fn() -> Value, u16),
    bad: fn() -> Value,
) -> Row {
    Row { id, needs, method, path, body: Body::Json(body), success, bad: Bad::Json(bad) }
}

fn plain(
    id: &'static str,
    needs: Needs,
    (method, path): (Method, &'static str),
    success: u16,
    bad: &'static str,
) -> Row {
    Row { id, needs, method, path, body: Body::None, success, bad: Bad::Path(bad) }
}

fn account() -> Value {
    json!({"email": "new@example.org", "password": "seven odd socks 31"})
}

fn rows() -> Vec<Row> {
    use Needs::{Admin, Cancelled, Character, Done, Draft, Nothing, Queued};
    const NO_STORY: &str = "/stories/not-an-id";
    vec![
        with_json(
            "register_user",
            Nothing,
            (Method::POST, "/auth/register"),
            (account, 201),
            || json!({"email": 1}),
        ),
        with_json(
            "login",
            Nothing,
            (Method::POST, "/auth/login"),
            (|| json!({"email": "ann@example.org", "password": "ann likes long walks 7"}), 200),
            || json!({"password": []}),
        ),
        Row {
            id: "issue_token",
            needs: Nothing,
            method: Method::POST,
            path: "/token",
            body: Body::Form(&[("username", "ann@example.org"), ("password", "ann likes long walks 7")]),
            success: 200,
            bad: Bad::Form(&[("username", "")]),
        },
        with_json(
            "refresh_session",
            Nothing,
            (Method::POST, "/auth/refresh"),
            (|| json!({"refresh_token": "{refresh}"}), 200),
            || json!({"refresh_token": 7}),
        ),
        Row {
            id: "get_me",
            needs: Nothing,
            method: Method::GET,
            path: "/auth/me",
            body: Body::None,
            success: 200,
            bad: Bad::Header("authorization", "Bearer nonsense"),
        },
        Row {
            id: "logout",
            needs: Nothing,
            method: Method::POST,
            path: "/auth/logout",
            body: Body::None,
            success: 204,
            bad: Bad::Header("authorization", "Basic nonsense"),
        },
        with_json(
            "create_story",
            Nothing,
            (Method::POST, "/stories"),
            (|| json!({"idea": "A fox"}), 202),
            || json!({"idea": "", "num_pages": 33, "surprise": true}),
        ),
        with_json(
            "estimate_story",
            Nothing,
            (Method::POST, "/stories/estimate"),
            (|| json!({"idea": "A fox", "num_pages": 4}), 200),
            || json!({"idea": "", "narration": {"speed": 9}}),
        ),
        with_json(
            "regenerate_page",
            Done,
            (Method::POST, "/stories/{story}/pages/1/regenerate"),
            (|| json!({"image": true}), 202),
            || json!({"image_prompt": "A fox"}),
        ),
        with_json(
            "test_providers",
            Admin,
            (Method::POST, "/admin/providers/test"),
            (|| json!({}), 200),
            || json!({"spend": "all"}),
        ),
        get("list_stories", Nothing, "/stories?limit=5&sort=-created_at", "/stories?limit=1000&sort=colour"),
        get("get_story", Queued, "/stories/{story}", NO_STORY),
        with_json(
            "update_story",
            Draft,
            (Method::PATCH, "/stories/{story}"),
            (|| json!({"title": "Fox"}), 200),
            || json!({"title": 7}),
        ),
        plain("delete_story", Draft, (Method::DELETE, "/stories/{story}"), 204, NO_STORY),
        plain(
            "start_story",
            Draft,
            (Method::POST, "/stories/{story}/generate"),
            202,
            "/stories/not-an-id/generate",
        ),
        get(
            "get_generation_status",
            Queued,
            "/stories/generation-status/{job}",
            "/stories/generation-status/x",
        ),
        get(
            "export_story",
            Done,
            "/stories/{story}/export/pdf?page_format=a4",
            "/stories/{story}/export/pdf?page_format=x",
        ),
        get("export_story_pdf", Done, "/stories/{story}/pdf", "/stories/{story}/pdf?layout=x"),
        get("list_jobs", Queued, "/jobs?status=queued", "/jobs?status=bored"),
        get("get_job", Queued, "/jobs/{job}", "/jobs/not-an-id"),
        get("get_job_status", Queued, "/jobs/{job}/status", "/jobs/{job}/status?wait=soon"),
        get("watch_job", Done, "/jobs/{job}/events", "/jobs/{job}/events?after=never"),
        plain("cancel_job", Queued, (Method::POST, "/jobs/{job}/cancel"), 200, "/jobs/not-an-id/cancel"),
        plain("resume_job", Cancelled, (Method::POST, "/jobs/{job}/resume"), 202, "/jobs/not-an-id/resume"),
        with_json(
            "create_character",
            Nothing,
            (Method::POST, "/characters"),
            (|| json!({"name": "Mara"}), 201),
            || json!({"name": "", "traits": "none"}),
        ),
        get("list_characters", Character, "/characters", "/characters?skip=-1"),
        get("get_character", Character, "/characters/{character}", "/characters/not-an-id"),
        with_json(
            "update_character",
            Character,
            (Method::PUT, "/characters/{character}"),
            (|| json!({"name": "Mo"}), 200),
            || json!({"name": 1}),
        ),
        plain(
            "delete_character",
            Character,
            (Method::DELETE, "/characters/{character}"),
            204,
            "/characters/not-an-id",
        ),
    ]
}

/// The operations that take nothing and tell nobody's secrets: they only have to answer.
const PUBLIC: [(&str, &str); 4] = [
    ("get_health", "/health"),
    ("get_healthz", "/healthz"),
    ("get_readiness", "/health/ready"),
    ("get_liveness", "/health/live"),
];

/// Somebody's things, for the places of a path.
#[derive(Default)]
struct Things {
    story: String,
    job: String,
    character: String,
    refresh: String,
}

impl Things {
    fn fill(&self, text: &str) -> String {
        let pairs = [
            ("{story}", &self.story),
            ("{job}", &self.job),
            ("{character}", &self.character),
            ("{refresh}", &self.refresh),
        ];
        pairs.into_iter().fold(text.to_owned(), |text, (place, thing)| text.replace(place, thing))
    }
}

/// A server whose jobs stay queued, one that does them, and two people known to both.
struct Stage {
    idle: TestApp,
    busy: TestApp,
}

impl Stage {
    fn app(&self, needs: Needs) -> &TestApp {
        if needs == Needs::Done { &self.busy } else { &self.idle }
    }

    async fn prepare(&self, ann: &Client, needs: Needs) -> Things {
        let mut things = Things::default();
        let mut brief = json!({"idea": "A fox", "num_pages": 1, "text_density": "light"});
        match needs {
            Needs::Nothing => {
                let ann = json!({"email": "ann@example.org", "password": "ann likes long walks 7"});
                let answer = self.idle.anonymous().post("/auth/login", &ann).await.expect(200).json();
                things.refresh = answer["refresh_token"].as_str().unwrap().to_owned();
            }
            Needs::Draft => {
                brief["is_draft"] = true.into();
                let draft = ann.post("/stories", &brief).await.expect(201).json();
                things.story = draft["story"]["id"].as_str().unwrap().to_owned();
            }
            Needs::Queued | Needs::Cancelled | Needs::Done => {
                (things.story, things.job) = ann.start_story(&brief).await;
                if needs == Needs::Cancelled {
                    ann.post(&format!("/jobs/{}/cancel", things.job), &json!({})).await.expect(200);
                }
                if needs == Needs::Done {
                    assert_eq!(ann.finished(&things.job).await["status"], "completed");
                }
            }
            Needs::Admin => self.idle.promote("ann").await,
            Needs::Character => {
                let character = ann.post("/characters", &json!({"name": "Mara"})).await.expect(201).json();
                things.character = character["id"].as_str().unwrap().to_owned();
            }
        }
        things
    }
}

fn request(client: &Client, row: &Row, things: &Things) -> RequestBuilder {
    let request = client.request(row.method.clone(), &things.fill(row.path));
    match row.body {
        Body::None => request,
        Body::Json(body) => {
            let body = things.fill(&body().to_string());
            request.header("content-type", "application/json").body(body)
        }
        Body::Form(fields) => request.form(fields),
    }
}

fn bad_request(client: &Client, row: &Row, things: &Things) -> RequestBuilder {
    let path = things.fill(row.path);
    match row.bad {
        Bad::Json(body) => client.request(row.method.clone(), &path).json(&body()),
        Bad::Path(path) => client.request(row.method.clone(), &things.fill(path)),
        Bad::Form(fields) => client.request(row.method.clone(), &path).form(fields),
        Bad::Header(name, value) => {
            client.anonymous_too().request(row.method.clone(), &path).header(name, value)
        }
    }
}

/// A problem as the conventions have it.
fn assert_problem(id: &str, what: &str, answer: &Answer, statuses: &[u16]) {
    let text = String::from_utf8_lossy(&answer.bytes);
    assert!(statuses.contains(&answer.status), "{id}, {what}: {} {text}", answer.status);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{id}, {what}");
    let problem = answer.json();
    assert_eq!(problem["success"], false, "{id}, {what}");
    for member in ["type", "title", "status", "detail", "code", "error", "timestamp", "trace_id"] {
        assert!(!problem[member].is_null(), "{id}, {what}: {member} is missing in {problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_has_its_four_tests() {
    let database = talewright_testkit::TestDatabase::sqlite().await;
    let stage =
        Stage { idle: TestApp::with(database, &[("ROLES", "api")]).await, busy: TestApp::start().await };
    let (mut idle, mut busy) = (Vec::new(), Vec::new());
    for name in ["ann", "bob"] {
        idle.push(stage.idle.user(name).await);
        busy.push(stage.busy.user(name).await);
    }
    for row in rows() {
        let [ann, bob] = (if row.needs == Needs::Done { &busy } else { &idle }).as_slice() else {
            unreachable!()
        };
        let things = stage.prepare(ann, row.needs).await;
        let nobody = stage.app(row.needs).anonymous();

        let answer = ann.send(bad_request(ann, &row, &things)).await;
        assert_problem(row.id, "bad input", &answer, &[400, 401, 404, 422]);
        if !OPEN.contains(&row.id) {
            let answer = nobody.send(request(&nobody, &row, &things)).await;
            assert_problem(row.id, "no credentials", &answer, &[401]);
        }
        if row.needs == Needs::Admin {
            let answer = bob.send(request(bob, &row, &things)).await;
            assert_problem(row.id, "no administrator", &answer, &[403]);
        }
        if !things.fill(row.path).eq(row.path) {
            let answer = bob.send(request(bob, &row, &things)).await;
            assert_problem(row.id, "somebody else's", &answer, &[404]);
        }
        // Last, for it may end what the others need; signing out ends only a session made for it.
        let caller = if row.id == "logout" { stage.idle.user("carla").await } else { ann.clone() };
        let answer = caller.send(request(&caller, &row, &things)).await;
        assert_eq!(answer.status, row.success, "{}: {}", row.id, String::from_utf8_lossy(&answer.bytes));
    }
    for (id, path) in PUBLIC {
        let nobody = stage.idle.anonymous();
        let answer = nobody.send(nobody.raw(Method::GET, path)).await;
        assert_eq!(answer.status, 200, "{id}");
    }
}

/// `get_file`: a signature is the only credential, for everybody who has the address.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_given_by_its_signed_address_alone() {
    let app = TestApp::start().await;
    let ann = app.user("ann").await;
    let story = ann.made_story(&json!({"idea": "A fox", "num_pages": 1})).await;
    let address = story["pages"][0]["image_url"].as_str().unwrap();
    let nobody = app.anonymous();
    let get = async |address: &str| nobody.send(nobody.raw(Method::GET, address)).await;
    assert_eq!(get(address).await.header("content-type"), Some("image/jpeg"));
    let (path, query) = address.split_once('?').unwrap();
    let forged = address.replace(story["id"].as_str().unwrap(), &uuid_of_nothing());
    let later = format!("{path}?{}", query.replace("expires=", "expires=9"));
    for (what, address) in [("unsigned", path), ("of another file", &forged), ("expiring later", &later)] {
        assert_problem("get_file", what, &get(address).await, &[403, 404, 422]);
    }
}

fn uuid_of_nothing() -> String {
    "00000000-0000-7000-8000-000000000000".to_owned()
}

#[test]
fn no_operation_is_without_a_row() {
    let document = std::fs::read_to_string(repository().join("docs/openapi.json")).unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    let paths = document["paths"].as_object().unwrap().values();
    let operations = paths.flat_map(|path| path.as_object().unwrap().values());
    let ids: BTreeSet<String> =
        operations.filter_map(|operation| operation["operationId"].as_str().map(str::to_owned)).collect();
    let mut known: BTreeSet<String> = rows().iter().map(|row| row.id.to_owned()).collect();
    known.extend(PUBLIC.map(|(id, _)| id.to_owned()));
    known.insert("get_file".into());
    let missing: Vec<_> = ids.difference(&known).collect();
    assert!(missing.is_empty(), "these operations have no tests: {missing:?}");
}
