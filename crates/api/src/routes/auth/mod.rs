//! Accounts: register, sign in, stay signed in, sign out.

mod api_keys;
mod oauth;
mod password;
mod sessions;

use std::future::{Ready, ready};

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, get, patch, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use talewright_app::auth::{self, Accounts, Credentials, Device, ProfileChange, Registration, SignedIn};
use talewright_app::stories::Offer;
use talewright_domain::{Terms, User, Validator};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::client::Proxies;
use crate::error::ApiError;
use crate::extract::{CurrentUser, Form, IfMatch, JsonBody, Person, SESSION_COOKIE};
use crate::idempotent::Answer;
use crate::limits::Limits;
use crate::problem::Problem;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(register_user)
        .service(login)
        .service(issue_token)
        .service(refresh_session)
        .service(logout)
        .service(get_me)
        .service(update_me)
        .service(claim_admin);
    password::configure(config);
    sessions::configure(config);
    api_keys::configure(config);
    oauth::configure(config);
}

/// What somebody gives to get an account.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Register, example = json!({
    "email": "ann@example.org", "password": "three odd words", "full_name": "Ann"
}))]
struct RegisterRequest {
    /// The address to sign in with.
    #[schema(required, value_type = String, format = "email", max_length = 254)]
    email: Option<String>,
    /// At least 10 characters; neither common nor your address.
    #[schema(required, value_type = String, format = "password", min_length = 10, max_length = 71)]
    password: Option<String>,
    /// A second name to sign in with: letters, digits, `_`, `-`, `.`.
    #[schema(min_length = 3, max_length = 32, pattern = "^[A-Za-z0-9_.-]{3,32}$")]
    username: Option<String>,
    /// How to be called.
    #[schema(max_length = 100)]
    full_name: Option<String>,
}

/// What somebody gives to sign in: one of the names, and the password.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Login, example = json!({"email": "ann@example.org", "password": "three odd words"}))]
struct LoginRequest {
    /// The e-mail address; or give `username`.
    #[schema(max_length = 254)]
    email: Option<String>,
    /// The user name; or give `email`.
    #[schema(max_length = 254)]
    username: Option<String>,
    /// The password.
    #[schema(required, value_type = String, format = "password", min_length = 1)]
    password: Option<String>,
}

/// The OAuth 2 password grant.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = TokenForm, example = json!({"username": "ann@example.org", "password": "three odd words"}))]
struct TokenForm {
    /// The e-mail address or the user name.
    #[schema(required, value_type = String, min_length = 1)]
    username: Option<String>,
    /// The password.
    #[schema(required, value_type = String, format = "password", min_length = 1)]
    password: Option<String>,
    /// `password`, when given.
    #[schema(pattern = "^password$")]
    grant_type: Option<String>,
    /// Ignored: a token may do what its user may.
    #[allow(dead_code, reason = "clients of OAuth 2 send it")]
    scope: Option<String>,
}

/// A refresh token, good once.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Refresh)]
struct RefreshRequest {
    /// The latest one.
    #[schema(required, value_type = String, min_length = 1)]
    refresh_token: Option<String>,
}

/// What is to be different about oneself; what is left out stays, `""` takes it away.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UpdateMe, example = json!({"full_name": "Ann"}))]
struct UpdateMeRequest {
    /// A second name to sign in with: letters, digits, `_`, `-`, `.`.
    #[schema(max_length = 32)]
    username: Option<String>,
    /// How to be called.
    #[schema(max_length = 100)]
    full_name: Option<String>,
}

/// The code that the server printed at its start.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ClaimAdmin, example = json!({"code": "K7QF-3MXR-9TWB"}))]
struct ClaimAdminRequest {
    /// As printed; case and hyphens do not matter.
    #[schema(required, value_type = String, min_length = 1, max_length = 40)]
    code: Option<String>,
}

/// Somebody who has just signed in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Auth)]
struct AuthView {
    /// Send it as `Authorization: Bearer …`.
    access_token: String,
    /// Send it to `/auth/refresh`, once, to get the next tokens.
    refresh_token: String,
    /// Always `bearer`.
    #[schema(example = "bearer")]
    token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(example = 1800)]
    expires_in: i64,
    /// Who.
    user: UserView,
}

/// Tokens alone, as OAuth 2 has them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tokens)]
struct TokensView {
    /// Send it as `Authorization: Bearer …`.
    access_token: String,
    /// Send it to `/auth/refresh`, once.
    refresh_token: String,
    /// Always `bearer`.
    #[schema(example = "bearer")]
    token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(example = 1800)]
    expires_in: i64,
}

