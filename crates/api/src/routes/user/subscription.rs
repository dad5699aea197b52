use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use talewright_app::Studio;
use talewright_app::account::{self, Subscription};
use talewright_app::stories::Offer;
use talewright_domain::User;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::extract::CurrentUser;

/// My plan, and what of it is used this month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Subscription)]
struct SubscriptionView {
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
pub(super) async fn get_subscription(
    caller: CurrentUser,
    studio: web::Data<Studio>,
    offer: web::Data<Offer>,
) -> Result<HttpResponse, ApiError> {
    let found = account::find_subscription(&studio, &offer.terms, &caller.user).await?;
    Ok(HttpResponse::Ok().json(SubscriptionView::new(&caller.user, &found)))
}
