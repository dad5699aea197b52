//! One module a resource: its handlers, its wire types, its `configure`.

pub(crate) mod admin;
pub(crate) mod auth;
pub(crate) mod characters;
pub(crate) mod debug;
pub(crate) mod docs;
pub(crate) mod fallback;
pub(crate) mod files;
pub(crate) mod frontend;
pub(crate) mod health;
pub(crate) mod jobs;
pub(crate) mod metrics;
pub(crate) mod stories;
pub(crate) mod user;

use utoipa_actix_web::service_config::ServiceConfig;

/// Everything under the prefix. What is more special comes first.
pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    auth::configure(config);
    user::configure(config);
    stories::configure(config);
    jobs::configure(config);
    characters::configure(config);
    admin::configure(config);
}
