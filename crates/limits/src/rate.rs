use std::num::NonZeroU32;
use std::time::Duration;

use talewright_domain::ports::{Allowance, Quota};

/// Longer ones are cut to this, far from where arithmetic ends.
const LONGEST_PERIOD: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// A quota in terms of GCRA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Rate {
    pub(crate) limit: NonZeroU32,
    /// Until one has grown back. Whole microseconds, as Redis counts.
    pub(crate) interval: Duration,
}

impl Rate {
    /// # Errors
    /// Nothing to count: the answer is always the same.
    pub(crate) fn of(quota: Quota) -> Result<Self, Allowance> {
        let Quota { limit, period } = quota;
        let Some(some) = NonZeroU32::new(limit) else {
            return Err(Allowance { limit, remaining: 0, reset: period, retry_after: Some(period) });
        };
        if period.is_zero() {
            return Err(Allowance { limit, remaining: limit, reset: Duration::ZERO, retry_after: None });
        }
        let interval = period.min(LONGEST_PERIOD) / limit;
        let micros = u64::try_from(interval.as_micros()).unwrap_or(u64::MAX).max(1);
        Ok(Self { limit: some, interval: Duration::from_micros(micros) })
    }

    /// One was taken, and so many are left.
    pub(crate) fn granted(self, remaining: u32) -> Allowance {
        let limit = self.limit.get();
        // A part that has grown back already is not told: it counts as not yet begun.
        let reset = self.interval * limit.saturating_sub(remaining);
        Allowance { limit, remaining, reset, retry_after: None }
    }

    /// None was left.
    pub(crate) fn refused(self, retry_after: Duration) -> Allowance {
        Allowance { retry_after: Some(retry_after), ..self.granted(0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_counted_where_the_answer_is_known() {
        let hour = Duration::from_secs(3600);
        let never = Rate::of(Quota { limit: 0, period: hour }).unwrap_err();
        assert_eq!((never.remaining, never.retry_after), (0, Some(hour)));
        let always = Rate::of(Quota { limit: 3, period: Duration::ZERO }).unwrap_err();
        assert_eq!((always.remaining, always.retry_after), (3, None));
    }

    #[test]
    fn extremes_stay_within_arithmetic() {
        let forever = Rate::of(Quota { limit: 1, period: Duration::MAX }).unwrap();
        assert_eq!(forever.interval, LONGEST_PERIOD);
        let torrent = Rate::of(Quota { limit: u32::MAX, period: Duration::from_nanos(1) }).unwrap();
        assert_eq!(torrent.interval, Duration::from_micros(1));
        assert!(torrent.granted(0).reset > Duration::from_secs(4000));
    }
}
