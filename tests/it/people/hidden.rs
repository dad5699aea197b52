//! What an administrator hides, and what stories keep in the pick-lists.

use reqwest::Method;
use serde_json::{Value, json};
use talewright_testkit::TestDatabase;

use crate::stories::brief;
use crate::support::{Client, TestApp};

async fn statuses(client: &Client, calls: &[(Method, String, Value)]) -> Vec<(u16, Value)> {
    let mut found = Vec::new();
    for (method, path, body) in calls {
        let mut request = client.request(method.clone(), path);
        if !body.is_null() {
            request = request.json(body);
        }
        let answer = client.send(request).await;
        let problem = if answer.status < 400 { Value::Null } else { answer.json()["code"].clone() };
        found.push((answer.status, problem));
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_story_is_closed_to_its_owner_with_its_files() {
    let app = TestApp::with(TestDatabase::postgres().await, &[]).await;
    let (ann, bob, root) = (app.user("ann").await, app.user("bob").await, app.user("root").await);
    app.promote("root").await;
    let story = ann.made_story(&brief()).await;
    let (_, unfinished) = ann.start_story(&brief()).await;
    let (id, picture) = (story["id"].as_str().unwrap(), story["pages"][1]["image_url"].as_str().unwrap());
    let job = ann.get(&format!("/jobs/{unfinished}")).await.expect(200).json();
    let other = job["story_id"].as_str().unwrap().to_owned();
    ann.finished(&unfinished).await;
    app.database().execute(&format!("UPDATE jobs SET status = 'failed' WHERE id = '{unfinished}'")).await;
    for hidden in [id, &other] {
        let reason = json!({"reason": "shows a real child"});
        root.post(&format!("/admin/moderation/{hidden}/hide"), &reason).await.expect(200);
    }
    let path = |rest: &str| format!("/stories/{id}{rest}");
    let calls = [
        (Method::GET, path(""), Value::Null),
        (Method::PATCH, path(""), json!({"title": "New"})),
        (Method::PATCH, path(""), json!({"favorite": true})),
        (Method::GET, path("/export/pdf"), Value::Null),
        (Method::GET, path("/pdf"), Value::Null),
        (Method::POST, path("/generate"), Value::Null),
        (Method::POST, path("/pages/1/regenerate"), json!({"image": true})),
        (Method::POST, format!("/jobs/{unfinished}/resume"), Value::Null),
    ];
    for (call, status) in calls.iter().zip(statuses(&ann, &calls).await) {
        assert_eq!(status, (403, json!("hidden_by_moderation")), "{call:?}");
    }
    let refused = ann.get(&path("")).await.json();
    assert!(refused["detail"].as_str().unwrap().contains("shows a real child"), "{refused}");
    for (call, (status, _)) in calls.iter().zip(statuses(&bob, &calls).await) {
        assert_eq!(status, 404, "{call:?}");
    }
    let file = || app.anonymous().raw(Method::GET, picture);
    ann.send(file()).await.expect(404);
    assert_eq!(ann.get("/stories").await.expect(200).json()["items"], json!([]));
    let hidden = root.get("/admin/moderation?hidden=true").await.expect(200).json();
    assert_eq!(hidden["items"].as_array().unwrap().len(), 2);
    root.send(root.request(Method::POST, &format!("/admin/moderation/{id}/restore"))).await.expect(200);
    assert_eq!(ann.get(&path("")).await.expect(200).json()["title"], story["title"]);
    ann.send(file()).await.expect(200);
    ann.get(&path("/export/pdf")).await.expect(200);
    assert_eq!(ann.get("/stories").await.expect(200).json()["items"].as_array().unwrap().len(), 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stories_use_stays_in_its_list() {
    let app = TestApp::with(TestDatabase::postgres().await, &[("ROLES", "api")]).await;
    let (ann, root) = (app.user("ann").await, app.user("root").await);
    app.promote("root").await;
    let mut told = brief();
    told["genre"] = "mystery".into();
    told["art_style"] = "Ink & 50%".into();
    ann.start_story(&told).await;
    let item = |value: &str| json!({"value": value, "label": value, "active": true});
    for (list, used) in [("genres", "mystery"), ("art_styles", "Ink & 50%")] {
        let path = format!("/admin/lists/{list}");
        let put = |items: Vec<Value>| root.request(Method::PUT, &path).json(&json!({"items": items}));
        root.send(put(vec![item(used), item("another")])).await.expect(200);
        let refused = root.send(put(vec![item("another")])).await.expect(409).json();
        assert_eq!(refused["code"], "in_use");
        assert!(refused["detail"].as_str().unwrap().contains(&format!("{used} (1)")), "{refused}");
        // What nobody uses goes; what is used can be set aside.
        let inactive = json!({"value": used, "label": used, "active": false});
        let list = root.send(put(vec![inactive.clone()])).await.expect(200).json();
        assert_eq!(list["items"], json!([inactive]));
    }
    app.stop().await;
}
