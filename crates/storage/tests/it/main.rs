//! Tests of the storage, each on both databases.

mod accounts;
mod characters;
mod idempotency;
mod jobs;
mod ledger;
mod queue;
mod stories;
mod support;
