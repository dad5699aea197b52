//! What came in, what it cost, and what was wrong with it.

use std::collections::BTreeMap;
use std::time::Instant;

use hyper::HeaderMap;
use serde::Serialize;
use serde_json::{Value, json};

use super::call::{Call, Payload, hash_of};
use super::vendor::{Operation, Vendor};

/// Texts longer than this are remembered by their length and hash.
const LONGEST_TEXT: usize = 64 * 1024;

/// A line on a vendor's bill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Payment {
    /// Who bills it.
    pub vendor: Vendor,
    /// What for.
    pub operation: Operation,
    /// The hash of the words (the same for the same words at every vendor), or Runware's `taskUUID`.
    pub key: String,
    /// The words.
    pub prompt: String,
    /// Dollars; 0 for work of a server of one's own.
    pub usd: f64,
    /// Which call it was, as in [`Recorded::number`].
    pub call: u64,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is being worked on.
    Open,
    /// The whole answer was given to the connection.
    Answered,
    /// The client went away, or a fault broke the connection.
    Dropped,
}

/// A call as it came in. Keys are masked; long texts, such as pictures in base64, are shortened.
#[derive(Debug, Clone, Serialize)]
pub struct Recorded {
    /// Which call of all vendors it was, from 1.
    pub number: u64,
    /// Whose.
    pub vendor: Vendor,
    /// What for.
    pub operation: Operation,
    /// e.g. `POST`.
    pub method: String,
    /// Without the query.
    pub path: String,
    /// The query.
    pub query: BTreeMap<String, String>,
    /// Names in small letters.
    pub headers: BTreeMap<String, String>,
    /// The JSON body; a form as a list of its parts; null when there is none.
    pub body: Value,
    /// The words that it is about.
    pub prompt: String,
    /// The status of the answer, once there is one.
    pub status: Option<u16>,
    /// How it ended.
    pub outcome: Outcome,
    /// When it came.
    #[serde(skip)]
    pub at: Instant,
}

/// Something in a request that the vendor's contract does not allow.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Violation {
    /// Whose contract.
    pub vendor: Vendor,
    /// What was asked.
    pub operation: Operation,
    /// Which call it was, as in [`Recorded::number`].
    pub call: u64,
    /// What is wrong, and where.
    pub what: String,
}

impl Recorded {
    pub(crate) fn new(call: &Call) -> Self {
        Self {
            number: call.number,
            vendor: call.vendor,
            operation: call.operation,
            method: call.method.clone(),
            path: call.path.clone(),
            query: call.query.clone(),
            headers: mask(&call.headers),
            body: remember(&call.payload),
            prompt: call.prompt.clone(),
            status: None,
            outcome: Outcome::Open,
            at: Instant::now(),
        }
    }
}

fn mask(headers: &HeaderMap) -> BTreeMap<String, String> {
    let is_secret = |name: &str| matches!(name, "authorization" | "xi-api-key" | "cookie");
    let show = |name: &str, value: &str| if is_secret(name) { "***".to_owned() } else { value.to_owned() };
    headers.iter().map(|(k, v)| (k.to_string(), show(k.as_str(), v.to_str().unwrap_or("?")))).collect()
}

fn remember(payload: &Payload) -> Value {
    match payload {
        Payload::Empty => Value::Null,
        Payload::Json(body) => shorten(body),
        Payload::Form(parts) => parts
            .iter()
            .map(|part| {
                let text = part.text().map_or_else(|| digest(&part.bytes), str::to_owned);
                json!({
                    "name": part.name,
                    "filename": part.filename,
                    "content_type": part.content_type,
                    "value": text,
                })
            })
            .collect(),
        Payload::Bytes(bytes) => json!(digest(bytes)),
        Payload::Broken(why) => json!({ "unreadable": why }),
    }
}

fn shorten(value: &Value) -> Value {
    match value {
        Value::String(text) if text.len() > LONGEST_TEXT || text.starts_with("data:") => {
            let start: String = text.chars().take_while(|c| *c != ',').take(40).collect();
            json!(format!("{start}… {}", digest(text.as_bytes())))
        }
        Value::Array(values) => values.iter().map(shorten).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), shorten(value))).collect(),
        other => other.clone(),
    }
}

fn digest(bytes: &[u8]) -> String {
    format!("({} bytes, {:016x})", bytes.len(), hash_of(&bytes))
}
