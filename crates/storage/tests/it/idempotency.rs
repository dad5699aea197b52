use chrono::{DateTime, TimeDelta, Utc};
use rstest::rstest;
use serde_json::json;
use talewright_domain::{JobStatus, UserId};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::idempotency::{
    Earlier, IdempotentRequest, delete_expired_keys, find_answer, insert_answer,
};
use talewright_storage::{Db, StorageError, users};
use talewright_testkit::{TestDatabase, a_user};

use crate::support::World;

fn request(user: UserId, body_hash: &str) -> IdempotentRequest {
    IdempotentRequest {
        user,
        key: "key-1".into(),
        operation: "create_story".into(),
        body_hash: body_hash.into(),
    }
}

async fn find(db: &Db, request: &IdempotentRequest, now: DateTime<Utc>) -> Earlier {
    let request = request.clone();
    db.read(move |conn| find_answer(conn, &request, now)).await.unwrap()
}

async fn insert(
    db: &Db,
    request: &IdempotentRequest,
    n: i32,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let request = request.clone();
    db.write(move |conn| insert_answer(conn, &request, json!({ "story": n }), now)).await
}

async fn owner(db: &Db) -> UserId {
    let user = a_user();
    let id = user.id;
    db.write(move |conn| users::insert_user(conn, &user, "hash")).await.unwrap();
    id
}

#[rstest]
#[tokio::test]
async fn a_repeated_request_gets_the_first_answer(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let (ann, bob, now) = (owner(database.db()).await, owner(database.db()).await, Utc::now());
    let first = request(ann, "body");
    assert_eq!(find(database.db(), &first, now).await, Earlier::New);
    insert(database.db(), &first, 1, now).await.unwrap();
    assert_eq!(find(database.db(), &first, now).await, Earlier::Answered(json!({ "story": 1 })));
    assert_eq!(find(database.db(), &request(ann, "other body"), now).await, Earlier::OtherRequest);
    let other_operation = IdempotentRequest { operation: "resume".into(), ..first.clone() };
    assert_eq!(find(database.db(), &other_operation, now).await, Earlier::OtherRequest);
    assert_eq!(find(database.db(), &request(bob, "body"), now).await, Earlier::New);
}

#[rstest]
#[tokio::test]
async fn a_second_answer_to_one_key_is_a_conflict(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let (ann, now) = (owner(database.db()).await, Utc::now());
    insert(database.db(), &request(ann, "body"), 1, now).await.unwrap();
    let error = insert(database.db(), &request(ann, "body"), 2, now).await.unwrap_err();
    assert!(error.is_conflict_on("idempotency_keys_user_id_key"), "{error:?}");
}

#[rstest]
#[tokio::test]
async fn a_key_is_forgotten_after_a_day(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let (ann, now) = (owner(database.db()).await, Utc::now());
    let first = request(ann, "body");
    insert(database.db(), &first, 1, now).await.unwrap();
    let later = now + TimeDelta::hours(24);
    assert_eq!(find(database.db(), &first, later).await, Earlier::New);
    insert(database.db(), &first, 2, later).await.unwrap();
    assert_eq!(find(database.db(), &first, later).await, Earlier::Answered(json!({ "story": 2 })));
    let forgotten = database.db().write(move |conn| delete_expired_keys(conn, later + TimeDelta::hours(25)));
    assert_eq!(forgotten.await.unwrap(), 1);
}

/// T0 as the use case does it: what one request stores is stored whole or not at all.
#[rstest]
#[tokio::test]
async fn of_two_requests_at_once_one_leaves_nothing(#[values(Sqlite, Postgres)] on: Backend) {
    use talewright_storage::{jobs, stories};
    use talewright_testkit::{a_job, a_story};
    let world = World::new(TestDatabase::on(on).await).await;
    let owner = world.user.id;
    let attempt = || {
        world.db().write(move |conn| {
            let story = a_story(owner);
            stories::insert_story(conn, &story)?;
            jobs::insert_job(conn, &a_job(&story))?;
            insert_answer(conn, &request(owner, "body"), json!({}), Utc::now())
        })
    };
    let (one, two) = tokio::join!(attempt(), attempt());
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    assert_eq!((world.count("stories").await, world.count("jobs").await), (2, 2));
    assert_eq!(world.find_job().await.status, JobStatus::Queued);
}
