//! The settings as the rest of the program sees them: typed, checked, complete.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use toml::Table;

use crate::layers::{ConfigError, Problem};

/// Everything that can be set.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// The server.
    pub server: Server,
    /// Secrets and passwords.
    pub security: Security,
    /// The database.
    pub database: Database,
    /// Files.
    pub data: Data,
    /// Logs.
    pub logs: Logs,
    /// The worker of this process.
    pub worker: Worker,
    /// Who is asked for what.
    pub providers: Providers,
    /// The account at OpenAI.
    pub openai: Account,
    /// The account at OpenRouter.
    pub openrouter: Account,
    /// The account at Runware.
    pub runware: Account,
    /// The account at ElevenLabs.
    pub elevenlabs: Account,
    /// The account at Hugging Face.
    pub huggingface: Account,
    /// A server that speaks as OpenAI does.
    pub compatible: Account,
    /// The offline provider.
    pub offline: Offline,
    /// What only tests may set.
    pub test: Test,
}

/// How strict to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunEnv {
    /// On somebody's own machine.
    Dev,
    /// Under test.
    Test,
    /// For others.
    Prod,
}

/// The server.
#[derive(Debug, Clone, Deserialize)]
pub struct Server {
    /// How strict to be.
    pub run_env: RunEnv,
    /// The address to listen on.
    pub host: String,
    /// 0 picks a free one.
    pub port: u16,
    /// Where the API is, e.g. `/api/v1`.
    pub api_prefix: String,
    /// Further places of the same API.
    pub api_aliases: Vec<String>,
    /// Wrap every JSON body.
    pub response_envelope: bool,
    /// `api`, `worker`.
    pub roles: Vec<String>,
    /// Other origins that may call.
    pub cors_origins: Vec<String>,
}

/// Secrets and passwords.
#[derive(Clone, Deserialize)]
pub struct Security {
    /// Signs tokens and addresses; empty until [`crate::keep_generated`] made one.
    pub secret_key: SecretString,
    /// How long an access token lives.
    pub access_token_minutes: u32,
    /// How long a refresh token lives.
    pub refresh_token_days: u32,
    /// The work factor of password hashes.
    pub bcrypt_cost: u32,
}

impl fmt::Debug for Security {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Security")
            .field("secret_key", &self.secret_key)
            .field("access_token_minutes", &self.access_token_minutes)
            .field("refresh_token_days", &self.refresh_token_days)
            .field("bcrypt_cost", &self.bcrypt_cost)
            .finish()
    }
}

/// The database.
#[derive(Clone, Deserialize)]
pub struct Database {
    /// `sqlite://…` or `postgres://…`.
    pub url: String,
    /// Connections.
    pub pool_size: u32,
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may hold a password.
        let scheme = self.url.split_once("://").map_or("", |(scheme, _)| scheme);
        f.debug_struct("Database")
            .field("url", &format_args!("{scheme}://[…]"))
            .field("pool_size", &self.pool_size)
            .finish()
    }
}

/// Files.
#[derive(Debug, Clone, Deserialize)]
pub struct Data {
    /// Everything the server writes.
    pub dir: PathBuf,
    /// Fonts of books; empty: those built in.
    pub fonts_dir: PathBuf,
    /// The built page.
    pub frontend_dir: PathBuf,
    mount_frontend_static: String,
    mount_data_static: String,
}

/// Logs.
#[derive(Debug, Clone, Deserialize)]
pub struct Logs {
    /// Where the daily files are.
    pub dir: PathBuf,
    /// A level, or directives by target.
    pub level: String,
    /// `pretty` or `json`.
    pub format: String,
}

/// The worker of this process.
#[derive(Debug, Clone, Deserialize)]
pub struct Worker {
    /// Jobs at once.
    pub concurrency: u32,
    /// Stable over restarts; empty until [`crate::keep_generated`] made one.
    pub name: String,
    /// Seconds without a sign of life until others take over.
    pub lease_seconds: u32,
    /// Seconds that a stopping process lets calls run on.
    pub drain_seconds: u32,
    /// Seconds that a job waits at first when a provider is away.
    pub wait_seconds: u32,
    /// How often it waits.
    pub max_waits: u32,
}

