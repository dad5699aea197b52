use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, web};
use talewright_domain::ports::Allowance;

use crate::extract::SESSION_COOKIE;
use crate::limits::{Limits, write_headers};
use crate::routes::fallback::RouteTable;

/// Counts requests to the API of whoever shows no credentials, by their address; who shows some is counted when these
/// have been looked at, or by their address when nobody has looked. Writes what is left into every answer of the API.
pub(crate) async fn limit<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_api =
        request.app_data::<web::Data<RouteTable>>().is_some_and(|table| table.is_counted(request.path()));
    let limits = request.app_data::<web::Data<Limits>>().cloned().filter(|_| is_api);
    if let Some(limits) = limits.as_ref().filter(|_| !shows_credentials(&request))
        && let Err(error) = limits.request_of_nobody(request.request()).await
    {
        return Ok(tell(request.error_response(error)));
    }
    let answer = next.call(request).await?.map_into_boxed_body();
    if let Some(limits) = limits.filter(|_| allowance(&answer).is_none())
        && let Err(error) = limits.request_of_nobody(answer.request()).await
    {
        return Ok(tell(answer.error_response(error)));
    }
    Ok(tell(answer))
}

fn tell(mut answer: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    if let Some(allowance) = allowance(&answer) {
        write_headers(answer.headers_mut(), &allowance);
    }
    answer
}

fn allowance(answer: &ServiceResponse<BoxBody>) -> Option<Allowance> {
    answer.request().extensions().get().copied()
}

fn shows_credentials(request: &ServiceRequest) -> bool {
    let headers = request.headers();
    headers.contains_key(header::AUTHORIZATION)
        || headers.contains_key("x-api-key")
        || request.cookie(SESSION_COOKIE).is_some()
}
