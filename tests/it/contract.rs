//! The document is what the server does: committed, complete, and judged by Schemathesis.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::support::{TestApp, binary, repository};

#[test]
fn the_committed_document_is_what_the_binary_prints() {
    let printed = Command::new(binary()).arg("openapi").output().unwrap();
    let committed = std::fs::read_to_string(repository().join("docs/openapi.json")).unwrap();
    let printed: Value = serde_json::from_slice(&printed.stdout).unwrap();
    let committed: Value = serde_json::from_str(&committed).unwrap();
    assert!(printed == committed, "docs/openapi.json is old: run `make openapi`");
}

/// `scripts/install-test-tools.sh` brings it into the target folder.
fn schemathesis() -> PathBuf {
    let target = binary().parent().unwrap().parent().unwrap().to_owned();
    let program = target.join("python/bin/schemathesis");
    assert!(program.exists(), "{} is missing: run `make test`", program.display());
    program
}

#[tokio::test(flavor = "multi_thread")]
async fn schemathesis_finds_no_failure() {
    // Jobs stay queued: what is judged is the API, not the painter.
    let database = talewright_testkit::TestDatabase::sqlite().await;
    let app = TestApp::with(database, &[("ROLES", "api")]).await;
    let ann = app.user("ann").await;
    app.promote("ann").await;
    let mut command = Command::new(schemathesis());
    command
        .args(["--config-file", &repository().join("tests/schemathesis.toml").display().to_string()])
        .args(["run", &format!("{}/openapi.json", app.address())])
        .args(["--header", &format!("Authorization: Bearer {}", ann.token())])
        // One worker: with two, its generator now and then trips over itself.
        .args(["--max-examples", "25", "--seed", "7", "--workers", "1", "--no-color"])
        // A stream does not end; and whoever signs out gets nothing but 401 from then on.
        .args(["--exclude-operation-id", "watch_job"])
        .args(["--exclude-operation-id", "logout", "--exclude-operation-id", "end_session"])
        .current_dir(std::env::temp_dir());
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{report}\n{}", String::from_utf8_lossy(&output.stderr));
}
