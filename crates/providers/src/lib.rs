//! Providers: adapters of the domain's ports to services, and the offline provider that needs none.

pub mod offline;
pub mod retry;
