use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Hashes and checks passwords with bcrypt, on the blocking pool, as many at once as there are cores: more
/// would only make everybody wait longer, and starve what else blocks.
#[derive(Debug, Clone)]
pub struct Passwords {
    cost: u32,
    slots: Arc<Semaphore>,
}

/// Why a password could not be hashed or checked.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be processed: {0}")]
pub struct PasswordError(String);

impl Passwords {
    /// With bcrypt's `cost` (4 to 31; each step doubles the time, 12 is about a quarter of a second).
    #[must_use]
    pub fn new(cost: u32) -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self { cost, slots: Arc::new(Semaphore::new(cores)) }
    }

    /// The hash to store. The password must have passed [`crate::check_password`]: bcrypt reads 72 bytes, and
    /// longer ones are an error rather than cut.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        let cost = self.cost;
        let hash = self.blocking(move || bcrypt::non_truncating_hash(password, cost)).await?;
        hash.map_err(|error| PasswordError(error.to_string()))
    }

    /// Whether `password` is the one of `hash`. Without a hash, for a user who does not exist, it takes the same
    /// time and is `false`.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, PasswordError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| nobodys_hash(self.cost));
        let verdict = self.blocking(move || bcrypt::non_truncating_verify(password, &hash)).await?;
        match verdict {
            Ok(matches) => Ok(matches && known),
            Err(bcrypt::BcryptError::Truncation(_)) => Ok(false),
            Err(error) => Err(PasswordError(error.to_string())),
        }
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let slots = Arc::clone(&self.slots);
        let slot = slots.acquire_owned().await.map_err(|error| PasswordError(error.to_string()))?;
        let done = spawn_blocking(move || {
            let result = work();
            drop(slot);
            result
        });
        done.await.map_err(|error| PasswordError(error.to_string()))
    }
}

/// A well-formed hash that no password has, as costly to check as a real one.
fn nobodys_hash(cost: u32) -> String {
    format!("$2b${cost:02}$abcdefghijklmnopqrstuu5Lb8yRmPzCa0Nv0hPq1jGfsQ3nXWcRu")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_and_no_other() {
        let passwords = Passwords::new(4);
        let hash = passwords.hash("correct horse battery".into()).await.unwrap();
        assert!(hash.starts_with("$2b$04$"));
        assert!(passwords.verify("correct horse battery".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("correct horse".into(), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_is_checked_like_somebody() {
        let passwords = Passwords::new(4);
        assert!(!passwords.verify("anything at all".into(), None).await.unwrap());
        let parsed = nobodys_hash(12).parse::<bcrypt::HashParts>().unwrap();
        assert_eq!(parsed.get_cost(), 12);
    }

    #[tokio::test]
    async fn long_passwords_are_refused_rather_than_cut() {
        let passwords = Passwords::new(4);
        assert!(passwords.hash("x".repeat(80)).await.is_err());
        let hash = passwords.hash("x".repeat(70)).await.unwrap();
        assert!(!passwords.verify("x".repeat(80), Some(hash)).await.unwrap());
    }
}
