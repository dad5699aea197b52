//! The settings as the rest of the program sees them: typed, checked, complete.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use toml::Table;

mod check;
mod people;

pub(crate) use check::build;
pub use people::{Limits, Mail, PlanSettings, Plans, SignInClient};

/// Everything that can be set.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// The server.
    pub server: Server,
    /// Secrets and passwords.
    pub security: Security,
    /// What is counted.
    pub limits: Limits,
    /// What the plans allow.
    pub plans: Plans,
    /// Signing in with Google.
    pub google: SignInClient,
    /// Signing in with GitHub.
    pub github: SignInClient,
    /// How people get mail.
    pub mail: Mail,
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
    /// All of it with every secret masked, to be shown to administrators.
    #[serde(skip)]
    pub shown: Table,
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
    /// Where people reach this server.
    pub public_url: String,
    /// Whose word about addresses is believed.
    pub trusted_proxies: Vec<String>,
    /// Where processes meet; it may hold a password.
    pub redis_url: SecretString,
    /// Of one picture.
    pub max_upload_bytes: usize,
    /// Whether there is `/debug/*`.
    pub debug_mode: bool,
}

/// Secrets and passwords.
#[derive(Clone, Deserialize)]
pub struct Security {
    /// Signs tokens and addresses; empty until [`crate::keep_generated`] made one.
    pub secret_key: SecretString,
    /// Earlier ones, whose signatures are still good.
    pub previous_secret_keys: Vec<SecretString>,
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
            .field("previous_secret_keys", &self.previous_secret_keys.len())
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
