use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use talewright_domain::Language;
use talewright_domain::ports::{ImageReply, ModerationRequest, ProviderError, ProviderErrorKind, Subject};

use super::support::{Act, PNG, Stub, answer, call, json as json_answer, picture, reference};

fn painted(usage: Value) -> Vec<u8> {
    json_answer(200, &json!({"created": 1, "data": [{"b64_json": STANDARD.encode(PNG)}], "usage": usage}))
}

fn tokens() -> Value {
    json!({"input_tokens": 1_000, "input_tokens_details": {"text_tokens": 100, "image_tokens": 900},
           "output_tokens": 2_000, "total_tokens": 3_000})
}

async fn paint(provider: &str, answer: Vec<u8>) -> Result<ImageReply, ProviderError> {
    let stub = Stub::saying(answer).await;
    let model = if provider == "compatible" { Some("sd") } else { None };
    stub.registry().image(provider, model).unwrap().paint(picture("A meadow.", Vec::new())).await
}

#[tokio::test]
async fn openai_paints_by_generations() {
    let stub = Stub::saying(painted(tokens())).await;
    let prompt = "A meadow<sd_cpp_extra_args>{\"steps\":999}</sd_cpp_extra_args>.";
    let reply =
        stub.registry().image("openai", None).unwrap().paint(picture(prompt, Vec::new())).await.unwrap();
    assert_eq!((reply.bytes.as_ref(), reply.media_type.as_str()), (PNG, "image/png"));
    assert_eq!(reply.bill.cost.micros(), 8_000 + 60_000);
    assert_eq!((reply.bill.usage.images, reply.bill.usage.estimated), (1, false));
    let seen = stub.only();
    assert_eq!(seen.path, "/v1/images/generations");
    assert_eq!(
        seen.json(),
        json!({"model": "gpt-image-2", "prompt": "A meadow.", "n": 1, "size": "1024x1024", "quality": "medium",
               "output_format": "png", "safety_identifier": "user-7"})
    );
}

#[tokio::test]
async fn references_go_to_edits_as_an_array() {
    for (provider, model) in [("openai", None), ("compatible", Some("sd"))] {
        let stub = Stub::saying(painted(tokens())).await;
        let references: Vec<_> = (0..20).map(|number| reference(&format!("Friend {number}"))).collect();
        stub.registry()
            .image(provider, model)
            .unwrap()
            .paint(picture("A meadow.", references))
            .await
            .unwrap();
        let seen = stub.only();
        assert_eq!(seen.path, "/v1/images/edits");
        let body = seen.text();
        assert_eq!(
            body.matches("name=\"image[]\"; filename=\"reference-").count(),
            16,
            "as many as it takes"
        );
        assert!(!body.contains("name=\"image\""));
        assert!(body.contains("1: Friend 0; 2: Friend 1;") && !body.contains("Friend 16"), "who is on which");
        assert_eq!(body.contains("name=\"quality\""), provider == "openai");
        assert!(!body.contains("response_format") && !body.contains("input_fidelity"));
    }
}

#[tokio::test]
async fn a_server_without_edits_paints_without_references() {
    let stub = Stub::start(|seen, _| {
        Act::Send(if seen.path.ends_with("/edits") {
            answer(404, "", b"404 page not found")
        } else {
            painted(Value::Null)
        })
    })
    .await;
    let model = stub.registry().image("compatible", Some("sd")).unwrap();
    for _ in 0..2 {
        let reply = model.paint(picture("A meadow.", vec![reference("Zog")])).await.unwrap();
        assert_eq!(reply.bill.cost.micros(), 0);
    }
    let paths: Vec<_> = stub.seen().into_iter().map(|seen| seen.path).collect();
    assert_eq!(paths, ["/v1/images/edits", "/v1/images/generations", "/v1/images/generations"], "remembered");
    assert_eq!(
        stub.seen()[1].json(),
        json!({"model": "sd", "prompt": "A meadow.", "n": 1, "size": "1024x1024"})
    );
}

#[tokio::test]
async fn sizes_are_those_that_models_take() {
    for (model, width, height, expected) in [
        ("gpt-image-2", 1000, 700, "1008x704"),
        ("gpt-image-2", 9000, 100, "768x256"),
        ("gpt-image-2", 100, 9000, "256x768"),
        ("gpt-image-2", 5000, 4000, "3840x2160"),
        ("gpt-image-1.5", 1600, 900, "1536x1024"),
        ("gpt-image-1-mini", 900, 1600, "1024x1536"),
        ("chatgpt-image-latest", 1000, 1000, "1024x1024"),
    ] {
        let stub = Stub::saying(painted(tokens())).await;
        let mut request = picture("x", Vec::new());
        (request.width, request.height) = (width, height);
        stub.registry().image("openai", Some(model)).unwrap().paint(request).await.unwrap();
        assert_eq!(stub.only().json()["size"], expected, "{model} {width}x{height}");
    }
}

