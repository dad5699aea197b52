use actix_web::http::{Method, StatusCode, header};
use actix_web::test::TestRequest;
use serde_json::json;
use uuid::Uuid;

use super::support::{TestApi, settings};
use crate::ApiSettings;
use crate::openapi::{openapi, operations};

/// Every operation that needs somebody to be signed in, with an id that names nothing.
fn private_operations() -> Vec<(Method, String)> {
    let mut found = Vec::new();
    for (path, item) in &mut openapi("/api/v1").paths.paths {
        let path = path.replace("{id}", &Uuid::now_v7().to_string()).replace("{format}", "pdf");
        let path = path.replace("{task_id}", &Uuid::now_v7().to_string());
        let methods = [
            (Method::GET, item.get.is_some()),
            (Method::POST, item.post.is_some()),
            (Method::PUT, item.put.is_some()),
            (Method::PATCH, item.patch.is_some()),
            (Method::DELETE, item.delete.is_some()),
        ];
        let is_private = operations(item).iter().all(|(_, operation)| operation.security != Some(Vec::new()));
        let methods = methods.into_iter().filter(|(_, is_there)| is_private && *is_there);
        found.extend(methods.map(|(method, _)| (method, path.clone())));
    }
    found
}

#[actix_web::test]
async fn nobody_gets_in_without_credentials() {
    let api = TestApi::new().await;
    let operations = private_operations();
    assert!(operations.len() >= 20, "{operations:?}");
    for (method, path) in operations {
        for token in [None, Some("Bearer nonsense"), Some("Basic YTpi")] {
            let mut request = TestRequest::default().method(method.clone()).uri(&path);
            if let Some(token) = token {
                request = request.insert_header((header::AUTHORIZATION, token));
            }
            let reply = api.send(request.set_json(json!({"name": "x", "idea": "x"}))).await;
            assert_eq!(reply.problem(StatusCode::UNAUTHORIZED), "unauthenticated", "{method} {path}");
            assert_eq!(reply.header("www-authenticate"), "Bearer");
        }
    }
}

#[actix_web::test]
async fn what_is_absent_or_somebody_elses_is_not_there() {
    let api = TestApi::new().await;
    let (ann, bob) = (api.register("ann").await, api.register("bob").await);
    let (story, job) = bob.story().await;
    let character =
        bob.send("POST", "/characters", json!({"name": "B"})).await.json()["id"].as_str().unwrap().to_owned();
    // What administrators and forms do has tests of its own.
    let is_ours = |path: &str| ["/stories", "/jobs", "/characters"].iter().any(|kind| path.starts_with(kind));
    for (method, path) in private_operations().into_iter().filter(|(_, path)| path.len() > 50) {
        let path = path.strip_prefix("/api/v1").unwrap();
        if !is_ours(path) || path.ends_with("/photo") {
            continue;
        }
        let id = path.split('/').find(|part| Uuid::parse_str(part).is_ok()).unwrap();
        let his = match path.split('/').nth(1).unwrap() {
            "stories" => &story,
            "jobs" => &job,
            _ => &character,
        };
        for id in [path.to_owned(), path.replace(id, his), path.replace(id, "nonsense")] {
            let body =
                if path.starts_with("/stories") { json!({"title": "x"}) } else { json!({"name": "x"}) };
            let request = ann.request(method.as_str(), &id);
            let request = if path.ends_with("/resume") { request } else { request.set_json(body) };
            let reply = api.send(request).await;
            assert_eq!(reply.problem(StatusCode::NOT_FOUND), "not_found", "{method} {id}");
        }
    }
    assert_eq!(bob.get(&format!("/stories/{story}")).await.json()["status"], "queued");
}

