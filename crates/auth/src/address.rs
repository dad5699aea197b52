use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};

use crate::key::{self, SecretKey};

/// Addresses change once in this many seconds, so that browsers can keep what they fetched.
const WINDOW_SECONDS: i64 = 6 * 60 * 60;

/// Signs the addresses of files, so that a picture can be shown by whoever was given its address, for a while.
#[derive(Clone)]
pub struct AddressSigner {
    current: [u8; 32],
    previous: Vec<[u8; 32]>,
}

/// What goes into the query of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedAddress {
    /// Seconds since 1970 at which it stops working.
    pub expires: i64,
    /// Over the key of the file and the expiry.
    pub signature: String,
}

/// Why an address does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Its time is over.
    #[error("this address has expired; ask for the story again to get a new one")]
    Expired,
    /// It was made up or changed.
    #[error("the signature of this address is not valid; use the address as it was given")]
    Forged,
}

impl AddressSigner {
    /// Signs under the deployment's secret, and accepts what was signed under one of the `previous` ones.
    #[must_use]
    pub fn new(secret: &SecretKey, previous: &[SecretKey]) -> Self {
        let derive = |secret: &SecretKey| secret.derive("asset-address/1");
        Self { current: derive(secret), previous: previous.iter().map(derive).collect() }
    }

    /// Signs the address of a file. It works for 6 to 12 hours from `now`, and is the same for 6 hours.
    #[must_use]
    pub fn sign(&self, file: &str, now: DateTime<Utc>) -> SignedAddress {
        let window = now.timestamp().div_euclid(WINDOW_SECONDS);
        let expires = (window + 2) * WINDOW_SECONDS;
        let signature = key::sign(&self.current, &message(file, expires));
        SignedAddress { expires, signature: URL_SAFE_NO_PAD.encode(signature) }
    }

    /// Whether an address is ours and still good at `now`.
    pub fn verify(
        &self,
        file: &str,
        address: &SignedAddress,
        now: DateTime<Utc>,
    ) -> Result<(), AddressError> {
        let signature = URL_SAFE_NO_PAD.decode(&address.signature).map_err(|_| AddressError::Forged)?;
        let message = message(file, address.expires);
        let mut keys = std::iter::once(&self.current).chain(&self.previous);
        if !keys.any(|key| key::verify(key, &message, &signature)) {
            return Err(AddressError::Forged);
        }
        if now.timestamp() >= address.expires { Err(AddressError::Expired) } else { Ok(()) }
    }
}

fn message(file: &str, expires: i64) -> Vec<u8> {
    format!("{expires}\n{file}").into_bytes()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn signer() -> AddressSigner {
        AddressSigner::new(&SecretKey::new("secret"), &[])
    }

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 / WINDOW_SECONDS * WINDOW_SECONDS, 0).unwrap()
    }

    #[test]
    fn it_opens_until_it_expires() {
        let address = signer().sign("stories/1/a.jpg", noon());
        let verdict = |hours| signer().verify("stories/1/a.jpg", &address, noon() + TimeDelta::hours(hours));
        assert_eq!(verdict(0), Ok(()));
        assert_eq!(verdict(11), Ok(()));
        assert_eq!(verdict(12), Err(AddressError::Expired));
    }

    #[test]
    fn it_stays_the_same_for_a_while() {
        let first = signer().sign("a", noon());
        assert_eq!(signer().sign("a", noon() + TimeDelta::minutes(359)), first);
        assert_ne!(signer().sign("a", noon() + TimeDelta::minutes(360)), first);
    }

    #[test]
    fn nothing_in_it_can_be_changed() {
        let good = signer().sign("a", noon());
        let later = SignedAddress { expires: good.expires + 1, ..good.clone() };
        let other = AddressSigner::new(&SecretKey::new("other"), &[]);
        for verdict in [
            signer().verify("b", &good, noon()),
            signer().verify("a", &later, noon()),
            signer().verify("a", &SignedAddress { signature: "AAAA".into(), ..good.clone() }, noon()),
            signer().verify("a", &SignedAddress { signature: "é!".into(), ..good.clone() }, noon()),
            other.verify("a", &good, noon()),
        ] {
            assert_eq!(verdict, Err(AddressError::Forged));
        }
    }

    #[test]
    fn addresses_outlive_a_change_of_the_secret() {
        let [old, new] = ["secret", "new secret"].map(SecretKey::new);
        let address = signer().sign("a", noon());
        let rotated = AddressSigner::new(&new, &[SecretKey::new("older"), old]);
        assert_eq!(rotated.verify("a", &address, noon()), Ok(()));
        assert_eq!(rotated.verify("b", &address, noon()), Err(AddressError::Forged));
        assert_eq!(rotated.verify("a", &address, noon() + TimeDelta::hours(12)), Err(AddressError::Expired));

        let fresh = rotated.sign("a", noon());
        let after = AddressSigner::new(&new, &[]);
        assert_eq!(after.verify("a", &fresh, noon()), Ok(()));
        assert_eq!(after.verify("a", &address, noon()), Err(AddressError::Forged));
        assert_eq!(signer().verify("a", &fresh, noon()), Err(AddressError::Forged));
    }
}
