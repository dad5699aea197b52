use chrono::{SubsecRound, Utc};
use rstest::rstest;
use talewright_domain::character::CharacterProfile;
use talewright_domain::{Character, Id, UserId};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::characters::{
    CharacterSort, delete_character, find_character, insert_character, list_characters, update_character,
};
use talewright_storage::{Db, PageRequest, Start, StorageError, users};
use talewright_testkit::{TestDatabase, a_user};

use crate::support::is_not_found;

fn a_character(owner: UserId, name: &str) -> Character {
    let now = Utc::now().trunc_subsecs(6);
    Character {
        id: Id::generate(),
        owner,
        profile: CharacterProfile { name: name.into(), traits: vec!["shy".into()], ..Default::default() },
        reference: None,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

async fn owner(db: &Db) -> UserId {
    let user = a_user();
    let id = user.id;
    db.write(move |conn| users::insert_user(conn, &user, "hash")).await.unwrap();
    id
}

async fn insert(db: &Db, character: &Character) {
    let character = character.clone();
    db.write(move |conn| insert_character(conn, &character)).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_character_belongs_to_its_owner(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let (ann, bob) = (owner(database.db()).await, owner(database.db()).await);
    let mara = a_character(ann, "Mara");
    let id = mara.id;
    insert(database.db(), &mara).await;
    let found = database.db().read(move |conn| find_character(conn, ann, id)).await;
    assert_eq!(found.unwrap(), mara);
    assert!(is_not_found(database.db().read(move |conn| find_character(conn, bob, id)).await));
    assert!(is_not_found(database.db().write(move |conn| delete_character(conn, bob, id, None)).await));
    database.db().write(move |conn| delete_character(conn, ann, id, Some(1))).await.unwrap();
    assert!(is_not_found(database.db().read(move |conn| find_character(conn, ann, id)).await));
}

#[rstest]
#[tokio::test]
async fn an_update_needs_the_version_that_was_read(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let ann = owner(database.db()).await;
    let mara = a_character(ann, "Mara");
    let id = mara.id;
    insert(database.db(), &mara).await;
    let update = |expected: Option<i64>, name: &str| {
        let profile = CharacterProfile { name: name.into(), ..mara.profile.clone() };
        database.db().write(move |conn| update_character(conn, ann, id, expected, &profile, Utc::now()))
    };
    let updated = update(Some(1), "Mira").await.unwrap();
    assert_eq!((updated.version, updated.profile.name.as_str()), (2, "Mira"));
    let stale = update(Some(1), "Mora").await.unwrap_err();
    assert!(matches!(stale, StorageError::VersionMismatch { expected: 1, found: 2 }), "{stale:?}");
    let read = database.db().read(move |conn| find_character(conn, ann, id)).await.unwrap();
    assert_eq!(read, updated);
    assert_eq!(update(None, "Mora").await.unwrap().version, 3);
    let stale = database.db().write(move |conn| delete_character(conn, ann, id, Some(1))).await;
    assert!(matches!(stale, Err(StorageError::VersionMismatch { .. })));
}

#[rstest]
#[tokio::test]
async fn lists_are_searched_and_paged(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let ann = owner(database.db()).await;
    for name in ["Mara", "100% Bo", "Amara"] {
        insert(database.db(), &a_character(ann, name)).await;
    }
    let list = |words: Option<&'static str>, start: Start, limit: u32, sort: CharacterSort| {
        let page = PageRequest { start, limit, sort };
        database.db().read(move |conn| list_characters(conn, ann, words, &page))
    };
    let names = |items: Vec<Character>| items.into_iter().map(|c| c.profile.name).collect::<Vec<_>>();
    let found = list(Some("MAR"), Start::Skip(0), 10, CharacterSort::Name).await.unwrap();
    assert_eq!((found.total, names(found.items)), (Some(2), vec!["Amara".into(), "Mara".into()]));
    let found = list(Some("0%"), Start::Skip(0), 10, CharacterSort::Newest).await.unwrap();
    assert_eq!(names(found.items), ["100% Bo"]);
    let first = list(None, Start::Skip(0), 2, CharacterSort::Newest).await.unwrap();
    assert!(first.has_more);
    let next = list(None, Start::After(first.next_cursor.unwrap()), 2, CharacterSort::Newest).await.unwrap();
    assert_eq!(
        (names(first.items), names(next.items)),
        (vec!["Amara".into(), "100% Bo".into()], vec!["Mara".into()])
    );
    assert_eq!((next.total, next.has_more, next.next_cursor), (None, false, None));
}
