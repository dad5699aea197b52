//! What a call may cost, and what it did.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::provider::ProviderInfo;
use crate::money::CostUsd;

/// What a call used, as far as the provider says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// Tokens read.
    pub input_tokens: u64,
    /// Those of them that the provider had in its cache.
    pub cached_tokens: u64,
    /// Tokens written, hidden reasoning included.
    pub output_tokens: u64,
    /// Pictures made.
    pub images: u32,
    /// Characters spoken.
    pub characters: u64,
    /// Milliseconds of sound made.
    pub milliseconds: u64,
    /// The provider did not say what it used or cost: the figures are our own estimate.
    pub estimated: bool,
    /// The version of the price list by which the cost was computed; none when the provider named the cost.
    pub price_version: Option<String>,
    /// The provider's own words about it.
    pub raw: Option<Value>,
}

/// Who answered a call, what it used and what it cost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bill {
    /// Who answered: of a list of providers, the one that did.
    pub provider: String,
    /// Which model.
    pub model: String,
    /// The provider's id of the request, for its support.
    pub request_id: Option<String>,
    /// What it used.
    pub usage: Usage,
    /// What it cost.
    pub cost: CostUsd,
}

impl Bill {
    /// For a call that costs nothing.
    #[must_use]
    pub fn free(info: &ProviderInfo, usage: Usage) -> Self {
        Self { provider: info.provider.clone(), model: info.model.clone(), usage, ..Self::default() }
    }

    /// For a call whose cost follows from the price list.
    #[must_use]
    pub fn by_prices(info: &ProviderInfo, mut usage: Usage, request_id: Option<String>) -> Self {
        let cost = info.prices.cost_of(&usage);
        usage.price_version = Some(info.prices.version.clone()).filter(|version| !version.is_empty());
        Self { provider: info.provider.clone(), model: info.model.clone(), request_id, usage, cost }
    }

    /// For a call whose cost the provider named.
    #[must_use]
    pub fn named(info: &ProviderInfo, usage: Usage, request_id: Option<String>, cost: CostUsd) -> Self {
        Self { provider: info.provider.clone(), model: info.model.clone(), request_id, usage, cost }
    }
}

/// A reply with a bill: what decorators need to know of it.
pub trait Billed {
    /// The bill.
    fn bill(&self) -> &Bill;
}

/// What is expected to be paid, at least and at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostRange {
    /// When all goes well and short.
    pub low: CostUsd,
    /// When every limit is used to the full.
    pub high: CostUsd,
}

impl CostRange {
    /// So many of these.
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        let times = |cost: CostUsd| CostUsd::from_micros(cost.micros().saturating_mul(count.into()));
        Self { low: times(self.low), high: times(self.high) }
    }
}

impl std::ops::Add for CostRange {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high }
    }
}

impl std::iter::Sum for CostRange {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), std::ops::Add::add)
    }
}

/// What a model asks for its calls; zero where it asks nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prices {
    /// The version of the list that this is from.
    pub version: String,
    /// A million tokens read.
    pub input: CostUsd,
    /// A million tokens read that were in the provider's cache.
    pub cached_input: CostUsd,
    /// A million tokens written.
    pub output: CostUsd,
    /// A picture, at least and at most: for estimates, and for what it did cost where the provider counts
    /// pictures (then `low`).
    pub image: CostRange,
    /// The provider counts a picture by its tokens: `input` and `output` give its cost.
    pub image_by_tokens: bool,
    /// A thousand characters spoken.
    pub characters: CostUsd,
    /// A minute of sound made.
    pub minute: CostUsd,
    /// The list does not know this model: what it costs is told only afterwards, if at all.
    pub is_unknown: bool,
}

const MILLION: i64 = 1_000_000;

fn share(price: CostUsd, amount: u64, of: i64) -> CostUsd {
    let exact = i128::from(price.micros()) * i128::from(amount);
    // Rounded up: what is spent is never told as less.
    let micros = (exact + i128::from(of) - 1) / i128::from(of);
    CostUsd::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
}

