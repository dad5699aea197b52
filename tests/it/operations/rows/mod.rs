//! Every operation, by topic.

mod accounts;
mod administration;
mod people;
mod stories;

use super::row::Row;

pub fn rows() -> Vec<Row> {
    let topics = [accounts::rows(), people::rows(), stories::rows(), administration::rows(), operation()];
    topics.into_iter().flatten().collect()
}

/// They take nothing and tell nobody's secrets: they only have to answer.
fn operation() -> Vec<Row> {
    vec![
        Row::get("get_health", "/health").takes_nothing(),
        Row::get("get_healthz", "/healthz").takes_nothing(),
        Row::get("get_readiness", "/health/ready").takes_nothing(),
        Row::get("get_liveness", "/health/live").takes_nothing(),
    ]
}
