use oauth2::{AuthType, AuthUrl, TokenUrl};
use reqwest::Url;
use serde::Deserialize;
use serde_json::Value;
use talewright_domain::ports::IdentityError;

use crate::grant::Endpoints;

/// Where an `OpenID` provider has what, by its own discovery document.
pub(crate) struct Discovery {
    pub(crate) endpoints: Endpoints,
    pub(crate) keys: String,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

impl Discovery {
    /// Reads the document of `issuer`.
    ///
    /// # Errors
    /// It is none, or somebody else's.
    pub(crate) fn read(document: Value, issuer: &str) -> Result<Self, IdentityError> {
        let wrong =
            |what: &str| IdentityError::Unavailable(format!("the discovery document of {issuer} {what}"));
        let document: Document = serde_json::from_value(document).map_err(|_| wrong("is none"))?;
        if document.issuer != issuer {
            return Err(wrong("is somebody else's"));
        }
        let (authorize, token) = (document.authorization_endpoint, document.token_endpoint);
        let keys = document.jwks_uri;
        if ![&authorize, &token, &keys].into_iter().all(|address| is_as_safe(address, issuer)) {
            return Err(wrong("names an address that cannot be trusted"));
        }
        let not_an_address = |_| wrong("names an address that is none");
        let endpoints = Endpoints {
            authorize: AuthUrl::new(authorize).map_err(not_an_address)?,
            token: TokenUrl::new(token).map_err(not_an_address)?,
            auth_type: auth_type(&document.token_endpoint_auth_methods_supported),
        };
        Ok(Self { endpoints, keys })
    }
}

/// An issuer with TLS has nothing without.
fn is_as_safe(address: &str, issuer: &str) -> bool {
    Url::parse(address).is_ok_and(|url| match url.scheme() {
        "https" => true,
        "http" => issuer.starts_with("http:"),
        _ => false,
    })
}

/// In a header, unless the service reads them in the body alone.
fn auth_type(supported: &[String]) -> AuthType {
    let has = |method: &str| supported.iter().any(|supported| supported == method);
    if has("client_secret_post") && !has("client_secret_basic") {
        AuthType::RequestBody
    } else {
        AuthType::BasicAuth
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(token: &str) -> Value {
        json!({
            "issuer": "https://id.example.org",
            "authorization_endpoint": "https://id.example.org/authorize",
            "token_endpoint": token,
            "jwks_uri": "https://id.example.org/keys",
        })
    }

    #[test]
    fn an_issuer_with_tls_has_nothing_without() {
        let read = |token: &str| Discovery::read(document(token), "https://id.example.org").is_ok();
        assert!(read("https://token.example.org/"));
        for wrong in ["http://token.example.org/", "file:///etc/passwd", "token"] {
            assert!(!read(wrong), "{wrong}");
        }
    }

    #[test]
    fn it_must_be_the_issuers_own() {
        let document = || document("https://token.example.org/");
        for other in ["https://id.example.com", "https://id.example.org/", "id.example.org"] {
            assert!(Discovery::read(document(), other).is_err(), "{other}");
        }
        assert!(
            Discovery::read(json!({"issuer": "https://id.example.org"}), "https://id.example.org").is_err()
        );
    }

    #[test]
    fn the_secret_goes_into_the_header_unless_only_the_body_is_read() {
        let of = |methods: &[&str]| auth_type(&methods.iter().map(|&m| m.to_owned()).collect::<Vec<_>>());
        assert!(matches!(of(&[]), AuthType::BasicAuth));
        assert!(matches!(of(&["client_secret_post", "client_secret_basic"]), AuthType::BasicAuth));
        assert!(matches!(of(&["client_secret_post", "private_key_jwt"]), AuthType::RequestBody));
    }
}
