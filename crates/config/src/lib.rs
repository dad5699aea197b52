//! Settings: embedded defaults < the file named by `TALEWRIGHT_CONFIG` < `.env` < the environment.
//!
//! `default.toml` names every setting; what it does not name is an error. All problems are reported at once,
//! before anything starts. Secrets never appear in `Debug`, logs or errors.

mod layers;
mod secret;
mod settings;
#[cfg(test)]
mod tests;

pub use layers::{ConfigError, DEFAULTS, Problem};
pub use secret::{keep_generated, random_key};
pub use settings::{
    Account, Data, Database, Limits, Logs, Mail, Offline, PROVIDERS, PlanSettings, Plans, Providers, RunEnv,
    Security, Server, Settings, SignInClient, Test, Worker,
};

use std::collections::BTreeMap;
use std::path::Path;

/// Loads the settings of this process: the only place that reads its environment.
///
/// # Errors
/// Every problem at once.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub fn load() -> Result<Settings, ConfigError> {
    let mut environment = BTreeMap::new();
    match dotenvy::dotenv_iter() {
        Ok(entries) => {
            for entry in entries {
                let (name, value) =
                    entry.map_err(|error| ConfigError(vec![Problem::new(".env", error.to_string())]))?;
                environment.insert(name, value);
            }
        }
        Err(error) if error.not_found() => {}
        Err(error) => return Err(ConfigError(vec![Problem::new(".env", error.to_string())])),
    }
    environment.extend(std::env::vars());
    let file = environment.get("TALEWRIGHT_CONFIG").cloned();
    load_from(file.as_deref().map(Path::new), &environment)
}

/// Loads settings from a file and a given environment; for tests and for programs that embed the server.
///
/// # Errors
/// Every problem at once.
pub fn load_from(
    file: Option<&Path>,
    environment: &BTreeMap<String, String>,
) -> Result<Settings, ConfigError> {
    let (table, problems) = layers::merge(file, environment);
    settings::build(table, problems)
}
