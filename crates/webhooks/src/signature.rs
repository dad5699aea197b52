use base64::Engine as _;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::digest::{Key, KeyInit};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::secret::{BASE64, Keyring, Secret};

/// The header with the message's id, which stays the same through all attempts.
pub const HEADER_ID: &str = "webhook-id";
/// The header with the moment of the attempt: whole seconds since 1970.
pub const HEADER_TIMESTAMP: &str = "webhook-timestamp";
/// The header with the signatures, separated by spaces.
pub const HEADER_SIGNATURE: &str = "webhook-signature";
/// How far the clocks of sender and receiver may be apart.
pub const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

const VERSION: &str = "v1";

/// The id of a message: letters, digits, `_` and `-`, so that it cannot be taken for something else where it is
/// signed. A receiver tells by it whether it has seen the message before.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageId(String);

/// Why a text is no id of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have 1 to 128 letters, digits, _ and -")]
pub struct InvalidMessageId;

impl MessageId {
    /// Takes an id.
    ///
    /// # Errors
    /// It has other characters, none, or too many.
    pub fn parse(text: &str) -> Result<Self, InvalidMessageId> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let valid = (1..=128).contains(&text.len()) && text.chars().all(fits);
        if valid { Ok(Self(text.to_owned())) } else { Err(InvalidMessageId) }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Uuid> for MessageId {
    fn from(uuid: Uuid) -> Self {
        Self(format!("msg_{}", uuid.simple()))
    }
}

/// The three headers of a signed message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// [`HEADER_ID`].
    pub id: String,
    /// [`HEADER_TIMESTAMP`].
    pub timestamp: String,
    /// [`HEADER_SIGNATURE`].
    pub signature: String,
}

/// Why a message is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The time is no whole number of seconds.
    #[error("the message's time is not readable")]
    Timestamp,
    /// It was sent more than five minutes ago.
    #[error("the message is too old")]
    TooOld,
    /// It was sent more than five minutes from now.
    #[error("the message is from the future")]
    TooNew,
    /// No signature is that of the secret.
    #[error("no signature fits the message")]
    Signature,
}

impl Keyring {
    /// Signs a message that is sent now, with every secret.
    #[must_use]
    pub fn sign(&self, id: &MessageId, now: DateTime<Utc>, body: &[u8]) -> Signed {
        let timestamp = now.timestamp().to_string();
        let sign = |secret: &Secret| {
            let code = code(secret, id.as_str(), &timestamp, body).finalize().into_bytes();
            format!("{VERSION},{}", BASE64.encode(code))
        };
        let signature = self.secrets().map(sign).collect::<Vec<_>>().join(" ");
        Signed { id: id.as_str().to_owned(), timestamp, signature }
    }
}

