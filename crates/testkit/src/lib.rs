//! What tests of Talewright share: a clock that stands still, things to store, (feature `databases`) databases of
//! their own, and (feature `redis`) a line to Redis that can be cut.

mod builders;
mod clock;
#[cfg(feature = "databases")]
mod database;
#[cfg(feature = "redis")]
mod redis;

pub use builders::{a_brief, a_job, a_story, a_user};
pub use clock::ManualClock;
#[cfg(feature = "databases")]
pub use database::TestDatabase;
#[cfg(feature = "redis")]
pub use redis::{RedisLine, redis_server};
