//! Adapters and the HTTP core against a server of this process that says what a test wants it to say.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "clippy lets tests do this, but not what they share"
)]

mod chat;
mod elevenlabs;
mod http;
mod images;
mod leaks;
mod registry;
mod runware;
mod speech;
mod support;
