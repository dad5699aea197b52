//! Layers around a model: what happens to a call on its way to a provider and back.
//!
//! A layer is written once, as a [`Layer`], and serves every port through [`Layered`]. [`Layers::around`] puts
//! them around an adapter in the only order that makes sense; a [`Fallback`] is a list of such models. From the
//! outside to the inside:
//!
//! | | why here |
//! |---|---|
//! | [`Fallback`] | another provider is asked when this one has really given up |
//! | [`Metered`] | counts what the caller sees: one call, with all its waits |
//! | [`Retry`] | the only layer that waits for time to pass; it sends again what was certainly not executed |
//! | [`Breaker`] | sees each single try, and answers for a provider that is down |
//! | [`Limit`] | innermost: a slot is taken for as long as a try runs, never while one waits to try again |
//!
//! [`Breaker`] and [`Limit`] never make a call wait for a moment: they refuse it and say how long, and [`Retry`]
//! decides with its patience whether that is worth it. So a caller who can ask somebody else does so at once
//! ([`RetryPolicy::with_others_to_ask`]), and one who cannot waits. Nothing here repeats a call that may have been
//! executed: that is the ledger's decision. A future that is dropped gives back all it holds.

mod breaker;
mod fallback;
mod gate;
mod hold;
mod layered;
mod limit;
mod metered;
mod retry;
mod sleeper;
#[cfg(test)]
mod storms;

use std::sync::Arc;

use talewright_domain::ports::{Billed, Capability, Meter, ProviderError, ProviderInfo};

pub use breaker::{Breaker, BreakerPolicy};
pub use fallback::Fallback;
pub use gate::Gate;
pub use layered::Layered;
pub use limit::Limit;
pub use metered::Metered;
pub use retry::{Retry, RetryPolicy};
pub use sleeper::{SkippingSleeper, Sleeper, TokioSleeper};

/// Something done around every call of a model, whatever the model can.
pub trait Layer: Send + Sync {
    /// Makes the call, or does not, and says how it ended. `call` makes it anew each time it is asked.
    fn around<T, F>(
        &self,
        about: About<'_>,
        call: impl Fn() -> F + Send + Sync,
    ) -> impl Future<Output = Result<T, ProviderError>> + Send
    where
        T: Billed + Send,
        F: Future<Output = Result<T, ProviderError>> + Send;
}

/// What a layer knows of a call.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// What is asked for.
    pub capability: Capability,
    /// Who is asked.
    pub info: &'a ProviderInfo,
}

/// A model within all layers.
pub type Protected<M> = Layered<Layered<Layered<Layered<M, Limit>, Breaker>, Retry>, Metered>;

/// What the layers around the models of one account of a provider are made of.
#[derive(Clone)]
pub struct Layers {
    /// Shared by all models of the account.
    pub gate: Arc<Gate>,
    /// When a call is sent again.
    pub retry: RetryPolicy,
    /// When a model counts as down; each model has a breaker of its own.
    pub breaker: BreakerPolicy,
    /// Counts the calls.
    pub meter: Arc<dyn Meter>,
    /// The clock.
    pub sleeper: Arc<dyn Sleeper>,
}

impl Layers {
    /// Puts them around a model.
    pub fn around<M>(&self, model: M) -> Protected<M> {
        let sleeper = || Arc::clone(&self.sleeper);
        let model = Layered::new(model, Limit::new(Arc::clone(&self.gate), sleeper()));
        let model = Layered::new(model, Breaker::new(self.breaker, sleeper()));
        let model = Layered::new(model, Retry::new(self.retry, Arc::clone(&self.gate), sleeper()));
        Layered::new(model, Metered::new(Arc::clone(&self.meter), sleeper()))
    }
}
