//! Forms with pictures, as far as a schema for JSON can judge them.

use serde_json::{Map, Value, json};

use super::document::Document;
use crate::mock::call::{Call, Payload};
use crate::mock::multipart::Part;
use crate::mock::picture::kind_of;

/// Most reference pictures.
const MOST_PICTURES: usize = 16;
/// Largest file.
const LARGEST: usize = 50 * 1024 * 1024;
/// Newer than the document.
const NEWER: [&str; 4] = ["moderation", "safety_identifier", "markup", "complexity"];

pub(super) fn wrongs(call: &Call, document: &Document, schema: &str) -> Vec<String> {
    let Payload::Form(parts) = &call.payload else {
        return vec!["the body is not `multipart/form-data`".into()];
    };
    let mut wrongs = document.wrongs(schema, &as_json(parts)).unwrap_or_else(|error| vec![error]);
    let known = document.fields(schema);
    for part in parts {
        let name = part.name.trim_end_matches("[]");
        if !known.contains(name) && !NEWER.contains(&name) {
            wrongs.push(format!("/{}: this field is not known", part.name));
        }
        if part.filename.is_some() || matches!(name, "image" | "mask") {
            wrongs.extend(wrong_file(part));
        } else if part.text().is_none() {
            wrongs.push(format!("/{}: is no text", part.name));
        }
    }
    wrongs.extend(wrong_pictures(parts));
    wrongs
}

/// The form as the JSON that the schema describes: numbers and truths are read, files are their names.
fn as_json(parts: &[Part]) -> Value {
    let mut fields: Map<String, Value> = Map::new();
    for part in parts {
        let value = match (&part.filename, part.text()) {
            (Some(filename), _) => json!(filename),
            (None, Some(text))
                if matches!(part.name.as_str(), "n" | "output_compression" | "partial_images") =>
            {
                text.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number))
            }
            (None, Some(text)) if part.name == "stream" => {
                text.parse::<bool>().map_or_else(|_| json!(text), |truth| json!(truth))
            }
            (None, text) => json!(text.unwrap_or_default()),
        };
        match part.name.strip_suffix("[]") {
            Some(name) => match fields.entry(name).or_insert_with(|| json!([])) {
                Value::Array(values) => values.push(value),
                other => *other = json!([other.clone(), value]),
            },
            None => drop(fields.insert(part.name.clone(), value)),
        }
    }
    Value::Object(fields)
}

fn wrong_pictures(parts: &[Part]) -> Option<String> {
    let single = parts.iter().filter(|part| part.name == "image").count();
    let several = parts.iter().filter(|part| part.name == "image[]").count();
    if single > 1 || (single > 0 && several > 0) {
        return Some("Duplicate parameter: 'image'; use the array syntax 'image[]'".into());
    }
    (single + several > MOST_PICTURES).then(|| format!("/image: more than {MOST_PICTURES} pictures"))
}

fn wrong_file(part: &Part) -> Option<String> {
    let name = &part.name;
    if part.filename.as_ref().is_none_or(String::is_empty) {
        return Some(format!("/{name}: a file needs a filename"));
    }
    if part.bytes.len() > LARGEST {
        return Some(format!("/{name}: {} bytes are too many", part.bytes.len()));
    }
    let real = kind_of(&part.bytes);
    let said = part.content_type.as_deref();
    match real {
        Some(kind) if said == Some(kind) => None,
        Some(kind) => Some(format!("/{name}: is {kind} and says {}", said.unwrap_or("nothing"))),
        None => Some(format!("/{name}: is neither PNG, JPEG nor WebP")),
    }
}
