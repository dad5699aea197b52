//! Keys for programs.

use reqwest::Method;
use serde_json::{Value, json};
use talewright_testkit::TestDatabase;

use crate::stories::brief;
use crate::support::{Answer, Client, TestApp};

async fn make(person: &Client, scopes: &[&str]) -> Value {
    let wanted = json!({"name": "my script", "scopes": scopes});
    person.post("/auth/api-keys", &wanted).await.expect(201).json()
}

/// A program with this key.
fn program(app: &TestApp, key: &Value) -> Client {
    app.anonymous().with_token(key["key"].as_str().unwrap())
}

/// Status and code of an answer.
fn outcome(answer: &Answer) -> (u16, String) {
    let code = if answer.status < 400 { Value::Null } else { answer.json()["code"].clone() };
    (answer.status, code.as_str().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_does_what_its_scopes_say_and_nothing_else() {
    let app = TestApp::with(TestDatabase::sqlite().await, &[("ROLES", "api")]).await;
    let ann = app.user("ann").await;
    let root = app.user("root").await;
    app.promote("root").await;
    let hero = json!({"name": "Mara"});
    for (person, scopes, expected) in [
        (&ann, &["read"][..], [200, 403, 403, 403]),
        (&ann, &["write"], [403, 201, 403, 403]),
        (&ann, &["generate"], [403, 403, 202, 403]),
        (&ann, &["admin"], [403, 403, 403, 403]),
        (&ann, &["read", "write", "generate", "admin"], [200, 201, 202, 403]),
        (&root, &["read"], [200, 403, 403, 403]),
        (&root, &["admin"], [403, 403, 403, 200]),
    ] {
        let program = program(&app, &make(person, scopes).await);
        let found = [
            program.get("/auth/me").await.status,
            program.post("/characters", &hero).await.status,
            program.post("/stories", &brief()).await.status,
            program.get("/admin/users").await.status,
        ];
        assert_eq!(found, expected, "{scopes:?}");
    }
    let reader = program(&app, &make(&ann, &["read"]).await);
    assert_eq!(outcome(&reader.post("/characters", &hero).await), (403, "missing_scope".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_no_person() {
    let app = TestApp::start().await;
    let ann = app.user("ann").await;
    let made = make(&ann, &["read", "write", "generate", "admin"]).await;
    let (program, id) = (program(&app, &made), made["id"].as_str().unwrap());
    let passwords = json!({"current_password": "x", "new_password": "eleven odd socks 41"});
    for (method, path, body) in [
        (Method::POST, "/auth/api-keys", json!({"name": "another", "scopes": ["admin"]})),
        (Method::GET, "/auth/api-keys", json!(null)),
        (Method::DELETE, &format!("/auth/api-keys/{id}"), json!(null)),
        (Method::GET, "/auth/sessions", json!(null)),
        (Method::POST, "/auth/logout", json!(null)),
        (Method::POST, "/auth/change-password", passwords),
        (Method::POST, "/auth/send-verification", json!(null)),
        (Method::POST, "/auth/claim-admin", json!({"code": "AAAA-BBBB-CCCC"})),
        (Method::PATCH, "/auth/me", json!({"full_name": "Robot"})),
    ] {
        let answer = program.send(program.request(method.clone(), path).json(&body)).await;
        assert_eq!(outcome(&answer), (403, "needs_session".into()), "{method} {path}");
    }
    program.get("/auth/me").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_no_more_lets_nobody_in() {
    let app = TestApp::start().await;
    let ann = app.user("ann").await;
    let made = make(&ann, &["read"]).await;
    let (secret, id) = (made["key"].as_str().unwrap(), made["id"].as_str().unwrap());
    let anonymous = app.anonymous();
    let status = async |key: &str| {
        let request = anonymous.request(Method::GET, "/auth/me").header("x-api-key", key);
        anonymous.send(request).await.status
    };
    assert_eq!(status(secret).await, 200);
    for other in ["", "tw_", &secret[..secret.len() - 1], &format!("{secret}A"), &secret.replace("tw_", "")] {
        assert_eq!(status(other).await, 401, "{other}");
    }
    let expire = |time| format!("UPDATE api_keys SET expires_at = '{time} 00:00:00'");
    app.database().execute(&expire("2020-01-01")).await;
    assert_eq!(status(secret).await, 401, "expired");
    app.database().execute(&expire("2099-01-01")).await;
    assert_eq!(status(secret).await, 200);
    app.database().execute("UPDATE users SET is_active = false").await;
    assert_eq!(status(secret).await, 401, "its user may not sign in");
    app.database().execute("UPDATE users SET is_active = true").await;

    let bob = app.user("bob").await;
    let path = format!("/auth/api-keys/{id}");
    bob.send(bob.request(Method::DELETE, &path)).await.expect(404);
    assert_eq!(status(secret).await, 200);
    ann.send(ann.request(Method::DELETE, &path)).await.expect(204);
    assert_eq!(status(secret).await, 401, "deleted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_shown_once_and_kept_nowhere() {
    let app = TestApp::start().await;
    let ann = app.user("ann").await;
    let wanted = json!({"name": "my script", "scopes": ["read"]});
    let ask = async || {
        let request = ann.request(Method::POST, "/auth/api-keys").header("idempotency-key", "once");
        ann.send(request.json(&wanted)).await.expect(201)
    };
    let first = ask().await.json();
    let secret = first["key"].as_str().unwrap().to_owned();
    let again = ask().await;
    assert_eq!((&again.json()["key"], &again.json()["id"]), (&Value::Null, &first["id"]));

    // All that is secret of it comes after its identifier.
    let random = secret.rsplit_once('_').unwrap().1.to_owned();
    let listed = ann.get("/auth/api-keys").await.expect(200);
    assert_eq!(listed.json()["items"].as_array().unwrap().len(), 1, "one key was made");
    let mut found = vec![String::from_utf8(again.bytes).unwrap(), String::from_utf8(listed.bytes).unwrap()];
    for query in [
        "SELECT id || name || secret_hash || hint || scopes AS value FROM api_keys",
        "SELECT answer AS value FROM idempotency_keys",
        "SELECT actor || action || target || details AS value FROM audit_entries",
    ] {
        let rows = app.database().texts(query).await;
        assert!(!rows.is_empty(), "{query}");
        found.extend(rows);
    }
    for text in found {
        assert!(!text.contains(&random) && !text.contains(&random[..random.len() - 4]), "{text}");
    }
}
