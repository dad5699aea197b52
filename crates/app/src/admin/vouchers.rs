use chrono::TimeDelta;
use serde_json::json;
use talewright_auth::ClaimCode;
use talewright_domain::credit::voucher_code;
use talewright_domain::{CostUsd, Validator, Voucher, VoucherId};
use talewright_storage::audit::append_audit;
use talewright_storage::vouchers::{self, insert_voucher};
use talewright_storage::{Listing, PageRequest};

use crate::audit::Actor;
use crate::error::AppError;
use crate::idempotency::{Once, Outcome, do_once};
use crate::studio::Studio;

/// A voucher as it is asked for.
#[derive(Debug, Clone, Default)]
pub struct VoucherRequest {
    /// Dollars that it gives.
    pub amount_usd: f64,
    /// How many people may redeem it; one when nobody says.
    pub max_redemptions: Option<i64>,
    /// Days until it stops working; never when nobody says.
    pub expires_in_days: Option<i64>,
    /// A code of one's own; made when nobody says.
    pub code: Option<String>,
    /// For administrators.
    pub note: Option<String>,
}

/// Makes a voucher.
///
/// # Errors
/// [`AppError::Invalid`]; [`AppError::Conflict`] when there is one with this code.
pub async fn create_voucher(
    studio: &Studio,
    actor: &Actor,
    request: VoucherRequest,
    once: Option<Once<Voucher>>,
) -> Result<Outcome<Voucher>, AppError> {
    let (actor, now) = (actor.clone(), studio.clock.now());
    let mut v = Validator::new();
    let amount = CostUsd::from_dollars(request.amount_usd).filter(|amount| *amount > CostUsd::ZERO);
    let amount = v.check("amount_usd", amount.ok_or("must be dollars, more than 0"));
    let most = request.max_redemptions.unwrap_or(1);
    let max_redemptions = i32::try_from(most).ok().filter(|most| (1..=1_000_000).contains(most));
    let max_redemptions = v.check("max_redemptions", max_redemptions.ok_or("must be 1 to 1000000"));
    let days = request.expires_in_days;
    if days.is_some_and(|days| !(1..=3650).contains(&days)) {
        v.error("expires_in_days", "must be 1 to 3650");
    }
    let code = request.code.map(|code| voucher_code(&code));
    if code.as_ref().is_some_and(|code| !(8..=32).contains(&code.len())) {
        v.error("code", "must have 8 to 32 letters and digits, so that nobody guesses it");
    }
    let note = v.optional_text("note", request.note.as_deref(), 500);
    v.finish()?;
    let voucher = Voucher {
        id: VoucherId::generate(),
        code: code.unwrap_or_else(|| voucher_code(&ClaimCode::generate().to_string())),
        amount: amount.unwrap_or_default(),
        max_redemptions: max_redemptions.unwrap_or(1),
        redeemed: 0,
        note,
        created_by: actor.id,
        created_at: now,
        expires_at: days.map(|days| now + TimeDelta::days(days)),
    };
    do_once(&studio.db, now, once, move |conn| {
        insert_voucher(conn, &voucher).map_err(|error| {
            if error.is_conflict_on("vouchers_code") {
                AppError::conflict("code_taken", "there is a voucher with this code; choose another one")
            } else {
                error.into()
            }
        })?;
        let details = json!({
            "amount_usd": voucher.amount.dollars(),
            "max_redemptions": voucher.max_redemptions,
            "expires_at": voucher.expires_at,
        });
        append_audit(
            conn,
            &actor.entry("voucher.create", Some(format!("voucher/{}", voucher.id)), details, now),
        )?;
        Ok(voucher)
    })
    .await
}

/// Lists vouchers, the latest first.
///
/// # Errors
/// Only those of the database.
pub async fn list_vouchers(studio: &Studio, page: PageRequest<()>) -> Result<Listing<Voucher>, AppError> {
    Ok(studio.db.read(move |conn| vouchers::list_vouchers(conn, &page)).await?)
}
