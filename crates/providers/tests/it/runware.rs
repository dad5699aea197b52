//! Runware: a task by an id of ours, whatever gets lost on the way.

use serde_json::{Value, json};
use talewright_domain::CostUsd;
use talewright_domain::ports::{Call, ImageReply, ImageRequest, ProviderError, ProviderErrorKind};

use super::support::{Act, PNG, Seen, Stub, answer, call, json, picture, reference};

/// What the server says of a task that is asked for.
#[derive(Clone, Copy)]
enum Says {
    Unknown,
    Processing,
    Done,
    Failed,
    Unsafe,
    Nothing,
}

fn task(seen: &Seen) -> Value {
    seen.json().get(0).cloned().unwrap()
}

fn kind(seen: &Seen) -> String {
    task(seen)["taskType"].as_str().unwrap().to_owned()
}

fn about(task: &Value, fields: Value) -> Vec<u8> {
    let mut item = json!({"taskType": "imageInference", "taskUUID": task["taskUUID"]});
    item.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    json(200, &json!({ "data": [item] }))
}

fn refusal(status: u16, task: &Value, code: &str) -> Vec<u8> {
    let error =
        json!({"code": code, "message": "No.", "taskUUID": task["taskUUID"], "parameter": ["a", "b"]});
    json(status, &json!({ "errors": [error] }))
}

fn standing(seen: &Seen, says: Says) -> Vec<u8> {
    let (task, host) = (task(seen), &seen.headers["host"]);
    match says {
        Says::Unknown => refusal(404, &task, "taskNotFound"),
        Says::Processing => about(&task, json!({"status": "processing", "progress": 40})),
        Says::Failed => {
            about(&task, json!({"status": "error", "error": {"code": "inferenceError", "message": "?"}}))
        }
        Says::Unsafe => {
            about(&task, json!({"imageUUID": "i", "imageURL": "http://x.test/i", "NSFWContent": true}))
        }
        Says::Nothing => json(200, &json!({})),
        Says::Done => {
            let url = format!("http://{host}/pictures/i.png");
            about(
                &task,
                json!({"imageUUID": "i", "imageURL": url, "cost": 0.0042, "NSFWContent": false, "status": "success"}),
            )
        }
    }
}

/// A server that does `submit` with the n-th submission, says these things one after the other when it is asked for
/// results, and has the picture.
async fn server(submit: impl Fn(&Seen, usize) -> Act + Send + Sync + 'static, says: &'static [Says]) -> Stub {
    let (submitted, asked) = (std::sync::atomic::AtomicUsize::new(0), std::sync::atomic::AtomicUsize::new(0));
    let next =
        |counter: &std::sync::atomic::AtomicUsize| counter.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    Stub::start(move |seen, _| match seen.method.as_str() {
        "GET" => Act::Send(answer(200, "content-type: image/png\r\n", PNG)),
        _ if kind(seen) == "getResponse" => Act::Send(standing(seen, says[next(&asked).min(says.len() - 1)])),
        _ => submit(seen, next(&submitted)),
    })
    .await
}

fn accepts(seen: &Seen, _: usize) -> Act {
    Act::Send(about(&task(seen), json!({})))
}

/// The connection closes without an answer.
fn loses(_: &Seen, _: usize) -> Act {
    Act::Send(Vec::new())
}

async fn paint(stub: &Stub, request: ImageRequest) -> Result<ImageReply, ProviderError> {
    stub.registry().image("runware", None).unwrap().paint(request).await
}

fn first() -> ImageRequest {
    picture("A fox under the moon <lora:evil> at night", vec![])
}

fn repeated() -> ImageRequest {
    ImageRequest { call: Call { attempt: 2, ..call() }, ..first() }
}

/// The kinds of tasks in the order in which they came, and whether all had the call's own id.
fn trail(stub: &Stub) -> (Vec<String>, bool) {
    let posts: Vec<Seen> = stub.seen().into_iter().filter(|seen| seen.method == "POST").collect();
    let own = posts.iter().all(|seen| task(seen)["taskUUID"] == call().key.as_str());
    (posts.iter().map(kind).collect(), own)
}

const SUBMIT: &str = "imageInference";
const ASK: &str = "getResponse";

#[tokio::test]
async fn a_picture_is_submitted_awaited_and_fetched() {
    let stub = server(accepts, &[Says::Processing, Says::Nothing, Says::Done]).await;
    let request = ImageRequest { references: vec![reference("Mara")], ..first() };
    let reply = paint(&stub, request).await.unwrap();
    assert_eq!((reply.bytes.as_ref(), reply.media_type.as_str()), (PNG, "image/png"));
    assert_eq!(reply.bill.cost, CostUsd::from_micros(4_200));
    assert_eq!((reply.bill.usage.images, reply.bill.usage.estimated), (1, false));
    assert_eq!(reply.bill.request_id.as_deref(), Some("req_1"));
    assert_eq!(trail(&stub), (vec![SUBMIT.into(), ASK.into(), ASK.into(), ASK.into()], true));
    let seen = stub.seen();
    assert_eq!(seen[0].headers["authorization"], format!("Bearer {}", super::support::KEY));
    assert!(!seen[4].headers.contains_key("authorization"), "no key goes to where the picture is");
    let sent = task(&seen[0]);
    assert_eq!((sent["deliveryMethod"].as_str(), sent["includeCost"].as_bool()), (Some("async"), Some(true)));
    assert!(sent["positivePrompt"].as_str().unwrap().starts_with("A fox under the moon  at night"));
    assert!(sent["inputs"]["referenceImages"][0].as_str().unwrap().starts_with("data:image/png;base64,"));
}

