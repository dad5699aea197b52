use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Who knows the addresses of names.
#[async_trait]
pub trait Names: Send + Sync {
    /// All addresses of a name.
    ///
    /// # Errors
    /// There is none, or nobody can be asked.
    async fn lookup(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// The system's resolver.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNames;

#[async_trait]
impl Names for SystemNames {
    async fn lookup(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((name, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// Stands between a connection and its name: the connection gets the very addresses that were judged, all of them or
/// none. There is no second look at the name that could find something else, and no way round: connections to names
/// are made from what is said here.
pub(crate) struct Guard {
    names: Arc<dyn Names>,
    allowed: fn(IpAddr) -> bool,
}

/// Why there is nowhere to connect to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoWay {
    #[error("the name has no address")]
    Unknown,
    /// One forbidden address is enough: honest names do not have both.
    #[error("the name leads to a forbidden address")]
    Forbidden,
}

impl Guard {
    pub(crate) fn new(names: Arc<dyn Names>, allowed: fn(IpAddr) -> bool) -> Self {
        Self { names, allowed }
    }
}

async fn judge(names: &dyn Names, allowed: fn(IpAddr) -> bool, name: &str) -> Result<Vec<SocketAddr>, NoWay> {
    let found = names.lookup(name).await.map_err(|_| NoWay::Unknown)?;
    if found.is_empty() {
        return Err(NoWay::Unknown);
    }
    if !found.iter().copied().all(allowed) {
        return Err(NoWay::Forbidden);
    }
    // Port 0 means that of the address.
    Ok(found.into_iter().map(|address| SocketAddr::new(address, 0)).collect())
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (names, allowed) = (Arc::clone(&self.names), self.allowed);
        Box::pin(async move {
            let judged = judge(names.as_ref(), allowed, name.as_str()).await?;
            Ok(Box::new(judged.into_iter()) as Addrs)
        })
    }
}
