use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use talewright_domain::Id;

use crate::error::ApiError;

/// The `{id}` of the path. What is no id names nothing: 404.
pub(crate) struct PathId<K>(pub(crate) Id<K>);

impl<K: 'static> FromRequest for PathId<K> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = request.match_info().get("id").unwrap_or_default();
        let parsed = text.parse().map(Self);
        ready(parsed.map_err(|_| ApiError::NotFound(format!("{text:?} is not the id of anything"))))
    }
}
