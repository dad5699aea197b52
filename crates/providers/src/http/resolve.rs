//! Names that were named by others resolve to public addresses only.

use std::io;
use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use talewright_domain::address::is_public;

/// Resolves as the system does, and forgets what is not public: so a name cannot lead into the house.
#[derive(Debug)]
pub(super) struct PublicNames;

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(io::Error::other("the name is not in the public internet").into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}
