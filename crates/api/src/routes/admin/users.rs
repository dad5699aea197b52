//! Users: who they are, what they may, what they have used.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, patch, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use talewright_app::Studio;
use talewright_app::account::{Grant, grant_credit};
use talewright_app::admin::{self, UserDetail, UserFilter, UserRecord, UserSort, UserUpdate};
use talewright_app::auth::Accounts;
use talewright_app::stories::Offer;
use talewright_domain::{CreditEntry, Terms, User};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::error::ApiError;
use crate::extract::{Admin, IdempotencyKey, IfMatch, JsonBody, PathId, Query};
use crate::idempotent::{Answer, answer, once};
use crate::lists::{Cursors, ListView, Orders, list_view, page_request};
use crate::problem::Problem;
use crate::routes::auth::UserView;
use crate::routes::user::{CreditEntryView, UsedView};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_users)
        .service(get_user)
        .service(update_user)
        .service(update_subscription)
        .service(update_credits);
}

const ORDERS: Orders<UserSort> = &[
    ("-created_at", UserSort::Newest, Cursors::Yes),
    ("created_at", UserSort::Oldest, Cursors::Yes),
    ("email", UserSort::Email, Cursors::No),
];

/// A user as administrators see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UserRecord)]
struct UserRecordView {
    #[serde(flatten)]
    user: UserView,
    /// Whether it may sign in.
    is_active: bool,
    /// What it may spend, in dollars.
    balance_usd: f64,
    last_login_at: Option<DateTime<Utc>>,
}

/// A user with what it has used.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UserDetail)]
struct UserDetailView {
    #[serde(flatten)]
    record: UserRecordView,
    /// Stories begun this month.
    generations_this_month: u32,
    this_month: UsedView,
    in_all: UsedView,
}

impl UserRecordView {
    fn new(record: &UserRecord, terms: &Terms) -> Self {
        Self {
            user: UserView::new(&record.user, terms),
            is_active: record.user.is_active,
            balance_usd: record.balance.dollars(),
            last_login_at: record.last_login_at,
        }
    }
}

impl UserDetailView {
    fn new(detail: &UserDetail, terms: &Terms) -> Self {
        Self {
            record: UserRecordView::new(&detail.record, terms),
            generations_this_month: detail.generations,
            this_month: UsedView::from(&detail.this_month),
            in_all: UsedView::from(&detail.in_all),
        }
    }
}

/// What is to be different about a user; what is left out stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UpdateUser, example = json!({"plan": "pro"}))]
struct UpdateUserRequest {
    /// `user` or `admin`.
    #[schema(pattern = "^(user|admin)$")]
    role: Option<String>,
    /// `free`, `pro` or `enterprise`.
    #[schema(pattern = "^(free|pro|enterprise)$")]
    plan: Option<String>,
    /// `false` signs it out everywhere, and nobody signs in to it any more.
    is_active: Option<bool>,
}

/// Another plan.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UpdateSubscription, example = json!({"plan": "pro"}))]
struct UpdateSubscriptionRequest {
    /// `free`, `pro` or `enterprise`.
    #[schema(required, value_type = String, pattern = "^(free|pro|enterprise)$")]
    #[serde(alias = "subscription_tier")]
    plan: Option<String>,
}

/// Credit that is given, or taken when negative.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UpdateCredits, example = json!({"amount": 5.0, "reason": "for the school project"}))]
struct UpdateCreditsRequest {
    /// Dollars.
    #[schema(required, value_type = f64)]
    amount: Option<f64>,
    /// Why; the user reads it too.
    #[schema(required, value_type = String, min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// List users
#[utoipa::path(tag = "administration", params(
    ("role" = Option<String>, Query, description = "Those with this role", pattern = "^(user|admin)$"),
    ("plan" = Option<String>, Query, description = "Those with this plan", pattern = "^(free|pro|enterprise)$"),
    ("active" = Option<bool>, Query, description = "Those who may sign in, or may not"),
    ("q" = Option<String>, Query, description = "Those with these words in address or names", max_length = 200),
    ("sort" = Option<String>, Query, description = "The order; newest first by default",
        pattern = "^(-?created_at|email)$"),
    crate::openapi::ListParams,
), responses((status = 200, description = "One page of the list", body = ListView<UserRecordView>)))]
#[get("/admin/users")]
async fn list_users(
    _admin: Admin,
    studio: web::Data<Studio>,
    offer: web::Data<Offer>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    let filter = UserFilter {
        role: query.value("role", "user or admin"),
        plan: query.value("plan", "free, pro or enterprise"),
        is_active: query.value("active", "true or false"),
        q: query.text("q"),
    };
    let page = page_request(&mut query, ORDERS);
    query.finish()?;
    let listing = admin::list_users(&studio, filter, page.clone()).await?;
    let view = list_view(&page, listing, |record| UserRecordView::new(&record, &offer.terms));
    Ok(HttpResponse::Ok().json(view))
}

