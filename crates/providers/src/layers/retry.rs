use std::sync::Arc;
use std::time::Duration;

use rand::RngExt;
use talewright_domain::ports::{Billed, ProviderError, ProviderErrorKind, Retry as Advice};

use super::{About, Gate, Layer, Sleeper};

/// A provider that asks for a longer wait is not waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(120);
/// No back-off of our own is longer.
const LONGEST_BACKOFF: Duration = Duration::from_secs(20);
/// A stated wait is spread by at most this, so that not all come back at the same moment.
const LONGEST_SPREAD: Duration = Duration::from_secs(1);
/// As long as one may be made to wait when somebody else can be asked.
const WITH_OTHERS: Duration = Duration::from_secs(5);

/// How often a call is sent again, and how long that may take.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// Tries in all, the first included, of a provider that is not there and does not say for how long.
    pub max_attempts: u32,
    /// The first back-off; each further one is twice as long, at most 20 s, with full jitter.
    pub backoff_base: Duration,
    /// All waits of one call together.
    pub patience: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { max_attempts: 4, backoff_base: Duration::from_millis(500), patience: Duration::from_secs(60) }
    }
}

impl RetryPolicy {
    /// The same with little patience: for every member of a list of providers but the last.
    #[must_use]
    pub fn with_others_to_ask(self) -> Self {
        Self { patience: self.patience.min(WITH_OTHERS), ..self }
    }

    /// Full jitter; but never less than a tenth, or a lucky row would be a busy loop.
    fn backoff(&self, attempt: u32) -> Duration {
        let ceiling = self.backoff_base.saturating_mul(1 << (attempt - 1).min(10)).min(LONGEST_BACKOFF);
        ceiling.mul_f64(rand::rng().random_range(0.1..=1.0))
    }
}

/// Sends a call again when it was certainly not executed: after the wait that the provider states, or after a
/// back-off of our own, which all calls of the account share a budget for. A call that may have been executed
/// is never repeated here: that is the ledger's decision.
#[derive(Clone)]
pub struct Retry {
    policy: RetryPolicy,
    gate: Arc<Gate>,
    sleeper: Arc<dyn Sleeper>,
}

impl Retry {
    /// By this policy, with the budget of this gate.
    pub fn new(policy: RetryPolicy, gate: Arc<Gate>, sleeper: Arc<dyn Sleeper>) -> Self {
        Self { policy, gate, sleeper }
    }

    /// How long to wait before the next try, or `None` to give up. Patience is what is left of it: only waits
    /// use it up, not the calls themselves or the queue before them.
    fn wait(&self, attempt: u32, patience: Duration, error: &ProviderError) -> Option<Duration> {
        let Advice::After(stated) = error.retry() else { return None };
        if patience.is_zero() {
            return None;
        }
        let backoff = self.policy.backoff(attempt);
        let wait = match stated {
            Some(stated) if stated > LONGEST_WAIT.min(patience) => return None,
            Some(stated) => stated + backoff.min(LONGEST_SPREAD),
            None if attempt >= self.policy.max_attempts && !is_rate_limit(error) => return None,
            None => backoff.max(self.gate.repetition(patience)?),
        };
        Some(wait.min(patience))
    }
}

const fn is_rate_limit(error: &ProviderError) -> bool {
    matches!(error.kind, ProviderErrorKind::RateLimited { .. })
}

