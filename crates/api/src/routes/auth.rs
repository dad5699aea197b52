//! Accounts: register, sign in, stay signed in, sign out.

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use talewright_app::auth::{self, Accounts, Credentials, Registration, SignedIn};
use talewright_domain::{User, Validator};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::error::ApiError;
use crate::extract::{CurrentUser, Form, JsonBody, SESSION_COOKIE};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(register_user)
        .service(login)
        .service(issue_token)
        .service(refresh_session)
        .service(logout)
        .service(get_me);
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
    /// When it registered.
    created_at: DateTime<Utc>,
}

impl From<&User> for UserView {
    fn from(user: &User) -> Self {
        Self {
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

impl From<SignedIn> for AuthView {
    fn from(signed_in: SignedIn) -> Self {
        Self {
            user: UserView::from(&signed_in.user),
            access_token: signed_in.access.text,
            refresh_token: signed_in.refresh.text,
            token_type: "bearer",
            expires_in: signed_in.access.lifetime.num_seconds(),
        }
    }
}

/// Make an account and sign in with it
///
/// Browsers also get an HttpOnly session cookie.
#[utoipa::path(tag = "accounts", security(()), request_body = RegisterRequest, responses(
    (status = 201, description = "The account is there, and signed in", body = AuthView),
    (status = 409, description = "The address or the name is taken", body = crate::problem::Problem,
        content_type = "application/problem+json"),
))]
#[post("/auth/register")]
async fn register_user(
    request: HttpRequest,
    accounts: web::Data<Accounts>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let registration = body.read::<RegisterRequest>()?.parse(|wanted| {
        let RegisterRequest { email, password, username, full_name } = wanted;
        let (email, password) = (email.unwrap_or_default(), password.unwrap_or_default());
        Registration { email, password, username, full_name }.parse()
    })?;
    let signed_in = auth::register_user(&accounts, registration).await?;
    let cookie = session_cookie(&request, &signed_in);
    Ok(HttpResponse::Created().cookie(cookie).json(AuthView::from(signed_in)))
}

/// Sign in
///
/// By e-mail address or user name. Browsers also get an HttpOnly session cookie.
#[utoipa::path(tag = "accounts", security(()), request_body = LoginRequest, responses(
    (status = 200, description = "Signed in", body = AuthView),
    (status = 401, description = "The name or the password is wrong", body = crate::problem::Problem,
        content_type = "application/problem+json"),
))]
#[post("/auth/login")]
async fn login(
    request: HttpRequest,
    accounts: web::Data<Accounts>,
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
    let signed_in = auth::login(&accounts, credentials).await?;
    let cookie = session_cookie(&request, &signed_in);
    Ok(HttpResponse::Ok().cookie(cookie).json(AuthView::from(signed_in)))
}

/// Get tokens by the OAuth 2 password form
#[utoipa::path(tag = "accounts", security(()),
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"), responses(
    (status = 200, description = "Signed in", body = TokensView),
    (status = 401, description = "The name or the password is wrong", body = crate::problem::Problem,
        content_type = "application/problem+json"),
))]
#[post("/token")]
async fn issue_token(accounts: web::Data<Accounts>, form: Form<TokenForm>) -> Result<HttpResponse, ApiError> {
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
    let view = AuthView::from(auth::login(&accounts, Credentials { name, password }).await?);
    let AuthView { access_token, refresh_token, token_type, expires_in, .. } = view;
    let tokens = TokensView { access_token, refresh_token, token_type, expires_in };
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(tokens))
}

/// Get the next tokens for a refresh token
///
/// A refresh token is good once. One that comes a second time ends its session for everybody.
#[utoipa::path(tag = "accounts", security(()), request_body = RefreshRequest, responses(
    (status = 200, description = "The next tokens", body = AuthView),
    (status = 401, description = "The token is no good, or was used before", body = crate::problem::Problem,
        content_type = "application/problem+json"),
))]
#[post("/auth/refresh")]
async fn refresh_session(
    request: HttpRequest,
    accounts: web::Data<Accounts>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let token = body.read::<RefreshRequest>()?.parse(|given| {
        let mut v = Validator::new();
        let token = v.text("refresh_token", &given.refresh_token.unwrap_or_default(), 200);
        v.finish().map(|()| token)
    })?;
    let signed_in = auth::refresh_session(&accounts, &token).await?;
    let cookie = session_cookie(&request, &signed_in);
    Ok(HttpResponse::Ok().cookie(cookie).json(AuthView::from(signed_in)))
}

/// Sign out
///
/// The session's access tokens, refresh tokens and cookie stop working at once.
#[utoipa::path(tag = "accounts", responses((status = 204, description = "Signed out")))]
#[post("/auth/logout")]
async fn logout(
    request: HttpRequest,
    caller: CurrentUser,
    accounts: web::Data<Accounts>,
) -> Result<HttpResponse, ApiError> {
    auth::logout(&accounts, caller.session).await?;
    let mut gone = cookie(&request, String::new());
    gone.make_removal();
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}

/// Who am I?
#[utoipa::path(tag = "accounts", responses((status = 200, description = "The profile", body = UserView)))]
#[get("/auth/me")]
async fn get_me(caller: CurrentUser) -> HttpResponse {
    HttpResponse::Ok().json(UserView::from(&caller.user))
}

fn session_cookie(request: &HttpRequest, signed_in: &SignedIn) -> Cookie<'static> {
    let mut cookie = cookie(request, signed_in.cookie.text.clone());
    cookie.set_max_age(Duration::seconds(signed_in.cookie.lifetime.num_seconds()));
    cookie
}

fn cookie(request: &HttpRequest, value: String) -> Cookie<'static> {
    let is_https = request.connection_info().scheme() == "https";
    Cookie::build(SESSION_COOKIE, value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(is_https)
        .finish()
}
