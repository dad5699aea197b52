use std::time::Duration;

use async_trait::async_trait;

/// How much somebody may do in a while. All of it may come at once; what was used grows back evenly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quota {
    /// So many.
    pub limit: u32,
    /// In so long.
    pub period: Duration,
}

/// What is left of a [`Quota`] after one more was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// The whole of it.
    pub limit: u32,
    /// What may still be had at once.
    pub remaining: u32,
    /// Until all of it is there again.
    pub reset: Duration,
    /// How long to wait, when this one was too many.
    pub retry_after: Option<Duration>,
}

impl Allowance {
    /// Whether this one may be done.
    #[must_use]
    pub const fn is_granted(&self) -> bool {
        self.retry_after.is_none()
    }
}

/// Counts what is done under each key. It always answers: where counters are shared and cannot be reached, this
/// process counts alone.
#[async_trait]
pub trait RateLimiter: Send + Sync {
    /// Takes one of the quota of `key`, e.g. `user/<id>/requests`.
    async fn take(&self, key: &str, quota: Quota) -> Allowance;
}
