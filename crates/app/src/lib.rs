//! The use cases: what a user can do, one file each: an input, and one function that checks, opens one short
//! transaction, and returns a domain value. The only crate that knows both SQL and the pipeline.
//!
//! Invariants: no provider is called inside a transaction; events are published after the commit; what is
//! somebody else's does not exist ([`AppError::NotFound`]).

pub mod account;
pub mod admin;
pub mod audit;
pub mod auth;
pub mod characters;
pub mod files;
pub mod health;
pub mod housekeeping;
pub mod idempotency;
pub mod jobs;
pub mod stories;
pub mod work;

mod error;
mod studio;
mod terms;

pub use error::AppError;
pub use studio::Studio;
pub use talewright_photos::{PhotoError, PhotoLimits};
pub use talewright_storage::{Listing, PageRequest, Start};
