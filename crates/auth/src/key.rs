use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The deployment's secret, from which every signing key is derived. Never printed.
#[derive(Clone)]
pub struct SecretKey(Vec<u8>);

impl SecretKey {
    /// Wraps the configured secret (`SECRET_KEY`).
    #[must_use]
    pub fn new(secret: impl AsRef<[u8]>) -> Self {
        Self(secret.as_ref().to_vec())
    }

    /// The key for one purpose: HMAC-SHA256 of the purpose under the secret.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        sign(&self.0, purpose.as_bytes())
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// HMAC-SHA256 of `message`.
pub(crate) fn sign(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = keyed(key);
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Whether `signature` is the HMAC-SHA256 of `message`, in a time that does not depend on where they differ.
pub(crate) fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let mut mac = keyed(key);
    mac.update(message);
    mac.verify_slice(signature).is_ok()
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    // HMAC takes keys of any length; the error of this constructor is for other MACs.
    Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_have_keys_of_their_own() {
        let secret = SecretKey::new("s");
        assert_ne!(secret.derive("a"), secret.derive("b"));
        assert_ne!(secret.derive("a"), SecretKey::new("t").derive("a"));
        assert_eq!(format!("{secret:?}"), "SecretKey(…)");
    }

    #[test]
    fn a_signature_is_that_of_rfc_4231() {
        // Test case 2.
        let signature = sign(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(
            hex::encode(signature),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert!(verify(b"Jefe", b"what do ya want for nothing?", &signature));
        assert!(!verify(b"Jefe", b"what do ya want for nothing", &signature));
    }
}
