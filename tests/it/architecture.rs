//! The arrows of docs/ARCHITECTURE.md hold: dependencies point down, and crates of one floor never meet.

use std::collections::BTreeMap;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// The floor of each crate.
const FLOORS: [(&str, u8); 21] = [
    ("talewright-server", 4),
    ("talewright-api", 3),
    ("talewright-app", 2),
    ("talewright-storage", 1),
    ("talewright-jobs", 1),
    ("talewright-pipeline", 1),
    ("talewright-providers", 1),
    ("talewright-pdf", 1),
    ("talewright-events", 1),
    ("talewright-auth", 1),
    ("talewright-oauth", 1),
    ("talewright-config", 1),
    ("talewright-limits", 1),
    ("talewright-mail", 1),
    ("talewright-photos", 1),
    ("talewright-audio", 1),
    ("talewright-telemetry", 1),
    ("talewright-webhooks", 1),
    ("talewright-domain", 0),
    // The facade re-exports for other programs; the testkit serves tests. Nothing of the product stands on them.
    ("talewright", 2),
    ("talewright-testkit", 2),
];

/// Who alone may use a library, because its types must not spread.
const KEPT_INSIDE: [(&str, &[&str]); 18] = [
    ("actix-web", &["talewright-api", "talewright-server"]),
    ("utoipa", &["talewright-api"]),
    ("diesel", &["talewright-storage", "talewright-testkit"]),
    ("object_store", &["talewright-storage"]),
    ("krilla", &["talewright-pdf"]),
    ("genpdf", &["talewright-pdf"]),
    ("bcrypt", &["talewright-auth"]),
    ("jsonwebtoken", &["talewright-auth"]),
    ("zxcvbn", &["talewright-auth"]),
    ("governor", &["talewright-limits"]),
    ("redis", &["talewright-limits", "talewright-events"]),
    ("lettre", &["talewright-mail"]),
    ("sysinfo", &["talewright-telemetry"]),
    ("dotenvy", &["talewright-config"]),
    ("oauth2", &["talewright-oauth"]),
    ("reqwest", &["talewright-oauth", "talewright-providers", "talewright-webhooks"]),
    ("async-openai", &["talewright-providers"]),
    ("prometheus-client", &["talewright-telemetry"]),
];

fn metadata() -> Metadata {
    MetadataCommand::new().no_deps().exec().expect("cargo metadata runs inside the workspace")
}

/// The product's crates: all but those that judge it.
fn crates(metadata: &Metadata) -> Vec<&Package> {
    let judges = ["talewright-tests", "talewright-benches"];
    metadata.workspace_packages().into_iter().filter(|p| !judges.contains(&p.name.as_str())).collect()
}

fn needs(package: &Package) -> impl Iterator<Item = &str> {
    let normal = package.dependencies.iter().filter(|d| d.kind == DependencyKind::Normal);
    normal.map(|dependency| dependency.name.as_str())
}

#[test]
fn dependencies_point_down() {
    let floors = BTreeMap::from(FLOORS);
    let metadata = metadata();
    for package in crates(&metadata) {
        let name = package.name.as_str();
        let floor = floors.get(name).unwrap_or_else(|| panic!("{name} has no floor in this test"));
        for needed in needs(package).filter(|needed| needed.starts_with("talewright")) {
            let below = floors[needed];
            assert!(below < *floor, "{name} (floor {floor}) must not need {needed} (floor {below})");
            let may_see_sql = matches!(name, "talewright-app" | "talewright-server" | "talewright-testkit");
            assert!(needed != "talewright-storage" || may_see_sql, "{name} must not see SQL");
            let is_test_help = matches!(needed, "talewright" | "talewright-testkit");
            assert!(!is_test_help, "{name} must not stand on {needed}");
        }
    }
}

#[test]
fn libraries_stay_where_they_belong() {
    let metadata = metadata();
    for package in crates(&metadata) {
        for (library, homes) in KEPT_INSIDE {
            let uses = needs(package).any(|needed| needed == library);
            let name = package.name.as_str();
            assert!(!uses || homes.contains(&name), "{name} must not use {library}");
        }
    }
}

#[test]
fn every_crate_says_what_it_is() {
    let metadata = metadata();
    for package in crates(&metadata) {
        let description = package.description.as_deref().unwrap_or_default();
        assert!(description.len() > 10, "{} has no description", package.name);
        assert_eq!(package.license.as_deref(), Some("MIT OR Apache-2.0"), "{}", package.name);
    }
}
