//! The REST API over actix-web: routes, extractors, the one mapping of errors, middleware, OpenAPI.
//!
//! Invariants: handlers extract, call one use case, and map; wire types are not domain types; no SQL, no
//! provider. The document and the routes come from the same functions.

mod client;
mod error;
mod extract;
mod idempotent;
mod limits;
mod links;
mod lists;
mod middleware;
mod openapi;
mod problem;
mod routes;
mod server;

#[cfg(test)]
mod tests;

pub use client::Proxies;
pub use error::ApiError;
pub use limits::Limits;
pub use links::Links;
pub use openapi::openapi;
pub use problem::{FieldProblem, PROBLEM_JSON, Problem};
pub use routes::admin::monitoring::Monitoring;
pub use server::{ApiSettings, ApiState, Parts, app, serve};
