//! `talewright serve` and `talewright worker`.

use std::io::Write;

use clap::Args;
use talewright_config::Settings;
use talewright_telemetry::Format;
use tokio_util::sync::CancellationToken;

use crate::compose::Application;

/// Start the studio.
#[derive(Args)]
pub struct ServeArgs {
    /// The address to listen on.
    #[arg(long)]
    host: Option<String>,
    /// The port; 0 picks a free one and prints it.
    #[arg(long)]
    port: Option<u16>,
}

impl ServeArgs {
    /// What is said on the command line goes before everything else.
    pub(super) fn apply(&self, settings: &mut Settings) {
        if let Some(host) = &self.host {
            settings.server.host.clone_from(host);
        }
        if let Some(port) = self.port {
            settings.server.port = port;
        }
    }
}

/// Runs the studio until Ctrl-C or SIGTERM.
pub(super) async fn run(settings: Settings) -> anyhow::Result<()> {
    let format = if settings.logs.format == "json" { Format::Json } else { Format::Pretty };
    let _guard = talewright_telemetry::start_logs(&settings.logs.dir, &settings.logs.level, format)?;
    let app = Application::build(&settings).await?;
    if settings.serves_api() {
        let mut out = std::io::stdout();
        writeln!(out, "Talewright is ready at http://{}", app.address())?;
        if let Some(code) = app.claim_code().await? {
            writeln!(
                out,
                "Nobody administers this studio yet. Sign in, and become its administrator with the code {code} \
                 (it works once, for a day), or run: talewright create-admin --email you@example.org"
            )?;
        }
    }
    Box::pin(app.run(stop_signal()?)).await
}

/// Runs a worker alone.
pub(super) async fn run_worker(mut settings: Settings) -> anyhow::Result<()> {
    settings.server.roles = vec!["worker".into()];
    run(settings).await
}

/// Fires at the first Ctrl-C or SIGTERM; the second ends the process where it is.
fn stop_signal() -> anyhow::Result<CancellationToken> {
    let shutdown = CancellationToken::new();
    let fired = shutdown.clone();
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::spawn(async move {
        for time in 0.. {
            #[cfg(unix)]
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            #[cfg(not(unix))]
            let _ = tokio::signal::ctrl_c().await;
            if time > 0 {
                std::process::exit(130);
            }
            tracing::info!("stopping; once more to stop at once");
            fired.cancel();
        }
    });
    Ok(shutdown)
}