/// A price without the zeros at its end, but for the cents: `$0.10`, `$0.0002`.
fn short(price: CostUsd) -> String {
    let text = price.to_string();
    let trimmed = text.trim_end_matches('0');
    let cents = text.find('.').map_or(text.len(), |point| point + 3);
    text.get(..trimmed.len().max(cents)).unwrap_or(&text).to_owned()
}

impl fmt::Display for Prices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_unknown {
            return f.write_str("unknown");
        }
        let mut parts = Vec::new();
        let mut add = |price: CostUsd, unit: &str| {
            if price > CostUsd::ZERO {
                parts.push(format!("{} {unit}", short(price)));
            }
        };
        add(self.input, "a million tokens read");
        add(self.output, "a million tokens written");
        add(self.characters, "a thousand characters");
        add(self.minute, "a minute");
        if self.image.high > CostUsd::ZERO {
            parts.push(format!("{} to {} a picture", short(self.image.low), short(self.image.high)));
        }
        if parts.is_empty() { f.write_str("free") } else { f.write_str(&parts.join(", ")) }
    }
}

impl Prices {
    /// Whether its calls cost nothing.
    #[must_use]
    pub fn are_free(&self) -> bool {
        let Self { version, image_by_tokens, is_unknown, .. } = self.clone();
        *self == Self { version, image_by_tokens, is_unknown, ..Self::default() }
    }

    /// What a call that used this costs.
    #[must_use]
    pub fn cost_of(&self, usage: &Usage) -> CostUsd {
        let fresh = usage.input_tokens.saturating_sub(usage.cached_tokens);
        let pictures = if self.image_by_tokens { CostUsd::ZERO } else { self.image.low };
        share(self.input, fresh, MILLION)
            + share(self.cached_input, usage.cached_tokens.min(usage.input_tokens), MILLION)
            + share(self.output, usage.output_tokens, MILLION)
            + share(pictures, usage.images.into(), 1)
            + share(self.characters, usage.characters, 1_000)
            + share(self.minute, usage.milliseconds, 60_000)
    }

    /// A text call that reads so many tokens, and writes as many as is expected or as is allowed.
    #[must_use]
    pub fn of_text(&self, input_tokens: u64, expected: u64, most: u64) -> CostRange {
        let cost = |output_tokens| self.cost_of(&Usage { input_tokens, output_tokens, ..Usage::default() });
        CostRange { low: cost(expected), high: cost(most) }
    }

    /// Speech of so many characters.
    #[must_use]
    pub fn of_speech(&self, characters: u64, milliseconds: u64) -> CostUsd {
        self.cost_of(&Usage { characters, milliseconds, ..Usage::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_costs_what_the_list_says() {
        let dollars = |amount| CostUsd::from_dollars(amount).unwrap();
        let prices = Prices {
            input: dollars(0.20),
            cached_input: dollars(0.02),
            output: dollars(1.20),
            ..Prices::default()
        };
        let usage =
            Usage { input_tokens: 3_000, cached_tokens: 1_000, output_tokens: 500, ..Usage::default() };
        assert_eq!(prices.cost_of(&usage).micros(), 400 + 20 + 600);
        assert!(!prices.are_free() && Prices::default().are_free());
        let said = "$0.20 a million tokens read, $1.20 a million tokens written";
        assert_eq!(
            (prices.to_string().as_str(), short(CostUsd::from_micros(123))),
            (said, "$0.000123".into())
        );
        let one = Usage { output_tokens: 1, ..Usage::default() };
        assert_eq!(prices.cost_of(&one).micros(), 2, "1.2 micro-dollars are told as two, never as one");
    }

    #[test]
    fn pictures_are_counted_or_weighed() {
        let picture = CostRange { low: CostUsd::from_micros(40_000), high: CostUsd::from_micros(90_000) };
        let usage = Usage { images: 2, output_tokens: 1_000, ..Usage::default() };
        let counted = Prices { image: picture, ..Prices::default() };
        assert_eq!(counted.cost_of(&usage).micros(), 80_000);
        let weighed = Prices { image_by_tokens: true, output: CostUsd::from_micros(30_000_000), ..counted };
        assert_eq!(weighed.cost_of(&usage).micros(), 30_000);
    }
}
