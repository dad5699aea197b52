//! The layers over `default.toml`, whose tree is also the schema: it knows every key and its type.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use toml::{Table, Value};

/// Every setting with its default and its meaning.
pub const DEFAULTS: &str = include_str!("default.toml");

/// The public names of the environment, and the setting that each is.
const VARIABLES: [(&str, &str, &str); 85] = [
    ("RUN_ENV", "server", "run_env"),
    ("HOST", "server", "host"),
    ("PORT", "server", "port"),
    ("API_PREFIX", "server", "api_prefix"),
    ("API_ALIASES", "server", "api_aliases"),
    ("RESPONSE_ENVELOPE", "server", "response_envelope"),
    ("ROLES", "server", "roles"),
    ("CORS_ORIGINS", "server", "cors_origins"),
    ("PUBLIC_URL", "server", "public_url"),
    ("TRUSTED_PROXIES", "server", "trusted_proxies"),
    ("REDIS_URL", "server", "redis_url"),
    ("MAX_UPLOAD_BYTES", "server", "max_upload_bytes"),
    ("DEBUG_MODE", "server", "debug_mode"),
    ("SECRET_KEY", "security", "secret_key"),
    ("PREVIOUS_SECRET_KEYS", "security", "previous_secret_keys"),
    ("RATE_LIMITS", "limits", "rates"),
    ("PLAN_LIMITS", "limits", "plans"),
    ("ANONYMOUS_REQUESTS_PER_HOUR", "limits", "anonymous_requests_per_hour"),
    ("LOGINS_PER_MINUTE", "limits", "logins_per_minute"),
    ("WELCOME_CREDIT_USD", "limits", "welcome_credit_usd"),
    ("GOOGLE_CLIENT_ID", "google", "client_id"),
    ("GOOGLE_CLIENT_SECRET", "google", "client_secret"),
    ("GOOGLE_ISSUER_URL", "google", "issuer_url"),
    ("GITHUB_CLIENT_ID", "github", "client_id"),
    ("GITHUB_CLIENT_SECRET", "github", "client_secret"),
    ("GITHUB_BASE_URL", "github", "base_url"),
    ("SMTP_URL", "mail", "smtp_url"),
    ("MAIL_FROM", "mail", "from"),
    ("JWT_ACCESS_TOKEN_EXPIRE_MINUTES", "security", "access_token_minutes"),
    ("JWT_REFRESH_TOKEN_EXPIRE_DAYS", "security", "refresh_token_days"),
    ("BCRYPT_COST", "security", "bcrypt_cost"),
    ("DATABASE_URL", "database", "url"),
    ("DATABASE_POOL_SIZE", "database", "pool_size"),
    ("DATA_DIR", "data", "dir"),
    ("FONTS_DIR", "data", "fonts_dir"),
    ("FRONTEND_DIR", "data", "frontend_dir"),
    ("MOUNT_FRONTEND_STATIC", "data", "mount_frontend_static"),
    ("MOUNT_DATA_STATIC", "data", "mount_data_static"),
    ("LOGS_DIR", "logs", "dir"),
    ("LOG_LEVEL", "logs", "level"),
    ("LOG_FORMAT", "logs", "format"),
    ("WORKER_CONCURRENCY", "worker", "concurrency"),
    ("WORKER_NAME", "worker", "name"),
    ("JOB_LEASE_SECONDS", "worker", "lease_seconds"),
    ("JOB_DRAIN_SECONDS", "worker", "drain_seconds"),
    ("JOB_WAIT_SECONDS", "worker", "wait_seconds"),
    ("JOB_MAX_WAITS", "worker", "max_waits"),
    ("TEXT_PROVIDER", "providers", "text"),
    ("IMAGE_PROVIDER", "providers", "image"),
    ("VISION_PROVIDER", "providers", "vision"),
    ("SPEECH_PROVIDER", "providers", "speech"),
    ("MUSIC_PROVIDER", "providers", "music"),
    ("MODERATION_PROVIDER", "providers", "moderation"),
    ("TEXT_MODEL", "providers", "text_model"),
    ("IMAGE_MODEL", "providers", "image_model"),
    ("VISION_MODEL", "providers", "vision_model"),
    ("SPEECH_MODEL", "providers", "speech_model"),
    ("MUSIC_MODEL", "providers", "music_model"),
    ("MODERATION_MODEL", "providers", "moderation_model"),
    ("PRICES_FILE", "providers", "prices_file"),
    ("RETRY_MAX_ATTEMPTS", "providers", "retry_max_attempts"),
    ("RETRY_BACKOFF_BASE", "providers", "retry_backoff_base"),
    ("PROVIDER_PATIENCE_SECONDS", "providers", "patience_seconds"),
    ("PROVIDER_REST_SECONDS", "providers", "rest_seconds"),
    ("PROVIDER_CONCURRENCY", "providers", "concurrency"),
    ("PROVIDER_TIMEOUT_SECONDS", "providers", "timeout_seconds"),
    ("OPENAI_API_KEY", "openai", "api_key"),
    ("OPENAI_BASE_URL", "openai", "base_url"),
    ("OPENAI_ORG", "openai", "org"),
    ("OPENROUTER_API_KEY", "openrouter", "api_key"),
    ("OPENROUTER_BASE_URL", "openrouter", "base_url"),
    ("RUNWARE_API_KEY", "runware", "api_key"),
    ("RUNWARE_BASE_URL", "runware", "base_url"),
    ("ELEVENLABS_API_KEY", "elevenlabs", "api_key"),
    ("ELEVENLABS_BASE_URL", "elevenlabs", "base_url"),
    ("HUGGINGFACE_API_TOKEN", "huggingface", "api_token"),
    ("HUGGINGFACE_BASE_URL", "huggingface", "base_url"),
    ("COMPATIBLE_BASE_URL", "compatible", "base_url"),
    ("COMPATIBLE_API_KEY", "compatible", "api_key"),
    ("COMPATIBLE_FEATURES", "compatible", "features"),
    ("OFFLINE_LATENCY_MS", "offline", "latency_ms"),
    ("OFFLINE_FAIL_RATE", "offline", "fail_rate"),
    ("OFFLINE_SEED", "offline", "seed"),
    ("OFFLINE_CALL_LOG", "offline", "call_log"),
    ("FAULT", "test", "fault"),
];

