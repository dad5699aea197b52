use serde_json::{Value, json};
use talewright_tests::mock::{Reason, Refusal, RetryAfter, Shape, Vendor, When};

use super::{Caller, chat};

const REASONS: [Reason; 26] = [
    Reason::BadKey,
    Reason::NoCredit,
    Reason::RateLimited,
    Reason::ConcurrentLimit,
    Reason::SlowDown,
    Reason::Overloaded,
    Reason::ServerError,
    Reason::BadGateway,
    Reason::GatewayTimeout,
    Reason::CdnTimeout,
    Reason::RequestTimeout,
    Reason::Conflict,
    Reason::ModelGone,
    Reason::NotFound,
    Reason::InvalidRequest,
    Reason::SchemaUnsupported,
    Reason::DuplicateParameter,
    Reason::TooLong,
    Reason::TooLarge,
    Reason::BlockedInput,
    Reason::BlockedOutput,
    Reason::NotVerified,
    Reason::PlanTooLow,
    Reason::UnusualActivity,
    Reason::Loading,
    Reason::HostGone,
];

/// Status, headers and body of a scripted error.
async fn refused(
    caller: &Caller,
    vendor: Vendor,
    refusal: Refusal,
) -> (u16, reqwest::header::HeaderMap, String) {
    caller.mocks.script(When::to(vendor), refusal);
    let task = "3f2f9c9e-5b7f-4a53-9d2c-1f0e7b8a6c11";
    let response = match vendor {
        Vendor::Runware => {
            let body = json!([{ "taskType": "getResponse", "taskUUID": task }]);
            caller.send(vendor, "", &body).await
        }
        Vendor::ElevenLabs => caller.get(vendor, "/v1/models").send().await.unwrap(),
        Vendor::HuggingFace => caller.get(vendor, "/v1/models").send().await.unwrap(),
        _ => caller.get(vendor, "/models").send().await.unwrap(),
    };
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.text().await.unwrap())
}

#[tokio::test]
async fn every_vendor_has_words_for_every_reason() {
    let caller = Caller::start();
    for vendor in Vendor::ALL {
        for reason in REASONS {
            let (status, headers, body) = refused(&caller, vendor, Refusal::new(reason)).await;
            assert!((400..=599).contains(&status), "{vendor:?} {reason:?} {status}");
            let is_page = matches!(reason, Reason::BadGateway | Reason::CdnTimeout);
            let kind = headers["content-type"].to_str().unwrap();
            assert_eq!(kind.starts_with("text/html"), is_page, "{vendor:?} {reason:?} {kind}");
            if is_page {
                continue;
            }
            let body: Value = serde_json::from_str(&body).unwrap();
            let place = match vendor {
                Vendor::Runware => "/errors/0/message",
                Vendor::ElevenLabs => "/detail/message",
                Vendor::HuggingFace => "/error",
                _ => "/error/message",
            };
            let message = body.pointer(place).and_then(Value::as_str).unwrap_or_else(|| panic!("{body}"));
            assert!(message.len() > 3);
        }
    }
    assert_eq!(caller.mocks.paid(), []);
}

