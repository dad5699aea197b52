//! What administrators do. Whatever they change is in the audit log.

mod audit;
mod lists;
mod moderation;
pub(crate) mod monitoring;
mod providers;
mod stats;
mod users;
mod vouchers;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    providers::configure(config);
    users::configure(config);
    stats::configure(config);
    vouchers::configure(config);
    audit::configure(config);
    lists::configure(config);
    moderation::configure(config);
    monitoring::configure(config);
}
