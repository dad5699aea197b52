use std::time::Duration;

use super::bill::Bill;
use super::provider::{Capability, ProviderError, ProviderInfo};

/// Counts the calls of providers, for metrics. Never waits.
pub trait Meter: Send + Sync {
    /// A call ended.
    fn record(&self, call: &CallRecord<'_>);
}

/// A call that ended.
#[derive(Debug, Clone, Copy)]
pub struct CallRecord<'a> {
    /// What was asked for.
    pub capability: Capability,
    /// Who was asked.
    pub info: &'a ProviderInfo,
    /// How it ended: the bill, or the error.
    pub outcome: Result<&'a Bill, &'a ProviderError>,
    /// How long it took, waits between tries included.
    pub took: Duration,
}
