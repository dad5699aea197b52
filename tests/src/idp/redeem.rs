//! What has to be right before a code is worth something.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::digest;

use super::call::Recorded;
use super::house::{Grant, House, Service};
use super::running::MockIdp;

/// Why a code is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Worthless {
    /// The client did not say who it is, or lied.
    Client,
    /// It is used, made up, or was made for another service or another secret.
    Code,
    /// It was made for another address.
    WayBack,
}

/// What a code was made for. Whatever comes out, it is used up, unless the client is somebody else.
pub(super) fn redeem(
    house: &House,
    service: Service,
    call: &Recorded,
    client: Option<(&str, &str)>,
) -> Result<Grant, Worthless> {
    if client != Some((MockIdp::CLIENT_ID, MockIdp::CLIENT_SECRET)) {
        return Err(Worthless::Client);
    }
    let code = call.param("code").filter(|_| call.says("grant_type", "authorization_code"));
    let grant = house.state().codes.remove(code.ok_or(Worthless::Code)?).ok_or(Worthless::Code)?;
    if !call.says("redirect_uri", &grant.redirect_uri) {
        return Err(Worthless::WayBack);
    }
    let verifier = call.param("code_verifier").unwrap_or_default();
    let is_theirs = grant.service == service && grant.challenge == challenge(verifier);
    if is_theirs { Ok(grant) } else { Err(Worthless::Code) }
}

/// The challenge of a secret, by S256 (RFC 7636, 4.2).
fn challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_of_the_rfc() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
