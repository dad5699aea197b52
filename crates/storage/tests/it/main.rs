//! Tests of the storage, each on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy excuses tests, but not what tests share"
)]

mod accounts;
mod api_keys;
mod audit;
mod characters;
mod codes;
mod credits;
mod exports;
mod idempotency;
mod identities;
mod jobs;
mod ledger;
mod lists;
mod migrations;
mod moderation;
mod outages;
mod payments;
mod queue;
mod sessions;
mod stories;
mod support;
mod usage;
mod users;
mod vouchers;
