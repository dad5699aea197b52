use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::outcome::Next;

/// When to try again.
#[derive(Debug, Clone, PartialEq)]
pub struct RetryPlan {
    /// The waits between attempts: one less than there are attempts.
    pub waits: Vec<Duration>,
    /// By which part of itself a wait may be longer or shorter, so that what failed together does not return together.
    pub jitter: f64,
    /// The longest wait that a receiver is granted when it asks for one.
    pub longest: Duration,
}

/// The schedule that Standard Webhooks recommends: ten attempts in about three days.
impl Default for RetryPlan {
    fn default() -> Self {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        let hours = |hours: u64| minutes(60 * hours);
        Self {
            waits: vec![
                Duration::from_secs(5),
                minutes(5),
                minutes(30),
                hours(2),
                hours(5),
                hours(10),
                hours(14),
                hours(20),
                hours(24),
            ],
            jitter: 0.1,
            longest: hours(24),
        }
    }
}

/// What an attempt came to, as far as the plan cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was delivered.
    Delivered,
    /// The receiver wants no more messages.
    Gone,
    /// It may go better another time.
    Failed {
        /// The wait that the receiver asked for.
        retry_after: Option<Duration>,
    },
    /// It would fail every time.
    Hopeless,
}

impl RetryPlan {
    /// What to do after an attempt, the first being 1. `chance`, from 0 to 1, is where in its range the wait will be.
    #[must_use]
    pub fn next(&self, verdict: Verdict, attempt: u32, now: DateTime<Utc>, chance: f64) -> Next {
        match verdict {
            Verdict::Delivered => Next::Done,
            Verdict::Gone => Next::Disable,
            Verdict::Hopeless => Next::GiveUp,
            Verdict::Failed { retry_after } => {
                let planned = self.waits.get(attempt.max(1) as usize - 1);
                let moment = planned.and_then(|planned| {
                    now.checked_add_signed(self.wait(*planned, retry_after, fraction(chance)))
                });
                moment.map_or(Next::GiveUp, Next::RetryAt)
            }
        }
    }

    /// The planned wait, or the receiver's where that is longer. Nobody returns earlier than asked.
    fn wait(&self, planned: Duration, asked: Option<Duration>, chance: f64) -> TimeDelta {
        let jitter = fraction(self.jitter);
        let planned = planned.as_secs_f64() * (1.0 + jitter * (2.0 * chance - 1.0));
        let asked = asked.unwrap_or_default().min(self.longest).as_secs_f64() * (1.0 + jitter * chance);
        let wait = Duration::try_from_secs_f64(planned.max(asked)).unwrap_or(Duration::MAX);
        TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX)
    }
}

fn fraction(number: f64) -> f64 {
    if number.is_nan() { 0.0 } else { number.clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};

    use super::*;

    const FAILED: Verdict = Verdict::Failed { retry_after: None };

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).unwrap()
    }

    fn wait(verdict: Verdict, attempt: u32, chance: f64) -> Option<f64> {
        match RetryPlan::default().next(verdict, attempt, now(), chance) {
            Next::RetryAt(moment) => Some((moment - now()).as_seconds_f64()),
            Next::GiveUp => None,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn ten_attempts_in_about_three_days() {
        let waits: Vec<f64> = (1..).map_while(|attempt| wait(FAILED, attempt, 0.5)).collect();
        let hours = [2.0, 5.0, 10.0, 14.0, 20.0, 24.0].map(|hours| hours * 3_600.0);
        assert_eq!(waits, [&[5.0, 300.0, 1_800.0], hours.as_slice()].concat());
        assert_eq!(waits.iter().sum::<f64>(), 75.0 * 3_600.0 + 35.0 * 60.0 + 5.0);
        assert_eq!(wait(FAILED, 0, 0.5), Some(5.0));
        assert_eq!(wait(FAILED, u32::MAX, 0.5), None);
    }

    #[test]
    fn receivers_may_ask_for_more_time_but_not_for_ever() {
        let asked = |seconds, attempt, chance| {
            wait(Verdict::Failed { retry_after: Some(Duration::from_secs(seconds)) }, attempt, chance)
                .unwrap()
        };
        assert_eq!(asked(60, 1, 0.0), 60.0);
        assert_eq!(asked(60, 1, 1.0), 66.0);
        assert_eq!(asked(60, 2, 0.5), 300.0);
        assert_eq!(asked(u64::MAX, 1, 0.0), 86_400.0);
        assert_eq!(asked(0, 1, 0.5), 5.0);
        let exhausted = Verdict::Failed { retry_after: Some(Duration::from_secs(1)) };
        assert_eq!(wait(exhausted, 10, 0.5), None);
    }

    #[test]
    fn the_rest_ends_at_once() {
        for (verdict, expected) in [
            (Verdict::Delivered, Next::Done),
            (Verdict::Gone, Next::Disable),
            (Verdict::Hopeless, Next::GiveUp),
        ] {
            assert_eq!(RetryPlan::default().next(verdict, 1, now(), 0.5), expected);
        }
    }

    proptest! {
        #[test]
        fn waits_stay_within_a_tenth(attempt in 1_u32..10, chance in 0.0..=1.0) {
            let (usual, actual) = (wait(FAILED, attempt, 0.5).unwrap(), wait(FAILED, attempt, chance).unwrap());
            assert!((0.9 * usual - 1e-6..=1.1 * usual + 1e-6).contains(&actual), "{actual} for {usual}");
        }

        #[test]
        fn no_wait_breaks_the_plan(
            attempt: u32,
            chance in any::<f64>(),
            retry_after in prop::option::of(any::<Duration>()),
        ) {
            let plan = RetryPlan::default();
            let next = plan.next(Verdict::Failed { retry_after }, attempt, now(), chance);
            let latest = now() + TimeDelta::hours(27);
            assert!(matches!(next, Next::GiveUp) || matches!(next, Next::RetryAt(at) if at > now() && at < latest));
        }
    }
}
