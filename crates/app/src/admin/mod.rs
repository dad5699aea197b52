//! What administrators do. Whether somebody is one, the caller has checked; what they change is in the audit log.

mod lists;
mod moderation;
mod stats;
mod users;
mod vouchers;

pub use lists::{ListItem, PickList, find_list, list_names, replace_list};
pub use moderation::{hide_story, list_flagged, restore_story};
pub use stats::{Analytics, Statistics, find_analytics, find_statistics};
pub use talewright_storage::audit::AuditFilter;
pub use talewright_storage::moderation::FlaggedStory;
pub use talewright_storage::users::{UserFilter, UserRecord, UserSort};
pub use users::{UserDetail, UserUpdate, find_user, list_users, update_user};
pub use vouchers::{VoucherRequest, create_voucher, list_vouchers};

use talewright_domain::AuditEntry;
use talewright_storage::{Listing, PageRequest, audit};

use crate::error::AppError;
use crate::studio::Studio;

/// Who did what when, the latest first.
///
/// # Errors
/// Only those of the database.
pub async fn list_audit(
    studio: &Studio,
    filter: AuditFilter,
    page: PageRequest<()>,
) -> Result<Listing<AuditEntry>, AppError> {
    Ok(studio.db.read(move |conn| audit::list_audit(conn, &filter, &page)).await?)
}
