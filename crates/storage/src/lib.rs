//! Where Talewright keeps things: SQLite or PostgreSQL through Diesel, files through `object_store`.
//!
//! The only crate with Diesel; its types do not leave it. Queries are functions `verb_noun(conn, …)`, one
//! module an aggregate, to be combined inside [`Db::read`] and [`Db::write`]; there are no repository traits,
//! for a temporary SQLite file is the fake.
//!
//! Invariants: what differs between the databases is in `dialect` alone. Nothing here calls a provider.

mod columns;
mod connection;
mod db;
mod dialect;
mod error;
mod schema;

pub mod characters;
pub mod events;
pub mod idempotency;
pub mod jobs;
pub mod listing;
pub mod receipts;
pub mod sessions;
pub mod stories;
pub mod users;

pub use connection::AnyConnection;
pub use db::{Backend, Db};
pub use error::StorageError;
pub use listing::{Listing, PageRequest, Start};
