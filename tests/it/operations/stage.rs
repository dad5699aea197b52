//! Two servers, the people there, and what operations need before they can succeed.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::Method;
use serde_json::{Value, json};
use talewright_testkit::TestDatabase;
use talewright_tests::idp::{MockIdp, Person};
use uuid::Uuid;

use super::row::{Needs, Row};
use crate::support::{Client, TestApp};

/// A log file that is there.
pub const LOG_FILE: &str = "app.2026-02-28.log";

/// A server whose jobs stay queued, and one that does them.
pub struct Stage {
    idle: House,
    busy: House,
    idp: MockIdp,
    google: Client,
    owners: AtomicUsize,
}

/// A server with an administrator, Ada, her keys of one scope each, and Bob, who owns nothing there.
pub struct House {
    app: TestApp,
    /// Nobody in particular, who goes nowhere by themselves.
    pub nobody: Client,
    keys: Keys,
}

/// API keys of somebody, by their only scope.
type Keys = HashMap<String, Client>;

/// Somebody who owns what an operation needs, and the names of it all for paths and bodies.
pub struct Things {
    pub owner: Client,
    /// What their browser carries besides.
    pub cookie: Option<String>,
    places: Vec<(&'static str, String)>,
    keys: Keys,
}

impl Things {
    fn put(&mut self, place: &'static str, thing: impl Into<String>) {
        self.places.push((place, thing.into()));
    }

    fn get(&self, place: &str) -> &str {
        &self.places.iter().find(|(known, _)| *known == place).unwrap().1
    }

    /// A text with the names filled in.
    pub fn fill(&self, text: &str) -> String {
        let fill = |text: String, (place, thing): &(&str, String)| text.replace(place, thing);
        self.places.iter().fold(text.to_owned(), fill)
    }
}

impl Stage {
    pub async fn set() -> Self {
        let idp = MockIdp::start().unwrap();
        let origin = idp.origin();
        let settings = [
            ("PLAN_LIMITS", "on"),
            ("GOOGLE_CLIENT_ID", MockIdp::CLIENT_ID),
            ("GOOGLE_CLIENT_SECRET", MockIdp::CLIENT_SECRET),
            ("GOOGLE_ISSUER_URL", &origin),
        ];
        let idle = [&settings[..], &[("ROLES", "api")]].concat();
        let (idle, busy) = tokio::join!(House::open(&idle), House::open(&settings));
        let google = Client::anonymous(&origin).staying();
        Self { idle, busy, idp, google, owners: AtomicUsize::new(0) }
    }

    /// Where an operation with these needs is called.
    pub fn house(&self, needs: Needs) -> &House {
        if needs == Needs::Done { &self.busy } else { &self.idle }
    }

    /// A new owner on the largest plan, with what is needed. Nobody but Ada administers, or nobody at all.
    pub async fn prepare(&self, needs: Needs) -> Things {
        let house = self.house(needs);
        let name = format!("owner{}", self.owners.fetch_add(1, Ordering::Relaxed));
        let mut things = house.owner(&name).await;
        match needs {
            Needs::Nothing => {}
            Needs::Draft => {
                let brief = json!({"idea": "A fox", "is_draft": true});
                let draft = things.owner.post("/stories", &brief).await.expect(201).json();
                things.put("{story}", text(&draft["story"]["id"]));
            }
            Needs::Queued | Needs::Cancelled | Needs::Done => house.story(&mut things, needs).await,
            Needs::Character => {
                let made =
                    things.owner.post("/characters", &json!({"name": "Mara"})).await.expect(201).json();
                things.put("{character}", text(&made["id"]));
            }
            Needs::Session => {
                house.sign_in(&name).await;
                let sessions = things.owner.get("/auth/sessions").await.expect(200).json();
                let other = sessions["items"].as_array().unwrap().iter().find(|one| one["current"] == false);
                things.put("{session}", text(&other.unwrap()["id"]));
            }
            Needs::ApiKey => {
                let key = things.owner.post("/auth/api-keys", &key_for("read")).await.expect(201).json();
                things.put("{key}", text(&key["id"]));
            }
            Needs::ResetCode => {
                let forgetful = json!({"email": things.get("{email}")});
                house.nobody.post("/auth/forgot-password", &forgetful).await.expect(202);
                house.one_time_code(&mut things, "reset_password").await;
            }
            Needs::VerificationCode => house.one_time_code(&mut things, "verify_email").await,
            Needs::ClaimCode => house.claim_code(&mut things).await,
            Needs::Voucher => {
                let wanted = json!({"amount_usd": 5.0, "max_redemptions": 9});
                let made = house.admin().await.post("/admin/vouchers", &wanted).await.expect(201).json();
                things.put("{voucher}", text(&made["code"]));
            }
            Needs::Arrival => self.arrive(&mut things).await,
        }
        things
    }