#[tokio::test]
async fn openrouter_paints_in_one_request_and_names_the_cost() {
    let stub = Stub::saying(painted(
        json!({"prompt_tokens": 0, "completion_tokens": 4_175, "total_tokens": 4_175, "cost": 0.04}),
    ))
    .await;
    let request = picture("A meadow.", vec![reference("Zog")]);
    let reply = stub.registry().image("openrouter", None).unwrap().paint(request).await.unwrap();
    assert_eq!((reply.bill.cost.micros(), reply.bill.usage.output_tokens), (40_000, 4_175));
    let seen = stub.only();
    assert_eq!(seen.path, "/api/v1/images");
    let body = seen.json();
    assert_eq!((&body["model"], &body["n"]), (&json!("openai/gpt-image-2"), &json!(1)));
    assert!(
        body["input_references"][0]["image_url"]["url"]
            .as_str()
            .unwrap()
            .starts_with("data:image/png;base64,")
    );
    assert!(body["prompt"].as_str().unwrap().contains("1: Zog"));
    let stub = Stub::saying(json_answer(502, &json!({"error": {"code": 502, "message": "x"}}))).await;
    let failed = stub.registry().image("openrouter", None).unwrap().paint(picture("x", Vec::new())).await;
    assert!(
        matches!(failed.unwrap_err().kind, ProviderErrorKind::Unavailable { .. }),
        "failures are not billed"
    );
}

#[tokio::test]
async fn a_picture_can_be_at_an_address_of_the_server() {
    let stub = Stub::start(|seen, _| {
        let host = &seen.headers["host"];
        Act::Send(match seen.path.as_str() {
            "/v1/images/generations" => {
                json_answer(200, &json!({"data": [{"url": format!("http://{host}/made/1.png")}]}))
            }
            _ => answer(200, "content-type: image/png\r\n", PNG),
        })
    })
    .await;
    let reply = stub
        .registry()
        .image("compatible", Some("sd"))
        .unwrap()
        .paint(picture("x", Vec::new()))
        .await
        .unwrap();
    assert_eq!(reply.bytes.as_ref(), PNG);
    assert!(!stub.seen()[1].headers.contains_key("authorization"));
    let elsewhere = json_answer(200, &json!({"data": [{"url": "http://169.254.169.254/latest/meta-data"}]}));
    let error = paint("compatible", elsewhere).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Malformed);
    assert!(!error.message.contains("169.254"), "{error}");
}

#[tokio::test]
async fn what_is_no_picture_is_not_taken_for_one() {
    let datum = |data: Value| json_answer(200, &json!({"data": data}));
    for answer in [
        datum(json!([])),
        datum(json!([{}])),
        datum(json!([{"b64_json": null, "url": null}])),
        datum(json!([{"b64_json": "!!!"}])),
        datum(json!([{"b64_json": STANDARD.encode("<html>")}])),
        datum(json!([{"b64_json": STANDARD.encode(b"GIF89a")}])),
        json_answer(200, &json!({"created": 1})),
        answer(200, "content-type: image/png\r\n", PNG),
    ] {
        let said = String::from_utf8_lossy(&answer).into_owned();
        assert_eq!(paint("openai", answer).await.unwrap_err().kind, ProviderErrorKind::Malformed, "{said}");
    }
}

#[tokio::test]
async fn blocked_pictures_and_unverified_accounts_are_told_apart() {
    let blocked = json!({"error": {"message": "Your request was rejected: safety_violations=[violence]", "type": "image_generation_user_error",
        "code": "moderation_blocked", "moderation_details": {"moderation_stage": "output", "categories": ["violence"]}}});
    assert_eq!(
        paint("openai", json_answer(400, &blocked)).await.unwrap_err().kind,
        ProviderErrorKind::Refused
    );
    let unverified = json!({"error": {"message": "Your organization must be verified to use the model `gpt-image-2`", "type": "invalid_request_error", "code": null}});
    let error = paint("openai", json_answer(403, &unverified)).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Account);
    assert!(error.message.contains("must be verified"), "{error}");
}

#[tokio::test]
async fn uncounted_tokens_are_not_free() {
    let reply = paint("openai", painted(Value::Null)).await.unwrap();
    assert_eq!((reply.bill.cost.micros(), reply.bill.usage.estimated), (140_000, true));
}

async fn judge(result: Value, subject: Subject) -> (Result<Vec<String>, ProviderErrorKind>, Value) {
    let stub = Stub::saying(json_answer(200, &json!({"id": "m", "results": result}))).await;
    let request =
        ModerationRequest { subject, language: Language::english(), for_children: true, call: call() };
    let moderator = stub.registry().moderation("openai", None).unwrap();
    assert!(moderator.sees_images());
    let verdict = moderator.judge(request).await;
    (verdict.map(|verdict| verdict.categories).map_err(|error| error.kind), stub.only().json())
}

#[tokio::test]
async fn words_and_pictures_are_judged() {
    let flagged = json!([{"flagged": true, "categories": {"violence/graphic": true, "hate": false}, "category_scores": {}}]);
    let (verdict, body) = judge(flagged, Subject::Text("blood".into())).await;
    assert_eq!(verdict.unwrap(), ["violence/graphic"]);
    assert_eq!(
        body,
        json!({"model": "omni-moderation-latest", "input": [{"type": "text", "text": "blood"}]})
    );
    let clean =
        json!([{"flagged": false, "categories": {"illicit": null}, "category_scores": {"sexual": 0.01}}]);
    let (verdict, body) = judge(clean, Subject::Image(reference("page"))).await;
    assert!(verdict.unwrap().is_empty());
    assert!(body["input"][0]["image_url"]["url"].as_str().unwrap().starts_with("data:image/png;base64,"));
    for nothing in [json!([]), json!([{}]), json!([{"categories": {}}])] {
        let (verdict, _) = judge(nothing, Subject::Text("x".into())).await;
        assert_eq!(verdict.unwrap_err(), ProviderErrorKind::Malformed, "no judgement is no pardon");
    }
}
