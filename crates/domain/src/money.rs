//! Money: whole micro-dollars, never a float.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Serialize};

/// An amount of US dollars in millionths (1 USD = 1,000,000). May be negative in a ledger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CostUsd(i64);

impl CostUsd {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// From millionths of a dollar.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// In millionths of a dollar.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// From a decimal number of dollars as it stands in JSON, rounded to the nearest millionth.
    /// `None` for what is not finite, negative or above a billion dollars.
    #[must_use]
    pub fn from_dollars(dollars: f64) -> Option<Self> {
        let in_range = dollars.is_finite() && (0.0..=1e9).contains(&dollars);
        in_range.then(|| Self((dollars * 1e6).round() as i64))
    }

    /// As a decimal number of dollars, for JSON.
    #[must_use]
    pub fn dollars(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl Add for CostUsd {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for CostUsd {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl AddAssign for CostUsd {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for CostUsd {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for CostUsd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let micros = self.0.unsigned_abs();
        write!(f, "{sign}${}.{:06}", micros / 1_000_000, micros % 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn dollars_round_trip(micros in 0_i64..1_000_000_000_000_000) {
            prop_assert_eq!(CostUsd::from_dollars(CostUsd::from_micros(micros).dollars()), Some(CostUsd::from_micros(micros)));
        }
    }

    #[test]
    fn it_reads_as_money() {
        assert_eq!(CostUsd::from_micros(1_250_000).to_string(), "$1.250000");
        assert_eq!(CostUsd::from_micros(-5).to_string(), "-$0.000005");
        assert_eq!(CostUsd::from_dollars(f64::NAN), None);
    }
}