#[tokio::test]
async fn a_lost_submission_is_asked_for_and_not_sent_twice() {
    let stub = server(loses, &[Says::Processing, Says::Done]).await;
    assert!(paint(&stub, first()).await.is_ok());
    assert_eq!(trail(&stub), (vec![SUBMIT.into(), ASK.into(), ASK.into()], true));
    let timed_out = |seen: &Seen, _: usize| Act::Send(refusal(504, &task(seen), "timeoutProvider"));
    let failed = |seen: &Seen, _: usize| Act::Send(refusal(500, &task(seen), "inferenceError"));
    for stub in [server(timed_out, &[Says::Done]).await, server(failed, &[Says::Done]).await] {
        assert!(paint(&stub, first()).await.is_ok());
        assert_eq!(trail(&stub), (vec![SUBMIT.into(), ASK.into()], true));
    }
}

#[tokio::test]
async fn a_submission_that_never_arrived_is_sent_again_with_the_same_id() {
    let second = |seen: &Seen, n: usize| if n == 0 { loses(seen, n) } else { accepts(seen, n) };
    let stub = server(second, &[Says::Unknown, Says::Done]).await;
    assert!(paint(&stub, first()).await.is_ok());
    assert_eq!(trail(&stub), (vec![SUBMIT.into(), ASK.into(), SUBMIT.into(), ASK.into()], true));
    let stub = server(loses, &[Says::Unknown]).await;
    assert_eq!(paint(&stub, first()).await.unwrap_err().kind, ProviderErrorKind::Pending);
    assert_eq!(
        trail(&stub).0.iter().filter(|kind| *kind == SUBMIT).count(),
        2,
        "and then left to the ledger"
    );
}

#[tokio::test]
async fn a_repeated_call_asks_for_its_result_first() {
    let stub = server(accepts, &[Says::Done]).await;
    assert!(paint(&stub, repeated()).await.is_ok());
    assert_eq!(trail(&stub), (vec![ASK.into()], true));
    let stub = server(accepts, &[Says::Unknown, Says::Done]).await;
    assert!(paint(&stub, repeated()).await.is_ok());
    assert_eq!(trail(&stub), (vec![ASK.into(), SUBMIT.into(), ASK.into()], true));
}

#[tokio::test]
async fn a_conflict_is_our_own_earlier_task() {
    let conflict = |seen: &Seen, _: usize| Act::Send(refusal(400, &task(seen), "conflictTaskUUID"));
    let inside = |seen: &Seen, _: usize| Act::Send(refusal(200, &task(seen), "conflictTaskUUID"));
    for stub in [server(conflict, &[Says::Done]).await, server(inside, &[Says::Done]).await] {
        assert!(paint(&stub, first()).await.is_ok());
        assert_eq!(trail(&stub), (vec![SUBMIT.into(), ASK.into()], true));
    }
}

#[tokio::test]
async fn after_a_task_that_failed_another_has_an_id_that_can_be_found_again() {
    let stub = server(accepts, &[Says::Failed, Says::Done]).await;
    assert!(paint(&stub, first()).await.is_ok());
    assert_eq!(trail(&stub), (vec![SUBMIT.into(), ASK.into(), SUBMIT.into(), ASK.into()], false));
    let ids = |stub: &Stub| {
        stub.seen()
            .iter()
            .filter(|s| s.method == "POST")
            .map(|s| task(s)["taskUUID"].clone())
            .collect::<Vec<_>>()
    };
    let first_ids = ids(&stub);
    let stub = server(accepts, &[Says::Failed, Says::Done]).await;
    assert!(paint(&stub, repeated()).await.is_ok());
    assert_eq!(trail(&stub).0, [ASK, ASK]);
    assert_eq!(ids(&stub), [first_ids[0].clone(), first_ids[2].clone()]);
    let stub = server(accepts, &[Says::Failed]).await;
    let error = paint(&stub, first()).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Unavailable { retry_after: None });
    assert_eq!(trail(&stub).0.iter().filter(|kind| *kind == SUBMIT).count(), 3);
}

