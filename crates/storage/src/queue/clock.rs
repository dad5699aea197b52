//! Notices when the machine's clock is set.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

/// A smaller step is a correction that leases survive.
const JUMP: TimeDelta = TimeDelta::seconds(60);

/// Compares the clock that can be set with the one that cannot.
#[derive(Default)]
pub(super) struct ClockWatch {
    last: Option<(DateTime<Utc>, Instant)>,
    grace_until: Option<Instant>,
}

/// What was seen.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// The clock was set since the last look.
    pub(super) jumped: bool,
    /// Leases of others can be believed to have run out.
    pub(super) may_take_over: bool,
}

impl ClockWatch {
    /// Looks at both clocks. After a jump nobody's lease is taken over for `grace`, in which its holder renews it.
    pub(super) fn look(&mut self, wall: DateTime<Utc>, steady: Instant, grace: Duration) -> Look {
        let jumped = self.last.is_some_and(|(last_wall, last_steady)| {
            let passed = TimeDelta::from_std(steady - last_steady).unwrap_or(TimeDelta::MAX);
            ((wall - last_wall) - passed).abs() > JUMP
        });
        self.last = Some((wall, steady));
        if jumped {
            self.grace_until = Some(steady + grace);
        }
        let may_take_over = self.grace_until.is_none_or(|until| steady >= until);
        Look { jumped, may_take_over }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEASE: Duration = Duration::from_secs(30);

    fn fine() -> Look {
        Look { jumped: false, may_take_over: true }
    }

    #[test]
    fn a_clock_that_runs_is_believed() {
        let (mut watch, wall, steady) = (ClockWatch::default(), Utc::now(), Instant::now());
        assert_eq!(watch.look(wall, steady, LEASE), fine());
        let later = Duration::from_secs(86_400);
        assert_eq!(watch.look(wall + later + TimeDelta::seconds(59), steady + later, LEASE), fine());
    }

    #[test]
    fn a_jump_gives_others_one_period() {
        for jump in [TimeDelta::hours(1), -TimeDelta::hours(1)] {
            let (mut watch, wall, steady) = (ClockWatch::default(), Utc::now(), Instant::now());
            watch.look(wall, steady, LEASE);
            let second = Duration::from_secs(1);
            let seen = watch.look(wall + jump + second, steady + second, LEASE);
            assert_eq!(seen, Look { jumped: true, may_take_over: false });
            let seen = watch.look(wall + jump + second * 2, steady + second * 2, LEASE);
            assert_eq!(seen, Look { jumped: false, may_take_over: false });
            let after = second + LEASE;
            assert_eq!(watch.look(wall + jump + after, steady + after, LEASE), fine());
        }
    }
}
