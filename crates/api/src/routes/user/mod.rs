//! What I may use, have used, and may spend.

mod credits;
mod subscription;
mod usage;

use utoipa_actix_web::service_config::ServiceConfig;

use crate::lists::{Cursors, Orders};
pub(crate) use credits::CreditEntryView;
pub(crate) use usage::{UsedGroupView, UsedView, used_groups};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(subscription::get_subscription)
        .service(credits::get_credits)
        .service(credits::add_credits)
        .service(usage::get_usage);
}

/// Lists that have one order, with cursors.
pub(crate) const NEWEST: Orders<()> = &[("-created_at", (), Cursors::Yes)];
/// Lists that have one order, without cursors.
pub(crate) const LATEST: Orders<()> = &[("-created_at", (), Cursors::No)];