/// Who is asked for what.
#[derive(Debug, Clone, Deserialize)]
pub struct Providers {
    /// Who writes, in the order in which they are asked.
    pub text: Vec<String>,
    /// Who paints.
    pub image: Vec<String>,
    /// Who sees.
    pub vision: Vec<String>,
    /// Who speaks.
    pub speech: Vec<String>,
    /// Who plays.
    pub music: Vec<String>,
    /// Who judges.
    pub moderation: Vec<String>,
    /// The model of each who writes; the price list's default where there is none.
    pub text_model: Vec<String>,
    /// The model of each who paints.
    pub image_model: Vec<String>,
    /// The model of each who sees.
    pub vision_model: Vec<String>,
    /// The model of each who speaks.
    pub speech_model: Vec<String>,
    /// The model of each who plays.
    pub music_model: Vec<String>,
    /// The model of each who judges.
    pub moderation_model: Vec<String>,
    /// A price list; empty: the one built in.
    pub prices_file: PathBuf,
    /// Tries in all.
    pub retry_max_attempts: u32,
    /// Seconds.
    pub retry_backoff_base: f64,
    /// Seconds that one call waits in all when it is asked to come later.
    pub patience_seconds: u32,
    /// Seconds that a model is left alone that does not answer.
    pub rest_seconds: u32,
    /// Calls of one provider at once, and of one story.
    pub concurrency: u32,
    /// Seconds of one whole call.
    pub timeout_seconds: u32,
}

/// The names that a provider may have in a list.
pub const PROVIDERS: [&str; 7] =
    ["offline", "openai", "openrouter", "runware", "elevenlabs", "huggingface", "compatible"];

/// An account at a service.
#[derive(Debug, Clone, Deserialize)]
pub struct Account {
    /// The key; empty when there is none.
    #[serde(alias = "api_token")]
    pub api_key: SecretString,
    /// Where the service is.
    pub base_url: String,
    /// The organisation, where the service asks for one.
    #[serde(default)]
    pub org: String,
    /// What the server knows beyond the plain call, where servers differ.
    #[serde(default)]
    pub features: Vec<String>,
}

/// The offline provider.
#[derive(Debug, Clone, Deserialize)]
pub struct Offline {
    /// Milliseconds that a call takes at least.
    pub latency_ms: u32,
    /// The share of calls that fail.
    pub fail_rate: f64,
    /// Decides which.
    pub seed: u32,
    /// Gets one line a call.
    pub call_log: PathBuf,
}

/// What only tests may set.
#[derive(Debug, Clone, Deserialize)]
pub struct Test {
    /// Where to halt.
    pub fault: String,
}

impl Settings {
    /// Whether this process answers requests.
    #[must_use]
    pub fn serves_api(&self) -> bool {
        self.server.roles.iter().any(|role| role == "api")
    }

    /// Whether this process works on jobs.
    #[must_use]
    pub fn works(&self) -> bool {
        self.server.roles.iter().any(|role| role == "worker")
    }

    /// The variable without which a provider is of no use, and whether it is set; `None` for one that needs none.
    #[must_use]
    pub fn key_of(&self, provider: &str) -> Option<(&'static str, bool)> {
        let has_key = |account: &Account| !account.api_key.expose_secret().is_empty();
        match provider {
            "openai" => Some(("OPENAI_API_KEY", has_key(&self.openai))),
            "openrouter" => Some(("OPENROUTER_API_KEY", has_key(&self.openrouter))),
            "runware" => Some(("RUNWARE_API_KEY", has_key(&self.runware))),
            "elevenlabs" => Some(("ELEVENLABS_API_KEY", has_key(&self.elevenlabs))),
            "huggingface" => Some(("HUGGINGFACE_API_TOKEN", has_key(&self.huggingface))),
            "compatible" => Some(("COMPATIBLE_BASE_URL", !self.compatible.base_url.is_empty())),
            _ => None,
        }
    }

