//! The commands, one file each.

mod check_config;
mod create_admin;
mod migrate;
mod openapi;
mod serve;
mod story;

use clap::Subcommand;
use talewright_config::Settings;

/// What the binary can do.
#[derive(Subcommand)]
pub enum Command {
    /// Start the studio: REST API, web page and worker in one process.
    Serve(serve::ServeArgs),
    /// Start a worker alone, beside servers on the same PostgreSQL.
    Worker,
    /// Make one picture book from an idea, right here.
    Story(Box<story::StoryArgs>),
    /// Make an administrator: a new account, or an account that is there.
    CreateAdmin(create_admin::CreateAdminArgs),
    /// Bring the database to this version, then stop.
    Migrate,
    /// Print the OpenAPI document.
    Openapi,
    /// Show the effective settings, secrets masked, and every problem with them; `--probe` asks the providers.
    CheckConfig(check_config::CheckConfigArgs),
}

/// Runs a command to its end.
///
/// # Errors
/// Whatever went wrong, in words for the person at the terminal.
pub fn run(command: Command) -> anyhow::Result<()> {
    if matches!(command, Command::Openapi) {
        return openapi::run();
    }
    let mut settings = talewright_config::load()?;
    if let Command::Serve(args) = &command {
        args.apply(&mut settings);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(dispatch(command, settings))
}

async fn dispatch(command: Command, settings: Settings) -> anyhow::Result<()> {
    match command {
        Command::Serve(_) => serve::run(settings).await,
        Command::Worker => serve::run_worker(settings).await,
        Command::Story(args) => story::run(*args, &settings).await,
        Command::CreateAdmin(args) => create_admin::run(args, &settings).await,
        Command::Migrate => migrate::run(&settings).await,
        Command::CheckConfig(args) => check_config::run(args, &settings).await,
        Command::Openapi => openapi::run(),
    }
}
