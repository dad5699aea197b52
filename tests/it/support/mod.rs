//! What the tests share: a running server, users as types, and a killable process.

mod app;
mod client;
mod process;

pub use app::TestApp;
pub use client::{Answer, Client};
pub use process::{ServerProcess, binary};

use std::collections::BTreeMap;
use std::path::Path;

/// The environment of a server under test: everything it writes is in `dir`.
pub fn environment(dir: &Path, database_url: &str) -> BTreeMap<String, String> {
    let pairs = [
        ("RUN_ENV", "test"),
        ("HOST", "127.0.0.1"),
        ("PORT", "0"),
        ("DATABASE_URL", database_url),
        ("DATA_DIR", &dir.display().to_string()),
        ("MOUNT_DATA_STATIC", "true"),
        ("BCRYPT_COST", "4"),
        ("LOG_LEVEL", "warn"),
        ("RATE_LIMITS", "off"),
        ("PLAN_LIMITS", "off"),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The repository's root.
pub fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
