use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rstest::rstest;
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_testkit::TestDatabase;

fn folder(backend: Backend) -> PathBuf {
    let name = match backend {
        Sqlite => "sqlite",
        Postgres => "postgres",
    };
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(name)
}

fn names(backend: Backend) -> BTreeSet<String> {
    let entries = fs::read_dir(folder(backend)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn both_databases_have_the_same_migrations() {
    assert_eq!(names(Sqlite), names(Postgres));
    assert!(!names(Sqlite).is_empty());
}

#[rstest]
#[tokio::test]
async fn every_migration_can_be_undone_and_done_again(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let run = async |migration: &String, file: &str| {
        let statements = fs::read_to_string(folder(on).join(migration).join(file)).unwrap();
        database.execute(&statements).await;
    };
    for migration in names(on).iter().rev() {
        run(migration, "down.sql").await;
    }
    for migration in &names(on) {
        run(migration, "up.sql").await;
    }
    assert_eq!(database.count("events").await, 0);
}
