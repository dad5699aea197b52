//! How being signed in ends: at once, for every way of showing it, in every process.

use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use talewright_testkit::{TestDatabase, redis_server};
use tempfile::TempDir;

use super::device::{Device, SESSION, login, password, with_cookie};
use super::post::PostOffice;
use crate::stories::brief;
use crate::support::{Client, ServerProcess, TestApp, environment};

/// Two processes of one studio, which nobody works in.
struct Twins {
    first: ServerProcess,
    second: ServerProcess,
    post: PostOffice,
    database: TestDatabase,
    _dir: TempDir,
}

impl Twins {
    async fn start() -> Self {
        let (database, post) = (TestDatabase::postgres().await, PostOffice::open().await);
        let dir = tempfile::tempdir().unwrap();
        let mut settings = environment(dir.path(), database.url());
        for (name, value) in [
            ("REDIS_URL", redis_server()),
            ("ROLES", "api".into()),
            ("SMTP_URL", post.url()),
            ("MAIL_FROM", "studio@example.org".into()),
        ] {
            settings.insert(name.into(), value);
        }
        let (first, second) = tokio::join!(ServerProcess::start(&settings), ServerProcess::start(&settings));
        Self { first, second, post, database, _dir: dir }
    }
}

#[derive(Debug, Clone, Copy)]
enum End {
    Logout,
    DeletedSession,
    ChangedPassword,
    ResetPassword,
    Deactivated,
    ReusedRefreshToken,
}

impl End {
    /// Ends `gone` at the first process; `kept` is another device of the same user.
    async fn happens(self, twins: &Twins, root: &Client, name: &str, kept: &Device, gone: &Device) {
        let anonymous = twins.first.anonymous();
        match self {
            Self::Logout => {
                let answer = gone.client.post("/auth/logout", &json!({})).await.expect(204);
                let (value, rest) = answer.cookie(SESSION).unwrap();
                assert!(value.is_empty() && rest.contains("Max-Age=0"), "the browser forgets: {rest}");
            }
            Self::DeletedSession => {
                let sessions = kept.client.get("/auth/sessions").await.expect(200).json();
                let all = sessions["items"].as_array().unwrap();
                assert_eq!(all.len(), 2);
                let other = all.iter().find(|session| session["current"] == false).unwrap();
                let path = format!("/auth/sessions/{}", other["id"].as_str().unwrap());
                kept.client.send(kept.client.request(Method::DELETE, &path)).await.expect(204);
            }
            Self::ChangedPassword => {
                let body = json!({"current_password": password(name), "new_password": "eleven odd socks 41"});
                kept.client.post("/auth/change-password", &body).await.expect(204);
                login(&anonymous, name, &password(name)).await.expect(401);
                login(&anonymous, name, "eleven odd socks 41").await.expect(200);
            }
            Self::ResetPassword => {
                let email = format!("{name}@example.org");
                anonymous.post("/auth/forgot-password", &json!({"email": email})).await.expect(202);
                let code = twins.post.code(&email, "reset-password", 0).await;
                let body = json!({"token": code, "new_password": "eleven odd socks 41"});
                anonymous.post("/auth/reset-password", &body).await.expect(204);
            }
            Self::Deactivated => {
                let path = format!("/admin/users/{}", gone.user);
                let body = json!({"is_active": false});
                root.send(root.request(Method::PATCH, &path).json(&body)).await.expect(200);
                login(&anonymous, name, &password(name)).await.expect(401);
            }
            Self::ReusedRefreshToken => {
                let next = Device::of(&anonymous, &gone.refreshed().await.expect(200));
                assert_eq!(next.lets_in().await, [200, 200]);
                gone.refreshed().await.expect(401);
                assert_eq!(next.lets_in().await, [401, 401], "the whole family");
                next.refreshed().await.expect(401);
            }
        }
    }

    /// Whether the user's other device goes on.
    fn spares_others(self) -> bool {
        !matches!(self, Self::ResetPassword | Self::Deactivated)
    }
}

async fn watch(client: &Client, job: &str) -> Response {
    let mut stream = client.request(Method::GET, &format!("/jobs/{job}/events")).send().await.unwrap();
    assert_eq!(stream.status().as_u16(), 200);
    assert!(stream.chunk().await.unwrap().is_some());
    stream
}

