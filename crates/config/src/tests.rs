use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use secrecy::ExposeSecret;

use super::*;

fn environment(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
}

#[test]
fn the_defaults_are_usable() {
    let settings = load_from(None, &BTreeMap::new()).unwrap();
    assert_eq!(settings.server.port, 8000);
    assert_eq!(settings.database.url, "sqlite://data/talewright.db");
    assert!(settings.mounts_frontend() && settings.serves_api() && settings.works());
}

#[test]
fn the_environment_beats_the_file_and_the_file_the_defaults() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("t.toml");
    fs::write(&file, "[server]\nport = 1\nhost = \"0.0.0.0\"\n").unwrap();
    let vars = environment(&[("PORT", "2"), ("ROLES", "worker"), ("RUN_ENV", "test")]);
    let settings = load_from(Some(&file), &vars).unwrap();
    assert_eq!((settings.server.port, settings.server.host.as_str()), (2, "0.0.0.0"));
    assert!(!settings.serves_api() && !settings.mounts_data());
}

#[test]
fn all_problems_are_told_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("t.toml");
    fs::write(&file, "[server]\nporto = 1\nport = \"x\"\n[nope]\na = 1\n").unwrap();
    let vars = environment(&[
        ("RUN_ENV", "prod"),
        ("BCRYPT_COST", "many"),
        ("TEXT_PROVIDER", "oracle"),
        ("CORS_ORIGINS", "*"),
    ]);
    let ConfigError(problems) = load_from(Some(&file), &vars).unwrap_err();
    let text = ConfigError(problems.clone()).to_string();
    for place in ["porto", "port", "[nope]", "SECRET_KEY", "BCRYPT_COST", "TEXT_PROVIDER", "CORS_ORIGINS"] {
        assert!(text.contains(place), "{place} is missing in {text}");
    }
    assert_eq!(problems.len(), 7);
}

#[test]
fn secrets_are_never_shown() {
    let secret = "canary-canary-canary-canary-canary";
    let url = format!("postgres://me:{secret}@localhost/x");
    let vars = environment(&[("SECRET_KEY", secret), ("DATABASE_URL", &url)]);
    let settings = load_from(None, &vars).unwrap();
    assert_eq!(settings.security.secret_key.expose_secret(), secret);
    assert!(!format!("{settings:?}").contains("canary"));
}

#[test]
fn a_generated_value_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let first = keep_generated(&dir.path().join("new"), "secret_key").unwrap();
    assert_eq!(first.len(), 64);
    assert_eq!(keep_generated(&dir.path().join("new"), "secret_key").unwrap(), first);
    assert!(keep_generated(Path::new("/proc/nowhere"), "x").is_err());
}
