//! The metrics as JSON: what the registry writes as text, read again, so that there is one set of numbers.

use serde_json::{Map, Value, json};

/// One name, and all that is counted under it.
struct Family {
    name: String,
    kind: String,
    help: String,
    samples: Vec<Value>,
}

/// Reads the text form of OpenMetrics.
pub(super) fn from_text(text: &str) -> Value {
    let mut families: Vec<Family> = Vec::new();
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            describe(&mut families, comment);
        } else if let (Some(family), Some(sample)) = (families.last_mut(), sample(line)) {
            family.add(sample);
        }
    }
    let families = families.into_iter().map(|Family { name, kind, help, samples }| {
        json!({ "name": name, "type": kind, "help": help, "samples": samples })
    });
    json!({ "metrics": families.collect::<Vec<_>>() })
}

fn describe(families: &mut Vec<Family>, comment: &str) {
    let mut words = comment.splitn(3, ' ');
    let (Some(what), Some(name), Some(text)) = (words.next(), words.next(), words.next()) else { return };
    if families.last().is_none_or(|last| last.name != name) {
        families.push(Family {
            name: name.into(),
            kind: String::new(),
            help: String::new(),
            samples: Vec::new(),
        });
    }
    match (families.last_mut(), what) {
        (Some(family), "HELP") => family.help = text.into(),
        (Some(family), "TYPE") => family.kind = text.into(),
        _ => {}
    }
}

/// `name{label="value",…} number`
fn sample(line: &str) -> Option<(&str, Map<String, Value>, Value)> {
    let (series, number) = line.rsplit_once(' ')?;
    let (name, labels) = match series.split_once('{') {
        Some((name, rest)) => (name, labels(rest.strip_suffix('}')?)?),
        None => (series, Map::new()),
    };
    let whole = number.parse::<u64>().map(Value::from);
    let number = whole.or_else(|_| number.parse::<f64>().map(Value::from)).ok()?;
    Some((name, labels, number))
}

fn labels(mut text: &str) -> Option<Map<String, Value>> {
    let mut labels = Map::new();
    while !text.is_empty() {
        let (name, rest) = text.split_once("=\"")?;
        let (value, rest) = unquote(rest)?;
        labels.insert(name.trim_start_matches(',').to_owned(), value.into());
        text = rest;
    }
    Some(labels)
}

/// The text up to the first quote that is not escaped, and what stands behind it.
fn unquote(text: &str) -> Option<(String, &str)> {
    let (mut value, mut rest) = (String::new(), text.chars());
    loop {
        match rest.next()? {
            '"' => return Some((value, rest.as_str())),
            '\\' => value.push(match rest.next()? {
                'n' => '\n',
                other => other,
            }),
            other => value.push(other),
        }
    }
}

impl Family {
    fn add(&mut self, (name, mut labels, number): (&str, Map<String, Value>, Value)) {
        let Some(part) = name.strip_prefix(self.name.as_str()) else { return };
        if self.kind != "histogram" {
            self.samples.push(json!({ "labels": labels, "value": number }));
            return;
        }
        let upper = labels.remove("le");
        let Some(Value::Object(sample)) = self.of(labels) else { return };
        match (part, upper, sample.get_mut("buckets")) {
            ("_bucket", Some(upper), Some(Value::Array(buckets))) => {
                buckets.push(json!({ "le": upper, "count": number }));
            }
            (part, ..) => {
                sample.insert(part.trim_start_matches('_').to_owned(), number);
            }
        }
    }

    /// The histogram of these labels; its lines stand together.
    fn of(&mut self, labels: Map<String, Value>) -> Option<&mut Value> {
        let labels = Value::Object(labels);
        if self.samples.last().is_none_or(|last| last.get("labels") != Some(&labels)) {
            self.samples.push(json!({ "labels": labels, "buckets": [] }));
        }
        self.samples.last_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_may_hold_anything() {
        let read = |text| sample(text).map(|(_, labels, number)| (Value::Object(labels), number));
        let odd = r#"calls{model="a \"b\", {c}",path="d\ne\\n"} 2.5"#;
        assert_eq!(read(odd), Some((json!({"model": "a \"b\", {c}", "path": "d\ne\\n"}), json!(2.5))));
        assert_eq!(read("calls 7"), Some((json!({}), json!(7))));
        assert_eq!(read(r#"calls{model="a} 7"#), None);
    }

    #[test]
    fn an_empty_registry_has_no_samples() {
        let empty = from_text("# HELP calls Calls.\n# TYPE calls counter\n# EOF\n");
        assert_eq!(
            empty,
            json!({"metrics": [{"name": "calls", "type": "counter", "help": "Calls.", "samples": []}]})
        );
    }
}