    /// Somebody nobody knows leaves for Google, and stands before the way back.
    async fn arrive(&self, things: &mut Things) {
        let number = self.owners.fetch_add(1, Ordering::Relaxed);
        self.idp.sign_in_as(Person::new(number as u64, &format!("googler{number}@example.org")));
        let left = self.idle.nobody.get("/auth/oauth/google").await.expect(302);
        things.cookie = left.cookie("talewright_oauth").map(|(state, _)| format!("talewright_oauth={state}"));
        let away = left.header("location").unwrap().replace(&self.idp.origin(), "");
        let back = self.google.send(self.google.raw(Method::GET, &away)).await.expect(302);
        things.put("{arrival}", back.header("location").unwrap().split_once('?').unwrap().1);
    }
}

impl House {
    async fn open(settings: &[(&str, &str)]) -> Self {
        let app = TestApp::with(TestDatabase::sqlite().await, settings).await;
        let logs = app.folder().join("logs");
        std::fs::create_dir_all(&logs).unwrap();
        std::fs::write(logs.join(LOG_FILE), "{}\n").unwrap();
        app.user("bob").await;
        let (ada, nobody) = (app.user("ada").await, app.anonymous().staying());
        let mut keys = Keys::new();
        for scope in ["read", "write", "generate", "admin"] {
            keys.insert(scope.into(), key_of(&ada, scope).await);
        }
        Self { app, nobody, keys }
    }

    /// Ada, who administers from now on, newly signed in.
    pub async fn admin(&self) -> Client {
        self.app.promote("ada").await;
        self.sign_in("ada").await
    }

    /// Bob, newly signed in.
    pub async fn other(&self) -> Client {
        self.sign_in("bob").await
    }

    /// A program with a key of this scope alone: Ada's where administrators are asked for, the owner's elsewhere.
    pub async fn program(&self, row: &Row, things: &mut Things, scope: &str) -> Client {
        if row.is_administration() {
            self.app.promote("ada").await;
            return self.keys[scope].clone();
        }
        if let Some(known) = things.keys.get(scope) {
            return known.clone();
        }
        let key = key_of(&things.owner, scope).await;
        things.keys.insert(scope.into(), key.clone());
        key
    }

    async fn sign_in(&self, name: &str) -> Client {
        let signed_in = self.nobody.post("/auth/login", &credentials(name)).await.expect(200).json();
        self.nobody.with_token(text(&signed_in["access_token"]))
    }

    async fn owner(&self, name: &str) -> Things {
        let known = credentials(name);
        let answer = self.nobody.post("/auth/register", &known).await.expect(201).json();
        let user = text(&answer["user"]["id"]);
        self.change(&format!(
            "UPDATE users SET plan = 'enterprise' WHERE id = '{user}';
             UPDATE users SET role = 'user' WHERE role = 'admin' AND email != 'ada@example.org'"
        ))
        .await;
        let owner = self.nobody.with_token(text(&answer["access_token"]));
        let mut things = Things { owner, cookie: None, places: Vec::new(), keys: Keys::new() };
        things.put("{user}", user);
        things.put("{email}", text(&known["email"]));
        things.put("{password}", text(&known["password"]));
        things.put("{refresh}", text(&answer["refresh_token"]));
        things.put("{new}", Uuid::now_v7().simple().to_string());
        things
    }

