//! Signing in with Google and GitHub: the port [`IdentityProvider`](talewright_domain::ports::IdentityProvider), twice.
//!
//! Both are the authorization code grant with PKCE and a state. Google adds `OpenID` Connect: its word is an ID token
//! that is signed for us and for this departure. GitHub's word is what its API answers to the access token, which is
//! used for that and then forgotten.
//!
//! Only an address that the service itself has verified counts. Secrets, codes and tokens are in no error, no log line
//! and no `Debug`.

mod address;
mod cached;
mod discovery;
mod github;
mod google;
mod grant;
mod http;
mod person;

pub use address::NotAnAddress;
pub use github::GitHub;
pub use google::Google;
pub use http::Http;
