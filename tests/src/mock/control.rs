//! The control addresses under `/_mock/`, the same at every vendor's server.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::house::{House, lock};
use super::reply::Reply;
use super::script::Rule;
use super::vendor::Vendor;

/// What `POST /_mock/settings` takes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    vendor: Vendor,
    latency_ms: Option<u64>,
    limit: Option<usize>,
    queue: Option<bool>,
}

pub(crate) fn answer(house: &Arc<House>, method: &str, path: &str, body: &[u8]) -> Reply {
    match (method, path) {
        ("GET", "payments") => list(&*lock(&house.payments)),
        ("GET", "requests") => list(&*lock(&house.recorded)),
        ("GET", "violations") => list(&*lock(&house.violations)),
        ("GET", "faults") => list(&lock(&house.script).rules()),
        ("POST", "faults") => read::<Rule>(body, |rule| lock(&house.script).add(rule)),
        ("DELETE", "faults") => {
            lock(&house.script).clear();
            done()
        }
        ("DELETE", "requests") => {
            house.forget();
            done()
        }
        ("POST", "release") => {
            house.released.send_modify(|count| *count += 1);
            done()
        }
        ("POST", "settings") => read::<Settings>(body, |settings| {
            house.set_pace(settings.vendor, |pace| {
                pace.latency = settings.latency_ms.map_or(pace.latency, Duration::from_millis);
                pace.limit = settings.limit.or(pace.limit);
                pace.queue = settings.queue.unwrap_or(pace.queue);
            });
        }),
        _ => Reply::json(
            404,
            &json!({ "error": "use payments, requests, violations, faults, release or settings" }),
        ),
    }
}

fn list(entries: &impl serde::Serialize) -> Reply {
    Reply::json(200, &serde_json::to_value(entries).unwrap_or(Value::Null))
}

fn read<T: serde::de::DeserializeOwned>(body: &[u8], then: impl FnOnce(T)) -> Reply {
    match serde_json::from_slice(body) {
        Ok(value) => {
            then(value);
            done()
        }
        Err(error) => Reply::json(422, &json!({ "error": error.to_string() })),
    }
}

fn done() -> Reply {
    Reply::new(204, "application/json", Bytes::new())
}
