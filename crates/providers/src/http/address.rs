use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use reqwest::Url;

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

/// Whether a name can be one of the public internet.
fn is_public_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let local = ["localhost", "local", "internal", "lan", "home", "intranet", "corp", "test", "onion"];
    host.rsplit_once('.').is_some_and(|(_, top)| !local.contains(&top))
}

/// Whether an address is reachable by everybody, by the registries of special addresses.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = match address.octets() {
        // This network; private; shared by carriers; loopback; link-local, the clouds' metadata too.
        [0 | 10 | 127, ..] | [100, 64..=127, ..] | [169, 254, ..] => true,
        [172, 16..=31, ..] | [192, 168, ..] => true,
        // Protocols, documentation, 6to4 relays, benchmarks, multicast, reserved.
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 18..=19, ..] => true,
        [198, 51, 100, _] | [203, 0, 113, _] | [224..=255, ..] => true,
        // Azure's own services, at a public address.
        [168, 63, 129, 16] => true,
        _ => false,
    };
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Global unicast only: this leaves out loopback, local and link-local addresses, multicast, IPv4 in IPv6 and NAT64.
    let global = (0x2000..0x4000).contains(&first);
    let protocols = first == 0x2001 && second < 0x0200;
    let documentation = (first == 0x2001 && second == 0x0db8) || (first == 0x3fff && second < 0x1000);
    let six_to_four = first == 0x2002;
    global && !protocols && !documentation && !six_to_four
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_addresses_are_not_public() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.9.9",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::7f00:1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "223.255.255.1",
            "2606:4700::1111",
            "2a00:1450::1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

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
