use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Sleeper;

/// No model is left alone for longer than this, whatever its provider asks: then one call finds out.
const LONGEST_HOLD: Duration = Duration::from_secs(300);
/// The first hold after a rate limit that names no time; each further round doubles it.
const FIRST_HOLD: Duration = Duration::from_millis(500);
/// Where that doubling ends.
const BLIND_HOLD: Duration = Duration::from_secs(20);

/// Before which moment no call of a model may begin: providers count what is asked of each model by itself.
pub(super) struct Hold {
    sleeper: Arc<dyn Sleeper>,
    state: Mutex<State>,
}

struct State {
    /// No call begins before.
    opens: Instant,
    /// Rounds of rate limits in a row that named no time.
    rounds: u32,
}

impl Hold {
    pub(super) fn new(sleeper: Arc<dyn Sleeper>) -> Self {
        let state = State { opens: sleeper.now(), rounds: 0 };
        Self { sleeper, state: Mutex::new(state) }
    }

    /// No call begins for this long; at most five minutes.
    fn hold(&self, wait: Duration) {
        let opens = self.sleeper.now() + wait.min(LONGEST_HOLD);
        let mut state = self.state();
        state.opens = state.opens.max(opens);
    }

    /// How long no call may begin, if it is so.
    pub(super) fn held(&self) -> Option<Duration> {
        let left = self.state().opens.saturating_duration_since(self.sleeper.now());
        Some(left).filter(|left| !left.is_zero())
    }

    /// A call that began at this moment was refused by a rate limit.
    pub(super) fn refused(&self, began: Instant, retry_after: Option<Duration>) {
        let wait = match retry_after {
            Some(wait) => wait,
            None => {
                let mut state = self.state();
                // Calls that were under way together are one round.
                if began >= state.opens || state.rounds == 0 {
                    state.rounds = state.rounds.saturating_add(1);
                }
                FIRST_HOLD.saturating_mul(1 << (state.rounds - 1).min(10)).min(BLIND_HOLD)
            }
        };
        self.hold(wait);
    }

    /// A call was answered.
    pub(super) fn served(&self) {
        self.state().rounds = 0;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::SkippingSleeper;
    use super::*;

    fn hold() -> (Hold, Arc<SkippingSleeper>) {
        let sleeper = Arc::new(SkippingSleeper::new());
        (Hold::new(Arc::clone(&sleeper) as Arc<dyn Sleeper>), sleeper)
    }

    #[tokio::test]
    async fn a_hold_ends_and_is_never_endless() {
        let (hold, sleeper) = hold();
        assert_eq!(hold.held(), None);
        hold.hold(Duration::from_secs(7));
        hold.hold(Duration::from_secs(3));
        assert_eq!(hold.held(), Some(Duration::from_secs(7)), "the longer one counts");
        sleeper.sleep(Duration::from_secs(7)).await;
        assert_eq!(hold.held(), None);
        hold.hold(Duration::MAX);
        assert_eq!(hold.held(), Some(LONGEST_HOLD));
    }

    #[tokio::test]
    async fn refusals_without_a_time_hold_longer_each_round() {
        let (hold, sleeper) = hold();
        let mut holds = Vec::new();
        for _ in 0..8 {
            let began = sleeper.now();
            // Five calls under way together are one round.
            (0..5).for_each(|_| hold.refused(began, None));
            let held = hold.held().unwrap();
            holds.push(held.as_millis());
            sleeper.sleep(held).await;
        }
        assert_eq!(holds, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
        hold.served();
        hold.refused(sleeper.now(), None);
        assert_eq!(hold.held(), Some(FIRST_HOLD), "an answer ends the row");
    }
}
