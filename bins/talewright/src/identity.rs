//! The name of this process as a worker: stable over restarts, so that a process that crashed takes its own jobs
//! back at once, and never shared by two that live.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use talewright_domain::ports::WorkerId;

/// Workers of one machine on one folder of data; more than anybody starts.
const SEATS: usize = 64;

/// A name, ours for as long as this lives.
pub(crate) struct Identity {
    pub(crate) id: WorkerId,
    /// The system releases the lock with the process, however it ends.
    _seat: Option<File>,
}

impl Identity {
    /// A name that somebody chose, and answers for.
    pub(crate) const fn chosen(name: String) -> Self {
        Self { id: WorkerId(name), _seat: None }
    }

    /// The first free seat of this folder.
    ///
    /// # Errors
    /// The folder cannot be written, or has no free seat.
    pub(crate) fn of_folder(dir: &Path) -> io::Result<Self> {
        let installation = talewright_config::keep_generated(dir, "worker_name")?;
        for seat in 1..=SEATS {
            let file = File::create(dir.join(format!("worker-{seat}.lock")))?;
            match file.try_lock() {
                Ok(()) => {
                    let short = installation.get(..12).unwrap_or(&installation);
                    return Ok(Self { id: WorkerId(format!("{short}-{seat}")), _seat: Some(file) });
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Err(io::Error::other(format!("{SEATS} workers run on this folder already")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_and_never_shared() {
        let dir = tempfile::tempdir().unwrap();
        let first = Identity::of_folder(dir.path()).unwrap();
        let second = Identity::of_folder(dir.path()).unwrap();
        assert_ne!(first.id, second.id);
        let name = first.id.clone();
        drop(first);
        assert_eq!(Identity::of_folder(dir.path()).unwrap().id, name);
    }
}
