//! A user's library of characters.

mod create;
mod delete;
mod get;
mod list;
mod photo;
mod update;

pub use create::create_character;
pub use delete::delete_character;
pub use get::get_character;
pub use list::list_characters;
pub use photo::{Darkroom, set_photo};
pub use talewright_storage::characters::CharacterSort;
pub use update::update_character;
