//! The whole app in one process: actix, SQLite, files, no worker.

mod accounts;
mod characters;
mod conventions;
mod document;
mod jobs;
mod nobody;
mod server;
mod stories;
mod support;