#[actix_web::test]
async fn bad_bodies_are_told_apart() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let send = |path: &str, kind: &str, body: String| {
        let request = ann.request("POST", path).insert_header((header::CONTENT_TYPE, kind.to_owned()));
        api.send(request.set_payload(body))
    };
    for path in ["/stories", "/characters", "/auth/login", "/auth/register", "/auth/refresh"] {
        for body in ["", "{", "nonsense", "{\"idea\": \"\u{1}\"}", "{}x"] {
            let reply = send(path, "application/json", body.into()).await;
            assert_eq!(reply.problem(StatusCode::BAD_REQUEST), "malformed_request", "{path} {body:?}");
        }
        let reply = send(path, "text/plain", "{}".into()).await;
        assert_eq!(reply.problem(StatusCode::UNSUPPORTED_MEDIA_TYPE), "unsupported_media_type", "{path}");
        let reply = send(path, "application/json", format!("\"{}\"", "x".repeat(1024 * 1024))).await;
        assert_eq!(reply.problem(StatusCode::PAYLOAD_TOO_LARGE), "payload_too_large", "{path}");
        let reply = send(path, "application/json; charset=utf-8", "[1]".into()).await;
        assert_eq!(reply.fields(), [""], "{path}");
    }
    let key = ann.request("POST", "/stories").insert_header(("idempotency-key", "a b"));
    let reply = api.send(key.set_json(json!({"idea": "x"}))).await;
    assert_eq!(reply.problem(StatusCode::BAD_REQUEST), "malformed_request");
}

#[actix_web::test]
async fn unknown_paths_and_methods_are_problems_too() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    for path in ["/nonsense", "/stories/x/y/z", ""] {
        assert_eq!(ann.get(path).await.problem(StatusCode::NOT_FOUND), "not_found", "{path}");
    }
    for (method, path, allowed) in [
        ("PUT", "/stories", "GET, HEAD, POST"),
        ("POST", "/stories/0190163d-8694-739b-aea5-966c26f8ad91", "GET, HEAD, PATCH, DELETE"),
        ("GET", "/auth/login", "POST"),
        ("DELETE", "/jobs", "GET, HEAD"),
        ("PATCH", "/stories/estimate", "POST"),
    ] {
        let reply = ann.send(method, path, json!({})).await;
        assert_eq!(reply.problem(StatusCode::METHOD_NOT_ALLOWED), "method_not_allowed", "{method} {path}");
        assert_eq!(reply.header("allow"), allowed, "{method} {path}");
    }
    let health = api.send(TestRequest::post().uri("/health")).await;
    assert_eq!(health.problem(StatusCode::METHOD_NOT_ALLOWED), "method_not_allowed");
}

#[actix_web::test]
async fn a_trailing_slash_never_matters() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    for path in ["/stories/", "/auth/me/", "/stories/?limit=1"] {
        assert_eq!(ann.get(path).await.status, 200, "{path}");
    }
    assert_eq!(api.send(TestRequest::get().uri("/health/")).await.status, 200);
}

#[actix_web::test]
async fn aliases_are_the_same_api() {
    let with = |_: &_| ApiSettings { aliases: vec!["/api".into(), "/".into()], ..settings() };
    let api = TestApi::with(with).await;
    let ann = api.register("ann").await;
    let bearer = format!("Bearer {}", ann.token);
    for (path, status) in
        [("/api/v1/stories", 200), ("/api/stories", 200), ("/stories", 200), ("/nonsense", 404)]
    {
        let request = TestRequest::get().uri(path).insert_header((header::AUTHORIZATION, bearer.clone()));
        assert_eq!(api.send(request).await.status, status, "{path}");
    }
    for path in ["/health", "/docs", "/openapi.json", "/healthz"] {
        assert_eq!(api.send(TestRequest::get().uri(path)).await.status, 200, "{path}");
    }
    let reply = api.send(TestRequest::put().uri("/stories")).await;
    assert_eq!(reply.problem(StatusCode::METHOD_NOT_ALLOWED), "method_not_allowed");
}