    /// Whether the page is served.
    #[must_use]
    pub fn mounts_frontend(&self) -> bool {
        self.mounts(&self.data.mount_frontend_static)
    }

    /// Whether the users' files are served.
    #[must_use]
    pub fn mounts_data(&self) -> bool {
        self.mounts(&self.data.mount_data_static)
    }

    fn mounts(&self, setting: &str) -> bool {
        match setting {
            "auto" => self.server.run_env != RunEnv::Test,
            other => is_true(other),
        }
    }

    /// How long a lease lasts.
    #[must_use]
    pub fn lease(&self) -> Duration {
        Duration::from_secs(u64::from(self.worker.lease_seconds))
    }
}

fn is_true(text: &str) -> bool {
    matches!(text, "true" | "1" | "yes" | "on")
}

/// Makes the settings of the merged layers, fills in what depends on other settings, and checks everything.
pub(crate) fn build(table: Table, mut problems: Vec<Problem>) -> Result<Settings, ConfigError> {
    let mut settings: Settings = match table.try_into() {
        Ok(settings) => settings,
        Err(error) => {
            problems.push(Problem::new("settings", error.message()));
            return Err(ConfigError(problems));
        }
    };
    fill_in(&mut settings);
    check(&settings, &mut problems);
    if problems.is_empty() { Ok(settings) } else { Err(ConfigError(problems)) }
}

/// Every name is known, and whoever is named has the key or the address that it needs.
fn check_providers(settings: &Settings, require: &mut impl FnMut(bool, &str, &str)) {
    let providers = &settings.providers;
    let lists = [
        ("TEXT_PROVIDER", &providers.text),
        ("IMAGE_PROVIDER", &providers.image),
        ("VISION_PROVIDER", &providers.vision),
        ("SPEECH_PROVIDER", &providers.speech),
        ("MUSIC_PROVIDER", &providers.music),
        ("MODERATION_PROVIDER", &providers.moderation),
    ];
    for (variable, list) in lists {
        for name in list {
            let is_off =
                name == "none" && list.len() == 1 && !matches!(variable, "TEXT_PROVIDER" | "IMAGE_PROVIDER");
            let is_known = is_off || PROVIDERS.contains(&name.as_str());
            require(is_known, variable, &format!("{name:?} is unknown; use {}", PROVIDERS.join(", ")));
            if let Some((key, false)) = settings.key_of(name) {
                require(false, variable, &format!("names {name}, but {key} is not set"));
            }
        }
    }
    for (variable, address) in [
        ("OPENAI_BASE_URL", &settings.openai.base_url),
        ("OPENROUTER_BASE_URL", &settings.openrouter.base_url),
        ("RUNWARE_BASE_URL", &settings.runware.base_url),
        ("ELEVENLABS_BASE_URL", &settings.elevenlabs.base_url),
        ("HUGGINGFACE_BASE_URL", &settings.huggingface.base_url),
        ("COMPATIBLE_BASE_URL", &settings.compatible.base_url),
    ] {
        let is_address = address.starts_with("https://") || address.starts_with("http://");
        let may_be_empty = variable == "COMPATIBLE_BASE_URL" && address.is_empty();
        require(is_address || may_be_empty, variable, "must begin with https:// or http://");
    }
}

fn fill_in(settings: &mut Settings) {
    let dir = &settings.data.dir;
    if settings.database.url.is_empty() {
        settings.database.url = format!("sqlite://{}", dir.join("talewright.db").display());
    }
    if settings.database.pool_size == 0 {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        settings.database.pool_size = u32::try_from(cores * 2).unwrap_or(4);
    }
    if settings.logs.dir.as_os_str().is_empty() {
        settings.logs.dir = dir.join("logs");
    }
    let prefixes = std::iter::once(&mut settings.server.api_prefix).chain(&mut settings.server.api_aliases);
    for prefix in prefixes {
        *prefix = prefix.trim_end_matches('/').to_owned();
    }
}

