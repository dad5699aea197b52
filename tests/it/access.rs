//! Who may do what: every operation of the document, called well as everybody, answers exactly what `docs/access.toml`
//! says. An operation without a row there fails.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde_json::json;

use crate::operations::{Needs, Operation, Row, Stage, Things, operations, rows};
use crate::support::{Client, TestApp, repository};

/// The table's columns.
const CALLERS: [&str; 9] = [
    "owner",
    "other",
    "lower_plan",
    "admin",
    "anonymous",
    "key_read",
    "key_write",
    "key_generate",
    "key_admin",
];

#[derive(Deserialize)]
struct Table {
    callers: Vec<String>,
    access: BTreeMap<String, Vec<u16>>,
}

impl Table {
    fn read() -> Self {
        let text = std::fs::read_to_string(repository().join("docs/access.toml")).unwrap();
        let table: Self = toml::from_str(&text).unwrap();
        assert_eq!(table.callers, CALLERS, "the columns of docs/access.toml");
        table
    }

    /// What a caller of an operation is answered.
    fn expected(&self, operation: &str) -> impl Iterator<Item = (&'static str, u16)> {
        let row = self.access.get(operation);
        let row =
            row.unwrap_or_else(|| panic!("{operation} has no row in docs/access.toml: who may call it?"));
        assert_eq!(row.len(), CALLERS.len(), "the row of {operation} in docs/access.toml");
        CALLERS.into_iter().zip(row.iter().copied())
    }
}

#[test]
fn the_table_has_every_operation_and_no_other() {
    let (table, operations) = (Table::read(), operations());
    for Operation { id, .. } in &operations {
        assert_eq!(table.expected(id).count(), CALLERS.len());
    }
    let gone = table.access.keys().filter(|id| !operations.iter().any(|known| known.id == **id));
    let gone: Vec<&String> = gone.collect();
    assert!(gone.is_empty(), "docs/access.toml has rows of no operation: {gone:?}");
}

/// What calls find that change nothing: by what they need, and whether the owner has used up a small plan.
type Untouched = HashMap<(Needs, bool), Things>;

#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_do_exactly_what_the_table_says() {
    let (table, stage, rows) = (Table::read(), Stage::set().await, rows());
    let (mut untouched, mut wrong) = (Untouched::new(), Vec::new());
    for Operation { id, method, path } in operations() {
        let row = rows.iter().find(|row| row.id == id && row.calls(&method, &path));
        let row = row.unwrap_or_else(|| panic!("nobody knows how to call {id}: see operations/rows"));
        for (caller, expected) in table.expected(&id) {
            let answer = if !row.reads() && expected < 400 {
                let mut own = prepare(&stage, row.needs, caller).await;
                call(&stage, row, caller, &mut own).await
            } else {
                let place = (row.needs, caller == "lower_plan");
                let mut shared = match untouched.remove(&place) {
                    Some(things) => things,
                    None => prepare(&stage, row.needs, caller).await,
                };
                let answer = call(&stage, row, caller, &mut shared).await;
                untouched.insert(place, shared);
                answer
            };
            if answer != expected {
                wrong.push(format!("{id} as {caller}: {answer}, not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "docs/access.toml says otherwise:\n{}", wrong.join("\n"));
}

async fn prepare(stage: &Stage, needs: Needs, caller: &str) -> Things {
    let things = stage.prepare(needs).await;
    if caller == "lower_plan" {
        stage.house(needs).use_up(&things).await;
    }
    things
}

/// The status that a caller is answered.
async fn call(stage: &Stage, row: &Row, caller: &str, things: &mut Things) -> u16 {
    let house = stage.house(row.needs);
    let client: Client = match caller {
        "owner" | "lower_plan" => things.owner.clone(),
        "other" => house.other().await,
        "admin" => house.admin().await,
        "anonymous" => house.nobody.clone(),
        key => house.program(row, things, key.strip_prefix("key_").unwrap()).await,
    };
    client.send(row.request(&client, things)).await.status
}

/// Paths are not the only place where somebody else's things can be named.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_somebody_elses_cannot_be_named_in_a_body_or_a_query() {
    let database = talewright_testkit::TestDatabase::sqlite().await;
    let app = TestApp::with(database, &[("ROLES", "api")]).await;
    let (ann, bob) = (app.user("ann").await, app.user("bob").await);
    let mara = ann.post("/characters", &json!({"name": "Mara"})).await.expect(201).json();
    let (story, _) = ann.start_story(&json!({"idea": "A fox"})).await;

    let brief = json!({"idea": "A fox", "character_ids": [mara["id"]]});
    for path in ["/stories", "/stories/estimate"] {
        ann.post(path, &brief).await.expect(if path == "/stories" { 202 } else { 200 });
        let refused = bob.post(path, &brief).await.expect(422).json();
        assert_eq!(refused["details"][0]["field"], "character_ids[0]", "{path}");
    }
    let jobs = format!("/jobs?story_id={story}");
    assert_eq!(ann.get(&jobs).await.expect(200).json()["total"], 1);
    assert_eq!(bob.get(&jobs).await.expect(200).json()["total"], 0);

    let me = bob.get("/auth/me").await.expect(200).json();
    let gift = json!({"user_id": me["id"], "amount": 100.0, "reason": "a gift to myself"});
    let before = bob.get("/user/credits").await.expect(200).json();
    bob.post("/user/credits/add", &gift).await.expect(422);
    assert_eq!(bob.get("/user/credits").await.expect(200).json(), before);
}