/// Whether a stream ends within a second.
async fn ends(mut stream: Response) -> bool {
    let rest = async { while stream.chunk().await.unwrap().is_some() {} };
    tokio::time::timeout(Duration::from_secs(1), rest).await.is_ok()
}

async fn access_ends_everywhere(end: End) {
    let twins = Twins::start().await;
    let root = twins.first.anonymous().register("root").await;
    twins.database.execute("UPDATE users SET role = 'admin' WHERE email = 'root@example.org'").await;
    let kept = Device::registered(&twins.first.anonymous(), "ann").await;
    let gone = Device::signed_in(&twins.first.anonymous(), "ann").await;
    let there = gone.at(&twins.second);
    let (_, job) = there.client.start_story(&brief()).await;
    let stream = watch(&there.client, &job).await;
    assert_eq!(there.lets_in().await, [200, 200]);

    end.happens(&twins, &root, "ann", &kept, &gone).await;
    assert_eq!(there.lets_in().await, [401, 401], "{end:?}");
    assert!(ends(stream).await, "{end:?}: the stream goes on");
    there.refreshed().await.expect(401);
    let expected = if end.spares_others() { [200, 200] } else { [401, 401] };
    assert_eq!(kept.at(&twins.second).lets_in().await, expected, "{end:?}: the other device");
}

#[tokio::test(flavor = "multi_thread")]
async fn logout_ends_access_in_every_process() {
    access_ends_everywhere(End::Logout).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_a_device_ends_its_access_in_every_process() {
    access_ends_everywhere(End::DeletedSession).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_password_ends_the_access_of_other_devices_in_every_process() {
    access_ends_everywhere(End::ChangedPassword).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_password_ends_all_access_in_every_process() {
    access_ends_everywhere(End::ResetPassword).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deactivation_ends_all_access_in_every_process() {
    access_ends_everywhere(End::Deactivated).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reused_refresh_token_ends_its_family_in_every_process() {
    access_ends_everywhere(End::ReusedRefreshToken).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_key_ends_the_streams_that_it_opened() {
    let app = TestApp::with(TestDatabase::sqlite().await, &[("ROLES", "api")]).await;
    let ann = app.user("ann").await;
    let (_, job) = ann.start_story(&brief()).await;
    let wanted = json!({"name": "watcher", "scopes": ["read"]});
    let key = ann.post("/auth/api-keys", &wanted).await.expect(201).json();
    let stream = watch(&app.anonymous().with_token(key["key"].as_str().unwrap()), &job).await;
    let path = format!("/auth/api-keys/{}", key["id"].as_str().unwrap());
    ann.send(ann.request(Method::DELETE, &path)).await.expect(204);
    assert!(ends(stream).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_ones_own() {
    let app = TestApp::start().await;
    let (ann, bob) = (Device::registered(&app.anonymous(), "ann").await, app.user("bob").await);
    let sessions = ann.client.get("/auth/sessions").await.expect(200).json();
    let path = format!("/auth/sessions/{}", sessions["items"][0]["id"].as_str().unwrap());
    bob.send(bob.request(Method::DELETE, &path)).await.expect(404);
    assert_eq!(ann.lets_in().await, [200, 200]);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_cookie_only_our_own_pages_change_things() {
    let app = TestApp::start().await;
    let ann = Device::registered(&app.anonymous(), "ann").await;
    let change = async |origin: Option<&str>| {
        let request = app.anonymous().request(Method::PATCH, "/auth/me").json(&json!({"full_name": "Ann"}));
        let request = request.header("cookie", format!("{SESSION}={}", ann.cookie));
        let request = match origin {
            Some(origin) => request.header("origin", origin),
            None => request,
        };
        app.anonymous().send(request).await
    };
    for origin in [None, Some("null"), Some("http://evil.example")] {
        let refused: Value = change(origin).await.expect(403).json();
        assert_eq!(refused["code"], "cross_origin", "{origin:?}");
    }
    change(Some(app.address())).await.expect(200);
    assert_eq!(with_cookie(&app.anonymous(), &ann.cookie).await.json()["full_name"], "Ann");
}
