//! What I may use, have used, and may spend.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use talewright_app::Studio;
use talewright_app::account::{self, CreditAccount, Grant, Subscription, UsageEntry, UsageFilter, Used};
use talewright_app::stories::Offer;
use talewright_domain::{CreditEntry, Invalid, Role, User, UserId, Validator};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::error::ApiError;
use crate::extract::{CurrentUser, IdempotencyKey, JsonBody, Person, Query};
use crate::idempotent::{Answer, answer, once};
use crate::lists::{Cursors, ListView, Orders, list_view, page_request};
use crate::problem::Problem;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(get_subscription).service(get_credits).service(add_credits).service(get_usage);
}

/// Lists that have one order, with cursors.
pub(crate) const NEWEST: Orders<()> = &[("-created_at", (), Cursors::Yes)];
/// Lists that have one order, without cursors.
pub(crate) const LATEST: Orders<()> = &[("-created_at", (), Cursors::No)];

/// My plan, and what of it is used this month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Subscription)]
pub(crate) struct SubscriptionView {
    /// `free`, `pro` or `enterprise`.
    #[schema(example = "free")]
    plan: &'static str,
    /// The same as `plan`.
    #[schema(example = "free")]
    subscription_tier: &'static str,
    /// Whether anybody is counted in this studio.
    counted: bool,
    limits: PlanLimitsView,
    /// The month, in UTC.
    #[schema(example = "2026-11")]
    month: String,
    /// When the next one begins.
    resets_at: DateTime<Utc>,
    used: MonthUseView,
}

/// What a plan allows; what is absent has no limit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlanLimits)]
struct PlanLimitsView {
    /// Stories begun in a month.
    generations_per_month: Option<u32>,
    /// Dollars spent in a month.
    cost_per_month_usd: Option<f64>,
    requests_per_hour: u32,
    generations_per_minute: u32,
    /// Higher is sooner in the queue.
    priority: i32,
    /// Whether what is spent must be there as credit first.
    prepaid: bool,
}

/// What is used this month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MonthUse)]
struct MonthUseView {
    /// Stories begun, deleted ones too.
    generations: u32,
    /// Dollars spent.
    cost_usd: f64,
    /// Dollars that jobs under way may still spend.
    open_usd: f64,
}

impl SubscriptionView {
    fn new(user: &User, found: &Subscription) -> Self {
        let terms = &found.terms;
        Self {
            plan: user.plan.as_str(),
            subscription_tier: user.plan.as_str(),
            counted: found.counted,
            limits: PlanLimitsView {
                generations_per_month: terms.generations.filter(|_| found.counted),
                cost_per_month_usd: terms.cost.filter(|_| found.counted).map(|cost| cost.dollars()),
                requests_per_hour: terms.requests_per_hour,
                generations_per_minute: terms.generations_per_minute,
                priority: terms.priority,
                prepaid: terms.prepaid && found.counted,
            },
            month: found.month.name(),
            resets_at: found.month.end(),
            used: MonthUseView {
                generations: found.generations,
                cost_usd: found.spent.dollars(),
                open_usd: found.open.dollars(),
            },
        }
    }
}

/// My plan
///
/// Its limits, and what of them is used this month.
#[utoipa::path(tag = "user", responses((status = 200, description = "The plan", body = SubscriptionView)))]
#[get("/user/subscription")]
async fn get_subscription(
    caller: CurrentUser,
    studio: web::Data<Studio>,
    offer: web::Data<Offer>,
) -> Result<HttpResponse, ApiError> {
    let found = account::find_subscription(&studio, &offer.terms, &caller.user).await?;
    Ok(HttpResponse::Ok().json(SubscriptionView::new(&caller.user, &found)))
}

/// My credit, and every movement of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Credits)]
struct CreditsView {
    /// What I may spend, in dollars: always the sum of all movements.
    balance_usd: f64,
    /// What is set aside for jobs under way; it is no longer in the balance.
    reserved_usd: f64,
    /// The movements, the latest first.
    ledger: ListView<CreditEntryView>,
}

