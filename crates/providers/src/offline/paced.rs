//! A decorator that gives a model the latency and the failures of a service.

use std::fs::{File, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use talewright_domain::ports::{
    ImageModel, ImageReply, ImageRequest, Provider, ProviderError, ProviderErrorKind, ProviderInfo,
    TextModel, TextReply, TextRequest, VisionModel, VisionRequest,
};
use tokio::time::{Instant, sleep_until};

use super::OfflineSettings;

/// Writes one line a call, so that calls can be counted over restarts.
pub(super) struct CallLog(Option<File>);

impl CallLog {
    pub(super) fn open(path: Option<&Path>) -> io::Result<Self> {
        let open = |path| OpenOptions::new().create(true).append(true).open(path);
        path.map(open).transpose().map(Self)
    }

    fn record(&self, idempotency_key: &str) {
        // One write of a short line to an O_APPEND file is atomic, also between processes.
        if let Some(mut file) = self.0.as_ref()
            && let Err(error) = file.write_all(format!("{idempotency_key}\n").as_bytes())
        {
            tracing::warn!(%error, "the offline call log could not be written");
        }
    }
}

/// A model that takes its time and fails now and then.
pub(super) struct Paced<M> {
    model: M,
    latency: Duration,
    fail_rate: f64,
    seed: u64,
    calls: AtomicU64,
    log: Arc<CallLog>,
}

impl<M> Paced<M> {
    pub(super) fn new(model: M, settings: &OfflineSettings, log: Arc<CallLog>) -> Self {
        Self {
            model,
            latency: settings.latency,
            fail_rate: settings.fail_rate,
            seed: settings.seed,
            calls: AtomicU64::new(0),
            log,
        }
    }

    /// Whether this call is one of the unlucky ones: decided by seed and the number of the call.
    fn fails(&self) -> bool {
        let mut hasher = DefaultHasher::new();
        (self.seed, self.calls.fetch_add(1, Ordering::Relaxed)).hash(&mut hasher);
        (hasher.finish() as f64 / u64::MAX as f64) < self.fail_rate
    }

    /// Runs a call: at least `latency` long, its own work included, and failing where it is its turn.
    async fn pace<T>(
        &self,
        info: &ProviderInfo,
        key: &str,
        call: impl Future<Output = Result<T, ProviderError>>,
    ) -> Result<T, ProviderError> {
        let until = Instant::now() + self.latency;
        let answer = if self.fails() {
            Err(overloaded(info))
        } else {
            self.log.record(key);
            call.await
        };
        if !self.latency.is_zero() {
            sleep_until(until).await;
        }
        answer
    }
}

fn overloaded(info: &ProviderInfo) -> ProviderError {
    ProviderError {
        kind: ProviderErrorKind::Unavailable { retry_after: None },
        provider: info.provider.clone(),
        model: info.model.clone(),
        message: "is overloaded (a failure asked for by OFFLINE_FAIL_RATE); try again".into(),
        request_id: None,
    }
}

#[async_trait]
impl<M: Provider> Provider for Paced<M> {
    fn info(&self) -> &ProviderInfo {
        self.model.info()
    }
}

#[async_trait]
impl<M: TextModel> TextModel for Paced<M> {
    async fn write(&self, request: TextRequest) -> Result<TextReply, ProviderError> {
        let key = request.call.key.clone();
        self.pace(self.model.info(), &key, self.model.write(request)).await
    }
}

#[async_trait]
impl<M: ImageModel> ImageModel for Paced<M> {
    async fn paint(&self, request: ImageRequest) -> Result<ImageReply, ProviderError> {
        let key = request.call.key.clone();
        self.pace(self.model.info(), &key, self.model.paint(request)).await
    }
}

#[async_trait]
impl<M: VisionModel> VisionModel for Paced<M> {
    async fn look(&self, request: VisionRequest) -> Result<TextReply, ProviderError> {
        let key = request.call.key.clone();
        self.pace(self.model.info(), &key, self.model.look(request)).await
    }
}
