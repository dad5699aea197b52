//! The providers' wires, played by real servers on loopback: OpenAI, OpenRouter, Runware, ElevenLabs, Hugging Face,
//! and a server of one's own that speaks OpenAI's language.
//!
//! Their good answers are real: stories that fit the brief, pictures and sound that can be opened. Every request is
//! written down and judged by the vendor's own contract; one that breaks it is answered 422 and stays in
//! [`MockProviders::violations`]. Every call that the vendor would bill is in [`MockProviders::paid`], also when the
//! client was gone before the answer.
//!
//! ```
//! # fn main() -> std::io::Result<()> {
//! use talewright_tests::mock::{MockProviders, Operation, Reason, Refusal, RetryAfter, Vendor, When};
//!
//! let mocks = MockProviders::start()?;
//! let base = mocks.base_url(Vendor::OpenAi); // http://127.0.0.1:…/v1
//! mocks.script(
//!     When::to(Vendor::OpenAi).operation(Operation::Chat).times(3),
//!     Refusal::new(Reason::RateLimited).retry_after(RetryAfter::Float(0.2)),
//! );
//! assert!(base.ends_with("/v1") && mocks.paid().is_empty() && mocks.violations().is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! The same can be done over HTTP, at any of the servers:
//! `POST /_mock/faults` takes a [`Rule`], `POST /_mock/settings` a vendor with `latency_ms`, `limit` and `queue`,
//! `POST /_mock/release` lets go of what hangs; `GET /_mock/requests`, `payments`, `violations` and `faults` tell;
//! `DELETE /_mock/requests` and `faults` forget.
//!
//! ```json
//! {
//!   "when": { "vendor": "open_ai", "operation": "chat", "prompt": "fox", "nth": 2, "times": null },
//!   "fault": { "kind": "refuse", "reason": "rate_limited", "retry_after": { "float": 1.5 }, "shape": "html" }
//! }
//! ```
//!
//! # Habits
//! What providers are known to do, and how to script it. `R` is [`Refusal::new`] with that [`Reason`].
//!
//! | | habit | script |
//! |---|---|---|
//! | 1 | cut JSON with finish `length`, which may parse | [`ChatTwist::Truncated`], [`ChatTwist::TruncatedButValid`] |
//! | 2 | reasoning eats the whole budget | [`ChatTwist::ReasoningAteAll`] |
//! | 3 | thoughts in the content | [`ChatTwist::ThoughtsInContent`] |
//! | 4 | a stream of empty choices and an error, status 200 | [`ChatTwist::ErrorInBody`] with `stream` |
//! | 5 | 200 with an error body | [`ChatTwist::ErrorInBody`], or `R.status(200)` |
//! | 6 | comments in streams, nothing but comments | always at OpenRouter; [`ChatTwist::CommentsOnly`] |
//! | 7 | blanks before the JSON | [`Transport::LeadingBlanks`] |
//! | 8 | repeated `image` in a form | judged without a script; also `R(DuplicateParameter)` |
//! | 9 | organisation not verified | `R(NotVerified)` |
//! | 10 | blocked by moderation, early or late | `R(BlockedInput)`, `R(BlockedOutput)`, late with [`Refusal::after_ms`] |
//! | 11 | harmless prompts flagged | [`Fault::Flag`]; `R(BlockedInput)` with [`When::prompt`], which a reworded prompt escapes |
//! | 12 | addresses expire, `response_format` refused | [`ImageTwist::ExpiredUrl`], [`RunwareTwist::ExpiredUrl`]; the judge |
//! | 13 | 429 that never clears | `R(NoCredit)`, with [`Refusal::code`] for its family, and [`When::always`] |
//! | 14 | 429 `slow_down` | `R(SlowDown)`; as it was: with `.status(503)` |
//! | 15 | `Retry-After` of every kind | [`RetryAfter`] |
//! | 16 | errors as text or HTML | [`Shape::Plain`], [`Shape::Html`], [`Shape::Empty`]; `R(BadGateway)` |
//! | 17 | numbers or texts as `code`, no `type` | [`Shape::NumericCode`], [`Shape::StringCode`], [`Shape::Availability`] |
//! | 18 | a stream cut within an event | [`ChatTwist::CutMidEvent`], [`ChatTwist::NoTerminal`], [`ChatTwist::NoDone`], [`Transport::CutBody`] |
//! | 19 | `response.incomplete` taken for the end | the Responses API is not played: the product speaks chat completions; its twin here is habit 1 |
//! | 20 | WAV headers with wrong sizes | always at OpenAI and ElevenLabs; [`SpeechTwist::WavSizes`] |
//! | 21 | a header for each piece of speech | [`SpeechTwist::ConcatenatedFiles`], [`Flavour::kokoro`] |
//! | 22 | quota as 401 | `R(NoCredit)` with [`Shape::Old`] at ElevenLabs |
//! | 23 | unusual activity as 401, JSON where sound was to come | `R(UnusualActivity)`, [`SpeechTwist::ErrorInsteadOfSound`] |
//! | 24 | `eleven_v3` refuses neighbours | always |
//! | 25 | times that drift, collapse, jump, are null | [`SpeechTwist`] |
//! | 26 | loading for ever, the old host | `R(Loading)` with [`Refusal::estimated_time`], `R(HostGone)` |
//! | 27 | prompts cut silently | [`Flavour::ollama`], [`ChatTwist::PromptTruncated`] |
//! | 28 | the client gives up, the task goes on | [`Fault::charge_then_hang`], [`Transport::ResetAfterBody`], [`RunwareTwist::TimeoutThenDone`]; the same `taskUUID` again is `conflictTaskUUID` always |
//! | 29 | partial success | [`RunwareTwist::PartialSuccess`] |
//! | 30 | who goes away still pays | always: see [`MockProviders::paid`] and [`Outcome::Dropped`] |
//! | 31 | OpenRouter drops `response_format` | always, without `provider.require_parameters` |
//! | 32 | fewer pictures than `n` | [`ImageTwist::OneLess`] |
//! | 34 | OpenRouter speaks PCM by default | always |
//!
//! Number 33 belongs to the Responses API, 35 and 36 to libraries and price lists.

mod author;
mod call;
mod chat;
mod control;
mod desk;
mod fault;
mod flavour;
mod house;
mod judge;
mod ledger;
mod multipart;
mod picture;
mod refusal;
mod reply;
mod running;
mod script;
mod server;
mod sound;
mod twist;
mod vendor;
mod vendors;
mod wire;

pub use fault::{Fault, Transport};
pub use flavour::Flavour;
pub use judge::Judge;
pub use ledger::{Outcome, Payment, Recorded, Violation};
pub use refusal::{Reason, Refusal, RetryAfter, Shape};
pub use running::{MockOptions, MockProviders};
pub use script::{Rule, When};
pub use twist::{ChatTwist, ImageTwist, RunwareTwist, SpeechTwist};
pub use vendor::{Operation, Vendor};

use serde_json::Value;

/// Sets a field of an object.
fn set(object: &mut Value, name: &str, value: Value) {
    if let Value::Object(fields) = object {
        fields.insert(name.to_owned(), value);
    }
}
