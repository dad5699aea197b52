use chrono::{DateTime, TimeDelta, Utc};
use rstest::rstest;
use talewright_domain::credit::voucher_code;
use talewright_domain::{CostUsd, CreditKind, UserId, Voucher, VoucherId};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::credits::find_balance;
use talewright_storage::users::insert_user;
use talewright_storage::vouchers::{Redemption, insert_voucher, list_vouchers, redeem_voucher};
use talewright_storage::{Db, PageRequest, Start, StorageError};
use talewright_testkit::{TestDatabase, a_user};

const CODE: &str = "K7QF3MXR9TWB";

fn voucher(code: &str, max_redemptions: i32) -> Voucher {
    Voucher {
        id: VoucherId::generate(),
        code: voucher_code(code),
        amount: CostUsd::from_micros(500),
        max_redemptions,
        redeemed: 0,
        note: Some("class 3b".into()),
        created_by: UserId::generate(),
        created_at: chrono::SubsecRound::trunc_subsecs(Utc::now(), 6),
        expires_at: None,
    }
}

async fn insert(db: &Db, voucher: &Voucher) -> Result<(), StorageError> {
    let voucher = voucher.clone();
    db.write(move |conn| insert_voucher(conn, &voucher)).await
}

async fn somebody(db: &Db) -> UserId {
    let user = a_user();
    let id = user.id;
    db.write(move |conn| insert_user(conn, &user, "hash")).await.unwrap();
    id
}

async fn redeem(db: &Db, user: UserId, code: &'static str, now: DateTime<Utc>) -> Redemption {
    db.write(move |conn| redeem_voucher(conn, user, code, now)).await.unwrap()
}

async fn balance(db: &Db, user: UserId) -> i64 {
    db.read(move |conn| find_balance(conn, user)).await.unwrap().micros()
}

async fn all(db: &Db, start: Start, limit: u32) -> (Vec<Voucher>, Option<i64>, Option<String>) {
    let page = PageRequest { start, limit, sort: () };
    let listing = db.read(move |conn| list_vouchers(conn, &page)).await.unwrap();
    (listing.items, listing.total, listing.next_cursor)
}

#[rstest]
#[tokio::test]
async fn a_code_works_once_for_each(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let (db, now) = (database.db(), Utc::now());
    insert(db, &voucher(CODE, 2)).await.unwrap();
    let (ann, bob, cid) = (somebody(db).await, somebody(db).await, somebody(db).await);
    let Redemption::Redeemed(entry) = redeem(db, ann, CODE, now).await else { panic!("it is good") };
    assert_eq!((entry.kind, entry.amount, entry.seq), (CreditKind::Voucher, CostUsd::from_micros(500), 1));
    assert_eq!(entry.reason, format!("voucher {CODE}"));
    assert_eq!(redeem(db, ann, CODE, now).await, Redemption::Again);
    assert!(matches!(redeem(db, bob, CODE, now).await, Redemption::Redeemed(_)));
    assert_eq!(redeem(db, cid, CODE, now).await, Redemption::Void);
    // Who has had it hears so, also when there is none left.
    assert_eq!(redeem(db, bob, CODE, now).await, Redemption::Again);
    assert_eq!(redeem(db, cid, "K7QF3MXR9TWC", now).await, Redemption::Void);
    assert_eq!((balance(db, ann).await, balance(db, bob).await, balance(db, cid).await), (500, 500, 0));
    assert_eq!(all(db, Start::Skip(0), 10).await.0[0].redeemed, 2);
}

#[rstest]
#[tokio::test]
async fn a_code_ends_with_its_time(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let (db, now) = (database.db(), Utc::now());
    let until = now + TimeDelta::days(1);
    insert(db, &Voucher { expires_at: Some(until), ..voucher(CODE, 5) }).await.unwrap();
    let ann = somebody(db).await;
    assert_eq!(redeem(db, ann, CODE, until).await, Redemption::Void);
    assert!(matches!(redeem(db, ann, CODE, until - TimeDelta::seconds(1)).await, Redemption::Redeemed(_)));
    assert_eq!(all(db, Start::Skip(0), 10).await.0[0].redeemed, 1);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_more_than_its_number_redeem_it(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let db = database.db();
    insert(db, &voucher(CODE, 7)).await.unwrap();
    let mut users = Vec::new();
    for _ in 0..50 {
        users.push(somebody(db).await);
    }
    let redeem_all = users.into_iter().map(|user| {
        let db = db.clone();
        tokio::spawn(async move { redeem(&db, user, CODE, Utc::now()).await })
    });
    let mut redeemed = 0;
    for redemption in redeem_all.collect::<Vec<_>>() {
        match redemption.await.unwrap() {
            Redemption::Redeemed(_) => redeemed += 1,
            other => assert_eq!(other, Redemption::Void),
        }
    }
    assert_eq!((redeemed, all(db, Start::Skip(0), 10).await.0[0].redeemed), (7, 7));
    assert_eq!(database.count("voucher_redemptions").await, 7);
    let paid = database.texts("SELECT CAST(sum(balance_micros) AS TEXT) AS value FROM users").await;
    assert_eq!(paid, ["3500"]);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_redeems_twice_at_once_gets_it_once(
    #[values(Sqlite, Postgres)] on: Backend,
    #[values(1, 9)] max_redemptions: i32,
) {
    let database = TestDatabase::on(on).await;
    let db = database.db();
    insert(db, &voucher(CODE, max_redemptions)).await.unwrap();
    let ann = somebody(db).await;
    let attempts = (0..12).map(|_| {
        let db = db.clone();
        tokio::spawn(async move { db.write(move |conn| redeem_voucher(conn, ann, CODE, Utc::now())).await })
    });
    let mut redeemed = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        match attempt.await.unwrap() {
            Ok(Redemption::Redeemed(_)) => redeemed += 1,
            Ok(other) => assert_eq!(other, Redemption::Again),
            Err(error) => assert!(error.is_conflict_on("voucher_redemptions_voucher_id_user_id"), "{error}"),
        }
    }
    assert_eq!(
        (redeemed, balance(db, ann).await, all(db, Start::Skip(0), 9).await.0[0].redeemed),
        (1, 500, 1)
    );
}

#[rstest]
#[tokio::test]
async fn codes_are_their_own_and_listed_newest_first(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let db = database.db();
    let (first, second) = (voucher("k7qf-3mxr-9twb", 1), voucher("AAAA-BBBB", 3));
    insert(db, &first).await.unwrap();
    insert(db, &second).await.unwrap();
    let taken = insert(db, &voucher(CODE, 1)).await.unwrap_err();
    assert!(taken.is_conflict_on("vouchers_code"), "{taken:?}");
    assert_eq!(first.code, CODE);
    let (page, total, cursor) = all(db, Start::Skip(0), 1).await;
    assert_eq!((page, total), (vec![second.clone()], Some(2)));
    assert_eq!(cursor, Some(second.id.to_string()));
    assert_eq!(all(db, Start::After(second.id.to_string()), 1).await, (vec![first], None, None));
}
