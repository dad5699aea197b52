//! Signing in with Google and GitHub: two redirects.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _, get, web};
use serde::Serialize;
use talewright_app::auth::{self, Accounts, Arrival};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::Entry;
use crate::error::ApiError;
use crate::extract::Query;
use crate::links::Links;
use crate::problem::Problem;

/// Ties an answer to the browser that asked. Lax: it has to come along when the service sends somebody back.
const STATE_COOKIE: &str = "talewright_oauth";
/// Most characters of a code or a state.
const MAX_CODE: usize = 2_000;
/// As long as somebody may be away.
const STATE_MINUTES: i64 = 10;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_oauth_providers).service(finish_oauth).service(start_oauth);
}

/// The other services that one can sign in with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OAuthProviders)]
struct OAuthProvidersView {
    /// Those that are configured.
    #[schema(example = json!(["google", "github"]))]
    items: Vec<&'static str>,
}

fn callback(entry: &Entry, links: &Links, provider: &str) -> String {
    format!("{}{}", entry.base_url(), links.path(&format!("/auth/oauth/{provider}/callback")))
}

/// With which other services can one sign in?
#[utoipa::path(tag = "accounts", security(()),
    responses((status = 200, description = "Those that are configured", body = OAuthProvidersView)))]
#[get("/auth/oauth")]
async fn list_oauth_providers(accounts: web::Data<Accounts>) -> HttpResponse {
    let items = accounts.identity_providers.iter().map(|provider| provider.name()).collect();
    HttpResponse::Ok().json(OAuthProvidersView { items })
}

/// Sign in with another service
///
/// Sends the browser there, with PKCE, state and nonce.
#[utoipa::path(tag = "accounts", security(()),
    params(("provider" = String, Path, description = "`google` or `github`", example = "github")),
    responses(
    (status = 302, description = "Go there"),
    (status = 502, description = "The service does not answer", body = Problem, content_type = "application/problem+json"),
))]
#[get("/auth/oauth/{provider}")]
async fn start_oauth(
    entry: Entry,
    provider: web::Path<String>,
    accounts: web::Data<Accounts>,
    links: web::Data<Links>,
) -> Result<HttpResponse, ApiError> {
    entry.count(None).await?;
    let departure = match auth::depart(&accounts, &provider, &callback(&entry, &links, &provider)).await {
        Ok(departure) => departure,
        Err(error) => return Ok(refused(&entry, error.into())),
    };
    let mut cookie = entry.cookie(STATE_COOKIE, departure.state, SameSite::Lax);
    cookie.set_max_age(Duration::minutes(STATE_MINUTES));
    Ok(HttpResponse::Found()
        .cookie(cookie)
        .insert_header((header::LOCATION, departure.url))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish())
}

/// Come back from another service
///
/// Opens a session and sends the browser to the page. What is foreign, used or forged does not.
#[utoipa::path(tag = "accounts", security(()), params(
    ("provider" = String, Path, description = "`google` or `github`", example = "github"),
    ("code" = Option<String>, Query, description = "The service's code"),
    ("state" = Option<String>, Query, description = "The state that the browser left with"),
    ("error" = Option<String>, Query, description = "Why the service gives no code"),
), responses(
    (status = 303, description = "Signed in; go to the page"),
    (status = 409, description = "The address belongs to an account that has never confirmed it", body = Problem,
        content_type = "application/problem+json"),
    (status = 502, description = "The service does not answer", body = Problem, content_type = "application/problem+json"),
))]
#[get("/auth/oauth/{provider}/callback")]
async fn finish_oauth(
    entry: Entry,
    provider: web::Path<String>,
    accounts: web::Data<Accounts>,
    links: web::Data<Links>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    entry.count(None).await?;
    let arrival = Arrival {
        provider: provider.clone(),
        callback: callback(&entry, &links, &provider),
        code: query.raw("code", MAX_CODE).unwrap_or_default(),
        state: query.raw("state", MAX_CODE).unwrap_or_default(),
        known_state: entry.request().cookie(STATE_COOKIE).map(|cookie| cookie.value().to_owned()),
    };
    let arrived = auth::arrive(&accounts, arrival, entry.device(&provider)).await;
    let mut answer = match arrived {
        Ok(signed_in) => {
            let mut answer = to_page(&entry, "/");
            answer.add_cookie(&entry.session_cookie(&signed_in)).map_err(ApiError::internal)?;
            answer
        }
        Err(error) => refused(&entry, error.into()),
    };
    answer.add_cookie(&forgotten(&entry)).map_err(ApiError::internal)?;
    Ok(answer)
}

fn to_page(entry: &Entry, path: &str) -> HttpResponse {
    HttpResponse::build(StatusCode::SEE_OTHER)
        .insert_header((header::LOCATION, format!("{}{path}", entry.base_url())))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// A person is led back to the page, which says what happened; a program gets the problem.
fn refused(entry: &Entry, error: ApiError) -> HttpResponse {
    if wants_page(entry.request()) {
        return to_page(entry, &format!("/login?error={}", error.code()));
    }
    error.error_response()
}

fn wants_page(request: &HttpRequest) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

fn forgotten(entry: &Entry) -> Cookie<'static> {
    let mut cookie = entry.cookie(STATE_COOKIE, String::new(), SameSite::Lax);
    cookie.make_removal();
    cookie
}
