use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::{FromRequest, HttpRequest, web};
use talewright_app::AppError;
use talewright_app::audit::Actor;
use talewright_app::auth::{Accounts, Caller, Credential, Via, authenticate};
use talewright_auth::{ApiKey, SessionId, TokenKind};
use talewright_domain::{Role, Scope, User};

use crate::client::Proxies;
use crate::error::ApiError;
use crate::limits::Limits;

/// The browser's session.
pub(crate) const SESSION_COOKIE: &str = "talewright_session";

type Extraction<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;

/// Who asks: by `Authorization: Bearer …`, by `X-API-Key`, or by the browser's cookie. A handler that takes it is for
/// people who are signed in, and for keys with the scope `read` or, where something changes, `write`.
#[derive(Debug)]
pub(crate) struct CurrentUser {
    pub(crate) user: User,
    pub(crate) via: Via,
}

impl FromRequest for CurrentUser {
    type Error = ApiError;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let scope = if is_safe(request.method()) { Scope::Read } else { Scope::Write };
        let request = request.clone();
        Box::pin(async move { allowed(&request, scope).await })
    }
}

/// Who only looks, though by POST. A handler that takes it is for people who are signed in, and for keys with the scope
/// `read`.
#[derive(Debug)]
pub(crate) struct Reader {
    pub(crate) user: User,
}

impl FromRequest for Reader {
    type Error = ApiError;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(Self { user: allowed(&request, Scope::Read).await?.user }) })
    }
}

/// Who starts what costs money. A handler that takes it is also for keys with the scope `generate`, and counts it.
#[derive(Debug)]
pub(crate) struct Generator {
    pub(crate) user: User,
}

impl FromRequest for Generator {
    type Error = ApiError;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let CurrentUser { user, .. } = allowed(&request, Scope::Generate).await?;
            let limits = data::<Limits>(&request)?;
            limits.generation_of(&request, &user).await?;
            Ok(Self { user })
        })
    }
}

/// A person who has signed in. A handler that takes it is not for keys: with a key nobody makes another key, changes a
/// password or signs somebody out.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) user: User,
    pub(crate) session: SessionId,
    pub(crate) actor: Actor,
}

impl FromRequest for Person {
    type Error = ApiError;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let CurrentUser { user, via } = identify(&request).await?;
            let Via::Session(session) = via else {
                let message = "this is for people: sign in; an API key is not enough";
                return Err(ApiError::Forbidden("needs_session", message.into()));
            };
            let actor = actor(&request, &user);
            Ok(Self { user, session, actor })
        })
    }
}

/// Who asks, when they may administer. A handler that takes it is for administrators, and for their keys with the
/// scope `admin`.
#[derive(Debug)]
pub(crate) struct Admin {
    pub(crate) user: User,
    pub(crate) actor: Actor,
}

impl FromRequest for Admin {
    type Error = ApiError;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let CurrentUser { user, .. } = allowed(&request, Scope::Admin).await?;
            if user.role != Role::Admin {
                return Err(ApiError::Forbidden("not_an_admin", "this is for administrators".into()));
            }
            let actor = actor(&request, &user);
            Ok(Self { user, actor })
        })
    }
}

/// Who asks, where their credentials allow this.
async fn allowed(request: &HttpRequest, scope: Scope) -> Result<CurrentUser, ApiError> {
    let caller = identify(request).await?;
    if caller.via.allows(scope) {
        return Ok(caller);
    }
    let message = format!("this key may not do that: it lacks the scope {}", scope.as_str());
    Err(ApiError::Forbidden("missing_scope", message))
}

/// Who asks; counted as theirs, or as their address's when their credentials are no good.
async fn identify(request: &HttpRequest) -> Result<CurrentUser, ApiError> {
    let credential = credentials(request)?;
    let (accounts, limits) = (data::<Accounts>(request)?, data::<Limits>(request)?);
    match authenticate(&accounts, credential).await {
        Ok(Caller { user, via }) => {
            limits.request_of(request, &user).await?;
            Ok(CurrentUser { user, via })
        }
        Err(error @ AppError::SignedOut) => {
            limits.request_of_nobody(request).await?;
            Err(error.into())
        }
        Err(error) => Err(error.into()),
    }
}

fn data<T: 'static>(request: &HttpRequest) -> Result<web::Data<T>, ApiError> {
    let data = request.app_data::<web::Data<T>>().cloned();
    data.ok_or_else(|| ApiError::internal(format!("no {} is configured", std::any::type_name::<T>())))
}

fn actor(request: &HttpRequest, user: &User) -> Actor {
    let proxies = request.app_data::<web::Data<Proxies>>();
    let address = proxies.and_then(|proxies| proxies.address(request)).map(|address| address.to_string());
    Actor { id: user.id, name: user.email.to_string(), address }
}

