//! What we sign, the official library of another language believes; and the other way round.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use chrono::Utc;
use reqwest::Client;
use rustls::{ClientConfig, RootCertStore};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use talewright_webhooks::{
    ClientSettings, Courier, Delivery, Keyring, MessageId, Next, Reach, Secret, Signed, VerifyError,
};

use crate::receiver::{Manner, Received, Receiver};

const BODY: &str = r#"{"type":"story.completed","data":{"title":"Ça & là — 夢", "pages": 12}}"#;

/// Asks the library. `scripts/install-test-tools.sh` brings it into the target folder.
fn ask(question: &Value) -> String {
    let python = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("python").join("bin/python");
    assert!(python.exists(), "{} is missing: run `make test`", python.display());
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/official.py");
    let mut child = Command::new(&python)
        .arg("-I")
        .arg(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(question.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the library is missing or failed: run `make test`\n{complaint}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn judge(secret: &Secret, message: &Received) -> String {
    let body = String::from_utf8(message.body.clone()).unwrap();
    ask(&json!({"secret": secret.expose().expose_secret(), "body": body, "headers": message.headers}))
}

async fn delivered(keys: Keyring) -> Received {
    let receiver = Receiver::start(Manner::answers(200, "", "")).await;
    let tls =
        ClientConfig::builder_with_provider(std::sync::Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
    let settings = ClientSettings { reach: Reach::Everywhere, ..ClientSettings::default() };
    let courier = Courier::new(Client::builder().tls_backend_preconfigured(tls), settings).unwrap();
    let id = MessageId::from(uuid::Uuid::now_v7());
    let delivery = Delivery { id, address: receiver.url(), body: BODY.into(), keys, attempt: 1 };
    assert_eq!(courier.deliver(&delivery).await.next, Next::Done);
    receiver.messages().remove(0)
}

#[tokio::test]
async fn the_official_library_believes_what_was_delivered() {
    let [secret, former, stranger] = [Secret::generate(), Secret::generate(), Secret::generate()];
    let message = delivered(Keyring::new(secret.clone()).and_former(former.clone())).await;
    assert_eq!(judge(&secret, &message), "valid");
    assert_eq!(judge(&former, &message), "valid");
    assert!(judge(&stranger, &message).starts_with("invalid"));

    let mut changed = message.clone();
    changed.body.push(b' ');
    assert!(judge(&secret, &changed).starts_with("invalid"));
    let mut renamed = message.clone();
    renamed.headers.insert("webhook-id".to_owned(), "msg_other".to_owned());
    assert!(judge(&secret, &renamed).starts_with("invalid"));
    let mut old = message;
    old.headers.insert("webhook-timestamp".to_owned(), "1614265330".to_owned());
    assert!(judge(&secret, &old).starts_with("invalid"));
}

#[test]
fn we_believe_what_the_official_library_signs() {
    let (secret, now) = (Secret::generate(), Utc::now());
    let signature = ask(&json!({
        "secret": secret.expose().expose_secret(),
        "body": BODY,
        "id": "msg_1",
        "timestamp": now.timestamp(),
    }));
    let signed = Signed { id: "msg_1".to_owned(), timestamp: now.timestamp().to_string(), signature };
    assert_eq!(signed.verify(&secret, BODY.as_bytes(), now), Ok(()));
    assert_eq!(signed.verify(&secret, b"{}", now), Err(VerifyError::Signature));
    let ours = Keyring::new(secret).sign(&MessageId::parse("msg_1").unwrap(), now, BODY.as_bytes());
    assert_eq!(ours, signed);
}
