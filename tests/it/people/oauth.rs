//! Signing in with Google and GitHub, there and back, against a mock of both.

use reqwest::{Method, Url};
use serde_json::json;
use talewright_testkit::TestDatabase;
use talewright_tests::idp::{Endpoint, Fault, MockIdp, Person, Twist};

use super::device::{Device, SESSION, with_cookie};
use super::post::PostOffice;
use crate::support::{Answer, Client, TestApp};

const STATE: &str = "talewright_oauth";
const BOTH: [&str; 2] = ["google", "github"];

/// A studio that both services know, and Ann in front of them.
struct Stage {
    app: TestApp,
    idp: MockIdp,
    post: PostOffice,
    browser: Client,
}

/// Somebody who was sent to a service and now stands at its door on the way back.
#[derive(Clone)]
struct Trip {
    provider: String,
    /// The cookie that their browser was given.
    state_cookie: String,
    /// What the service adds to our address.
    query: Vec<(String, String)>,
}

fn ann() -> Person {
    Person::new(77, "ann@example.org").named("Ann Lee")
}

impl Stage {
    async fn open(settings: &[(&str, &str)]) -> Self {
        let (idp, post) = (MockIdp::start().unwrap(), PostOffice::open().await);
        idp.sign_in_as(ann());
        let (origin, smtp) = (idp.origin(), post.url());
        let mut all = vec![
            ("GOOGLE_CLIENT_ID", MockIdp::CLIENT_ID),
            ("GOOGLE_CLIENT_SECRET", MockIdp::CLIENT_SECRET),
            ("GOOGLE_ISSUER_URL", &origin),
            ("GITHUB_CLIENT_ID", MockIdp::CLIENT_ID),
            ("GITHUB_CLIENT_SECRET", MockIdp::CLIENT_SECRET),
            ("GITHUB_BASE_URL", &origin),
            ("SMTP_URL", &smtp),
            ("MAIL_FROM", "studio@example.org"),
        ];
        all.extend(settings);
        let app = TestApp::with(TestDatabase::sqlite().await, &all).await;
        let browser = app.anonymous().staying();
        Self { app, idp, post, browser }
    }

    async fn depart(&self, provider: &str) -> Answer {
        self.browser.get(&format!("/auth/oauth/{provider}")).await
    }

    /// Goes to the service, and up to the door on the way back.
    async fn leave(&self, provider: &str) -> Trip {
        let departure = self.depart(provider).await.expect(302);
        let there = departure.header("location").unwrap();
        assert!(there.starts_with(&self.idp.origin()), "{there}");
        let page = self.browser.send(
            Client::anonymous(&self.idp.origin())
                .staying()
                .raw(Method::GET, &there[self.idp.origin().len()..]),
        );
        let back = Url::parse(page.await.expect(302).header("location").unwrap()).unwrap();
        assert_eq!(back.path(), format!("/api/v1/auth/oauth/{provider}/callback"));
        Trip {
            provider: provider.to_owned(),
            state_cookie: departure.cookie(STATE).unwrap().0.to_owned(),
            query: back.query_pairs().into_owned().collect(),
        }
    }

    /// Comes through the door; what the browser is told, with this media type wanted.
    async fn arrive_as(&self, trip: &Trip, accept: &str) -> Answer {
        let path = format!("/auth/oauth/{}/callback", trip.provider);
        let mut request =
            self.browser.request(Method::GET, &path).query(&trip.query).header("accept", accept);
        if !trip.state_cookie.is_empty() {
            request = request.header("cookie", format!("{STATE}={}", trip.state_cookie));
        }
        self.browser.send(request).await
    }

    async fn arrive(&self, trip: &Trip) -> Answer {
        self.arrive_as(trip, "application/json").await
    }

    async fn sign_in(&self, provider: &str) -> Answer {
        self.arrive(&self.leave(provider).await).await
    }

    /// Fails with this status and code: nobody is signed in, and the state is forgotten.
    #[track_caller]
    fn assert_refused(&self, answer: &Answer, status: u16, code: &str, what: &str) {
        assert_eq!(answer.status, status, "{what}: {}", String::from_utf8_lossy(&answer.bytes));
        assert_eq!(answer.json()["code"], code, "{what}");
        assert!(answer.cookie(SESSION).is_none(), "{what}");
        let (state, rest) = answer.cookie(STATE).unwrap();
        assert!(state.is_empty() && rest.contains("Max-Age=0"), "{what}: {rest}");
    }