#[actix_web::test]
async fn the_envelope_is_put_around_everything_but_what_others_read() {
    let api = TestApi::with(|_| ApiSettings { envelope: true, ..settings() }).await;
    let body = json!({"email": "ann@example.org", "password": "three odd words"});
    let reply = api.send(TestRequest::post().uri("/api/v1/auth/register").set_json(body)).await;
    let wrapped = reply.json();
    assert_eq!(
        (&wrapped["success"], &wrapped["data"]["user"]["email"]),
        (&json!(true), &json!("ann@example.org"))
    );
    assert!(wrapped["timestamp"].as_str().unwrap().ends_with('Z'));
    let bearer = format!("Bearer {}", wrapped["data"]["access_token"].as_str().unwrap());
    let get = |path: &str| {
        api.send(TestRequest::get().uri(path).insert_header((header::AUTHORIZATION, bearer.clone())))
    };
    assert_eq!(get("/api/v1/stories").await.json()["data"]["total"], 0);
    assert_eq!(get("/api/v1/stories?envelope=false").await.json()["total"], 0);
    assert_eq!(get("/health").await.json()["status"], "ok");
    assert_eq!(get("/openapi.json").await.json()["openapi"], "3.1.0");
    assert_eq!(get("/api/v1/nonsense").await.problem(StatusCode::NOT_FOUND), "not_found");
}

#[actix_web::test]
async fn pages_of_other_origins_may_call_only_where_they_are_named() {
    let friend = "https://friend.example";
    let api = TestApi::with(|_| ApiSettings { cors_origins: vec![friend.to_owned()], ..settings() }).await;
    let allowed = async |origin: &str| {
        let request = TestRequest::get().uri("/health").insert_header((header::ORIGIN, origin));
        api.send(request).await.header("access-control-allow-origin").to_owned()
    };
    assert_eq!(allowed(friend).await, friend);
    assert_eq!(allowed("https://stranger.example").await, "");
}

#[actix_web::test]
async fn unchanged_answers_are_not_sent_again() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let (story, _) = ann.story().await;
    for path in [format!("/stories/{story}"), "/stories".into(), "/auth/me".into(), "/jobs".into()] {
        let tag = ann.get(&path).await.header("etag").to_owned();
        let again = api.send(ann.request("GET", &path).insert_header(("if-none-match", tag.clone()))).await;
        assert_eq!((again.status, again.header("etag"), again.body.len()), (304, tag.as_str(), 0), "{path}");
        let other = api.send(ann.request("GET", &path).insert_header(("if-none-match", "\"other\""))).await;
        assert_eq!(other.status, 200);
    }
}

#[actix_web::test]
async fn every_answer_has_its_name_and_its_guards() {
    let api = TestApi::new().await;
    for path in ["/health", "/api/v1/nonsense", "/docs", "/api/v1/auth/me"] {
        let reply = api.send(TestRequest::get().uri(path)).await;
        assert!(Uuid::parse_str(reply.header("x-request-id")).is_ok(), "{path}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert!(reply.header("content-security-policy").starts_with("default-src 'self'"));
    }
    let named = TestRequest::get().uri("/health").insert_header(("x-request-id", "my-trace-1"));
    assert_eq!(api.send(named).await.header("x-request-id"), "my-trace-1");
    let odd = TestRequest::get().uri("/health").insert_header(("x-request-id", "<script>"));
    assert!(Uuid::parse_str(api.send(odd).await.header("x-request-id")).is_ok());
    let head = api.send(TestRequest::default().method(Method::HEAD).uri("/health")).await;
    assert_eq!(head.status, 200);
}

#[actix_web::test]
async fn health_is_told_and_never_fails() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    ann.story().await;
    let health = api.send(TestRequest::get().uri("/api/v1/health")).await.json();
    assert_eq!((&health["status"], &health["active_sessions"]), (&json!("ok"), &json!(1)));
    let services = json!({"database": "ok", "cache": "not_configured", "assets": "ok", "text": "nobody",
        "image": "nobody", "speech": "not_configured"});
    assert_eq!(health["services"], services);
    api.database.execute("ALTER TABLE jobs RENAME TO jobs_away").await;
    let degraded = api.send(TestRequest::get().uri("/health")).await;
    assert_eq!((degraded.status, &degraded.json()["status"]), (200, &json!("degraded")));
    let ready = api.send(TestRequest::get().uri("/health/ready")).await;
    assert_eq!((ready.status, &ready.json()["services"]["database"]), (503, &json!("down")));
    assert_eq!(api.send(TestRequest::get().uri("/health/live")).await.status, 200);
}

