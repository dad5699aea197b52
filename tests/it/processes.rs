//! Several processes share one PostgreSQL.

use std::collections::BTreeSet;

use serde_json::json;
use talewright_testkit::TestDatabase;

use crate::support::{ServerProcess, environment};

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_share_the_work_and_stopping_one_loses_nothing() {
    let database = TestDatabase::postgres().await;
    let data = tempfile::tempdir().unwrap();
    let mut settings = environment(data.path(), database.url());
    settings.insert("OFFLINE_LATENCY_MS".into(), "60".into());
    settings.insert("WORKER_CONCURRENCY".into(), "2".into());
    settings.insert("JOB_DRAIN_SECONDS".into(), "0".into());
    settings.insert("JOB_LEASE_SECONDS".into(), "3".into());
    let named = |name: &str| {
        let mut settings = settings.clone();
        settings.insert("WORKER_NAME".into(), name.into());
        settings
    };
    let first = ServerProcess::start(&named("first")).await;
    let second = ServerProcess::start(&named("second")).await;
    let ann = first.anonymous().register("ann").await;
    let mut jobs = Vec::new();
    for number in 0..10 {
        let brief = json!({"idea": format!("A fox looks for the moon, number {number}"), "num_pages": 2});
        jobs.push(ann.start_story(&brief).await.1);
    }
    // Asked at the other process: the session and the jobs are in the database.
    let elsewhere = ann.at(&second);
    assert_eq!(elsewhere.finished(&jobs[0]).await["status"], "completed");
    assert!(first.stop().await, "SIGTERM ends a process well");
    for job in &jobs {
        assert_eq!(elsewhere.finished(job).await["status"], "completed");
    }
    let workers = database.texts("SELECT DISTINCT worker AS value FROM step_receipts").await;
    assert_eq!(workers.into_iter().collect::<BTreeSet<_>>(), ["first".into(), "second".into()].into());
}
