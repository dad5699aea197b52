use std::sync::Arc;

use talewright_domain::ports::{Billed, CallRecord, Meter, ProviderError};

use super::{About, Layer, Sleeper};

/// Tells a [`Meter`] of every call that ended.
#[derive(Clone)]
pub struct Metered {
    meter: Arc<dyn Meter>,
    sleeper: Arc<dyn Sleeper>,
}

impl Metered {
    /// Tells this meter.
    pub fn new(meter: Arc<dyn Meter>, sleeper: Arc<dyn Sleeper>) -> Self {
        Self { meter, sleeper }
    }
}

impl Layer for Metered {
    async fn around<T, F>(
        &self,
        about: About<'_>,
        call: impl Fn() -> F + Send + Sync,
    ) -> Result<T, ProviderError>
    where
        T: Billed + Send,
        F: Future<Output = Result<T, ProviderError>> + Send,
    {
        let began = self.sleeper.now();
        let answer = call().await;
        let outcome = answer.as_ref().map(Billed::bill);
        let took = self.sleeper.now().duration_since(began);
        self.meter.record(&CallRecord { capability: about.capability, info: about.info, outcome, took });
        answer
    }
}
