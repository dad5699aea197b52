//! Who is at the other end of the connection, where there may be proxies in between.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header;
use ipnet::IpNet;
use talewright_app::auth::Device;

/// Most characters of a program's name for itself.
const MAX_USER_AGENT: usize = 200;

/// Whose word is believed about where a request comes from, and where people reach this server.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    /// The networks of our own proxies (`TRUSTED_PROXIES`).
    pub trusted: Vec<IpNet>,
    /// Where people reach this server (`PUBLIC_URL`), without a slash at the end; empty when nobody says.
    pub public_url: String,
}

impl Proxies {
    /// The address of the client: the last one in `X-Forwarded-For` that is none of our proxies, for what stands
    /// before it anybody may have made up; that of the connection where this is no proxy of ours.
    pub(crate) fn address(&self, request: &HttpRequest) -> Option<IpAddr> {
        let peer = request.peer_addr()?.ip().to_canonical();
        if !self.is_trusted(peer) {
            return Some(peer);
        }
        let forwarded = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
        let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
        let mut address = peer;
        for hop in hops.into_iter().rev() {
            let Ok(hop) = hop.parse::<IpAddr>() else { break };
            address = hop.to_canonical();
            if !self.is_trusted(address) {
                break;
            }
        }
        Some(address)
    }

    /// What counts as one client: an address, or of IPv6 the network that one household is given.
    pub(crate) fn counted_as(&self, request: &HttpRequest) -> String {
        match self.address(request) {
            Some(IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
            Some(address) => address.to_string(),
            None => "unknown".into(),
        }
    }

    /// Whether the client speaks https, so that cookies need never go over anything else.
    pub(crate) fn is_https(&self, request: &HttpRequest) -> bool {
        if self.public_url.starts_with("https://") {
            return true;
        }
        let by_proxy = request.peer_addr().is_some_and(|peer| self.is_trusted(peer.ip().to_canonical()));
        let proto = request.headers().get("x-forwarded-proto").and_then(|value| value.to_str().ok());
        by_proxy && proto.is_some_and(|proto| proto.eq_ignore_ascii_case("https"))
    }

    /// Where people reach this server: as configured, else as this request did.
    pub(crate) fn base_url(&self, request: &HttpRequest) -> String {
        if !self.public_url.is_empty() {
            return self.public_url.clone();
        }
        let scheme = if self.is_https(request) { "https" } else { "http" };
        let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
        format!("{scheme}://{}", host.unwrap_or("127.0.0.1"))
    }

    /// From where somebody signs in, for the list of their devices.
    pub(crate) fn device(&self, request: &HttpRequest, method: &str) -> Device {
        let agent = request.headers().get(header::USER_AGENT).map(|value| value.as_bytes());
        let agent = agent.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let clean =
            |text: String| text.chars().filter(|c| !c.is_control()).take(MAX_USER_AGENT).collect::<String>();
        Device {
            method: method.to_owned(),
            user_agent: agent.map(clean).filter(|text| !text.trim().is_empty()),
            address: self.address(request).map(|address| address.to_string()),
        }
    }

    fn is_trusted(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(&address))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn behind(networks: &[&str]) -> Proxies {
        let trusted = networks.iter().map(|network| network.parse().unwrap()).collect();
        Proxies { trusted, public_url: String::new() }
    }

    fn request(peer: &str, forwarded: Option<&str>) -> HttpRequest {
        let mut request = TestRequest::get().peer_addr(format!("{peer}:4000").parse().unwrap());
        if let Some(forwarded) = forwarded {
            request = request.insert_header(("x-forwarded-for", forwarded));
        }
        request.to_http_request()
    }

    #[test]
    fn only_our_own_proxies_are_believed() {
        let proxies = behind(&["10.0.0.0/8"]);
        for (peer, forwarded, expected) in [
            ("203.0.113.9", None, "203.0.113.9"),
            ("203.0.113.9", Some("1.2.3.4"), "203.0.113.9"),
            ("10.0.0.1", Some("1.2.3.4"), "1.2.3.4"),
            ("10.0.0.1", Some("6.6.6.6, 1.2.3.4, 10.0.0.2"), "1.2.3.4"),
            ("10.0.0.1", Some("6.6.6.6, nonsense"), "10.0.0.1"),
            ("10.0.0.1", None, "10.0.0.1"),
        ] {
            let address = proxies.address(&request(peer, forwarded)).unwrap();
            assert_eq!(address.to_string(), expected, "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn a_household_counts_once() {
        let peer = "[2001:db8:1:2:aaaa::1]";
        assert_eq!(behind(&[]).counted_as(&request(peer, None)), "2001:db8:1:2::/64");
        assert_eq!(behind(&[]).counted_as(&request("[::ffff:192.0.2.1]", None)), "192.0.2.1");
    }

    #[test]
    fn https_is_known_from_the_settings_or_a_proxy_of_ours() {
        let with_proto = |peer: &str| {
            TestRequest::get()
                .peer_addr(format!("{peer}:1").parse().unwrap())
                .insert_header(("x-forwarded-proto", "https"))
                .to_http_request()
        };
        assert!(behind(&["10.0.0.0/8"]).is_https(&with_proto("10.1.1.1")));
        assert!(!behind(&["10.0.0.0/8"]).is_https(&with_proto("203.0.113.9")));
        let public = Proxies { public_url: "https://stories.example.org".into(), ..Proxies::default() };
        assert!(public.is_https(&request("203.0.113.9", None)));
    }

    #[test]
    fn what_a_program_calls_itself_is_cleaned() {
        let request = TestRequest::get()
            .peer_addr("192.0.2.1:1".parse().unwrap())
            .insert_header((header::USER_AGENT, "Mozilla\tx".repeat(60)))
            .to_http_request();
        let device = behind(&[]).device(&request, "password");
        let agent = device.user_agent.unwrap();
        assert!(agent.chars().count() == 200 && !agent.contains('\t'));
        assert_eq!(device.address.as_deref(), Some("192.0.2.1"));
    }
}
