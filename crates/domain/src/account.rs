//! People and what they may do.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::Id;

/// The identifier of a [`User`].
pub type UserId = Id<User>;

/// Somebody with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its identifier.
    pub id: UserId,
    /// The address it signs in with.
    pub email: Email,
    /// An optional second name to sign in with, unique.
    pub username: Option<String>,
    /// How it wants to be called.
    pub full_name: Option<String>,
    /// What it may administer.
    pub role: Role,
    /// What it pays for.
    pub plan: Plan,
    /// Whether it may sign in.
    pub is_active: bool,
    /// Whether it has shown that the address is its own.
    pub email_verified: bool,
    /// When it registered.
    pub created_at: DateTime<Utc>,
    /// Counts the changes, from 1.
    pub version: i64,
}

/// What a user may administer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Its own things.
    User,
    /// Everything.
    Admin,
}

/// What a user pays for; the plan's limits are in the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// Nothing.
    Free,
    /// A subscription.
    Pro,
    /// A contract.
    Enterprise,
}

impl Role {
    /// The stored and transmitted name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Role {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        [Self::User, Self::Admin]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| UnknownName(text.into()))
    }
}

impl Plan {
    /// All plans, cheapest first.
    pub const ALL: [Self; 3] = [Self::Free, Self::Pro, Self::Enterprise];

    /// The stored and transmitted name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Pro => "pro",
            Self::Enterprise => "enterprise",
        }
    }
}

impl FromStr for Plan {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|plan| plan.as_str() == text).ok_or_else(|| UnknownName(text.into()))
    }
}

/// A stored name that no variant has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown name {0:?}")]
pub struct UnknownName(pub String);

/// An e-mail address, lower-cased, with one `@` and a dotted domain.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(String);

/// A text that is not an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not an e-mail address; expected something like name@example.org")]
pub struct NotAnEmail;

impl Email {
    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = NotAnEmail;

    fn from_str(text: &str) -> Result<Self, NotAnEmail> {
        let text = text.trim().to_lowercase();
        let (name, domain) = text.rsplit_once('@').ok_or(NotAnEmail)?;
        let name_is_fine = (1..=64).contains(&name.len())
            && !name.contains(['@', '"', '<', '>', ',', ';', ':', '\\', '(', ')', '[', ']']);
        let label_is_fine =
            |label: &str| (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-');
        let domain_is_fine = domain.len() <= 253
            && domain.contains('.')
            && domain.split('.').all(label_is_fine)
            && domain.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
        // The longest address that mail can carry (RFC 5321, erratum 1690).
        let is_short = text.len() <= 254;
        let is_clean = !text.chars().any(|c| c.is_control() || c.is_whitespace());
        if name_is_fine && domain_is_fine && is_short && is_clean { Ok(Self(text)) } else { Err(NotAnEmail) }
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!("Ann@Example.org ".parse::<Email>().unwrap().as_str(), "ann@example.org");
        for text in ["ann", "ann@", "@example.org", "a b@example.org", "ann@example", "a@b@c.de"] {
            assert_eq!(text.parse::<Email>(), Err(NotAnEmail), "{text}");
        }
        let long = format!("a@{}", ["b".repeat(62).as_str(); 4].join("."));
        assert_eq!(long.len(), 253);
        assert!(long.parse::<Email>().is_ok() && format!("aa{long}").parse::<Email>().is_err());
    }
}