/// A movement of credit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CreditEntry)]
pub(crate) struct CreditEntryView {
    /// From 1 for each user, without gaps.
    seq: i64,
    at: DateTime<Utc>,
    /// `welcome`, `voucher`, `grant`, `reservation`, `settlement` or `charge`.
    #[schema(example = "voucher")]
    kind: &'static str,
    /// Dollars more, or less when negative.
    amount_usd: f64,
    /// What there was after it.
    balance_usd: f64,
    /// Why.
    reason: String,
    job_id: Option<Uuid>,
}

impl From<&CreditEntry> for CreditEntryView {
    fn from(entry: &CreditEntry) -> Self {
        Self {
            seq: entry.seq,
            at: entry.at,
            kind: entry.kind.as_str(),
            amount_usd: entry.amount.dollars(),
            balance_usd: entry.balance.dollars(),
            reason: entry.reason.clone(),
            job_id: entry.job.map(|id| id.uuid()),
        }
    }
}

/// My credit
#[utoipa::path(tag = "user", params(crate::openapi::ListParams),
    responses((status = 200, description = "Balance and ledger", body = CreditsView)))]
#[get("/user/credits")]
async fn get_credits(
    caller: CurrentUser,
    studio: web::Data<Studio>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    let page = page_request(&mut query, LATEST);
    query.finish()?;
    let CreditAccount { balance, reserved, entries } =
        account::find_credits(&studio, caller.user.id, page.clone()).await?;
    Ok(HttpResponse::Ok().json(CreditsView {
        balance_usd: balance.dollars(),
        reserved_usd: reserved.dollars(),
        ledger: list_view(&page, entries, |entry| CreditEntryView::from(&entry)),
    }))
}

/// A voucher's code; or, from an administrator, credit for a user.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AddCredits, example = json!({"code": "K7QF-3MXR-9TWB"}))]
struct AddCreditsRequest {
    /// The voucher's code; case and hyphens do not matter.
    #[schema(min_length = 1, max_length = 100)]
    code: Option<String>,
    /// Administrators only: who gets it.
    user_id: Option<Uuid>,
    /// Administrators only: dollars, negative to take some.
    amount: Option<f64>,
    /// Administrators only: why.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// What is asked for.
enum Addition {
    Voucher(String),
    Grant(UserId, Grant),
}

impl AddCreditsRequest {
    fn parse(self, is_admin: bool) -> Result<Addition, Invalid> {
        let mut v = Validator::new();
        let grants = self.user_id.is_some() || self.amount.is_some() || self.reason.is_some();
        match (self.code, self.user_id) {
            (Some(code), _) if !grants => {
                let code = v.text("code", &code, 100);
                v.finish().map(|()| Addition::Voucher(code))
            }
            (None, Some(user)) if is_admin => {
                let grant = Grant {
                    amount_usd: self.amount.unwrap_or_default(),
                    reason: self.reason.unwrap_or_default(),
                };
                Ok(Addition::Grant(UserId::from_uuid(user), grant))
            }
            _ if is_admin => Err(Invalid::field("code", "or user_id, amount and reason must be given")),
            _ => Err(Invalid::field("code", "must be the code of a voucher, and nothing else given")),
        }
    }
}

fn render_entry(entry: &CreditEntry) -> Answer {
    Answer::new(StatusCode::CREATED, CreditEntryView::from(entry))
}

/// Redeem a voucher
///
/// Each code works once for each user. An administrator may pass `user_id`, `amount` and `reason` instead.
#[utoipa::path(tag = "user", security(("bearer" = []), ("oauth2" = []), ("session_cookie" = [])),
    request_body = AddCreditsRequest, params(("Idempotency-Key" = Option<String>, Header,
        description = "The same key with the same body gives the first answer again, for a day",
        pattern = "^[!-~]{1,255}$", max_length = 255)),
    responses(
    (status = 201, description = "The movement", body = CreditEntryView),
    (status = 409, description = "Redeemed already, or the first request with this Idempotency-Key is in progress",
        body = Problem, content_type = "application/problem+json"),
))]
#[post("/user/credits/add")]
async fn add_credits(
    person: Person,
    limits: web::Data<crate::limits::Limits>,
    request: actix_web::HttpRequest,
    studio: web::Data<Studio>,
    key: IdempotencyKey,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let is_admin = person.user.role == Role::Admin;
    let once = once(key, person.user.id, "add_credits", &body.bytes, render_entry);
    let outcome = match body.read::<AddCreditsRequest>()?.parse(|wanted| wanted.parse(is_admin))? {
        Addition::Voucher(code) => {
            // Codes are money: nobody may guess them by the thousand.
            limits.entry(&request, Some(person.user.email.as_str())).await?;
            account::redeem_voucher(&studio, person.user.id, &code, once).await?
        }
        Addition::Grant(user, grant) => {
            account::grant_credit(&studio, &person.actor, user, grant, once).await?
        }
    };
    answer(outcome, render_entry)
}

