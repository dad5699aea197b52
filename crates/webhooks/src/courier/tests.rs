//! What must not be connected to is not: the connector is watched, and so are the questions about names.

use std::collections::VecDeque;
use std::io;
use std::net::Ipv4Addr;
use std::pin::Pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use async_trait::async_trait;
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tower::{Layer, Service};

use super::*;
use crate::address::ForbiddenAddress;
use crate::outcome::Next;
use crate::secret::Secret;

/// Counts the connections that a client asks for, and those that it gets.
#[derive(Debug, Clone, Default)]
struct Connections {
    wanted: Arc<AtomicUsize>,
    made: Arc<AtomicUsize>,
}

impl Connections {
    fn wanted(&self) -> usize {
        self.wanted.load(Ordering::SeqCst)
    }

    fn made(&self) -> usize {
        self.made.load(Ordering::SeqCst)
    }
}

#[derive(Clone)]
struct Counted<S> {
    connector: S,
    connections: Connections,
}

impl<S> Layer<S> for Connections {
    type Service = Counted<S>;

    fn layer(&self, connector: S) -> Counted<S> {
        Counted { connector, connections: self.clone() }
    }
}

impl<S: Service<R, Response: Send, Error: Send, Future: Send + 'static>, R> Service<R> for Counted<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, target: R) -> Self::Future {
        self.connections.wanted.fetch_add(1, Ordering::SeqCst);
        let (made, connecting) = (Arc::clone(&self.connections.made), self.connector.call(target));
        Box::pin(async move {
            let connection = connecting.await?;
            made.fetch_add(1, Ordering::SeqCst);
            Ok(connection)
        })
    }
}

/// Answers questions about names from a list, and remembers them.
#[derive(Default)]
struct Answers {
    answers: Mutex<VecDeque<Vec<IpAddr>>>,
    asked: Mutex<Vec<String>>,
}

#[async_trait]
impl Names for Answers {
    async fn lookup(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        self.asked.lock().unwrap().push(name.to_owned());
        self.answers.lock().unwrap().pop_front().ok_or_else(|| io::Error::other("no such name"))
    }
}

fn names(answers: &[&[&str]]) -> Arc<Answers> {
    let parse = |answer: &&[&str]| answer.iter().map(|address| address.parse().unwrap()).collect();
    Arc::new(Answers { answers: Mutex::new(answers.iter().map(parse).collect()), asked: Mutex::default() })
}

/// TLS that trusts nobody.
fn builder(connections: &Connections) -> ClientBuilder {
    let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    Client::builder().tls_backend_preconfigured(tls).connector_layer(connections.clone())
}

fn surroundings(names: &Arc<Answers>) -> Surroundings {
    Surroundings { names: Arc::<Answers>::clone(names), ..Surroundings::default() }
}

fn public(connections: &Connections, names: &Arc<Answers>) -> Courier {
    Courier::within(builder(connections), ClientSettings::default(), surroundings(names)).unwrap()
}

fn delivery(address: &str) -> Delivery {
    Delivery {
        id: MessageId::parse("msg_1").unwrap(),
        address: address.to_owned(),
        body: Bytes::from_static(b"{}"),
        keys: Keyring::new(Secret::generate()),
        attempt: 1,
    }
}

fn assert_forbidden(outcome: &DeliveryOutcome, what: &str) {
    assert_eq!(outcome.trouble, Some(Trouble::Forbidden(ForbiddenAddress::NotPublic)), "{what}");
    assert_eq!((outcome.next, outcome.status), (Next::GiveUp, None), "{what}");
    assert_eq!(outcome.trouble.unwrap().to_string(), "The address is not in the public internet.");
}

const FORBIDDEN: [&str; 40] = [
    "127.0.0.1",
    "127.8.8.8",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "0.0.0.0",
    "0.1.2.3",
    "255.255.255.255",
    "224.0.0.1",
    "239.255.255.250",
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "198.18.0.1",
    "192.0.0.192",
    "192.88.99.1",
    "240.0.0.1",
    "::",
    "::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::1",
    "2002:a9fe:a9fe::1",
    "2001:0:5ef5:79fd:0:fbff:80ff:fffe",
    "100::1",
];

