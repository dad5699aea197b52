use std::collections::BTreeSet;

use utoipa::openapi::OpenApi;

use crate::openapi::{openapi, operations};

/// Under the default prefix, as it is committed.
fn document() -> OpenApi {
    openapi("/api/v1")
}

#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let committed = include_str!("../../../../docs/openapi.json");
    let served = document().to_pretty_json().unwrap();
    assert!(
        committed.trim() == served.trim(),
        "docs/openapi.json is old; run: cargo run -q -p talewright-api --example openapi > docs/openapi.json"
    );
}

#[test]
fn every_operation_is_described() {
    let mut ids = BTreeSet::new();
    for (path, item) in &mut document().paths.paths {
        for (_, operation) in operations(item) {
            let id = operation.operation_id.clone().unwrap_or_default();
            assert!(ids.insert(id.clone()), "{path}: the operation id {id:?} is not its own");
            assert!(operation.summary.as_ref().is_some_and(|summary| summary.len() > 5), "{id}: summary");
            assert_eq!(operation.tags.as_ref().map(Vec::len), Some(1), "{id}: tag");
            let security = operation.security.as_ref().unwrap_or_else(|| panic!("{id}: security"));
            let responses: BTreeSet<&str> =
                operation.responses.responses.keys().map(String::as_str).collect();
            assert!(security.is_empty() || responses.contains("401"), "{id}: 401");
            assert!(responses.contains("500"), "{id}: 500");
            assert!(responses.iter().any(|status| status.starts_with(['2', '3'])), "{id}: success");
            let takes_id = path.contains('{');
            assert_eq!(takes_id, responses.contains("404"), "{id}: 404");
            assert_eq!(operation.request_body.is_some(), responses.contains("415"), "{id}: bad bodies");
        }
    }
    assert!(ids.len() >= 30, "{ids:?}");
}

#[test]
fn every_schema_that_is_named_is_there() {
    let json = document().to_json().unwrap();
    let components = document().components.unwrap();
    for part in json.split("#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(components.schemas.contains_key(name), "{name}");
    }
}

/// A value that had to be a string and an object at once could never be sent.
#[test]
fn no_schema_contradicts_itself() {
    fn check(value: &serde_json::Value) {
        if let Some(parts) = value.get("allOf").and_then(serde_json::Value::as_array) {
            let types: BTreeSet<_> = parts.iter().filter_map(|part| part.get("type")?.as_str()).collect();
            assert!(types.len() <= 1, "{value}");
        }
        let children: Vec<&serde_json::Value> = match value {
            serde_json::Value::Object(map) => map.values().collect(),
            serde_json::Value::Array(list) => list.iter().collect(),
            _ => Vec::new(),
        };
        children.into_iter().for_each(check);
    }
    check(&serde_json::to_value(document()).unwrap());
}
