//! The engine over the real queue, in a temporary SQLite file and on PostgreSQL.

mod handlers;
mod lifecycle;
mod stop;
mod world;
