use chrono::{DateTime, TimeDelta, Utc};
use rstest::rstest;
use talewright_domain::User;
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::sessions::{
    Device, NewSession, Rotation, delete_expired_sessions, find_session_user, insert_session, revoke_session,
    rotate_refresh_token,
};
use talewright_storage::users;
use talewright_testkit::{TestDatabase, a_user};
use uuid::Uuid;

use crate::support::is_not_found;

struct Signed {
    database: TestDatabase,
    user: User,
    id: Uuid,
    now: DateTime<Utc>,
}

impl Signed {
    async fn in_on(on: Backend) -> Self {
        let (database, user, id, now) = (TestDatabase::on(on).await, a_user(), Uuid::now_v7(), Utc::now());
        let session = NewSession {
            id,
            user: user.id,
            refresh_hash: "first".into(),
            created_at: now,
            expires_at: now + TimeDelta::hours(1),
            device: Device::default(),
        };
        let stored = user.clone();
        let write = database.db().write(move |conn| {
            users::insert_user(conn, &stored, "hash")?;
            insert_session(conn, &session)
        });
        write.await.unwrap();
        Self { database, user, id, now }
    }

    async fn rotate(&self, presented: &'static str, next: &'static str, now: DateTime<Utc>) -> Rotation {
        let (id, until) = (self.id, now + TimeDelta::hours(1));
        let rotated =
            self.database.db().write(move |conn| rotate_refresh_token(conn, id, presented, next, now, until));
        rotated.await.unwrap()
    }

    async fn lasts(&self, now: DateTime<Utc>) -> bool {
        let (id, user) = (self.id, self.user.id);
        let found = self.database.db().read(move |conn| find_session_user(conn, id, user, now)).await;
        !is_not_found(found)
    }
}

#[rstest]
#[tokio::test]
async fn each_refresh_token_is_good_once(#[values(Sqlite, Postgres)] on: Backend) {
    let signed = Signed::in_on(on).await;
    assert_eq!(
        signed.rotate("first", "second", signed.now).await,
        Rotation::Rotated(Box::new(signed.user.clone()))
    );
    assert!(signed.lasts(signed.now).await);
    assert_eq!(signed.rotate("first", "third", signed.now).await, Rotation::Reused);
    assert!(!signed.lasts(signed.now).await);
    assert_eq!(signed.rotate("second", "third", signed.now).await, Rotation::Ended);
}

#[rstest]
#[tokio::test]
async fn a_session_ends_by_time_by_logout_and_with_its_user(#[values(Sqlite, Postgres)] on: Backend) {
    let signed = Signed::in_on(on).await;
    let later = signed.now + TimeDelta::minutes(59);
    assert!(signed.lasts(later).await);
    assert!(!signed.lasts(later + TimeDelta::minutes(1)).await);
    // A refresh makes it last an hour more.
    signed.rotate("first", "second", later).await;
    assert!(signed.lasts(later + TimeDelta::minutes(59)).await);
    signed.database.execute("UPDATE users SET is_active = FALSE").await;
    assert!(!signed.lasts(later).await);
    signed.database.execute("UPDATE users SET is_active = TRUE").await;
    let (id, now) = (signed.id, signed.now);
    signed.database.db().write(move |conn| revoke_session(conn, id, now)).await.unwrap();
    assert!(!signed.lasts(now).await);
    let expired = now + TimeDelta::days(1);
    let deleted = signed.database.db().write(move |conn| delete_expired_sessions(conn, expired)).await;
    assert_eq!(deleted.unwrap(), 1);
}
