use std::time::Duration;

use serde_json::{Value, json};
use talewright_tests::mock::{Fault, Flavour, MockOptions, MockProviders, Vendor, When};

use super::{Caller, chat, content};

fn of(flavour: Flavour) -> Caller {
    Caller::of(MockProviders::with(MockOptions { flavour, ..MockOptions::default() }).unwrap())
}

fn local(model: &str, words: &str) -> Value {
    let mut body = chat(words);
    body["model"] = json!(model);
    body
}

#[tokio::test]
async fn dropping_them_stops_them() {
    let caller = Caller::start();
    let url = format!("{}/models", caller.mocks.base_url(Vendor::OpenAi));
    let http = caller.plain().clone();
    assert_eq!(http.get(&url).bearer_auth("k").send().await.unwrap().status(), 200);
    drop(caller);
    // The thread ends soon after: the port is closed then.
    while http.get(&url).bearer_auth("k").timeout(Duration::from_secs(5)).send().await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn settings_send_the_product_here() {
    let caller = Caller::start();
    let settings = caller.mocks.settings();
    for (name, end) in [
        ("OPENAI_BASE_URL", "/v1"),
        ("OPENROUTER_BASE_URL", "/api/v1"),
        ("RUNWARE_BASE_URL", "/v1"),
        ("COMPATIBLE_BASE_URL", "/v1"),
        ("ELEVENLABS_API_KEY", "mock-elevenlabs"),
    ] {
        let value = settings.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap();
        assert!(value.ends_with(end), "{name}={value}");
    }
    assert!(!caller.mocks.base_url(Vendor::HuggingFace).trim_start_matches("http://").contains('/'));
}

#[tokio::test]
async fn models_say_when_they_are_shut_down() {
    let caller = Caller::start();
    let list: Value = caller.get(Vendor::OpenAi, "/models").send().await.unwrap().json().await.unwrap();
    let today = chrono::Utc::now().date_naive().to_string();
    let day = |name: &str| {
        let model = list["data"].as_array().unwrap().iter().find(|model| model["id"] == name).unwrap();
        model["shutdown_date"].as_str().map(str::to_owned)
    };
    assert!(day("gpt-image-1") < Some(today.clone()) && day("gpt-image-1-mini") > Some(today));
    assert_eq!(day("gpt-6-luna"), None);
    for (path, status) in [("/models/gpt-6-luna", 200), ("/models/gpt-image-1", 404), ("/models/nope", 404)] {
        assert_eq!(caller.get(Vendor::OpenAi, path).send().await.unwrap().status(), status, "{path}");
    }
}

#[tokio::test]
async fn voices_come_in_pages() {
    let caller = Caller::start();
    let mut ids = Vec::new();
    let mut token = String::new();
    loop {
        let path = format!("/v2/voices?page_size=8{token}");
        let page: Value = caller.get(Vendor::ElevenLabs, &path).send().await.unwrap().json().await.unwrap();
        ids.extend(page["voices"].as_array().unwrap().iter().map(|voice| voice["voice_id"].clone()));
        if page["has_more"] == false {
            assert_eq!(page["total_count"], ids.len());
            break;
        }
        token = format!("&next_page_token={}", page["next_page_token"].as_str().unwrap());
    }
    assert_eq!(ids.len(), 21);
    let unknown = caller.send(Vendor::ElevenLabs, "/v1/text-to-speech/nobody", &json!({ "text": "x" })).await;
    assert_eq!(unknown.status(), 404);
}

#[tokio::test]
async fn eleven_v3_refuses_neighbours_and_long_texts() {
    let caller = Caller::start();
    let path = "/v1/text-to-speech/JBFqnCBsd6RMkjVDRZzb";
    for (body, status) in [
        (json!({ "text": "x", "model_id": "eleven_v3", "previous_text": "y" }), 400),
        (json!({ "text": "x", "model_id": "eleven_multilingual_v2", "previous_text": "y" }), 200),
        (json!({ "text": "x".repeat(5_001), "model_id": "eleven_v3" }), 400),
        (json!({ "text": "x", "model_id": "eleven_v9" }), 404),
    ] {
        assert_eq!(caller.send(Vendor::ElevenLabs, path, &body).await.status(), status, "{body}");
    }
}

#[tokio::test]
async fn verdicts_are_one_for_each_text_and_one_for_all_parts() {
    let caller = Caller::start();
    let judge =
        async |input: Value| caller.ask(Vendor::OpenAi, "/moderations", &json!({ "input": input })).await;
    let fine = judge(json!("a fox in the snow")).await;
    assert_eq!(fine["results"][0]["flagged"], false);
    let several = judge(json!(["a fox", "a MURDER in the snow"])).await;
    assert_eq!(several["results"][1]["categories"]["violence"], true);
    let url = "data:image/png;base64,AAAA";
    let parts =
        json!([{ "type": "text", "text": "x" }, { "type": "image_url", "image_url": { "url": url } }]);
    let together = judge(parts.clone()).await;
    assert_eq!(together["results"].as_array().unwrap().len(), 1);
    caller.mocks.script(When::to(Vendor::OpenAi), Fault::Flag { categories: vec!["sexual/minors".into()] });
    let flagged = judge(parts).await;
    assert!(
        flagged["results"][0]["flagged"] == true
            && flagged["results"][0]["categories"]["sexual/minors"] == true
    );
}

#[tokio::test]
async fn local_servers_have_what_their_flavour_has() {
    let path = "/chat/completions";
    let painter = of(Flavour::sd_cpp());
    assert_eq!(painter.send(Vendor::Compatible, path, &local("x", "y")).await.status(), 404);
    let picture = json!({ "model": "sd", "prompt": "a fox<sd_cpp_extra_args>{\"width\":64,\"height\":64}</sd_cpp_extra_args>" });
    let answer = painter.ask(Vendor::Compatible, "/images/generations", &picture).await;
    assert!(answer["usage"].is_null());
    assert_eq!(painter.mocks.violations().len(), 1, "what got through is not overlooked");

    let plain = of(Flavour::without_schemas());
    let mut body = local("x", "y");
    let schema = json!({ "type": "object", "properties": {} });
    body["response_format"] =
        json!({ "type": "json_schema", "json_schema": { "name": "x", "schema": schema } });
    assert_eq!(plain.send(Vendor::Compatible, path, &body).await.status(), 400);
    body["response_format"] = json!({ "type": "json_object" });
    assert!(content(&plain.ask(Vendor::Compatible, path, &body).await).starts_with('{'));

    let loading = of(Flavour::llama_cpp());
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(loading.send(Vendor::Compatible, path, &local("x", "y")).await.status().as_u16());
    }
    assert_eq!(statuses, [503, 503, 200]);

    let forgetful = of(Flavour::ollama());
    let long = format!("SYSTEM {}", "word ".repeat(8_000));
    let answer = forgetful.ask(Vendor::Compatible, path, &local("llama3.2:latest", &long)).await;
    assert_eq!(answer["usage"]["prompt_tokens"], 2048);
    assert_eq!(forgetful.send(Vendor::Compatible, path, &local("unknown", "y")).await.status(), 404);

    let speaker = of(Flavour::kokoro());
    let words =
        json!({ "model": "kokoro", "input": "Good night", "voice": "af_heart", "response_format": "wav" });
    let wav = speaker.send(Vendor::Compatible, "/audio/speech", &words).await.bytes().await.unwrap();
    assert_eq!(wav.windows(4).filter(|window| window == b"RIFF").count(), 3);
}

#[tokio::test]
async fn hugging_face_talks_and_captions() {
    let caller = Caller::start();
    let mut body = local("Qwen/Qwen3-VL-8B-Instruct:fastest", "What is this?");
    body["max_tokens"] = json!(200);
    assert!(!content(&caller.ask(Vendor::HuggingFace, "/v1/chat/completions", &body).await).is_empty());
    let path = "/hf-inference/models/Salesforce/blip-image-captioning-large";
    let png = b"\x89PNG\r\n\x1a\n".to_vec();
    let request = caller.post(Vendor::HuggingFace, path).header("content-type", "image/png").body(png);
    let caption: Value = request.send().await.unwrap().json().await.unwrap();
    assert!(caption[0]["generated_text"].is_string());
    assert_eq!(caller.mocks.violations(), []);
    let other =
        caller.send(Vendor::HuggingFace, "/hf-inference/models/a/b", &json!({ "inputs": "AAAA" })).await;
    assert_eq!(other.status(), 404);
}
