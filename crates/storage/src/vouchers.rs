//! Vouchers.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use talewright_domain::{CostUsd, CreditEntry, CreditKind, UserId, Voucher};

use crate::columns::{parse, stored_time};
use crate::connection::AnyConnection;
use crate::credits::{Movement, move_credit};
use crate::error::StorageError;
use crate::listing::{Listing, PageRequest, Start};
use crate::schema::{voucher_redemptions, vouchers};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = vouchers)]
struct VoucherRow {
    id: String,
    code: String,
    amount_micros: i64,
    max_redemptions: i32,
    redeemed: i32,
    note: Option<String>,
    created_by: String,
    created_at: NaiveDateTime,
    expires_at: Option<NaiveDateTime>,
}

impl VoucherRow {
    fn into_voucher(self) -> Result<Voucher, StorageError> {
        Ok(Voucher {
            id: parse("vouchers.id", &self.id)?,
            code: self.code,
            amount: CostUsd::from_micros(self.amount_micros),
            max_redemptions: self.max_redemptions,
            redeemed: self.redeemed,
            note: self.note,
            created_by: parse("vouchers.created_by", &self.created_by)?,
            created_at: self.created_at.and_utc(),
            expires_at: self.expires_at.map(|at| at.and_utc()),
        })
    }
}

/// Stores a new voucher.
///
/// # Errors
/// [`StorageError::Conflict`] on `vouchers_code`.
pub fn insert_voucher(conn: &mut AnyConnection, voucher: &Voucher) -> Result<(), StorageError> {
    let row = VoucherRow {
        id: voucher.id.to_string(),
        code: voucher.code.clone(),
        amount_micros: voucher.amount.micros(),
        max_redemptions: voucher.max_redemptions,
        redeemed: voucher.redeemed,
        note: voucher.note.clone(),
        created_by: voucher.created_by.to_string(),
        created_at: stored_time(voucher.created_at),
        expires_at: voucher.expires_at.map(stored_time),
    };
    diesel::insert_into(vouchers::table).values(row).execute(conn)?;
    Ok(())
}

/// Lists vouchers, the newest first.
///
/// # Errors
/// Only those of the database.
pub fn list_vouchers(
    conn: &mut AnyConnection,
    page: &PageRequest<()>,
) -> Result<Listing<Voucher>, StorageError> {
    let mut query = vouchers::table.select(VoucherRow::as_select()).order(vouchers::id.desc()).into_boxed();
    let mut total = None;
    match &page.start {
        Start::Skip(skip) => {
            query = query.offset(i64::from(*skip));
            total = Some(vouchers::table.count().get_result(conn)?);
        }
        Start::After(cursor) => query = query.filter(vouchers::id.lt(cursor.clone())),
    }
    let rows: Vec<VoucherRow> = query.limit(i64::from(page.limit) + 1).load(conn)?;
    let items = rows.into_iter().map(VoucherRow::into_voucher).collect::<Result<Vec<_>, _>>()?;
    Ok(Listing::new(items, page.limit, total, |voucher| Some(voucher.id.to_string())))
}

/// What became of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redemption {
    /// Its credit is there.
    Redeemed(CreditEntry),
    /// This user has redeemed it before.
    Again,
    /// There is none, it has expired, or others were quicker. Which of them is not told.
    Void,
}

/// Redeems a code, once for each user.
///
/// # Errors
/// Only those of the database.
pub fn redeem_voucher(
    conn: &mut AnyConnection,
    user: UserId,
    code: &str,
    now: DateTime<Utc>,
) -> Result<Redemption, StorageError> {
    let found: Option<VoucherRow> = vouchers::table
        .filter(vouchers::code.eq(code))
        .select(VoucherRow::as_select())
        .first(conn)
        .optional()?;
    let Some(voucher) = found else { return Ok(Redemption::Void) };
    if has_redeemed(conn, user, &voucher.id)? {
        return Ok(Redemption::Again);
    }
    // The update locks the voucher and looks whether there is any left of it.
    let taken = diesel::update(vouchers::table.find(voucher.id.clone()))
        .filter(vouchers::redeemed.lt(vouchers::max_redemptions))
        .filter(vouchers::expires_at.is_null().or(vouchers::expires_at.gt(stored_time(now))))
        .set(vouchers::redeemed.eq(vouchers::redeemed + 1))
        .execute(conn)?;
    if taken == 0 {
        // Perhaps it was this user who was quicker, in another request.
        let again = has_redeemed(conn, user, &voucher.id)?;
        return Ok(if again { Redemption::Again } else { Redemption::Void });
    }
    diesel::insert_into(voucher_redemptions::table)
        .values((
            voucher_redemptions::voucher_id.eq(voucher.id),
            voucher_redemptions::user_id.eq(user.to_string()),
            voucher_redemptions::at.eq(stored_time(now)),
        ))
        .execute(conn)?;
    let movement = Movement {
        kind: CreditKind::Voucher,
        amount: CostUsd::from_micros(voucher.amount_micros),
        reason: format!("voucher {code}"),
        job: None,
        actor: None,
    };
    Ok(move_credit(conn, user, &movement, now)?.map_or(Redemption::Void, Redemption::Redeemed))
}

fn has_redeemed(conn: &mut AnyConnection, user: UserId, voucher: &str) -> Result<bool, StorageError> {
    let mine = voucher_redemptions::table.find((voucher, user.to_string()));
    Ok(diesel::select(diesel::dsl::exists(mine)).get_result(conn)?)
}
