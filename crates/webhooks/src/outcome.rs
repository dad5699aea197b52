use std::error::Error;

use chrono::{DateTime, Utc};
use reqwest::StatusCode;

use crate::address::ForbiddenAddress;
use crate::guard::NoWay;

/// What became of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryOutcome {
    /// What the receiver answered, if it did.
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// The beginning of the answer, at most 2 KiB: for the list of deliveries.
    pub excerpt: String,
    /// What went wrong, as a sentence for the receiver's owner.
    pub trouble: Option<Trouble>,
    /// What to do now.
    pub next: Next,
}

/// What to do after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It was delivered.
    Done,
    /// Try again then.
    RetryAt(DateTime<Utc>),
    /// It will not be delivered.
    GiveUp,
    /// The receiver wants no more messages, not this one and no other: switch its endpoint off.
    Disable,
}

/// Why a message was not delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Messages may not go there.
    #[error("The address {0}.")]
    Forbidden(#[from] ForbiddenAddress),
    /// Its name resolves to nothing.
    #[error("The receiver's name has no address.")]
    UnknownName,
    /// Nobody listens there, or its certificate is not to be trusted.
    #[error("The receiver cannot be reached.")]
    Unreachable,
    /// It took too long.
    #[error("The receiver did not answer in time.")]
    Slow,
    /// The connection ended before its answer.
    #[error("The receiver broke the connection off.")]
    BrokenOff,
    /// It sends us elsewhere.
    #[error("The receiver answered {0}. Redirects are not followed: change the address.")]
    Redirect(u16),
    /// It wants no more messages.
    #[error("The receiver answered 410: it wants no more messages.")]
    Gone,
    /// It answered something else than success.
    #[error("The receiver answered {0}.")]
    Status(u16),
}

impl Trouble {
    /// The library's own words hold addresses.
    pub(crate) fn of(error: &reqwest::Error) -> Self {
        match no_way(error) {
            Some(NoWay::Forbidden) => Self::Forbidden(ForbiddenAddress::NotPublic),
            Some(NoWay::Unknown) => Self::UnknownName,
            None if error.is_timeout() => Self::Slow,
            None if error.is_connect() => Self::Unreachable,
            None => Self::BrokenOff,
        }
    }

    /// What is wrong with a status, if anything is.
    pub(crate) fn of_status(status: StatusCode) -> Option<Self> {
        match status.as_u16() {
            200..=299 => None,
            410 => Some(Self::Gone),
            code @ 300..=399 => Some(Self::Redirect(code)),
            code => Some(Self::Status(code)),
        }
    }
}

/// What the guard of names said, wherever in the error it is.
fn no_way(error: &reqwest::Error) -> Option<NoWay> {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(said) = error.downcast_ref() {
            return Some(*said);
        }
        cause = error.source();
    }
    None
}
