use serde_json::{Value, json};
use talewright_tests::mock::{ChatTwist, Operation, Vendor, When};

use super::{Caller, chat, content};

const PATH: &str = "/chat/completions";

/// The events of a stream, as texts after `data: `, and whatever else was in it.
async fn stream(caller: &Caller, vendor: Vendor, body: &Value) -> (Vec<String>, String) {
    let response = caller.send(vendor, PATH, body).await;
    assert_eq!(response.status(), 200);
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/event-stream"));
    let text = response.text().await.unwrap();
    let events = text.split("\n\n").filter_map(|event| event.strip_prefix("data: "));
    (events.map(str::to_owned).collect(), text.clone())
}

fn streamed(words: &str) -> Value {
    let mut body = chat(words);
    body["stream"] = json!(true);
    body["stream_options"] = json!({ "include_usage": true });
    body
}

fn joined(events: &[String]) -> String {
    let chunks = events.iter().filter_map(|event| serde_json::from_str::<Value>(event).ok());
    chunks.filter_map(|c| c["choices"][0]["delta"]["content"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn a_stream_says_what_the_whole_answer_says() {
    let caller = Caller::start();
    for vendor in [Vendor::OpenAi, Vendor::OpenRouter, Vendor::Compatible] {
        let mut body = streamed("Tell me something.");
        if vendor == Vendor::OpenRouter {
            body["model"] = json!("openai/gpt-6-luna");
        }
        let (events, text) = stream(&caller, vendor, &body).await;
        assert_eq!(events.last().unwrap(), "[DONE]");
        let usage: Value = serde_json::from_str(&events[events.len() - 2]).unwrap();
        assert!(
            usage["choices"].as_array().unwrap().is_empty()
                && usage["usage"]["total_tokens"].as_u64() > Some(1)
        );
        assert_eq!(text.contains("obfuscation"), vendor == Vendor::OpenAi);
        assert_eq!(text.starts_with(": OPENROUTER PROCESSING"), vendor == Vendor::OpenRouter);
        assert_eq!(usage["usage"]["cost"].is_number(), vendor == Vendor::OpenRouter);
        body["stream"] = json!(false);
        body.as_object_mut().unwrap().remove("stream_options");
        let whole = caller.ask(vendor, PATH, &body).await;
        assert_eq!(joined(&events), content(&whole));
        assert_eq!(whole["usage"]["total_tokens"], usage["usage"]["total_tokens"]);
    }
    assert_eq!(caller.mocks.violations(), []);
}

#[tokio::test]
async fn the_limit_of_tokens_is_kept() {
    let caller = Caller::start();
    let mut body = chat("Tell me something.");
    body["max_completion_tokens"] = json!(3);
    let answer = caller.ask(Vendor::OpenAi, PATH, &body).await;
    assert_eq!(answer["choices"][0]["finish_reason"], "length");
    assert_eq!(answer["usage"]["completion_tokens"], 3);
    assert!(content(&answer).len() <= 12);
}

/// Sends one request with the twist and gives the choice of its answer.
async fn twisted(caller: &Caller, twist: ChatTwist) -> Value {
    caller.mocks.script(When::to(Vendor::OpenAi).operation(Operation::Chat), twist);
    let mut body = chat("pages");
    let schema = json!({
        "type": "object",
        "properties": { "pages": { "type": "array", "items": { "type": "integer" } } },
        "required": ["pages"],
        "additionalProperties": false,
    });
    body["response_format"] = json!({ "type": "json_schema", "json_schema": { "name": "story_pages", "schema": schema, "strict": true } });
    caller.ask(Vendor::OpenAi, PATH, &body).await
}

#[tokio::test]
async fn answers_are_spoilt_as_scripted() {
    let caller = Caller::start();
    let page_count = |text: &str| {
        let document: Value = serde_json::from_str(text).unwrap();
        document["pages"].as_array().unwrap().len()
    };
    let choice = |answer: &Value| answer["choices"][0].clone();

    let cut = choice(&twisted(&caller, ChatTwist::Truncated).await);
    assert_eq!(cut["finish_reason"], "length");
    assert!(serde_json::from_str::<Value>(cut["message"]["content"].as_str().unwrap()).is_err());
    let short = choice(&twisted(&caller, ChatTwist::TruncatedButValid).await);
    assert_eq!(short["finish_reason"], "length");
    assert_eq!(page_count(short["message"]["content"].as_str().unwrap()), 4);
    let gaps = twisted(&caller, ChatTwist::WithoutPages { pages: vec![2, 5] }).await;
    assert_eq!(page_count(content(&gaps)), 6);
    let thoughts = choice(&twisted(&caller, ChatTwist::ReasoningAteAll).await);
    assert!(thoughts["message"]["content"].is_null() && thoughts["finish_reason"] == "length");
    let leak = choice(&twisted(&caller, ChatTwist::ThoughtsInContent).await);
    assert!(
        leak["message"]["content"].as_str().unwrap().contains("Let me think")
            && leak["finish_reason"] == "length"
    );
    let chatty = twisted(&caller, ChatTwist::Chatty).await;
    assert!(content(&chatty).contains("```json") && content(&chatty).contains(",}"));
    let ignored = twisted(&caller, ChatTwist::SchemaIgnored).await;
    assert!(!content(&ignored).contains('{'));
    let refusal = choice(&twisted(&caller, ChatTwist::Refusal).await);
    assert!(refusal["message"]["content"].is_null() && refusal["message"]["refusal"].is_string());
    let filtered = choice(&twisted(&caller, ChatTwist::ContentFilter).await);
    assert_eq!(filtered["finish_reason"], "content_filter");
    let empty = twisted(&caller, ChatTwist::EmptyChoices).await;
    assert_eq!(empty["choices"], json!([]));
    assert_eq!(content(&twisted(&caller, ChatTwist::EmptyContent).await), "");
    assert!(twisted(&caller, ChatTwist::NoUsage).await["usage"].is_null());
    let error = twisted(&caller, ChatTwist::ErrorInBody).await;
    assert!(error["error"]["message"].is_string() && error["choices"].is_null());
    assert_eq!(content(&twisted(&caller, ChatTwist::Say { text: "hm".into() }).await), "hm");
    let lost = twisted(&caller, ChatTwist::PromptTruncated { tokens: 1 }).await;
    assert_eq!(lost["usage"]["prompt_tokens"], 1);
    // All of them were paid for.
    assert_eq!(caller.mocks.paid().len(), 15);
    assert_eq!(caller.mocks.open_rules(), 0);
}

#[tokio::test]
async fn streams_are_spoilt_as_scripted() {
    let caller = Caller::start();
    let when = || When::to(Vendor::OpenRouter);
    let mut body = streamed("Tell me something.");
    body["model"] = json!("openai/gpt-6-luna");
    let whole = joined(&stream(&caller, Vendor::OpenRouter, &body).await.0);
    let with = async |twist: ChatTwist| {
        caller.mocks.script(when(), twist);
        stream(&caller, Vendor::OpenRouter, &body).await
    };

    let (events, _) = with(ChatTwist::ErrorInBody).await;
    let first: Value = serde_json::from_str(&events[0]).unwrap();
    assert!(first["error"]["code"].is_number() && first["choices"] == json!([]));
    let (events, _) = with(ChatTwist::ErrorMidStream).await;
    let last: Value = serde_json::from_str(events.iter().rfind(|event| *event != "[DONE]").unwrap()).unwrap();
    assert!(last["error"].is_object() && last["choices"][0]["finish_reason"] == "error");
    assert!(!joined(&events).is_empty() && joined(&events) != whole);
    let (events, text) = with(ChatTwist::CutMidEvent).await;
    assert!(serde_json::from_str::<Value>(events.last().unwrap()).is_err(), "{text}");
    assert!(!text.contains("[DONE]") && !text.contains("\"stop\""));
    let (events, text) = with(ChatTwist::NoTerminal).await;
    assert!(joined(&events) == whole && !text.contains("[DONE]") && !text.contains("\"stop\""));
    let (events, text) = with(ChatTwist::NoDone).await;
    assert!(joined(&events) == whole && !text.contains("[DONE]") && text.contains("\"stop\""));
    let (events, text) = with(ChatTwist::CommentsOnly).await;
    assert!(events.is_empty() && text.starts_with(": "));
}

#[tokio::test]
async fn openrouter_drops_a_schema_that_is_not_required() {
    let caller = Caller::start();
    let mut body = chat("anything");
    body["model"] = json!("openai/gpt-6-luna");
    let schema = json!({ "type": "object", "properties": {}, "required": [], "additionalProperties": false });
    body["response_format"] =
        json!({ "type": "json_schema", "json_schema": { "name": "x", "strict": true, "schema": schema } });
    let dropped = caller.ask(Vendor::OpenRouter, PATH, &body).await;
    assert!(!content(&dropped).starts_with('{'));
    body["provider"] = json!({ "require_parameters": true, "data_collection": "deny" });
    let response = caller.send(Vendor::OpenRouter, PATH, &body).await;
    let id = response.headers()["x-generation-id"].to_str().unwrap().to_owned();
    let kept: Value = response.json().await.unwrap();
    assert!(content(&kept).starts_with('{'));
    // What it cost can be asked for later.
    let audit = caller.get(Vendor::OpenRouter, &format!("/generation?id={id}")).send().await.unwrap();
    let audit: Value = audit.json().await.unwrap();
    assert_eq!(audit["data"]["total_cost"], kept["usage"]["cost"]);
}