/// Read a user
///
/// With what it has used this month and in all.
#[utoipa::path(tag = "administration", params(("id" = uuid::Uuid, Path, description = "The user")),
    responses((status = 200, description = "The user", body = UserDetailView)))]
#[get("/admin/users/{id}")]
async fn get_user(
    _admin: Admin,
    id: PathId<User>,
    studio: web::Data<Studio>,
    offer: web::Data<Offer>,
) -> Result<HttpResponse, ApiError> {
    let detail = admin::find_user(&studio, id.0).await?;
    let version = detail.record.user.version;
    Ok(Answer::new(StatusCode::OK, UserDetailView::new(&detail, &offer.terms)).version(version).into())
}

/// Change a user
///
/// Role, plan, whether it may sign in. The last administrator stays one.
#[utoipa::path(tag = "administration", request_body = UpdateUserRequest, params(
    ("id" = uuid::Uuid, Path, description = "The user"),
    ("If-Match" = Option<String>, Header, description = "Only if this is still its ETag",
        pattern = r#"^(\*|"[0-9]{1,18}(-[0-9a-f]{16})?")$"#),
), responses(
    (status = 200, description = "The user as it is now", body = UserRecordView),
    (status = 409, description = "Nobody would be left to administer", body = Problem,
        content_type = "application/problem+json"),
    (status = 412, description = "It was changed since", body = Problem, content_type = "application/problem+json"),
))]
#[patch("/admin/users/{id}")]
async fn update_user(
    admin: Admin,
    id: PathId<User>,
    accounts: web::Data<Accounts>,
    offer: web::Data<Offer>,
    version: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let update = body.read::<UpdateUserRequest>()?.parse(|wanted| {
        let UpdateUserRequest { role, plan, is_active } = wanted;
        Ok(UserUpdate { role, plan, is_active })
    })?;
    let record = admin::update_user(&accounts, &admin.actor, id.0, version.0, update).await?;
    Ok(versioned(&record, &offer))
}

/// Change a user's plan
#[utoipa::path(tag = "administration", request_body = UpdateSubscriptionRequest,
    params(("id" = uuid::Uuid, Path, description = "The user")),
    responses((status = 200, description = "The user as it is now", body = UserRecordView)))]
#[post("/admin/users/{id}/update-subscription")]
async fn update_subscription(
    admin: Admin,
    id: PathId<User>,
    accounts: web::Data<Accounts>,
    offer: web::Data<Offer>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let update = body.read::<UpdateSubscriptionRequest>()?.parse(|wanted| {
        let plan = Some(wanted.plan.unwrap_or_default());
        Ok(UserUpdate { plan, ..UserUpdate::default() })
    })?;
    let record = admin::update_user(&accounts, &admin.actor, id.0, None, update).await?;
    Ok(versioned(&record, &offer))
}

/// Give a user credit, or take some
#[utoipa::path(tag = "administration", request_body = UpdateCreditsRequest, params(
    ("id" = uuid::Uuid, Path, description = "The user"),
    ("Idempotency-Key" = Option<String>, Header, description = "The same key with the same body gives the first answer \
        again, for a day", pattern = "^[!-~]{1,255}$", max_length = 255),
), responses(
    (status = 201, description = "The movement", body = CreditEntryView),
    (status = 409, description = "There is less than would be taken, or the first request with this Idempotency-Key is \
        in progress", body = Problem, content_type = "application/problem+json"),
))]
#[post("/admin/users/{id}/update-credits")]
async fn update_credits(
    admin: Admin,
    id: PathId<User>,
    studio: web::Data<Studio>,
    key: IdempotencyKey,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let render = |entry: &CreditEntry| Answer::new(StatusCode::CREATED, CreditEntryView::from(entry));
    let operation = format!("update_credits/{}", id.0);
    let once = once(key, admin.user.id, &operation, &body.bytes, render);
    let grant = body.read::<UpdateCreditsRequest>()?.parse(|wanted| {
        let (amount_usd, reason) = (wanted.amount.unwrap_or_default(), wanted.reason.unwrap_or_default());
        Ok(Grant { amount_usd, reason })
    })?;
    answer(grant_credit(&studio, &admin.actor, id.0, grant, once).await?, render)
}

fn versioned(record: &UserRecord, offer: &Offer) -> HttpResponse {
    let view = UserRecordView::new(record, &offer.terms);
    Answer::new(StatusCode::OK, view).version(record.user.version).into()
}
