//! What is wrong with settings, all of it at once; and what those are that nobody set.

use std::net::IpAddr;

use ipnet::IpNet;
use secrecy::ExposeSecret;
use toml::{Table, Value};

use super::{RunEnv, Settings, is_true};
use crate::layers::{ConfigError, Problem};
use crate::settings::PROVIDERS;

/// Words in the names of settings whose values nobody may see.
const SECRET: [&str; 5] = ["secret", "api_key", "api_token", "smtp_url", "redis_url"];

/// The effective settings with every secret masked.
fn masked(table: &Table) -> Table {
    let mask = |(key, value): (&String, &Value)| {
        let is_secret = SECRET.iter().any(|word| key.contains(word));
        let shown = match value {
            Value::Table(inner) => Value::Table(masked(inner)),
            Value::String(text) if is_secret && !text.is_empty() => Value::String("[set]".into()),
            Value::Array(list) if is_secret => Value::String(format!("[{} set]", list.len())),
            // The address of a database may hold a password.
            Value::String(text) if key == "url" && text.contains('@') => {
                let scheme = text.split_once("://").map_or("", |(scheme, _)| scheme);
                Value::String(format!("{scheme}://[…]"))
            }
            other => other.clone(),
        };
        (key.clone(), shown)
    };
    table.iter().map(mask).collect()
}

/// Makes the settings of the merged layers, fills in what depends on other settings, and checks everything.
pub(crate) fn build(table: Table, mut problems: Vec<Problem>) -> Result<Settings, ConfigError> {
    let shown = masked(&table);
    let mut settings: Settings = match table.try_into() {
        Ok(settings) => settings,
        Err(error) => {
            problems.push(Problem::new("settings", error.message()));
            return Err(ConfigError(problems));
        }
    };
    settings.shown = shown;
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
    let previous = &settings.security.previous_secret_keys;
    require(
        previous.iter().all(|key| key.expose_secret().len() >= 32),
        "PREVIOUS_SECRET_KEYS",
        "each must have at least 32 characters",
    );
    check_people(settings, &mut require);
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
    require(
        (1..=3650).contains(&settings.security.refresh_token_days),
        "JWT_REFRESH_TOKEN_EXPIRE_DAYS",
        "must be 1 to 3650",
    );
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

/// Limits, plans, mail and signing in with others.
fn check_people(settings: &Settings, require: &mut impl FnMut(bool, &str, &str)) {
    let Settings { server, limits, plans, .. } = settings;
    let is_web = |text: &str| text.starts_with("https://") || text.starts_with("http://");
    require(
        server.public_url.is_empty() || is_web(&server.public_url),
        "PUBLIC_URL",
        "must begin with https:// or http://",
    );
    let is_network = |text: &String| text.parse::<IpNet>().is_ok() || text.parse::<IpAddr>().is_ok();
    require(
        server.trusted_proxies.iter().all(is_network),
        "TRUSTED_PROXIES",
        "must be addresses (10.0.0.1) or networks (10.0.0.0/8)",
    );
    let redis = server.redis_url.expose_secret();
    require(
        redis.is_empty() || redis.starts_with("redis://") || redis.starts_with("rediss://"),
        "REDIS_URL",
        "must begin with redis://",
    );
    require(server.max_upload_bytes > 0, "MAX_UPLOAD_BYTES", "must be above 0");
    require(limits.anonymous_requests_per_hour > 0, "ANONYMOUS_REQUESTS_PER_HOUR", "must be above 0");
    require(limits.logins_per_minute > 0, "LOGINS_PER_MINUTE", "must be above 0");
    require(limits.welcome_credit_usd >= 0.0, "WELCOME_CREDIT_USD", "must be 0 or more");
    for (name, plan) in [("free", &plans.free), ("pro", &plans.pro), ("enterprise", &plans.enterprise)] {
        let place = format!("[plans.{name}]");
        require(plan.requests_per_hour > 0, &place, "requests_per_hour must be above 0");
        require(plan.generations_per_minute > 0, &place, "generations_per_minute must be above 0");
        require(plan.cost_usd >= 0.0, &place, "cost_usd must be 0 or more");
    }
    for (variable, client) in [("GOOGLE_CLIENT_ID", &settings.google), ("GITHUB_CLIENT_ID", &settings.github)]
    {
        let has_secret = !client.client_secret.expose_secret().is_empty();
        require(
            client.client_id.is_empty() != has_secret,
            variable,
            "and its secret must both be set, or neither",
        );
    }
    let has_server = !settings.mail.smtp_url.expose_secret().is_empty();
    require(!has_server || !settings.mail.from.is_empty(), "MAIL_FROM", "must be set with SMTP_URL");
}
