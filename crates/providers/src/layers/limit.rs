use std::sync::Arc;

use talewright_domain::ports::{Billed, ProviderError, ProviderErrorKind};

use super::hold::Hold;
use super::{About, Gate, Layer, Sleeper};

/// Lets a call through the account's [`Gate`]: it waits for a slot, and is refused unsent while the provider
/// wants to be asked nothing more of this model.
#[derive(Clone)]
pub struct Limit {
    gate: Arc<Gate>,
    hold: Arc<Hold>,
    sleeper: Arc<dyn Sleeper>,
}

impl Limit {
    /// Through this gate.
    pub fn new(gate: Arc<Gate>, sleeper: Arc<dyn Sleeper>) -> Self {
        Self { gate, hold: Arc::new(Hold::new(Arc::clone(&sleeper))), sleeper }
    }
}

impl Layer for Limit {
    async fn around<T, F>(
        &self,
        about: About<'_>,
        call: impl Fn() -> F + Send + Sync,
    ) -> Result<T, ProviderError>
    where
        T: Billed + Send,
        F: Future<Output = Result<T, ProviderError>> + Send,
    {
        let _slot = self.gate.enter().await;
        // Only now: the provider may have said so while this call waited for its slot.
        if let Some(left) = self.hold.held() {
            let kind = ProviderErrorKind::RateLimited { retry_after: Some(left) };
            let message = format!(
                "asks us to wait {} s before the next call; nothing was sent. Ask the provider for a higher \
                 limit, or make fewer stories at once",
                left.as_secs().max(1)
            );
            return Err(ProviderError::new(about.info, kind, message));
        }
        let began = self.sleeper.now();
        let answer = call().await;
        match &answer {
            Ok(_) => self.hold.served(),
            Err(ProviderError { kind: ProviderErrorKind::RateLimited { retry_after }, .. }) => {
                self.hold.refused(began, *retry_after);
            }
            Err(_) => {}
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Poll;
    use std::time::Duration;

    use futures::poll;
    use talewright_domain::ports::{Bill, Capability, ProviderInfo, TextReply};

    use super::super::TokioSleeper;
    use super::*;

    fn reply() -> TextReply {
        let finish = talewright_domain::ports::FinishReason::Stop;
        TextReply { text: String::new(), finish, bill: Bill::default() }
    }

    fn limit(most: usize) -> Limit {
        let sleeper: Arc<dyn Sleeper> = Arc::new(TokioSleeper);
        Limit::new(Arc::new(Gate::new(most, Arc::clone(&sleeper))), sleeper)
    }

    #[tokio::test]
    async fn never_more_than_the_slots_at_once_over_all_capabilities() {
        let (limit, info) = (limit(3), ProviderInfo::new("x", "y"));
        let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let call = |capability| {
            let about = About { capability, info: &info };
            limit.around(about, || async {
                let now = running.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(now, Ordering::SeqCst);
                tokio::task::yield_now().await;
                running.fetch_sub(1, Ordering::SeqCst);
                Ok(reply())
            })
        };
        let calls = (0..40).map(|n| call(if n % 2 == 0 { Capability::Text } else { Capability::Image }));
        let answers = futures::future::join_all(calls).await;
        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(most.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn a_call_that_is_dropped_gives_its_slot_back() {
        let (limit, info) = (limit(1), ProviderInfo::new("x", "y"));
        let about = About { capability: Capability::Text, info: &info };
        let mut hanging = Box::pin(limit.around(about, std::future::pending::<Result<TextReply, _>>));
        let mut next = Box::pin(limit.around(about, || async { Ok(reply()) }));
        assert!(poll!(&mut hanging).is_pending());
        assert!(poll!(&mut next).is_pending());
        drop(hanging);
        assert!(matches!(poll!(&mut next), Poll::Ready(Ok(_))));
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_holds_every_other_call_unsent() {
        let (limit, info) = (limit(2), ProviderInfo::new("x", "y"));
        let sent = AtomicUsize::new(0);
        let about = About { capability: Capability::Text, info: &info };
        let refused = || async {
            sent.fetch_add(1, Ordering::SeqCst);
            let kind = ProviderErrorKind::RateLimited { retry_after: Some(Duration::from_secs(9)) };
            Err::<TextReply, _>(ProviderError::new(&info, kind, "too many"))
        };
        for _ in 0..3 {
            let error = limit.around(about, refused).await.unwrap_err();
            let nine = ProviderErrorKind::RateLimited { retry_after: Some(Duration::from_secs(9)) };
            assert_eq!(error.kind, nine);
        }
        assert_eq!(sent.load(Ordering::SeqCst), 1);
        tokio::time::advance(Duration::from_secs(9)).await;
        assert!(limit.around(about, || async { Ok(reply()) }).await.is_ok());
    }
}