impl Signed {
    /// The headers by name.
    #[must_use]
    pub fn headers(&self) -> [(&'static str, &str); 3] {
        [(HEADER_ID, &self.id), (HEADER_TIMESTAMP, &self.timestamp), (HEADER_SIGNATURE, &self.signature)]
    }

    /// Whether a message of these headers was signed with a secret, not long ago. Compares in constant time.
    ///
    /// # Errors
    /// Why it is not to be believed.
    pub fn verify(&self, secret: &Secret, body: &[u8], now: DateTime<Utc>) -> Result<(), VerifyError> {
        let sent = self.timestamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let sent = sent.ok_or(VerifyError::Timestamp)?;
        if sent < now - TOLERANCE {
            return Err(VerifyError::TooOld);
        }
        if sent > now + TOLERANCE {
            return Err(VerifyError::TooNew);
        }
        let expected = code(secret, &self.id, &self.timestamp, body);
        let fits = |signature: &str| {
            let encoded = signature.split_once(',').filter(|(version, _)| *version == VERSION);
            let given = encoded.and_then(|(_, code)| BASE64.decode(code).ok());
            given.is_some_and(|given| expected.clone().verify_slice(&given).is_ok())
        };
        let any = self.signature.split_ascii_whitespace().any(fits);
        if any { Ok(()) } else { Err(VerifyError::Signature) }
    }
}

/// The code of `id.timestamp.body`.
fn code(secret: &Secret, id: &str, timestamp: &str, body: &[u8]) -> Hmac<Sha256> {
    // HMAC fills keys up to a block with noughts. No secret is longer than that.
    let mut key = Key::<Hmac<Sha256>>::default();
    for (to, from) in key.iter_mut().zip(secret.bytes()) {
        *to = *from;
    }
    let mut code = <Hmac<Sha256> as KeyInit>::new(&key);
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        code.update(part);
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of the reference libraries.
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn secret() -> Secret {
        Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap()
    }

    fn then() -> DateTime<Utc> {
        DateTime::from_timestamp(1_614_265_330, 0).unwrap()
    }

    fn signed(signature: &str) -> Signed {
        Signed {
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned(),
            timestamp: "1614265330".to_owned(),
            signature: signature.to_owned(),
        }
    }

    #[test]
    fn signs_as_the_reference_libraries_do() {
        let id = MessageId::parse("msg_p5jXN8AQM9LWM0D4loKWxJek").unwrap();
        assert_eq!(Keyring::new(secret()).sign(&id, then(), BODY), signed(SIGNATURE));
        let millis = then() + TimeDelta::milliseconds(999);
        assert_eq!(Keyring::new(secret()).sign(&id, millis, BODY), signed(SIGNATURE));
    }

    #[test]
    fn every_secret_of_a_rotation_signs() {
        let id = MessageId::parse("msg_p5jXN8AQM9LWM0D4loKWxJek").unwrap();
        let (new, stranger) = (Secret::generate(), Secret::generate());
        let keys = Keyring::new(new.clone()).and_former(secret());
        let message = keys.sign(&id, then(), BODY);
        assert_eq!(message.signature.split(' ').count(), 2);
        assert_eq!(message.signature.split(' ').nth(1), Some(SIGNATURE));
        assert_eq!(message.verify(&new, BODY, then()), Ok(()));
        assert_eq!(message.verify(&secret(), BODY, then()), Ok(()));
        assert_eq!(message.verify(&stranger, BODY, then()), Err(VerifyError::Signature));
    }

    #[test]
    fn only_the_signatures_of_the_message_fit() {
        let other = "Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
        for (signature, fits) in [
            (SIGNATURE.to_owned(), true),
            (format!("v1,{other} v2,{other} {SIGNATURE} v1,{other}"), true),
            (SIGNATURE.trim_end_matches('=').to_owned(), true),
            (SIGNATURE.replace("v1,", "v1a,"), false),
            (SIGNATURE.replace("v1,", ""), false),
            (format!("v1,{other}"), false),
            ("v1,".to_owned(), false),
            ("v1,g0hM9SsE".to_owned(), false),
            ("v1,dawfeoifkpqwoekfpqoekf".to_owned(), false),
            (String::new(), false),
        ] {
            let expected = if fits { Ok(()) } else { Err(VerifyError::Signature) };
            assert_eq!(signed(&signature).verify(&secret(), BODY, then()), expected, "{signature}");
        }
        let message = signed(SIGNATURE);
        assert_eq!(message.verify(&secret(), b"{}", then()), Err(VerifyError::Signature));
        let renamed = Signed { id: "msg_other".to_owned(), ..message.clone() };
        assert_eq!(renamed.verify(&secret(), BODY, then()), Err(VerifyError::Signature));
        let postponed = Signed { timestamp: "1614265331".to_owned(), ..message };
        assert_eq!(postponed.verify(&secret(), BODY, then()), Err(VerifyError::Signature));
    }

    #[test]
    fn old_and_future_messages_are_not_believed() {
        let at =
            |seconds: i64| signed(SIGNATURE).verify(&secret(), BODY, then() + TimeDelta::seconds(seconds));
        assert_eq!(at(300), Ok(()));
        assert_eq!(at(301), Err(VerifyError::TooOld));
        assert_eq!(at(-300), Ok(()));
        assert_eq!(at(-301), Err(VerifyError::TooNew));
        for timestamp in ["", "hello", "1614265330.5", "99999999999999999999", "9223372036854775807"] {
            let message = Signed { timestamp: timestamp.to_owned(), ..signed(SIGNATURE) };
            let outcome = message.verify(&secret(), BODY, then());
            assert_eq!(outcome, Err(VerifyError::Timestamp), "{timestamp}");
        }
    }

    #[test]
    fn ids_cannot_be_taken_for_something_else() {
        for text in ["msg_1", "0192-ab", "A"] {
            assert_eq!(MessageId::parse(text).unwrap().as_str(), text);
        }
        for text in ["", "a.b", "a b", "a\r\nx: y", "é", &"a".repeat(129)] {
            assert_eq!(MessageId::parse(text), Err(InvalidMessageId), "{text}");
        }
        let id = MessageId::from(Uuid::nil());
        assert_eq!(MessageId::parse(id.as_str()), Ok(id));
    }
}
