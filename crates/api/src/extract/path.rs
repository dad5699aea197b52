use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use talewright_domain::Id;

use crate::error::ApiError;
use crate::routes::fallback::RouteTable;

/// The `{id}` of the path. What is no id names nothing: 404.
pub(crate) struct PathId<K>(pub(crate) Id<K>);

impl<K: 'static> FromRequest for PathId<K> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = request.match_info().get("id").unwrap_or_default();
        ready(text.parse().map(Self).map_err(|_| no_id(request, text)))
    }
}

/// What is no id names nothing, unless a path with that very name knows other methods.
fn no_id(request: &HttpRequest, text: &str) -> ApiError {
    let table = request.app_data::<web::Data<RouteTable>>();
    match table.and_then(|table| table.allowed_by_name(request.path())) {
        Some(allowed) => ApiError::MethodNotAllowed(allowed.to_owned()),
        None => ApiError::NotFound(format!("{text:?} is not the id of anything")),
    }
}

/// The `{id}` and the page's `{number}` of the path. What is no number names nothing: 404.
pub(crate) struct PageOf<K> {
    pub(crate) id: Id<K>,
    pub(crate) number: u32,
}

impl<K: 'static> FromRequest for PageOf<K> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let text = request.match_info().get("number").unwrap_or_default();
        let number =
            text.parse().map_err(|_| ApiError::NotFound(format!("{text:?} is not the number of a page")));
        let id = PathId::<K>::from_request(request, payload).into_inner();
        ready(id.and_then(|id| Ok(Self { id: id.0, number: number? })))
    }
}
