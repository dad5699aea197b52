//! Runware publishes no document: its contract by hand.

use std::collections::BTreeSet;

use serde_json::Value;
use uuid::{Uuid, Variant};

use super::fields;
use crate::mock::call::{Call, Payload};
use crate::mock::vendor::Operation;

const INFERENCE: [&str; 31] = [
    "CFGScale",
    "controlNet",
    "deliveryMethod",
    "height",
    "includeCost",
    "inputs",
    "ipAdapters",
    "lora",
    "maskImage",
    "model",
    "negativePrompt",
    "numberResults",
    "outputFormat",
    "outputQuality",
    "outputType",
    "positivePrompt",
    "providerSettings",
    "referenceImages",
    "safety",
    "scheduler",
    "seed",
    "seedImage",
    "settings",
    "steps",
    "strength",
    "taskType",
    "taskUUID",
    "ttl",
    "uploadEndpoint",
    "webhookURL",
    "width",
];

pub(super) fn wrongs(call: &Call) -> Vec<String> {
    if call.operation == Operation::Download {
        return Vec::new();
    }
    let Payload::Json(Value::Array(tasks)) = &call.payload else {
        return vec!["the body must be a JSON array of tasks".into()];
    };
    if tasks.is_empty() {
        return vec!["the array of tasks is empty".into()];
    }
    let mut wrongs = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, task) in tasks.iter().enumerate() {
        wrongs.extend(wrong_task(task).into_iter().map(|wrong| format!("/{index}{wrong}")));
        if let Some(id) = task.get("taskUUID").and_then(Value::as_str)
            && !seen.insert(id)
        {
            wrongs.push(format!("/{index}/taskUUID: comes twice"));
        }
    }
    wrongs
}

fn wrong_task(task: &Value) -> Vec<String> {
    match task.get("taskType").and_then(Value::as_str).unwrap_or_default() {
        "imageInference" => inference(task),
        "getResponse" => {
            let mut wrongs = fields::only(task, &["taskType", "taskUUID"]);
            wrongs.extend(wrong_uuid(task));
            wrongs
        }
        "caption" => {
            let mut wrongs = wrong_uuid(task);
            wrongs.extend(fields::texts(task, &["model"]));
            if task.pointer("/inputs/image").and_then(Value::as_str).is_none_or(str::is_empty) {
                wrongs.push("/inputs/image: is missing".into());
            }
            wrongs.extend(fields::boolean(task, "includeCost"));
            wrongs.extend(fields::one_of(task, "deliveryMethod", &["sync", "async"]));
            wrongs
        }
        "imageUpload" => [wrong_uuid(task), fields::texts(task, &["image"])].concat(),
        "mediaStorage" => {
            let mut wrongs = [wrong_uuid(task), fields::texts(task, &["media"])].concat();
            wrongs.extend(fields::one_of(task, "operation", &["upload"]));
            wrongs
        }
        "authentication" => fields::texts(task, &["apiKey"]),
        "ping" => Vec::new(),
        other => vec![format!("/taskType: {other:?} is not known")],
    }
}

fn inference(task: &Value) -> Vec<String> {
    let mut wrongs = wrong_uuid(task);
    wrongs.extend(fields::only(task, &INFERENCE));
    wrongs.extend(fields::texts(task, &["model", "positivePrompt", "deliveryMethod"]));
    let model = task.get("model").and_then(Value::as_str).unwrap_or_default();
    if !is_air(model) {
        wrongs.push(format!("/model: {model:?} is no AIR such as `runware:400@1`"));
    }
    let sized = task.get("width").is_some() && task.get("height").is_some();
    if !sized && !model.starts_with("openai:gpt-image@") {
        wrongs.push("/width and /height: are missing".into());
    }
    for side in ["width", "height"] {
        wrongs.extend(fields::integer(task, side, 128, 4096));
    }
    wrongs.extend(fields::integer(task, "numberResults", 1, 20));
    wrongs.extend(fields::integer(task, "steps", 1, 100));
    wrongs.extend(fields::integer(task, "seed", 0, i64::MAX));
    wrongs.extend(fields::integer(task, "ttl", 60, i64::MAX));
    wrongs.extend(fields::integer(task, "outputQuality", 20, 99));
    wrongs.extend(fields::number(task, "CFGScale", 0.0, 50.0));
    wrongs.extend(fields::boolean(task, "includeCost"));
    wrongs.extend(fields::one_of(task, "outputType", &["URL", "base64Data", "dataURI"]));
    wrongs.extend(fields::one_of(task, "outputFormat", &["JPG", "PNG", "WEBP"]));
    wrongs.extend(fields::one_of(task, "deliveryMethod", &["sync", "async"]));
    wrongs.extend(wrong_references(task));
    wrongs
}

/// Reference pictures are a list of texts: ids, addresses, data URLs.
fn wrong_references(task: &Value) -> Vec<String> {
    let places = ["/referenceImages", "/inputs/referenceImages"];
    let wrong = |place: &&str| {
        let list = task.pointer(place)?;
        let fits = list.as_array().is_some_and(|all| all.iter().all(Value::is_string));
        (!fits).then(|| format!("{place}: must be a list of texts"))
    };
    places.iter().filter_map(wrong).collect()
}

/// Air: `source:id@version`.
fn is_air(model: &str) -> bool {
    let parts = model.split_once(':').and_then(|(source, rest)| Some((source, rest.rsplit_once('@')?)));
    parts.is_some_and(|(source, (id, version))| !source.is_empty() && !id.is_empty() && !version.is_empty())
}

fn wrong_uuid(task: &Value) -> Vec<String> {
    let id = task.get("taskUUID").and_then(Value::as_str).unwrap_or_default();
    let is_v4 = Uuid::parse_str(id)
        .is_ok_and(|uuid| uuid.get_version_num() == 4 && uuid.get_variant() == Variant::RFC4122);
    if is_v4 { Vec::new() } else { vec![format!("/taskUUID: {id:?} is no UUIDv4")] }
}
