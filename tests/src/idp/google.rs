//! Google, by <https://developers.google.com/identity/openid-connect/openid-connect>.

use chrono::Utc;
use serde_json::{Value, json};

use super::answer::Answer;
use super::call::Recorded;
use super::house::{Grant, House, Service, secret};
use super::keys::Signing;
use super::redeem::{Worthless, redeem};
use super::running::MockIdp;
use super::script::Twist;

/// Where what is.
pub(super) fn discovery(house: &House) -> Answer {
    let origin = &house.origin;
    let issuer = if house.has(Twist::ForeignDiscovery) { "https://id.example.org" } else { origin };
    let methods: &[&str] = if house.has(Twist::SecretInBody) {
        &["client_secret_post"]
    } else {
        &["client_secret_post", "client_secret_basic"]
    };
    let document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{origin}/authorize"),
        "token_endpoint": format!("{origin}/token"),
        "jwks_uri": format!("{origin}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": methods,
        "code_challenge_methods_supported": ["plain", "S256"],
    });
    Answer::json(200, &document)
}

/// The public keys.
pub(super) fn keys(house: &House) -> Answer {
    let turn = house.state().turn;
    Answer::json(200, &house.keys.published(turn))
}

/// Tokens for a code.
pub(super) fn token(house: &House, call: &Recorded) -> Answer {
    let header = call.basic();
    let client = match &header {
        Some(_) if house.has(Twist::SecretInBody) => None,
        Some((id, secret)) => Some((id.as_str(), secret.as_str())),
        None => call.param("client_id").zip(call.param("client_secret")),
    };
    let grant = match redeem(house, Service::Google, call, client) {
        Ok(grant) => grant,
        Err(Worthless::Client) => return refused(401, "invalid_client", "The OAuth client was not found."),
        Err(Worthless::Code) => return refused(400, "invalid_grant", "Bad Request"),
        Err(Worthless::WayBack) => return refused(400, "redirect_uri_mismatch", "Bad Request"),
    };
    let Ok(id_token) = id_token(house, &grant) else { return Answer::html(500, "Cannot sign.") };
    let mut answer = json!({
        "access_token": secret("ya29"),
        "expires_in": 3599,
        "scope": "openid https://www.googleapis.com/auth/userinfo.email",
        "token_type": "Bearer",
    });
    if let (Value::Object(fields), false) = (&mut answer, house.has(Twist::NoIdToken)) {
        fields.insert("id_token".into(), id_token.into());
    }
    Answer::json(200, &answer)
}

fn refused(status: u16, error: &str, description: &str) -> Answer {
    Answer::json(status, &json!({"error": error, "error_description": description}))
}

fn id_token(house: &House, grant: &Grant) -> Result<String, ring::error::Unspecified> {
    let signing = if house.has(Twist::Unsigned) {
        Signing::None
    } else if house.has(Twist::ForeignKey) {
        Signing::Foreign
    } else if house.has(Twist::Symmetric) {
        Signing::Symmetric
    } else {
        Signing::Proper
    };
    let turn = house.state().turn;
    house.keys.token(&claims(house, grant), signing, turn)
}

fn claims(house: &House, grant: &Grant) -> Value {
    let person = &grant.person;
    let somebody_else = "somebody-else.apps.example.org";
    let audience = if house.has(Twist::WrongAudience) {
        json!(somebody_else)
    } else if house.has(Twist::TwoAudiences) {
        json!([MockIdp::CLIENT_ID, somebody_else])
    } else {
        json!(MockIdp::CLIENT_ID)
    };
    let issuer = if house.has(Twist::WrongIssuer) { "https://id.example.org" } else { &house.origin };
    let nonce =
        if house.has(Twist::WrongNonce) { Some("of-another-departure") } else { grant.nonce.as_deref() };
    let verified = if house.has(Twist::VerifiedAsText) {
        json!(person.verified.to_string())
    } else {
        json!(person.verified)
    };
    let hour = 3600;
    let made = Utc::now().timestamp() - if house.has(Twist::Expired) { 2 * hour } else { 0 };
    let mut claims = json!({
        "iss": issuer,
        "azp": if house.has(Twist::TwoAudiences) { somebody_else } else { MockIdp::CLIENT_ID },
        "aud": audience,
        "sub": person.subject.to_string(),
        "email": person.email,
        "email_verified": verified,
        "iat": made,
        "exp": made + hour,
    });
    if let Value::Object(fields) = &mut claims {
        let nonce = nonce.filter(|_| !house.has(Twist::NoNonce));
        let optional = [("nonce", nonce), ("name", person.name.as_deref())];
        let given = optional.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?.into())));
        fields.extend(given);
    }
    claims
}
