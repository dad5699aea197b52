//! Chat in the shape of OpenAI's, which most text and vision models speak. What differs is a [`Dialect`]; errors,
//! streams and bills are read the same way everywhere.

mod answer;
mod body;
mod client;
mod dialect;
mod estimate;
mod fence;
mod wire;

pub(crate) use answer::cost_in;
pub(crate) use client::Chat;
pub(crate) use dialect::{Budget, Dialect, SchemaForm};
pub(crate) use wire::usage_of;
