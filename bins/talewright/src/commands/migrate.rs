//! `talewright migrate`: brings the database to this version.

use talewright_config::Settings;
use talewright_storage::Db;

pub(super) async fn run(settings: &Settings) -> anyhow::Result<()> {
    let db = Db::connect(&settings.database.url, settings.database.pool_size).await?;
    let applied = db.migrate().await?;
    if applied.is_empty() {
        eprintln!("The database is up to date.");
    }
    for name in applied {
        eprintln!("applied {name}");
    }
    Ok(())
}
