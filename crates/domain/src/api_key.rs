//! Keys for programs: what they may do, and until when.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::account::{UnknownName, UserId};

/// A key as its owner sees it. The secret is nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyInfo {
    /// Its identifier.
    pub id: Uuid,
    /// Whose.
    pub owner: UserId,
    /// What it is for.
    pub name: String,
    /// The last characters of the secret, to know it by.
    pub hint: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops working.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to the nearest minutes.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// What a key may do. None of them includes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Read what is its owner's.
    Read,
    /// Change and delete it.
    Write,
    /// Start what costs money.
    Generate,
    /// Administer, where its owner may.
    Admin,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Generate, Self::Admin];

    /// The stored and transmitted name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Generate => "generate",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Scope {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text).ok_or_else(|| UnknownName(text.into()))
    }
}
