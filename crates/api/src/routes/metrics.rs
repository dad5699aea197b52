//! Counters for Prometheus. Not part of the API: they are for whoever runs the server.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::error::ApiError;
use crate::routes::admin::monitoring::Monitoring;

pub(crate) fn configure(config: &mut web::ServiceConfig) {
    config.route("/metrics", web::get().to(read_metrics));
}

/// Only for this machine and its private network, and not through a proxy: what a studio spends is nobody's
/// business.
async fn read_metrics(
    request: HttpRequest,
    monitoring: web::Data<Monitoring>,
) -> Result<HttpResponse, ApiError> {
    let is_near = request.peer_addr().is_some_and(|peer| match peer.ip() {
        std::net::IpAddr::V4(ip) => ip.is_loopback() || ip.is_private(),
        std::net::IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local(),
    });
    if !is_near
        || request.headers().contains_key("x-forwarded-for")
        || request.headers().contains_key("forwarded")
    {
        return Err(ApiError::NotFound("there is nothing at this address".into()));
    }
    let text = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, text)).body((monitoring.metrics_text)()))
}
