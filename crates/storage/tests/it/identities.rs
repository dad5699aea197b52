use chrono::{TimeDelta, Utc};
use rstest::rstest;
use talewright_domain::User;
use talewright_domain::ports::ExternalIdentity;
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::identities::{
    StoredDeparture, delete_expired_departures, find_user_by_identity, insert_departure, insert_identity,
    take_departure,
};
use talewright_storage::users::insert_user;
use talewright_storage::{Db, StorageError};
use talewright_testkit::{TestDatabase, a_user};

use crate::support::is_not_found;

fn departure(state_hash: &str) -> StoredDeparture {
    StoredDeparture {
        state_hash: state_hash.into(),
        provider: "google".into(),
        nonce: "nonce".into(),
        verifier: "verifier".into(),
        expires_at: chrono::SubsecRound::trunc_subsecs(Utc::now(), 6) + TimeDelta::minutes(10),
    }
}

async fn depart(db: &Db, departure: &StoredDeparture) {
    let departure = departure.clone();
    db.write(move |conn| insert_departure(conn, &departure)).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn who_departs_comes_back_once_to_the_same_place_in_time(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let (db, now) = (database.db(), Utc::now());
    let (first, late) = (departure("a"), departure("b"));
    depart(db, &first).await;
    depart(db, &late).await;
    let take = |hash: &'static str, provider: &'static str, now| {
        db.write(move |conn| take_departure(conn, hash, provider, now))
    };
    assert!(is_not_found(take("a", "github", now).await));
    assert!(is_not_found(take("c", "google", now).await));
    assert_eq!(take("a", "google", now).await.unwrap(), first);
    assert!(is_not_found(take("a", "google", now).await));
    assert!(is_not_found(take("b", "google", late.expires_at).await));
    depart(db, &departure("d")).await;
    let sweep = |now| db.write(move |conn| delete_expired_departures(conn, now));
    assert_eq!(sweep(now).await.unwrap(), 0);
    assert_eq!(sweep(now + TimeDelta::hours(1)).await.unwrap(), 2);
}

#[rstest]
#[tokio::test]
async fn an_identity_belongs_to_one_user(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let db = database.db();
    let (ann, bob) = (a_user(), a_user());
    for user in [ann.clone(), bob.clone()] {
        db.write(move |conn| insert_user(conn, &user, "")).await.unwrap();
    }
    let give = |user: &User, provider, subject: &str| {
        let (id, email) = (user.id, user.email.clone());
        let identity = ExternalIdentity { provider, subject: subject.into(), email, full_name: None };
        db.write(move |conn| insert_identity(conn, id, &identity, Utc::now()))
    };
    let find = |provider: &'static str, subject: &'static str| {
        db.read(move |conn| find_user_by_identity(conn, provider, subject))
    };
    give(&ann, "google", "7").await.unwrap();
    give(&ann, "github", "7").await.unwrap();
    give(&bob, "google", "8").await.unwrap();
    assert!(matches!(give(&bob, "google", "7").await, Err(StorageError::Conflict { .. })));
    assert_eq!(find("google", "7").await.unwrap(), Some(ann.clone()));
    assert_eq!(find("github", "7").await.unwrap(), Some(ann));
    assert_eq!(find("google", "8").await.unwrap(), Some(bob));
    assert_eq!(find("github", "8").await.unwrap(), None);
}
