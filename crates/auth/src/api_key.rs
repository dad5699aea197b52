use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::fingerprint::{fingerprint, is_random_secret, random_secret};
use crate::token::TokenError;

/// What every key begins with, so that people and scanners of repositories recognise one.
const PREFIX: &str = "tw_";
/// Characters of the secret that are shown later on, to know a key by.
const HINT: usize = 4;

/// A key for programs: `tw_`, the key's identifier, `_`, and 256 bits that only its holder knows. It is shown once;
/// the server keeps its [`fingerprint`](Self::fingerprint) and its [`hint`](Self::hint).
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    id: Uuid,
    text: String,
}

impl ApiKey {
    /// A fresh key.
    #[must_use]
    pub fn generate() -> Self {
        let id = Uuid::now_v7();
        Self { id, text: format!("{PREFIX}{}_{}", id.simple(), random_secret()) }
    }

    /// By which it is found.
    #[must_use]
    pub const fn id(&self) -> Uuid {
        self.id
    }

    /// What goes to its holder.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is stored of it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.text)
    }

    /// The last four characters, to know it by. 232 bits stay unknown.
    #[must_use]
    pub fn hint(&self) -> &str {
        self.text.get(self.text.len().saturating_sub(HINT)..).unwrap_or_default()
    }

    /// Whether a bearer's text means to be a key rather than a token.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        text.starts_with(PREFIX)
    }
}

impl FromStr for ApiKey {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        let parts = text.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_'));
        let (id, secret) = parts.ok_or(TokenError::Malformed)?;
        let uuid = Uuid::try_parse(id).map_err(|_| TokenError::Malformed)?;
        // One key has one text: no hyphens, no capitals.
        if id != uuid.simple().to_string() || !is_random_secret(secret) {
            return Err(TokenError::Malformed);
        }
        Ok(Self { id: uuid, text: text.to_owned() })
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back_and_is_never_the_same() {
        let key = ApiKey::generate();
        assert_eq!(key.text().parse::<ApiKey>().unwrap(), key);
        let other = ApiKey::generate();
        assert_ne!((key.id(), key.fingerprint()), (other.id(), other.fingerprint()));
        assert!(ApiKey::is_meant(key.text()) && !ApiKey::is_meant("eyJhbGciOiJIUzI1NiJ9.e30."));
    }

    #[test]
    fn its_form_is_fixed() {
        let key = ApiKey::generate();
        let text = key.text();
        assert_eq!(text.len(), 3 + 32 + 1 + 43);
        assert!(text.ends_with(key.hint()) && key.hint().len() == 4);
        assert_eq!(key.fingerprint(), fingerprint(text));
        let (hyphenated, simple) = (key.id().to_string(), key.id().simple().to_string());
        for other in [
            String::new(),
            "tw_".into(),
            "tw__".into(),
            text[3..].to_owned(),
            text[..text.len() - 1].to_owned(),
            format!("{text}A"),
            format!(" {text}"),
            format!("{text}\n"),
            text.to_uppercase(),
            text.replace(&simple, &hyphenated),
            text.replace(&simple, &simple[1..]),
            text.replace("tw_", "tw-"),
            format!("tw_{simple}_{}", "é".repeat(43)),
        ] {
            assert_eq!(other.parse::<ApiKey>(), Err(TokenError::Malformed), "{other}");
        }
    }

    #[test]
    fn logs_do_not_have_its_secret() {
        let key = ApiKey::generate();
        let shown = format!("{key:?} {key:#?}");
        assert!(shown.contains(&key.id().to_string()));
        assert!(!shown.contains(&key.text()[36..]));
    }
}
