use std::sync::{Arc, Mutex};

use bytes::Bytes;
use serde_json::json;
use talewright_domain::ports::{ProviderErrorKind, ProviderInfo};
use talewright_providers::http::{
    AddressPolicy, Auth, Endpoint, Form, Headers, HttpClient, HttpSettings, Loss, Watch,
};
use tokio::net::TcpListener;

use super::support::{Act, KEY, Stub, answer, json as json_answer, quick, stream};

const UNAVAILABLE: ProviderErrorKind = ProviderErrorKind::Unavailable { retry_after: None };

fn info() -> ProviderInfo {
    ProviderInfo::new("stub", "model-1")
}

fn client(settings: &HttpSettings) -> HttpClient {
    HttpClient::new(settings).unwrap()
}

fn endpoint(stub: &Stub) -> Endpoint {
    Endpoint::new(client(&quick()), &stub.address, Auth::bearer(KEY)).unwrap()
}

#[tokio::test]
async fn nobody_there_is_certainly_harmless() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let endpoint = Endpoint::new(client(&quick()), &format!("http://{free}/v1"), Auth::None).unwrap();
    let error = endpoint.post("/chat").json(&json!({})).send(&info()).await.unwrap_err();
    assert_eq!(error.kind, UNAVAILABLE);
    assert!(error.message.contains(&free.to_string()) && error.message.contains("refused"), "{error}");
}

#[tokio::test]
async fn a_name_that_is_none_is_certainly_harmless() {
    let endpoint = Endpoint::new(client(&quick()), "http://nobody.invalid/v1", Auth::None).unwrap();
    let error = endpoint.post("/chat").json(&json!({})).send(&info()).await.unwrap_err();
    assert_eq!(error.kind, UNAVAILABLE, "{error}");
}

#[tokio::test]
async fn a_server_without_tls_is_certainly_harmless() {
    let stub = Stub::saying(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()).await;
    let address = stub.address.replace("http", "https");
    let endpoint = Endpoint::new(client(&quick()), &address, Auth::None).unwrap();
    let error = endpoint.post("/chat").json(&json!({})).send(&info()).await.unwrap_err();
    assert_eq!(error.kind, UNAVAILABLE, "{error}");
}

#[tokio::test]
async fn silence_after_the_request_may_have_been_paid() {
    let stub = Stub::start(|_, _| Act::Stall(Vec::new())).await;
    let request = || endpoint(&stub).post("/images").json(&json!({"prompt": "x"}));
    let error = request().send(&info()).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Unknown);
    assert!(error.message.contains("0.7 s") && error.message.contains("paid"), "{error}");
    assert_eq!(
        request().loss(Loss::Pending).send(&info()).await.unwrap_err().kind,
        ProviderErrorKind::Pending
    );
    assert_eq!(endpoint(&stub).get("/models").send(&info()).await.unwrap_err().kind, UNAVAILABLE);
}

#[tokio::test]
async fn a_closed_connection_may_have_been_paid() {
    let stub = Stub::saying(Vec::new()).await;
    let error = endpoint(&stub).post("/x").json(&json!({})).send(&info()).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Unknown);
    assert_eq!(stub.seen().len(), 1, "it is not sent again");
}

#[tokio::test]
async fn an_answer_that_stops_or_is_cut_is_not_an_answer() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    let short = format!("{head}content-length: 50\r\n\r\n{{\"a\"").into_bytes();
    let chunked = format!("{head}transfer-encoding: chunked\r\n\r\n4\r\n{{\"a\"\r\n").into_bytes();
    for bytes in [short, chunked] {
        let stub = Stub::saying(bytes.clone()).await;
        let error = endpoint(&stub).post("/x").json(&json!({})).send(&info()).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::Unknown);
        assert!(error.message.contains("cut"), "{error}");
        let stub = Stub::start(move |_, _| Act::Stall(bytes.clone())).await;
        let error = endpoint(&stub).post("/x").json(&json!({})).send(&info()).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::Unknown);
        assert!(error.message.contains("stopped"), "{error}");
    }
}