#[tokio::test]
async fn errors_come_in_all_the_shapes_that_were_seen() {
    let caller = Caller::start();
    let body = async |vendor, refusal| {
        let (status, _, body) = refused(&caller, vendor, refusal).await;
        (status, serde_json::from_str::<Value>(&body).unwrap_or(Value::String(body)))
    };
    let quota = Refusal::new(Reason::NoCredit);
    let (status, new) = body(Vendor::ElevenLabs, quota.clone()).await;
    assert_eq!((status, &new["detail"]["code"]), (402, &json!("insufficient_credits")));
    let (status, old) = body(Vendor::ElevenLabs, quota.clone().shape(Shape::Old)).await;
    assert_eq!((status, &old["detail"]["status"]), (401, &json!("quota_exceeded")));
    let (_, list) = body(Vendor::ElevenLabs, quota.clone().shape(Shape::List)).await;
    assert!(list["detail"][0]["loc"].is_array());
    let (_, text) = body(Vendor::ElevenLabs, quota.clone().shape(Shape::Text)).await;
    assert!(text["detail"].is_string());

    let (status, spent) = body(Vendor::OpenAi, quota.clone().code("project_spend_limit_exceeded")).await;
    assert_eq!((status, &spent["error"]["code"]), (429, &json!("project_spend_limit_exceeded")));
    assert_eq!(spent["error"]["type"], "insufficient_quota");
    let (status, bad) = body(Vendor::OpenAi, Refusal::new(Reason::ServerError).status(200)).await;
    assert!(status == 200 && bad["error"].is_object());
    let (status, down) = body(Vendor::OpenAi, Refusal::new(Reason::SlowDown).status(503)).await;
    assert_eq!((status, &down["error"]["code"]), (503, &json!("slow_down")));

    let (_, number) = body(Vendor::OpenRouter, quota.clone()).await;
    assert_eq!(number["error"]["code"], 402);
    let (_, word) =
        body(Vendor::OpenRouter, Refusal::new(Reason::ServerError).shape(Shape::StringCode)).await;
    assert_eq!(word["error"]["code"], "server");
    let (_, gone) =
        body(Vendor::OpenRouter, Refusal::new(Reason::ModelGone).shape(Shape::Availability)).await;
    assert!(gone["error"]["code"].is_null() && gone["error"]["availability"]["retryable"] == false);

    let (_, object) = body(Vendor::Runware, Refusal::new(Reason::NoCredit).shape(Shape::Object)).await;
    assert!(object["error"]["code"].is_string() && object["taskUUID"].is_string());
    let (_, bare) = body(Vendor::Runware, Refusal::new(Reason::NoCredit).shape(Shape::List)).await;
    assert_eq!(bare[0]["code"], "insufficientCredits");

    let (status, loading) =
        body(Vendor::HuggingFace, Refusal::new(Reason::Loading).estimated_time(33.0)).await;
    assert_eq!((status, &loading["estimated_time"]), (503, &json!(33.0)));
    let (status, _) = body(Vendor::HuggingFace, Refusal::new(Reason::HostGone)).await;
    assert_eq!(status, 410);
    let (_, list) = body(Vendor::HuggingFace, Refusal::new(Reason::TooLong).shape(Shape::List)).await;
    assert!(list["error"][0].is_string());
    let (_, numeric) = body(Vendor::Compatible, Refusal::new(Reason::Loading)).await;
    assert_eq!(numeric["error"]["code"], 503);
    for (shape, start) in [(Shape::Plain, "Too Many"), (Shape::Html, "<!DOCTYPE"), (Shape::Empty, "")] {
        let (_, text) = body(Vendor::OpenAi, Refusal::new(Reason::RateLimited).shape(shape)).await;
        assert!(text.as_str().unwrap().starts_with(start), "{text}");
    }
}

#[tokio::test]
async fn waiting_is_said_in_every_way() {
    let caller = Caller::start();
    for (wait, name, said) in [
        (RetryAfter::Seconds(7), "retry-after", "7"),
        (RetryAfter::Seconds(-3), "retry-after", "-3"),
        (RetryAfter::Seconds(i64::MAX), "retry-after", "9223372036854775807"),
        (RetryAfter::Float(0.5), "retry-after", "0.5"),
        (RetryAfter::DateIn(60), "retry-after", "GMT"),
        (RetryAfter::Milliseconds(1500), "retry-after-ms", "1500"),
        (RetryAfter::Raw("soon".into()), "retry-after", "soon"),
        (RetryAfter::ResetIn(5), "x-ratelimit-reset", "1"),
        (RetryAfter::RateLimit(55), "ratelimit", "\"api\";r=0;t=55"),
    ] {
        let refusal = Refusal::new(Reason::RateLimited).retry_after(wait.clone());
        let (status, headers, _) = refused(&caller, Vendor::HuggingFace, refusal).await;
        assert!(status == 429 && headers[name].to_str().unwrap().contains(said), "{wait:?} {headers:?}");
    }
    let (_, headers, _) = refused(&caller, Vendor::OpenAi, Refusal::new(Reason::RateLimited)).await;
    assert!(!headers.contains_key("retry-after"));
}

#[tokio::test]
async fn keys_are_asked_for() {
    let caller = Caller::start();
    for vendor in Vendor::ALL.into_iter().filter(|vendor| *vendor != Vendor::Compatible) {
        let path = if vendor.base_path().is_empty() { "/v1/models" } else { "/models" };
        let url = format!("{}{path}", caller.mocks.base_url(vendor));
        let response = if vendor == Vendor::Runware {
            caller.plain().post(caller.mocks.base_url(vendor)).json(&json!([])).send().await
        } else {
            caller.plain().get(url).send().await
        };
        assert_eq!(response.unwrap().status(), 401, "{vendor:?}");
    }
    let bad = caller.plain().get(format!("{}/models", caller.mocks.base_url(Vendor::OpenAi)));
    assert_eq!(bad.bearer_auth("bad-key").send().await.unwrap().status(), 401);
    let gone = json!({ "model": "gpt-image-1", "prompt": "x" });
    assert_eq!(caller.send(Vendor::OpenAi, "/images/generations", &gone).await.status(), 404);
    let chat = caller.send(Vendor::OpenAi, "/chat/completions", &chat("x")).await;
    assert_eq!(chat.status(), 200);
}
