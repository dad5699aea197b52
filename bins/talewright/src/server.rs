//! The API of this process: what its handlers reach for, and the port.

use std::net::TcpListener;
use std::sync::Arc;

use chrono::TimeDelta;
use secrecy::ExposeSecret;
use talewright_api::{ApiSettings, ApiState, Metrics};
use talewright_app::Studio;
use talewright_app::auth::Accounts;
use talewright_app::stories::{Offer, Presses};
use talewright_auth::{AddressSigner, Passwords, SecretKey, Tokens};
use talewright_config::Settings;
use talewright_domain::Book;
use talewright_pdf::{BookPress, Fonts, PdfError};
use talewright_pipeline::StoryPipeline;
use talewright_telemetry::Metrics as Counters;
use tokio_util::sync::CancellationToken;

use crate::compose;

/// The API, and the port that it has taken.
pub(crate) struct ApiServer {
    listener: TcpListener,
    state: ApiState,
}

impl ApiServer {
    pub(crate) async fn run(self, shutdown: CancellationToken) -> std::io::Result<()> {
        Box::pin(talewright_api::serve(self.listener, self.state, shutdown)).await
    }
}

/// Puts the API together.
pub(crate) fn build(
    settings: &Settings,
    listener: TcpListener,
    studio: &Studio,
    pipeline: &StoryPipeline,
    counters: Arc<Counters>,
) -> anyhow::Result<ApiServer> {
    let secret = secret_key(settings)?;
    let security = &settings.security;
    let accounts = Accounts {
        db: studio.db.clone(),
        clock: compose::clock(),
        passwords: Passwords::new(security.bcrypt_cost),
        tokens: Tokens::new(&secret),
        access_lifetime: TimeDelta::minutes(i64::from(security.access_token_minutes)),
        session_lifetime: TimeDelta::days(i64::from(security.refresh_token_days)),
    };
    let state = ApiState::new(
        api_settings(settings),
        accounts,
        studio.clone(),
        Offer(pipeline.clone()),
        presses(settings),
        AddressSigner::new(&secret),
        Metrics(Arc::new(move || counters.to_text())),
    )?;
    Ok(ApiServer { listener, state })
}

fn api_settings(settings: &Settings) -> ApiSettings {
    ApiSettings {
        prefix: settings.server.api_prefix.clone(),
        aliases: settings.server.api_aliases.clone(),
        cors_origins: settings.server.cors_origins.clone(),
        envelope: settings.server.response_envelope,
        frontend_dir: settings.mounts_frontend().then(|| settings.data.frontend_dir.clone()),
        serve_files: settings.mounts_data(),
        workers: None,
    }
}

/// The key as set, else one that is made once and kept beside the data.
fn secret_key(settings: &Settings) -> anyhow::Result<SecretKey> {
    let set = settings.security.secret_key.expose_secret();
    if !set.is_empty() {
        return Ok(SecretKey::new(set));
    }
    Ok(SecretKey::new(talewright_config::keep_generated(&settings.data.dir, "secret_key")?))
}

/// The presses, as many at once as there are cores. Without fonts everything else works all the same.
fn presses(settings: &Settings) -> Presses {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    match compose::fonts(settings) {
        Ok(fonts) => Presses::new(fonts, cores),
        Err(error) => {
            tracing::warn!(%error, "books cannot be printed");
            let nothing = Arc::new(WithoutFonts);
            Presses::of(nothing.clone(), nothing, 1)
        }
    }
}

/// Says why nothing can be printed.
struct WithoutFonts;

impl BookPress for WithoutFonts {
    fn press(&self, _: &Book) -> Result<Vec<u8>, PdfError> {
        Fonts::load(None).and(Err(PdfError::NoFonts))
    }
}
