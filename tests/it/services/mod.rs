//! The whole product with the services played by servers on this machine: configuration alone decides who is asked.

mod canary;
mod stories;
mod trouble;

use std::collections::BTreeMap;

use serde_json::Value;
use talewright_testkit::TestDatabase;
use talewright_tests::mock::MockProviders;

use crate::support::{Client, TestApp};

/// Quick to give up and to try again.
const IMPATIENT: [(&str, &str); 5] = [
    ("RETRY_BACKOFF_BASE", "0.01"),
    ("PROVIDER_PATIENCE_SECONDS", "2"),
    ("PROVIDER_REST_SECONDS", "0"),
    ("JOB_WAIT_SECONDS", "0"),
    ("WORKER_CONCURRENCY", "4"),
];

/// The settings of a server that reaches all services, with these besides.
fn settings(mocks: &MockProviders, besides: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let mut settings: BTreeMap<String, String> = mocks.settings().into_iter().collect();
    settings.extend(IMPATIENT.iter().chain(besides).map(owned));
    settings
}

/// A running server and the services that it asks.
async fn studio(besides: &[(&str, &str)]) -> (MockProviders, TestApp) {
    let mocks = MockProviders::start().unwrap();
    let settings = settings(&mocks, besides);
    let pairs: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (&**name, &**value)).collect();
    let app = TestApp::with(TestDatabase::sqlite().await, &pairs).await;
    (mocks, app)
}

/// A job with its steps.
async fn job(client: &Client, id: &str) -> Value {
    client.get(&format!("/jobs/{id}")).await.expect(200).json()
}

/// Who was paid for the finished steps whose key begins so.
fn providers_of(job: &Value, key: &str) -> Vec<String> {
    let steps = job["steps"].as_array().unwrap().iter();
    let done =
        steps.filter(|step| step["status"] == "done" && step["key"].as_str().unwrap().starts_with(key));
    done.map(|step| step["provider"].as_str().unwrap().to_owned()).collect()
}

/// No service saw a request that its contract does not allow.
fn assert_all_is_allowed(mocks: &MockProviders) {
    assert_eq!(mocks.violations(), [], "the judge");
}

/// No step was paid more often than this. (Pages are compared with their sheets in the same words each; those
/// questions cannot be told apart.)
fn assert_paid_at_most(mocks: &MockProviders, times: usize) {
    let looks: Vec<String> = mocks.paid_for("reference sheets").into_iter().map(|paid| paid.key).collect();
    for (what, paid) in mocks.times_paid().into_iter().filter(|(what, _)| !looks.contains(&what.2)) {
        assert!(paid <= times, "{what:?} was paid {paid} times");
    }
}
