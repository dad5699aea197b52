//! The same through Redis, for any number of processes.

mod envelope;
mod hub;
mod outage;
mod publisher;
mod subscriber;
#[cfg(test)]
mod tests;

pub use hub::{NotARedisUrl, RedisEventBus, RedisHub, RedisRevocations};
