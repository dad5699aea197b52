//! Accounts: register, sign in, stay signed in, sign out.

mod api_keys;
mod entry;
mod oauth;
mod password;
mod sessions;
mod view;

use actix_web::cookie::SameSite;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, patch, post, web};
use talewright_app::auth::{self, Accounts, Credentials, ProfileChange, Registration};
use talewright_app::stories::Offer;
use talewright_domain::{User, Validator};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::error::ApiError;
use crate::extract::{CurrentUser, Form, IfMatch, JsonBody, Person, SESSION_COOKIE};
use crate::idempotent::Answer;
use crate::problem::Problem;
use entry::Entry;
pub(crate) use view::UserView;
use view::{
    AuthView, ClaimAdminRequest, LoginRequest, RefreshRequest, RegisterRequest, TokenForm, TokensView,
    UpdateMeRequest,
};

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
