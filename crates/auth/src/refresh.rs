use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::token::{SessionId, TokenError};

/// A refresh token: the session that it belongs to, and 256 bits that only its holder knows. The server keeps
/// the [`fingerprint`] of the latest one of each session, so that an older one tells of theft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// The session, which is the token's family.
    pub session: SessionId,
    /// What goes to the client.
    pub text: String,
}

impl RefreshToken {
    /// A fresh token of a session.
    #[must_use]
    pub fn generate(session: SessionId) -> Self {
        let secret: [u8; 32] = rand::random();
        Self { session, text: format!("{}.{}", session.0.simple(), URL_SAFE_NO_PAD.encode(secret)) }
    }

    /// What is stored of it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.text)
    }
}

impl FromStr for RefreshToken {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        let (session, _) = text.split_once('.').ok_or(TokenError::Malformed)?;
        let session = Uuid::try_parse(session).map_err(|_| TokenError::Malformed)?;
        Ok(Self { session: SessionId(session), text: text.to_owned() })
    }
}

/// SHA-256 in hexadecimal. Enough for secrets of 256 random bits, which nobody can guess; never for passwords.
#[must_use]
pub fn fingerprint(secret: &str) -> String {
    hex::encode(Sha256::digest(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back_and_is_never_the_same() {
        let session = SessionId::generate();
        let token = RefreshToken::generate(session);
        assert_eq!(token.text.parse::<RefreshToken>().unwrap(), token);
        assert_ne!(RefreshToken::generate(session).fingerprint(), token.fingerprint());
        assert!("nonsense".parse::<RefreshToken>().is_err());
    }
}
