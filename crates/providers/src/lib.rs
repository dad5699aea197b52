//! Providers: adapters of the domain's ports to services, and the offline provider that needs none.

mod account;
mod chat;
pub mod http;
pub mod layers;
mod media;
pub mod offline;
mod openai;
pub mod prices;
mod prompt;
pub mod retry;
