use std::time::Duration;

use serde_json::{Value, json};
use talewright_tests::mock::{Fault, Operation, Outcome, Reason, Refusal, Vendor, When};

use super::{Caller, chat};

const PATH: &str = "/chat/completions";

#[tokio::test]
async fn what_was_done_is_paid_and_what_was_refused_is_not() {
    let caller = Caller::start();
    let when = || When::to(Vendor::OpenAi);
    caller.mocks.script(when(), Refusal::new(Reason::RateLimited));
    caller.mocks.script(when(), Fault::charge_then_fail());
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(caller.send(Vendor::OpenAi, PATH, &chat("a fox")).await.status().as_u16());
    }
    assert_eq!(statuses, [429, 500, 200]);
    caller.send(Vendor::OpenAi, PATH, &chat("an owl")).await;
    let paid = caller.mocks.paid_for("fox");
    assert_eq!(paid.len(), 2);
    assert!(paid.iter().all(|payment| payment.usd > 0.0 && payment.key == paid[0].key));
    assert_eq!(caller.mocks.times_paid().values().max(), Some(&2));
    assert!(caller.mocks.bill(Vendor::OpenAi) > paid[0].usd);
    assert_eq!(caller.mocks.bill(Vendor::Runware), 0.0);
    // The same words have the same key at another vendor.
    let mut body = chat("a fox");
    body["model"] = json!("local-text");
    caller.ask(Vendor::Compatible, PATH, &body).await;
    let local = caller.mocks.paid().pop().unwrap();
    assert_eq!((local.key.as_str(), local.usd), (paid[0].key.as_str(), 0.0));
    caller.mocks.forget();
    assert!(caller.mocks.paid().is_empty() && caller.mocks.requests().is_empty());
}

#[tokio::test]
async fn lists_and_verdicts_are_free() {
    let caller = Caller::start();
    caller.get(Vendor::OpenAi, "/models").send().await.unwrap();
    caller.ask(Vendor::OpenAi, "/moderations", &json!({ "input": "hello" })).await;
    caller.get(Vendor::OpenRouter, "/key").send().await.unwrap();
    caller.get(Vendor::ElevenLabs, "/v1/user/subscription").send().await.unwrap();
    assert_eq!(caller.mocks.paid(), []);
    assert_eq!(caller.mocks.requests().len(), 4);
}

#[tokio::test]
async fn calls_are_written_down_without_their_keys() {
    let caller = Caller::start();
    let body = json!({ "model": "gpt-image-2", "prompt": "a fox" });
    caller.ask(Vendor::OpenAi, "/images/generations", &body).await;
    caller.get(Vendor::ElevenLabs, "/v2/voices?page_size=3").send().await.unwrap();
    let calls = caller.mocks.requests();
    assert_eq!(
        (calls[0].operation, calls[0].status, calls[0].outcome),
        (Operation::Image, Some(200), Outcome::Answered)
    );
    assert_eq!((&calls[0].body, calls[0].prompt.as_str()), (&body, "a fox"));
    assert_eq!(calls[1].query["page_size"], "3");
    let written = serde_json::to_string(&calls).unwrap();
    assert!(!written.contains("secret-key") && written.contains("***"), "{written}");
    assert_eq!(caller.mocks.requests_for(Vendor::OpenAi, Operation::Image).len(), 1);
}

#[tokio::test]
async fn a_vendor_takes_so_many_calls_at_once() {
    let caller = Caller::start();
    caller.mocks.set_limit(Vendor::ElevenLabs, 2);
    caller.mocks.script(When::to(Vendor::ElevenLabs).times(2), Fault::charge_then_hang());
    let path = "/v1/text-to-speech/21m00Tcm4TlvDq8ikWAM";
    let body = json!({ "text": "Good night." });
    let call = || tokio::spawn(caller.post(Vendor::ElevenLabs, path).json(&body).send());
    let held = [call(), call()];
    caller.mocks.until_asked(Vendor::ElevenLabs, Operation::Speech, 2).await;
    let over = caller.send(Vendor::ElevenLabs, path, &body).await;
    assert_eq!(over.status(), 429);
    let detail: Value = over.json().await.unwrap();
    assert_eq!(detail["detail"]["code"], "concurrent_limit_exceeded");
    caller.mocks.release();
    for held in held {
        let answer = held.await.unwrap().unwrap();
        assert_eq!(answer.headers()["maximum-concurrent-requests"], "2");
    }
    assert_eq!(caller.mocks.peak(Vendor::ElevenLabs), 3);
}

#[tokio::test]
async fn calls_above_the_limit_can_wait_for_their_turn() {
    let caller = Caller::start();
    caller.mocks.set_latency(Vendor::OpenAi, Duration::from_millis(20));
    caller.mocks.set_queue(Vendor::OpenAi, 1);
    let begun = std::time::Instant::now();
    let calls: Vec<_> =
        (0..3).map(|_| tokio::spawn(caller.post(Vendor::OpenAi, PATH).json(&chat("x")).send())).collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().status(), 200);
    }
    assert!(begun.elapsed() >= Duration::from_millis(60), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn all_of_it_can_be_had_over_http() {
    let caller = Caller::start();
    let control = format!("{}/_mock", caller.mocks.origin(Vendor::OpenAi));
    let rule = json!({
        "when": { "vendor": "open_ai", "operation": "chat", "prompt": "fox", "times": 1 },
        "fault": { "kind": "refuse", "reason": "rate_limited", "retry_after": { "float": 1.5 }, "shape": "html" },
    });
    let post = async |path: &str, body: &Value| {
        caller.plain().post(format!("{control}/{path}")).json(body).send().await.unwrap().status().as_u16()
    };
    let get = async |path: &str| {
        let response = caller.plain().get(format!("{control}/{path}")).send().await.unwrap();
        response.json::<Value>().await.unwrap()
    };
    assert_eq!(post("faults", &rule).await, 204);
    let twist = json!({ "when": { "vendor": "open_ai", "times": null }, "fault": { "kind": "chat", "twist": "no_usage" } });
    assert_eq!(post("faults", &twist).await, 204);
    assert_eq!(get("faults").await.as_array().unwrap().len(), 2);
    assert_eq!(post("faults", &json!({ "when": {} })).await, 422);
    let refused = caller.send(Vendor::OpenAi, PATH, &chat("a fox")).await;
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (429, "1.5"));
    assert!(caller.ask(Vendor::OpenAi, PATH, &chat("a fox")).await["usage"].is_null());
    assert_eq!(get("payments").await[0]["operation"], "chat");
    assert_eq!(get("requests").await.as_array().unwrap().len(), 2);
    assert_eq!(get("violations").await, json!([]));
    assert_eq!(post("settings", &json!({ "vendor": "open_ai", "limit": 5, "latency_ms": 1 })).await, 204);
    assert_eq!(post("release", &json!({})).await, 204);
    for path in ["faults", "requests"] {
        let response = caller.plain().delete(format!("{control}/{path}")).send().await.unwrap();
        assert_eq!(response.status(), 204);
        assert_eq!(get(path).await, json!([]));
    }
}
