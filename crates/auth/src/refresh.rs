use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::fingerprint::{fingerprint, is_random_secret, random_secret};
use crate::token::{SessionId, TokenError};

/// A refresh token: the session that it belongs to, and 256 bits that only its holder knows. The server keeps
/// the fingerprint of the latest one of each session, so that an older one tells of theft.
#[derive(Clone, PartialEq, Eq)]
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
        Self { session, text: format!("{}.{}", session.0.simple(), random_secret()) }
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
        let (session, secret) = text.split_once('.').ok_or(TokenError::Malformed)?;
        let session = Uuid::try_parse(session).map_err(|_| TokenError::Malformed)?;
        if !is_random_secret(secret) {
            return Err(TokenError::Malformed);
        }
        Ok(Self { session: SessionId(session), text: text.to_owned() })
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshToken").field("session", &self.session).finish_non_exhaustive()
    }
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
    }

    #[test]
    fn other_texts_are_none() {
        let session = SessionId::generate().0.simple().to_string();
        let secret = random_secret();
        for text in ["", "nonsense", ".", &session, &format!("{session}."), &format!("{session}.short")] {
            assert_eq!(text.parse::<RefreshToken>(), Err(TokenError::Malformed), "{text}");
        }
        assert!(format!("x{session}.{secret}").parse::<RefreshToken>().is_err());
        assert!(format!("{session}.{secret}.{secret}").parse::<RefreshToken>().is_err());
    }

    #[test]
    fn logs_do_not_have_its_secret() {
        let token = RefreshToken::generate(SessionId::generate());
        let (_, secret) = token.text.split_once('.').unwrap();
        assert!(!format!("{token:?}").contains(secret));
    }
}
