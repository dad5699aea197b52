//! Both limiters, the one in Redis on the server of `TEST_REDIS_URL`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy excuses tests, but not what tests share"
)]

mod logs;
mod numbers;
mod outages;

use std::time::Duration;

use talewright_domain::ports::Quota;
use talewright_limits::RedisLimiter;
use talewright_testkit::redis_server;

/// So long that nothing grows back while a test runs.
const TEN_IN_AN_HOUR: Quota = Quota { limit: 10, period: Duration::from_secs(3600) };

/// Patient, for machines that are busy with other tests.
fn redis_limiter() -> RedisLimiter {
    RedisLimiter::connect(&redis_server()).unwrap().with_patience(Duration::from_secs(30))
}

/// One that no other test uses.
fn a_key() -> String {
    format!("test/{}", uuid::Uuid::now_v7())
}
