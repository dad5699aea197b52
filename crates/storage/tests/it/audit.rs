use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use rstest::rstest;
use serde_json::json;
use talewright_domain::{AuditEntry, UserId};
use talewright_storage::Backend::{self, Postgres, Sqlite};
use talewright_storage::audit::{AuditFilter, append_audit, list_audit};
use talewright_storage::{Db, Listing, PageRequest, Start, StorageError};
use talewright_testkit::TestDatabase;
use uuid::Uuid;

fn entry(actor: Option<UserId>, action: &str, target: &str, at: DateTime<Utc>) -> AuditEntry {
    AuditEntry {
        id: Uuid::now_v7(),
        at,
        actor_id: actor,
        actor: actor.map_or("console".into(), |id| format!("{id}@example.org")),
        action: action.into(),
        target: Some(target.into()),
        details: json!({"before": {"plan": "free"}, "after": {"plan": "pro"}}),
        address: actor.map(|_| "203.0.113.7".into()),
    }
}

async fn list(db: &Db, filter: AuditFilter, start: Start) -> Listing<AuditEntry> {
    let page = PageRequest { start, limit: 2, sort: () };
    db.read(move |conn| list_audit(conn, &filter, &page)).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn the_log_is_filtered_and_paged_latest_first(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let (db, now) = (database.db(), Utc::now().trunc_subsecs(6));
    let (ann, hour) = (UserId::generate(), TimeDelta::hours(1));
    let entries = [
        entry(None, "user.create_admin", "user/1", now - hour),
        entry(Some(ann), "user.update", "user/2", now),
        entry(Some(ann), "story.hide", "story/3", now + hour),
    ];
    let stored = entries.clone();
    let write = db.write(move |conn| stored.iter().try_for_each(|entry| append_audit(conn, entry)));
    write.await.unwrap();
    let [console, update, hide] = entries;
    let first = list(db, AuditFilter::default(), Start::Skip(0)).await;
    assert_eq!(
        (&first.items, first.total, first.has_more),
        (&vec![hide.clone(), update.clone()], Some(3), true)
    );
    let rest = list(db, AuditFilter::default(), Start::After(first.next_cursor.unwrap())).await;
    assert_eq!((rest.items, rest.has_more), (vec![console.clone()], false));
    let none = AuditFilter::default;
    for (filter, expected) in [
        (AuditFilter { actor: Some(ann), ..none() }, vec![hide.clone(), update.clone()]),
        (AuditFilter { action: Some("user.update".into()), ..none() }, vec![update.clone()]),
        (AuditFilter { target: Some("story/3".into()), ..none() }, vec![hide.clone()]),
        (AuditFilter { since: Some(now), ..none() }, vec![hide.clone(), update.clone()]),
        (AuditFilter { until: Some(now), ..none() }, vec![console.clone()]),
        (AuditFilter { actor: Some(ann), target: Some("user/1".into()), ..none() }, vec![]),
    ] {
        let count = expected.len() as i64;
        let found = list(db, filter.clone(), Start::Skip(0)).await;
        assert_eq!((found.items, found.total), (expected, Some(count)), "{filter:?}");
    }
}

#[rstest]
#[tokio::test]
async fn what_is_undone_leaves_no_entry(#[values(Sqlite, Postgres)] on: Backend) {
    let database = TestDatabase::on(on).await;
    let undone = database.db().write(|conn| {
        append_audit(conn, &entry(None, "user.update", "user/1", Utc::now()))?;
        Err::<(), _>(StorageError::NotFound("user"))
    });
    assert!(undone.await.is_err());
    assert_eq!(database.count("audit_entries").await, 0);
}
