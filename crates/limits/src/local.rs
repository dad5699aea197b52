use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use governor::clock::Clock;
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use talewright_domain::ports::{Allowance, Quota, RateLimiter};

use crate::rate::Rate;

/// Idle keys are looked for after at least so many takes.
const SWEEP_EVERY: usize = 4096;
/// More than so many busy keys of one quota are a flood from made-up addresses: all of them start afresh, rather than
/// that memory grows.
const MOST_KEYS: usize = 1_000_000;

/// Counts within this process.
#[derive(Debug)]
pub struct LocalLimiter {
    clock: Stopwatch,
    most_keys: usize,
    /// One for each quota, made when it is first used. Quotas come from the configuration: there are few.
    counters: RwLock<HashMap<Rate, Arc<Counters>>>,
}

impl LocalLimiter {
    /// Takes the time from `elapsed`: how long it is since some moment that stays the same. It must not run backwards,
    /// so no wall clock but in tests.
    #[must_use]
    pub fn timed_by(elapsed: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self { clock: Stopwatch(Arc::new(elapsed)), most_keys: MOST_KEYS, counters: RwLock::default() }
    }

    /// How many keys are remembered, over all quotas.
    #[must_use]
    pub fn keys(&self) -> usize {
        let counters = self.counters.read().unwrap_or_else(PoisonError::into_inner);
        counters.values().map(|counters| counters.keys.len()).sum()
    }

    pub(crate) fn count(&self, key: &str, rate: Rate) -> Allowance {
        let counters = self.counters(rate);
        let allowance = match counters.keys.check_key(&key.into()) {
            Ok(state) => rate.granted(state.remaining_burst_capacity()),
            Err(refused) => rate.refused(refused.wait_time_from(self.clock.now())),
        };
        if counters.is_sweep_due() && counters.sweep() > self.most_keys {
            tracing::warn!(
                limit = rate.limit,
                most = self.most_keys,
                "too many keys to count: all start afresh"
            );
            self.counters.write().unwrap_or_else(PoisonError::into_inner).remove(&rate);
        }
        allowance
    }

    fn counters(&self, rate: Rate) -> Arc<Counters> {
        let known = self.counters.read().unwrap_or_else(PoisonError::into_inner).get(&rate).cloned();
        known.unwrap_or_else(|| {
            let mut counters = self.counters.write().unwrap_or_else(PoisonError::into_inner);
            let made = counters.entry(rate).or_insert_with(|| Arc::new(Counters::new(rate, &self.clock)));
            Arc::clone(made)
        })
    }
}

impl Default for LocalLimiter {
    /// Takes the time from the machine's monotonic clock.
    fn default() -> Self {
        let start = Instant::now();
        Self::timed_by(move || start.elapsed())
    }
}

#[async_trait]
impl RateLimiter for LocalLimiter {
    async fn take(&self, key: &str, quota: Quota) -> Allowance {
        Rate::of(quota).map_or_else(|known| known, |rate| self.count(key, rate))
    }
}

type Keys =
    governor::RateLimiter<Box<str>, DashMapStateStore<Box<str>>, Stopwatch, StateInformationMiddleware>;

/// The keys of one quota.
#[derive(Debug)]
struct Counters {
    keys: Keys,
    /// How many takes until idle keys are forgotten.
    until_sweep: AtomicUsize,
}

impl Counters {
    fn new(rate: Rate, clock: &Stopwatch) -> Self {
        let one = governor::Quota::with_period(rate.interval);
        let quota = one.unwrap_or(governor::Quota::per_hour(rate.limit)).allow_burst(rate.limit);
        let keys = governor::RateLimiter::dashmap_with_clock(quota, clock.clone()).with_middleware();
        Self { keys, until_sweep: AtomicUsize::new(SWEEP_EVERY) }
    }

    /// True for one of the callers, now and then.
    fn is_sweep_due(&self) -> bool {
        let counted =
            self.until_sweep.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        counted == Ok(1)
    }

    /// Forgets keys whose quota is whole again; how many are left. The next time is after as many takes as there are
    /// keys: so each take pays for looking at one, and never are more idle than busy.
    fn sweep(&self) -> usize {
        self.keys.retain_recent();
        self.keys.shrink_to_fit();
        let left = self.keys.len();
        self.until_sweep.store(left.max(SWEEP_EVERY), Ordering::Relaxed);
        left
    }
}

/// How long it is since some moment.
#[derive(Clone)]
struct Stopwatch(Arc<dyn Fn() -> Duration + Send + Sync>);

impl Clock for Stopwatch {
    type Instant = Duration;

    fn now(&self) -> Duration {
        (self.0)()
    }
}

