use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// How many may wait for their password to be hashed or checked.
pub const MAX_WAITING: usize = 500;

/// Hashes and checks passwords with bcrypt, on the blocking pool, as many at once as there are cores: more
/// would only make everybody wait longer, and starve what else blocks. [`MAX_WAITING`] more may wait; who comes then
/// is told so at once, rather than after a wait that nobody bears.
#[derive(Debug, Clone)]
pub struct Passwords {
    cost: u32,
    /// For those at work and those who wait.
    places: Arc<Semaphore>,
    /// For those at work.
    slots: Arc<Semaphore>,
}

/// Why a password could not be hashed or checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// More than [`MAX_WAITING`] wait.
    #[error("too many people sign in at this moment; try again in a few seconds")]
    Busy,
    /// The password is too long for bcrypt, the stored hash is none, or the runtime ends.
    #[error("the password could not be processed: {0}")]
    Failed(String),
}

impl Passwords {
    /// With bcrypt's `cost` (4 to 31; each step doubles the time, 12 is about a quarter of a second).
    #[must_use]
    pub fn new(cost: u32) -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self::with_limits(cost, cores, MAX_WAITING)
    }

    fn with_limits(cost: u32, at_once: usize, waiting: usize) -> Self {
        let semaphore = |permits| Arc::new(Semaphore::new(permits));
        Self { cost, places: semaphore(at_once + waiting), slots: semaphore(at_once) }
    }

    /// The hash to store. The password must have passed [`crate::check_password`]: bcrypt reads 72 bytes, and
    /// longer ones are an error rather than cut.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        let cost = self.cost;
        let hash = self.blocking(move || bcrypt::non_truncating_hash(password, cost)).await?;
        hash.map_err(failed)
    }

    /// Whether `password` is the one of `hash`. Without a hash (none or an empty one), for a user who does not exist
    /// or has no password, it takes the same time and is `false`.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, PasswordError> {
        let hash = hash.filter(|hash| !hash.is_empty());
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| nobodys_hash(self.cost));
        let verdict = self.blocking(move || bcrypt::non_truncating_verify(password, &hash)).await?;
        match verdict {
            Ok(matches) => Ok(matches && known),
            Err(bcrypt::BcryptError::Truncation(_)) => Ok(false),
            Err(error) => Err(failed(error)),
        }
    }

    /// The work keeps its place and its slot until it is done, also when nobody waits for it any more: it cannot be
    /// stopped.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| PasswordError::Busy)?;
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(failed)?;
        let done = spawn_blocking(move || {
            let result = work();
            drop((slot, place));
            result
        });
        done.await.map_err(failed)
    }
}

fn failed(error: impl ToString) -> PasswordError {
    PasswordError::Failed(error.to_string())
}

/// A well-formed hash that no password has, as costly to check as a real one.
fn nobodys_hash(cost: u32) -> String {
    format!("$2b${cost:02}$abcdefghijklmnopqrstuu5Lb8yRmPzCa0Nv0hPq1jGfsQ3nXWcRu")
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};

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
        for hash in [None, Some(String::new())] {
            for password in ["anything at all", ""] {
                assert_eq!(passwords.verify(password.into(), hash.clone()).await, Ok(false));
            }
        }
        let parsed = nobodys_hash(12).parse::<bcrypt::HashParts>().unwrap();
        assert_eq!(parsed.get_cost(), 12);
    }

    #[tokio::test]
    async fn what_is_stored_but_no_hash_is_a_failure() {
        let verdict = Passwords::new(4).verify("anything at all".into(), Some("plain text".into())).await;
        assert!(matches!(verdict, Err(PasswordError::Failed(_))), "{verdict:?}");
    }

    #[tokio::test]
    async fn long_passwords_are_refused_rather_than_cut() {
        let passwords = Passwords::new(4);
        assert!(matches!(passwords.hash("x".repeat(80)).await, Err(PasswordError::Failed(_))));
        let hash = passwords.hash("x".repeat(70)).await.unwrap();
        assert!(!passwords.verify("x".repeat(80), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn who_finds_no_place_to_wait_is_told_at_once() {
        let passwords = Passwords::with_limits(4, 1, 2);
        // Somebody is at work and does not end.
        let place = Arc::clone(&passwords.places).try_acquire_owned().unwrap();
        let slot = Arc::clone(&passwords.slots).try_acquire_owned().unwrap();
        let mut context = Context::from_waker(Waker::noop());
        let mut first = pin!(passwords.hash("seven odd socks".into()));
        assert!(first.as_mut().poll(&mut context).is_pending());
        {
            let mut second = pin!(passwords.verify("seven odd socks".into(), None));
            assert!(second.as_mut().poll(&mut context).is_pending());
            assert_eq!(passwords.hash("seven odd socks".into()).await, Err(PasswordError::Busy));
            assert_eq!(passwords.verify("seven odd socks".into(), None).await, Err(PasswordError::Busy));
        }
        // The second one went away, and leaves its place.
        let mut third = pin!(passwords.verify("seven odd socks".into(), None));
        assert!(third.as_mut().poll(&mut context).is_pending());

        drop((slot, place));
        let hash = first.await.unwrap();
        assert_eq!(third.await, Ok(false));
        assert_eq!(passwords.verify("seven odd socks".into(), Some(hash)).await, Ok(true));
        assert_eq!((passwords.places.available_permits(), passwords.slots.available_permits()), (3, 1));
    }
}
