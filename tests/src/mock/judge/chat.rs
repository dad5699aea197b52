//! What every server that speaks OpenAI's language expects of a conversation.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// Deepest nesting of objects in a strict schema.
const DEEPEST: usize = 5;

pub(super) fn wrongs(body: &Value) -> Vec<String> {
    let mut wrongs = Vec::new();
    wrongs.extend(super::fields::texts(body, &["model"]));
    if body.get("messages").and_then(Value::as_array).is_some_and(|messages| messages.iter().all(is_empty)) {
        wrongs.push("/messages: all of them are empty".into());
    }
    for url in image_urls(body) {
        if let Some(data) = url.strip_prefix("data:") {
            wrongs.extend(wrong_data_url(data));
        } else if !url.starts_with("https://") && !url.starts_with("http://") {
            wrongs.push("image_url: is neither an address nor a data URL".into());
        }
    }
    wrongs.extend(wrong_schema(body));
    wrongs
}

/// For servers that fetch nothing.
pub(super) fn images_that_are_addresses(body: &Value) -> Option<String> {
    let found = image_urls(body).into_iter().any(|url| !url.starts_with("data:"));
    found.then(|| "image_url: this server takes data URLs only".into())
}

fn is_empty(message: &Value) -> bool {
    match message.get("content") {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(Value::Array(parts)) => parts.is_empty(),
        Some(_) => false,
    }
}

fn image_urls(body: &Value) -> Vec<&str> {
    let messages = body.get("messages").and_then(Value::as_array).into_iter().flatten();
    let parts = messages.filter_map(|message| message.get("content")?.as_array()).flatten();
    parts.filter_map(|part| part.pointer("/image_url/url")?.as_str()).collect()
}

/// A data URL must say that it is a picture, and be one.
fn wrong_data_url(data: &str) -> Option<String> {
    let Some((kind, content)) = data.split_once(";base64,") else {
        return Some("image_url: a data URL without base64".into());
    };
    let allowed = ["image/png", "image/jpeg", "image/webp", "image/gif"];
    if !allowed.contains(&kind) {
        return Some(format!("image_url: a data URL of type {kind}"));
    }
    // The first bytes tell what it is; decoding all of it would be slow.
    let start = content.get(..16).unwrap_or(content);
    let bytes = STANDARD.decode(start).unwrap_or_default();
    let real = crate::mock::picture::kind_of(&bytes);
    (real != Some(kind)).then(|| format!("image_url: says {kind} and is {}", real.unwrap_or("no picture")))
}

/// Strict mode: every property required, nothing additional, an object at the root, not too deep.
fn wrong_schema(body: &Value) -> Vec<String> {
    let format = body.get("response_format");
    let Some(schema) = format.and_then(|format| format.get("json_schema")) else { return Vec::new() };
    let mut wrongs = Vec::new();
    let name = schema.get("name").and_then(Value::as_str).unwrap_or_default();
    let is_fine = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || name.len() > 64 || !name.chars().all(is_fine) {
        wrongs.push(format!("/response_format/json_schema/name: {name:?} is not 1 to 64 of A-Za-z0-9_-"));
    }
    let Some(root) = schema.get("schema") else {
        wrongs.push("/response_format/json_schema/schema: is missing".into());
        return wrongs;
    };
    if root.get("type").and_then(Value::as_str) != Some("object") {
        wrongs.push("/response_format/json_schema/schema: its root is no object".into());
    }
    if schema.get("strict").and_then(Value::as_bool) == Some(true) {
        check_strict(root, "schema", 1, &mut wrongs);
    }
    wrongs
}

fn check_strict(schema: &Value, place: &str, depth: usize, wrongs: &mut Vec<String>) {
    if depth > DEEPEST {
        wrongs.push(format!("{place}: {depth} levels exceed the limit of {DEEPEST}"));
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        if schema.get("additionalProperties") != Some(&Value::Bool(false)) {
            wrongs.push(format!("{place}: `additionalProperties` must be false"));
        }
        let required = schema.get("required").and_then(Value::as_array);
        for (name, property) in properties {
            if !required.is_some_and(|names| names.iter().any(|other| other == name)) {
                wrongs.push(format!("{place}.{name}: is not in `required`"));
            }
            let nests =
                property.get("properties").or_else(|| property.pointer("/items/properties")).is_some();
            check_strict(property, &format!("{place}.{name}"), depth + usize::from(nests), wrongs);
        }
    }
    if let Some(items) = schema.get("items") {
        check_strict(items, &format!("{place}[]"), depth, wrongs);
    }
}