/// One thing wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The variable, file or key.
    pub place: String,
    /// What is wrong and what to do. Never holds the value of a secret.
    pub message: String,
}

impl Problem {
    /// A problem at a place.
    pub fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }
}

/// Everything wrong with the settings. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError(pub Vec<Problem>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the settings cannot be used:")?;
        for problem in &self.0 {
            write!(f, "\n  {}: {}", problem.place, problem.message)?;
        }
        Ok(())
    }
}

/// The defaults under the file under the environment, and what was wrong with those.
pub(crate) fn merge(file: Option<&Path>, environment: &BTreeMap<String, String>) -> (Table, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut settings: Table = match DEFAULTS.parse() {
        Ok(table) => table,
        Err(error) => return (Table::new(), vec![Problem::new("default.toml", format!("{error}"))]),
    };
    if let Some(path) = file {
        match read_table(path) {
            Ok(table) => overlay(&mut settings, table, path, &mut problems),
            Err(message) => problems.push(Problem::new(path.display().to_string(), message)),
        }
    }
    for (variable, section, key) in VARIABLES {
        let Some(text) = environment.get(variable).filter(|text| !text.is_empty()) else { continue };
        let Some(slot) = settings.get_mut(section).and_then(|section| section.get_mut(key)) else { continue };
        match coerce(text, slot) {
            Ok(value) => *slot = value,
            Err(expected) => problems.push(Problem::new(variable, format!("expected {expected}"))),
        }
    }
    (settings, problems)
}

fn read_table(path: &Path) -> Result<Table, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))?;
    text.parse().map_err(|error: toml::de::Error| error.message().to_owned())
}

/// Lays a file's table over the settings; an unknown key or a wrong type is a problem.
fn overlay(settings: &mut Table, file: Table, path: &Path, problems: &mut Vec<Problem>) {
    for (section, entries) in file {
        let place = format!("{} [{section}]", path.display());
        let (Some(Value::Table(known)), Value::Table(entries)) = (settings.get_mut(&section), entries) else {
            problems.push(Problem::new(place, "there is no such section"));
            continue;
        };
        overlay_section(known, entries, &place, problems);
    }
}

fn overlay_section(known: &mut Table, entries: Table, place: &str, problems: &mut Vec<Problem>) {
    for (key, value) in entries {
        let place = format!("{place} {key}");
        match (known.get_mut(&key), value) {
            (Some(Value::Table(inner)), Value::Table(entries)) => {
                overlay_section(inner, entries, &place, problems);
            }
            (Some(slot), value) if slot.same_type(&value) => *slot = value,
            (Some(slot), _) => problems.push(Problem::new(place, format!("expected {}", kind(slot)))),
            (None, _) => problems.push(Problem::new(place, "there is no such setting")),
        }
    }
}

/// Reads a variable's text as a value of the default's type, or tells what was expected.
fn coerce(text: &str, default: &Value) -> Result<Value, &'static str> {
    let text = text.trim();
    let value = match default {
        Value::Integer(_) => text.parse().ok().map(Value::Integer),
        Value::Float(_) => text.parse().ok().map(Value::Float),
        Value::Boolean(_) => match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Some(Value::Boolean(true)),
            "false" | "0" | "no" | "off" => Some(Value::Boolean(false)),
            _ => None,
        },
        Value::Array(_) => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Some(Value::Array(items.map(|item| Value::String(item.to_owned())).collect()))
        }
        _ => Some(Value::String(text.to_owned())),
    };
    value.ok_or_else(|| kind(default))
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number with a decimal point",
        Value::Boolean(_) => "true or false",
        Value::Array(_) => "a list",
        Value::Table(_) => "a section",
        _ => "a text",
    }
}
