//! Addresses as they stand in answers: of resources, and of files.

use std::sync::Arc;

use talewright_auth::AddressSigner;
use talewright_domain::ports::{AssetKey, Clock};

/// Makes the addresses of resources under the prefix, and signed, expiring ones of files under
/// `/static_content/`.
#[derive(Clone)]
pub struct Links {
    prefix: Arc<str>,
    signer: AddressSigner,
    clock: Arc<dyn Clock>,
}

impl Links {
    /// Under this prefix, signed with this signer, by this clock.
    #[must_use]
    pub fn new(prefix: &str, signer: AddressSigner, clock: Arc<dyn Clock>) -> Self {
        Self { prefix: prefix.into(), signer, clock }
    }

    pub(crate) fn resource(&self, kind: &str, id: impl std::fmt::Display) -> String {
        format!("{}/{kind}/{id}", self.prefix)
    }

    pub(crate) fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    pub(crate) fn file(&self, key: &AssetKey) -> String {
        let address = self.signer.sign(key.as_str(), self.clock.now());
        let (expires, signature) = (address.expires, address.signature);
        format!("/static_content/{key}?expires={expires}&signature={signature}")
    }

    pub(crate) fn optional(&self, key: Option<&AssetKey>) -> Option<String> {
        key.map(|key| self.file(key))
    }

    pub(crate) const fn signer(&self) -> &AddressSigner {
        &self.signer
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }
}