#[tokio::test]
async fn an_answer_that_never_ends_is_given_up() {
    let events = ": still here\n\n".repeat(3);
    let stub = Stub::start(move |_, _| Act::Stall(stream(&events))).await;
    let error = endpoint(&stub).post("/x").json(&json!({})).open(&info()).await.unwrap().sse().next().await;
    assert_eq!(error.unwrap_err().kind, ProviderErrorKind::Unknown);
}

#[tokio::test]
async fn what_is_too_long_is_not_read() {
    let settings = HttpSettings { max_body: 1_000, max_error_body: 1_000, ..quick() };
    let long = Stub::saying(answer(200, "", &[b' '; 5_000])).await;
    let endpoint = |stub: &Stub| Endpoint::new(client(&settings), &stub.address, Auth::None).unwrap();
    let error = endpoint(&long).post("/x").send(&info()).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Malformed);
    // Of an error, what was read counts, and so does its status.
    let body = format!("{{\"error\": {{\"code\": \"x\", \"message\": \"{}\"}}}}", "y".repeat(90_000));
    let long = Stub::saying(answer(429, "retry-after: 3\r\n", body.as_bytes())).await;
    let error = endpoint(&long).post("/x").send(&info()).await.unwrap_err();
    assert!(
        matches!(error.kind, ProviderErrorKind::RateLimited { retry_after: Some(wait) } if wait.as_secs() == 3)
    );
    let stalled =
        Stub::start(|_, _| Act::Stall(b"HTTP/1.1 503 X\r\ncontent-length: 9\r\n\r\n{".to_vec())).await;
    assert_eq!(endpoint(&stalled).post("/x").send(&info()).await.unwrap_err().kind, UNAVAILABLE);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let other = Stub::saying(json_answer(200, &json!({}))).await;
    let location = format!("location: {}/steal\r\n", other.address);
    let stub = Stub::saying(answer(307, &location, b"")).await;
    let error = endpoint(&stub).post("/x").json(&json!({})).send(&info()).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Unsupported);
    assert!(error.message.contains("redirects"), "{error}");
    assert!(other.seen().is_empty(), "the key stays at home");
}

#[tokio::test]
async fn keys_go_where_the_vendor_wants_them() {
    let stub = Stub::saying(json_answer(200, &json!([]))).await;
    endpoint(&stub).get("/v1/models").query("q", "a b&c").send(&info()).await.unwrap();
    let own = Auth::Header("xi-api-key", KEY.into());
    let eleven = Endpoint::new(client(&quick()), &format!("{}/", stub.address), own).unwrap();
    eleven.post("").bytes("image/png", Bytes::from_static(b"x")).send(&info()).await.unwrap();
    let seen = stub.seen();
    assert_eq!((seen[0].method.as_str(), seen[0].path.as_str()), ("GET", "/v1/models?q=a+b%26c"));
    assert_eq!(seen[0].headers["authorization"], format!("Bearer {KEY}"));
    assert!(seen[0].headers["user-agent"].starts_with("Talewright/"));
    assert_eq!((seen[1].path.as_str(), seen[1].headers["xi-api-key"].as_str()), ("/", KEY));
    assert!(!seen[1].headers.contains_key("authorization"));
    assert_eq!(seen[1].headers["content-type"], "image/png");
}

#[tokio::test]
async fn forms_have_names_and_types_for_their_files() {
    let stub = Stub::saying(json_answer(200, &json!({}))).await;
    let picture = Bytes::from_static(b"\x89PNG");
    let form =
        Form::new().text("prompt", "a dragon").file("image[]", "reference-1.png", "image/png", picture);
    assert_eq!(form.names().collect::<Vec<_>>(), ["prompt", "image[]"]);
    endpoint(&stub).post("/images/edits").form(form).send(&info()).await.unwrap();
    let seen = stub.only();
    assert!(seen.headers["content-type"].starts_with("multipart/form-data; boundary="));
    let body = seen.text();
    assert!(body.contains("form-data; name=\"prompt\"\r\n\r\na dragon\r\n"), "{body}");
    assert!(
        body.contains("name=\"image[]\"; filename=\"reference-1.png\"\r\nContent-Type: image/png\r\n"),
        "{body}"
    );
}

