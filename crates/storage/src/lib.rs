//! Where Talewright keeps things: SQLite or PostgreSQL through Diesel, files through `object_store`.
//!
//! The only crate with Diesel; its types do not leave it. Queries are functions `verb_noun(conn, …)`, one
//! module an aggregate, to be combined inside [`Db::read`] and [`Db::write`]; there are no repository traits,
//! for a temporary SQLite file is the fake.
//!
//! Invariants: what differs between the databases is in `dialect` alone. Nothing here calls a provider.

mod assets;
mod columns;
mod connection;
mod db;
mod dialect;
mod error;
mod ledger;
mod queue;
mod schema;
mod wake;

pub mod api_keys;
pub mod audit;
pub mod characters;
pub mod codes;
pub mod credits;
pub mod events;
pub mod exports;
pub mod idempotency;
pub mod identities;
pub mod jobs;
pub mod listing;
pub mod lists;
pub mod moderation;
pub mod receipts;
pub mod references;
pub mod sessions;
pub mod statistics;
pub mod stories;
pub mod usage;
pub mod users;
pub mod vouchers;

pub use assets::ObjectAssets;
pub use connection::AnyConnection;
pub use db::{Backend, Db, SCHEMA_FINGERPRINT};
pub use error::StorageError;
pub use ledger::{DiskFloor, JobCheckpoints};
pub use listing::{Listing, PageRequest, Start};
pub use queue::Queue;
pub use wake::{LocalWake, PostgresWake, wake_for};