fn check(settings: &Settings, problems: &mut Vec<Problem>) {
    let mut require = |holds: bool, place: &str, message: &str| {
        if !holds {
            problems.push(Problem::new(place, message));
        }
    };
    let server = &settings.server;
    let key_length = settings.security.secret_key.expose_secret().len();
    let is_prod = server.run_env == RunEnv::Prod;
    require(
        !(is_prod && key_length == 0),
        "SECRET_KEY",
        "is required when RUN_ENV=prod; make one with: openssl rand -hex 32",
    );
    require(key_length == 0 || key_length >= 32, "SECRET_KEY", "must have at least 32 characters");
    require(
        server.api_prefix.is_empty() || server.api_prefix.starts_with('/'),
        "API_PREFIX",
        "must begin with /",
    );
    require(
        server.api_aliases.iter().all(|alias| alias.is_empty() || alias.starts_with('/')),
        "API_ALIASES",
        "each must begin with /",
    );
    let is_role = |role: &String| role == "api" || role == "worker";
    require(
        !server.roles.is_empty() && server.roles.iter().all(is_role),
        "ROLES",
        "must be api, worker or both",
    );
    require(
        !(is_prod && server.cors_origins.iter().any(|origin| origin == "*")),
        "CORS_ORIGINS",
        "may not be * when RUN_ENV=prod; list the origins",
    );
    require((4..=31).contains(&settings.security.bcrypt_cost), "BCRYPT_COST", "must be 4 to 31");
    require(settings.security.access_token_minutes > 0, "JWT_ACCESS_TOKEN_EXPIRE_MINUTES", "must be above 0");
    require(settings.security.refresh_token_days > 0, "JWT_REFRESH_TOKEN_EXPIRE_DAYS", "must be above 0");
    let is_database = ["sqlite://", "postgres://", "postgresql://"];
    require(
        is_database.iter().any(|scheme| settings.database.url.starts_with(scheme)),
        "DATABASE_URL",
        "must begin with sqlite:// or postgres://",
    );
    for (name, value) in [
        ("MOUNT_FRONTEND_STATIC", &settings.data.mount_frontend_static),
        ("MOUNT_DATA_STATIC", &settings.data.mount_data_static),
    ] {
        let is_known = is_true(value) || matches!(value.as_str(), "auto" | "false" | "0" | "no" | "off");
        require(is_known, name, "must be auto, true or false");
    }
    require(
        matches!(settings.logs.format.as_str(), "pretty" | "json"),
        "LOG_FORMAT",
        "must be pretty or json",
    );
    require(settings.worker.concurrency > 0, "WORKER_CONCURRENCY", "must be above 0");
    require(settings.worker.lease_seconds > 0, "JOB_LEASE_SECONDS", "must be above 0");
    require(settings.providers.concurrency > 0, "PROVIDER_CONCURRENCY", "must be above 0");
    require(settings.providers.retry_max_attempts > 0, "RETRY_MAX_ATTEMPTS", "must be above 0");
    require(
        (0.0..=60.0).contains(&settings.providers.retry_backoff_base),
        "RETRY_BACKOFF_BASE",
        "must be 0 to 60 seconds",
    );
    require(settings.providers.timeout_seconds > 0, "PROVIDER_TIMEOUT_SECONDS", "must be above 0");
    check_providers(settings, &mut require);
    require((0.0..=1.0).contains(&settings.offline.fail_rate), "OFFLINE_FAIL_RATE", "must be 0 to 1");
    require(
        settings.test.fault.is_empty() || server.run_env == RunEnv::Test,
        "FAULT",
        "is allowed only when RUN_ENV=test",
    );
}
