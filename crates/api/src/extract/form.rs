use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::error::UrlencodedError;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;

use super::body::in_time;
use crate::error::ApiError;

/// A form as a browser sends it.
pub(crate) struct Form<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let form = web::Form::<T>::from_request(request, payload);
        Box::pin(async move {
            let form = in_time(async { Ok(form.await) }).await?;
            let form = form.map_err(|error| match error.as_error::<UrlencodedError>() {
                Some(UrlencodedError::ContentType | UrlencodedError::UnknownLength) => {
                    ApiError::UnsupportedMediaType("application/x-www-form-urlencoded")
                }
                Some(UrlencodedError::Overflow { limit, .. }) => ApiError::TooLarge(*limit),
                _ => ApiError::Malformed("the form cannot be read".into()),
            })?;
            Ok(Self(form.into_inner()))
        })
    }
}
