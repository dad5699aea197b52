//! Keys for programs.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use talewright_app::auth::{self, Accounts, ApiKeyRequest, NewApiKey};
use talewright_app::idempotency::Outcome;
use talewright_domain::{ApiKeyInfo, Scope};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::error::ApiError;
use crate::extract::{IdempotencyKey, JsonBody, PathId, Person};
use crate::idempotent::{Answer, answer, once};
use crate::problem::Problem;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(create_api_key).service(list_api_keys).service(delete_api_key);
}

/// A key as it is asked for.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CreateApiKey, example = json!({"name": "my script", "scopes": ["read", "generate"]}))]
struct CreateApiKeyRequest {
    /// What it is for.
    #[schema(required, value_type = String, min_length = 1, max_length = 100)]
    name: Option<String>,
    /// `read`, `write`, `generate`, `admin`; none includes another.
    #[schema(required, value_type = Vec<String>, min_items = 1)]
    scopes: Option<Vec<String>>,
    /// Days until it stops working; 90 when left out.
    #[schema(minimum = 1, maximum = 730)]
    expires_in_days: Option<i64>,
}

/// A key.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKey)]
struct ApiKeyView {
    id: Uuid,
    /// What it is for.
    name: String,
    /// The last characters of the key, to know it by.
    hint: String,
    /// What it may do.
    scopes: Vec<&'static str>,
    created_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
    /// To the nearest minutes.
    last_used_at: Option<DateTime<Utc>>,
}

/// A key just made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewApiKey)]
struct NewApiKeyView {
    #[serde(flatten)]
    info: ApiKeyView,
    /// The key itself, this once: send it as `X-API-Key`. `null` when the answer is given again for an
    /// `Idempotency-Key`, for it is stored nowhere.
    key: Option<String>,
}

/// My keys.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKeys)]
struct ApiKeysView {
    /// The latest first; expired ones too.
    items: Vec<ApiKeyView>,
}

impl From<&ApiKeyInfo> for ApiKeyView {
    fn from(key: &ApiKeyInfo) -> Self {
        Self {
            id: key.id,
            name: key.name.clone(),
            hint: key.hint.clone(),
            scopes: key.scopes.iter().map(|scope| Scope::as_str(*scope)).collect(),
            created_at: key.created_at,
            expires_at: key.expires_at,
            last_used_at: key.last_used_at,
        }
    }
}

/// Make a key for a program
///
/// It is shown once, and never again.
#[utoipa::path(tag = "accounts", security(("bearer" = []), ("oauth2" = []), ("session_cookie" = [])),
    request_body = CreateApiKeyRequest, params(("Idempotency-Key" = Option<String>, Header,
        description = "The same key with the same body gives the first answer again, for a day, but for the key itself",
        pattern = "^[!-~]{1,255}$", max_length = 255)),
    responses(
    (status = 201, description = "The key", body = NewApiKeyView),
    (status = 409, description = "There are too many, or the first request with this Idempotency-Key is in progress",
        body = Problem, content_type = "application/problem+json"),
))]
#[post("/auth/api-keys")]
async fn create_api_key(
    person: Person,
    accounts: web::Data<Accounts>,
    key: IdempotencyKey,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    // What is stored for a repeated request holds no secret.
    let stored = |made: &NewApiKey| {
        Answer::new(StatusCode::CREATED, NewApiKeyView { info: ApiKeyView::from(&made.info), key: None })
    };
    let once = once(key, person.user.id, "create_api_key", &body.bytes, stored);
    let request = body.read::<CreateApiKeyRequest>()?.parse(|wanted| {
        Ok(ApiKeyRequest {
            name: wanted.name.unwrap_or_default(),
            scopes: wanted.scopes.unwrap_or_default(),
            expires_in_days: wanted.expires_in_days,
        })
    })?;
    match auth::create_api_key(&accounts, &person.actor, request, once).await? {
        Outcome::Done(made) => {
            let view = NewApiKeyView { info: ApiKeyView::from(&made.info), key: Some(made.secret) };
            Ok(HttpResponse::Created().insert_header(("cache-control", "no-store")).json(view))
        }
        replayed @ Outcome::Replayed(_) => answer(replayed, stored),
    }
}

/// My keys
#[utoipa::path(tag = "accounts", security(("bearer" = []), ("oauth2" = []), ("session_cookie" = [])),
    responses((status = 200, description = "The keys, without their secrets", body = ApiKeysView)))]
#[get("/auth/api-keys")]
async fn list_api_keys(person: Person, accounts: web::Data<Accounts>) -> Result<HttpResponse, ApiError> {
    let keys = auth::list_api_keys(&accounts, person.user.id).await?;
    Ok(HttpResponse::Ok().json(ApiKeysView { items: keys.iter().map(ApiKeyView::from).collect() }))
}

/// Delete a key
///
/// It stops working at once.
#[utoipa::path(tag = "accounts", security(("bearer" = []), ("oauth2" = []), ("session_cookie" = [])),
    params(("id" = uuid::Uuid, Path, description = "The key")),
    responses((status = 204, description = "It is gone")))]
#[delete("/auth/api-keys/{id}")]
async fn delete_api_key(
    person: Person,
    id: PathId<ApiKeyInfo>,
    accounts: web::Data<Accounts>,
) -> Result<HttpResponse, ApiError> {
    auth::delete_api_key(&accounts, &person.actor, id.0.uuid()).await?;
    Ok(HttpResponse::NoContent().finish())
}
