//! The app put together, and the server that runs it.

use std::io;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_cors::Cors;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Condition, NormalizePath, from_fn};
use actix_web::{App, Error, HttpServer, web};
use talewright_app::Studio;
use talewright_app::auth::Accounts;
use talewright_app::characters::Darkroom;
use talewright_app::stories::{Offer, Presses};
use talewright_auth::AddressSigner;
use tokio_util::sync::CancellationToken;
use utoipa_actix_web::scope::scope;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::client::Proxies;
use crate::extract::UploadLimit;
use crate::limits::Limits;
use crate::links::Links;
use crate::middleware::{Envelope, frame, limit, represent, secure};
use crate::openapi::openapi;
use crate::routes;
use crate::routes::admin::monitoring::Monitoring;
use crate::routes::docs::Document;
use crate::routes::fallback::{RouteTable, fallback};
use crate::routes::frontend::Frontend;
use crate::routes::health::Process;
use crate::routes::jobs::Stopping;

/// A client's headers must be there in this time.
const HEADERS_IN_TIME: Duration = Duration::from_secs(10);
/// An idle connection is kept this long.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// How the API is mounted.
#[derive(Debug, Clone)]
pub struct ApiSettings {
    /// Where everything is, e.g. `/api/v1`; empty for the root.
    pub prefix: String,
    /// Where everything is a second time, for clients of other systems; `/` is the root. Not in the document.
    pub aliases: Vec<String>,
    /// Other origins whose pages may call, with a token; `*` is any.
    pub cors_origins: Vec<String>,
    /// Wrap every JSON body as `{success, data, timestamp}`.
    pub envelope: bool,
    /// The folder of the built web page; `None` to serve none.
    pub frontend_dir: Option<PathBuf>,
    /// Whether `/static_content/*` is served here.
    pub serve_files: bool,
    /// Most bytes of one uploaded picture.
    pub max_upload_bytes: usize,
    /// Whether there is `/debug/*`, for administrators.
    pub debug_mode: bool,
    /// Threads that answer requests; as many as there are cores when `None`.
    pub workers: Option<usize>,
}

/// What the handlers reach for. Made once, and shared by all threads.
#[derive(Clone)]
pub struct ApiState {
    settings: Arc<ApiSettings>,
    accounts: web::Data<Accounts>,
    studio: web::Data<Studio>,
    offer: web::Data<Offer>,
    presses: web::Data<Presses>,
    links: web::Data<Links>,
    process: web::Data<Process>,
    stopping: web::Data<Stopping>,
    document: web::Data<Document>,
    table: web::Data<RouteTable>,
    frontend: web::Data<Frontend>,
    envelope: web::Data<Envelope>,
    monitoring: web::Data<Monitoring>,
    proxies: web::Data<Proxies>,
    limits: web::Data<Limits>,
    darkroom: web::Data<Darkroom>,
    uploads: web::Data<UploadLimit>,
}

/// What an [`ApiState`] is made of: what concerns the work, and what concerns the server.
pub struct Parts {
    /// Who is asking.
    pub accounts: Accounts,
    /// Where the work lies.
    pub studio: Studio,
    /// What can be had, and on what terms.
    pub offer: Offer,
    /// Prints books.
    pub presses: Presses,
    /// Makes strangers' pictures safe.
    pub darkroom: Darkroom,
    /// Signs the addresses of files.
    pub signer: AddressSigner,
    /// How much anybody may ask for.
    pub limits: Limits,
    /// Whose word about addresses is believed.
    pub proxies: Proxies,
    /// What administrators see of the process.
    pub monitoring: Monitoring,
}

impl ApiState {
    /// Puts together what the handlers reach for.
    ///
    /// # Errors
    /// The document cannot be written as JSON, which would be a bug.
    pub fn new(settings: ApiSettings, parts: Parts) -> Result<Self, serde_json::Error> {
        let Parts { accounts, studio, offer, presses, darkroom, signer, limits, proxies, monitoring } = parts;
        let settings = ApiSettings {
            prefix: trimmed(&settings.prefix),
            aliases: settings.aliases.iter().map(|alias| trimmed(alias)).collect(),
            ..settings
        };
        let document = openapi(&settings.prefix);
        let table = RouteTable::new(&document, &settings.prefix, &settings.aliases);
        let links = Links::new(&settings.prefix, signer, Arc::clone(&studio.clock));
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Ok(Self {
            accounts: web::Data::new(accounts),
            studio: web::Data::new(studio),
            offer: web::Data::new(offer),
            presses: web::Data::new(presses),
            links: web::Data::new(links),
            process: web::Data::new(Process { started: Instant::now(), version }),
            stopping: web::Data::new(Stopping::default()),
            document: web::Data::new(Document(document.to_json()?.into())),
            table: web::Data::new(table),
            frontend: web::Data::new(Frontend(settings.frontend_dir.clone())),
            envelope: web::Data::new(Envelope(settings.envelope)),
            monitoring: web::Data::new(monitoring),
            proxies: web::Data::new(proxies),
            limits: web::Data::new(limits),
            darkroom: web::Data::new(darkroom),
            uploads: web::Data::new(UploadLimit(settings.max_upload_bytes)),
            settings: Arc::new(settings),
        })
    }

