use chrono::Utc;
use rstest::rstest;
use serde_json::{Value, json};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::lists::{count_art_style, count_genres, find_list, store_list};
use talewright_storage::stories::insert_story;
use talewright_storage::users::insert_user;
use talewright_storage::{Db, StorageError};
use talewright_testkit::{TestDatabase, a_story, a_user};

async fn store(db: &Db, items: Value, expected: Option<i64>) -> Result<i64, StorageError> {
    db.write(move |conn| store_list(conn, "genres", items, expected, Utc::now())).await
}

async fn find(db: &Db) -> Option<(Value, i64)> {
    db.read(|conn| find_list(conn, "genres")).await.unwrap()
}

fn is_stale(result: Result<i64, StorageError>) -> bool {
    matches!(result, Err(StorageError::VersionMismatch { .. }))
}

#[rstest]
#[tokio::test]
async fn a_list_is_replaced_by_who_has_read_it(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let db = database.db();
    assert_eq!(find(db).await, None);
    assert!(is_stale(store(db, json!(["a"]), Some(2)).await));
    assert_eq!(store(db, json!(["a"]), Some(1)).await.unwrap(), 2);
    assert!(is_stale(store(db, json!(["b"]), Some(1)).await));
    assert_eq!(find(db).await, Some((json!(["a"]), 2)));
    assert_eq!(store(db, json!(["b"]), None).await.unwrap(), 3);
    assert_eq!(find(db).await, Some((json!(["b"]), 3)));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_first_changes_at_once_one_is_kept(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let changes = (0..12).map(|n| {
        let db = database.db().clone();
        tokio::spawn(async move { store(&db, json!([n]), Some(1)).await })
    });
    let mut stored = 0;
    for change in changes.collect::<Vec<_>>() {
        match change.await.unwrap() {
            Ok(version) => stored += usize::from(version == 2),
            other => assert!(is_stale(other)),
        }
    }
    assert_eq!((stored, find(database.db()).await.unwrap().1), (1, 2));
}

#[rstest]
#[tokio::test]
async fn what_stories_use_is_found(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let user = a_user();
    let brief = |genre: &str, style: &str, idea: &str| {
        let mut story = a_story(user.id);
        story.brief.genre = Some(genre.into());
        story.brief.art_style = style.into();
        story.brief.idea = idea.into();
        story
    };
    let stories = [
        brief("mystery", "watercolor", "A fox"),
        brief("mystery", "Ink 50%", "A fox"),
        brief("nature", "Say \"ink\"", r#"A fox who says "art_style":"pop""#),
    ];
    let owner = user.clone();
    let write = database.db().write(move |conn| {
        insert_user(conn, &owner, "hash")?;
        stories.iter().try_for_each(|story| insert_story(conn, story))
    });
    write.await.unwrap();
    let genres = ["mystery", "family"].map(String::from);
    let used = database.db().read(move |conn| count_genres(conn, &genres)).await.unwrap();
    assert_eq!(used, [("mystery".to_owned(), 2)]);
    assert_eq!(database.db().read(|conn| count_genres(conn, &[])).await.unwrap(), []);
    for (style, count) in [
        ("watercolor", 1),
        ("Ink 50%", 1),
        ("Say \"ink\"", 1),
        ("water", 0),
        ("Ink 500", 0),
        ("pop", 0),
        ("%", 0),
    ] {
        let used = database.db().read(move |conn| count_art_style(conn, style)).await;
        assert_eq!(used.unwrap(), count, "{style}");
    }
}
