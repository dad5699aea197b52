use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::Instant;

/// What time it is, and how to wait: the layers ask for both here, so that no test has to wait.
#[async_trait]
pub trait Sleeper: Send + Sync {
    /// The time.
    fn now(&self) -> Instant;

    /// Waits this long.
    async fn sleep(&self, wait: Duration);
}

/// Real time.
#[derive(Debug, Clone, Copy, Default)]
pub struct TokioSleeper;

#[async_trait]
impl Sleeper for TokioSleeper {
    fn now(&self) -> Instant {
        Instant::now()
    }

    async fn sleep(&self, wait: Duration) {
        tokio::time::sleep(wait).await;
    }
}

/// Returns at once, lets its own clock jump by the wait, and remembers it. For tests, where nobody on the other side
/// needs real time.
#[derive(Debug)]
pub struct SkippingSleeper {
    began: Instant,
    waits: Mutex<Vec<Duration>>,
}

impl SkippingSleeper {
    /// A clock that begins now.
    #[must_use]
    pub fn new() -> Self {
        Self { began: Instant::now(), waits: Mutex::default() }
    }

    /// Every wait so far.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// All of them together.
    #[must_use]
    pub fn waited(&self) -> Duration {
        self.waits().iter().sum()
    }
}

impl Default for SkippingSleeper {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Sleeper for SkippingSleeper {
    fn now(&self) -> Instant {
        self.began + self.waited()
    }

    async fn sleep(&self, wait: Duration) {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).push(wait);
        // Others get their turn, as they would in a real wait.
        tokio::task::yield_now().await;
    }
}
