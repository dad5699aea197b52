//! Webhooks: signed messages to servers that others name.
//!
//! ```no_run
//! # use talewright_webhooks::{ClientSettings, Courier, Delivery, Keyring, MessageId, Next, Secret};
//! # async fn example(builder: reqwest::ClientBuilder) -> Result<(), Box<dyn std::error::Error>> {
//! let courier = Courier::new(builder, ClientSettings::default())?;
//! let delivery = Delivery {
//!     id: MessageId::parse("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W")?,
//!     address: "https://example.com/hooks".to_owned(),
//!     body: r#"{"type":"story.completed"}"#.into(),
//!     keys: Keyring::new(Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")?),
//!     attempt: 1,
//! };
//! match courier.deliver(&delivery).await.next {
//!     Next::Done => { /* it is there */ }
//!     Next::RetryAt(_moment) => { /* the next attempt */ }
//!     Next::GiveUp | Next::Disable => { /* no more of this, or no more of any */ }
//! }
//! # Ok(()) }
//! ```
//!
//! - **Signatures** are those of [Standard Webhooks](https://www.standardwebhooks.com): [`Keyring::sign`], [`Signed::verify`].
//! - **Addresses**: what is not in the public internet is never connected to, whatever it is called. An address is
//!   read by [`ReceiverAddress`], which knows numbers in every disguise; a name is resolved once, by the connection
//!   itself, which gets addresses only when all of them are allowed. No redirect is followed and no proxy used.
//! - **Patience** is the [`RetryPlan`]'s: ten attempts in about three days.
//! - **Lanes**: a receiver that is dead or slow takes its own places and nobody else's: [`Lanes`].
//!
//! Where messages, endpoints and outcomes are kept is the business of others.

mod address;
mod answer;
mod courier;
mod guard;
mod lanes;
mod outcome;
mod retry;
mod secret;
mod signature;

pub use address::{ForbiddenAddress, Reach, ReceiverAddress};
pub use courier::{ClientSettings, Courier, Delivery, Surroundings};
pub use guard::{Names, SystemNames};
pub use lanes::{LaneLimits, Lanes, Pass};
pub use outcome::{DeliveryOutcome, Next, Trouble};
pub use retry::{RetryPlan, Verdict};
pub use secret::{InvalidSecret, Keyring, Secret};
pub use signature::{
    HEADER_ID, HEADER_SIGNATURE, HEADER_TIMESTAMP, InvalidMessageId, MessageId, Signed, TOLERANCE,
    VerifyError,
};
