use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use talewright_domain::ports::{Billed, ProviderError, ProviderErrorKind};
use tokio::time::Instant;

use super::{About, Layer, Sleeper};

/// While one call finds out whether a provider is back, the others look again after this.
const WHILE_PROBING: Duration = Duration::from_secs(1);

/// When a model counts as down.
#[derive(Debug, Clone, Copy)]
pub struct BreakerPolicy {
    /// After so many calls in a row without an answer.
    pub failures: u32,
    /// How long it is left alone then.
    pub rest: Duration,
    /// How long it is left alone after it refused key or account.
    pub account_rest: Duration,
}

impl Default for BreakerPolicy {
    fn default() -> Self {
        Self { failures: 5, rest: Duration::from_secs(30), account_rest: Duration::from_secs(60) }
    }
}

/// Leaves a provider alone that does not answer, or that refused the account: calls are refused unsent. After
/// the rest, one call finds out whether it is back.
pub struct Breaker {
    policy: BreakerPolicy,
    sleeper: Arc<dyn Sleeper>,
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    /// Calls pass; so many in a row had no answer.
    Closed { failures: u32 },
    /// No call passes until then, because of this.
    Open { until: Instant, reason: ProviderError },
    /// One call is finding out.
    Probing { reason: ProviderError },
}

/// What an answer says about the provider.
enum Health {
    /// It answers.
    Well,
    /// It does not.
    Down(ProviderError),
    /// It refuses the account.
    Barred(ProviderError),
    /// Nothing: the call may not even have been sent.
    Untold,
}

impl Health {
    fn of<T>(answer: &Result<T, ProviderError>) -> Self {
        let Err(error) = answer else { return Self::Well };
        match error.kind {
            ProviderErrorKind::Unavailable { .. }
            | ProviderErrorKind::Unknown
            | ProviderErrorKind::Pending => Self::Down(error.clone()),
            ProviderErrorKind::Account => Self::Barred(error.clone()),
            ProviderErrorKind::Refused | ProviderErrorKind::Malformed | ProviderErrorKind::ModelGone => {
                Self::Well
            }
            ProviderErrorKind::RateLimited { .. }
            | ProviderErrorKind::InvalidRequest
            | ProviderErrorKind::Unsupported => Self::Untold,
        }
    }
}

impl Breaker {
    /// By this policy.
    pub fn new(policy: BreakerPolicy, sleeper: Arc<dyn Sleeper>) -> Self {
        Self { policy, sleeper, state: Mutex::new(State::Closed { failures: 0 }) }
    }