fn credentials(request: &HttpRequest) -> Result<Credential, ApiError> {
    if let Some(value) = request.headers().get("x-api-key") {
        let key = value.to_str().unwrap_or_default().trim();
        return Ok(Credential::ApiKey(key.to_owned()));
    }
    if let Some(value) = request.headers().get(header::AUTHORIZATION) {
        let (scheme, token) = value.to_str().unwrap_or_default().split_once(' ').unwrap_or_default();
        let token = token.trim();
        if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
            return Err(ApiError::Unauthenticated("send Authorization: Bearer and an access token".into()));
        }
        return Ok(if ApiKey::is_meant(token) {
            Credential::ApiKey(token.to_owned())
        } else {
            Credential::Token(TokenKind::Access, token.to_owned())
        });
    }
    let Some(cookie) = request.cookie(SESSION_COOKIE) else {
        return Err(ApiError::Unauthenticated(
            "sign in first: send Authorization: Bearer and an access token from /auth/login".into(),
        ));
    };
    if !is_safe(request.method()) && !comes_from_here(request) {
        return Err(ApiError::Forbidden(
            "cross_origin",
            "this request came from another site; with the session cookie only our own pages may change things"
                .into(),
        ));
    }
    Ok(Credential::Token(TokenKind::Cookie, cookie.value().to_owned()))
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether the page that sent the request is one of this very host. Browsers tell, and pages cannot lie about it.
fn comes_from_here(request: &HttpRequest) -> bool {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let origin = text(header::ORIGIN);
    let public = request.app_data::<web::Data<Proxies>>().map(|proxies| proxies.public_url.as_str());
    if origin.is_some() && origin == public.filter(|url| !url.is_empty()) {
        return true;
    }
    let origin = origin.and_then(|origin| origin.split_once("://"));
    let host = text(header::HOST).or_else(|| request.uri().authority().map(|authority| authority.as_str()));
    match (origin, host) {
        (Some((_, origin)), Some(host)) => origin.eq_ignore_ascii_case(host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::cookie::Cookie;
    use actix_web::test::TestRequest;

    use super::*;

    fn with_cookie(request: TestRequest) -> HttpRequest {
        request
            .insert_header((header::HOST, "studio.lan:8000"))
            .cookie(Cookie::new(SESSION_COOKIE, "t"))
            .to_http_request()
    }

    #[test]
    fn the_header_comes_before_the_cookie() {
        let request = with_cookie(TestRequest::get().insert_header((header::AUTHORIZATION, "bearer abc")));
        let Ok(Credential::Token(TokenKind::Access, token)) = credentials(&request) else {
            panic!("a token")
        };
        assert_eq!(token, "abc");
        let request = with_cookie(TestRequest::get());
        assert!(matches!(credentials(&request), Ok(Credential::Token(TokenKind::Cookie, _))));
    }

    #[test]
    fn keys_come_in_two_ways() {
        let key = ApiKey::generate().text().to_owned();
        for (name, value) in [("x-api-key", key.clone()), ("authorization", format!("Bearer {key}"))] {
            let request = TestRequest::get().insert_header((name, value)).to_http_request();
            assert!(matches!(credentials(&request), Ok(Credential::ApiKey(found)) if found == key), "{name}");
        }
    }

    #[test]
    fn without_credentials_nobody_asks() {
        assert!(matches!(
            credentials(&TestRequest::get().to_http_request()),
            Err(ApiError::Unauthenticated(_))
        ));
        for value in ["Basic abc", "Bearer", "Bearer  ", "abc"] {
            let request = TestRequest::get().insert_header((header::AUTHORIZATION, value)).to_http_request();
            assert!(matches!(credentials(&request), Err(ApiError::Unauthenticated(_))), "{value}");
        }
    }

    #[test]
    fn other_sites_cannot_use_the_cookie() {
        for (origin, fine) in [
            (Some("http://studio.lan:8000"), true),
            (Some("https://STUDIO.lan:8000"), true),
            (Some("https://stories.example.org"), true),
            (Some("http://studio.lan"), false),
            (Some("http://evil.example"), false),
            (Some("http://studio.lan:8000.evil.example"), false),
            (Some("null"), false),
            (None, false),
        ] {
            let public_url = "https://stories.example.org".to_owned();
            let mut request =
                TestRequest::post().app_data(web::Data::new(Proxies { public_url, ..Proxies::default() }));
            if let Some(origin) = origin {
                request = request.insert_header((header::ORIGIN, origin));
            }
            assert_eq!(credentials(&with_cookie(request)).is_ok(), fine, "{origin:?}");
        }
    }
}
