//! Values that are made once and kept beside the data.

use std::fs;
use std::io;
use std::path::Path;

use rand::RngExt;

/// 256 random bits in hexadecimal.
#[must_use]
pub fn random_key() -> String {
    hex::encode(rand::rng().random::<[u8; 32]>())
}

/// Reads the value kept in `dir/name`, or makes one and keeps it there, readable by its owner alone.
///
/// # Errors
/// The folder cannot be written.
pub fn keep_generated(dir: &Path, name: &str) -> io::Result<String> {
    let path = dir.join(name);
    match fs::read_to_string(&path) {
        Ok(kept) if !kept.trim().is_empty() => return Ok(kept.trim().to_owned()),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    fs::create_dir_all(dir)?;
    let value = random_key();
    // Written beside and linked into place: of two processes that start at once, one wins and both use it.
    let draft = dir.join(format!(".{name}.{}", random_key()));
    write_private(&draft, &value)?;
    let linked = fs::hard_link(&draft, &path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(fs::read_to_string(&path)?.trim().to_owned()),
    }
}

#[cfg(unix)]
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(not(unix))]
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    fs::write(path, text)
}
