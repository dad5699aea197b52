use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use serde_json::json;
use talewright_app::stories::sweep_orphans;

use super::support::TestApi;

#[actix_web::test]
async fn an_idea_becomes_a_story_and_a_job() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let reply =
        ann.send("POST", "/stories", json!({"idea": "A shy lighthouse", "num_pages": 3, "seed": 7})).await;
    assert_eq!(reply.status, 202);
    let made = reply.json();
    assert_eq!((&made["story"]["status"], &made["job"]["status"]), (&json!("queued"), &json!("queued")));
    assert_eq!(made["story"]["title"], "A shy lighthouse");
    assert_eq!(made["story"]["brief"]["num_pages"], 3);
    let estimate = made["job"]["estimated_cost_usd"].as_f64().unwrap();
    assert!(
        estimate > 0.07 && estimate < 0.2,
        "seven pictures at most for a cent each, and words: {estimate}"
    );
    let job = made["job"]["id"].as_str().unwrap();
    assert_eq!(reply.header("location"), format!("/api/v1/jobs/{job}"));
    let id = made["story"]["id"].as_str().unwrap();
    assert_eq!(ann.get(&format!("/stories/{id}")).await.json(), made["story"]);
    let by_job = ann.get(&format!("/stories/generation-status/{job}")).await.json();
    let by_story = ann.get(&format!("/stories/generation-status/{id}")).await.json();
    assert_eq!(by_job, by_story);
    assert_eq!((&by_job["task_id"], &by_job["progress"]), (&json!(job), &json!(0.0)));
    assert_eq!(by_job.get("result"), None);
}

#[actix_web::test]
async fn a_draft_waits_until_it_is_started_and_only_once() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let reply = ann.send("POST", "/stories", json!({"idea": "A shy lighthouse", "is_draft": true})).await;
    assert_eq!(reply.status, 201);
    let made = reply.json();
    assert_eq!((&made["story"]["is_draft"], made.get("job")), (&json!(true), None));
    let path = format!("/stories/{}", made["story"]["id"].as_str().unwrap());
    assert_eq!(reply.header("location"), format!("/api/v1{path}"));
    assert_eq!(ann.get("/stories").await.json()["total"], 0);
    assert_eq!(ann.get("/stories?include_drafts=true").await.json()["total"], 1);
    assert_eq!(ann.get(&format!("{path}/pdf")).await.problem(StatusCode::CONFLICT), "not_finished");
    let started = ann.post(&format!("{path}/generate")).await;
    assert_eq!((started.status, &started.json()["story"]["status"]), (202, &json!("queued")));
    let again = ann.post(&format!("{path}/generate")).await;
    assert_eq!(again.problem(StatusCode::CONFLICT), "already_running");
    assert_eq!(api.database.count("jobs").await, 1);
}

#[actix_web::test]
async fn a_stopped_story_goes_on_with_its_job() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let (story, job) = ann.story().await;
    assert_eq!(ann.post(&format!("/jobs/{job}/cancel")).await.json()["status"], "cancelled");
    assert_eq!(ann.get(&format!("/stories/{story}")).await.json()["status"], "cancelled");
    let started = ann.post(&format!("/stories/{story}/generate")).await;
    assert_eq!((started.status, &started.json()["job"]["id"]), (202, &json!(job)));
}

#[actix_web::test]
async fn everything_that_is_wrong_is_told_at_once_and_nothing_is_stored() {
    let api = TestApi::new().await;
    let (ann, bob) = (api.register("ann").await, api.register("bob").await);
    let his = bob.send("POST", "/characters", json!({"name": "Bruno"})).await.json()["id"].clone();
    let bad = json!({
        "idea": "", "language": "de", "num_pages": 33, "audience_age": "five", "wings": 2,
        "character_ids": [his, "x"], "characters": [{"name": 5}, {"name": "\u{0}", "hat": 1}],
    });
    let mut fields = ann.send("POST", "/stories", bad).await.fields();
    fields.sort();
    let expected = [
        "audience_age",
        "character_ids[0]",
        "character_ids[1]",
        "characters[0].name",
        "characters[1].hat",
        "characters[1].name",
        "idea",
        "num_pages",
        "wings",
    ];
    assert_eq!(fields, expected);
    for (body, field) in [
        (json!({"idea": "x", "num_pages": 0}), "num_pages"),
        (json!({"idea": "x".repeat(20_001)}), "idea"),
        (json!({"idea": "a\u{7}b"}), "idea"),
        (json!({"idea": "x", "language": "klingon"}), "language"),
        (json!({"idea": "x", "language": "de"}), "language"),
        (json!({"idea": "x", "num_pages": 2.5}), "num_pages"),
        (json!({"idea": null}), "idea"),
        (json!([]), ""),
    ] {
        assert_eq!(ann.send("POST", "/stories", body).await.fields(), [field]);
    }
    assert_eq!((api.database.count("stories").await, api.database.count("jobs").await), (0, 0));
}

