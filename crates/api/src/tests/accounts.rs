use actix_web::http::{StatusCode, header};
use actix_web::test::TestRequest;
use serde_json::{Value, json};

use super::support::{PASSWORD, Reply, TestApi};

async fn post(api: &TestApi, path: &str, body: Value) -> Reply {
    api.send(TestRequest::post().uri(&format!("/api/v1{path}")).set_json(body)).await
}

fn cookie(reply: &Reply) -> String {
    reply.header("set-cookie").split(';').next().unwrap().to_owned()
}

#[actix_web::test]
async fn somebody_registers_and_is_signed_in() {
    let api = TestApi::new().await;
    let body = json!({"email": " Ann@Example.org", "password": PASSWORD, "full_name": "Ann"});
    let reply = post(&api, "/auth/register", body).await;
    assert_eq!(reply.status, 201);
    let answer = reply.json();
    assert_eq!(answer["token_type"], "bearer");
    assert_eq!(answer["expires_in"], 1800);
    assert_eq!(answer["user"]["email"], "ann@example.org");
    assert_eq!((&answer["user"]["role"], &answer["user"]["plan"]), (&json!("user"), &json!("free")));
    assert!(!reply.json().to_string().contains(PASSWORD));
    for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=604800"] {
        assert!(reply.header("set-cookie").contains(part), "{part}");
    }
    assert!(!reply.header("set-cookie").contains("Secure"));
}

#[actix_web::test]
async fn nobody_is_believed_about_https_who_is_no_proxy_of_ours() {
    let api = TestApi::new().await;
    let body = json!({"email": "ann@example.org", "password": PASSWORD});
    let request =
        TestRequest::post().uri("/api/v1/auth/register").insert_header(("x-forwarded-proto", "https"));
    let reply = api.send(request.set_json(body)).await;
    assert!(!reply.header("set-cookie").contains("Secure"));
}

#[actix_web::test]
async fn bad_registrations_name_every_field() {
    let api = TestApi::new().await;
    let reply =
        post(&api, "/auth/register", json!({"email": "ann", "password": "short", "age": 3, "username": 7}))
            .await;
    let mut fields = reply.fields();
    fields.sort();
    assert_eq!(fields, ["age", "email", "password", "username"]);
    assert_eq!(post(&api, "/auth/register", json!({})).await.fields(), ["email", "password"]);
    assert_eq!(api.database.count("users").await, 0);
}

#[actix_web::test]
async fn an_address_is_taken_once() {
    let api = TestApi::new().await;
    api.register("ann").await;
    let again = json!({"email": "ANN@example.org", "password": PASSWORD});
    assert_eq!(post(&api, "/auth/register", again).await.problem(StatusCode::CONFLICT), "email_taken");
    let name = json!({"email": "other@example.org", "username": "Ann", "password": PASSWORD});
    assert_eq!(post(&api, "/auth/register", name).await.problem(StatusCode::CONFLICT), "username_taken");
}

#[actix_web::test]
async fn login_by_address_or_name_and_with_nothing_else() {
    let api = TestApi::new().await;
    api.register("ann").await;
    for body in [
        json!({"email": "ann@example.org", "password": PASSWORD}),
        json!({"username": "ann", "password": PASSWORD}),
    ] {
        assert_eq!(post(&api, "/auth/login", body).await.status, 200);
    }
    let wrong = post(&api, "/auth/login", json!({"username": "ann", "password": "wrong"})).await;
    let nobody = post(&api, "/auth/login", json!({"username": "bob", "password": "wrong"})).await;
    assert_eq!(wrong.problem(StatusCode::UNAUTHORIZED), "unauthenticated");
    assert_eq!(nobody.problem(StatusCode::UNAUTHORIZED), "unauthenticated");
    assert_eq!(wrong.json()["detail"], nobody.json()["detail"]);
    assert_eq!(post(&api, "/auth/login", json!({"password": 1})).await.fields(), ["password", "email"]);
}

