//! Both services against a mock of them: everything that goes well, and everything that must not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy excuses tests, but not what tests share"
)]

mod both;
mod github;
mod google;
mod secrecy;
mod stage;
mod trouble;
