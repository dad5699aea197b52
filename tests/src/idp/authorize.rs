//! The pages that people are sent to.

use super::answer::Answer;
use super::call::Recorded;
use super::house::{Grant, House, Service, secret};
use super::running::MockIdp;

/// Sends the person back who sits in front of it, with a code, or with an error when there is nobody.
pub(super) fn page(house: &House, service: Service, call: &Recorded) -> Answer {
    let (way_back, state) = match order(service, call) {
        Ok(order) => order,
        Err(wrong) => return Answer::html(400, wrong),
    };
    let Some(person) = house.state().person.clone() else {
        return go_back(way_back, &[("error", "access_denied"), ("state", state)]);
    };
    let code = secret("code");
    let grant = Grant {
        service,
        redirect_uri: way_back.to_owned(),
        challenge: call.param("code_challenge").unwrap_or_default().to_owned(),
        nonce: call.param("nonce").map(ToOwned::to_owned),
        person,
    };
    house.state().codes.insert(code.clone(), grant);
    go_back(way_back, &[("code", &code), ("state", state)])
}

/// The way back and the state of a request in which nothing is missing.
fn order(service: Service, call: &Recorded) -> Result<(&str, &str), &'static str> {
    let scope = call.param("scope").unwrap_or_default();
    let asks_for = |name: &str| scope.split(' ').any(|scope| scope == name);
    let scopes_are_fine = match service {
        Service::Google => ["openid", "email", "profile"].into_iter().all(asks_for),
        Service::GitHub => ["read:user", "user:email"].into_iter().all(asks_for),
    };
    let challenge = call.param("code_challenge").unwrap_or_default();
    if !call.says("client_id", MockIdp::CLIENT_ID) {
        Err("We do not know this client.")
    } else if !call.says("response_type", "code") {
        Err("We give codes.")
    } else if !scopes_are_fine {
        Err("Ask for who they are and for their address.")
    } else if !call.says("code_challenge_method", "S256") || challenge.len() != 43 {
        Err("Bring a challenge by SHA-256.")
    } else if service == Service::Google && call.param("nonce").is_none_or(str::is_empty) {
        Err("Bring a nonce.")
    } else {
        let state = call.param("state").filter(|state| !state.is_empty()).ok_or("Bring a state.")?;
        Ok((call.param("redirect_uri").ok_or("Where to go back to?")?, state))
    }
}

fn go_back(way: &str, params: &[(&str, &str)]) -> Answer {
    let query = serde_urlencoded::to_string(params).unwrap_or_default();
    let joint = if way.contains('?') { '&' } else { '?' };
    Answer::redirect(302, format!("{way}{joint}{query}"))
}

#[cfg(test)]
mod tests {
    use crate::idp::Endpoint;

    use super::*;

    fn call(without: &str) -> Recorded {
        let params = [
            ("client_id", MockIdp::CLIENT_ID),
            ("response_type", "code"),
            ("scope", "openid email profile"),
            ("code_challenge_method", "S256"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("nonce", "n"),
            ("state", "s"),
            ("redirect_uri", "https://tales.example.org/back"),
        ];
        let kept = params.into_iter().filter(|(name, _)| *name != without);
        Recorded {
            endpoint: Endpoint::GoogleAuthorize,
            params: kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            authorization: None,
            user_agent: None,
            accept: None,
        }
    }

    #[test]
    fn nothing_may_be_missing() {
        let whole = call("nothing");
        assert_eq!(order(Service::Google, &whole), Ok(("https://tales.example.org/back", "s")));
        for (name, _) in &whole.params {
            assert!(order(Service::Google, &call(name)).is_err(), "{name}");
        }
        assert!(order(Service::GitHub, &whole).is_err(), "the scopes are Google's");
    }
}