#[actix_web::test]
async fn the_oauth_form_gives_tokens() {
    let api = TestApi::new().await;
    api.register("ann").await;
    let form = |body: &str| {
        let request = TestRequest::post().uri("/api/v1/token?envelope=true");
        request
            .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"))
            .set_payload(body.to_owned())
    };
    let reply = api.send(form("grant_type=password&username=ann&password=three+odd+words")).await;
    assert_eq!(reply.status, 200);
    let token = reply.json()["access_token"].as_str().unwrap().to_owned();
    let me = TestRequest::get()
        .uri("/api/v1/auth/me")
        .insert_header((header::AUTHORIZATION, format!("Bearer {token}")));
    assert_eq!(api.send(me).await.json()["username"], "ann");
    assert_eq!(api.send(form("username=ann&password=wrong")).await.status, 401);
    assert_eq!(api.send(form("grant_type=code")).await.fields(), ["username", "password", "grant_type"]);
    let json = TestRequest::post().uri("/api/v1/token").set_json(json!({}));
    assert_eq!(api.send(json).await.problem(StatusCode::UNSUPPORTED_MEDIA_TYPE), "unsupported_media_type");
}

#[actix_web::test]
async fn a_refresh_token_is_good_once_and_tells_of_theft() {
    let api = TestApi::new().await;
    api.register("ann").await;
    let login = post(&api, "/auth/login", json!({"username": "ann", "password": PASSWORD})).await.json();
    let first = json!({"refresh_token": login["refresh_token"]});
    let second = post(&api, "/auth/refresh", first.clone()).await;
    assert_eq!(second.status, 200);
    let second = second.json();
    assert_ne!(second["refresh_token"], login["refresh_token"]);
    // The thief, or the victim, comes with the old one: the session ends for both.
    assert_eq!(post(&api, "/auth/refresh", first).await.status, 401);
    let latest = json!({"refresh_token": second["refresh_token"]});
    assert_eq!(post(&api, "/auth/refresh", latest).await.status, 401);
    let bearer = format!("Bearer {}", second["access_token"].as_str().unwrap());
    let me = TestRequest::get().uri("/api/v1/auth/me").insert_header((header::AUTHORIZATION, bearer));
    assert_eq!(api.send(me).await.status, 401);
    assert_eq!(post(&api, "/auth/refresh", json!({"refresh_token": "nonsense"})).await.status, 401);
    assert_eq!(post(&api, "/auth/refresh", json!({})).await.fields(), ["refresh_token"]);
}

#[actix_web::test]
async fn signing_out_ends_everything_of_the_session() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    assert_eq!(ann.get("/auth/me").await.status, 200);
    let reply = ann.post("/auth/logout").await;
    assert_eq!(reply.status, 204);
    assert!(reply.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(ann.get("/auth/me").await.problem(StatusCode::UNAUTHORIZED), "unauthenticated");
}

#[actix_web::test]
async fn browsers_come_with_a_cookie_and_only_from_our_own_pages() {
    let api = TestApi::new().await;
    let body = json!({"email": "ann@example.org", "password": PASSWORD});
    let cookie = cookie(&post(&api, "/auth/register", body).await);
    let request = |request: TestRequest, uri: &str| {
        request
            .uri(uri)
            .insert_header((header::COOKIE, cookie.clone()))
            .insert_header((header::HOST, "studio.lan"))
    };
    assert_eq!(api.send(request(TestRequest::get(), "/api/v1/auth/me")).await.status, 200);
    let idea = json!({"idea": "A shy lighthouse"});
    let ours =
        request(TestRequest::post(), "/api/v1/stories").insert_header((header::ORIGIN, "http://studio.lan"));
    assert_eq!(api.send(ours.set_json(&idea)).await.status, 202);
    let theirs = request(TestRequest::post(), "/api/v1/stories")
        .insert_header((header::ORIGIN, "http://evil.example"));
    assert_eq!(api.send(theirs.set_json(&idea)).await.problem(StatusCode::FORBIDDEN), "cross_origin");
    assert_eq!(api.database.count("stories").await, 1);
}

#[actix_web::test]
async fn a_cookie_is_no_bearer_token() {
    let api = TestApi::new().await;
    let body = json!({"email": "ann@example.org", "password": PASSWORD});
    let cookie = cookie(&post(&api, "/auth/register", body).await);
    let value = cookie.split_once('=').unwrap().1.to_owned();
    let request = TestRequest::get()
        .uri("/api/v1/auth/me")
        .insert_header((header::AUTHORIZATION, format!("Bearer {value}")));
    assert_eq!(api.send(request).await.status, 401);
}
