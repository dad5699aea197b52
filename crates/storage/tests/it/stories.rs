use chrono::Utc;
use rstest::rstest;
use talewright_domain::ports::{AssetKey, Checkpoints};
use talewright_domain::story::StoryCharacter;
use talewright_domain::{CostUsd, ImageStatus, Page, Story, StoryChange, StoryStatus, StorySummary, UserId};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::stories::{self, StoryFilter, StorySort, list_stories};
use talewright_storage::{Db, Listing, PageRequest, Start, StorageError, users};
use talewright_testkit::{TestDatabase, a_story, a_user};

use crate::support::{World, do_step, is_not_found, step};

async fn owner(db: &Db) -> UserId {
    let user = a_user();
    let id = user.id;
    db.write(move |conn| users::insert_user(conn, &user, "hash")).await.unwrap();
    id
}

async fn insert(db: &Db, story: &Story) {
    let story = story.clone();
    db.write(move |conn| stories::insert_story(conn, &story)).await.unwrap();
}

async fn find(db: &Db, story: &Story) -> Result<Story, StorageError> {
    let (owner, id) = (story.owner, story.id);
    db.read(move |conn| stories::find_story(conn, owner, id)).await
}

async fn list(
    db: &Db,
    owner: UserId,
    filter: StoryFilter,
    page: PageRequest<StorySort>,
) -> Listing<StorySummary> {
    db.read(move |conn| list_stories(conn, owner, &filter, &page)).await.unwrap()
}

fn page_of(limit: u32, start: Start) -> PageRequest<StorySort> {
    PageRequest { start, limit, sort: StorySort::Newest }
}

fn a_page(number: u32) -> Page {
    Page {
        text: format!("Page {number}"),
        image_alt: "a lighthouse".into(),
        image: Some(AssetKey::new("stories/x/y.jpg")),
        image_status: ImageStatus::Done,
        ..Page::empty(number)
    }
}

fn a_hero() -> StoryCharacter {
    StoryCharacter {
        id: None,
        name: "Mara".into(),
        role: "hero".into(),
        appearance: "a small fox".into(),
        image: None,
    }
}

#[rstest]
#[tokio::test]
async fn a_story_comes_back_as_it_was(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let ann = owner(database.db()).await;
    let story = Story {
        title: "灯台の歌 \"🦊\"".into(),
        pages: (0..3).map(a_page).collect(),
        cast: vec![a_hero()],
        provider_notice: Some("offline".into()),
        cost_usd: CostUsd::from_micros(12),
        ..a_story(ann)
    };
    insert(database.db(), &story).await;
    assert_eq!(find(database.db(), &story).await.unwrap(), story);
    let bob = owner(database.db()).await;
    assert!(is_not_found(find(database.db(), &Story { owner: bob, ..story }).await));
}

#[rstest]
#[tokio::test]
async fn a_title_changes_with_its_cover_and_version(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let ann = owner(database.db()).await;
    let story = Story { pages: (0..2).map(a_page).collect(), ..a_story(ann) };
    insert(database.db(), &story).await;
    let id = story.id;
    let rename = |expected: Option<i64>| {
        database
            .db()
            .write(move |conn| stories::update_story_title(conn, ann, id, expected, "New", Utc::now()))
    };
    let renamed = rename(Some(1)).await.unwrap();
    assert_eq!((renamed.title.as_str(), renamed.pages[0].text.as_str(), renamed.version), ("New", "New", 2));
    let stale = rename(Some(1)).await.unwrap_err();
    assert!(matches!(stale, StorageError::VersionMismatch { expected: 1, found: 2 }), "{stale:?}");
    assert_eq!(find(database.db(), &story).await.unwrap().version, 2);
    let marked = database.db().write(move |conn| stories::set_favorite(conn, ann, id, true, Utc::now()));
    assert!(marked.await.unwrap().favorite);
    let played = database.db().write(move |conn| stories::record_play(conn, ann, id, Utc::now()));
    assert_eq!(played.await.unwrap(), 1);
}

