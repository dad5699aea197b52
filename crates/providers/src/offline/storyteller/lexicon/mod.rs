//! What the storyteller knows: beings, traits, colours, places, wishes, things and fears, each with its
//! words in four languages. The tables are text files beside this one.

mod tables;
mod tongue;

pub(crate) use tables::{Being, Colour, Lexicon, Place, Trait, WishWords};
pub(crate) use tongue::{Gender, Tongue, fold};