#[tokio::test]
async fn forbidden_addresses_are_never_connected_to() {
    let (connections, names) = (Connections::default(), names(&[]));
    let courier = public(&connections, &names);
    for address in FORBIDDEN {
        let host = if address.contains(':') { format!("[{address}]") } else { address.to_owned() };
        for port in ["", ":8443", ":22"] {
            let outcome = courier.deliver(&delivery(&format!("https://{host}{port}/hook"))).await;
            assert_forbidden(&outcome, address);
        }
    }
    assert_eq!((connections.wanted(), connections.made()), (0, 0));
    assert!(names.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn names_of_forbidden_addresses_are_never_connected_to() {
    for address in FORBIDDEN {
        // Alone, after a public one, and before one.
        for answer in [&[address][..], &["8.8.8.8", address], &[address, "2606:4700::1111"]] {
            let (connections, names) = (Connections::default(), names(&[answer]));
            let courier = public(&connections, &names);
            let outcome = courier.deliver(&delivery("https://hooks.example.com/")).await;
            assert_forbidden(&outcome, address);
            assert_eq!(connections.made(), 0, "{answer:?}");
            assert_eq!(*names.asked.lock().unwrap(), ["hooks.example.com"]);
        }
    }
}

/// A receiver for one message.
async fn receiver() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut request = [0; 4_096];
            assert!(client.read(&mut request).await.unwrap() > 0);
            client.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        }
    });
    port
}

/// In this world 127.0.0.1 is public and all else is the house.
#[tokio::test]
async fn a_name_that_rebinds_leads_nowhere() {
    let port = receiver().await;
    let allowed: fn(IpAddr) -> bool = |address| address == Ipv4Addr::LOCALHOST;
    let (connections, names) =
        (Connections::default(), names(&[&["127.0.0.1"], &["127.0.0.2"], &["127.0.0.1"]]));
    let settings = ClientSettings { reach: Reach::Everywhere, ..ClientSettings::default() };
    let courier = Courier::guarded(builder(&connections), settings, surroundings(&names), allowed).unwrap();
    let delivery = delivery(&format!("http://rebind.example.com:{port}/"));

    // One look, and the connection goes where it led: the second answer is not even asked for.
    assert_eq!(courier.deliver(&delivery).await.next, Next::Done);
    assert_eq!((names.asked.lock().unwrap().len(), connections.made()), (1, 1));
    // The next delivery looks anew, and is stopped.
    assert_forbidden(&courier.deliver(&delivery).await, "rebound");
    assert_eq!((names.asked.lock().unwrap().len(), connections.made()), (2, 1));
    // Nothing was kept open for whoever comes after.
    assert_eq!(courier.deliver(&delivery).await.next, Next::Done);
    assert_eq!((names.asked.lock().unwrap().len(), connections.made()), (3, 2));
}

/// Addresses of the forbidden blocks, written down here once more.
fn forbidden_v4() -> impl Strategy<Value = Ipv4Addr> {
    let blocks = [
        ("0.0.0.0", 8),
        ("10.0.0.0", 8),
        ("100.64.0.0", 10),
        ("127.0.0.0", 8),
        ("169.254.0.0", 16),
        ("172.16.0.0", 12),
        ("192.0.0.0", 24),
        ("192.0.2.0", 24),
        ("192.88.99.0", 24),
        ("192.168.0.0", 16),
        ("198.18.0.0", 15),
        ("198.51.100.0", 24),
        ("203.0.113.0", 24),
        ("224.0.0.0", 4),
        ("240.0.0.0", 4),
    ];
    (prop::sample::select(blocks.to_vec()), any::<u32>()).prop_map(|((block, bits), random)| {
        let block: Ipv4Addr = block.parse().unwrap();
        Ipv4Addr::from_bits(block.to_bits() | (random & (u32::MAX >> bits)))
    })
}

