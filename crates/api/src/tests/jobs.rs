use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::http::StatusCode;
use actix_web::test::{call_service, init_service};
use bytes::Bytes;
use serde_json::{Value, json};

use super::support::TestApi;
use crate::app;

/// The events of a stream of server-sent events.
fn events(body: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(body).unwrap();
    let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
    data.map(|json| serde_json::from_str(json).unwrap()).collect()
}

#[actix_web::test]
async fn a_job_tells_everything_about_itself() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let (story, job) = ann.story().await;
    let view = ann.get(&format!("/jobs/{job}")).await.json();
    assert_eq!((&view["kind"], &view["story_id"]), (&json!("picture_book"), &json!(story)));
    assert_eq!(
        (&view["can_resume"], &view["steps"], &view["attempts"]),
        (&json!(false), &json!([]), &json!(0))
    );
    let list = ann.get("/jobs?status=queued&kind=picture_book").await.json();
    assert_eq!((&list["total"], &list["items"][0]["id"]), (&json!(1), &json!(job)));
    assert_eq!(ann.get("/jobs?status=failed").await.json()["total"], 0);
    assert_eq!(ann.get(&format!("/jobs?story_id={story}&sort=created_at")).await.json()["total"], 1);
    assert_eq!(ann.get("/jobs?status=odd&story_id=x").await.fields(), ["status", "story_id"]);
}

#[actix_web::test]
async fn a_waiting_job_is_cancelled_at_once_and_resumed() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let (_, job) = ann.story().await;
    let early = ann.post(&format!("/jobs/{job}/resume")).await;
    assert_eq!(early.problem(StatusCode::CONFLICT), "not_resumable");
    for _ in 0..2 {
        let reply = ann.post(&format!("/jobs/{job}/cancel")).await;
        assert_eq!((reply.status, &reply.json()["status"]), (200, &json!("cancelled")));
    }
    let bad = ann.send("POST", &format!("/jobs/{job}/resume"), json!({"max_cost_usd": -1, "x": 1})).await;
    assert_eq!(bad.fields(), ["x", "max_cost_usd"]);
    let resume = |key: &str| {
        let request =
            ann.request("POST", &format!("/jobs/{job}/resume")).insert_header(("idempotency-key", key));
        request.set_json(json!({"max_cost_usd": 1.5}))
    };
    let first = api.send(resume("k")).await;
    assert_eq!((first.status, &first.json()["max_cost_usd"]), (202, &json!(1.5)));
    assert_eq!(api.send(resume("k")).await.json(), first.json());
    assert_eq!(api.send(resume("other")).await.problem(StatusCode::CONFLICT), "not_resumable");
}

#[actix_web::test]
async fn a_long_poll_ends_with_the_news() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let (_, job) = ann.story().await;
    let now = ann.get(&format!("/jobs/{job}/status")).await.json();
    assert_eq!((&now["status"], &now["last_event_seq"]), (&json!("queued"), &json!(1)));
    assert_eq!(ann.get(&format!("/jobs/{job}/status?wait=30&after=0")).await.json(), now);
    let started = Instant::now();
    let path = format!("/jobs/{job}/status?wait=30");
    let cancel = async {
        tokio::task::yield_now().await;
        ann.post(&format!("/jobs/{job}/cancel")).await
    };
    let (news, _) = futures::future::join(ann.get(&path), cancel).await;
    assert_eq!(news.json()["status"], "cancelled");
    assert!(started.elapsed() < Duration::from_secs(20));
    assert_eq!(ann.get(&format!("/jobs/{job}/status?wait=61&after=-1")).await.fields(), ["wait", "after"]);
}

#[actix_web::test]
async fn the_stream_replays_what_happened_and_ends_with_the_job() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let (story, job) = ann.story().await;
    ann.post(&format!("/jobs/{job}/cancel")).await;
    let path = format!("/jobs/{job}/events");
    let stream = ann.get(&path).await;
    assert_eq!((stream.status, stream.header("content-type")), (200, "text/event-stream"));
    assert!(stream.body.starts_with(b": ok\n\n"));
    let all = events(&stream.body);
    let types: Vec<&Value> = all.iter().map(|event| &event["type"]).collect();
    assert_eq!(types, ["job_queued", "job_finished"]);
    assert_eq!((&all[0]["seq"], &all[0]["story_id"]), (&json!(1), &json!(story)));
    assert_eq!((&all[0]["data"], &all[1]["data"]["status"]), (&json!({}), &json!("cancelled")));
    assert_eq!(events(&ann.get(&format!("{path}?after=1")).await.body).len(), 1);
    let request = ann.request("GET", &path).insert_header(("last-event-id", "1"));
    assert_eq!(events(&api.send(request).await.body).len(), 1);
    assert_eq!(ann.get(&format!("{path}?after=2")).await.status, 204);
    let bad = ann.request("GET", &path).insert_header(("last-event-id", "x"));
    assert_eq!(api.send(bad).await.problem(StatusCode::BAD_REQUEST), "malformed_request");
}

#[actix_web::test]
async fn the_stream_is_live() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let (_, job) = ann.story().await;
    let service = init_service(app(&api.state)).await;
    let request = ann.request("GET", &format!("/jobs/{job}/events")).to_request();
    let mut body = std::pin::pin!(call_service(&service, request).await.into_body());
    let mut next = async || {
        let chunk = std::future::poll_fn(|context| body.as_mut().poll_next(context)).await;
        chunk.map(|chunk| chunk.unwrap_or_else(|_| Bytes::from_static(b"broken")))
    };
    assert_eq!(next().await.unwrap(), ": ok\n\nretry: 2000\n\n");
    assert_eq!(events(&next().await.unwrap())[0]["type"], "job_queued");
    let waiting = async { events(&next().await.unwrap()) };
    let (seen, _) = futures::future::join(waiting, ann.post(&format!("/jobs/{job}/cancel"))).await;
    assert_eq!(seen[0]["type"], "job_finished");
    assert_eq!(next().await, None);
}
