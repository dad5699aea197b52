//! The one HTTP core of all providers: the only place that knows the HTTP library.
//!
//! An adapter holds an [`Endpoint`] (whose account, at which address) and asks it:
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use talewright_domain::ports::{ProviderError, ProviderInfo};
//! # use talewright_providers::http::{Auth, Endpoint, Form, HttpClient, HttpSettings, Loss};
//! # async fn example(info: &ProviderInfo) -> Result<(), Box<dyn std::error::Error>> {
//! let http = HttpClient::new(&HttpSettings::default())?;
//! let endpoint = Endpoint::new(http, "https://api.example.com/v1", Auth::bearer("key"))?
//!     .key_setting("EXAMPLE_API_KEY");
//!
//! // JSON in, JSON out. The answer's errors are `ProviderError`s already.
//! let body = serde_json::json!([{"taskType": "imageInference"}]);
//! let reply = endpoint.post("").json(&body).send(info).await?;
//! let answer: serde_json::Value = reply.json()?;
//!
//! // Reading something changes nothing: a lost answer is `Unavailable`, not `Unknown`.
//! let voices = endpoint.get("/voices").query("page_size", "100").loss(Loss::Harmless).send(info).await?;
//!
//! // Streams: `open` returns as soon as the headers are there.
//! let mut events = endpoint.post("/chat").json(&body).open(info).await?.sse();
//! while let Some(event) = events.next().await? { /* event.data */ }
//! # Ok(()) }
//! ```
//!
//! What it does for everyone:
//! - **Time-outs**: connecting, the first byte, silence between two pieces, the whole ([`Timeouts`]). **Caps** on what
//!   is read. No redirects, no cookies, **no repetition**: repeating is the decorators' business, and they go by
//!   [`ProviderErrorKind`](talewright_domain::ports::ProviderErrorKind), which keeps what was certainly not executed
//!   apart from what may have been paid. [`Loss`] tells what a lost answer means for a request.
//! - **Errors**: [`Failure`] reads every shape of error that the vendors have, [`classify()`] tells what kind it is; its
//!   table is in its documentation. An adapter with codes of its own gives the endpoint its own [`Classifier`], which
//!   ends in [`classify()`]. An error inside a 200 goes the same way: [`Exchange::failed`].
//! - **Headers**: [`Headers`] finds the request's id, costs, limits and waits under all their names; a [`Watch`] of the
//!   endpoint sees those of every answer.
//! - **Nothing leaks**: keys are marked sensitive, logs hold no bodies and no queries, and a provider's words get into
//!   an error only when they quote neither key nor request.
//! - **Addresses of others**: [`HttpClient::fetch`] goes only where [`AddressPolicy`] lets it.

mod address;
mod classify;
mod client;
mod endpoint;
mod exchange;
mod failure;
mod form;
mod headers;
mod ndjson;
mod redact;
mod request;
mod resolve;
mod response;
mod sse;
mod tls;

pub use address::{AddressPolicy, ForbiddenAddress};
pub use classify::{Classifier, Loss, classify};
pub use client::{HttpClient, HttpSettings, SetupError, Timeouts};
pub use endpoint::{Auth, Endpoint, Watch};
pub use exchange::Exchange;
pub use failure::Failure;
pub use form::Form;
pub use headers::Headers;
pub use ndjson::{Ndjson, NdjsonDecoder};
pub use redact::Private;
pub use request::Request;
pub use response::{Opened, Reply};
pub use sse::{Sse, SseDecoder, SseEvent};
pub use tls::client_builder;
