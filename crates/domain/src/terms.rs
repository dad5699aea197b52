//! On what terms people use the studio: what each plan allows.

use chrono::{DateTime, Datelike, TimeZone, Utc};

use crate::account::Plan;
use crate::money::CostUsd;

/// What a plan allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanTerms {
    /// Books that may be begun in a month; `None` is any number.
    pub generations: Option<u32>,
    /// What may be spent in a month; `None` is any sum.
    pub cost: Option<CostUsd>,
    /// Higher is sooner in the queue.
    pub priority: i32,
    /// Requests in an hour.
    pub requests_per_hour: u32,
    /// Jobs begun in a minute.
    pub generations_per_minute: u32,
    /// What is spent must be there as credit first.
    pub prepaid: bool,
}

/// On what terms people use the studio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Whether anybody is counted at all (`PLAN_LIMITS`).
    pub counted: bool,
    /// Credit that comes with a new account.
    pub welcome: CostUsd,
    /// Of who pays nothing.
    pub free: PlanTerms,
    /// Of subscribers.
    pub pro: PlanTerms,
    /// Of who has a contract.
    pub enterprise: PlanTerms,
}

impl Terms {
    /// What a plan allows.
    #[must_use]
    pub const fn of(&self, plan: Plan) -> &PlanTerms {
        match plan {
            Plan::Free => &self.free,
            Plan::Pro => &self.pro,
            Plan::Enterprise => &self.enterprise,
        }
    }

    /// For a studio where nobody is counted.
    #[must_use]
    pub const fn unlimited() -> Self {
        const fn anything(priority: i32) -> PlanTerms {
            PlanTerms {
                generations: None,
                cost: None,
                priority,
                requests_per_hour: u32::MAX,
                generations_per_minute: u32::MAX,
                prepaid: false,
            }
        }
        Self {
            counted: false,
            welcome: CostUsd::ZERO,
            free: anything(0),
            pro: anything(10),
            enterprise: anything(20),
        }
    }
}

/// A calendar month in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month(DateTime<Utc>);

impl Month {
    /// The month of a moment.
    #[must_use]
    pub fn of(now: DateTime<Utc>) -> Self {
        Self(first(now.year(), now.month()).unwrap_or(now))
    }

    /// Its first moment.
    #[must_use]
    pub const fn start(self) -> DateTime<Utc> {
        self.0
    }

    /// The first moment of the next one.
    #[must_use]
    pub fn end(self) -> DateTime<Utc> {
        let (year, month) = (self.0.year(), self.0.month());
        let next = if month == 12 { first(year + 1, 1) } else { first(year, month + 1) };
        next.unwrap_or(self.0)
    }

    /// As `2026-11`.
    #[must_use]
    pub fn name(self) -> String {
        self.0.format("%Y-%m").to_string()
    }
}

fn first(year: i32, month: u32) -> Option<DateTime<Utc>> {
    Utc.with_ymd_and_hms(year, month, 1, 0, 0, 0).single()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_where_the_next_begins() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let december = Month::of(at("2026-12-31T23:59:59Z"));
        assert_eq!(december.name(), "2026-12");
        assert_eq!(
            (december.start(), december.end()),
            (at("2026-12-01T00:00:00Z"), at("2027-01-01T00:00:00Z"))
        );
        assert_eq!(Month::of(at("2026-02-03T04:05:06Z")).end(), at("2026-03-01T00:00:00Z"));
    }
}