    async fn story(&self, things: &mut Things, needs: Needs) {
        let brief = json!({"idea": "A fox", "num_pages": 1, "text_density": "light"});
        let (story, job) = things.owner.start_story(&brief).await;
        match needs {
            Needs::Cancelled => {
                things.owner.post(&format!("/jobs/{job}/cancel"), &json!({})).await.expect(200);
            }
            Needs::Done => {
                assert_eq!(things.owner.finished(&job).await["status"], "completed");
                let made = things.owner.get(&format!("/stories/{story}")).await.expect(200).json();
                let file = text(&made["pages"][0]["image_url"]).strip_prefix("/static_content/");
                things.put("{file}", file.unwrap());
            }
            _ => {}
        }
        things.put("{story}", story);
        things.put("{job}", job);
    }

    /// The code of a letter. The server keeps its hash alone, so this one is made here, in the place of the one that
    /// was sent.
    async fn one_time_code(&self, things: &mut Things, purpose: &str) {
        let code = format!("code-{}", things.get("{user}"));
        let its = format!("user_id = '{}' AND purpose = '{purpose}'", things.get("{user}"));
        let sent = format!("SELECT hash AS value FROM one_time_codes WHERE {its}");
        // Letters are written behind the back of whoever is to get one.
        while self.app.database().texts(&sent).await.is_empty() {
            tokio::task::yield_now().await;
        }
        let hash = sha_256(&code);
        self.change(&format!("UPDATE one_time_codes SET hash = '{hash}' WHERE {its}")).await;
        things.put("{code}", code);
    }

    async fn claim_code(&self, things: &mut Things) {
        let hash = sha_256("K7QF3MXR9TWB");
        self.change(&format!(
            "UPDATE users SET role = 'user';
             DELETE FROM one_time_codes WHERE purpose = 'claim_admin';
             INSERT INTO one_time_codes VALUES ('{hash}', 'claim_admin', NULL, NULL, '2999-01-01 00:00:00')"
        ))
        .await;
        things.put("{code}", "K7QF-3MXR-9TWB");
    }

    /// Puts an owner on the smallest plan, with stories and money of the month used up.
    pub async fn use_up(&self, things: &Things) {
        let (user, now) = (things.get("{user}"), chrono::Utc::now());
        let (month, at) = (now.format("%Y-%m"), now.format("%Y-%m-%d %H:%M:%S"));
        let id = Uuid::now_v7();
        self.change(&format!(
            "UPDATE users SET plan = 'free' WHERE id = '{user}';
             INSERT INTO usage_months VALUES ('{user}', '{month}', 5)
                 ON CONFLICT (user_id, month) DO UPDATE SET generations = 5;
             INSERT INTO usage_entries VALUES
                 ('{id}', '{user}', '{at}', '{id}', NULL, NULL, 'plan', 'p', 'm', 0, 0, 0, 0, 6000000)"
        ))
        .await;
    }

    async fn change(&self, statements: &str) {
        self.app.database().execute(statements).await;
    }
}

async fn key_of(person: &Client, scope: &str) -> Client {
    let key = person.post("/auth/api-keys", &key_for(scope)).await.expect(201).json();
    person.with_token(text(&key["key"]))
}

fn credentials(name: &str) -> Value {
    json!({"email": format!("{name}@example.org"), "password": format!("{name} likes long walks 7")})
}

fn key_for(scope: &str) -> Value {
    json!({"name": "a program", "scopes": [scope]})
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn sha_256(text: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