/// A number in one of the ways that parsers of addresses know.
fn number(value: u32, way: u8) -> String {
    match way % 5 {
        0 => value.to_string(),
        1 => format!("0{value:o}"),
        2 => format!("0x{value:x}"),
        3 => format!("0X{value:X}"),
        _ => format!("0x000{value:x}"),
    }
}

/// An address in one to four numbers, each in its own way.
fn numeric(address: Ipv4Addr, parts: usize, ways: [u8; 4]) -> String {
    let bits = address.to_bits();
    let octets = address.octets().map(u32::from);
    let rest = bits & (u32::MAX >> (8 * (parts - 1)));
    let numbers = octets.into_iter().take(parts - 1).chain([rest]);
    numbers.zip(ways).map(|(value, way)| number(value, way)).collect::<Vec<_>>().join(".")
}

/// The same host to a parser of addresses.
fn disguised(host: &str, way: u8) -> String {
    let map = |f: &dyn Fn(char) -> String| host.chars().map(f).collect::<String>();
    match way % 5 {
        0 => host.to_owned(),
        1 => format!("{host}."),
        2 => map(&|c| format!("%{:02X}", c as u32)),
        3 => map(&|c| char::from_u32(c as u32 + 0xfee0).unwrap().to_string()),
        _ => host.replace('.', "。"),
    }
}

fn any_form() -> impl Strategy<Value = (usize, [u8; 4], u8)> {
    (1_usize..=4, any::<[u8; 4]>(), any::<u8>())
}

/// IPv4 inside of IPv6.
fn embedded(address: Ipv4Addr, way: u8) -> String {
    let [high, low] = [address.to_bits() >> 16, address.to_bits() & 0xffff];
    match way % 7 {
        0 => format!("[::ffff:{address}]"),
        1 => format!("[::ffff:{high:x}:{low:x}]"),
        2 => format!("[::{address}]"),
        3 => format!("[64:ff9b::{address}]"),
        4 => format!("[64:ff9b:1::{address}]"),
        5 => format!("[2002:{high:x}:{low:x}::1]"),
        _ => format!("[2001:0:{high:x}:{low:x}::{:x}:{:x}]", !high & 0xffff, !low & 0xffff),
    }
}

proptest! {
    #[test]
    fn no_number_hides_a_forbidden_address(address in forbidden_v4(), (parts, ways, disguise) in any_form()) {
        let host = disguised(&numeric(address, parts, ways), disguise);
        let outcome = ReceiverAddress::parse(&format!("https://{host}:8443/a"), Reach::Public);
        assert_eq!(outcome.err(), Some(ForbiddenAddress::NotPublic), "{address} as {host}");
    }

    /// The disguises work: without the judgement they lead where they say.
    #[test]
    fn every_form_is_the_address_that_it_hides(address: Ipv4Addr, (parts, ways, disguise) in any_form()) {
        let host = disguised(&numeric(address, parts, ways), disguise);
        let read = ReceiverAddress::parse(&format!("https://{host}/"), Reach::Everywhere).unwrap();
        assert_eq!(read.host(), address.to_string(), "{host}");
    }

    #[test]
    fn no_ipv6_hides_an_ipv4_address(address in forbidden_v4(), way: u8) {
        let host = embedded(address, way);
        let outcome = ReceiverAddress::parse(&format!("https://{host}/"), Reach::Public);
        assert_eq!(outcome.err(), Some(ForbiddenAddress::NotPublic), "{host}");
    }

    #[test]
    fn nonsense_never_leads_into_the_house(text in prop_oneof![any::<String>(), "https?://[0-9a-fx.:@%\\[\\]/]{0,30}", Just(String::new())]) {
        if let Ok(address) = ReceiverAddress::parse(&text, Reach::Public) {
            let host = address.host().trim_matches(['[', ']']);
            assert!(address.as_str().starts_with("https://"), "{text}");
            assert!(host.parse().map_or(host.contains('.'), |address| Reach::Public.allows(address)), "{text}");
        }
    }
}
