//! GitHub, by <https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps>.

use serde_json::json;

use super::answer::Answer;
use super::call::Recorded;
use super::house::{House, Service};
use super::person::Person;
use super::redeem::{Worthless, redeem};

/// A token for a code. What goes wrong is told with status 200.
pub(super) fn token(house: &House, call: &Recorded) -> Answer {
    let client = call.param("client_id").zip(call.param("client_secret"));
    let person = match redeem(house, Service::GitHub, call, client) {
        Ok(grant) => grant.person,
        Err(worthless) => return refused(worthless),
    };
    let token = house.access_token(&person);
    let scope = "read:user,user:email";
    // Who does not ask for JSON gets a form.
    if call.accept.as_deref().is_some_and(|accept| accept.contains("json")) {
        Answer::json(200, &json!({"access_token": token, "scope": scope, "token_type": "bearer"}))
    } else {
        Answer::form(&[("access_token", &token), ("scope", scope), ("token_type", "bearer")])
    }
}

fn refused(worthless: Worthless) -> Answer {
    let (error, description) = match worthless {
        Worthless::Client => {
            ("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect.")
        }
        Worthless::Code => ("bad_verification_code", "The code passed is incorrect or expired."),
        Worthless::WayBack => (
            "redirect_uri_mismatch",
            "The redirect_uri MUST match the registered callback URL for this application.",
        ),
    };
    let about = "https://docs.github.com/apps/managing-oauth-apps/troubleshooting";
    Answer::json(200, &json!({"error": error, "error_description": description, "error_uri": about}))
}

/// Who the token's owner is.
pub(super) fn user(house: &House, call: &Recorded) -> Answer {
    as_owner(house, call, |person| {
        let (login, name) = (person.login(), &person.name);
        Answer::json(200, &json!({"login": login, "id": person.subject, "type": "User", "name": name}))
    })
}

/// Their addresses: GitHub's own for them, and theirs.
pub(super) fn emails(house: &House, call: &Recorded) -> Answer {
    as_owner(house, call, |person| {
        let own = format!("{}+{}@users.noreply.github.com", person.subject, person.login());
        let addresses = json!([
            {"email": own, "primary": false, "verified": true, "visibility": null},
            {"email": person.email, "primary": true, "verified": person.verified, "visibility": "private"},
        ]);
        Answer::json(200, &addresses)
    })
}

fn as_owner(house: &House, call: &Recorded, answer: impl FnOnce(&Person) -> Answer) -> Answer {
    if call.user_agent.as_deref().is_none_or(str::is_empty) {
        return Answer::html(403, "Please make sure your request has a User-Agent header.");
    }
    let token = call.authorization.as_deref().and_then(|header| header.strip_prefix("Bearer "));
    match token.and_then(|token| house.state().tokens.get(token).cloned()) {
        Some(person) => answer(&person),
        None => Answer::json(401, &json!({"message": "Bad credentials", "status": "401"})),
    }
}
