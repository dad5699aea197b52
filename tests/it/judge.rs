//! The judge of the mock providers is awake: deliberately wrong requests are caught, good ones are not.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use talewright_tests::mock::{Operation, Reason, Refusal, Vendor, When};

use crate::mocks::{Caller, chat};

const SPEECH: &str = "/v1/text-to-speech/JBFqnCBsd6RMkjVDRZzb";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A good body with one change: `pointer` is set, or taken away by null.
fn with(good: &Value, pointer: &str, value: Value) -> Value {
    let mut body = good.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = body.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Object(fields), Value::Null) => drop(fields.remove(name)),
        (Value::Object(fields), value) => drop(fields.insert(name.into(), value)),
        (Value::Array(list), value) => list[name.parse::<usize>().unwrap()] = value,
        (other, _) => panic!("{other} has no fields"),
    }
    body
}

/// The good body passes; each changed one is answered 422, and the complaint holds these words.
async fn check(vendor: Vendor, path: &str, good: Value, wrong: &[(&str, Value, &str)]) {
    let caller = Caller::start();
    let fine = caller.send(vendor, path, &good).await;
    assert_eq!(fine.status(), 200, "{:?}", caller.mocks.violations());
    for (pointer, value, complaint) in wrong {
        let body = with(&good, pointer, value.clone());
        let response = caller.send(vendor, path, &body).await;
        assert_eq!(response.status(), 422, "{path} {pointer} {value}");
        let said: Vec<String> =
            caller.mocks.violations().into_iter().map(|violation| violation.what).collect();
        assert!(said.iter().any(|what| what.contains(complaint)), "{pointer}: {complaint:?} not in {said:?}");
        caller.mocks.forget();
    }
    assert_eq!(caller.mocks.paid(), [], "what is refused is not paid");
}

fn schema(schema: Value) -> Value {
    json!({ "type": "json_schema", "json_schema": { "name": "x", "strict": true, "schema": schema } })
}

