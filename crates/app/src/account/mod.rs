//! What somebody may use, has used, and may spend.

mod credits;
mod subscription;
mod usage;

pub use credits::{CreditAccount, Grant, find_credits, grant_credit, redeem_voucher};
pub use subscription::{Subscription, find_subscription};
pub use talewright_storage::usage::{UsageEntry, UsageFilter, Used};
pub use usage::{Usage, find_usage};
