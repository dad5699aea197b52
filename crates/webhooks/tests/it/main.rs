//! Couriers in front of receivers that behave badly, and the judgement of somebody else's library.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excuses tests, but not what tests share"
)]

mod couriers;
mod official;
mod receiver;