/// Somebody with an account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub(crate) struct UserView {
    /// Its identifier.
    id: Uuid,
    /// The address that it signs in with.
    #[schema(example = "ann@example.org")]
    email: String,
    /// A second name to sign in with.
    username: Option<String>,
    /// How it wants to be called.
    #[schema(example = "Ann")]
    full_name: Option<String>,
    /// `user` or `admin`.
    #[schema(example = "user")]
    role: &'static str,
    /// `free`, `pro` or `enterprise`.
    #[schema(example = "free")]
    plan: &'static str,
    /// The same as `plan`.
    #[schema(example = "free")]
    subscription_tier: &'static str,
    /// Stories that may be begun in a month; absent where there may be any number.
    monthly_generation_limit: Option<u32>,
    /// Whether it has shown that the address is its own.
    email_verified: bool,
    /// When it registered.
    created_at: DateTime<Utc>,
    /// Counts the changes.
    version: i64,
}

impl UserView {
    pub(crate) fn new(user: &User, terms: &Terms) -> Self {
        let limit = terms.of(user.plan).generations.filter(|_| terms.counted);
        Self {
            monthly_generation_limit: limit,
            email_verified: user.email_verified,
            version: user.version,
            id: user.id.uuid(),
            email: user.email.as_str().to_owned(),
            username: user.username.clone(),
            full_name: user.full_name.clone(),
            role: user.role.as_str(),
            plan: user.plan.as_str(),
            subscription_tier: user.plan.as_str(),
            created_at: user.created_at,
        }
    }
}

impl AuthView {
    fn new(signed_in: SignedIn, terms: &Terms) -> Self {
        Self {
            user: UserView::new(&signed_in.user, terms),
            access_token: signed_in.access.text,
            refresh_token: signed_in.refresh.text,
            token_type: "bearer",
            expires_in: signed_in.access.lifetime.num_seconds(),
        }
    }
}

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

/// Make an account and sign in with it
///
/// Browsers also get an HttpOnly session cookie.
#[utoipa::path(tag = "accounts", security(()), request_body = RegisterRequest, responses(
    (status = 201, description = "The account is there, and signed in", body = AuthView),
    (status = 409, description = "The address or the name is taken", body = Problem,
        content_type = "application/problem+json"),
))]
#[post("/auth/register")]
async fn register_user(
    entry: Entry,
    accounts: web::Data<Accounts>,
    offer: web::Data<Offer>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    entry.count(None).await?;
    let registration = body.read::<RegisterRequest>()?.parse(|wanted| {
        let RegisterRequest { email, password, username, full_name } = wanted;
        let (email, password) = (email.unwrap_or_default(), password.unwrap_or_default());
        Registration { email, password, username, full_name }.parse()
    })?;
    let signed_in = auth::register_user(&accounts, registration, entry.device("password")).await?;
    let cookie = entry.session_cookie(&signed_in);
    Ok(HttpResponse::Created().cookie(cookie).json(AuthView::new(signed_in, &offer.terms)))
}

/// Sign in
///
/// By e-mail address or user name. Browsers also get an HttpOnly session cookie.
#[utoipa::path(tag = "accounts", security(()), request_body = LoginRequest, responses(
    (status = 200, description = "Signed in", body = AuthView),
    (status = 401, description = "The name or the password is wrong", body = Problem,
        content_type = "application/problem+json"),
))]
#[post("/auth/login")]
async fn login(
    entry: Entry,
    accounts: web::Data<Accounts>,
    offer: web::Data<Offer>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let credentials = body.read::<LoginRequest>()?.parse(|given| {
        let mut v = Validator::new();
        let name = v.text("email", &given.email.or(given.username).unwrap_or_default(), 254);
        let password = given.password.unwrap_or_default();
        if password.is_empty() {
            v.error("password", "is missing");
        }
        v.finish().map(|()| Credentials { name, password })
    })?;
    entry.count(Some(&credentials.name)).await?;
    let signed_in = auth::login(&accounts, credentials, entry.device("password")).await?;
    let cookie = entry.session_cookie(&signed_in);
    Ok(HttpResponse::Ok().cookie(cookie).json(AuthView::new(signed_in, &offer.terms)))
}

/// Get tokens by the OAuth 2 password form
#[utoipa::path(tag = "accounts", security(()),
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"), responses(
    (status = 200, description = "Signed in", body = TokensView),
    (status = 401, description = "The name or the password is wrong", body = Problem,
        content_type = "application/problem+json"),
))]
#[post("/token")]
async fn issue_token(
    entry: Entry,
    accounts: web::Data<Accounts>,
    offer: web::Data<Offer>,
    form: Form<TokenForm>,
) -> Result<HttpResponse, ApiError> {
    let TokenForm { username, password, grant_type, .. } = form.0;
    let (name, password) = (username.unwrap_or_default(), password.unwrap_or_default());
    let mut v = Validator::new();
    let name = v.text("username", &name, 254);
    if password.is_empty() {
        v.error("password", "is missing");
    }
    if grant_type.is_some_and(|grant| grant != "password") {
        v.error("grant_type", "must be password");
    }
    v.finish()?;
    entry.count(Some(&name)).await?;
    let signed_in = auth::login(&accounts, Credentials { name, password }, entry.device("password")).await?;
    let view = AuthView::new(signed_in, &offer.terms);
    let AuthView { access_token, refresh_token, token_type, expires_in, .. } = view;
    let tokens = TokensView { access_token, refresh_token, token_type, expires_in };
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(tokens))
}