impl fmt::Debug for Stopwatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Stopwatch").field(&self.now()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    /// A limiter, and what lets its time pass.
    fn limiter() -> (LocalLimiter, impl Fn(Duration)) {
        let now = Arc::new(Mutex::new(Duration::ZERO));
        let hand = Arc::clone(&now);
        let limiter = LocalLimiter::timed_by(move || *now.lock().unwrap());
        (limiter, move |by| *hand.lock().unwrap() += by)
    }

    const SIX_A_MINUTE: Quota = Quota { limit: 6, period: MINUTE };

    #[tokio::test]
    async fn all_of_it_may_come_at_once_and_grows_back_evenly() {
        let (limiter, pass) = limiter();
        for left in (0..6).rev() {
            let allowance = limiter.take("ann", SIX_A_MINUTE).await;
            assert!(allowance.is_granted());
            assert_eq!((allowance.limit, allowance.remaining), (6, left));
            assert_eq!(allowance.reset, Duration::from_secs(10) * (6 - left));
        }
        pass(Duration::from_secs(4));
        let refused = limiter.take("ann", SIX_A_MINUTE).await;
        assert_eq!((refused.remaining, refused.retry_after), (0, Some(Duration::from_secs(6))));
        assert_eq!(refused.reset, MINUTE);
        pass(Duration::from_secs(6));
        assert!(limiter.take("ann", SIX_A_MINUTE).await.is_granted());
        assert!(!limiter.take("ann", SIX_A_MINUTE).await.is_granted(), "one in ten seconds");
        pass(MINUTE);
        assert_eq!(limiter.take("ann", SIX_A_MINUTE).await.remaining, 5, "never more than all of it");
    }

    #[tokio::test]
    async fn keys_and_quotas_do_not_touch_each_other() {
        let (limiter, _) = limiter();
        let one_a_day = Quota { limit: 1, period: MINUTE * 60 * 24 };
        assert!(limiter.take("ann", one_a_day).await.is_granted());
        assert!(!limiter.take("ann", one_a_day).await.is_granted());
        assert!(limiter.take("bob", one_a_day).await.is_granted());
        assert!(limiter.take("ann", SIX_A_MINUTE).await.is_granted());
    }

    #[tokio::test]
    async fn quotas_of_nothing_and_of_no_time() {
        let limiter = LocalLimiter::default();
        assert!(!limiter.take("ann", Quota { limit: 0, period: MINUTE }).await.is_granted());
        for _ in 0..10 {
            assert!(limiter.take("ann", Quota { limit: 1, period: Duration::ZERO }).await.is_granted());
        }
        assert_eq!(limiter.keys(), 0);
        assert!(limiter.take("ann", Quota { limit: 1, period: Duration::MAX }).await.is_granted());
        assert!(!limiter.take("ann", Quota { limit: 1, period: Duration::MAX }).await.is_granted());
    }

    #[tokio::test]
    async fn millions_of_idle_keys_are_forgotten_and_busy_ones_are_not() {
        let (limiter, pass) = limiter();
        let mut most = 0;
        for second in 0..200 {
            for address in 0..SWEEP_EVERY {
                limiter.take(&format!("{second}/{address}"), SIX_A_MINUTE).await;
            }
            limiter.take("busy", SIX_A_MINUTE).await;
            most = most.max(limiter.keys());
            pass(Duration::from_secs(1));
        }
        // A key that was used once is as new after two intervals, twenty seconds here.
        assert!(most < 50 * SWEEP_EVERY, "{most} keys of {}", 200 * SWEEP_EVERY);
        limiter.take("busy", SIX_A_MINUTE).await;
        assert!(!limiter.take("busy", SIX_A_MINUTE).await.is_granted());
    }

    #[tokio::test]
    async fn a_flood_of_busy_keys_does_not_fill_the_memory() {
        let limiter = LocalLimiter { most_keys: 2 * SWEEP_EVERY, ..limiter().0 };
        let mut most = 0;
        for address in 0..20 * SWEEP_EVERY {
            limiter.take(&address.to_string(), SIX_A_MINUTE).await;
            most = most.max(limiter.keys());
        }
        assert!(most <= 4 * SWEEP_EVERY, "{most} keys");
    }

    #[test]
    fn threads_share_one_quota() {
        let (limiter, rate) = (limiter().0, Rate::of(SIX_A_MINUTE).unwrap());
        let granted = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let takes = (0..100).filter(|_| limiter.count("ann", rate).is_granted()).count();
                    granted.fetch_add(takes, Ordering::Relaxed);
                });
            }
        });
        assert_eq!(granted.into_inner(), 6);
    }
}