#[actix_web::test]
async fn characters_of_the_library_come_into_the_story() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let mara = ann
        .send("POST", "/characters", json!({"name": "Mara", "appearance": "a fox", "clothing": "a hat"}))
        .await;
    let id = mara.json()["id"].clone();
    let body = json!({"idea": "x", "character_ids": [id], "characters": [{"name": "Otto"}]});
    let made = ann.send("POST", "/stories", body).await.json();
    let cast = &made["story"]["brief"]["characters"];
    assert_eq!((&cast[0]["id"], &cast[0]["appearance"]), (&id, &json!("a fox, a hat")));
    assert_eq!(cast[1]["name"], "Otto");
    let twice = json!({"idea": "x", "character_ids": [id, id]});
    assert_eq!(ann.send("POST", "/stories", twice).await.fields(), ["character_ids[1]"]);
    let namesake = json!({"idea": "x", "character_ids": [id], "characters": [{"name": "Mara"}]});
    assert_eq!(ann.send("POST", "/stories", namesake).await.fields(), ["characters[0].name"]);
}

#[actix_web::test]
async fn a_repeated_request_is_answered_and_not_repeated() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let post = |idea: &str| {
        let request = ann.request("POST", "/stories").insert_header(("idempotency-key", "k1"));
        request.set_json(json!({"idea": idea}))
    };
    let first = api.send(post("A")).await;
    let second = api.send(post("A")).await;
    assert_eq!((second.status, second.json()), (202, first.json()));
    assert_eq!(second.header("location"), first.header("location"));
    let other = api.send(post("B")).await;
    assert_eq!(other.problem(StatusCode::UNPROCESSABLE_ENTITY), "idempotency_key_reused");
    assert_eq!(api.database.count("stories").await, 1);
}

#[actix_web::test]
async fn lists_are_summaries_in_pages() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    for title in ["One", "Two", "Three"] {
        ann.finished_story(title).await;
    }
    let page = ann.get("/stories?limit=2").await.json();
    let titles = |page: &serde_json::Value| {
        page["items"].as_array().unwrap().iter().map(|item| item["title"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(titles(&page), [json!("Three"), json!("Two")]);
    assert_eq!((&page["total"], &page["skip"], &page["limit"]), (&json!(3), &json!(0), &json!(2)));
    assert_eq!(page["has_more"], true);
    assert_eq!(page["items"][0].get("pages"), None);
    let cursor = page["next_cursor"].as_str().unwrap();
    let next = ann.get(&format!("/stories?limit=2&cursor={cursor}")).await.json();
    assert_eq!(
        (titles(&next), &next["has_more"], &next["total"]),
        (vec![json!("One")], &json!(false), &json!(null))
    );
    assert_eq!(titles(&ann.get("/stories?sort=title&q=t").await.json()), [json!("Three"), json!("Two")]);
    let bad = ann.get("/stories?limit=0&status=odd&favorite=2&sort=x").await.fields();
    assert_eq!(bad, ["status", "favorite", "limit", "sort"]);
}

#[actix_web::test]
async fn pictures_have_addresses_that_work_and_cannot_be_made_up() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let story = ann.finished_story("The Lighthouse").await;
    let view = ann.get(&format!("/stories/{}", story.id)).await.json();
    let address = view["pages"][0]["image_url"].as_str().unwrap().to_owned();
    let picture = api.send(TestRequest::get().uri(&address)).await;
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/jpeg"));
    assert_eq!(picture.body, "a picture");
    assert!(picture.header("cache-control").contains("immutable"));
    let known = TestRequest::get().uri(&address).insert_header(("if-none-match", picture.header("etag")));
    assert_eq!(api.send(known).await.status, 304);
    for bad in [address.replace("signature=", "signature=A"), address.split('?').next().unwrap().into()] {
        let reply = api.send(TestRequest::get().uri(&bad)).await;
        assert_eq!(reply.problem(StatusCode::FORBIDDEN), "bad_address", "{bad}");
    }
}

#[actix_web::test]
async fn a_finished_story_is_printed_and_kept() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let story = ann.finished_story("Le phare chanté").await;
    let path = format!("/stories/{}", story.id);
    let book = ann.get(&format!("{path}/pdf")).await;
    assert_eq!((book.status, book.header("content-type")), (200, "application/pdf"));
    assert!(book.header("content-disposition").contains("filename*=UTF-8''Le%20phare%20chant%C3%A9.pdf"));
    assert_eq!(book.body, "%PDF book square Le phare chanté 1 ");
    let same = ann.get(&format!("{path}/export/pdf")).await;
    assert_eq!((same.body, same.headers.get("etag")), (book.body.clone(), book.headers.get("etag")));
    assert_eq!(api.database.count("exports").await, 1);
    let known =
        ann.request("GET", &format!("{path}/pdf")).insert_header(("if-none-match", book.header("etag")));
    assert_eq!(api.send(known).await.status, 304);
    let plain = ann.get(&format!("{path}/export/pdf?layout=manuscript&page_format=a4")).await;
    assert_eq!(plain.body, "%PDF manuscript a4 Le phare chanté 1 ");
    let fields = ann.get(&format!("{path}/pdf?layout=x&page_format=y")).await.fields();
    assert_eq!(fields, ["layout", "page_format"]);
    let later = ann.get(&format!("{path}/export/epub")).await;
    assert_eq!(later.problem(StatusCode::UNPROCESSABLE_ENTITY), "format_not_available");
    assert_eq!(ann.get(&format!("{path}/export/exe")).await.problem(StatusCode::NOT_FOUND), "not_found");
}

