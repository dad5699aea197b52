use std::collections::BTreeSet;

use serde_json::{Value, json};
use talewright_tests::mock::Vendor;

use super::{Caller, chat, content};

fn brief(language: &str, pages: u64, density: &str) -> Value {
    json!({
        "idea": "A fox <who> looks for the moon",
        "title": null,
        "language": language,
        "num_pages": pages,
        "text_density": density,
        "cast": [{ "id": null, "name": "Nino", "appearance": "a small red fox", "role": null }],
    })
}

/// As an adapter fences it: `<` is no markup inside the data.
fn block(name: &str, value: &Value) -> String {
    format!("<data name=\"{name}\">\n{}\n</data>", value.to_string().replace('<', "\\u003c"))
}

fn question(schema: &str, instructions: &str, blocks: &[String]) -> Value {
    let mut body = chat("");
    body["messages"] = json!([
        { "role": "system", "content": instructions },
        { "role": "user", "content": blocks.join("\n\n") },
    ]);
    let document =
        json!({ "type": "object", "properties": {}, "required": [], "additionalProperties": false });
    body["response_format"] = json!({ "type": "json_schema", "json_schema": { "name": schema, "strict": true, "schema": document } });
    body
}

async fn document(caller: &Caller, vendor: Vendor, body: &Value) -> Value {
    let answer = caller.ask(vendor, "/chat/completions", body).await;
    serde_json::from_str(content(&answer)).unwrap()
}

#[tokio::test]
async fn a_plan_fits_its_brief() {
    let caller = Caller::start();
    for pages in [1, 8, 32] {
        let body = question("story_plan", "Plan.", &[block("brief", &brief("en", pages, "light"))]);
        let plan = document(&caller, Vendor::OpenAi, &body).await;
        let numbers: Vec<u64> =
            plan["beats"].as_array().unwrap().iter().map(|beat| beat["number"].as_u64().unwrap()).collect();
        assert_eq!(numbers, (1..=pages).collect::<Vec<_>>());
        assert_eq!(plan["cast"][0]["name"], "Nino");
        assert_eq!(plan["cast"][0]["appearance"], "a small red fox");
        assert!(plan["cover"]["figures"][0]["name"] == "Nino" && !plan["title"].as_str().unwrap().is_empty());
    }
    assert_eq!(caller.mocks.violations(), []);
}

#[tokio::test]
async fn pages_are_those_that_are_wanted_each_with_words_of_its_own() {
    let caller = Caller::start();
    for (language, density, limits) in [
        ("en", "light", (8, 35)),
        ("fr", "medium", (25, 75)),
        ("ja", "medium", (25, 75)),
        ("id-ID", "rich", (60, 150)),
    ] {
        let brief = brief(language, 32, density);
        let plan =
            document(&caller, Vendor::OpenAi, &question("story_plan", "", &[block("brief", &brief)])).await;
        let wanted: Vec<u64> = (1..=32).filter(|page| page % 5 != 0).collect();
        let blocks = [block("brief", &brief), block("plan", &plan), block("pages", &json!(wanted))];
        let instructions = format!("Each page with {} to {} words.", limits.0, limits.1);
        let written =
            document(&caller, Vendor::OpenAi, &question("story_pages", &instructions, &blocks)).await;
        let pages = written["pages"].as_array().unwrap();
        let numbers: Vec<u64> = pages.iter().map(|page| page["number"].as_u64().unwrap()).collect();
        assert_eq!(numbers, wanted, "{language}");
        let mut seen = BTreeSet::new();
        for page in pages {
            let text = page["text"].as_str().unwrap();
            assert!(seen.insert(text.to_owned()), "twice: {text}");
            let words = if language == "ja" {
                text.chars().filter(|c| c.is_alphanumeric()).count() / 2
            } else {
                text.split_whitespace().count()
            };
            assert!((limits.0..=limits.1).contains(&words), "{language}: {words} words: {text}");
            let known = ["Nino", plan["cast"][1]["name"].as_str().unwrap()];
            for figure in page["scene"]["figures"].as_array().unwrap() {
                assert!(known.contains(&figure["name"].as_str().unwrap()), "{figure}");
            }
        }
    }
    assert_eq!(caller.mocks.violations(), []);
}

#[tokio::test]
async fn a_question_without_a_schema_is_understood_by_its_words() {
    let caller = Caller::start();
    let schema = json!({ "type": "object", "properties": { "beats": {}, "cast": {} } });
    let words = format!("Answer by this schema: {schema}\n{}", block("brief", &brief("fr", 4, "light")));
    let mut body = chat(&words);
    body["response_format"] = json!({ "type": "json_object" });
    let plan = document(&caller, Vendor::Compatible, &body).await;
    assert_eq!(plan["beats"].as_array().unwrap().len(), 4);
    // Another wish is another text of the same page.
    let mut texts = BTreeSet::new();
    for wish in ["louder", "softer"] {
        let blocks = [
            block("brief", &brief("en", 4, "light")),
            block("plan", &plan),
            block("pages", &json!([3])),
            wish.into(),
        ];
        let written = document(&caller, Vendor::OpenAi, &question("story_pages", "", &blocks)).await;
        assert_eq!(written["pages"][0]["number"], 3);
        texts.insert(written["pages"][0]["text"].as_str().unwrap().to_owned());
    }
    assert_eq!(texts.len(), 2, "{texts:?}");
}

#[tokio::test]
async fn other_schemas_are_answered_with_something_that_fits() {
    let caller = Caller::start();
    let schema = json!({
        "type": "object",
        "properties": {
            "kind": { "type": "string", "enum": ["a", "b"] },
            "count": { "type": "integer", "minimum": 3, "maximum": 9 },
            "maybe": { "type": ["string", "null"] },
            "list": { "type": "array", "minItems": 2, "items": { "$ref": "#/$defs/entry" } },
        },
        "required": ["kind", "count", "maybe", "list"],
        "additionalProperties": false,
        "$defs": { "entry": { "anyOf": [{ "type": "boolean" }] } },
    });
    let mut body = chat("anything");
    body["response_format"] = json!({ "type": "json_schema", "json_schema": { "name": "other", "strict": true, "schema": schema } });
    let made = document(&caller, Vendor::OpenAi, &body).await;
    assert_eq!(made["kind"], "a");
    assert!((3..=9).contains(&made["count"].as_i64().unwrap()));
    assert!(made["maybe"].is_string());
    assert_eq!(made["list"], json!([false, false]));
}

#[tokio::test]
async fn a_vision_model_describes_and_compares() {
    let caller = Caller::start();
    let png = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    for (name, field) in [("image_description", "description"), ("likeness", "score")] {
        let mut body = question(name, "Look.", &[]);
        body["messages"][1]["content"] = json!([
            { "type": "text", "text": "Here it is." },
            { "type": "image_url", "image_url": { "url": png, "detail": "low" } },
        ]);
        let seen = document(&caller, Vendor::OpenAi, &body).await;
        assert!(!seen[field].is_null(), "{seen}");
        if let Some(score) = seen["score"].as_u64() {
            assert!(score <= 100);
        }
    }
    assert_eq!(caller.mocks.violations(), []);
}
