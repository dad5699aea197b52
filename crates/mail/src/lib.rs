//! Mail through SMTP, or into the log.
//!
//! Invariants: what is written in an address, a subject or a text never becomes a header; no error tells a password.

mod log;
mod none;
mod plain;
mod smtp;

pub use log::LogMailer;
pub use none::NoMailer;
pub use smtp::{SmtpMailer, SmtpSettingsError};
