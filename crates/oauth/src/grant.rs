use std::fmt;
use std::pin::Pin;

use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::http::StatusCode;
use oauth2::{
    AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EndpointNotSet, EndpointSet, ExtraTokenFields, HttpRequest, HttpResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, StandardRevocableToken, StandardTokenResponse,
    TokenUrl,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use talewright_domain::ports::{Departure, IdentityError};

use crate::http::{Http, NoAnswer};

/// What the token endpoint answers.
pub(crate) type Granted = StandardTokenResponse<IdTokenField, BasicTokenType>;

type Service = Client<
    BasicErrorResponse,
    Granted,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// How a service knows us: the authorization code grant with PKCE (RFC 6749 and 7636) is the same for all of them.
pub(crate) struct Registration {
    client_id: ClientId,
    client_secret: ClientSecret,
}

/// Where a service grants.
#[derive(Debug, Clone)]
pub(crate) struct Endpoints {
    pub(crate) authorize: AuthUrl,
    pub(crate) token: TokenUrl,
    pub(crate) auth_type: AuthType,
}

/// What `OpenID` Connect adds to an answer.
#[derive(Deserialize, Serialize)]
pub(crate) struct IdTokenField {
    pub(crate) id_token: Option<String>,
}

impl fmt::Debug for IdTokenField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdTokenField(…)")
    }
}

impl ExtraTokenFields for IdTokenField {}

impl Registration {
    pub(crate) fn new(client_id: &str, client_secret: &str) -> Self {
        Self {
            client_id: ClientId::new(client_id.trim().to_owned()),
            client_secret: ClientSecret::new(client_secret.trim().to_owned()),
        }
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Sends somebody to a service, with secrets of their own.
    pub(crate) fn depart(
        &self,
        endpoints: &Endpoints,
        callback: &str,
        scopes: &[&str],
    ) -> Result<Departure, IdentityError> {
        let service = self.service(endpoints, callback)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = random();
        let mut request = service
            .authorize_url(random)
            .add_scopes(scopes.iter().map(|scope| Scope::new((*scope).to_owned())))
            .set_pkce_challenge(challenge);
        // Who asks for OpenID Connect gets a token that repeats the nonce; others would not know what it is.
        if scopes.contains(&"openid") {
            request = request.add_extra_param("nonce", nonce.secret().clone());
        }
        let (url, state) = request.url();
        Ok(Departure {
            url: url.into(),
            state: state.into_secret(),
            nonce: nonce.into_secret(),
            verifier: verifier.into_secret(),
        })
    }

    /// Gives a code for tokens.
    pub(crate) async fn redeem(
        &self,
        http: &Http,
        endpoints: &Endpoints,
        callback: &str,
        code: &str,
        departure: &Departure,
    ) -> Result<Granted, IdentityError> {
        let service = self.service(endpoints, callback)?;
        let granted = service
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(departure.verifier.clone()))
            .request_async(&TokenEndpoint(http))
            .await;
        granted.map_err(|error| not_granted(endpoints, error))
    }

    fn service(&self, endpoints: &Endpoints, callback: &str) -> Result<Service, IdentityError> {
        let callback = RedirectUrl::new(callback.to_owned())
            .map_err(|_| IdentityError::Unavailable("our own address for the way back is none".into()))?;
        let service = Client::new(self.client_id.clone())
            .set_client_secret(self.client_secret.clone())
            .set_auth_uri(endpoints.authorize.clone())
            .set_token_uri(endpoints.token.clone())
            .set_auth_type(endpoints.auth_type.clone())
            .set_redirect_uri(callback);
        Ok(service)
    }
}

/// What the library asks for tokens with.
struct TokenEndpoint<'a>(&'a Http);

impl<'c> AsyncHttpClient<'c> for TokenEndpoint<'_> {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move { self.0.send(request).await.map(with_honest_status) })
    }
}

/// 256 random bits.
fn random() -> CsrfToken {
    CsrfToken::new_random_len(32)
}

/// GitHub says 200 when it means 400.
fn with_honest_status(mut answer: HttpResponse) -> HttpResponse {
    let is_error = || {
        let body = serde_json::from_slice::<Value>(answer.body());
        body.is_ok_and(|body| body.get("error").is_some())
    };
    if answer.status() == StatusCode::OK && is_error() {
        *answer.status_mut() = StatusCode::BAD_REQUEST;
    }
    answer
}

/// Why there is no token. Of the service's words only the code of the error is repeated, and only when it is a plain
/// word: it may quote what we sent.
fn not_granted(
    endpoints: &Endpoints,
    error: RequestTokenError<NoAnswer, BasicErrorResponse>,
) -> IdentityError {
    let host = endpoints.token.url().host_str().unwrap_or("the service");
    match error {
        RequestTokenError::ServerResponse(response) => {
            let code = response.error().to_string();
            let is_word = code.len() <= 40 && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            let code = if is_word { code.as_str() } else { "an unknown error" };
            IdentityError::Refused(format!("{host} gives nothing for the code: {code}"))
        }
        RequestTokenError::Request(error) => error.into(),
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => IdentityError::Unavailable(format!(
            "{host} answered something that is neither a token nor an error"
        )),
    }
}

#[cfg(test)]
mod tests {
    use oauth2::basic::BasicErrorResponseType;

    use super::*;

    fn endpoints() -> Endpoints {
        let address = "https://id.example.org/token".to_owned();
        let authorize = AuthUrl::new(address.clone()).unwrap();
        Endpoints { authorize, token: TokenUrl::new(address).unwrap(), auth_type: AuthType::RequestBody }
    }

    #[test]
    fn a_service_that_repeats_what_we_sent_is_not_quoted() {
        for code in ["code_0a1b2c", "GOCSPX-abc", "two words", &"a".repeat(41)] {
            let kind = BasicErrorResponseType::Extension(code.to_owned());
            let response = BasicErrorResponse::new(kind, Some(code.to_owned()), Some(code.to_owned()));
            let error = not_granted(&endpoints(), RequestTokenError::ServerResponse(response));
            let expected = "id.example.org gives nothing for the code: an unknown error";
            assert_eq!(error, IdentityError::Refused(expected.into()));
        }
        let response =
            BasicErrorResponse::new(BasicErrorResponseType::InvalidGrant, Some("0a1b2c".into()), None);
        let error = not_granted(&endpoints(), RequestTokenError::ServerResponse(response));
        assert_eq!(error.to_string(), "id.example.org gives nothing for the code: invalid_grant");
    }

    #[test]
    fn an_error_is_an_error_whatever_its_status() {
        let status = |body: &str| with_honest_status(HttpResponse::new(body.into())).status().as_u16();
        assert_eq!(status(r#"{"error": "bad_verification_code"}"#), 400);
        assert_eq!(status(r#"{"access_token": "x", "token_type": "bearer"}"#), 200);
        assert_eq!(status("<html>error</html>"), 200);
    }

    #[test]
    fn tokens_are_not_told() {
        let answer = r#"{"access_token": "gho_1", "token_type": "Bearer", "id_token": "eyJ", "refresh_token": "1//0"}"#;
        let granted: Granted = serde_json::from_str(answer).unwrap();
        let told = format!("{granted:?}");
        assert!(!["gho_1", "eyJ", "1//0"].iter().any(|secret| told.contains(secret)), "{told}");
    }
}
