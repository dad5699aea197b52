//! The offline provider: stories from a grammar and pictures from vector scenes, deterministic by seed,
//! with no service, no key and no network. What everyone sees first.

pub mod painter;
pub mod storyteller;
