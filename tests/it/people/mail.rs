//! Letters with links: to a new password, and to show that an address is one's own.

use serde_json::{Value, json};
use talewright_testkit::TestDatabase;

use super::device::{Device, login, password};
use super::post::PostOffice;
use crate::support::{Answer, Client, TestApp};

const ANN: &str = "ann@example.org";
const NEW: &str = "eleven odd socks 41";

async fn studio() -> (TestApp, PostOffice) {
    let post = PostOffice::open().await;
    let settings = [("SMTP_URL", &*post.url()), ("MAIL_FROM", "Talewright <studio@example.org>")];
    (TestApp::with(TestDatabase::sqlite().await, &settings).await, post)
}

async fn forgot(client: &Client, email: &str) -> Answer {
    client.post("/auth/forgot-password", &json!({"email": email})).await
}

async fn reset(client: &Client, code: &str, password: &str) -> Answer {
    client.post("/auth/reset-password", &json!({"token": code, "new_password": password})).await
}

async fn verify(client: &Client, code: &str) -> Answer {
    client.post("/auth/verify-email", &json!({"token": code})).await
}

fn code_of(answer: Answer) -> Value {
    answer.expect(422).json()["code"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_sets_a_new_password_once_and_ends_all_sessions() {
    let (app, post) = studio().await;
    let anonymous = app.anonymous();
    let ann = Device::registered(&anonymous, "ann").await;
    forgot(&anonymous, ANN).await.expect(202);
    let code = post.code(ANN, "reset-password", 0).await;
    assert_eq!(code_of(reset(&anonymous, "made-up", NEW).await), "bad_code");
    // A weak password does not use the code up.
    assert_eq!(code_of(reset(&anonymous, &code, "password12").await), "validation_failed");
    assert_eq!(ann.lets_in().await, [200, 200]);

    reset(&anonymous, &code, NEW).await.expect(204);
    assert_eq!(ann.lets_in().await, [401, 401]);
    ann.refreshed().await.expect(401);
    login(&anonymous, "ann", &password("ann")).await.expect(401);
    let again = Device::of(&anonymous, &login(&anonymous, "ann", NEW).await.expect(200));
    assert_eq!(
        again.client.get("/auth/me").await.json()["email_verified"],
        true,
        "whoever has the link owns it"
    );

    assert_eq!(code_of(reset(&anonymous, &code, "twelve odd socks 47").await), "bad_code");
    assert_eq!(again.lets_in().await, [200, 200]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_expires_and_is_for_one_purpose() {
    let (app, post) = studio().await;
    let anonymous = app.anonymous();
    anonymous.register("ann").await;
    forgot(&anonymous, ANN).await.expect(202);
    let (by_reset, by_verify) =
        (post.code(ANN, "reset-password", 0).await, post.code(ANN, "verify-email", 0).await);
    assert_eq!(code_of(reset(&anonymous, &by_verify, NEW).await), "bad_code");
    assert_eq!(code_of(verify(&anonymous, &by_reset).await), "bad_code");
    app.database().execute("UPDATE one_time_codes SET expires_at = '2020-01-01 00:00:00'").await;
    assert_eq!(code_of(reset(&anonymous, &by_reset, NEW).await), "bad_code");
    assert_eq!(code_of(verify(&anonymous, &by_verify).await), "bad_code");
    login(&anonymous, "ann", &password("ann")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_who_has_an_account() {
    let (app, post) = studio().await;
    let anonymous = app.anonymous();
    anonymous.register("ann").await;
    anonymous.register("bob").await;
    app.database().execute("UPDATE users SET is_active = false WHERE email = 'bob@example.org'").await;
    // Greetings come at any time; they are waited for, so that what is counted later is what was asked for.
    post.code(ANN, "verify-email", 0).await;
    post.code("bob@example.org", "verify-email", 0).await;
    let strangers = ["nobody@example.org", "bob@example.org"];
    let mut answers = Vec::new();
    for email in strangers.into_iter().chain([ANN]) {
        let answer = forgot(&anonymous, email).await;
        let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        names.sort();
        answers.push((answer.status, answer.bytes, names));
    }
    assert_eq!((answers[0].0, answers[0].1.len()), (202, 0));
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    post.code(ANN, "reset-password", 0).await;
    assert_eq!(strangers.map(|stranger| post.letters_to(stranger)), [0, 1], "nothing but the greeting");
    let codes = app.database().texts("SELECT purpose AS value FROM one_time_codes ORDER BY purpose").await;
    assert_eq!(codes.iter().filter(|purpose| purpose.contains("reset")).count(), 1, "{codes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_shows_an_address_to_be_ones_own() {
    let (app, post) = studio().await;
    let ann = app.user("ann").await;
    let is_verified = async || ann.get("/auth/me").await.json()["email_verified"].clone();
    let first = post.code(ANN, "verify-email", 0).await;
    assert_eq!(is_verified().await, false);
    ann.post("/auth/send-verification", &json!({})).await.expect(202);
    let second = post.code(ANN, "verify-email", 1).await;
    assert_ne!(first, second);
    verify(&app.anonymous(), &second).await.expect(204);
    assert_eq!(is_verified().await, true);
    assert_eq!(code_of(verify(&app.anonymous(), &second).await), "bad_code");
    // It is known by now: there is nothing to write.
    ann.post("/auth/send-verification", &json!({})).await.expect(202);
    assert_eq!(post.letters_to(ANN), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_studio_without_a_mail_server_says_so() {
    let settings = [("RUN_ENV", "prod"), ("SECRET_KEY", "a secret key of this very studio")];
    let app = TestApp::with(TestDatabase::sqlite().await, &settings).await;
    let ann = app.user("ann").await;
    for email in [ANN, "nobody@example.org"] {
        forgot(&app.anonymous(), email).await.expect(503);
    }
    ann.post("/auth/send-verification", &json!({})).await.expect(503);
    assert_eq!(app.database().count("one_time_codes").await, 0);
}
