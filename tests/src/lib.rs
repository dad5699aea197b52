//! What tests of the whole product need besides the product: the providers' wires, and the services that people sign
//! in with, played by servers on this machine.

#![deny(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

pub mod idp;
pub mod mock;