    fn configure(&self, config: &mut web::ServiceConfig) {
        config
            .app_data(self.accounts.clone())
            .app_data(self.studio.clone())
            .app_data(self.offer.clone())
            .app_data(self.presses.clone())
            .app_data(self.links.clone())
            .app_data(self.process.clone())
            .app_data(self.stopping.clone())
            .app_data(self.document.clone())
            .app_data(self.table.clone())
            .app_data(self.frontend.clone())
            .app_data(self.envelope.clone())
            .app_data(self.monitoring.clone())
            .app_data(self.proxies.clone())
            .app_data(self.limits.clone())
            .app_data(self.darkroom.clone())
            .app_data(self.uploads.clone());
        routes::docs::configure(config);
        routes::metrics::configure(config);
        let mut described = ServiceConfig::new(config);
        routes::health::configure(&mut described);
        if self.settings.serve_files {
            routes::files::configure(&mut described);
        }
        let mut bases: Vec<&String> =
            std::iter::once(&self.settings.prefix).chain(&self.settings.aliases).collect();
        // A longer base comes first, for a shorter one would swallow its requests; the root comes last.
        bases.sort_by_key(|base| std::cmp::Reverse(base.len()));
        bases.dedup();
        for base in bases {
            let debug = self.settings.debug_mode;
            described.service(
                scope(base.as_str())
                    .configure(routes::configure)
                    .configure(routes::health::configure)
                    .configure(move |config| {
                        if debug {
                            routes::debug::configure(config);
                        }
                    }),
            );
        }
    }
}

/// `/api/v1/` and `api/v1` are `/api/v1`; `/` is nothing.
fn trimmed(base: &str) -> String {
    let inner = base.trim().trim_matches('/');
    if inner.is_empty() { String::new() } else { format!("/{inner}") }
}

/// The whole app, for the server and for tests.
pub fn app(
    state: &ApiState,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    App::new()
        .configure(|config| state.configure(config))
        .default_service(web::to(fallback))
        .wrap(from_fn(represent))
        .wrap(from_fn(limit))
        .wrap(from_fn(secure))
        .wrap(Condition::new(!state.settings.cors_origins.is_empty(), cors(&state.settings.cors_origins)))
        .wrap(from_fn(frame))
        .wrap(NormalizePath::trim())
}

/// Lets the pages of other origins call with a token; the cookie of a session is never theirs to use.
fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allow_any_method()
        .allow_any_header()
        .expose_headers([
            "etag",
            "location",
            "x-request-id",
            "ratelimit-limit",
            "ratelimit-remaining",
            "ratelimit-reset",
            "retry-after",
        ])
        .max_age(3600);
    if origins.iter().any(|origin| origin == "*") {
        return cors.allow_any_origin();
    }
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}

/// Serves until `shutdown` is cancelled; then takes no new connections, ends the live streams, and lets running
/// requests finish.
///
/// # Errors
/// The listener cannot be used.
pub async fn serve(listener: TcpListener, state: ApiState, shutdown: CancellationToken) -> io::Result<()> {
    let (workers, streams) = (state.settings.workers, state.stopping.0.clone());
    let mut server = HttpServer::new(move || app(&state))
        .disable_signals()
        .shutdown_timeout(10)
        // Who sends headers slowly, or says nothing more, is cut off.
        .client_request_timeout(HEADERS_IN_TIME)
        .client_disconnect_timeout(HEADERS_IN_TIME)
        .keep_alive(KEEP_ALIVE);
    if let Some(workers) = workers {
        server = server.workers(workers);
    }
    let running = server.listen(listener)?.run();
    let handle = running.handle();
    let stopping = tokio::spawn(async move {
        shutdown.cancelled().await;
        streams.cancel();
        handle.stop(true).await;
    });
    let ended = running.await;
    stopping.abort();
    ended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_have_one_form() {
        for (given, expected) in [("/api/v1", "/api/v1"), ("api/v1/", "/api/v1"), ("/", ""), ("", "")] {
            assert_eq!(trimmed(given), expected, "{given}");
        }
    }
}
