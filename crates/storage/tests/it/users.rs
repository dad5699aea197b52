use chrono::{TimeDelta, Utc};
use rstest::rstest;
use talewright_domain::{CostUsd, Plan, Role, User, UserId};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::statistics::count_users;
use talewright_storage::users::{
    UserChange, UserFilter, UserSort, count_admins, find_user_by_email_or_username, find_user_by_id,
    find_user_record, find_user_with_password, insert_user, list_users, lock_admins, record_login,
    update_user,
};
use talewright_storage::{Db, Listing, PageRequest, Start, StorageError};
use talewright_testkit::{TestDatabase, a_user};

use crate::support::is_not_found;

async fn add(db: &Db, change: impl FnOnce(&mut User)) -> User {
    let mut user = a_user();
    change(&mut user);
    let stored = user.clone();
    db.write(move |conn| insert_user(conn, &stored, "hash")).await.unwrap();
    user
}

async fn update(
    db: &Db,
    id: UserId,
    expected: Option<i64>,
    change: UserChange,
) -> Result<User, StorageError> {
    db.write(move |conn| update_user(conn, id, expected, change, Utc::now())).await
}

#[rstest]
#[tokio::test]
async fn users_change_by_version(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let db = database.db();
    let ann = add(db, |_| {}).await;
    let change = UserChange {
        username: Some(Some("Ann".into())),
        full_name: Some(Some("Ann Other".into())),
        role: Some(Role::Admin),
        plan: Some(Plan::Pro),
        email_verified: true,
        password_hash: Some("other".into()),
        ..UserChange::default()
    };
    let changed = update(db, ann.id, Some(1), change).await.unwrap();
    assert_eq!((changed.username.as_deref(), changed.full_name.as_deref()), (Some("Ann"), Some("Ann Other")));
    assert_eq!((changed.role, changed.plan, changed.email_verified), (Role::Admin, Plan::Pro, true));
    assert_eq!((changed.is_active, changed.version), (true, 2));
    let id = ann.id;
    let stored = db.read(move |conn| find_user_with_password(conn, id)).await.unwrap();
    assert_eq!(stored, (changed, "other".to_owned()));
    let found = db.read(|conn| find_user_by_email_or_username(conn, " aNN ")).await.unwrap();
    assert_eq!(found.unwrap().0.id, id);
    // Nothing of a change that comes too late, or collides, is kept.
    let off = UserChange { is_active: Some(false), username: Some(None), ..UserChange::default() };
    let stale = update(db, id, Some(1), off.clone()).await;
    assert!(matches!(stale, Err(StorageError::VersionMismatch { expected: 1, found: 2 })), "{stale:?}");
    let bob = add(db, |_| {}).await;
    let same =
        UserChange { plan: Some(Plan::Pro), username: Some(Some("ANN".into())), ..UserChange::default() };
    assert!(update(db, bob.id, None, same).await.unwrap_err().is_conflict_on("users_username"));
    assert_eq!(db.read(move |conn| find_user_by_id(conn, bob.id)).await.unwrap(), bob);
    let last = update(db, id, None, off).await.unwrap();
    assert_eq!((last.is_active, last.username, last.version), (false, None, 3));
    assert!(is_not_found(update(db, UserId::generate(), None, UserChange::default()).await));
}

#[rstest]
#[tokio::test]
async fn users_are_filtered_and_ordered(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let (db, now) = (database.db(), chrono::SubsecRound::trunc_subsecs(Utc::now(), 6));
    let email = |text: &str| text.parse().unwrap();
    let ann = add(db, |user| (user.email, user.role) = (email("ann_1@example.org"), Role::Admin)).await.id;
    let bob = add(db, |user| {
        (user.email, user.plan, user.full_name) =
            (email("zoe@example.org"), Plan::Pro, Some("Bob Ross".into()));
    });
    let bob = bob.await.id;
    let cid = add(db, |user| (user.email, user.is_active) = (email("cid@example.org"), false)).await.id;
    let ids = |listing: Listing<talewright_storage::users::UserRecord>| {
        listing.items.iter().map(|record| record.user.id).collect::<Vec<_>>()
    };
    let list = |filter: UserFilter, sort, start, limit| {
        let page = PageRequest { start, limit, sort };
        db.read(move |conn| list_users(conn, &filter, &page))
    };
    let none = UserFilter::default;
    for (filter, expected) in [
        (none(), vec![cid, bob, ann]),
        (UserFilter { role: Some(Role::Admin), ..none() }, vec![ann]),
        (UserFilter { plan: Some(Plan::Free), ..none() }, vec![cid, ann]),
        (UserFilter { is_active: Some(false), ..none() }, vec![cid]),
        (UserFilter { q: Some("ROSS".into()), ..none() }, vec![bob]),
        (UserFilter { q: Some("N_1".into()), ..none() }, vec![ann]),
        (UserFilter { q: Some("n%1".into()), ..none() }, vec![]),
        (UserFilter { q: Some("example".into()), plan: Some(Plan::Pro), ..none() }, vec![bob]),
    ] {
        let listing = list(filter.clone(), UserSort::Newest, Start::Skip(0), 10).await.unwrap();
        assert_eq!(listing.total, Some(expected.len() as i64), "{filter:?}");
        assert_eq!(ids(listing), expected, "{filter:?}");
    }
    let by_email = list(none(), UserSort::Email, Start::Skip(1), 1).await.unwrap();
    assert_eq!((by_email.next_cursor.clone(), ids(by_email)), (None, vec![cid]));
    let oldest = list(none(), UserSort::Oldest, Start::Skip(0), 1).await.unwrap();
    let cursor = oldest.next_cursor.clone().unwrap();
    assert_eq!(ids(oldest), [ann]);
    assert_eq!(ids(list(none(), UserSort::Oldest, Start::After(cursor), 9).await.unwrap()), [bob, cid]);
    // As administrators see them.
    let later = now + TimeDelta::hours(1);
    db.write(move |conn| record_login(conn, bob, later)).await.unwrap();
    let record = db.read(move |conn| find_user_record(conn, bob)).await.unwrap();
    assert_eq!((record.last_login_at, record.balance, record.user.version), (Some(later), CostUsd::ZERO, 1));
    let (mut plans, _, mut states) = db.read(count_users).await.unwrap();
    plans.sort();
    states.sort();
    assert_eq!(plans, [("free".to_owned(), 2), ("pro".to_owned(), 1)]);
    assert_eq!(states, [("active".to_owned(), 2), ("inactive".to_owned(), 1)]);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn administrators_who_dismiss_each_other_at_once_leave_one(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let mut admins = Vec::new();
    for _ in 0..8 {
        admins.push(add(database.db(), |user| user.role = Role::Admin).await.id);
    }
    let dismiss = admins.into_iter().map(|id| {
        let db = database.db().clone();
        let change = UserChange { role: Some(Role::User), ..UserChange::default() };
        tokio::spawn(async move {
            db.write(move |conn| {
                lock_admins(conn)?;
                update_user(conn, id, None, change, Utc::now())?;
                if count_admins(conn)? == 0 { Err(StorageError::NotFound("administrator")) } else { Ok(()) }
            })
            .await
        })
    });
    let mut refused = 0;
    for dismissed in dismiss.collect::<Vec<_>>() {
        let dismissed = dismissed.await.unwrap();
        refused += usize::from(is_not_found(dismissed));
    }
    assert_eq!((refused, database.db().read(count_admins).await.unwrap()), (1, 1));
}
