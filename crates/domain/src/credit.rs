//! Credit: what somebody may spend, as a ledger of movements.

use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::account::{UnknownName, UserId};
use crate::id::Id;
use crate::job::JobId;
use crate::money::CostUsd;

/// One movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditEntry {
    /// From 1 for each user, without gaps.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What kind.
    pub kind: CreditKind,
    /// More, or less when negative.
    pub amount: CostUsd,
    /// What there was after it.
    pub balance: CostUsd,
    /// Why, for a person.
    pub reason: String,
    /// The job that it was for.
    pub job: Option<JobId>,
    /// The administrator who did it.
    pub actor: Option<UserId>,
}

/// The kind of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditKind {
    /// Came with the account.
    Welcome,
    /// A voucher was redeemed.
    Voucher,
    /// An administrator gave or took it.
    Grant,
    /// Set aside when a job began.
    Reservation,
    /// A job ended: what it did not spend came back.
    Settlement,
    /// A call ended after its job: its cost.
    Charge,
}

impl CreditKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Welcome, Self::Voucher, Self::Grant, Self::Reservation, Self::Settlement, Self::Charge];

    /// The stored and transmitted name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::Voucher => "voucher",
            Self::Grant => "grant",
            Self::Reservation => "reservation",
            Self::Settlement => "settlement",
            Self::Charge => "charge",
        }
    }
}

impl FromStr for CreditKind {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| UnknownName(text.into()))
    }
}

/// The identifier of a [`Voucher`].
pub type VoucherId = Id<Voucher>;

/// A code that gives credit to who redeems it, once each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voucher {
    /// Its identifier.
    pub id: VoucherId,
    /// What is typed, in its one form: capitals and digits, without hyphens.
    pub code: String,
    /// What it gives.
    pub amount: CostUsd,
    /// How many people may redeem it.
    pub max_redemptions: i32,
    /// How many have.
    pub redeemed: i32,
    /// For administrators.
    pub note: Option<String>,
    /// The administrator who made it.
    pub created_by: UserId,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops working.
    pub expires_at: Option<DateTime<Utc>>,
}

/// The one form of a code, however it was typed.
#[must_use]
pub fn voucher_code(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}
