//! A decorator that sends a call again when it was certainly not executed.

use std::time::Duration;

use async_trait::async_trait;
use rand::RngExt;
use talewright_domain::ports::{
    ImageModel, ImageReply, ImageRequest, Provider, ProviderError, ProviderInfo, Retry, TextModel, TextReply,
    TextRequest,
};

/// No wait is longer than this, whatever a provider asks for.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// How often, and how long to wait.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// Tries in all, the first included.
    pub max_attempts: u32,
    /// The first wait; each further one is twice as long, at most 20 s, with full jitter.
    pub backoff_base: Duration,
}

/// A model whose calls are sent again when they were certainly not executed (a rate limit, a refused
/// connection). A call that may have been executed is never repeated here: that is the ledger's decision.
pub struct Retrying<M> {
    model: M,
    policy: RetryPolicy,
}

impl<M> Retrying<M> {
    /// Wraps a model.
    pub const fn new(model: M, policy: RetryPolicy) -> Self {
        Self { model, policy }
    }

    /// How long to wait before try `attempt + 1`, or `None` to give up.
    fn wait(&self, attempt: u32, error: &ProviderError) -> Option<Duration> {
        let Retry::After(asked) = error.retry() else { return None };
        if attempt >= self.policy.max_attempts || asked.is_some_and(|wait| wait > LONGEST_WAIT) {
            return None;
        }
        let ceiling = self.policy.backoff_base.saturating_mul(1 << (attempt - 1).min(10));
        let jittered = ceiling.min(Duration::from_secs(20)).mul_f64(rand::rng().random());
        Some(asked.map_or(jittered, |asked| asked + jittered.min(Duration::from_secs(1))))
    }

    async fn run<T, F>(&self, mut call: impl FnMut() -> F) -> Result<T, ProviderError>
    where
        F: Future<Output = Result<T, ProviderError>>,
    {
        let mut attempt = 1;
        loop {
            let error = match call().await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let Some(wait) = self.wait(attempt, &error) else { return Err(error) };
            tracing::info!(provider = error.provider, attempt, wait_ms = wait.as_millis(), "sending again");
            tokio::time::sleep(wait).await;
            attempt += 1;
        }
    }
}

#[async_trait]
impl<M: Provider> Provider for Retrying<M> {
    fn info(&self) -> &ProviderInfo {
        self.model.info()
    }
}

#[async_trait]
impl<M: TextModel> TextModel for Retrying<M> {
    async fn write(&self, request: TextRequest) -> Result<TextReply, ProviderError> {
        self.run(|| self.model.write(request.clone())).await
    }
}

#[async_trait]
impl<M: ImageModel> ImageModel for Retrying<M> {
    async fn paint(&self, request: ImageRequest) -> Result<ImageReply, ProviderError> {
        self.run(|| self.model.paint(request.clone())).await
    }
}
