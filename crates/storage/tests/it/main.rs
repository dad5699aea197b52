//! Tests of the storage, each on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy excuses tests, but not what tests share"
)]

mod accounts;
mod characters;
mod exports;
mod idempotency;
mod jobs;
mod ledger;
mod migrations;
mod outages;
mod payments;
mod queue;
mod sessions;
mod stories;
mod support;
