use std::future::{Ready, ready};

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use talewright_app::auth::{Device, SignedIn};

use crate::client::Proxies;
use crate::error::ApiError;
use crate::extract::SESSION_COOKIE;
use crate::limits::Limits;

/// What every way to sign in needs to know of the request.
pub(super) struct Entry {
    request: HttpRequest,
    proxies: web::Data<Proxies>,
    limits: web::Data<Limits>,
}

impl FromRequest for Entry {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let missing = || ApiError::internal("no limits are configured");
        let proxies = request.app_data::<web::Data<Proxies>>().cloned().ok_or_else(missing);
        let limits = request.app_data::<web::Data<Limits>>().cloned().ok_or_else(missing);
        ready(proxies.and_then(|proxies| Ok(Self { request: request.clone(), proxies, limits: limits? })))
    }
}

impl Entry {
    /// Counts an attempt, of an account when its name is known.
    pub(super) async fn count(&self, name: Option<&str>) -> Result<(), ApiError> {
        self.limits.entry(&self.request, name).await
    }

    /// From where somebody signs in.
    pub(super) fn device(&self, method: &str) -> Device {
        self.proxies.device(&self.request, method)
    }

    /// The browser's session.
    pub(super) fn session_cookie(&self, signed_in: &SignedIn) -> Cookie<'static> {
        let mut cookie = self.cookie(SESSION_COOKIE, signed_in.cookie.text.clone(), SameSite::Strict);
        cookie.set_max_age(Duration::seconds(signed_in.cookie.lifetime.num_seconds()));
        cookie
    }

    /// A cookie that scripts cannot read and that goes over https alone where there is https.
    pub(super) fn cookie(&self, name: &'static str, value: String, same_site: SameSite) -> Cookie<'static> {
        Cookie::build(name, value)
            .path("/")
            .http_only(true)
            .same_site(same_site)
            .secure(self.proxies.is_https(&self.request))
            .finish()
    }

    /// Where people reach this server.
    pub(super) fn base_url(&self) -> String {
        self.proxies.base_url(&self.request)
    }

    /// The request itself.
    pub(super) const fn request(&self) -> &HttpRequest {
        &self.request
    }
}