#[actix_web::test]
async fn a_fault_of_ours_tells_nothing() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    api.database.execute("ALTER TABLE stories RENAME TO stories_away").await;
    let reply = ann.get("/stories").await;
    assert_eq!(reply.problem(StatusCode::INTERNAL_SERVER_ERROR), "internal_error");
    assert!(!String::from_utf8_lossy(&reply.body).contains("stories_away"));
    assert!(!String::from_utf8_lossy(&reply.body).contains("no such table"));
}

#[actix_web::test]
async fn the_documentation_needs_no_internet() {
    let api = TestApi::new().await;
    for path in [
        "/docs",
        "/docs/swagger-ui-bundle.js",
        "/docs/swagger-initializer.js",
        "/redoc",
        "/redoc/redoc.standalone.js",
    ] {
        let reply = api.send(TestRequest::get().uri(path)).await;
        assert_eq!(reply.status, 200, "{path}");
        if matches!(path, "/docs" | "/redoc" | "/docs/swagger-initializer.js") {
            let page = String::from_utf8_lossy(&reply.body).into_owned();
            assert!(!page.contains("https://"), "{page}");
        }
    }
    let page = api.send(TestRequest::get().uri("/docs")).await;
    let page = String::from_utf8_lossy(&page.body).into_owned();
    assert!(!page.contains("\"./") && page.contains("/docs/swagger-ui.css"), "{page}");
    assert_eq!(api.send(TestRequest::get().uri("/docs/nonsense.js")).await.status, 404);
}

#[actix_web::test]
async fn the_page_is_served_beside_the_api() {
    let api = TestApi::with(|folder| {
        let dist = folder.path().join("dist");
        std::fs::create_dir_all(dist.join("assets")).unwrap();
        for (file, text) in
            [("index.html", "<p>page"), ("theme.js", "t"), ("assets/a-1.js", "a"), ("assets/a-1.js.gz", "z")]
        {
            std::fs::write(dist.join(file), text).unwrap();
        }
        ApiSettings { frontend_dir: Some(dist), ..settings() }
    })
    .await;
    let get = |path: &'static str| api.send(TestRequest::get().uri(path));
    for path in ["/", "/login", "/s/0190163d-8694-739b-aea5-966c26f8ad91/read"] {
        let page = get(path).await;
        assert_eq!(
            (page.body.as_ref(), page.header("cache-control")),
            (b"<p>page".as_ref(), "no-cache"),
            "{path}"
        );
    }
    let script = get("/assets/a-1.js").await;
    assert_eq!(
        (script.body.as_ref(), script.header("content-type")),
        (b"a".as_ref(), "text/javascript; charset=utf-8")
    );
    assert!(script.header("cache-control").contains("immutable"));
    let packed = TestRequest::get().uri("/assets/a-1.js").insert_header((header::ACCEPT_ENCODING, "gzip"));
    let packed = api.send(packed).await;
    assert_eq!((packed.body.as_ref(), packed.header("content-encoding")), (b"z".as_ref(), "gzip"));
    assert_eq!(get("/static/theme.js").await.body, "t");
    for path in
        ["/missing.png", "/assets/missing", "/api/v1/missing", "/../Cargo.toml", "/static_content/x/y"]
    {
        assert!(get(path).await.status >= 400, "{path}");
    }
    assert_eq!(api.send(TestRequest::post().uri("/login")).await.status, 404);
}

#[actix_web::test]
async fn without_a_built_page_the_root_says_how_to_build_it() {
    let api =
        TestApi::with(|folder| ApiSettings { frontend_dir: Some(folder.path().join("none")), ..settings() })
            .await;
    let page = api.send(TestRequest::get().uri("/")).await;
    assert_eq!(page.status, 200);
    assert!(String::from_utf8_lossy(&page.body).contains("npm run build"));
    assert_eq!(api.send(TestRequest::get().uri("/login")).await.status, 404);
}
