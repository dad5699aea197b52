//! Something that fits a JSON schema.

use serde_json::{Map, Value, json};

/// References within references.
const DEEPEST: usize = 24;

/// An instance of a schema: every property is there, lists have one entry or as few as they may.
pub(super) fn instance(schema: &Value) -> Value {
    fit(schema, schema, "answer", 0)
}

fn fit(schema: &Value, root: &Value, name: &str, depth: usize) -> Value {
    if depth > DEEPEST {
        return Value::Null;
    }
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let target = root.pointer(target.trim_start_matches('#')).unwrap_or(&Value::Null);
        return fit(target, root, name, depth + 1);
    }
    if let Some(value) = schema.get("const").or_else(|| schema.get("enum")?.get(0)) {
        return value.clone();
    }
    if let Some(first) = ["anyOf", "oneOf", "allOf"].iter().find_map(|key| schema.get(key)?.get(0)) {
        return fit(first, root, name, depth + 1);
    }
    let kind = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.first().and_then(Value::as_str),
        kind => kind.and_then(Value::as_str),
    };
    match kind {
        Some("object") => object(schema, root, depth),
        Some("array") => {
            let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(1).max(1);
            let most = schema.get("maxItems").and_then(Value::as_u64).unwrap_or(least);
            let items = schema.get("items").unwrap_or(&Value::Null);
            (0..least.min(most)).map(|_| fit(items, root, name, depth + 1)).collect()
        }
        Some("integer") => json!(middle(schema).round() as i64),
        Some("number") => json!(middle(schema)),
        Some("boolean") => json!(false),
        Some("null") => Value::Null,
        _ => text(schema, name),
    }
}

fn object(schema: &Value, root: &Value, depth: usize) -> Value {
    let properties = schema.get("properties").and_then(Value::as_object);
    let fields = properties.into_iter().flatten();
    let made: Map<String, Value> =
        fields.map(|(name, property)| (name.clone(), fit(property, root, name, depth + 1))).collect();
    Value::Object(made)
}

fn middle(schema: &Value) -> f64 {
    let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
    match (bound("minimum"), bound("maximum")) {
        (Some(least), Some(most)) => f64::midpoint(least, most).floor().max(least),
        (Some(least), None) => least,
        (None, Some(most)) => most.min(1.0),
        (None, None) => 1.0,
    }
}

fn text(schema: &Value, name: &str) -> Value {
    let least = schema.get("minLength").and_then(Value::as_u64).unwrap_or(0) as usize;
    let most = schema.get("maxLength").and_then(Value::as_u64).unwrap_or(u64::MAX);
    let mut text = format!("A calm and friendly {}.", name.replace('_', " "));
    while text.chars().count() < least {
        text.push_str(" And warm.");
    }
    json!(text.chars().take(usize::try_from(most).unwrap_or(usize::MAX)).collect::<String>())
}
