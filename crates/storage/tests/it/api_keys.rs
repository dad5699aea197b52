use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use rstest::rstest;
use talewright_domain::{ApiKeyInfo, Scope, User, UserId};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::api_keys::{
    count_api_keys, delete_api_key, find_api_key_user, insert_api_key, list_api_keys, touch_api_key,
};
use talewright_storage::users::insert_user;
use talewright_storage::{Db, StorageError};
use talewright_testkit::{TestDatabase, a_user};
use uuid::Uuid;

use crate::support::is_not_found;

async fn key_of(db: &Db, owner: UserId, expires_at: Option<DateTime<Utc>>) -> ApiKeyInfo {
    let key = ApiKeyInfo {
        id: Uuid::now_v7(),
        owner,
        name: "the library's printer".into(),
        hint: "x7Qf".into(),
        scopes: vec![Scope::Read, Scope::Generate],
        created_at: Utc::now().trunc_subsecs(6),
        expires_at,
        last_used_at: None,
    };
    let stored = key.clone();
    db.write(move |conn| insert_api_key(conn, &stored, "fingerprint")).await.unwrap();
    key
}

async fn somebody(db: &Db) -> User {
    let user = a_user();
    let stored = user.clone();
    db.write(move |conn| insert_user(conn, &stored, "hash")).await.unwrap();
    user
}

async fn find(
    db: &Db,
    id: Uuid,
    hash: &'static str,
    now: DateTime<Utc>,
) -> Result<(User, ApiKeyInfo), StorageError> {
    db.read(move |conn| find_api_key_user(conn, id, hash, now)).await
}

async fn list(db: &Db, user: UserId) -> Vec<ApiKeyInfo> {
    db.read(move |conn| list_api_keys(conn, user)).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn a_key_is_good_with_its_secret_until_its_time(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let (db, now) = (database.db(), Utc::now().trunc_subsecs(6));
    let ann = somebody(db).await;
    let until = now + TimeDelta::days(1);
    let key = key_of(db, ann.id, Some(until)).await;
    assert_eq!(find(db, key.id, "fingerprint", now).await.unwrap(), (ann.clone(), key.clone()));
    assert!(is_not_found(find(db, key.id, "another", now).await));
    assert!(is_not_found(find(db, Uuid::now_v7(), "fingerprint", now).await));
    assert!(is_not_found(find(db, key.id, "fingerprint", until).await));
    let lasting = key_of(db, ann.id, None).await;
    let years = now + TimeDelta::days(3_650);
    assert_eq!(find(db, lasting.id, "fingerprint", years).await.unwrap().1, lasting);
    database.execute("UPDATE users SET is_active = FALSE").await;
    assert!(is_not_found(find(db, lasting.id, "fingerprint", now).await));
}

#[rstest]
#[tokio::test]
async fn keys_are_listed_and_deleted_by_their_owner_alone(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let (db, now) = (database.db(), Utc::now().trunc_subsecs(6));
    let (ann, bob) = (somebody(db).await.id, somebody(db).await.id);
    let expired = key_of(db, ann, Some(now - TimeDelta::days(1))).await;
    let (key, id) = (key_of(db, ann, None).await, expired.id);
    db.write(move |conn| touch_api_key(conn, id, now)).await.unwrap();
    assert_eq!(list(db, ann).await, [key.clone(), ApiKeyInfo { last_used_at: Some(now), ..expired }]);
    assert_eq!(
        (list(db, bob).await, db.read(move |conn| count_api_keys(conn, ann)).await.unwrap()),
        (vec![], 2)
    );
    let id = key.id;
    assert!(is_not_found(db.write(move |conn| delete_api_key(conn, bob, id)).await));
    db.write(move |conn| delete_api_key(conn, ann, id)).await.unwrap();
    assert!(is_not_found(find(db, id, "fingerprint", now).await));
    assert!(is_not_found(db.write(move |conn| delete_api_key(conn, ann, id)).await));
    assert_eq!(list(db, ann).await.len(), 1);
}
