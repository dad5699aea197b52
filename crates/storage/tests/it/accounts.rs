use rstest::rstest;
use talewright_domain::User;
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::{Db, StorageError, users};
use talewright_testkit::{TestDatabase, a_user};

use crate::support::is_not_found;

async fn insert(db: &Db, user: User) -> Result<(), StorageError> {
    db.write(move |conn| users::insert_user(conn, &user, "hash")).await
}

#[rstest]
#[tokio::test]
async fn a_user_is_found_by_id_address_and_name(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let user = User { username: Some("Ann".into()), full_name: Some("Ann Ö".into()), ..a_user() };
    insert(database.db(), user.clone()).await.unwrap();
    let id = user.id;
    let found = database.db().read(move |conn| users::find_user_by_id(conn, id)).await.unwrap();
    assert_eq!(found, user);
    for name in [user.email.as_str().to_uppercase(), "aNN".into()] {
        let found = database.db().read(move |conn| users::find_user_by_email_or_username(conn, &name)).await;
        assert_eq!(found.unwrap(), Some((user.clone(), "hash".into())));
    }
    let nobody = database.db().read(|conn| users::find_user_by_email_or_username(conn, "bob")).await;
    assert_eq!(nobody.unwrap(), None);
    let nobody = a_user().id;
    assert!(is_not_found(database.db().read(move |conn| users::find_user_by_id(conn, nobody)).await));
}

#[rstest]
#[tokio::test]
async fn addresses_and_names_are_unique(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let user = User { username: Some("ann".into()), ..a_user() };
    insert(database.db(), user.clone()).await.unwrap();
    let same_address = User { email: user.email.clone(), ..a_user() };
    let error = insert(database.db(), same_address).await.unwrap_err();
    assert!(error.is_conflict_on("users_email"), "{error:?}");
    let same_name = User { username: Some("ANN".into()), ..a_user() };
    let error = insert(database.db(), same_name).await.unwrap_err();
    assert!(error.is_conflict_on("users_username"), "{error:?}");
    insert(database.db(), a_user()).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_failed_transaction_leaves_nothing(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let failed: Result<(), StorageError> = database
        .db()
        .write(|conn| {
            users::insert_user(conn, &a_user(), "hash")?;
            Err(StorageError::NotFound("reason to go on"))
        })
        .await;
    assert!(is_not_found(failed));
    assert_eq!(database.count("users").await, 0);
}

#[rstest]
#[tokio::test]
async fn a_panic_in_a_transaction_leaves_nothing_and_spoils_nothing(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let db = database.db().clone();
    let panicked = tokio::spawn(async move {
        db.write(|conn| -> Result<(), StorageError> {
            users::insert_user(conn, &a_user(), "hash")?;
            panic!("on purpose")
        })
        .await
    });
    assert!(panicked.await.unwrap_err().is_panic());
    insert(database.db(), a_user()).await.unwrap();
    assert_eq!(database.count("users").await, 1);
}

#[rstest]
#[tokio::test]
async fn migrating_twice_changes_nothing(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    assert_eq!(database.db().migrate().await.unwrap(), Vec::<String>::new());
    database.db().ping().await.unwrap();
}

#[tokio::test]
async fn an_unreachable_database_is_told_at_once() {
    let refused = Db::connect("postgres://nobody@127.0.0.1:1/nothing", 2).await;
    assert!(matches!(refused, Err(StorageError::Unavailable(_))));
    assert!(matches!(Db::connect("mysql://x", 2).await, Err(StorageError::BadAddress)));
}

#[tokio::test]
async fn the_folder_of_a_new_file_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("a/b/new.db").display());
    let db = Db::connect(&url, 2).await.unwrap();
    let applied = db.migrate().await.unwrap();
    assert!(applied.len() >= 3, "{applied:?}");
}
