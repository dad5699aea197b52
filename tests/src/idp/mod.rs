//! Google and GitHub as they are when somebody signs in, played by one server on loopback.
//!
//! It has no form to fill in: who is sent to it comes straight back, as the [`Person`] that the test has put in front
//! of it, or having declined when there is nobody. Codes are good once, for the client, the address and the PKCE
//! secret that they were made for; ID tokens are signed with RS256. What is sent is written down.
//!
//! | | |
//! |---|---|
//! | issuer of Google, base of GitHub | [`MockIdp::origin`] |
//! | discovery, pages, tokens, keys of Google | `/.well-known/openid-configuration`, `/authorize`, `/token`, `/keys` |
//! | pages and tokens of GitHub | `/login/oauth/authorize`, `/login/oauth/access_token` |
//! | GitHub's API, as an Enterprise server has it | `/api/v3/user`, `/api/v3/user/emails` |
//!
//! ```
//! # fn main() -> std::io::Result<()> {
//! use talewright_tests::idp::{Endpoint, Fault, MockIdp, Person, Twist};
//!
//! let idp = MockIdp::start()?;
//! idp.sign_in_as(Person::new(7, "ann@example.org").named("Ann"));
//! idp.twist(Twist::WrongAudience); // what it says is wrong
//! idp.fail(Endpoint::GitHubToken, Fault::Status(500)); // or how it says it
//! idp.behave();
//! idp.rotate_keys();
//! assert!(idp.requests().is_empty());
//! # Ok(())
//! # }
//! ```

mod answer;
mod authorize;
mod call;
mod github;
mod google;
mod house;
mod keys;
mod person;
mod redeem;
mod running;
mod script;
mod server;

pub use call::{Endpoint, Recorded};
pub use person::Person;
pub use running::MockIdp;
pub use script::{Fault, Twist};