    async fn users(&self) -> i64 {
        self.app.database().count("users").await
    }
}

/// The user whom this answer signs in.
async fn user_of(stage: &Stage, answer: &Answer) -> serde_json::Value {
    let (cookie, _) = answer.cookie(SESSION).unwrap();
    with_cookie(&stage.browser, cookie).await.expect(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_new_gets_an_account_and_finds_it_again() {
    for provider in BOTH {
        let stage = Stage::open(&[]).await;
        let answer = stage.sign_in(provider).await.expect(303);
        assert_eq!(answer.header("location"), Some(&*format!("{}/", stage.app.address())));
        let user = user_of(&stage, &answer).await;
        assert_eq!(user["email"], "ann@example.org");
        assert_eq!((&user["full_name"], &user["role"]), (&json!("Ann Lee"), &json!("user")));
        assert_eq!(user["email_verified"], true);

        // Whatever their address is by now.
        stage.idp.sign_in_as(Person::new(77, "ann.lee@example.com"));
        let again = stage.sign_in(provider).await.expect(303);
        assert_eq!(user_of(&stage, &again).await["id"], user["id"], "{provider}");
        assert_eq!(stage.users().await, 1);

        // Somebody else is somebody else.
        stage.idp.sign_in_as(Person::new(78, "bob@example.org"));
        let other = stage.sign_in(provider).await.expect(303);
        assert_ne!(user_of(&stage, &other).await["id"], user["id"], "{provider}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_at_both_services_is_one_account() {
    let stage = Stage::open(&[]).await;
    let by_google = user_of(&stage, &stage.sign_in("google").await).await;
    let by_github = user_of(&stage, &stage.sign_in("github").await).await;
    assert_eq!(by_google["id"], by_github["id"]);
    let found =
        stage.app.database().texts("SELECT provider AS value FROM identities ORDER BY provider").await;
    assert_eq!(found, ["github", "google"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_linked_when_both_sides_verified_its_address() {
    for provider in BOTH {
        let stage = Stage::open(&[]).await;
        let local = Device::registered(&stage.app.anonymous(), "ann").await;
        let refused = stage.sign_in(provider).await;
        stage.assert_refused(&refused, 409, "address_not_verified", provider);
        assert_eq!(stage.app.database().count("identities").await, 0);

        let code = stage.post.code("ann@example.org", "verify-email", 0).await;
        let body = json!({"token": code});
        stage.app.anonymous().post("/auth/verify-email", &body).await.expect(204);
        // They have not verified theirs.
        stage.idp.sign_in_as(ann().unverified());
        let refused = stage.sign_in(provider).await;
        stage.assert_refused(&refused, 403, "address_not_verified_there", provider);
        assert_eq!(stage.app.database().count("identities").await, 0);

        stage.idp.sign_in_as(ann());
        let linked = stage.sign_in(provider).await.expect(303);
        assert_eq!(user_of(&stage, &linked).await["id"], local.user, "{provider}");
        assert_eq!((stage.users().await, local.lets_in().await), (1, [200, 200]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_foreign_used_or_made_up_signs_nobody_in() {
    let stage = Stage::open(&[]).await;
    for provider in BOTH {
        let other = stage.leave(provider).await;
        let with = |trip: &Trip, name: &str, value: &str| {
            let mut trip = trip.clone();
            trip.query.retain(|(known, _)| known != name);
            trip.query.push((name.to_owned(), value.to_owned()));
            trip
        };
        let of =
            |trip: &Trip, name: &str| trip.query.iter().find(|(known, _)| known == name).unwrap().1.clone();
        type Change<'a> = &'a dyn Fn(Trip) -> Trip;
        let changes: [(&str, Change<'_>); 8] = [
            ("no cookie", &|trip| Trip { state_cookie: String::new(), ..trip }),
            ("another browser's cookie", &|trip| Trip { state_cookie: other.state_cookie.clone(), ..trip }),
            ("another departure's state", &|trip| with(&trip, "state", &of(&other, "state"))),
            ("a state and a cookie that are made up", &|trip| Trip {
                state_cookie: "mine".into(),
                ..with(&trip, "state", "mine")
            }),
            ("no state", &|trip| with(&Trip { state_cookie: String::new(), ..trip }, "state", "")),
            ("no code", &|trip| with(&trip, "code", "")),
            ("a code that is made up", &|trip| with(&trip, "code", "mine")),
            ("another departure's code", &|trip| with(&trip, "code", &of(&other, "code"))),
        ];
        for (what, change) in changes {
            let answer = stage.arrive(&change(stage.leave(provider).await)).await;
            stage.assert_refused(&answer, 422, "bad_code", &format!("{provider}: {what}"));
        }
        let trip = stage.leave(provider).await;
        let elsewhere = BOTH.into_iter().find(|other| *other != provider).unwrap();
        let answer = stage.arrive(&Trip { provider: elsewhere.into(), ..trip }).await;
        stage.assert_refused(&answer, 422, "bad_code", &format!("{provider}: at the other service's door"));
    }
    assert_eq!(stage.users().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn states_and_codes_are_good_once() {
    let stage = Stage::open(&[]).await;
    for provider in BOTH {
        let used = stage.leave(provider).await;
        stage.arrive(&used).await.expect(303);
        let answer = stage.arrive(&used).await;
        stage.assert_refused(&answer, 422, "bad_code", &format!("{provider}: the same way back twice"));

        let code = used.query.iter().find(|(name, _)| name == "code").unwrap().clone();
        let mut fresh = stage.leave(provider).await;
        fresh.query.retain(|(name, _)| name != "code");
        fresh.query.push(code);
        let answer = stage.arrive(&fresh).await;
        stage.assert_refused(
            &answer,
            422,
            "bad_code",
            &format!("{provider}: a used code with a fresh state"),
        );

        let late = stage.leave(provider).await;
        stage.app.database().execute("UPDATE departures SET expires_at = '2020-01-01 00:00:00'").await;
        let answer = stage.arrive(&late).await;
        stage.assert_refused(&answer, 422, "bad_code", &format!("{provider}: after more than ten minutes"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_that_is_not_good_signs_nobody_in() {
    let stage = Stage::open(&[]).await;
    for twist in [
        Twist::WrongAudience,
        Twist::TwoAudiences,
        Twist::WrongNonce,
        Twist::NoNonce,
        Twist::WrongIssuer,
        Twist::Expired,
        Twist::Unsigned,
        Twist::ForeignKey,
        Twist::Symmetric,
    ] {
        stage.idp.twist(twist);
        let answer = stage.sign_in("google").await;
        stage.assert_refused(&answer, 422, "bad_code", &format!("{twist:?}"));
        stage.idp.behave();
    }
    assert_eq!(stage.users().await, 0);
    stage.sign_in("google").await.expect(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_the_service_has_not_verified_makes_no_account() {
    let stage = Stage::open(&[]).await;
    stage.idp.sign_in_as(ann().unverified());
    for provider in BOTH {
        let answer = stage.sign_in(provider).await;
        stage.assert_refused(&answer, 403, "address_not_verified_there", provider);
    }
    assert_eq!(stage.users().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_down_is_a_bad_gateway() {
    let stage = Stage::open(&[]).await;
    stage.idp.fail(Endpoint::Discovery, Fault::Status(500));
    let answer = stage.depart("google").await.expect(502);
    assert_eq!(answer.json()["code"], "service_failed");
    stage.idp.behave();
    for (provider, endpoint) in [
        ("google", Endpoint::GoogleToken),
        ("google", Endpoint::Keys),
        ("github", Endpoint::GitHubToken),
        ("github", Endpoint::User),
        ("github", Endpoint::Emails),
    ] {
        for fault in [Fault::Status(500), Fault::Html, Fault::Flood] {
            stage.idp.fail(endpoint, fault);
            let answer = stage.sign_in(provider).await;
            stage.assert_refused(&answer, 502, "service_failed", &format!("{endpoint:?} {fault:?}"));
            stage.idp.behave();
        }
    }
    let trips = [stage.leave("google").await, stage.leave("github").await];
    let Stage { app, idp, browser, post } = stage;
    let (address, nobody) = (idp.origin(), MockIdp::start().unwrap());
    drop(idp);
    // Its thread closes the port in a moment.
    while std::net::TcpStream::connect(address.trim_start_matches("http://")).is_ok() {
        tokio::task::yield_now().await;
    }
    let stage = Stage { app, idp: nobody, browser, post };
    for trip in trips {
        stage.assert_refused(&stage.arrive(&trip).await, 502, "service_failed", "nobody listens there");
    }
    assert_eq!(stage.users().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_services_that_are_configured_are_there() {
    let stage = Stage::open(&[]).await;
    stage.depart("facebook").await.expect(404);
    let trip = Trip { provider: "facebook".into(), ..stage.leave("google").await };
    stage.assert_refused(&stage.arrive(&trip).await, 404, "not_found", "nobody knows them");
    let bare = TestApp::start().await;
    for provider in BOTH {
        bare.anonymous().get(&format!("/auth/oauth/{provider}")).await.expect(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_sign_in_may_not_sign_in_this_way_either() {
    let stage = Stage::open(&[]).await;
    stage.sign_in("google").await.expect(303);
    stage.app.database().execute("UPDATE users SET is_active = false").await;
    for provider in BOTH {
        stage.assert_refused(&stage.sign_in(provider).await, 401, "unauthenticated", provider);
    }
    let linked = stage.app.database().texts("SELECT provider AS value FROM identities").await;
    assert_eq!(linked, ["google"], "nothing is linked on the way");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_led_back_to_the_page() {
    const PAGE: &str = "text/html,application/xhtml+xml,*/*;q=0.8";
    let stage = Stage::open(&[]).await;
    let login = |code: &str| format!("{}/login?error={code}", stage.app.address());
    let mut strange = stage.leave("github").await;
    strange.state_cookie.clear();
    let answer = stage.arrive_as(&strange, PAGE).await.expect(303);
    assert_eq!(answer.header("location"), Some(&*login("bad_code")));
    assert!(answer.cookie(SESSION).is_none() && answer.cookie(STATE).unwrap().0.is_empty());

    stage.idp.decline();
    let declined = stage.leave("github").await;
    assert!(declined.query.iter().any(|(name, _)| name == "error"));
    let answer = stage.arrive_as(&declined, PAGE).await.expect(303);
    assert_eq!(answer.header("location"), Some(&*login("bad_code")));

    stage.idp.fail(Endpoint::Discovery, Fault::Status(500));
    let request = stage.browser.request(Method::GET, "/auth/oauth/google").header("accept", PAGE);
    let answer = stage.browser.send(request).await.expect(303);
    assert_eq!(answer.header("location"), Some(&*login("service_failed")));

    stage.idp.behave();
    stage.idp.sign_in_as(ann());
    let answer = stage.arrive_as(&stage.leave("google").await, PAGE).await.expect(303);
    assert_eq!(answer.header("location"), Some(&*format!("{}/", stage.app.address())));
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_are_out_of_reach_of_scripts_and_go_away() {
    let stage = Stage::open(&[]).await;
    let departure = stage.depart("google").await.expect(302);
    let (_, state) = departure.cookie(STATE).unwrap();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"] {
        assert!(state.contains(attribute), "{attribute}: {state}");
    }
    assert!(!state.contains("Secure"), "there is no https here: {state}");
    assert_eq!(departure.header("cache-control"), Some("no-store"));
    let arrival = stage.sign_in("google").await.expect(303);
    let (_, session) = arrival.cookie(SESSION).unwrap();
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(session.contains(attribute), "{attribute}: {session}");
    }
    let (value, gone) = arrival.cookie(STATE).unwrap();
    assert!(value.is_empty() && gone.contains("Max-Age=0") && gone.contains("Path=/"), "{gone}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_address_decides_where_people_come_back_to() {
    let stage = Stage::open(&[("PUBLIC_URL", "https://tales.example.org/")]).await;
    for (provider, page) in [("google", Endpoint::GoogleAuthorize), ("github", Endpoint::GitHubAuthorize)] {
        let departure = stage.depart(provider).await.expect(302);
        assert!(departure.cookie(STATE).unwrap().1.contains("Secure"));
        let arrival = stage.sign_in(provider).await.expect(303);
        assert!(arrival.cookie(SESSION).unwrap().1.contains("Secure"));
        assert_eq!(arrival.header("location"), Some("https://tales.example.org/"));
        let asked = stage.idp.requests_to(page).remove(0);
        let expected = format!("https://tales.example.org/api/v1/auth/oauth/{provider}/callback");
        assert_eq!(asked.param("redirect_uri"), Some(&*expected));
    }
}
