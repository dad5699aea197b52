//! How often anybody may ask.

use std::io::Write;

use reqwest::{Method, RequestBuilder};
use serde_json::json;
use talewright_testkit::{TestDatabase, redis_server};
use tempfile::NamedTempFile;
use uuid::Uuid;

use super::device::password;
use crate::stories::brief;
use crate::support::{Answer, Client, ServerProcess, TestApp, environment};

const PLANS: &str = "
[plans.free]
requests_per_hour = 5
generations_per_minute = 2
[plans.pro]
requests_per_hour = 9
generations_per_minute = 3
";

/// A file of settings, there as long as this lives.
fn plans() -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(PLANS.as_bytes()).unwrap();
    file
}

/// A studio that counts, and believes the proxy that this test is.
async fn studio(settings: &[(&str, &str)]) -> TestApp {
    let file = plans();
    let mut all = vec![
        ("RATE_LIMITS", "on"),
        ("ROLES", "api"),
        ("TRUSTED_PROXIES", "127.0.0.1"),
        ("TALEWRIGHT_CONFIG", file.path().to_str().unwrap()),
    ];
    all.extend(settings);
    // The server has read the file when it has started.
    TestApp::with(TestDatabase::sqlite().await, &all).await
}

/// Limit and remaining, where the answer tells.
fn left(answer: &Answer) -> Option<(u32, u32)> {
    let number = |name| answer.header(name).map(|value| value.parse::<u32>().unwrap());
    let (limit, remaining) = (number("ratelimit-limit"), number("ratelimit-remaining"));
    let reset = number("ratelimit-reset");
    assert_eq!((limit.is_some(), limit.is_some()), (remaining.is_some(), reset.is_some()));
    limit.zip(remaining)
}

/// A refusal says how long to wait, and is a problem like any other.
#[track_caller]
fn assert_refused(answer: &Answer, limit: u32) {
    assert_eq!(answer.status, 429, "{}", String::from_utf8_lossy(&answer.bytes));
    assert_eq!(left(answer), Some((limit, 0)));
    let wait: u32 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=3600).contains(&wait), "{wait}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let problem = answer.json();
    assert_eq!((&problem["code"], &problem["status"]), (&json!("rate_limited"), &json!(429)));
    for header in ["x-request-id", "x-content-type-options", "content-security-policy"] {
        assert!(answer.header(header).is_some(), "{header}");
    }
}

async fn from(client: &Client, address: &str, request: RequestBuilder) -> Answer {
    client.send(request.header("x-forwarded-for", address)).await
}

