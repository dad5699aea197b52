//! The engine over the real queue, in a temporary SQLite file and on PostgreSQL.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy excuses tests, but not what tests share"
)]

mod handlers;
mod lifecycle;
mod stop;
mod world;
