use std::fmt;
use std::net::IpAddr;

use reqwest::Url;
use talewright_domain::address::{is_public, is_public_name};

/// How long an address may be.
const LONGEST: usize = 2_048;

/// Where messages may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// To the public internet, by https.
    #[default]
    Public,
    /// Also into the house and without TLS: for those who alone use their server (`WEBHOOK_ALLOW_PRIVATE`).
    Everywhere,
}

impl Reach {
    /// The reach of a setting.
    #[must_use]
    pub const fn allowing_private(allowed: bool) -> Self {
        if allowed { Self::Everywhere } else { Self::Public }
    }

    /// Whether an address may be connected to.
    #[must_use]
    pub const fn allows(self, address: IpAddr) -> bool {
        match self {
            Self::Public => is_public(address),
            Self::Everywhere => true,
        }
    }
}

/// An address that messages may be sent to, as far as it tells by itself. What its name resolves to is looked at by
/// each connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiverAddress(Url);

/// Why an address is refused. Does not repeat it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ForbiddenAddress {
    /// It is none.
    #[error("is not the address of a server")]
    NotAnAddress,
    /// It is neither http nor https.
    #[error("must begin with https:// or http://")]
    Scheme,
    /// It is not encrypted.
    #[error("must begin with https://")]
    NotHttps,
    /// It holds a user's name or password.
    #[error("must not hold a user name or password")]
    Credentials,
    /// It leads into a house, or nowhere.
    #[error("is not in the public internet")]
    NotPublic,
}

impl ReceiverAddress {
    /// Reads an address. Its host is judged in the normal form of the standard for addresses, in which `0x7f.1` is
    /// 127.0.0.1.
    ///
    /// # Errors
    /// Why messages may not go there.
    pub fn parse(text: &str, reach: Reach) -> Result<Self, ForbiddenAddress> {
        if text.len() > LONGEST {
            return Err(ForbiddenAddress::NotAnAddress);
        }
        let mut url = Url::parse(text.trim()).map_err(|_| ForbiddenAddress::NotAnAddress)?;
        match (url.scheme(), reach) {
            ("https", _) | ("http", Reach::Everywhere) => {}
            ("http", Reach::Public) => return Err(ForbiddenAddress::NotHttps),
            _ => return Err(ForbiddenAddress::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ForbiddenAddress::Credentials);
        }
        let host = url.host_str().ok_or(ForbiddenAddress::NotAnAddress)?;
        let allowed = match host.trim_matches(['[', ']']).parse() {
            Ok(address) => reach.allows(address),
            Err(_) => reach == Reach::Everywhere || is_public_name(host),
        };
        if !allowed {
            return Err(ForbiddenAddress::NotPublic);
        }
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// The address in its normal form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Its host in lower case: who shares a lane with whom ([`Lanes`](crate::Lanes)).
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default().trim_end_matches('.')
    }

    pub(crate) fn into_url(self) -> Url {
        self.0
    }
}

impl fmt::Display for ReceiverAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_judged_by_themselves() {
        use ForbiddenAddress::{Credentials, NotAnAddress, NotHttps, NotPublic, Scheme};
        let long = format!("https://example.com/{}", "a".repeat(LONGEST));
        // What is said in public, and what is said everywhere.
        for (text, public, everywhere) in [
            ("https://example.com/hook?key=1", None, None),
            (" https://example.com:8443/ ", None, None),
            ("https://8.8.8.8/", None, None),
            ("https://[2606:4700::1111]:8443/", None, None),
            ("http://example.com/", Some(NotHttps), None),
            ("https://localhost/", Some(NotPublic), None),
            ("https://localhost./", Some(NotPublic), None),
            ("https://printer/", Some(NotPublic), None),
            ("https://db.internal/", Some(NotPublic), None),
            ("https://127.0.0.1/", Some(NotPublic), None),
            ("http://[::1]:9/", Some(NotHttps), None),
            ("https://me@example.com/", Some(Credentials), Some(Credentials)),
            ("https://:pw@example.com/", Some(Credentials), Some(Credentials)),
            ("https://example.com@127.0.0.1/", Some(Credentials), Some(Credentials)),
            ("ftp://example.com/", Some(Scheme), Some(Scheme)),
            ("file:///etc/passwd", Some(Scheme), Some(Scheme)),
            ("gopher://127.0.0.1:25/_", Some(Scheme), Some(Scheme)),
            ("unix:/run/docker.sock", Some(Scheme), Some(Scheme)),
            ("example.com/hook", Some(NotAnAddress), Some(NotAnAddress)),
            ("https://", Some(NotAnAddress), Some(NotAnAddress)),
            ("https://256.256.256.256/", Some(NotAnAddress), Some(NotAnAddress)),
            ("https://exa mple.com/", Some(NotAnAddress), Some(NotAnAddress)),
            ("", Some(NotAnAddress), Some(NotAnAddress)),
            (&long, Some(NotAnAddress), Some(NotAnAddress)),
        ] {
            assert_eq!(ReceiverAddress::parse(text, Reach::Public).err(), public, "{text}");
            assert_eq!(ReceiverAddress::parse(text, Reach::Everywhere).err(), everywhere, "{text}");
        }
    }

    #[test]
    fn disguised_numbers_are_what_they_are() {
        for host in [
            "2130706433",
            "0x7f000001",
            "0X7F.1",
            "017700000001",
            "0177.0.0.1",
            "127.1",
            "127.0.1",
            "127.0.0.1.",
            "127.0x0.0.01",
            "１２７.０.０.１",
            "①②⑦.⓪.⓪.①",
            "127。0。0。1",
            "%31%32%37.0.0.1",
            "127.0.0.%31",
            "169.254.169.254",
            "0xa9fea9fe",
            "2852039166",
            "0",
            "0.0.0.0",
            "[::]",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::127.0.0.1]",
            "[64:ff9b::169.254.169.254]",
            "[64:ff9b:1::10.0.0.1]",
            "[2002:7f00:1::]",
            "[2001:0:5ef5:79fd::1]",
            "[fd00:ec2::254]",
            "[fe80::1]",
            "[fec0::1]",
            "[ff02::1]",
        ] {
            let outcome = ReceiverAddress::parse(&format!("https://{host}/"), Reach::Public);
            assert_eq!(outcome.err(), Some(ForbiddenAddress::NotPublic), "{host}");
        }
    }

    #[test]
    fn the_normal_form_is_what_is_used() {
        let parse = |text| ReceiverAddress::parse(text, Reach::Everywhere).unwrap();
        let address = parse("HTTPS://ExAmple.COM.:443/a b#part");
        assert_eq!((address.as_str(), address.host()), ("https://example.com./a%20b", "example.com"));
        assert_eq!(parse("http://0x7f.1:80/").as_str(), "http://127.0.0.1/");
        assert_eq!(parse("http://[::1]:8080/").host(), "[::1]");
    }
}
