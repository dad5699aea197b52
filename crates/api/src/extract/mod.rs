//! What handlers take: who asks, which resource, what they sent.

mod body;
mod form;
mod path;
mod precondition;
mod query;
mod upload;
mod user;

pub(crate) use body::{JsonBody, OptionalJsonBody};
pub(crate) use form::Form;
pub(crate) use path::{PageOf, PathId};
pub(crate) use precondition::{IdempotencyKey, IfMatch};
pub(crate) use query::Query;
pub(crate) use upload::{Upload, UploadLimit};
pub(crate) use user::{Admin, CurrentUser, Generator, Person, Reader, SESSION_COOKIE};