#[actix_web::test]
async fn what_no_font_has_is_named() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let story = ann.finished_story("The 𓀀 Scribe").await;
    let reply = ann.get(&format!("/stories/{}/pdf", story.id)).await;
    assert_eq!(reply.problem(StatusCode::UNPROCESSABLE_ENTITY), "unprintable");
    assert!(reply.json()["detail"].as_str().unwrap().contains("U+13000"));
}

#[actix_web::test]
async fn a_story_is_changed_if_it_is_still_the_same() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let story = ann.finished_story("Old").await;
    let path = format!("/stories/{}", story.id);
    let tag = ann.get(&path).await.header("etag").to_owned();
    let patch = |body| ann.request("PATCH", &path).insert_header(("if-match", tag.as_str())).set_json(body);
    let changed = api.send(patch(json!({"title": "New", "favorite": true}))).await.json();
    assert_eq!((&changed["title"], &changed["favorite"]), (&json!("New"), &json!(true)));
    assert_eq!(changed["pages"][0]["text"], "New");
    assert_eq!(
        api.send(patch(json!({"title": "Newer"}))).await.problem(StatusCode::PRECONDITION_FAILED),
        "precondition_failed"
    );
    assert_eq!(
        ann.send("PATCH", &path, json!({"title": " ", "pages": []})).await.fields(),
        ["pages", "title"]
    );
    assert_eq!(ann.get("/stories?favorite=true").await.json()["total"], 1);
}

#[actix_web::test]
async fn a_deleted_story_leaves_nothing() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let story = ann.finished_story("Gone").await;
    let path = format!("/stories/{}", story.id);
    let picture = ann.get(&path).await.json()["pages"][0]["image_url"].as_str().unwrap().to_owned();
    assert_eq!(ann.delete(&path).await.status, 204);
    assert_eq!(ann.get(&path).await.status, 404);
    assert_eq!(ann.delete(&path).await.problem(StatusCode::NOT_FOUND), "not_found");
    assert_eq!(api.send(TestRequest::get().uri(&picture)).await.problem(StatusCode::NOT_FOUND), "not_found");
    let (queued, job) = ann.story().await;
    assert_eq!(ann.delete(&format!("/stories/{queued}")).await.status, 204);
    assert_eq!(ann.get(&format!("/jobs/{job}")).await.status, 404);
}

#[actix_web::test]
async fn orphans_are_swept_and_nothing_else() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let (kept, gone) = (ann.finished_story("Kept").await, ann.finished_story("Gone").await);
    assert_eq!(ann.get(&format!("/stories/{}/pdf", kept.id)).await.status, 200);
    let scope = talewright_domain::ports::AssetScope::story(kept.id);
    let stray = api.studio.assets.put(&scope, "png", bytes::Bytes::from_static(b"stray")).await.unwrap();
    api.database.execute(&format!("DELETE FROM stories WHERE id = '{}'", gone.id)).await;
    assert_eq!(sweep_orphans(&api.studio).await.unwrap(), 2);
    let left = api.studio.assets.keys(&scope).await.unwrap();
    assert_eq!((left.len(), left.contains(&stray)), (2, false));
    assert_eq!(sweep_orphans(&api.studio).await.unwrap(), 0);
}
