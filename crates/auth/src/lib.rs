//! Who is asking: passwords, tokens, keys, codes and signed addresses. Pure computation: nothing here reads the
//! database, the environment or the network, and time comes in as an argument.
//!
//! Every key is derived from the deployment's one secret under a label of its own ([`SecretKey::derive`]), so
//! that a signature made for one purpose is worth nothing for another. When the secret is changed, what was signed
//! with the one before is accepted for as long as it is still among the previous ones.

mod address;
mod api_key;
mod code;
mod fingerprint;
mod id_token;
mod jws;
mod key;
mod password;
mod policy;
mod refresh;
mod token;

pub use address::{AddressError, AddressSigner, SignedAddress};
pub use api_key::ApiKey;
pub use code::{ClaimCode, OneTimeCode};
pub use fingerprint::fingerprint;
pub use id_token::IdTokenVerifier;
pub use key::SecretKey;
pub use password::{MAX_WAITING, PasswordError, Passwords};
pub use policy::{MAX_PASSWORD_BYTES, MIN_PASSWORD_CHARACTERS, WeakPassword, check_password};
pub use refresh::RefreshToken;
pub use token::{Claims, Issued, SessionId, TokenError, TokenKind, Tokens};