#[tokio::test]
async fn conversations() {
    let object = json!({ "type": "object", "properties": { "a": { "type": "string" } }, "required": ["a"], "additionalProperties": false });
    let mut good = chat("hello");
    good["response_format"] = schema(object.clone());
    good["max_completion_tokens"] = json!(500);
    good["store"] = json!(false);
    good["safety_identifier"] = json!("a".repeat(128));
    let deep = (0..6).fold(json!({ "type": "string" }), |inner, _| {
        json!({ "type": "object", "properties": { "a": inner }, "required": ["a"], "additionalProperties": false })
    });
    let picture = |url: &str| json!([{ "role": "user", "content": [{ "type": "image_url", "image_url": { "url": url } }] }]);
    check(
        Vendor::OpenAi,
        "/chat/completions",
        good,
        &[
            ("/model", Value::Null, "model"),
            ("/messages", Value::Null, "messages"),
            ("/messages", json!([]), "messages"),
            ("/messages/0/role", json!("robot"), "/messages/0"),
            ("/messages/0/content", json!(7), "/messages/0"),
            ("/temperature", json!(3), "/temperature"),
            ("/temperature", json!(1), "reasoning_effort"),
            ("/max_tokens", json!(5), "max_completion_tokens"),
            ("/max_completion_token", json!(5), "not known"),
            ("/safety_identifier", json!("a".repeat(129)), "safety_identifier"),
            ("/stream_options", json!({ "include_usage": true }), "stream_options"),
            ("/response_format/json_schema/name", json!("no spaces"), "name"),
            ("/response_format/type", json!("xml"), "response_format"),
            ("/response_format/json_schema/schema/required", json!([]), "not in `required`"),
            ("/response_format/json_schema/schema/additionalProperties", json!(true), "additionalProperties"),
            ("/response_format/json_schema/schema/type", json!("array"), "root"),
            ("/response_format/json_schema/schema", deep, "levels"),
            ("/messages", picture("file:///etc/passwd"), "image_url"),
            (
                "/messages",
                picture("data:image/png;base64,R0lGODlhAQABAAAAACw="),
                "says image/png and is image/gif",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn pictures() {
    let good = json!({ "model": "gpt-image-2.5-flare", "prompt": "a fox", "size": "1536x864", "quality": "xhigh", "n": 1 });
    check(
        Vendor::OpenAi,
        "/images/generations",
        good,
        &[
            ("/prompt", Value::Null, "prompt"),
            ("/prompt", json!("x".repeat(32_001)), "32,000"),
            ("/model", Value::Null, "model"),
            ("/n", json!(11), "/n"),
            ("/quality", json!("best"), "/quality"),
            ("/size", json!("1000x1000"), "/size"),
            ("/size", json!("4096x512"), "/size"),
            ("/response_format", json!("b64_json"), "response_format"),
            ("/output_format", json!("tiff"), "/output_format"),
            ("/output_compression", json!(50), "output_compression"),
            ("/steps", json!(20), "not known"),
        ],
    )
    .await;
}

#[tokio::test]
async fn edits() {
    let caller = Caller::start();
    let file = |kind: &str| Part::bytes(PNG).file_name("a.png").mime_str(kind).unwrap();
    let base = || Form::new().text("model", "gpt-image-2").text("prompt", "a fox");
    let send = async |form: Form| {
        let response = caller.post(Vendor::OpenAi, "/images/edits").multipart(form).send().await.unwrap();
        let said: Vec<String> =
            caller.mocks.violations().into_iter().map(|violation| violation.what).collect();
        caller.mocks.forget();
        (response.status().as_u16(), said.join("; "))
    };
    let png = || file("image/png");
    assert_eq!(send(base().part("image[]", png()).part("image[]", png())).await, (200, String::new()));
    assert_eq!(send(base().part("image", png())).await, (200, String::new()));
    let many = (0..17).fold(base(), |form, _| form.part("image[]", png()));
    for (form, complaint) in [
        (base(), "image"),
        (Form::new().text("model", "gpt-image-2").part("image", png()), "prompt"),
        (base().part("image", png()).part("image", png()), "Duplicate parameter"),
        (base().part("image[]", file("image/jpeg")), "is image/png and says image/jpeg"),
        (base().part("image[]", Part::bytes(b"hello".as_slice()).file_name("a.png")), "neither PNG"),
        (base().part("image[]", Part::bytes(PNG)), "filename"),
        (base().part("image[]", png()).text("n", "99"), "/n"),
        (base().part("image[]", png()).text("seed", "1"), "not known"),
        (many, "16"),
    ] {
        let (status, said) = send(form).await;
        assert!(status == 422 && said.contains(complaint), "{status} {complaint:?} not in {said:?}");
    }
    let json = caller.send(Vendor::OpenAi, "/images/edits", &json!({ "prompt": "x" })).await;
    assert_eq!(json.status(), 422);
}

#[tokio::test]
async fn speech_and_verdicts() {
    let good =
        json!({ "model": "gpt-4o-mini-tts", "input": "hello", "voice": "nova", "instructions": "softly" });
    check(
        Vendor::OpenAi,
        "/audio/speech",
        good,
        &[
            ("/voice", Value::Null, "voice"),
            ("/input", json!("x".repeat(4_097)), "/input"),
            ("/speed", json!(9), "/speed"),
            ("/response_format", json!("ogg"), "/response_format"),
            ("/language", json!("fr"), "language"),
            ("/model", json!("tts-1"), "tts-1"),
        ],
    )
    .await;
    let wrong = [
        ("/input", Value::Null, "input"),
        ("/input", json!(7), "/input"),
        ("/inputs", json!("x"), "not known"),
    ];
    check(Vendor::OpenAi, "/moderations", json!({ "input": "hello" }), &wrong).await;
}

#[tokio::test]
async fn openrouter() {
    let mut good = chat("hello");
    good["model"] = json!("openai/gpt-6-luna");
    good["provider"] = json!({ "require_parameters": true, "data_collection": "deny", "zdr": true });
    let wrong = [
        ("/messages", json!([]), "messages"),
        ("/provider/data_collection", json!("never"), "/provider"),
        ("/provider/requires_parameters", json!(true), "/provider"),
        ("/session_id", json!("x".repeat(257)), "/session_id"),
        ("/modle", json!("x"), "not known"),
    ];
    check(Vendor::OpenRouter, "/chat/completions", good, &wrong).await;
    let good = json!({ "model": "openai/gpt-image-2", "prompt": "a fox", "aspect_ratio": "16:9" });
    let wrong = [
        ("/prompt", json!(""), "/prompt"),
        ("/aspect_ratio", json!("17:9"), "/aspect_ratio"),
        ("/n", json!(11), "/n"),
        ("/input_references", json!(["x"]), "/input_references"),
    ];
    check(Vendor::OpenRouter, "/images", good, &wrong).await;
    let good = json!({ "model": "openai/gpt-4o-mini-tts", "input": "hello", "voice": "nova" });
    let wrong = [("/response_format", json!("wav"), "/response_format"), ("/input", Value::Null, "input")];
    check(Vendor::OpenRouter, "/audio/speech", good, &wrong).await;
}

#[tokio::test]
async fn runware() {
    let good = json!([{
        "taskType": "imageInference",
        "taskUUID": "3f2f9c9e-5b7f-4a53-9d2c-1f0e7b8a6c11",
        "model": "runware:400@1",
        "positivePrompt": "a fox",
        "width": 512,
        "height": 512,
        "deliveryMethod": "sync",
        "outputFormat": "PNG",
    }]);
    let wrong = [
        ("/0/taskUUID", json!("3f2f9c9e-5b7f-1a53-9d2c-1f0e7b8a6c11"), "UUIDv4"),
        ("/0/taskUUID", Value::Null, "UUIDv4"),
        ("/0/taskType", json!("imageinference"), "taskType"),
        ("/0/model", json!("flux"), "AIR"),
        ("/0/positivePrompt", json!(""), "positivePrompt"),
        ("/0/width", Value::Null, "width"),
        ("/0/width", json!("512"), "width"),
        ("/0/deliveryMethod", Value::Null, "deliveryMethod"),
        ("/0/outputFormat", json!("jpg"), "outputFormat"),
        ("/0/outputType", json!("base64"), "outputType"),
        ("/0/includeCost", json!("yes"), "includeCost"),
        ("/0/prompt", json!("x"), "not known"),
        ("/0/referenceImages", json!("x"), "referenceImages"),
    ];
    check(Vendor::Runware, "", good.clone(), &wrong).await;
    let caller = Caller::start();
    for body in [json!({}), json!([]), json!([good[0], good[0]])] {
        assert_eq!(caller.send(Vendor::Runware, "", &body).await.status(), 422, "{body}");
    }
}

#[tokio::test]
async fn elevenlabs() {
    let good = json!({ "text": "hello", "model_id": "eleven_v3", "voice_settings": { "stability": 0.5, "speed": 1.1 }, "seed": 7 });
    let wrong = [
        ("/text", Value::Null, "text"),
        ("/seed", json!(4_294_967_296_u64), "/seed"),
        ("/voice_settings/stability", json!(2), "stability"),
        ("/voice_settings/loudness", json!(1), "loudness"),
        ("/previous_request_ids", json!(["a", "b", "c", "d"]), "more than 3"),
        ("/apply_text_normalization", json!("maybe"), "apply_text_normalization"),
        ("/voice", json!("x"), "not known"),
    ];
    check(Vendor::ElevenLabs, &format!("{SPEECH}/with-timestamps"), good.clone(), &wrong).await;
    let good_music = json!({ "prompt": "a lullaby", "music_length_ms": 10_000 });
    let wrong = [
        ("/prompt", Value::Null, "exactly one"),
        ("/music_length_ms", json!(1_000), "music_length_ms"),
        ("/seed", json!(1), "/seed"),
        ("/model_id", json!("music_v9"), "model_id"),
    ];
    check(Vendor::ElevenLabs, "/v1/music", good_music, &wrong).await;
    let caller = Caller::start();
    let odd = caller.send(Vendor::ElevenLabs, &format!("{SPEECH}?output_format=mp3"), &good).await;
    assert_eq!(odd.status(), 422);
    let pages = caller.get(Vendor::ElevenLabs, "/v2/voices?page_size=101").send().await.unwrap();
    assert_eq!(pages.status(), 422);
}

#[tokio::test]
async fn hugging_face_and_local_servers() {
    let mut good = chat("hello");
    good["model"] = json!("Qwen/Qwen3-VL-8B-Instruct");
    let wrong = [
        ("/model", json!("gpt-6-luna"), "owner/name"),
        ("/store", json!(false), "not known"),
        ("/messages", Value::Null, "messages"),
    ];
    check(Vendor::HuggingFace, "/v1/chat/completions", good, &wrong).await;
    let caller = Caller::start();
    let path = "/hf-inference/models/Salesforce/blip-image-captioning-large";
    let request = caller.post(Vendor::HuggingFace, path).header("content-type", "image/jpeg").body(PNG);
    assert_eq!(request.send().await.unwrap().status(), 422);
    let local = with(&chat("hello"), "/model", json!("local-text"));
    let wrong = [("/messages", json!("hello"), "/messages"), ("/n", json!(0), "/n")];
    check(Vendor::Compatible, "/chat/completions", local, &wrong).await;
}

#[tokio::test]
async fn unknown_addresses_and_broken_bodies() {
    let caller = Caller::start();
    assert_eq!(caller.send(Vendor::OpenAi, "/responses", &json!({})).await.status(), 404);
    let broken = caller.post(Vendor::OpenAi, "/chat/completions").header("content-type", "application/json");
    assert_eq!(broken.body("{\"model\":").send().await.unwrap().status(), 422);
    let text = caller.post(Vendor::OpenAi, "/chat/completions").body("hello");
    assert_eq!(text.send().await.unwrap().status(), 422);
    let violations = caller.mocks.violations();
    assert_eq!(violations.len(), 4, "{violations:?}");
    assert_eq!((violations[0].vendor, violations[0].operation), (Vendor::OpenAi, Operation::Unknown));
}

/// What is wrong with an answer by the vendor's own document: nothing.
#[track_caller]
fn fits(caller: &Caller, vendor: Vendor, schema: &str, answer: &Value) {
    let wrongs = caller.mocks.judge().wrongs_of_answer(vendor, schema, answer).unwrap();
    assert!(wrongs.is_empty(), "{schema}: {wrongs:?}\n{answer}");
}

/// The events of a stream but for its end.
async fn events(caller: &Caller, vendor: Vendor, path: &str, body: &Value) -> Vec<Value> {
    let body = with(body, "/stream", json!(true));
    let text = caller.send(vendor, path, &body).await.text().await.unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix("data: ")).filter(|data| *data != "[DONE]");
    let events: Vec<Value> = lines.map(|data| serde_json::from_str(data).unwrap()).collect();
    assert!(!events.is_empty());
    events
}

async fn get(caller: &Caller, vendor: Vendor, path: &str) -> Value {
    caller.get(vendor, path).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn openais_answers_fit_its_document() {
    let (caller, vendor) = (Caller::start(), Vendor::OpenAi);
    let talk = chat("x");
    fits(
        &caller,
        vendor,
        "CreateChatCompletionResponse",
        &caller.ask(vendor, "/chat/completions", &talk).await,
    );
    for event in events(&caller, vendor, "/chat/completions", &talk).await {
        fits(&caller, vendor, "CreateChatCompletionStreamResponse", &event);
    }
    let picture = json!({ "model": "gpt-image-2", "prompt": "a fox", "size": "1536x864" });
    fits(&caller, vendor, "ImagesResponse", &caller.ask(vendor, "/images/generations", &picture).await);
    let picture = json!({ "model": "gpt-image-2", "prompt": "a fox", "size": "1024x1024" });
    for event in events(&caller, vendor, "/images/generations", &picture).await {
        fits(&caller, vendor, "ImageGenStreamEvent", &event);
    }
    let speech = json!({ "model": "gpt-4o-mini-tts", "input": "x", "voice": "nova", "stream_format": "sse" });
    let text = caller.send(vendor, "/audio/speech", &speech).await.text().await.unwrap();
    for data in text.lines().filter_map(|line| line.strip_prefix("data: ")) {
        fits(&caller, vendor, "CreateSpeechResponseStreamEvent", &serde_json::from_str(data).unwrap());
    }
    let verdict = caller.ask(vendor, "/moderations", &json!({ "input": "x" })).await;
    fits(&caller, vendor, "CreateModerationResponse", &verdict);
    fits(&caller, vendor, "ListModelsResponse", &get(&caller, vendor, "/models").await);
    caller.mocks.script(When::to(vendor), Refusal::new(Reason::BlockedInput));
    let error: Value = caller.send(vendor, "/chat/completions", &talk).await.json().await.unwrap();
    fits(&caller, vendor, "ErrorResponse", &error);
    // A document that judges nothing would be worse than none.
    assert!(caller.mocks.judge().wrongs_of_answer(vendor, "NoSuchSchema", &json!({})).is_err());
    let wrong = caller.mocks.judge().wrongs_of_answer(vendor, "ImagesResponse", &json!({})).unwrap();
    assert!(!wrong.is_empty());
}

#[tokio::test]
async fn openrouters_answers_fit_its_document() {
    let (caller, vendor) = (Caller::start(), Vendor::OpenRouter);
    let talk = with(&chat("x"), "/model", json!("openai/gpt-6-luna"));
    let answer = caller.ask(vendor, "/chat/completions", &talk).await;
    fits(&caller, vendor, "ChatResult", &answer);
    for event in events(&caller, vendor, "/chat/completions", &talk).await {
        fits(&caller, vendor, "ChatStreamChunk", &event);
    }
    let picture = json!({ "model": "openai/gpt-image-2", "prompt": "a fox" });
    fits(&caller, vendor, "ImageGenerationResponse", &caller.ask(vendor, "/images", &picture).await);
    for event in events(&caller, vendor, "/images", &picture).await {
        fits(&caller, vendor, "ImageStreamingResponse", &json!({ "data": event }));
    }
    fits(&caller, vendor, "ModelsListResponse", &get(&caller, vendor, "/models").await);
    fits(&caller, vendor, "CurrentKeyResponse", &get(&caller, vendor, "/key").await);
    let id = answer["id"].as_str().unwrap();
    fits(&caller, vendor, "GenerationResponse", &get(&caller, vendor, &format!("/generation?id={id}")).await);
    for (reason, schema) in
        [(Reason::NoCredit, "PaymentRequiredResponse"), (Reason::RateLimited, "TooManyRequestsResponse")]
    {
        caller.mocks.script(When::to(vendor), Refusal::new(reason));
        let error: Value = caller.send(vendor, "/chat/completions", &talk).await.json().await.unwrap();
        fits(&caller, vendor, schema, &error);
    }
}

/// Its document is no part of this repository: it judges where `ELEVENLABS_SPEC` names a copy, and what it says is
/// said by hand-written rules everywhere.
#[tokio::test]
async fn elevenlabs_answers_are_those_of_its_contract() {
    let (caller, vendor) = (Caller::start(), Vendor::ElevenLabs);
    let spoken = caller.ask(vendor, &format!("{SPEECH}/with-timestamps"), &json!({ "text": "hello" })).await;
    let voices = get(&caller, vendor, "/v2/voices").await;
    let models = get(&caller, vendor, "/v1/models").await;
    assert!(spoken["audio_base64"].is_string() && spoken["alignment"]["characters"].is_array());
    assert!(voices["voices"][0]["voice_id"].is_string() && voices["has_more"].is_boolean());
    assert!(models[0]["maximum_text_length_per_request"].is_u64());
    if caller.mocks.judge().has_elevenlabs_document() {
        fits(&caller, vendor, "AudioWithTimestampsResponseModel", &spoken);
        fits(&caller, vendor, "GetVoicesV2ResponseModel", &voices);
        fits(&caller, vendor, "ModelResponseModel", &models[0]);
    } else {
        eprintln!("ELEVENLABS_SPEC names no copy of its document: hand-written rules alone");
    }
}
