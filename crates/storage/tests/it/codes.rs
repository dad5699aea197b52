use chrono::{DateTime, TimeDelta, Utc};
use rstest::rstest;
use talewright_domain::{User, UserId};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::codes::CodePurpose::{self, ClaimAdmin, ResetPassword, VerifyEmail};
use talewright_storage::codes::{
    NewCode, delete_codes_for, delete_expired_codes, find_code_user, insert_code, take_code,
};
use talewright_storage::users::insert_user;
use talewright_storage::{Db, StorageError};
use talewright_testkit::{TestDatabase, a_user};

use crate::support::is_not_found;

struct Post {
    database: TestDatabase,
    user: User,
    now: DateTime<Utc>,
}

impl Post {
    async fn on(on: Backend) -> Self {
        let (database, user) = (TestDatabase::on(on).await, a_user());
        let stored = user.clone();
        database.db().write(move |conn| insert_user(conn, &stored, "hash")).await.unwrap();
        Self { database, user, now: Utc::now() }
    }

    fn db(&self) -> &Db {
        self.database.db()
    }

    /// A code for an hour.
    async fn send(&self, hash: &str, purpose: CodePurpose, user: Option<UserId>) {
        let code = NewCode {
            hash: hash.into(),
            purpose,
            user,
            email: user.map(|_| self.user.email.clone()),
            expires_at: self.now + TimeDelta::hours(1),
        };
        self.db().write(move |conn| insert_code(conn, &code)).await.unwrap();
    }

    async fn take(
        &self,
        hash: &'static str,
        purpose: CodePurpose,
        now: DateTime<Utc>,
    ) -> Result<(Option<UserId>, Option<String>), StorageError> {
        self.db().write(move |conn| take_code(conn, hash, purpose, now)).await
    }
}

#[rstest]
#[tokio::test]
async fn a_code_is_good_once_and_for_one_thing(#[values(Sqlite, Postgres)] on: Backend) {
    let post = Post::on(on).await;
    let (id, now) = (post.user.id, post.now);
    post.send("a", ResetPassword, Some(id)).await;
    assert!(is_not_found(post.take("a", VerifyEmail, now).await));
    for _ in 0..2 {
        let found = post.db().read(move |conn| find_code_user(conn, "a", ResetPassword, now)).await;
        assert_eq!(found.unwrap(), id);
    }
    let taken = post.take("a", ResetPassword, now).await.unwrap();
    assert_eq!(taken, (Some(id), Some(post.user.email.as_str().to_owned())));
    assert!(is_not_found(post.take("a", ResetPassword, now).await));
    let found = post.db().read(move |conn| find_code_user(conn, "a", ResetPassword, now)).await;
    assert!(is_not_found(found));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_use_a_code_at_once_one_does(#[values(Sqlite, Postgres)] on: Backend) {
    let post = std::sync::Arc::new(Post::on(on).await);
    post.send("claim", ClaimAdmin, None).await;
    let attempts = (0..20).map(|_| {
        let post = std::sync::Arc::clone(&post);
        tokio::spawn(async move { post.take("claim", ClaimAdmin, post.now).await.is_ok() })
    });
    let mut taken = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        taken += usize::from(attempt.await.unwrap());
    }
    assert_eq!(taken, 1);
}

#[rstest]
#[tokio::test]
async fn codes_end_by_time_and_with_the_next_of_their_kind(#[values(Sqlite, Postgres)] on: Backend) {
    let post = Post::on(on).await;
    let (id, now) = (post.user.id, post.now);
    let later = now + TimeDelta::hours(1);
    post.send("a", ResetPassword, Some(id)).await;
    post.send("v", VerifyEmail, Some(id)).await;
    post.send("b", ResetPassword, Some(id)).await;
    assert!(is_not_found(post.take("a", ResetPassword, now).await), "the earlier one is dead");
    let found = post.db().read(move |conn| find_code_user(conn, "b", ResetPassword, later)).await;
    assert!(is_not_found(found));
    assert!(is_not_found(post.take("b", ResetPassword, later).await));
    // That of another purpose lives. The sweep takes what is over.
    let sweep = |now| post.db().write(move |conn| delete_expired_codes(conn, now));
    assert_eq!(sweep(later - TimeDelta::seconds(1)).await.unwrap(), 0);
    assert_eq!(sweep(later).await.unwrap(), 2);
    // Those of nobody live side by side, and go together.
    post.send("x", ClaimAdmin, None).await;
    post.send("y", ClaimAdmin, None).await;
    assert_eq!(post.take("x", ClaimAdmin, now).await.unwrap(), (None, None));
    post.db().write(|conn| delete_codes_for(conn, ClaimAdmin)).await.unwrap();
    assert!(is_not_found(post.take("y", ClaimAdmin, now).await));
}
