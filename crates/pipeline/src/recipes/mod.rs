//! The recipes: each turns one kind of brief into a result.

pub mod picture_book;
