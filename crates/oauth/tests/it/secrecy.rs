//! Secrets stay secret, whatever happens.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use talewright_domain::ports::IdentityProvider;
use talewright_tests::idp::{Endpoint, Fault, MockIdp, Twist};
use tracing_subscriber::fmt::MakeWriter;

use crate::stage::{CALLBACK, Stage, ann};

/// Everything that is told: errors, logs, `Debug`.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<u8>>>);

impl Told {
    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8(bytes.clone()).unwrap()
    }
}

impl io::Write for Told {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Told {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Signs in and tells everything that it can about it; gives back what must not be in there.
async fn tell(stage: &Stage, provider: &dyn IdentityProvider, told: &mut Told) -> Vec<String> {
    use io::Write as _;
    let Ok(departure) = provider.depart(CALLBACK).await.inspect_err(|e| write!(told, "{e} {e:?}").unwrap())
    else {
        return Vec::new();
    };
    let code = stage.way_back(&departure).await.remove("code").unwrap();
    writeln!(told, "{departure:?}").unwrap();
    for _ in ["new", "used"] {
        if let Err(error) = provider.arrive(CALLBACK, &code, &departure).await {
            writeln!(told, "{error} {error:?}").unwrap();
        }
    }
    vec![code, departure.state, departure.nonce, departure.verifier]
}

#[tokio::test]
async fn nothing_secret_is_told() {
    let stage = Stage::new();
    let mut told = Told::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(told.clone());
    let guard = tracing::subscriber::set_default(subscriber.finish());
    let mut secrets = Vec::new();
    let twists =
        [Twist::WrongAudience, Twist::WrongNonce, Twist::Unsigned, Twist::ForeignKey, Twist::NoIdToken];
    for twist in twists {
        stage.idp.twist(twist);
        secrets.extend(tell(&stage, &stage.google, &mut told).await);
        stage.idp.behave();
    }
    for endpoint in [Endpoint::GoogleToken, Endpoint::GitHubToken, Endpoint::User, Endpoint::Emails] {
        for fault in [Fault::Status(500), Fault::Status(401), Fault::Html, Fault::Redirect] {
            stage.idp.fail(endpoint, fault);
            for provider in stage.both() {
                secrets.extend(tell(&stage, provider, &mut told).await);
            }
            stage.idp.behave();
        }
    }
    stage.idp.sign_in_as(ann().unverified());
    for provider in stage.both() {
        secrets.extend(tell(&stage, provider, &mut told).await);
    }
    drop(guard);
    let text = told.text() + &format!("{:?} {:?}", stage.google, stage.github);
    assert!(text.contains("bad_verification_code") && text.contains("ID token is not good"), "{text}");
    assert!(text.contains("DEBUG"), "the log is in it: {text}");
    assert!(secrets.len() > 100);
    for secret in secrets.iter().map(String::as_str).chain([MockIdp::CLIENT_SECRET, "gho_", "ya29_", "eyJ"]) {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
    assert!(!text.to_lowercase().contains("ann@example.org"), "{text}");
}
