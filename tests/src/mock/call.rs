//! One call as it came in.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use bytes::Bytes;
use hyper::HeaderMap;
use serde_json::Value;

use super::multipart::{self, Part};
use super::vendor::{Operation, Vendor, route};

/// A call, read whole.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) vendor: Vendor,
    pub(crate) operation: Operation,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) headers: HeaderMap,
    pub(crate) payload: Payload,
    /// The words that it is about: messages, prompt, text.
    pub(crate) prompt: String,
    /// Which call of this server it is, from 1.
    pub(crate) number: u64,
    /// Where the server that it came to is reached, without a path.
    pub(crate) origin: String,
}

/// What a call carries.
#[derive(Debug, Clone)]
pub(crate) enum Payload {
    Empty,
    Json(Value),
    Form(Vec<Part>),
    Bytes(Bytes),
    /// It is not what its content type says.
    Broken(String),
}

/// What is known of a call before its body was read.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) vendor: Vendor,
    pub(crate) operation: Operation,
    pub(crate) method: String,
    pub(crate) path: String,
    query: BTreeMap<String, String>,
    pub(crate) headers: HeaderMap,
}

impl Head {
    pub(crate) fn new(vendor: Vendor, parts: &hyper::http::request::Parts) -> Self {
        let path = parts.uri.path().to_owned();
        let operation = match route(vendor, parts.method.as_str(), &path) {
            // llama.cpp's health is beside its `/v1`.
            Operation::Unknown if vendor == Vendor::Compatible && path == "/health" => Operation::Account,
            operation => operation,
        };
        Self {
            vendor,
            operation,
            method: parts.method.to_string(),
            path,
            query: read_query(parts.uri.query().unwrap_or_default()),
            headers: parts.headers.clone(),
        }
    }
}

impl Call {
    pub(crate) fn new(head: Head, body: Bytes, number: u64, origin: String) -> Self {
        let payload = read_payload(&head, body);
        let operation = match (&payload, head.vendor) {
            (Payload::Json(tasks), Vendor::Runware) if head.operation == Operation::Account => {
                runware_operation(tasks)
            }
            _ => head.operation,
        };
        let prompt = match &payload {
            Payload::Json(body) => words_of(body),
            Payload::Form(parts) => field(parts, "prompt").unwrap_or_default().to_owned(),
            Payload::Empty | Payload::Bytes(_) | Payload::Broken(_) => String::new(),
        };
        Self {
            vendor: head.vendor,
            operation,
            method: head.method,
            path: head.path,
            query: head.query,
            headers: head.headers,
            payload,
            prompt,
            number,
            origin,
        }
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A JSON body, or null.
    pub(crate) fn json(&self) -> &Value {
        if let Payload::Json(body) = &self.payload { body } else { &Value::Null }
    }

    /// The parts of a form.
    pub(crate) fn form(&self) -> &[Part] {
        if let Payload::Form(parts) = &self.payload { parts } else { &[] }
    }

    /// A text of a JSON body or of a form, whichever it is.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.json().get(name).and_then(Value::as_str).or_else(|| field(self.form(), name))
    }

    /// A number of a JSON body or of a form.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        let of_json = self.json().get(name).and_then(Value::as_f64);
        of_json.or_else(|| field(self.form(), name)?.parse().ok())
    }

    /// The key that it came with.
    pub(crate) fn api_key(&self) -> Option<&str> {
        let bearer = || self.header("authorization")?.strip_prefix("Bearer ");
        let key = if self.vendor == Vendor::ElevenLabs { self.header("xi-api-key") } else { bearer() };
        key.filter(|key| !key.is_empty())
    }

    /// The same for the same words, whatever vendor they are sent to.
    pub(crate) fn prompt_key(&self) -> String {
        format!("{:016x}", hash_of(&self.prompt))
    }
}

/// The same number for the same thing, in every process.
pub(crate) fn hash_of(thing: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    thing.hash(&mut hasher);
    hasher.finish()
}

fn field<'a>(parts: &'a [Part], name: &str) -> Option<&'a str> {
    parts.iter().find(|part| part.name == name)?.text()
}

fn read_query(query: &str) -> BTreeMap<String, String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.replace('+', " ").replace("%20", " "))).collect()
}

fn read_payload(head: &Head, body: Bytes) -> Payload {
    if body.is_empty() {
        return Payload::Empty;
    }
    let content_type = head.headers.get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
    if content_type.starts_with("multipart/form-data") {
        return multipart::parse(content_type, &body).map_or_else(Payload::Broken, Payload::Form);
    }
    if content_type.starts_with("application/json") {
        let read = serde_json::from_slice(&body);
        return read.map_or_else(|error| Payload::Broken(error.to_string()), Payload::Json);
    }
    Payload::Bytes(body)
}

fn runware_operation(tasks: &Value) -> Operation {
    let first = tasks.get(0).and_then(|task| task.get("taskType")).and_then(Value::as_str);
    match first {
        Some("imageInference") => Operation::Image,
        Some("getResponse") => Operation::Poll,
        Some("caption") => Operation::Caption,
        Some("imageUpload" | "mediaStorage") => Operation::Upload,
        _ => Operation::Account,
    }
}

/// The words of a body, in its order: the contents of messages and what each vendor calls a prompt.
fn words_of(body: &Value) -> String {
    let mut words = Vec::new();
    match body {
        Value::Array(tasks) => words.extend(tasks.iter().map(words_of)),
        Value::Object(fields) => {
            for name in ["prompt", "positivePrompt", "text", "input", "messages"] {
                words.extend(fields.get(name).map(plain_text));
            }
        }
        _ => {}
    }
    words.retain(|text| !text.is_empty());
    words.join("\n")
}

/// The text of a content, of parts, of messages.
pub(crate) fn plain_text(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let texts: Vec<String> = parts.iter().map(plain_text).filter(|text| !text.is_empty()).collect();
            texts.join("\n")
        }
        Value::Object(part) => {
            part.get("text").or_else(|| part.get("content")).map(plain_text).unwrap_or_default()
        }
        _ => String::new(),
    }
}