async fn me_from(client: &Client, address: &str) -> Answer {
    from(client, address, client.request(Method::GET, "/auth/me")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_user_may_ask_as_often_as_their_plan_says() {
    let app = studio(&[]).await;
    let (ann, bob) = (app.user("ann").await, app.user("bob").await);
    for remaining in (0..5).rev() {
        assert_eq!(left(&ann.get("/auth/me").await.expect(200)), Some((5, remaining)));
    }
    assert_refused(&ann.get("/auth/me").await, 5);
    assert_refused(&ann.get("/stories").await, 5);
    // Not from another address either.
    assert_refused(&me_from(&ann, "203.0.113.1").await, 5);
    assert_eq!(left(&bob.get("/auth/me").await.expect(200)), Some((5, 4)), "everybody for themselves");
    app.database().execute("UPDATE users SET plan = 'pro' WHERE email = 'ann@example.org'").await;
    assert_eq!(left(&ann.get("/auth/me").await.expect(200)).unwrap().0, 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_counts_as_its_user() {
    let app = studio(&[]).await;
    let ann = app.user("ann").await;
    let wanted = json!({"name": "script", "scopes": ["read"]});
    let key = ann.post("/auth/api-keys", &wanted).await.expect(201).json();
    let program = app.anonymous().with_token(key["key"].as_str().unwrap());
    assert_eq!(left(&program.get("/auth/me").await.expect(200)), Some((5, 3)));
    assert_eq!(left(&ann.get("/auth/me").await.expect(200)), Some((5, 2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_counted_by_the_minute() {
    let app = studio(&[]).await;
    let ann = app.user("ann").await;
    for remaining in [1, 0] {
        let answer = ann.post("/stories", &brief()).await.expect(202);
        assert_eq!(left(&answer), Some((2, remaining)), "of several limits the closest one is told");
    }
    assert_refused(&ann.post("/stories", &brief()).await, 2);
    ann.get("/stories").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_signed_in_is_counted_by_address() {
    let app = studio(&[("ANONYMOUS_REQUESTS_PER_HOUR", "3")]).await;
    let anonymous = app.anonymous();
    for remaining in (0..3).rev() {
        let answer = me_from(&anonymous, "203.0.113.1").await.expect(401);
        assert_eq!(left(&answer), Some((3, remaining)));
    }
    assert_refused(&me_from(&anonymous, "203.0.113.1").await, 3);
    // What is made up before the last proxy changes nothing.
    assert_refused(&me_from(&anonymous, "198.51.100.7, 203.0.113.1").await, 3);
    me_from(&anonymous, "203.0.113.2").await.expect(401);
    // A household of IPv6 is one address.
    for last in 1..=3 {
        me_from(&anonymous, &format!("2001:db8:1:2:{last}::1")).await.expect(401);
    }
    assert_refused(&me_from(&anonymous, "2001:db8:1:2:4::1").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_are_no_good_count_by_address() {
    let app = studio(&[("ANONYMOUS_REQUESTS_PER_HOUR", "3")]).await;
    let anonymous = app.anonymous();
    let shows: [(&str, &str); 5] = [
        ("authorization", "Bearer nonsense"),
        ("authorization", "Basic YW5uOnNlY3JldA=="),
        ("x-api-key", "nonsense"),
        ("cookie", "talewright_session=nonsense"),
        ("authorization", "Bearer"),
    ];
    for (number, (name, value)) in shows.into_iter().enumerate() {
        let address = format!("203.0.113.{number}");
        let ask = async || {
            let request = anonymous.request(Method::GET, "/auth/me").header(name, value);
            from(&anonymous, &address, request).await
        };
        for remaining in (0..3).rev() {
            assert_eq!(left(&ask().await.expect(401)), Some((3, remaining)), "{name}: {value}");
        }
        assert_refused(&ask().await, 3);
        // With nothing at all it is the same address.
        assert_refused(&me_from(&anonymous, &address).await, 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_of_the_api_tells_what_is_left() {
    let app = studio(&[]).await;
    let (ann, anonymous) = (app.user("ann").await, app.anonymous());
    let broken = |client: &Client| {
        let request = client.request(Method::POST, "/characters").header("content-type", "application/json");
        request.body("{")
    };
    for (what, request) in [
        ("not allowed", ann.request(Method::DELETE, "/auth/me")),
        ("not allowed to anybody", anonymous.request(Method::DELETE, "/auth/me")),
        ("no JSON", broken(&ann)),
        ("no JSON of nobody", broken(&anonymous)),
        ("not there", ann.request(Method::GET, "/stories/0190a000-0000-7000-8000-000000000000")),
        ("not an identifier", ann.request(Method::GET, "/stories/x")),
        ("an entry", anonymous.request(Method::POST, "/auth/login").json(&json!({}))),
    ] {
        let answer = anonymous.send(request).await;
        assert!((400..500).contains(&answer.status) && answer.status != 429, "{what}: {}", answer.status);
        assert!(left(&answer).is_some(), "{what}: {}", answer.status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_believed_who_is_no_proxy_of_ours() {
    let app = studio(&[("ANONYMOUS_REQUESTS_PER_HOUR", "3"), ("TRUSTED_PROXIES", "192.0.2.0/24")]).await;
    let anonymous = app.anonymous();
    for number in 0..3 {
        me_from(&anonymous, &format!("203.0.113.{number}")).await.expect(401);
    }
    assert_refused(&me_from(&anonymous, "203.0.113.9").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_guessed_at_from_wherever_only_so_often() {
    let app = studio(&[("LOGINS_PER_MINUTE", "2")]).await;
    let anonymous = app.anonymous();
    for name in ["ann", "bob"] {
        anonymous.register(name).await;
    }
    let login = async |name: &str, password: &str, address: &str| {
        let body = json!({"email": name, "password": password});
        from(&anonymous, address, anonymous.request(Method::POST, "/auth/login").json(&body)).await
    };
    login("ann@example.org", "wrong", "203.0.113.1").await.expect(401);
    login(" ANN@example.org ", "wrong", "203.0.113.2").await.expect(401);
    // Now it is shut, also to the right password and by the other door.
    assert_refused(&login("ann@example.org", &password("ann"), "203.0.113.3").await, 2);
    let form = [("username", "ann@example.org"), ("password", &password("ann"))];
    let token = anonymous.request(Method::POST, "/token").form(&form);
    assert_refused(&from(&anonymous, "203.0.113.4", token).await, 2);
    // Others come in, from there too.
    login("bob@example.org", &password("bob"), "203.0.113.1").await.expect(200);
    // An account that is not there is counted just the same.
    for _ in 0..2 {
        login("nobody@example.org", "wrong", "203.0.113.5").await.expect(401);
    }
    assert_refused(&login("nobody@example.org", "wrong", "203.0.113.6").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_guesses_at_many_accounts_only_so_often() {
    let app = studio(&[("LOGINS_PER_MINUTE", "2")]).await;
    let anonymous = app.anonymous();
    let login = async |number: usize, address: &str| {
        let body = json!({"email": format!("user{number}@example.org"), "password": "wrong"});
        from(&anonymous, address, anonymous.request(Method::POST, "/auth/login").json(&body)).await
    };
    for number in 0..6 {
        login(number, "203.0.113.1").await.expect(401);
    }
    assert_refused(&login(6, "203.0.113.1").await, 6);
    login(6, "203.0.113.2").await.expect(401);
    // Registering, resetting and refreshing are ways in, too.
    for (path, body) in [
        ("/auth/register", json!({})),
        ("/auth/refresh", json!({"refresh_token": "x"})),
        ("/auth/reset-password", json!({"token": "x", "new_password": "eleven odd socks 41"})),
        ("/auth/verify-email", json!({"token": "x"})),
    ] {
        let request = anonymous.request(Method::POST, path).json(&body);
        assert_refused(&from(&anonymous, "203.0.113.1", request).await, 6);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn health_pages_and_files_are_not_counted() {
    let app = studio(&[("ANONYMOUS_REQUESTS_PER_HOUR", "1")]).await;
    let anonymous = app.anonymous();
    for path in
        ["/health", "/health/live", "/healthz", "/api/v1/health", "/openapi.json", "/docs/", "/nothing"]
    {
        for _ in 0..3 {
            let answer = anonymous.send(anonymous.raw(Method::GET, path)).await;
            assert_ne!(answer.status, 429, "{path}");
            assert_eq!(left(&answer), None, "{path}");
        }
    }
    for _ in 0..3 {
        let file =
            anonymous.send(anonymous.raw(Method::GET, "/static_content/x?expires=1&signature=x")).await;
        assert_eq!((file.status, left(&file)), (403, None));
    }
    assert_eq!(left(&anonymous.get("/auth/me").await.expect(401)), Some((1, 0)));
    assert_refused(&anonymous.get("/auth/me").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_count_together_through_redis() {
    let (database, dir, file) = (TestDatabase::postgres().await, tempfile::tempdir().unwrap(), plans());
    let mut settings = environment(dir.path(), database.url());
    for (name, value) in [
        ("RATE_LIMITS", "on"),
        ("ROLES", "api"),
        ("TRUSTED_PROXIES", "127.0.0.1"),
        ("ANONYMOUS_REQUESTS_PER_HOUR", "3"),
        ("REDIS_URL", &redis_server()),
        ("TALEWRIGHT_CONFIG", file.path().to_str().unwrap()),
    ] {
        settings.insert(name.into(), value.into());
    }
    let (first, second) = tokio::join!(ServerProcess::start(&settings), ServerProcess::start(&settings));
    // The Redis is that of other tests, too: this address is ours.
    let [a, b, c, d, ..] = Uuid::new_v4().into_bytes();
    let address = format!("2001:db8:{a:x}{b:02x}:{c:x}{d:02x}::1");
    for (server, remaining) in [(&first, 2), (&second, 1), (&first, 0)] {
        let answer = me_from(&server.anonymous(), &address).await.expect(401);
        assert_eq!(left(&answer), Some((3, remaining)));
    }
    for server in [&first, &second] {
        assert_refused(&me_from(&server.anonymous(), &address).await, 3);
    }

    let body = json!({"email": "ann@example.org", "password": password("ann")});
    let [e, ..] = Uuid::new_v4().into_bytes();
    let register = first.anonymous().request(Method::POST, "/auth/register").json(&body);
    let answer =
        from(&first.anonymous(), &format!("2001:db8:ffff:{a:x}{e:02x}::1"), register).await.expect(201);
    let ann = first.anonymous().with_token(answer.json()["access_token"].as_str().unwrap());
    for (server, remaining) in [(&first, 4), (&second, 3), (&second, 2), (&first, 1), (&second, 0)] {
        assert_eq!(left(&ann.at(server).get("/auth/me").await.expect(200)), Some((5, remaining)));
    }
    assert_refused(&ann.at(&first).get("/auth/me").await, 5);
    assert_refused(&ann.at(&second).get("/auth/me").await, 5);
}
