//! Who is asking: passwords, tokens, secrets and signed addresses. Pure computation: nothing here reads the
//! database, the environment or the network, and time comes in as an argument.
//!
//! Every key is derived from the deployment's one secret under a label of its own ([`SecretKey::derive`]), so
//! that a signature made for one purpose is worth nothing for another.

mod address;
mod key;
mod password;
mod policy;
mod refresh;
mod token;

pub use address::{AddressError, AddressSigner, SignedAddress};
pub use key::SecretKey;
pub use password::{PasswordError, Passwords};
pub use policy::{MAX_PASSWORD_BYTES, MIN_PASSWORD_CHARACTERS, WeakPassword, check_password};
pub use refresh::{RefreshToken, fingerprint};
pub use token::{Claims, Issued, SessionId, TokenError, TokenKind, Tokens};
