//! The one binary of Talewright, as a library so that tests start the very same server.

pub mod commands;
pub mod compose;
mod faults;
mod identity;
mod people;
mod providers;
mod server;