    /// Lets a call pass, as a probe or not; or says why it may not.
    fn admit(&self, about: About<'_>) -> Result<Option<Probe<'_>>, ProviderError> {
        let now = self.sleeper.now();
        let mut state = self.state();
        let (reason, left) = match &*state {
            State::Closed { .. } => return Ok(None),
            State::Open { until, reason } if *until <= now => {
                *state = State::Probing { reason: reason.clone() };
                return Ok(Some(Probe { breaker: self }));
            }
            State::Open { until, reason } => (reason, until.duration_since(now)),
            State::Probing { reason } => (reason, WHILE_PROBING),
        };
        if reason.kind == ProviderErrorKind::Account {
            return Err(reason.clone());
        }
        let kind = ProviderErrorKind::Unavailable { retry_after: Some(left) };
        let message =
            format!("did not answer the last calls and is left alone for a while: {}", reason.message);
        let message = message.chars().take(200).collect::<String>();
        Err(ProviderError::new(about.info, kind, message))
    }

    fn learn(&self, health: Health) {
        let now = self.sleeper.now();
        let mut state = self.state();
        let rest = |rest, reason| State::Open { until: now + rest, reason };
        let next = match (&mut *state, health) {
            (_, Health::Untold) | (State::Open { .. }, Health::Down(_)) => None,
            (_, Health::Well) => Some(State::Closed { failures: 0 }),
            (_, Health::Barred(reason)) => Some(rest(self.policy.account_rest, reason)),
            (State::Probing { .. }, Health::Down(reason)) => Some(rest(self.policy.rest, reason)),
            (State::Closed { failures }, Health::Down(reason)) => {
                *failures += 1;
                (*failures >= self.policy.failures).then(|| rest(self.policy.rest, reason))
            }
        };
        if let Some(next) = next {
            if let State::Open { until, reason } = &next {
                let rest_s = until.duration_since(now).as_secs();
                tracing::warn!(provider = reason.provider, model = reason.model, rest_s, "is left alone");
            }
            *state = next;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to find out. When it is dropped with nothing found, the next call has it.
struct Probe<'a> {
    breaker: &'a Breaker,
}

impl Drop for Probe<'_> {
    fn drop(&mut self) {
        let now = self.breaker.sleeper.now();
        let mut state = self.breaker.state();
        if let State::Probing { reason } = &*state {
            *state = State::Open { until: now, reason: reason.clone() };
        }
    }
}

impl Layer for Breaker {
    async fn around<T, F>(
        &self,
        about: About<'_>,
        call: impl Fn() -> F + Send + Sync,
    ) -> Result<T, ProviderError>
    where
        T: Billed + Send,
        F: Future<Output = Result<T, ProviderError>> + Send,
    {
        let _probe = self.admit(about)?;
        let answer = call().await;
        self.learn(Health::of(&answer));
        answer
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures::poll;
    use talewright_domain::ports::{Bill, Capability, ProviderInfo, Verdict};

    use super::super::SkippingSleeper;
    use super::*;

    struct Bench {
        sleeper: Arc<SkippingSleeper>,
        breaker: Breaker,
        info: ProviderInfo,
        sent: AtomicU32,
    }

    impl Bench {
        fn new() -> Self {
            let sleeper = Arc::new(SkippingSleeper::new());
            let breaker = Breaker::new(BreakerPolicy::default(), Arc::clone(&sleeper) as Arc<dyn Sleeper>);
            Self { sleeper, breaker, info: ProviderInfo::new("x", "y"), sent: AtomicU32::new(0) }
        }

        fn about(&self) -> About<'_> {
            About { capability: Capability::Text, info: &self.info }
        }

        async fn call(&self, outcome: Result<(), ProviderErrorKind>) -> Result<(), ProviderError> {
            let call = || async {
                self.sent.fetch_add(1, Ordering::SeqCst);
                match outcome.clone() {
                    Ok(()) => Ok(Verdict { categories: Vec::new(), bill: Bill::default() }),
                    Err(kind) => Err(ProviderError::new(&self.info, kind, "the last word")),
                }
            };
            self.breaker.around(self.about(), call).await.map(|_| ())
        }

        fn sent(&self) -> u32 {
            self.sent.load(Ordering::SeqCst)
        }
    }

    const DOWN: ProviderErrorKind = ProviderErrorKind::Unavailable { retry_after: None };

    #[tokio::test]
    async fn it_opens_after_a_row_of_failures_and_says_for_how_long() {
        let bench = Bench::new();
        for kind in [DOWN, ProviderErrorKind::Unknown, ProviderErrorKind::Pending, DOWN] {
            bench.call(Err(kind)).await.unwrap_err();
        }
        bench.call(Ok(())).await.unwrap();
        for _ in 0..5 {
            bench.call(Err(DOWN)).await.unwrap_err();
        }
        assert_eq!(bench.sent(), 10, "an answer between them begins the row anew");
        bench.sleeper.sleep(Duration::from_secs(10)).await;
        let error = bench.call(Ok(())).await.unwrap_err();
        let rest = ProviderErrorKind::Unavailable { retry_after: Some(Duration::from_secs(20)) };
        assert_eq!((error.kind, bench.sent()), (rest, 10));
        assert!(error.message.ends_with("the last word"), "{}", error.message);
    }

    #[tokio::test]
    async fn one_call_finds_out_while_the_others_wait() {
        let bench = Bench::new();
        for _ in 0..5 {
            bench.call(Err(DOWN)).await.unwrap_err();
        }
        bench.sleeper.sleep(Duration::from_secs(30)).await;
        let hang = std::future::pending::<Result<Verdict, ProviderError>>;
        let mut probe = Box::pin(bench.breaker.around(bench.about(), hang));
        assert!(poll!(&mut probe).is_pending());
        let error = bench.call(Ok(())).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::Unavailable { retry_after: Some(WHILE_PROBING) });
        drop(probe);
        bench.call(Err(DOWN)).await.unwrap_err();
        assert_eq!(bench.sent(), 6, "the dropped probe left the right to the next");
        bench.call(Ok(())).await.unwrap_err();
        assert_eq!(bench.sent(), 6, "which found it still down");
        bench.sleeper.sleep(Duration::from_secs(30)).await;
        bench.call(Ok(())).await.unwrap();
        bench.call(Err(DOWN)).await.unwrap_err();
        bench.call(Ok(())).await.unwrap();
        assert_eq!(bench.sent(), 9, "closed again");
    }

    #[tokio::test]
    async fn a_refused_account_is_told_at_once_for_a_minute() {
        let bench = Bench::new();
        bench.call(Err(ProviderErrorKind::Account)).await.unwrap_err();
        for _ in 0..3 {
            let error = bench.call(Ok(())).await.unwrap_err();
            assert_eq!((error.kind, error.message.as_str()), (ProviderErrorKind::Account, "the last word"));
        }
        assert_eq!(bench.sent(), 1);
        bench.sleeper.sleep(Duration::from_secs(60)).await;
        bench.call(Ok(())).await.unwrap();
        bench.call(Ok(())).await.unwrap();
    }

    #[tokio::test]
    async fn what_says_nothing_about_the_provider_neither_opens_nor_closes_it() {
        let bench = Bench::new();
        let limited = ProviderErrorKind::RateLimited { retry_after: None };
        for kind in [limited.clone(), ProviderErrorKind::InvalidRequest, ProviderErrorKind::Unsupported] {
            for _ in 0..9 {
                bench.call(Err(kind.clone())).await.unwrap_err();
            }
        }
        assert_eq!(bench.sent(), 27);
        for _ in 0..5 {
            bench.call(Err(DOWN)).await.unwrap_err();
        }
        bench.sleeper.sleep(Duration::from_secs(30)).await;
        bench.call(Err(limited)).await.unwrap_err();
        bench.call(Err(DOWN)).await.unwrap_err();
        assert_eq!(bench.sent(), 34, "a probe that found nothing leaves it to the next");
        bench.call(Ok(())).await.unwrap_err();
        assert_eq!(bench.sent(), 34);
    }
}
