//! `talewright openapi`: the document of the very routes that the server mounts.

use std::io::Write;

use anyhow::Context;

pub(super) fn run() -> anyhow::Result<()> {
    let document =
        talewright_api::openapi("/api/v1").to_pretty_json().context("the document cannot be written")?;
    writeln!(std::io::stdout(), "{document}")?;
    Ok(())
}
