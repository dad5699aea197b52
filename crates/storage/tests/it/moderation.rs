use chrono::Utc;
use rstest::rstest;
use talewright_domain::StoryId;
use talewright_domain::job::JobFailure;
use talewright_domain::ports::{Begin, Checkpoints, JobEnd, JobStore, StepFailure};
use talewright_domain::{JobStatus, StoryStatus};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::moderation::{FlaggedStory, check_visible, is_hidden, list_flagged, set_hidden};
use talewright_storage::stories::{
    StoryFilter, StorySort, find_story, list_stories, set_favorite, update_story_title,
};
use talewright_storage::{Db, Listing, PageRequest, Start, StorageError};
use talewright_testkit::{TestDatabase, a_story};

use crate::support::{World, failure, is_not_found, step};

async fn flagged(db: &Db, hidden: Option<bool>) -> Vec<FlaggedStory> {
    let page = PageRequest { start: Start::Skip(0), limit: 10, sort: () };
    let listing = db.read(move |conn| list_flagged(conn, hidden, &page)).await.unwrap();
    assert_eq!(listing.total, Some(listing.items.len() as i64));
    listing.items
}

async fn hide(db: &Db, story: StoryId, reason: Option<&'static str>) -> Result<FlaggedStory, StorageError> {
    db.write(move |conn| set_hidden(conn, story, reason, Utc::now())).await
}

fn is_hidden_for<T: std::fmt::Debug>(result: &Result<T, StorageError>, why: &str) -> bool {
    matches!(result, Err(StorageError::Hidden(reason)) if reason == why)
}

#[rstest]
#[tokio::test]
async fn a_refused_step_is_for_somebody_to_look_at(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    assert_eq!(flagged(world.db(), None).await, []);
    let ledger = world.ledger(&world.take("worker").await);
    let Ok(Begin::Go(ticket)) = ledger.begin(step("plan", 5)).await else { panic!("it is new") };
    ledger.fail(&ticket, failure(false)).await.unwrap();
    assert_eq!(flagged(world.db(), None).await, [], "a failure is no refusal");
    let Ok(Begin::Go(ticket)) = ledger.begin(step("text", 5)).await else { panic!("it is new") };
    let refused = StepFailure { blocked: true, message: "too scary".into(), ..failure(false) };
    ledger.fail(&ticket, refused).await.unwrap();
    let story = flagged(world.db(), None).await.remove(0);
    assert_eq!(
        (story.id, story.owner, &story.owner_email[..]),
        (world.story.id, world.user.id, world.user.email.as_str())
    );
    assert_eq!((story.flag_reason.as_deref(), story.hidden_at), (Some("too scary"), None));
    assert!(story.flagged_at.is_some() && story.status == StoryStatus::Running);
    // It is still its owner's to read.
    assert_eq!(world.find_story().await.id, world.story.id);
}

#[rstest]
#[tokio::test]
async fn a_refused_job_is_for_somebody_to_look_at(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let claim = world.take("worker").await;
    let error = JobFailure { code: "content_refused".into(), message: "the idea was refused".into() };
    world.queue.finish(&claim, JobEnd { status: JobStatus::Blocked, error: Some(error) }).await.unwrap();
    let story = flagged(world.db(), Some(false)).await.remove(0);
    assert_eq!((story.id, story.flag_reason.as_deref()), (world.story.id, Some("the idea was refused")));
    assert_eq!(flagged(world.db(), Some(true)).await, []);
}

#[rstest]
#[tokio::test]
async fn a_hidden_story_is_nobodys_to_read_until_it_is_restored(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let (db, owner, id) = (world.db(), world.user.id, world.story.id);
    let version = world.find_story().await.version;
    let hidden = hide(db, id, Some("a real child")).await.unwrap();
    assert_eq!(hidden.hidden_reason.as_deref(), Some("a real child"));
    let why = "a real child";
    assert!(is_hidden_for(&db.read(move |conn| find_story(conn, owner, id)).await, why));
    let renamed = db.write(move |conn| update_story_title(conn, owner, id, None, "New", Utc::now())).await;
    assert!(is_hidden_for(&renamed, why));
    assert!(is_hidden_for(&db.write(move |conn| set_favorite(conn, owner, id, true, Utc::now())).await, why));
    assert!(is_hidden_for(&db.read(move |conn| check_visible(conn, id)).await, why));
    assert!(db.read(move |conn| is_hidden(conn, id)).await.unwrap());
    assert_eq!(listed(&world).await.items.len(), 0);
    assert_eq!(flagged(db, Some(true)).await, [hidden]);
    // Somebody else hears nothing of it.
    let stranger = talewright_domain::Id::generate();
    assert!(is_not_found(db.read(move |conn| find_story(conn, stranger, id)).await));
    let restored = hide(db, id, None).await.unwrap();
    assert_eq!((restored.hidden_at, restored.hidden_reason), (None, None));
    assert_eq!(
        (flagged(db, None).await, db.read(move |conn| is_hidden(conn, id)).await.unwrap()),
        (vec![], false)
    );
    let story = world.find_story().await;
    assert_eq!((story.title.as_str(), story.favorite), (world.story.title.as_str(), false));
    assert!(story.version > version, "what a client has read is old");
    assert_eq!(listed(&world).await.items.len(), 1);
    let nothing = talewright_domain::Id::generate();
    assert!(is_not_found(hide(db, nothing, Some("x")).await));
    assert!(!db.read(move |conn| is_hidden(conn, nothing)).await.unwrap());
}

async fn listed(world: &World) -> Listing<talewright_domain::StorySummary> {
    let (owner, filter) = (world.user.id, StoryFilter::default());
    let page = PageRequest { start: Start::Skip(0), limit: 10, sort: StorySort::Newest };
    world.db().read(move |conn| list_stories(conn, owner, &filter, &page)).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn flagged_stories_are_paged_latest_first(#[values(Sqlite, Postgres)] on: Backend) {
    let world = World::new(TestDatabase::on(on).await).await;
    let (second, third) = (a_story(world.user.id), a_story(world.user.id));
    let (second_id, third_id) = (second.id, third.id);
    let write = world.db().write(move |conn| {
        [second, third].iter().try_for_each(|story| talewright_storage::stories::insert_story(conn, story))
    });
    write.await.unwrap();
    for id in [world.story.id, second_id, third_id] {
        hide(world.db(), id, Some("x")).await.unwrap();
    }
    let page = |start| {
        let page = PageRequest { start, limit: 2, sort: () };
        world.db().read(move |conn| list_flagged(conn, None, &page))
    };
    let first = page(Start::Skip(0)).await.unwrap();
    let ids: Vec<_> = first.items.iter().map(|story| story.id).collect();
    assert_eq!((ids, first.total), (vec![third_id, second_id], Some(3)));
    let rest = page(Start::After(first.next_cursor.unwrap())).await.unwrap();
    assert_eq!((rest.items[0].id, rest.items.len(), rest.has_more), (world.story.id, 1, false));
}
