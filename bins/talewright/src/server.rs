//! The API of this process: what its handlers reach for, and the port.

use std::net::{IpAddr, TcpListener};
use std::sync::Arc;

use chrono::TimeDelta;
use ipnet::IpNet;
use secrecy::ExposeSecret;
use talewright_api::{ApiSettings, ApiState, Limits, Monitoring, Parts, Proxies};
use talewright_app::auth::Accounts;
use talewright_app::characters::Darkroom;
use talewright_app::stories::{Offer, Presses};
use talewright_app::{PhotoLimits, Studio};
use talewright_auth::{AddressSigner, Passwords, SecretKey, Tokens};
use talewright_config::Settings;
use talewright_domain::Book;
use talewright_pdf::{BookPress, Fonts, PdfError};
use talewright_telemetry::{LogFiles, Metrics as Counters};
use tokio_util::sync::CancellationToken;

use crate::compose;
use crate::people::People;

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
    offer: Offer,
    people: People,
    counters: Arc<Counters>,
) -> anyhow::Result<ApiServer> {
    let address = listener.local_addr()?;
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let (secret, previous) = secret_keys(settings)?;
    let limits = Limits {
        limiter: people.limiter.filter(|_| settings.limits.rates),
        terms: Arc::clone(&offer.terms),
        anonymous_per_hour: settings.limits.anonymous_requests_per_hour,
        logins_per_minute: settings.limits.logins_per_minute,
    };
    let public_url = settings.server.public_url.trim_end_matches('/').to_owned();
    let parts = Parts {
        accounts: Accounts {
            db: studio.db.clone(),
            clock: compose::clock(),
            passwords: Passwords::new(settings.security.bcrypt_cost),
            tokens: Tokens::new(&secret, &previous),
            access_lifetime: TimeDelta::minutes(i64::from(settings.security.access_token_minutes)),
            session_lifetime: TimeDelta::days(i64::from(settings.security.refresh_token_days)),
            mailer: people.mailer,
            revocations: people.revocations,
            identity_providers: people.identity_providers,
            welcome: offer.terms.welcome,
            public_url: if public_url.is_empty() { format!("http://{address}") } else { public_url.clone() },
        },
        studio: studio.clone(),
        offer,
        presses: presses(settings, cores),
        darkroom: Darkroom::new(PhotoLimits::default(), cores),
        signer: AddressSigner::new(&secret, &previous),
        limits,
        proxies: Proxies { trusted: trusted_proxies(settings), public_url },
        monitoring: monitoring(settings, counters, people.cache)?,
    };
    Ok(ApiServer { listener, state: ApiState::new(api_settings(settings), parts)? })
}

fn trusted_proxies(settings: &Settings) -> Vec<IpNet> {
    let network = |text: &String| {
        let alone = text.parse::<IpAddr>().ok().map(IpNet::from);
        text.parse().ok().or(alone)
    };
    // What is neither was refused when the settings were loaded.
    settings.server.trusted_proxies.iter().filter_map(network).collect()
}

fn monitoring(
    settings: &Settings,
    counters: Arc<Counters>,
    cache: Arc<dyn Fn() -> &'static str + Send + Sync>,
) -> anyhow::Result<Monitoring> {
    let as_json = Arc::clone(&counters);
    let folder = settings.data.dir.clone();
    Ok(Monitoring {
        logs: LogFiles::new(&settings.logs.dir),
        config: serde_json::to_value(&settings.shown)?,
        metrics_text: Arc::new(move || counters.to_text()),
        metrics_json: Arc::new(move || as_json.to_json()),
        cache,
        machine: Arc::new(move || talewright_telemetry::machine(&folder)),
    })
}

fn api_settings(settings: &Settings) -> ApiSettings {
    ApiSettings {
        prefix: settings.server.api_prefix.clone(),
        aliases: settings.server.api_aliases.clone(),
        cors_origins: settings.server.cors_origins.clone(),
        envelope: settings.server.response_envelope,
        frontend_dir: settings.mounts_frontend().then(|| settings.data.frontend_dir.clone()),
        serve_files: settings.mounts_data(),
        max_upload_bytes: settings.server.max_upload_bytes,
        debug_mode: settings.server.debug_mode,
        workers: None,
    }
}

/// The key as set, else one that is made once and kept beside the data; and those before it.
fn secret_keys(settings: &Settings) -> anyhow::Result<(SecretKey, Vec<SecretKey>)> {
    let previous = settings.security.previous_secret_keys.iter();
    let previous = previous.map(|key| SecretKey::new(key.expose_secret())).collect();
    let set = settings.security.secret_key.expose_secret();
    if !set.is_empty() {
        return Ok((SecretKey::new(set), previous));
    }
    Ok((SecretKey::new(talewright_config::keep_generated(&settings.data.dir, "secret_key")?), previous))
}

/// The presses, as many at once as there are cores. Without fonts everything else works all the same.
fn presses(settings: &Settings, cores: usize) -> Presses {
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
