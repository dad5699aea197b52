use std::sync::atomic::{AtomicU8, Ordering};

/// Tells the log once when an outage begins, and once when it is over.
#[derive(Debug, Default)]
pub(crate) struct Outage(AtomicU8);

/// Who has noticed it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Side {
    Publisher = 1,
    Subscriber = 2,
}

impl Outage {
    pub(crate) fn begins(&self, side: Side, why: &str) {
        if self.0.fetch_or(side as u8, Ordering::Relaxed) == 0 {
            tracing::warn!(
                why,
                "Redis is away: processes do not hear of each other's events until it is back"
            );
        }
    }

    pub(crate) fn ends(&self, side: Side) {
        if self.0.fetch_and(!(side as u8), Ordering::Relaxed) == side as u8 {
            tracing::info!("Redis is back: processes hear of each other's events");
        }
    }
}
