use std::fmt;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use secrecy::{ExposeSecret, SecretSlice, SecretString};

/// Base64 that is written with padding and read with or without.
pub(crate) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

const PREFIX: &str = "whsec_";
const SHORTEST: usize = 24;
const LONGEST: usize = 64;

/// What sender and receiver share: 24 to 64 bytes, written `whsec_` and base64. Never printed, wiped when dropped.
#[derive(Clone)]
pub struct Secret(SecretSlice<u8>);

/// Why a text is no secret. Does not repeat it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSecret {
    /// It begins otherwise.
    #[error("must begin with whsec_")]
    Prefix,
    /// What follows is not base64.
    #[error("must be base64 after whsec_")]
    Base64,
    /// It is too short to be safe, or longer than the standard allows.
    #[error("must have 24 to 64 bytes")]
    Length,
}

impl Secret {
    /// A fresh one of 256 random bits.
    #[must_use]
    pub fn generate() -> Self {
        let bits: [u8; 32] = rand::random();
        Self(bits.to_vec().into())
    }

    /// Reads `whsec_…`.
    ///
    /// # Errors
    /// Why it is none.
    pub fn parse(text: &str) -> Result<Self, InvalidSecret> {
        let text = text.strip_prefix(PREFIX).ok_or(InvalidSecret::Prefix)?;
        // Nobody decodes megabytes.
        if text.len() > 4 * LONGEST {
            return Err(InvalidSecret::Length);
        }
        let bytes = BASE64.decode(text).map_err(|_| InvalidSecret::Base64)?;
        if !(SHORTEST..=LONGEST).contains(&bytes.len()) {
            return Err(InvalidSecret::Length);
        }
        Ok(Self(bytes.into()))
    }

    /// `whsec_…`: what its owner is shown, and what is stored.
    #[must_use]
    pub fn expose(&self) -> SecretString {
        format!("{PREFIX}{}", BASE64.encode(self.bytes())).into()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The secrets that a message is signed with: the receiver's current one, and during a rotation those before it.
#[derive(Debug, Clone)]
pub struct Keyring {
    current: Secret,
    former: Vec<Secret>,
}

impl Keyring {
    /// One secret.
    #[must_use]
    pub const fn new(current: Secret) -> Self {
        Self { current, former: Vec::new() }
    }

    /// And one that the receiver may still be using.
    #[must_use]
    pub fn and_former(mut self, secret: Secret) -> Self {
        self.former.push(secret);
        self
    }

    /// All of them, the current one first.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        std::iter::once(&self.current).chain(&self.former)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_read_and_written() {
        let text = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        assert_eq!(Secret::parse(text).unwrap().expose().expose_secret(), text);
        let fresh = Secret::generate();
        assert_eq!(fresh.bytes().len(), 32);
        assert_ne!(fresh.bytes(), Secret::generate().bytes());
        let written = fresh.expose();
        let unpadded = written.expose_secret().trim_end_matches('=');
        assert_ne!(unpadded, written.expose_secret());
        assert_eq!(Secret::parse(unpadded).unwrap().bytes(), fresh.bytes());
    }

    #[test]
    fn what_is_no_secret_is_refused() {
        let of = |bytes: usize| format!("whsec_{}", BASE64.encode(vec![7; bytes]));
        for (text, expected) in [
            ("", Some(InvalidSecret::Prefix)),
            ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Some(InvalidSecret::Prefix)),
            ("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Some(InvalidSecret::Prefix)),
            ("whsec_", Some(InvalidSecret::Length)),
            ("whsec_not base64 at all, is it?", Some(InvalidSecret::Base64)),
            (&of(23), Some(InvalidSecret::Length)),
            (&of(24), None),
            (&of(64), None),
            (&of(65), Some(InvalidSecret::Length)),
            (&of(1 << 20), Some(InvalidSecret::Length)),
        ] {
            assert_eq!(Secret::parse(text).err(), expected, "{}", &text[..text.len().min(50)]);
        }
    }

    #[test]
    fn secrets_are_never_printed() {
        let keys = Keyring::new(Secret::generate()).and_former(Secret::generate());
        let printed = format!("{keys:?} {keys:#?}");
        for secret in keys.secrets() {
            let written = secret.expose();
            assert!(!printed.contains(&written.expose_secret()["whsec_".len()..]), "{printed}");
            assert!(!printed.contains(&format!("{:?}", secret.bytes())[1..20]), "{printed}");
            assert!(!format!("{written:?}").contains("whsec_"));
        }
    }
}
