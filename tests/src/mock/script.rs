//! Which calls go wrong, and how often.

use serde::{Deserialize, Serialize};

use super::call::Call;
use super::fault::{Fault, Transport};
use super::vendor::{Operation, Vendor};

/// Which calls a fault is for: of one vendor, and of those all that fit every condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct When {
    /// Whose calls.
    pub vendor: Vendor,
    /// Only calls for this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    /// Only calls with these words somewhere in messages, prompt or text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// Only from the so manieth call on that fits, counted from 1 when the rule is given.
    #[serde(default = "first")]
    pub nth: u64,
    /// How often; `null` for always.
    #[serde(default = "once")]
    pub times: Option<u64>,
}

const fn first() -> u64 {
    1
}

#[expect(clippy::unnecessary_wraps, reason = "the default of an optional field")]
const fn once() -> Option<u64> {
    Some(1)
}

impl When {
    /// The next call to this vendor, whatever it is for.
    #[must_use]
    pub const fn to(vendor: Vendor) -> Self {
        Self { vendor, operation: None, prompt: None, nth: first(), times: once() }
    }

    /// Only calls for this.
    #[must_use]
    pub const fn operation(mut self, operation: Operation) -> Self {
        self.operation = Some(operation);
        self
    }

    /// Only calls with these words.
    #[must_use]
    pub fn prompt(mut self, words: &str) -> Self {
        self.prompt = Some(words.into());
        self
    }

    /// From the so manieth that fits, counted from 1.
    #[must_use]
    pub const fn nth(mut self, nth: u64) -> Self {
        self.nth = nth;
        self
    }

    /// So often instead of once.
    #[must_use]
    pub const fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Every time.
    #[must_use]
    pub const fn always(mut self) -> Self {
        self.times = None;
        self
    }
}

/// A scripted fault: which calls, and what happens to them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Which calls.
    pub when: When,
    /// What happens.
    pub fault: Fault,
}

/// All rules that still hold, in the order in which they were given.
#[derive(Debug, Default)]
pub(crate) struct Script {
    rules: Vec<(Rule, u64)>,
}

impl Script {
    pub(crate) fn add(&mut self, rule: Rule) {
        self.rules.push((rule, 0));
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    pub(crate) fn rules(&self) -> Vec<&Rule> {
        self.rules.iter().map(|(rule, _)| rule).collect()
    }

    /// Whether a call is to be dropped before its body is read.
    pub(crate) fn drops_unread(&mut self, vendor: Vendor, operation: Operation) -> bool {
        let fits = |when: &When| when.prompt.is_none() && is_for(when, vendor, operation);
        self.take(fits, |fault| *fault == Fault::Transport(Transport::ResetBeforeBody)).is_some()
    }

    /// What is to happen to a call.
    pub(crate) fn fault_for(&mut self, call: &Call) -> Option<Fault> {
        let fits = |when: &When| {
            is_for(when, call.vendor, call.operation)
                && when.prompt.as_ref().is_none_or(|words| call.prompt.contains(words.as_str()))
        };
        self.take(fits, |fault| *fault != Fault::Transport(Transport::ResetBeforeBody))
    }

    /// The first rule that fits and whose time has come. All that fit count the call; a rule that was used up goes.
    fn take(&mut self, fits: impl Fn(&When) -> bool, at_this_time: impl Fn(&Fault) -> bool) -> Option<Fault> {
        let mut taken = None;
        for (rule, seen) in &mut self.rules {
            if !fits(&rule.when) || !at_this_time(&rule.fault) {
                continue;
            }
            *seen += 1;
            if taken.is_none() && *seen >= rule.when.nth {
                taken = Some(rule.fault.clone());
                rule.when.times = rule.when.times.map(|times| times.saturating_sub(1));
            }
        }
        self.rules.retain(|(rule, _)| rule.when.times != Some(0));
        taken
    }
}

fn is_for(when: &When, vendor: Vendor, operation: Operation) -> bool {
    when.vendor == vendor && when.operation.is_none_or(|wanted| wanted == operation)
}
