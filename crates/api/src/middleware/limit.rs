use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, web};
use talewright_domain::ports::Allowance;

use crate::extract::SESSION_COOKIE;
use crate::limits::{Limits, write_headers};
use crate::routes::fallback::RouteTable;

/// Counts requests to the API of whoever shows no credentials, by their address; who shows some is counted when these
/// have been looked at. Writes what is left into every answer of the API.
pub(crate) async fn limit<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let is_api =
        request.app_data::<web::Data<RouteTable>>().is_some_and(|table| table.is_counted(request.path()));
    let limits = request.app_data::<web::Data<Limits>>().cloned();
    if let Some(limits) = limits.filter(|_| is_api && !shows_credentials(&request)) {
        limits.request_of_nobody(request.request()).await?;
    }
    let mut answer = next.call(request).await?;
    let allowance = answer.request().extensions().get::<Allowance>().copied();
    if let Some(allowance) = allowance {
        write_headers(answer.headers_mut(), &allowance);
    }
    Ok(answer)
}

fn shows_credentials(request: &ServiceRequest) -> bool {
    let headers = request.headers();
    headers.contains_key(header::AUTHORIZATION)
        || headers.contains_key("x-api-key")
        || request.cookie(SESSION_COOKIE).is_some()
}
