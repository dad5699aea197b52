use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use talewright_app::Studio;
use talewright_app::account::{self, CreditAccount, Grant};
use talewright_domain::{CreditEntry, Invalid, Role, UserId, Validator};
use utoipa::ToSchema;
use uuid::Uuid;

use super::LATEST;
use crate::error::ApiError;
use crate::extract::{CurrentUser, IdempotencyKey, JsonBody, Person, Query};
use crate::idempotent::{Answer, answer, once};
use crate::lists::{ListView, list_view, page_request};
use crate::problem::Problem;

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
pub(super) async fn get_credits(
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
pub(super) async fn add_credits(
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
