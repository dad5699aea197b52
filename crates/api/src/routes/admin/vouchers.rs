//! Vouchers.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use talewright_app::Studio;
use talewright_app::admin::{self, VoucherRequest};
use talewright_domain::Voucher;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::error::ApiError;
use crate::extract::{Admin, IdempotencyKey, JsonBody, Query};
use crate::idempotent::{Answer, answer, once};
use crate::lists::{ListView, list_view, page_request};
use crate::problem::Problem;
use crate::routes::user::NEWEST;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_vouchers).service(create_voucher);
}

/// A voucher as it is asked for.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CreateVoucher, example = json!({"amount_usd": 5.0, "max_redemptions": 30, "note": "class 3b"}))]
struct CreateVoucherRequest {
    /// Dollars that it gives to each.
    #[schema(required, value_type = f64, exclusive_minimum = 0.0, maximum = 1_000_000_000.0)]
    amount_usd: Option<f64>,
    /// How many people may redeem it; one when left out.
    #[schema(minimum = 1, maximum = 1_000_000)]
    max_redemptions: Option<i64>,
    /// Days until it stops working; never when left out.
    #[schema(minimum = 1, maximum = 3650)]
    expires_in_days: Option<i64>,
    /// A code of your own, 8 to 32 letters and digits; made when left out.
    #[schema(max_length = 64)]
    code: Option<String>,
    /// For administrators.
    #[schema(max_length = 500)]
    note: Option<String>,
}

/// A voucher.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Voucher)]
struct VoucherView {
    id: Uuid,
    /// What is typed to redeem it.
    #[schema(example = "K7QF3MXR9TWB")]
    code: String,
    amount_usd: f64,
    max_redemptions: i32,
    /// How many have redeemed it.
    redeemed: i32,
    note: Option<String>,
    /// The administrator who made it.
    created_by: Uuid,
    created_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
}

impl From<&Voucher> for VoucherView {
    fn from(voucher: &Voucher) -> Self {
        Self {
            id: voucher.id.uuid(),
            code: voucher.code.clone(),
            amount_usd: voucher.amount.dollars(),
            max_redemptions: voucher.max_redemptions,
            redeemed: voucher.redeemed,
            note: voucher.note.clone(),
            created_by: voucher.created_by.uuid(),
            created_at: voucher.created_at,
            expires_at: voucher.expires_at,
        }
    }
}

/// List vouchers
#[utoipa::path(tag = "administration", params(crate::openapi::ListParams),
    responses((status = 200, description = "One page of the list", body = ListView<VoucherView>)))]
#[get("/admin/vouchers")]
async fn list_vouchers(
    _admin: Admin,
    studio: web::Data<Studio>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    let page = page_request(&mut query, NEWEST);
    query.finish()?;
    let listing = admin::list_vouchers(&studio, page.clone()).await?;
    Ok(HttpResponse::Ok().json(list_view(&page, listing, |voucher| VoucherView::from(&voucher))))
}

/// Make a voucher
#[utoipa::path(tag = "administration", request_body = CreateVoucherRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key with the same body gives the first \
        answer again, for a day", pattern = "^[!-~]{1,255}$", max_length = 255)),
    responses(
    (status = 201, description = "The voucher", body = VoucherView),
    (status = 409, description = "There is one with this code, or the first request with this Idempotency-Key is in \
        progress", body = Problem, content_type = "application/problem+json"),
))]
#[post("/admin/vouchers")]
async fn create_voucher(
    admin: Admin,
    studio: web::Data<Studio>,
    key: IdempotencyKey,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let render = |voucher: &Voucher| Answer::new(StatusCode::CREATED, VoucherView::from(voucher));
    let once = once(key, admin.user.id, "create_voucher", &body.bytes, render);
    let request = body.read::<CreateVoucherRequest>()?.parse(|wanted| {
        Ok(VoucherRequest {
            amount_usd: wanted.amount_usd.unwrap_or_default(),
            max_redemptions: wanted.max_redemptions,
            expires_in_days: wanted.expires_in_days,
            code: wanted.code,
            note: wanted.note,
        })
    })?;
    answer(admin::create_voucher(&studio, &admin.actor, request, once).await?, render)
}
