//! One binary of tests against the whole product: it links once.

mod access;
mod architecture;
mod command_line;
mod contract;
mod faults;
mod judge;
mod mocks;
mod operations;
mod people;
mod processes;
mod services;
mod stories;
mod support;
