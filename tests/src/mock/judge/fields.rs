//! Small checks for contracts that come without a document.

use std::collections::BTreeSet;

use serde_json::Value;

/// These fields must be texts, and not empty.
pub(super) fn texts(body: &Value, names: &[&str]) -> Vec<String> {
    let is_text = |name: &str| body.get(name).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    let missing = names.iter().filter(|name| !is_text(name));
    missing.map(|name| format!("/{name}: must be a text that is not empty")).collect()
}

/// This field, if it is there, must be one of these texts.
pub(super) fn one_of(body: &Value, name: &str, allowed: &[&str]) -> Option<String> {
    let value = body.get(name)?;
    let fits = value.as_str().is_some_and(|text| allowed.contains(&text));
    (!fits).then(|| format!("/{name}: is {value}, must be one of {}", allowed.join(", ")))
}

/// This field, if it is there, must be a number of this range.
pub(super) fn number(body: &Value, name: &str, least: f64, most: f64) -> Option<String> {
    let value = body.get(name)?;
    let fits = value.as_f64().is_some_and(|number| (least..=most).contains(&number));
    (!fits).then(|| format!("/{name}: is {value}, must be a number from {least} to {most}"))
}

/// This field, if it is there, must be a whole number of this range.
pub(super) fn integer(body: &Value, name: &str, least: i64, most: i64) -> Option<String> {
    let value = body.get(name)?;
    let fits = value.as_i64().is_some_and(|number| (least..=most).contains(&number));
    (!fits).then(|| format!("/{name}: is {value}, must be a whole number from {least} to {most}"))
}

/// This field, if it is there, must be true or false.
pub(super) fn boolean(body: &Value, name: &str) -> Option<String> {
    let value = body.get(name)?;
    (!value.is_boolean()).then(|| format!("/{name}: is {value}, must be true or false"))
}

/// No other fields than these.
pub(super) fn only(body: &Value, known: &[&str]) -> Vec<String> {
    let names: BTreeSet<&str> =
        body.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let strange = names.iter().filter(|name| !known.contains(name));
    strange.map(|name| format!("/{name}: this field is not known")).collect()
}
