use chrono::Utc;
use rstest::rstest;
use talewright_domain::ports::AssetKey;
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::exports::{find_export, replace_export};
use talewright_storage::jobs::{JobFilter, JobSort, insert_job, list_jobs};
use talewright_storage::references::collect_story_references;
use talewright_storage::{PageRequest, Start, StorageError, stories, users};
use talewright_testkit::{TestDatabase, a_job, a_story, a_user};

#[rstest]
#[tokio::test]
async fn an_export_is_kept_by_what_went_in_and_its_file_is_spoken_of(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let database = TestDatabase::on(on).await;
    let (user, now) = (a_user(), Utc::now());
    let story = a_story(user.id);
    let (old, new) = (AssetKey::new("stories/x/old.pdf"), AssetKey::new("stories/x/new.pdf"));
    let work = database.db().write(move |conn| {
        users::insert_user(conn, &user, "hash")?;
        stories::insert_story(conn, &story)?;
        assert_eq!(replace_export(conn, story.id, "pdf/book/a4", "h1", &old, now)?, None);
        assert_eq!(find_export(conn, story.id, "pdf/book/a4", "h1")?, Some(old.clone()));
        assert_eq!(find_export(conn, story.id, "pdf/book/a4", "h2")?, None);
        assert_eq!(find_export(conn, story.id, "pdf/book/letter", "h1")?, None);
        assert_eq!(replace_export(conn, story.id, "pdf/book/a4", "h2", &new, now)?, Some(old.clone()));
        assert_eq!(replace_export(conn, story.id, "pdf/book/a4", "h3", &new, now)?, None);
        let references = collect_story_references(conn, story.id)?;
        assert!(references.mention(&new) && !references.mention(&old) && !references.has_active_job);
        insert_job(conn, &a_job(&story))?;
        assert!(collect_story_references(conn, story.id)?.has_active_job);
        stories::delete_story(conn, user.id, story.id, None, chrono::Utc::now())?;
        find_export(conn, story.id, "pdf/book/a4", "h3")
    });
    assert_eq!(work.await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn jobs_are_listed_in_pages_and_by_filter(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let (user, stranger) = (a_user(), a_user());
    let owner = user.id;
    let all: Vec<_> = (0..3).map(|_| a_story(owner)).collect();
    let jobs: Vec<_> = all.iter().map(a_job).collect();
    let (middle, ids) = (all[1].id, jobs.iter().map(|job| job.id).collect::<Vec<_>>());
    let work = database.db().write(move |conn| {
        users::insert_user(conn, &user, "hash")?;
        users::insert_user(conn, &stranger, "hash")?;
        for (story, job) in all.iter().zip(&jobs) {
            stories::insert_story(conn, story)?;
            insert_job(conn, job)?;
        }
        let page = |start, sort| PageRequest { start, limit: 2, sort };
        let mut list = |owner, filter, page: PageRequest<JobSort>| list_jobs(conn, owner, filter, &page);
        let first = list(owner, JobFilter::default(), page(Start::Skip(0), JobSort::Newest))?;
        let cursor = first.next_cursor.clone().unwrap();
        let rest = list(owner, JobFilter::default(), page(Start::After(cursor), JobSort::Newest))?;
        let of_story = JobFilter { story: Some(middle), ..JobFilter::default() };
        let filtered = list(owner, of_story, page(Start::Skip(0), JobSort::Oldest))?;
        let theirs = list(stranger.id, JobFilter::default(), page(Start::Skip(0), JobSort::Oldest))?;
        Ok::<_, StorageError>((first, rest, filtered, theirs))
    });
    let (first, rest, filtered, theirs) = work.await.unwrap();
    let found: Vec<_> = first.items.iter().chain(&rest.items).map(|job| job.id).collect();
    assert_eq!(found, ids.iter().rev().copied().collect::<Vec<_>>());
    assert_eq!((first.total, first.has_more, rest.has_more), (Some(3), true, false));
    assert_eq!(filtered.items.iter().map(|job| job.id).collect::<Vec<_>>(), [ids[1]]);
    assert!(theirs.items.is_empty());
}
