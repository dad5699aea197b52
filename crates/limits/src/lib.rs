//! Rate limits, in memory or shared through Redis.
//!
//! Both count with GCRA, the generic cell rate algorithm: one number a key, no windows at whose edges twice as much
//! would pass. Invariants: `take` always answers, within a quarter of a second; the two give the same numbers.

mod local;
mod rate;
mod redis;

pub use local::LocalLimiter;
pub use redis::{NotARedisUrl, RedisLimiter};