#[derive(Default)]
struct Limits(Mutex<Vec<(u16, Option<usize>)>>);

impl Watch for Limits {
    fn answered(&self, status: u16, headers: &Headers) {
        self.0.lock().unwrap().push((status, headers.most_at_once()));
    }
}

#[tokio::test]
async fn every_answer_shows_its_headers() {
    let limit = "maximum-concurrent-requests: 3\r\n";
    let stub = Stub::saying_each(vec![answer(200, limit, b"{}"), answer(429, limit, b"")]).await;
    let limits = Arc::new(Limits::default());
    let endpoint = endpoint(&stub).watched_by(Arc::clone(&limits) as Arc<dyn Watch>);
    endpoint.post("/x").send(&info()).await.unwrap();
    endpoint.post("/x").send(&info()).await.unwrap_err();
    assert_eq!(*limits.0.lock().unwrap(), [(200, Some(3)), (429, Some(3))]);
}

#[tokio::test]
async fn addresses_of_others_are_asked_only_in_the_public_internet() {
    let stub = Stub::saying(answer(200, "content-type: image/png\r\n", b"picture")).await;
    let http = client(&quick());
    for address in ["http://169.254.169.254/latest", "https://localhost/x", &stub.address, "https://[::1]/"] {
        let fetched = http.fetch(address, &AddressPolicy::public(), &info(), Loss::Unknown).await;
        assert_eq!(fetched.unwrap_err().kind, ProviderErrorKind::Malformed, "{address}");
    }
    assert!(stub.seen().is_empty());
    let policy = endpoint(&stub).address_policy();
    let address = format!("{}/files/1.png?sig=2", stub.address);
    let reply = http.fetch(&address, &policy, &info(), Loss::Unknown).await.unwrap();
    assert_eq!((reply.bytes.as_ref(), stub.only().path.as_str()), (&b"picture"[..], "/files/1.png?sig=2"));
    assert!(!stub.only().headers.contains_key("authorization"), "no key goes along");
}

#[tokio::test]
async fn a_name_that_leads_into_the_house_is_not_followed() {
    // Looks public, and every system resolves it to itself or not at all.
    let http = client(&quick());
    let fetched = http
        .fetch("https://localhost.localdomain/x", &AddressPolicy::public(), &info(), Loss::Harmless)
        .await;
    assert_eq!(fetched.unwrap_err().kind, UNAVAILABLE);
}

#[tokio::test]
async fn values_come_line_by_line() {
    let body = b"{\"a\":1}\n\n{\"a\":2}\n{\"error\":{\"code\":\"quota_exceeded\"}}\n";
    let stub = Stub::saying(answer(200, "content-type: application/json\r\n", body)).await;
    let mut values = endpoint(&stub).post("/x").open(&info()).await.unwrap().ndjson();
    assert_eq!(values.next().await.unwrap(), Some(json!({"a": 1})));
    assert_eq!(values.next().await.unwrap(), Some(json!({"a": 2})));
    assert_eq!(values.next().await.unwrap_err().kind, ProviderErrorKind::Account);
    let stub = Stub::saying(answer(200, "", b"{\"a\":1}\n{\"a\"")).await;
    let mut values = endpoint(&stub).post("/x").open(&info()).await.unwrap().ndjson();
    values.next().await.unwrap();
    assert_eq!(values.next().await.unwrap_err().kind, ProviderErrorKind::Unknown);
}

#[test]
fn addresses_and_keys_of_the_settings_are_looked_at() {
    let http = client(&quick());
    for address in ["", "openai", "ftp://x", "https://u:p@x/", "http://x/?key=1"] {
        assert!(Endpoint::new(http.clone(), address, Auth::None).is_err(), "{address}");
    }
    let error = Endpoint::new(http, "http://x", Auth::bearer("two\nlines")).err().unwrap();
    assert!(!error.to_string().contains("lines"));
}
