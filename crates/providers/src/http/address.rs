use reqwest::Url;
use talewright_domain::address::{is_public, is_public_name};

/// Which addresses that somebody else named may be asked: https at public addresses, and an origin of the settings.
/// Names are looked at again when they are resolved.
#[derive(Debug, Clone, Default)]
pub struct AddressPolicy {
    trusted: Option<String>,
}

/// Why an address may not be asked. Does not repeat the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ForbiddenAddress {
    /// It is none.
    #[error("named an address that is none")]
    NotAnAddress,
    /// It is not https.
    #[error("named an address that is not https")]
    NotHttps,
    /// It holds a user's name or password.
    #[error("named an address with a password in it")]
    Credentials,
    /// It is not in the public internet.
    #[error("named an address that is not in the public internet")]
    NotPublic,
}

impl AddressPolicy {
    /// Public addresses only.
    #[must_use]
    pub fn public() -> Self {
        Self::default()
    }

    /// And the origin of this address: scheme, host and port.
    #[must_use]
    pub fn and_origin(self, address: &Url) -> Self {
        Self { trusted: Some(address.origin().ascii_serialization()) }
    }

    /// Whether it is the origin that is trusted.
    #[must_use]
    pub fn trusts(&self, url: &Url) -> bool {
        self.trusted.as_deref().is_some_and(|trusted| url.origin().ascii_serialization() == trusted)
    }

    /// Reads an address, if it may be asked.
    ///
    /// # Errors
    /// Why it may not.
    pub fn check(&self, address: &str) -> Result<Url, ForbiddenAddress> {
        let url = Url::parse(address.trim()).map_err(|_| ForbiddenAddress::NotAnAddress)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ForbiddenAddress::Credentials);
        }
        if self.trusts(&url) {
            return Ok(url);
        }
        if url.scheme() != "https" {
            return Err(ForbiddenAddress::NotHttps);
        }
        let host = url.host_str().ok_or(ForbiddenAddress::NotAnAddress)?;
        let public = match host.trim_matches(['[', ']']).parse() {
            Ok(address) => is_public(address),
            Err(_) => is_public_name(host),
        };
        if public { Ok(url) } else { Err(ForbiddenAddress::NotPublic) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_in_the_public_internet_is_asked() {
        use ForbiddenAddress::{Credentials, NotAnAddress, NotHttps, NotPublic};
        let policy = AddressPolicy::public();
        for (address, expected) in [
            ("https://im.example.com/a.png?sig=x", None),
            ("https://8.8.8.8/a.png", None),
            ("http://im.example.com/a.png", Some(NotHttps)),
            ("ftp://im.example.com/a.png", Some(NotHttps)),
            ("file:///etc/passwd", Some(NotHttps)),
            ("https://user:pw@im.example.com/", Some(Credentials)),
            ("https://localhost/a", Some(NotPublic)),
            ("https://LOCALHOST./a", Some(NotPublic)),
            ("https://db.internal/a", Some(NotPublic)),
            ("https://printer/a", Some(NotPublic)),
            ("https://127.0.0.1/a", Some(NotPublic)),
            ("https://2130706433/a", Some(NotPublic)),
            ("https://0x7f.1/a", Some(NotPublic)),
            ("https://0177.0.0.1/a", Some(NotPublic)),
            ("https://[::1]/a", Some(NotPublic)),
            ("https://[::ffff:10.0.0.1]/a", Some(NotPublic)),
            ("https://169.254.169.254/latest", Some(NotPublic)),
            ("//im.example.com", Some(NotAnAddress)),
            ("", Some(NotAnAddress)),
        ] {
            assert_eq!(policy.check(address).err(), expected, "{address}");
        }
    }

    #[test]
    fn the_origin_of_the_settings_is_trusted_and_no_other() {
        let base = Url::parse("http://127.0.0.1:9/v1").unwrap();
        let policy = AddressPolicy::public().and_origin(&base);
        assert!(policy.check("http://127.0.0.1:9/pictures/1.png").is_ok());
        for other in [
            "http://127.0.0.1:10/1.png",
            "https://127.0.0.1:9/1.png",
            "http://127.0.0.1/1.png",
            "http://localhost:9/1.png",
        ] {
            assert!(policy.check(other).is_err(), "{other}");
        }
    }
}
