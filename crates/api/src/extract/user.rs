use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::{FromRequest, HttpRequest, web};
use talewright_app::auth::{Accounts, Caller, authenticate};
use talewright_auth::{SessionId, TokenKind};
use talewright_domain::{Role, User};

use crate::error::ApiError;

/// The browser's session.
pub(crate) const SESSION_COOKIE: &str = "talewright_session";

/// Who asks: by `Authorization: Bearer …`, or by the browser's cookie. A handler that takes it is for people who
/// are signed in.
#[derive(Debug)]
pub(crate) struct CurrentUser {
    pub(crate) user: User,
    pub(crate) session: SessionId,
}

impl FromRequest for CurrentUser {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let accounts = request.app_data::<web::Data<Accounts>>().cloned();
        let presented = credentials(request);
        Box::pin(async move {
            let (kind, token) = presented?;
            let accounts = accounts.ok_or_else(|| ApiError::internal("no accounts are configured"))?;
            let Caller { user, session } = authenticate(&accounts, kind, &token).await?;
            Ok(Self { user, session })
        })
    }
}

/// Who asks, when they may administer. A handler that takes it is for administrators.
#[derive(Debug)]
pub(crate) struct Admin;

impl FromRequest for Admin {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = CurrentUser::from_request(request, payload);
        Box::pin(async move {
            match caller.await?.user.role {
                Role::Admin => Ok(Self),
                Role::User => Err(ApiError::Forbidden("not_an_admin", "this is for administrators".into())),
            }
        })
    }
}

fn credentials(request: &HttpRequest) -> Result<(TokenKind, String), ApiError> {
    if let Some(value) = request.headers().get(header::AUTHORIZATION) {
        let (scheme, token) = value.to_str().unwrap_or_default().split_once(' ').unwrap_or_default();
        if !scheme.eq_ignore_ascii_case("bearer") || token.trim().is_empty() {
            return Err(ApiError::Unauthenticated("send Authorization: Bearer and an access token".into()));
        }
        return Ok((TokenKind::Access, token.trim().to_owned()));
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
    Ok((TokenKind::Cookie, cookie.value().to_owned()))
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether the page that sent the request is one of this very host. Browsers tell, and pages cannot lie about it.
fn comes_from_here(request: &HttpRequest) -> bool {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let origin = text(header::ORIGIN).and_then(|origin| origin.split_once("://"));
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
        assert_eq!(credentials(&request).unwrap(), (TokenKind::Access, "abc".into()));
        assert_eq!(credentials(&with_cookie(TestRequest::get())).unwrap().0, TokenKind::Cookie);
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
            (Some("http://studio.lan"), false),
            (Some("http://evil.example"), false),
            (Some("http://studio.lan:8000.evil.example"), false),
            (Some("null"), false),
            (None, false),
        ] {
            let mut request = TestRequest::post();
            if let Some(origin) = origin {
                request = request.insert_header((header::ORIGIN, origin));
            }
            assert_eq!(credentials(&with_cookie(request)).is_ok(), fine, "{origin:?}");
        }
    }
}
