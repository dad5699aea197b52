//! Verdicts. A few plain words are flagged, so that a test or a person can see one; pictures only by script.

use serde_json::{Map, Value, json};

use crate::mock::call::Call;
use crate::mock::fault::Fault;
use crate::mock::reply::Reply;

const CATEGORIES: [&str; 13] = [
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/intent",
    "self-harm/instructions",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
];

/// Words, and what they stand for.
const FLAGGED: [(&str, &str); 6] = [
    ("murder", "violence"),
    ("massacre", "violence"),
    ("gore", "violence/graphic"),
    ("suicide", "self-harm"),
    ("bomb recipe", "illicit/violent"),
    ("pornograph", "sexual"),
];

pub(in crate::mock::vendors) fn moderate(call: &Call, twist: Option<&Fault>) -> Reply {
    let input = call.json().get("input").unwrap_or(&Value::Null);
    let results: Vec<Value> = match input {
        // Several texts have a result each; several parts have one together.
        Value::Array(entries) if entries.iter().all(Value::is_string) => {
            entries.iter().map(|text| result(text.as_str().unwrap_or_default(), false, twist)).collect()
        }
        Value::Array(parts) => {
            let has_image = parts.iter().any(|part| part.get("image_url").is_some());
            vec![result(&call.prompt, has_image, twist)]
        }
        _ => vec![result(&call.prompt, false, twist)],
    };
    let body = json!({
        "id": format!("modr-{:012x}", call.number),
        "model": call.text("model").unwrap_or("omni-moderation-latest"),
        "results": results,
    });
    Reply::json(200, &body)
}

fn result(text: &str, has_image: bool, twist: Option<&Fault>) -> Value {
    let text = text.to_lowercase();
    let mut flagged: Vec<&str> =
        FLAGGED.iter().filter(|(word, _)| text.contains(word)).map(|(_, category)| *category).collect();
    if let Some(Fault::Flag { categories }) = twist {
        flagged.extend(categories.iter().map(String::as_str));
    }
    let of_each = |value: &dyn Fn(&str) -> Value| -> Map<String, Value> {
        CATEGORIES.iter().map(|category| ((*category).to_owned(), value(category))).collect()
    };
    let kinds: &[&str] = if has_image { &["text", "image"] } else { &["text"] };
    // What pictures are not judged for, as the vendor documents it.
    let inputs = |category: &str| {
        let sees =
            category.starts_with("self-harm") || category.starts_with("violence") || category == "sexual";
        if sees { json!(kinds) } else { json!(["text"]) }
    };
    json!({
        "flagged": !flagged.is_empty(),
        "categories": of_each(&|category| json!(flagged.contains(&category))),
        "category_scores": of_each(&|category| json!(if flagged.contains(&category) { 0.97 } else { 0.0001 })),
        "category_applied_input_types": of_each(&|category| inputs(category)),
    })
}
