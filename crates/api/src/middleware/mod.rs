//! What happens around every request, outermost first: [`frame`] names it, logs it and writes problems;
//! [`limit`] counts who is not signed in; [`represent`] does ETags and the envelope; [`secure`] adds the security headers.

mod frame;
mod limit;
mod represent;
mod secure;

pub(crate) use frame::frame;
pub(crate) use limit::limit;
pub(crate) use represent::{Envelope, represent};
pub(crate) use secure::secure;