/// Get the next tokens for a refresh token
///
/// A refresh token is good once. One that comes a second time ends its session for everybody.
#[utoipa::path(tag = "accounts", security(()), request_body = RefreshRequest, responses(
    (status = 200, description = "The next tokens", body = AuthView),
    (status = 401, description = "The token is no good, or was used before", body = Problem,
        content_type = "application/problem+json"),
))]
#[post("/auth/refresh")]
async fn refresh_session(
    entry: Entry,
    accounts: web::Data<Accounts>,
    offer: web::Data<Offer>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    entry.count(None).await?;
    let token = body.read::<RefreshRequest>()?.parse(|given| {
        let mut v = Validator::new();
        let token = v.text("refresh_token", &given.refresh_token.unwrap_or_default(), 200);
        v.finish().map(|()| token)
    })?;
    let signed_in = auth::refresh_session(&accounts, &token).await?;
    let cookie = entry.session_cookie(&signed_in);
    Ok(HttpResponse::Ok().cookie(cookie).json(AuthView::new(signed_in, &offer.terms)))
}

/// Sign out
///
/// The session's access tokens, refresh tokens and cookie stop working at once, on every node; live streams end.
#[utoipa::path(tag = "accounts", security(("bearer" = []), ("oauth2" = []), ("session_cookie" = [])),
    responses((status = 204, description = "Signed out")))]
#[post("/auth/logout")]
async fn logout(
    person: Person,
    entry: Entry,
    accounts: web::Data<Accounts>,
) -> Result<HttpResponse, ApiError> {
    auth::logout(&accounts, person.session).await?;
    let mut gone = entry.cookie(SESSION_COOKIE, String::new(), SameSite::Strict);
    gone.make_removal();
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}

/// Who am I?
#[utoipa::path(tag = "accounts", responses((status = 200, description = "The profile", body = UserView)))]
#[get("/auth/me")]
async fn get_me(caller: CurrentUser, offer: web::Data<Offer>) -> HttpResponse {
    profile(&caller.user, &offer)
}

/// Change my profile
///
/// User name and full name. Address, role and plan are not changed here.
#[utoipa::path(tag = "accounts", security(("bearer" = []), ("oauth2" = []), ("session_cookie" = [])),
    request_body = UpdateMeRequest, params(
        ("If-Match" = Option<String>, Header, description = "Only if this is still its ETag",
            pattern = r#"^(\*|"[0-9]{1,18}(-[0-9a-f]{16})?")$"#),
    ), responses(
    (status = 200, description = "The profile as it is now", body = UserView),
    (status = 409, description = "The name is taken", body = Problem, content_type = "application/problem+json"),
    (status = 412, description = "It was changed since", body = Problem, content_type = "application/problem+json"),
))]
#[patch("/auth/me")]
async fn update_me(
    person: Person,
    accounts: web::Data<Accounts>,
    offer: web::Data<Offer>,
    version: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let change = body
        .read::<UpdateMeRequest>()?
        .parse(|wanted| Ok(ProfileChange { username: wanted.username, full_name: wanted.full_name }))?;
    let user = auth::update_profile(&accounts, person.user.id, version.0, change).await?;
    Ok(profile(&user, &offer))
}

fn profile(user: &User, offer: &Offer) -> HttpResponse {
    Answer::new(StatusCode::OK, UserView::new(user, &offer.terms)).version(user.version).into()
}

/// Become the first administrator
///
/// By the code that a server without administrators prints at its start. It works once.
#[utoipa::path(tag = "accounts", security(("bearer" = []), ("oauth2" = []), ("session_cookie" = [])),
    request_body = ClaimAdminRequest, responses(
    (status = 200, description = "The profile as it is now", body = UserView)))]
#[post("/auth/claim-admin")]
async fn claim_admin(
    person: Person,
    entry: Entry,
    accounts: web::Data<Accounts>,
    offer: web::Data<Offer>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    entry.count(None).await?;
    let code = body.read::<ClaimAdminRequest>()?.parse(|given| {
        let mut v = Validator::new();
        let code = v.text("code", &given.code.unwrap_or_default(), 40);
        v.finish().map(|()| code)
    })?;
    let user = auth::claim_admin(&accounts, &person.actor, &code).await?;
    Ok(profile(&user, &offer))
}