impl Layer for Retry {
    async fn around<T, F>(
        &self,
        about: About<'_>,
        call: impl Fn() -> F + Send + Sync,
    ) -> Result<T, ProviderError>
    where
        T: Billed + Send,
        F: Future<Output = Result<T, ProviderError>> + Send,
    {
        let mut patience = self.policy.patience;
        let mut attempt = 1;
        loop {
            let error = match call().await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let Some(wait) = self.wait(attempt, patience, &error) else { return Err(error) };
            let (capability, wait_ms) = (about.capability.as_str(), wait.as_millis());
            tracing::info!(provider = error.provider, capability, attempt, wait_ms, "sending again");
            self.sleeper.sleep(wait).await;
            patience -= wait;
            attempt += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use talewright_domain::ports::{Bill, Capability, ProviderInfo, Verdict};

    use super::super::SkippingSleeper;
    use super::*;

    const fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    /// Calls something that fails in this way `failures` times: how it ended, calls made, waits.
    async fn run(
        policy: RetryPolicy,
        kind: ProviderErrorKind,
        failures: u32,
    ) -> (Result<Verdict, ProviderError>, u32, Vec<Duration>) {
        let sleeper = Arc::new(SkippingSleeper::new());
        let gate = Arc::new(Gate::new(4, Arc::clone(&sleeper) as Arc<dyn Sleeper>));
        let retry = Retry::new(policy, gate, Arc::clone(&sleeper) as Arc<dyn Sleeper>);
        let (info, calls) = (ProviderInfo::new("x", "y"), AtomicU32::new(0));
        let call = || async {
            match calls.fetch_add(1, Ordering::SeqCst) {
                made if made < failures => Err(ProviderError::new(&info, kind.clone(), "no")),
                _ => Ok(Verdict { categories: Vec::new(), bill: Bill::default() }),
            }
        };
        let about = About { capability: Capability::Moderation, info: &info };
        let answer = retry.around(about, call).await;
        (answer, calls.load(Ordering::SeqCst), sleeper.waits())
    }

    #[tokio::test]
    async fn a_provider_that_is_not_there_is_tried_a_few_times() {
        let kind = ProviderErrorKind::Unavailable { retry_after: None };
        let (answer, calls, waits) = run(RetryPolicy::default(), kind.clone(), 3).await;
        assert!(answer.is_ok());
        assert_eq!((calls, waits.len()), (4, 3));
        for (wait, most) in waits.iter().zip([500, 1_000, 2_000]) {
            assert!((most / 10..=most).contains(&wait.as_millis()), "{wait:?}");
        }
        let (answer, calls, _) = run(RetryPolicy::default(), kind, u32::MAX).await;
        assert!(answer.is_err());
        assert_eq!(calls, 4);
    }

    #[tokio::test]
    async fn a_stated_wait_is_waited_and_lightly_spread() {
        let kind = ProviderErrorKind::Unavailable { retry_after: Some(secs(12)) };
        let (answer, calls, waits) = run(RetryPolicy::default(), kind, 1).await;
        assert!(answer.is_ok() && calls == 2);
        assert!((secs(12)..=secs(13)).contains(&waits[0]), "{waits:?}");
    }

    #[tokio::test]
    async fn a_storm_ends_with_patience_and_few_calls() {
        for retry_after in [None, Some(Duration::ZERO), Some(Duration::from_millis(1)), Some(secs(5))] {
            let kind = ProviderErrorKind::RateLimited { retry_after };
            let (answer, calls, waits) = run(RetryPolicy::default(), kind.clone(), u32::MAX).await;
            assert_eq!(answer.unwrap_err().kind, kind);
            let waited: Duration = waits.iter().sum();
            assert!(waited <= secs(60) && waited >= secs(54), "{retry_after:?}: {waited:?}");
            assert!((8..=80).contains(&calls), "{retry_after:?}: {calls} calls");
            assert!(waits.iter().rev().skip(1).all(|wait| *wait >= Duration::from_millis(50)), "{waits:?}");
        }
    }

    #[tokio::test]
    async fn whoever_asks_for_too_long_is_left_at_once() {
        let patient = RetryPolicy { patience: secs(3_600), ..RetryPolicy::default() };
        for (policy, asked) in [(patient, 121), (RetryPolicy::default(), 61), (patient, u64::MAX)] {
            let kind = ProviderErrorKind::RateLimited { retry_after: Some(secs(asked)) };
            let (answer, calls, waits) = run(policy, kind, 1).await;
            assert!(answer.is_err() && calls == 1 && waits.is_empty(), "{asked}");
        }
        let kind = ProviderErrorKind::RateLimited { retry_after: Some(secs(120)) };
        assert!(run(patient, kind, 1).await.0.is_ok());
    }

    #[tokio::test]
    async fn with_others_to_ask_nobody_waits_long() {
        let policy = RetryPolicy::default().with_others_to_ask();
        let kind = ProviderErrorKind::Unavailable { retry_after: Some(secs(30)) };
        assert_eq!(run(policy, kind, 1).await.1, 1);
        let kind = ProviderErrorKind::RateLimited { retry_after: None };
        assert!(run(policy, kind, u32::MAX).await.2.iter().sum::<Duration>() <= WITH_OTHERS);
    }

    #[tokio::test]
    async fn what_may_have_been_executed_is_never_repeated_here() {
        use ProviderErrorKind as Kind;
        let kinds = [
            Kind::Unknown,
            Kind::Pending,
            Kind::Account,
            Kind::ModelGone,
            Kind::InvalidRequest,
            Kind::Refused,
            Kind::Malformed,
            Kind::Unsupported,
        ];
        for kind in kinds {
            let (answer, calls, _) = run(RetryPolicy::default(), kind.clone(), 1).await;
            assert!(answer.is_err() && calls == 1, "{kind:?}");
        }
    }
}
