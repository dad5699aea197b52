//! The process is killed with SIGKILL, at each moment of the ledger and at random, and started again: every story
//! is finished, no finished step is done again, and no file is left without its row.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use reqwest::Method;
use serde_json::{Value, json};
use talewright_testkit::TestDatabase;
use tempfile::TempDir;

use crate::support::{Client, ServerProcess, environment};

/// A database, a folder, and the settings of the servers that live and die on them.
struct Site {
    database: TestDatabase,
    dir: TempDir,
    settings: BTreeMap<String, String>,
}

impl Site {
    fn new(database: TestDatabase) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut settings = environment(dir.path(), database.url());
        let log = dir.path().join("calls.log").display().to_string();
        settings.insert("OFFLINE_CALL_LOG".into(), log);
        Self { database, dir, settings }
    }

    async fn start(&self) -> ServerProcess {
        ServerProcess::start(&self.settings).await
    }

    async fn start_with_fault(&self, moment: &str) -> ServerProcess {
        let mut settings = self.settings.clone();
        settings.insert("FAULT".into(), moment.into());
        ServerProcess::start(&settings).await
    }

    /// The idempotency keys of all finished steps.
    async fn finished_steps(&self) -> BTreeSet<String> {
        let query = "SELECT idempotency_key AS value FROM step_receipts WHERE state = 'done'";
        self.database.texts(query).await.into_iter().collect()
    }

    /// How often the provider was asked, by idempotency key.
    fn calls(&self) -> BTreeMap<String, usize> {
        let log = std::fs::read_to_string(self.dir.path().join("calls.log")).unwrap_or_default();
        let mut calls = BTreeMap::new();
        for key in log.lines() {
            *calls.entry(key.to_owned()).or_default() += 1;
        }
        calls
    }

    /// What was finished and how often it had been called for: must be the same at the end.
    async fn finished_calls(&self) -> BTreeMap<String, usize> {
        let finished = self.finished_steps().await;
        self.calls().into_iter().filter(|(key, _)| finished.contains(key)).collect()
    }

    async fn assert_not_called_again(&self, before: &BTreeMap<String, usize>) {
        let after = self.calls();
        for (key, times) in before {
            assert_eq!(after.get(key), Some(times), "the finished step {key} was called for again");
        }
    }

    /// Every file belongs to a receipt.
    async fn assert_no_orphans(&self) {
        let results =
            self.database.texts("SELECT result AS value FROM step_receipts WHERE result IS NOT NULL").await;
        let results = results.join("\n");
        let assets = self.dir.path().join("assets");
        // What was being written (`file#1`) is nobody's file yet; it is swept when it is an hour old.
        let whole = files(&assets).into_iter().filter(|file| !file.display().to_string().contains('#'));
        for file in whole {
            let key = file.strip_prefix(&assets).unwrap().display().to_string();
            assert!(results.contains(&key), "{key} belongs to nothing");
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn brief(number: usize) -> Value {
    json!({"idea": format!("A fox looks for star number {number}"), "num_pages": 1, "text_density": "light"})
}

/// Asks for a story with an idempotency key; no answer when the server is killed meanwhile.
async fn ask(client: Client, number: usize) -> Option<Value> {
    let request =
        client.request(Method::POST, "/stories").header("Idempotency-Key", format!("story-{number}"));
    let response = request.json(&brief(number)).send().await.ok()?;
    response.json().await.ok()
}

/// T0 to T4 of durability, each as the moment right after its commit, and a stored file right before T3.
const MOMENTS: [&str; 12] = [
    "job_queued",
    "job_started",
    "step_started:plan",
    "step_finished:plan",
    "step_started:text",
    "step_finished:cast/1",
    "file:png",
    "file:jpg",
    "step_started:page/1/image",
    "step_finished:page/1/image",
    "step_finished:assemble",
    "job_finished",
];

async fn killed_at(moment: &str, database: TestDatabase) {
    let site = Site::new(database);
    let mut server = site.start_with_fault(moment).await;
    let ann = server.anonymous().register("ann").await;
    let asked = tokio::spawn(ask(ann.clone(), 1));
    server.halted().await;
    server.kill().await;
    let first_answer = asked.await.unwrap();
    let before = site.finished_calls().await;

    let server = site.start().await;
    let ann = ann.at(&server);
    let answer = ask(ann.clone(), 1).await.unwrap();
    if let Some(first_answer) = first_answer {
        assert_eq!(answer, first_answer, "{moment}: the same request gets the same answer");
    }
    let status = ann.finished(answer["job"]["id"].as_str().unwrap()).await;
    assert_eq!(status["status"], "completed", "{moment}: {status}");
    assert_eq!(ann.get("/stories").await.json()["total"], 1, "{moment}: one request, one story");
    site.assert_not_called_again(&before).await;
    assert!(site.calls().values().all(|times| *times <= 2), "{moment}: {:?}", site.calls());
    server.kill().await;
    site.assert_no_orphans().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_receipt_loses_nothing_on_sqlite() {
    for moment in MOMENTS {
        killed_at(moment, TestDatabase::sqlite().await).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_receipt_loses_nothing_on_postgres() {
    for moment in MOMENTS {
        killed_at(moment, TestDatabase::postgres().await).await;
    }
}

const STORIES: usize = 20;
const KILLS: usize = 50;

async fn killed_at_random(database: TestDatabase) {
    let site = Site::new(database);
    let mut random = SmallRng::seed_from_u64(20);
    let mut server = site.start().await;
    let ann = server.anonymous().register("ann").await;
    let mut jobs = Vec::new();
    for number in 0..STORIES {
        jobs.push(ask(ann.clone(), number).await.unwrap()["job"]["id"].as_str().unwrap().to_owned());
    }
    for _ in 0..KILLS {
        // It never halts by itself: this is a life of random length.
        let life = Duration::from_millis(random.random_range(100..1000));
        assert!(tokio::time::timeout(life, server.halted()).await.is_err());
        server.kill().await;
        let before = site.finished_calls().await;
        server = site.start().await;
        site.assert_not_called_again(&before).await;
    }
    let before = site.finished_calls().await;
    let ann = ann.at(&server);
    for job in &jobs {
        let status = ann.finished(job).await;
        assert_eq!(status["status"], "completed", "{status}");
    }
    site.assert_not_called_again(&before).await;
    server.kill().await;
    site.assert_no_orphans().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_random_kills_lose_no_story_on_sqlite() {
    killed_at_random(TestDatabase::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_random_kills_lose_no_story_on_postgres() {
    killed_at_random(TestDatabase::postgres().await).await;
}