#[rstest]
#[tokio::test]
async fn filters_find_what_they_say(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let ann = owner(database.db()).await;
    let done = Story { status: StoryStatus::Completed, favorite: true, ..a_story(ann) };
    let mut french = Story {
        status: StoryStatus::Failed,
        title: "Un phare".into(),
        logline: Some("Il chante".into()),
        ..a_story(ann)
    };
    french.brief.language = "fr".parse().unwrap();
    french.brief.genre = Some("bedtime".into());
    let draft = a_story(ann);
    for story in [&done, &french, &draft, &a_story(owner(database.db()).await)] {
        insert(database.db(), story).await;
    }
    let cases = [
        (StoryFilter::default(), vec![french.id, done.id]),
        (StoryFilter { include_drafts: true, ..Default::default() }, vec![draft.id, french.id, done.id]),
        (StoryFilter { status: Some(StoryStatus::Draft), ..Default::default() }, vec![draft.id]),
        (StoryFilter { language: Some("fr".parse().unwrap()), ..Default::default() }, vec![french.id]),
        (StoryFilter { favorite: Some(true), ..Default::default() }, vec![done.id]),
        (StoryFilter { favorite: Some(false), ..Default::default() }, vec![french.id]),
        (StoryFilter { genre: Some("bedtime".into()), ..Default::default() }, vec![french.id]),
        (StoryFilter { q: Some("CHANT".into()), ..Default::default() }, vec![french.id]),
        (StoryFilter { q: Some("lighthouse".into()), ..Default::default() }, vec![done.id]),
        (StoryFilter { q: Some("%".into()), ..Default::default() }, vec![]),
    ];
    for (filter, expected) in cases {
        let found = list(database.db(), ann, filter.clone(), page_of(10, Start::Skip(0))).await;
        let ids: Vec<_> = found.items.iter().map(|story| story.id).collect();
        assert_eq!(ids, expected, "{filter:?}");
        assert_eq!(found.total, Some(expected.len() as i64), "{filter:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_cursor_leads_through_the_list_while_it_grows(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let ann = owner(database.db()).await;
    let mut expected = Vec::new();
    for _ in 0..7 {
        let story = Story { status: StoryStatus::Completed, pages: vec![a_page(0)], ..a_story(ann) };
        insert(database.db(), &story).await;
        expected.insert(0, story.id);
    }
    let mut page = list(database.db(), ann, StoryFilter::default(), page_of(3, Start::Skip(0))).await;
    assert_eq!(page.items[0].cover, Some(AssetKey::new("stories/x/y.jpg")));
    let mut seen: Vec<_> = page.items.iter().map(|story| story.id).collect();
    while let Some(cursor) = page.next_cursor {
        insert(database.db(), &Story { status: StoryStatus::Completed, ..a_story(ann) }).await;
        page = list(database.db(), ann, StoryFilter::default(), page_of(3, Start::After(cursor))).await;
        assert_eq!(page.total, None);
        seen.extend(page.items.iter().map(|story| story.id));
    }
    assert_eq!(seen, expected);
}

#[rstest]
#[tokio::test]
async fn lists_are_sorted_as_asked(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let ann = owner(database.db()).await;
    for title in ["b", "c", "a"] {
        let story = Story { status: StoryStatus::Completed, title: title.into(), ..a_story(ann) };
        insert(database.db(), &story).await;
    }
    let cases = [
        (StorySort::Newest, "acb"),
        (StorySort::Oldest, "bca"),
        (StorySort::LatestChange, "acb"),
        (StorySort::EarliestChange, "bca"),
        (StorySort::Title, "abc"),
        (StorySort::TitleDescending, "cba"),
    ];
    for (sort, expected) in cases {
        let page = PageRequest { start: Start::Skip(0), limit: 2, sort };
        let found = list(database.db(), ann, StoryFilter::default(), page).await;
        let titles: String = found.items.iter().map(|story| story.title.as_str()).collect();
        assert_eq!(titles, expected[..2], "{sort:?}");
        assert_eq!(found.next_cursor.is_some(), sort.has_cursors(), "{sort:?}");
    }
}

#[rstest]
#[tokio::test]
async fn all_that_hangs_on_a_story_goes_with_it(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let claim = world.take("worker").await;
    let ledger = world.ledger(&claim);
    let changes = vec![planned(&[])];
    do_step(&ledger, "plan", 5, changes).await;
    let (owner, id) = (world.user.id, world.story.id);
    let deleted = world
        .db()
        .write(move |conn| stories::delete_story(conn, owner, id, None, chrono::Utc::now()))
        .await
        .unwrap();
    assert_eq!(deleted.active_jobs, [world.job.id]);
    for table in ["stories", "pages", "jobs", "step_receipts", "events"] {
        assert_eq!(world.count(table).await, 0, "{table}");
    }
    let late = ledger.begin(step("text", 5)).await;
    assert_eq!(late, Err(talewright_domain::ports::CheckpointError::LeaseLost));
    let again =
        world.db().write(move |conn| stories::delete_story(conn, owner, id, None, chrono::Utc::now())).await;
    assert!(is_not_found(again));
}

#[rstest]
#[tokio::test]
async fn finished_steps_change_their_story(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let claim = world.take("worker").await;
    let ledger = world.ledger(&claim);
    let sheet = AssetKey::new("stories/x/sheet.png");
    let picture = AssetKey::new("stories/x/1.jpg");
    do_step(&ledger, "plan", 3, vec![planned(&[a_hero()])]).await;
    do_step(
        &ledger,
        "cast/mara",
        4,
        vec![StoryChange::CharacterDrawn { name: "Mara".into(), image: sheet.clone() }],
    )
    .await;
    let written = |number| StoryChange::PageWritten {
        number,
        text: format!("Text {number}"),
        image_alt: "sea".into(),
        scene: None,
    };
    let notice = || StoryChange::Noticed { notice: "offline".into() };
    do_step(&ledger, "text", 0, vec![written(1), written(2), notice(), notice()]).await;
    let illustrated = |number, image, status| {
        vec![StoryChange::PageIllustrated { number, image, status, prompt: Some("a fox".into()), note: None }]
    };
    do_step(&ledger, "page/1/image", 1, illustrated(1, Some(picture.clone()), ImageStatus::Done)).await;
    do_step(&ledger, "page/2/image", 1, illustrated(2, None, ImageStatus::Failed)).await;

    let story = world.find_story().await;
    assert_eq!((story.title.as_str(), story.logline.as_deref()), ("A song", Some("It sings.")));
    assert_eq!(story.cast[0].image, Some(sheet));
    let pages: Vec<_> = story.pages.iter().map(|p| (p.number, p.text.as_str(), p.image_status)).collect();
    assert_eq!(
        pages,
        [
            (0, "A song", ImageStatus::Pending),
            (1, "Text 1", ImageStatus::Done),
            (2, "Text 2", ImageStatus::Failed)
        ]
    );
    assert_eq!(story.pages[1].image, Some(picture));
    assert_eq!(story.provider_notice.as_deref(), Some("offline"));
    assert_eq!(story.cost_usd, CostUsd::from_micros(9));
    assert_eq!(story.status, StoryStatus::Running);
    assert!(story.version > 5, "{}", story.version);
}

fn planned(cast: &[StoryCharacter]) -> StoryChange {
    StoryChange::Planned {
        title: "A song".into(),
        logline: "It sings.".into(),
        cast: cast.to_vec(),
        num_pages: 2,
    }
}
