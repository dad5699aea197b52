//! How a fresh studio gets its first administrator: by its console, and by nothing in a request.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use reqwest::Method;
use serde_json::{Value, json};
use talewright_testkit::TestDatabase;
use tempfile::TempDir;

use super::device::login;
use crate::support::{Client, ServerProcess, TestApp, binary, environment};

/// A database and a folder for processes that come and go.
struct Site {
    _database: TestDatabase,
    _dir: TempDir,
    settings: BTreeMap<String, String>,
}

impl Site {
    async fn new() -> Self {
        let (database, dir) = (TestDatabase::sqlite().await, tempfile::tempdir().unwrap());
        let settings = environment(dir.path(), database.url());
        Self { _database: database, _dir: dir, settings }
    }

    /// Starts a process that prints a code.
    async fn start(&self) -> (ServerProcess, String) {
        let mut server = ServerProcess::start(&self.settings).await;
        let line = server.said("with the code ").await;
        let code = line.split("with the code ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        (server, code)
    }

    /// Runs `talewright create-admin`; what it prints.
    fn create_admin(&self, email: &str, password: &str) -> String {
        let mut child = Command::new(binary())
            .args(["create-admin", "--password-stdin", "--email", email])
            .env_clear()
            .envs(&self.settings)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    }
}

async fn claim(client: &Client, code: &str, status: u16) -> Value {
    client.post("/auth/claim-admin", &json!({"code": code})).await.expect(status).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_of_the_console_works_once() {
    let site = Site::new().await;
    let (server, unused) = site.start().await;
    let ann = server.anonymous().register("ann").await;
    let bob = server.anonymous().register("bob").await;
    assert!(server.stop().await);
    // Nobody took it: the next start prints one more, and both are good until one is used.
    let (server, code) = site.start().await;
    let (ann, bob) = (ann.at(&server), bob.at(&server));
    assert_ne!(code, unused);
    assert_eq!(claim(&ann, "AAAA-BBBB-CCCC", 422).await["code"], "bad_code");
    ann.get("/admin/users").await.expect(403);
    claim(&server.anonymous(), &code, 401).await;
    let me = claim(&ann, &code.to_lowercase().replace('-', ""), 200).await;
    assert_eq!((&me["role"], &me["plan"]), (&json!("admin"), &json!("enterprise")));
    ann.get("/admin/users").await.expect(200);
    for code in [&code, &unused] {
        assert_eq!(claim(&bob, code, 422).await["code"], "bad_code");
    }
    bob.get("/admin/users").await.expect(403);
    assert!(server.stop().await);

    let server = ServerProcess::start(&site.settings).await;
    bob.at(&server).get("/admin/users").await.expect(403);
    assert!(!server.last_words().await.contains("code"), "there is an administrator");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_worth_nothing_once_there_is_an_administrator() {
    let site = Site::new().await;
    let (server, code) = site.start().await;
    let bob = server.anonymous().register("bob").await;
    site.create_admin("root@example.org", "eleven odd socks 41");
    assert_eq!(claim(&bob, &code, 422).await["code"], "bad_code");
    assert_eq!(bob.get("/auth/me").await.json()["role"], "user");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_the_machine_makes_administrators() {
    let site = Site::new().await;
    let (server, _) = site.start().await;
    let anonymous = server.anonymous();
    let ann = anonymous.register("ann").await;
    let said = site.create_admin("root@example.org", "eleven odd socks 41");
    assert!(said.contains("root@example.org is an administrator") && !said.contains("socks"), "{said}");
    let root = login(&anonymous, "root", "eleven odd socks 41").await.expect(200).json();
    assert_eq!(root["user"]["role"], "admin");

    // Somebody who has an account keeps its password, and need not sign in again.
    site.create_admin("ann@example.org", "another odd sock 43");
    ann.get("/admin/users").await.expect(200);
    login(&anonymous, "ann", "another odd sock 43").await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_field_of_a_request_makes_an_administrator() {
    let app = TestApp::start().await;
    let ann = app.user("ann").await;
    let fields = [
        ("role", json!("admin")),
        ("plan", json!("enterprise")),
        ("subscription_tier", json!("enterprise")),
        ("is_admin", json!(true)),
        ("is_active", json!(true)),
        ("email_verified", json!(true)),
        ("balance", json!(100)),
        ("id", json!("0190a000-0000-7000-8000-000000000000")),
    ];
    for (number, (field, value)) in fields.into_iter().enumerate() {
        let email = format!("eve{number}@example.org");
        let mut account = json!({"email": email, "password": "eleven odd socks 41"});
        account[field] = value.clone();
        let registered = app.anonymous().post("/auth/register", &account).await.expect(422).json();
        let change = ann.request(Method::PATCH, "/auth/me").json(&json!({field: value}));
        let changed = ann.send(change).await.expect(422).json();
        for problem in [registered, changed] {
            assert_eq!(problem["details"][0]["field"], field, "{problem}");
            assert!(problem["details"][0]["message"].as_str().unwrap().contains("unknown"), "{problem}");
        }
    }
    let me = ann.get("/auth/me").await.expect(200).json();
    assert_eq!((&me["role"], &me["plan"]), (&json!("user"), &json!("free")));
    assert_eq!(app.database().count("users").await, 1);
}
