use actix_web::http::StatusCode;
use serde_json::json;

use super::support::TestApi;

#[actix_web::test]
async fn a_character_lives() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let made =
        ann.send("POST", "/characters", json!({"name": " Mara ", "traits": ["kind"], "age": "7"})).await;
    assert_eq!(made.status, 201);
    let mara = made.json();
    assert_eq!(
        (&mara["name"], &mara["version"], &mara["traits"]),
        (&json!("Mara"), &json!(1), &json!(["kind"]))
    );
    let path = format!("/characters/{}", mara["id"].as_str().unwrap());
    assert_eq!(made.header("location"), format!("/api/v1{path}"));
    assert_eq!(ann.get(&path).await.json(), mara);
    assert_eq!(ann.get("/characters?q=MAR").await.json()["total"], 1);
    assert_eq!(ann.get("/characters?q=x").await.json()["items"], json!([]));
    let changed = ann.send("PUT", &path, json!({"name": "Mara the Fox"})).await.json();
    assert_eq!((&changed["version"], &changed["age"]), (&json!(2), &json!(null)));
    assert_eq!(ann.delete(&path).await.status, 204);
    assert_eq!(ann.get(&path).await.problem(StatusCode::NOT_FOUND), "not_found");
}

#[actix_web::test]
async fn if_match_guards_against_lost_changes() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let made = ann.send("POST", "/characters", json!({"name": "Mara"})).await;
    let path = format!("/characters/{}", made.json()["id"].as_str().unwrap());
    let tag = ann.get(&path).await.header("etag").to_owned();
    assert!(tag.starts_with("\"1-"), "{tag}");
    let put = |name: &str, tag: &str| {
        ann.request("PUT", &path).insert_header(("if-match", tag)).set_json(json!({"name": name}))
    };
    assert_eq!(api.send(put("Mina", &tag)).await.status, 200);
    let late = api.send(put("Mona", &tag)).await;
    assert_eq!(late.problem(StatusCode::PRECONDITION_FAILED), "precondition_failed");
    let delete = ann.request("DELETE", &path).insert_header(("if-match", tag.as_str()));
    assert_eq!(api.send(delete).await.status, 412);
    assert_eq!(api.send(put("Mona", "nonsense")).await.problem(StatusCode::BAD_REQUEST), "malformed_request");
    assert_eq!(ann.get(&path).await.json()["name"], "Mina");
}

#[actix_web::test]
async fn bad_characters_name_every_field() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let bad = json!({"name": "", "traits": ["x", ""], "voice": 1, "wings": true, "age": "\u{0}"});
    for (method, path) in [("POST", "/characters".to_owned()), ("PUT", format!("/characters/{}", ann.id))] {
        let mut fields = ann.send(method, &path, bad.clone()).await.fields();
        fields.sort();
        assert_eq!(fields, ["age", "name", "traits[1]", "voice", "wings"], "{method}");
    }
    assert_eq!(api.database.count("characters").await, 0);
}

#[actix_web::test]
async fn a_repeated_request_makes_no_second_character() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let post = |name: &str| {
        let request = ann.request("POST", "/characters").insert_header(("idempotency-key", "k1"));
        request.set_json(json!({"name": name}))
    };
    let first = api.send(post("Mara")).await;
    let second = api.send(post("Mara")).await;
    assert_eq!((second.status, second.json()), (201, first.json()));
    assert_eq!(second.header("location"), first.header("location"));
    assert_eq!(second.header("idempotency-replayed"), "true");
    let other = api.send(post("Mina")).await;
    assert_eq!(other.problem(StatusCode::UNPROCESSABLE_ENTITY), "idempotency_key_reused");
    assert_eq!(api.database.count("characters").await, 1);
}
