//! The recipes against models that misbehave by script.

mod book;
mod failures;
mod regenerate;
mod safety;
mod scripted;
mod sound;
