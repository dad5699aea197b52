//! Providers: adapters of the domain's ports to services, and the offline provider that needs none.

mod account;
mod chat;
pub mod compatible;
mod elevenlabs;
pub mod http;
mod huggingface;
pub mod layers;
mod media;
pub mod offline;
mod openai;
mod openrouter;
pub mod prices;
mod prompt;
pub mod registry;
mod runware;
