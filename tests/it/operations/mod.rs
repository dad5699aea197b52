//! Every operation of the document: success, no credentials, somebody else's, bad input. An operation without a row
//! fails the test.

mod row;
mod rows;
mod stage;

use std::collections::{BTreeSet, HashMap};

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, repository};
pub use row::{Needs, Row};
pub use rows::rows;
pub use stage::{Stage, Things};

/// For everybody: nobody asks who it is.
const OPEN: [&str; 15] = [
    "register_user",
    "login",
    "issue_token",
    "refresh_session",
    "list_oauth_providers",
    "start_oauth",
    "finish_oauth",
    "forgot_password",
    "reset_password",
    "verify_email",
    "get_file",
    "get_health",
    "get_healthz",
    "get_readiness",
    "get_liveness",
];

/// An operation of the document.
pub struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
}

/// The operations of the document.
pub fn operations() -> Vec<Operation> {
    let document = std::fs::read_to_string(repository().join("docs/openapi.json")).unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if let Some(id) = operation["operationId"].as_str() {
                operations.push(Operation { id: id.into(), method: method.clone(), path: path.clone() });
            }
        }
    }
    operations
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
    let stage = Stage::set().await;
    // What is only read need not be made again.
    let mut untouched: HashMap<Needs, Things> = HashMap::new();
    for row in rows() {
        let house = stage.house(row.needs);
        let things = match untouched.remove(&row.needs).filter(|_| row.reads()) {
            Some(things) => things,
            None => stage.prepare(row.needs).await,
        };
        let caller = if row.is_administration() { house.admin().await } else { things.owner.clone() };
        let (other, nobody) = (house.other().await, &house.nobody);

        if let Some(bad) = row.bad_request(&caller, &things) {
            assert_problem(row.id, "bad input", &caller.send(bad).await, &[400, 401, 404, 415, 422]);
        }
        if !OPEN.contains(&row.id) {
            let answer = nobody.send(row.request(nobody, &things)).await;
            assert_problem(row.id, "no credentials", &answer, &[401]);
        }
        if row.is_administration() {
            let answer = other.send(row.request(&other, &things)).await;
            assert_problem(row.id, "no administrator", &answer, &[403]);
        } else if row.names_things() && !OPEN.contains(&row.id) {
            let answer = other.send(row.request(&other, &things)).await;
            assert_problem(row.id, "somebody else's", &answer, &[404]);
        }
        // Last, for it may end what the others need.
        let answer = caller.send(row.request(&caller, &things)).await;
        assert_eq!(answer.status, row.success, "{}: {}", row.id, String::from_utf8_lossy(&answer.bytes));
        if row.reads() {
            untouched.insert(row.needs, things);
        }
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
    let forged = address.replace(story["id"].as_str().unwrap(), "00000000-0000-7000-8000-000000000000");
    let later = format!("{path}?{}", query.replace("expires=", "expires=9"));
    for (what, address) in [("unsigned", path), ("of another file", &forged), ("expiring later", &later)] {
        assert_problem("get_file", what, &get(address).await, &[403, 404, 422]);
    }
}

#[test]
fn every_operation_has_a_row_that_calls_it() {
    let (rows, mut seen) = (rows(), BTreeSet::new());
    for Operation { id, method, path } in operations() {
        let row = rows.iter().find(|row| row.id == id);
        let row = row.unwrap_or_else(|| panic!("{id} has no tests: give it a row in operations/rows"));
        assert!(row.calls(&method, &path), "{id} is {method} {path}, and its row calls {}", row.path);
        assert!(seen.insert(row.id), "{id} is there twice");
    }
    let gone: Vec<&str> = rows.iter().map(|row| row.id).filter(|id| !seen.contains(id)).collect();
    assert!(gone.is_empty(), "these rows have no operation: {gone:?}");
}
