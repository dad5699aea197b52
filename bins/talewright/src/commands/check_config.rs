//! `talewright check-config`: what the settings amount to. Problems were reported by loading them.

use std::io::Write;

use talewright_config::Settings;

pub(super) fn run(settings: &Settings) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{settings:#?}\nThe settings are fine.")?;
    Ok(())
}