/// What I have used.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsageReport)]
struct UsageView {
    total: UsedView,
    /// The latest day first.
    by_day: Vec<UsedGroupView>,
    /// The dearest job first.
    by_job: Vec<UsedGroupView>,
    /// The dearest model first.
    by_model: Vec<UsedGroupView>,
    /// The paid calls, the latest first.
    entries: ListView<UsageEntryView>,
}

/// How much was used.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Used)]
pub(crate) struct UsedView {
    /// Paid calls.
    calls: i64,
    /// Tokens read.
    input_tokens: i64,
    /// Tokens written.
    output_tokens: i64,
    /// Pictures made.
    images: i64,
    /// Characters spoken.
    characters: i64,
    /// Dollars.
    cost_usd: f64,
}

/// How much was used under one name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsedGroup)]
pub(crate) struct UsedGroupView {
    /// A day (`2026-11-21`), a model (`provider/model`), a language or a job.
    #[schema(example = "2026-11-21")]
    name: String,
    #[serde(flatten)]
    used: UsedView,
}

/// A paid call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsageEntry)]
struct UsageEntryView {
    id: Uuid,
    at: DateTime<Utc>,
    job_id: Uuid,
    story_id: Option<Uuid>,
    /// Its place in the recipe.
    #[schema(example = "page/3/image")]
    step: String,
    provider: String,
    model: String,
    #[serde(flatten)]
    used: UsedView,
}

impl From<&Used> for UsedView {
    fn from(used: &Used) -> Self {
        Self {
            calls: used.calls,
            input_tokens: used.input_tokens,
            output_tokens: used.output_tokens,
            images: used.images,
            characters: used.characters,
            cost_usd: used.cost.dollars(),
        }
    }
}

/// Groups as they stand in answers.
pub(crate) fn used_groups(groups: Vec<(String, Used)>) -> Vec<UsedGroupView> {
    groups.into_iter().map(|(name, used)| UsedGroupView { name, used: UsedView::from(&used) }).collect()
}

impl From<UsageEntry> for UsageEntryView {
    fn from(entry: UsageEntry) -> Self {
        Self {
            id: entry.id,
            at: entry.at,
            job_id: entry.job.uuid(),
            story_id: entry.story.map(|id| id.uuid()),
            step: entry.step,
            provider: entry.provider,
            model: entry.model,
            used: UsedView::from(&entry.used),
        }
    }
}

/// My use
///
/// Tokens, pictures, spoken characters and cost, call by call and by day, job and model. What was used for stories that
/// are deleted stays.
#[utoipa::path(tag = "user", params(
    ("job_id" = Option<Uuid>, Query, description = "Of this job"),
    ("since" = Option<DateTime<Utc>>, Query, description = "From then on", example = "2026-11-01T00:00:00Z"),
    ("until" = Option<DateTime<Utc>>, Query, description = "Before then", example = "2026-12-01T00:00:00Z"),
    crate::openapi::ListParams,
), responses((status = 200, description = "What was used", body = UsageView)))]
#[get("/user/usage")]
async fn get_usage(
    caller: CurrentUser,
    studio: web::Data<Studio>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    let filter = UsageFilter {
        user: Some(caller.user.id),
        job: query.value("job_id", "the id of a job"),
        since: query.value("since", "a time such as 2026-11-01T00:00:00Z"),
        until: query.value("until", "a time such as 2026-12-01T00:00:00Z"),
    };
    let page = page_request(&mut query, NEWEST);
    query.finish()?;
    let found = account::find_usage(&studio, filter, page.clone()).await?;
    Ok(HttpResponse::Ok().json(UsageView {
        total: UsedView::from(&found.total),
        by_day: used_groups(found.by_day),
        by_job: used_groups(found.by_job),
        by_model: used_groups(found.by_model),
        entries: list_view(&page, found.entries, UsageEntryView::from),
    }))
}