#[tokio::test]
async fn what_never_ends_is_asked_for_another_time() {
    let stub = server(accepts, &[Says::Processing]).await;
    let error = paint(&stub, first()).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Pending, "{error}");
    let asked = trail(&stub).0.len() - 1;
    assert!((30..45).contains(&asked), "{asked} questions in five minutes");
    let gone = |seen: &Seen, n: usize| if n == 0 { accepts(seen, n) } else { loses(seen, n) };
    let stub = Stub::start(move |seen, n| gone(seen, n)).await;
    assert_eq!(paint(&stub, first()).await.unwrap_err().kind, ProviderErrorKind::Pending);
}

#[tokio::test]
async fn refusals_are_told_as_what_they_are() {
    let of = |status: u16, code: &'static str| {
        move |seen: &Seen, _: usize| Act::Send(refusal(status, &task(seen), code))
    };
    for (status, code, kind) in [
        (400, "providerContentPolicyViolation", ProviderErrorKind::Refused),
        (200, "promptBlocked", ProviderErrorKind::Refused),
        (401, "invalidApiKey", ProviderErrorKind::Account),
        (402, "insufficientCredits", ProviderErrorKind::Account),
        (400, "invalidModel", ProviderErrorKind::ModelGone),
        (400, "invalidParameter", ProviderErrorKind::InvalidRequest),
        (429, "rateLimitExceeded", ProviderErrorKind::RateLimited { retry_after: None }),
        (503, "noAvailableServer", ProviderErrorKind::Unavailable { retry_after: None }),
    ] {
        let stub = server(of(status, code), &[Says::Unknown]).await;
        let error = paint(&stub, first()).await.unwrap_err();
        assert_eq!(error.kind, kind, "{code}");
        let asks = if status == 503 { 1 } else { 0 };
        assert_eq!(
            trail(&stub).0.len(),
            1 + asks,
            "{code}: an overload is certain only when the task is unknown"
        );
    }
    let stub = server(accepts, &[Says::Unsafe]).await;
    assert_eq!(paint(&stub, first()).await.unwrap_err().kind, ProviderErrorKind::Refused);
}

#[tokio::test]
async fn a_picture_that_cannot_be_fetched_is_not_lost_at_once() {
    let fetching = |statuses: &'static [u16]| {
        let fetched = std::sync::atomic::AtomicUsize::new(0);
        Stub::start(move |seen, _| match seen.method.as_str() {
            "GET" => {
                let n = fetched.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                Act::Send(answer(statuses[n.min(statuses.len() - 1)], "", PNG))
            }
            _ if kind(seen) == SUBMIT => accepts(seen, 0),
            _ => Act::Send(standing(seen, Says::Done)),
        })
    };
    assert!(paint(&fetching(&[503, 500, 200]).await, first()).await.is_ok());
    let error = paint(&fetching(&[503]).await, first()).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Pending);
    let error = paint(&fetching(&[404]).await, first()).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Malformed);
    let inside = |seen: &Seen, _: usize| {
        Act::Send(about(&task(seen), json!({"imageUUID": "i", "imageURL": "http://169.254.169.254/i"})))
    };
    let stub = server(inside, &[Says::Unknown]).await;
    assert_eq!(
        paint(&stub, first()).await.unwrap_err().kind,
        ProviderErrorKind::Malformed,
        "a forbidden address"
    );
}

#[tokio::test]
async fn pictures_may_be_in_the_answer() {
    let here = |seen: &Seen, _: usize| {
        Act::Send(about(&task(seen), json!({"imageUUID": "i", "imageBase64Data": "iVBORw0KGgo="})))
    };
    let stub = server(here, &[Says::Unknown]).await;
    let reply = paint(&stub, first()).await.unwrap();
    assert_eq!(reply.media_type, "image/png");
    assert!(reply.bill.usage.estimated && reply.bill.cost > CostUsd::ZERO, "no cost was named: the list's");
    let junk = |seen: &Seen, _: usize| {
        Act::Send(about(&task(seen), json!({"imageUUID": "i", "imageBase64Data": "PGh0bWw+"})))
    };
    let stub = server(junk, &[Says::Unknown]).await;
    assert_eq!(paint(&stub, first()).await.unwrap_err().kind, ProviderErrorKind::Malformed);
}

#[tokio::test]
async fn a_check_tells_a_bad_key() {
    let pong = Stub::saying(json(200, &json!({"data": [{"taskType": "ping", "pong": true}]}))).await;
    let model = pong.registry().image("runware", None).unwrap();
    let finding = model.check().await.remove(0);
    assert!(finding.problem.is_none() && model.info().repeatable, "{finding:?}");
    assert_eq!(pong.only().json(), json!([{"taskType": "ping", "ping": true}]));
    let bad = json!({"errors": [{"code": "invalidApiKey", "message": "no"}]});
    for status in [200, 401] {
        let stub = Stub::saying(json(status, &bad)).await;
        let finding = stub.registry().image("runware", None).unwrap().check().await.remove(0);
        let problem = finding.problem.unwrap();
        assert_eq!(problem.kind, ProviderErrorKind::Account);
    }
}
