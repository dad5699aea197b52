//! What processes tell each other: whoever watches a job hears of its events the moment they are committed, and
//! whoever serves a session hears that it has ended.
//!
//! Invariants: a publisher never waits, neither for a reader nor for Redis; within a process word arrives whether or
//! not Redis is there; what is missed here is in the database.

mod bus;
mod redis;
mod revocations;

pub use bus::LocalEventBus;
pub use redis::{NotARedisUrl, RedisEventBus, RedisHub, RedisRevocations};
pub use revocations::LocalRevocations;
