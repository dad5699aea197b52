use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Client, ClientBuilder, Proxy};
use rustls::{ClientConfig, RootCertStore};
use talewright_domain::ports::Clock;
use talewright_webhooks::{
    ClientSettings, Courier, Delivery, DeliveryOutcome, ForbiddenAddress, HEADER_ID, HEADER_SIGNATURE,
    HEADER_TIMESTAMP, Keyring, MessageId, Names, Next, Reach, Secret, Signed, Surroundings, Trouble,
};

use crate::receiver::{Manner, Receiver};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n";
const BODY: &str = r#"{"type":"story.completed","data":{"title":"Ça & là — 夢"}}"#;

struct At(DateTime<Utc>);

impl Clock for At {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

/// Every name but one is this machine.
struct Here;

#[async_trait]
impl Names for Here {
    async fn lookup(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        match name {
            "nobody.example.com" => Err(io::Error::other("no such name")),
            "empty.example.com" => Ok(Vec::new()),
            _ => Ok(vec![Ipv4Addr::LOCALHOST.into()]),
        }
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

fn builder() -> ClientBuilder {
    let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    Client::builder().tls_backend_preconfigured(tls)
}

/// A courier of this machine, with little patience for receivers that are known to need none.
fn courier(reach: Reach, timeout: Duration) -> Courier {
    let settings = ClientSettings { reach, timeout, ..ClientSettings::default() };
    let surroundings = Surroundings { names: Arc::new(Here), clock: Arc::new(At(now())), chance: || 0.5 };
    Courier::within(builder(), settings, surroundings).unwrap()
}

const PATIENT: Duration = Duration::from_secs(15);
const HASTY: Duration = Duration::from_millis(150);
/// Long enough for the beginning of an answer on a busy machine.
const CALM: Duration = Duration::from_secs(2);

fn delivery(address: &str) -> Delivery {
    Delivery {
        id: MessageId::parse("msg_p5jXN8AQM9LWM0D4loKWxJek").unwrap(),
        address: address.to_owned(),
        body: BODY.into(),
        keys: Keyring::new(Secret::generate()),
        attempt: 1,
    }
}

async fn outcome(manner: Manner, timeout: Duration) -> (DeliveryOutcome, Receiver) {
    let receiver = Receiver::start(manner).await;
    let outcome = courier(Reach::Everywhere, timeout).deliver(&delivery(&receiver.url())).await;
    (outcome, receiver)
}

fn retry_in(seconds: i64) -> Next {
    Next::RetryAt(now() + TimeDelta::seconds(seconds))
}

#[tokio::test]
async fn messages_arrive_signed_and_whole() {
    let receiver = Receiver::start(Manner::answers(200, "", "thank you")).await;
    let secrets = [Secret::generate(), Secret::generate()];
    let keys = Keyring::new(secrets[0].clone()).and_former(secrets[1].clone());
    let delivery = Delivery { keys, ..delivery(&receiver.url()) };
    let outcome = courier(Reach::Everywhere, PATIENT).deliver(&delivery).await;
    assert_eq!((outcome.status, outcome.trouble, outcome.next), (Some(200), None, Next::Done));
    assert_eq!(outcome.excerpt, "thank you");

    let messages = receiver.messages();
    assert_eq!((messages.len(), receiver.connections()), (1, 1));
    let message = &messages[0];
    assert_eq!(message.line, "POST /hook?key=a%20b HTTP/1.1");
    assert_eq!(message.body, BODY.as_bytes());
    assert_eq!(message.headers["content-type"], "application/json");
    assert!(message.headers["user-agent"].starts_with("Talewright/"));
    let header = |name| message.headers[name].clone();
    assert_eq!(header(HEADER_ID), "msg_p5jXN8AQM9LWM0D4loKWxJek");
    assert_eq!(header(HEADER_TIMESTAMP), "1795000000");
    let signed = Signed {
        id: header(HEADER_ID),
        timestamp: header(HEADER_TIMESTAMP),
        signature: header(HEADER_SIGNATURE),
    };
    for secret in &secrets {
        assert_eq!(signed.verify(secret, &message.body, now()), Ok(()));
    }
}

#[tokio::test]
async fn statuses_say_what_to_do() {
    for (status, headers, next, trouble) in [
        (200, "", Next::Done, None),
        (202, "retry-after: 60\r\n", Next::Done, None),
        (204, "", Next::Done, None),
        (304, "", retry_in(5), Some(Trouble::Redirect(304))),
        (400, "", retry_in(5), Some(Trouble::Status(400))),
        (401, "", retry_in(5), Some(Trouble::Status(401))),
        (404, "", retry_in(5), Some(Trouble::Status(404))),
        (410, "retry-after: 60\r\n", Next::Disable, Some(Trouble::Gone)),
        (429, "", retry_in(5), Some(Trouble::Status(429))),
        // With the half of a tenth that chance adds.
        (429, "retry-after: 120\r\n", retry_in(126), Some(Trouble::Status(429))),
        (503, "retry-after: 120\r\n", retry_in(126), Some(Trouble::Status(503))),
        (503, "retry-after: 99999999999\r\n", retry_in(90_720), Some(Trouble::Status(503))),
        (503, "retry-after: Tue, 18 Nov 2026 12:55:20 GMT\r\n", retry_in(5), Some(Trouble::Status(503))),
        (500, "retry-after: soon\r\n", retry_in(5), Some(Trouble::Status(500))),
        (502, "", retry_in(5), Some(Trouble::Status(502))),
        (999, "", retry_in(5), Some(Trouble::Status(999))),
    ] {
        let (outcome, receiver) = outcome(Manner::answers(status, headers, ""), PATIENT).await;
        assert_eq!(
            (outcome.status, outcome.next, outcome.trouble),
            (Some(status), next, trouble),
            "{status}"
        );
        assert_eq!(receiver.connections(), 1);
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let secret_place = Receiver::start(Manner::answers(200, "", "secret")).await;
    for status in [301, 302, 303, 307, 308] {
        for target in
            ["http://169.254.169.254/latest/meta-data", &secret_place.url(), "//127.0.0.1/", "file:///"]
        {
            let headers = format!("location: {target}\r\n");
            let (outcome, receiver) = outcome(Manner::answers(status, &headers, "gone there"), PATIENT).await;
            assert_eq!(outcome.trouble, Some(Trouble::Redirect(status)));
            assert_eq!((outcome.next, outcome.excerpt.as_str()), (retry_in(5), "gone there"));
            assert_eq!(receiver.connections(), 1);
        }
    }
    assert_eq!(secret_place.connections(), 0);
}

#[tokio::test]
async fn silence_ends_in_time() {
    for manner in [
        Manner::IsSilent,
        Manner::Drips("HTTP/1.1 200 OK\r\nx-long: "),
        Manner::Drips("HTTP/1.1 2"),
        Manner::Stops("HTTP/1.1 200 OK\r\n"),
    ] {
        let begun = Instant::now();
        let (outcome, _receiver) = outcome(manner.clone(), HASTY).await;
        assert!(begun.elapsed() < PATIENT, "{manner:?}");
        assert_eq!((outcome.status, outcome.next), (None, retry_in(5)), "{manner:?}");
        // A line that drips for too long is cut off as nonsense or as slow, whichever comes first.
        assert!(
            matches!(outcome.trouble, Some(Trouble::Slow | Trouble::BrokenOff)),
            "{manner:?} {outcome:?}"
        );
        assert!(outcome.trouble == Some(Trouble::BrokenOff) || outcome.duration_ms >= 150, "{outcome:?}");
    }
}

#[tokio::test]
async fn the_status_counts_even_if_the_rest_never_comes() {
    for manner in [Manner::Drips(OK), Manner::Stops(OK), Manner::Says(OK.to_owned())] {
        let begun = Instant::now();
        let (outcome, _receiver) = outcome(manner.clone(), CALM).await;
        assert!(begun.elapsed() < PATIENT, "{manner:?}");
        assert_eq!((outcome.status, outcome.next), (Some(200), Next::Done), "{manner:?}");
        assert!(outcome.excerpt.chars().all(|c| c == 'x'), "{manner:?}");
    }
}

#[tokio::test]
async fn endless_answers_are_not_read() {
    for head in ["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 500 Oh\r\ncontent-length: 99999999999\r\n\r\n"] {
        let (outcome, receiver) = outcome(Manner::NeverEnds(head), PATIENT).await;
        assert!(outcome.status.is_some());
        assert_eq!(outcome.excerpt, "x".repeat(2_048));
        // The rest stands in the buffers of the system.
        assert!(receiver.sent() < 32 << 20, "{}", receiver.sent());
        assert!(outcome.duration_ms < 14_000, "{outcome:?}");
    }
}

#[tokio::test]
async fn headers_without_end_are_not_read() {
    let (outcome, _receiver) = outcome(Manner::NeverEnds("HTTP/1.1 200 OK\r\nx-long: "), PATIENT).await;
    assert_eq!((outcome.status, outcome.next), (None, retry_in(5)));
    assert!(outcome.duration_ms < 14_000, "{outcome:?}");
}

#[tokio::test]
async fn cut_connections_are_tried_again_later_and_not_now() {
    for manner in [
        Manner::HangsUp,
        Manner::Says(String::new()),
        Manner::Says("HTTP/1.1 200".to_owned()),
        Manner::Says("220 mail.example.com ESMTP\r\n".to_owned()),
    ] {
        let (outcome, receiver) = outcome(manner.clone(), PATIENT).await;
        assert_eq!(outcome.trouble, Some(Trouble::BrokenOff), "{manner:?}");
        assert_eq!((outcome.status, outcome.next), (None, retry_in(5)), "{manner:?}");
        assert_eq!(receiver.connections(), 1, "{manner:?}");
    }
}

#[tokio::test]
async fn those_who_are_not_there_are_tried_again() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let tls = Receiver::start(Manner::answers(200, "", "")).await;
    for (address, trouble) in [
        (format!("http://{free}/"), Trouble::Unreachable),
        // It does not speak TLS.
        (format!("https://{}/", tls.address), Trouble::Unreachable),
        ("http://nobody.example.com/".to_owned(), Trouble::UnknownName),
        ("http://empty.example.com/".to_owned(), Trouble::UnknownName),
    ] {
        let mut delivery = delivery(&address);
        let courier = courier(Reach::Everywhere, PATIENT);
        let outcome = courier.deliver(&delivery).await;
        assert_eq!((outcome.trouble, outcome.next), (Some(trouble), retry_in(5)), "{address}");
        delivery.attempt = 3;
        assert_eq!(courier.deliver(&delivery).await.next, retry_in(1_800), "{address}");
        delivery.attempt = 10;
        assert_eq!(courier.deliver(&delivery).await.next, Next::GiveUp, "{address}");
    }
    assert!(tls.messages().iter().all(|message| message.body.is_empty()));
}

#[tokio::test]
async fn the_house_is_closed_to_messages() {
    let house = Receiver::start(Manner::answers(200, "", "")).await;
    let port = house.address.port();
    let courier = courier(Reach::Public, PATIENT);
    for (host, expected) in [
        ("hooks.example.com", ForbiddenAddress::NotPublic),
        ("localhost", ForbiddenAddress::NotPublic),
        ("127.0.0.1", ForbiddenAddress::NotPublic),
        ("0x7f.1", ForbiddenAddress::NotPublic),
        ("2130706433", ForbiddenAddress::NotPublic),
        ("[::ffff:127.0.0.1]", ForbiddenAddress::NotPublic),
        ("user:pw@hooks.example.com", ForbiddenAddress::Credentials),
    ] {
        let outcome = courier.deliver(&delivery(&format!("https://{host}:{port}/"))).await;
        assert_eq!(outcome.trouble, Some(Trouble::Forbidden(expected)), "{host}");
        assert_eq!((outcome.status, outcome.next), (None, Next::GiveUp), "{host}");
    }
    let plain = courier.deliver(&delivery(&format!("http://hooks.example.com:{port}/"))).await;
    assert_eq!(plain.trouble, Some(Trouble::Forbidden(ForbiddenAddress::NotHttps)));
    assert_eq!(house.connections(), 0);
}

/// What the environment or a careless builder says of proxies does not matter.
#[tokio::test]
async fn no_proxy_comes_between() {
    let proxy = Receiver::start(Manner::answers(500, "", "")).await;
    let receiver = Receiver::start(Manner::answers(200, "", "")).await;
    let builder = builder().proxy(Proxy::all(format!("http://{}", proxy.address)).unwrap());
    let settings = ClientSettings { reach: Reach::Everywhere, ..ClientSettings::default() };
    let courier = Courier::new(builder, settings).unwrap();
    assert_eq!(courier.deliver(&delivery(&receiver.url())).await.next, Next::Done);
    assert_eq!((proxy.connections(), receiver.connections()), (0, 1));
}

#[tokio::test]
async fn nothing_private_is_printed() {
    let courier = courier(Reach::Public, PATIENT);
    let outcome = courier.deliver(&delivery("https://127.0.0.1/key-7f3a")).await;
    let printed = format!("{courier:?} {outcome:?} {}", outcome.trouble.unwrap());
    assert!(!printed.contains("key-7f3a"), "{printed}");
}
