use serde_json::json;
use talewright_domain::credit::voucher_code;
use talewright_domain::{CostUsd, CreditEntry, CreditKind, Invalid, UserId, Validator};
use talewright_storage::audit::append_audit;
use talewright_storage::credits::{Movement, find_balance, find_reserved, list_credit_entries, move_credit};
use talewright_storage::users::{find_user_by_id, lock_user};
use talewright_storage::vouchers::{self, Redemption};
use talewright_storage::{Listing, PageRequest, StorageError};

use crate::audit::Actor;
use crate::error::AppError;
use crate::idempotency::{Once, Outcome, do_once};
use crate::studio::Studio;

/// What somebody may spend, and every movement of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditAccount {
    /// What may be spent.
    pub balance: CostUsd,
    /// What is set aside for jobs under way; it is no longer in the balance.
    pub reserved: CostUsd,
    /// The movements, the latest first.
    pub entries: Listing<CreditEntry>,
}

/// Somebody's credit.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn find_credits(
    studio: &Studio,
    user: UserId,
    page: PageRequest<()>,
) -> Result<CreditAccount, AppError> {
    let found = studio.db.write(move |conn| {
        // So that the balance is that of the latest entry.
        lock_user(conn, user)?;
        let balance = find_balance(conn, user)?;
        let reserved = find_reserved(conn, user)?;
        let entries = list_credit_entries(conn, user, &page)?;
        Ok::<_, StorageError>(CreditAccount { balance, reserved, entries })
    });
    Ok(found.await?)
}

/// Redeems a voucher.
///
/// # Errors
/// [`AppError::Invalid`] for a code that does not work; [`AppError::Conflict`] for one that was redeemed before.
pub async fn redeem_voucher(
    studio: &Studio,
    user: UserId,
    code: &str,
    once: Option<Once<CreditEntry>>,
) -> Result<Outcome<CreditEntry>, AppError> {
    let (code, now) = (voucher_code(code), studio.clock.now());
    let redeemed = do_once(&studio.db, now, once, move |conn| {
        match vouchers::redeem_voucher(conn, user, &code, now) {
            Ok(Redemption::Redeemed(entry)) => Ok(entry),
            Ok(Redemption::Again) => Err(redeemed_before()),
            Ok(Redemption::Void) => {
                Err(Invalid::field("code", "does not work: it is mistyped, used up or too old").into())
            }
            // The same user was quicker in another request.
            Err(error) if error.is_conflict_on("voucher_redemptions_voucher_id_user_id") => {
                Err(redeemed_before())
            }
            Err(error) => Err(error.into()),
        }
    });
    redeemed.await
}

fn redeemed_before() -> AppError {
    AppError::conflict("voucher_redeemed", "you have redeemed this voucher already")
}

/// Credit that an administrator gives, or takes when negative.
#[derive(Debug, Clone, Default)]
pub struct Grant {
    /// Dollars.
    pub amount_usd: f64,
    /// Why, for the user and the audit log.
    pub reason: String,
}

/// Gives a user credit, or takes some.
///
/// # Errors
/// [`AppError::Invalid`]; [`AppError::NotFound`]; [`AppError::Conflict`] when more would be taken than is there.
pub async fn grant_credit(
    studio: &Studio,
    actor: &Actor,
    user: UserId,
    grant: Grant,
    once: Option<Once<CreditEntry>>,
) -> Result<Outcome<CreditEntry>, AppError> {
    let mut v = Validator::new();
    let amount = CostUsd::from_dollars(grant.amount_usd.abs()).filter(|amount| *amount != CostUsd::ZERO);
    let amount = v.check("amount", amount.ok_or("must be dollars, more or less than 0"));
    let reason = v.text("reason", &grant.reason, 500);
    v.finish()?;
    let amount = amount.unwrap_or_default();
    let amount = if grant.amount_usd < 0.0 { CostUsd::ZERO - amount } else { amount };
    let (actor, now) = (actor.clone(), studio.clock.now());
    let granted = do_once(&studio.db, now, once, move |conn| {
        find_user_by_id(conn, user)?;
        let details = json!({"amount_usd": amount.dollars(), "reason": reason});
        append_audit(conn, &actor.entry("user.update_credits", Some(format!("user/{user}")), details, now))?;
        let movement = Movement { kind: CreditKind::Grant, amount, reason, job: None, actor: Some(actor.id) };
        move_credit(conn, user, &movement, now)?.ok_or_else(|| {
            AppError::conflict("not_enough_credit", "the user has less credit than you would take")
        })
    });
    granted.await
}
