use std::time::Duration;

use serde_json::Value;
use talewright_tests::mock::{Fault, Operation, Outcome, Transport, Vendor, When};

use super::{Caller, chat};

const PATH: &str = "/chat/completions";

/// Scripts the fault for the next conversation.
fn next(caller: &Caller, fault: impl Into<Fault>) {
    caller.mocks.script(When::to(Vendor::OpenAi).operation(Operation::Chat), fault);
}

#[tokio::test]
async fn connections_are_reset_before_and_after_the_body() {
    let caller = Caller::start();
    for (fault, paid) in [
        (Transport::ResetBeforeBody, 0),
        (Transport::ResetAfterBody { charged: false }, 0),
        (Transport::ResetAfterBody { charged: true }, 1),
    ] {
        next(&caller, fault);
        let error = caller.post(Vendor::OpenAi, PATH).json(&chat("x")).send().await.unwrap_err();
        assert!(error.is_request() && !error.is_timeout(), "{error:?}");
        assert_eq!(caller.mocks.paid().len(), paid);
    }
    // Of the first one, only the head was read.
    assert_eq!(caller.mocks.requests().len(), 2);
    assert!(caller.mocks.requests().iter().all(|entry| entry.outcome == Outcome::Dropped));
}

#[tokio::test]
async fn an_answer_hangs_until_it_is_released() {
    let caller = Caller::start();
    next(&caller, Fault::charge_then_hang());
    let call = tokio::spawn(caller.post(Vendor::OpenAi, PATH).json(&chat("x")).send());
    caller.mocks.until_asked(Vendor::OpenAi, Operation::Chat, 1).await;
    assert!(!call.is_finished());
    assert_eq!(caller.mocks.in_flight(Vendor::OpenAi), 1);
    caller.mocks.release();
    assert_eq!(call.await.unwrap().unwrap().status(), 200);
    assert_eq!(caller.mocks.paid().len(), 1);
}

#[tokio::test]
async fn who_goes_away_has_paid_all_the_same() {
    let caller = Caller::start();
    caller.mocks.set_latency(Vendor::OpenAi, Duration::from_secs(600));
    let call = tokio::spawn(caller.post(Vendor::OpenAi, PATH).json(&chat("x")).send());
    caller.mocks.until_asked(Vendor::OpenAi, Operation::Chat, 1).await;
    call.abort();
    caller.mocks.until(|calls| calls[0].outcome == Outcome::Dropped).await;
    assert_eq!(caller.mocks.paid().len(), 1);
    assert_eq!(caller.mocks.in_flight(Vendor::OpenAi), 0);
}

#[tokio::test]
async fn bodies_break_off_hang_or_drip() {
    let caller = Caller::start();
    next(&caller, Transport::CutBody);
    let cut = caller.send(Vendor::OpenAi, PATH, &chat("x")).await;
    assert!(cut.status() == 200 && cut.bytes().await.is_err());

    next(&caller, Transport::HangMidBody);
    let mut hung = caller.send(Vendor::OpenAi, PATH, &chat("x")).await;
    assert!(hung.chunk().await.unwrap().is_some());
    let rest = tokio::time::timeout(Duration::from_millis(50), hung.chunk()).await;
    assert!(rest.is_err(), "nothing more comes");

    next(&caller, Transport::SlowBytes { bytes: 50, pause_ms: 1 });
    let mut slow = caller.send(Vendor::OpenAi, PATH, &chat("x")).await;
    let mut pieces = Vec::new();
    while let Some(piece) = slow.chunk().await.unwrap() {
        pieces.push(piece);
    }
    assert!(pieces.len() > 3, "{}", pieces.len());
    assert!(serde_json::from_slice::<Value>(&pieces.concat()).is_ok());
}

#[tokio::test]
async fn bodies_are_not_what_they_should_be() {
    let caller = Caller::start();
    let get = async |fault: Transport| {
        next(&caller, fault);
        let response = caller.send(Vendor::OpenAi, PATH, &chat("x")).await;
        let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
        (kind, response.bytes().await.unwrap())
    };
    let (_, blanks) = get(Transport::LeadingBlanks { lines: 5, pause_ms: 1 }).await;
    assert!(blanks.starts_with(b"   \n   \n") && serde_json::from_slice::<Value>(&blanks).is_ok());
    let (kind, _) = get(Transport::ContentType { value: "text/html".into() }).await;
    assert_eq!(kind, "text/html");
    let (_, huge) = get(Transport::HugeBody { bytes: 3_000_001 }).await;
    assert_eq!(huge.len(), 3_000_001);
    let (kind, garbage) = get(Transport::Garbage).await;
    assert!(kind == "application/json" && serde_json::from_slice::<Value>(&garbage).is_err());
    assert!(get(Transport::EmptyBody).await.1.is_empty());
    let raw = Fault::Raw {
        status: 418,
        headers: vec![("x-tea".into(), "green".into())],
        body: "pot".into(),
        charged: false,
    };
    next(&caller, raw);
    let tea = caller.send(Vendor::OpenAi, PATH, &chat("x")).await;
    assert_eq!((tea.status().as_u16(), tea.headers()["x-tea"].to_str().unwrap()), (418, "green"));
    next(&caller, Transport::Headers { headers: vec![("x-request-id".into(), String::new())] });
    let without = caller.send(Vendor::OpenAi, PATH, &chat("x")).await;
    assert!(!without.headers().contains_key("x-request-id"));
}

#[tokio::test]
async fn rules_are_for_the_calls_that_they_name() {
    let caller = Caller::start();
    let delay = || Transport::ContentType { value: "x/y".into() };
    let seen = async |words: &str| {
        let response = caller.send(Vendor::OpenAi, PATH, &chat(words)).await;
        response.headers()["content-type"] == "x/y"
    };
    caller.mocks.script(When::to(Vendor::OpenAi).prompt("fox").nth(2).times(2), delay());
    caller.mocks.script(When::to(Vendor::OpenAi).operation(Operation::Image).always(), delay());
    caller.mocks.script(When::to(Vendor::Runware).always(), delay());
    let mut hits = Vec::new();
    for words in ["a fox", "an owl", "a fox", "an owl", "the fox", "a fox"] {
        hits.push(seen(words).await);
    }
    assert_eq!(hits, [false, false, true, false, true, false]);
    assert_eq!(caller.mocks.open_rules(), 2, "the first one was used up");
    caller.mocks.unscript();
    assert_eq!(caller.mocks.open_rules(), 0);
}
