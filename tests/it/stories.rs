//! An idea becomes a book over REST, on both databases.

use std::io::Write;
use std::process::{Command, Stdio};

use reqwest::Method;
use serde_json::{Value, json};
use talewright_testkit::TestDatabase;

use crate::support::{Client, TestApp};

/// A brief for a small book.
pub fn brief() -> Value {
    json!({"idea": "A shy lighthouse learns to sing", "num_pages": 2, "text_density": "light"})
}

async fn an_idea_becomes_a_book(database: TestDatabase) {
    let app = TestApp::with(database, &[]).await;
    let ann = app.user("ann").await;
    let story = ann.made_story(&brief()).await;
    assert_eq!(story["status"], "completed");
    let pages = story["pages"].as_array().unwrap();
    assert_eq!(pages.len(), 3, "a cover and two pages");
    for page in pages {
        assert_eq!(page["image_status"], "done");
        let image = ann.send(app.anonymous().raw(Method::GET, page["image_url"].as_str().unwrap())).await;
        assert!(image.expect(200).bytes.starts_with(&[0xff, 0xd8]), "a JPEG, by its signed address alone");
    }
    assert!(story["provider_notice"].as_str().unwrap().contains("offline"));
    assert_every_sentence_is_printed(&ann, &story).await;
    app.stop().await;
}

/// The PDF gives back all the text of every page.
async fn assert_every_sentence_is_printed(ann: &Client, story: &Value) {
    let id = story["id"].as_str().unwrap();
    let pdf = ann.get(&format!("/stories/{id}/export/pdf")).await.expect(200);
    assert_eq!(pdf.header("content-type"), Some("application/pdf"));
    let printed = pdf_text(&pdf.bytes);
    for page in story["pages"].as_array().unwrap() {
        let text = squeeze(page["text"].as_str().unwrap());
        assert!(printed.contains(&text), "page {} is not in the PDF: {text}\n{printed}", page["number"]);
    }
}

/// What `pdftotext` reads, without spaces: lines are broken where the page wants it.
fn pdf_text(pdf: &[u8]) -> String {
    let mut child = Command::new("pdftotext")
        .args(["-raw", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext; `make test` installs it");
    let mut input = child.stdin.take().unwrap();
    let pdf = pdf.to_owned();
    let writer = std::thread::spawn(move || input.write_all(&pdf));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    squeeze(&String::from_utf8(output.stdout).unwrap())
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idea_becomes_a_book_on_sqlite() {
    an_idea_becomes_a_book(TestDatabase::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idea_becomes_a_book_on_postgres() {
    an_idea_becomes_a_book(TestDatabase::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_language_is_printed_whole() {
    let app = TestApp::start().await;
    let ann = app.user("ann").await;
    for language in ["en", "fr", "ja", "id"] {
        let mut brief = brief();
        brief["language"] = language.into();
        brief["num_pages"] = 3.into();
        brief["text_density"] = "rich".into();
        let story = ann.made_story(&brief).await;
        assert_eq!(story["language"], language);
        assert_every_sentence_is_printed(&ann, &story).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_character_of_the_library_plays_in_the_story() {
    let app = TestApp::start().await;
    let ann = app.user("ann").await;
    let mara = json!({"name": "Mara", "appearance": "a small blue owl", "clothing": "a yellow scarf"});
    let mara = ann.post("/characters", &mara).await.expect(201).json();
    let mut with_mara = brief();
    with_mara["character_ids"] = json!([mara["id"]]);
    let story = ann.made_story(&with_mara).await;
    let cast = story["characters"].as_array().unwrap();
    assert_eq!(cast[0]["name"], "Mara");
    assert_eq!(cast[0]["id"], mara["id"]);
    assert!(cast[0]["image_url"].is_string(), "her reference sheet");
    let text: String =
        story["pages"].as_array().unwrap().iter().map(|p| p["text"].as_str().unwrap()).collect();
    assert!(text.contains("Mara"), "{text}");
    let bob = app.user("bob").await;
    let answer = bob.post("/stories", &with_mara).await.expect(422).json();
    assert!(answer["details"][0]["field"].as_str().unwrap().starts_with("character_ids"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_a_story_deletes_its_files() {
    let app = TestApp::start().await;
    let ann = app.user("ann").await;
    let story = ann.made_story(&brief()).await;
    let image = story["pages"][0]["image_url"].as_str().unwrap();
    ann.send(ann.raw(Method::GET, image)).await.expect(200);
    let path = format!("/stories/{}", story["id"].as_str().unwrap());
    ann.send(ann.request(Method::DELETE, &path)).await.expect(204);
    ann.get(&path).await.expect(404);
    ann.send(ann.raw(Method::GET, image)).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_drops_the_running_call() {
    // A call takes an hour: only a dropped one lets this test end.
    let app = TestApp::with(TestDatabase::sqlite().await, &[("OFFLINE_LATENCY_MS", "3600000")]).await;
    let ann = app.user("ann").await;
    let (_, job) = ann.start_story(&brief()).await;
    ann.until(&job, "running").await;
    ann.post(&format!("/jobs/{job}/cancel"), &json!({})).await;
    assert_eq!(ann.finished(&job).await["status"], "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_story_can_be_resumed() {
    let app = TestApp::with(TestDatabase::sqlite().await, &[("ROLES", "api")]).await;
    let ann = app.user("ann").await;
    let (story, job) = ann.start_story(&brief()).await;
    ann.post(&format!("/jobs/{job}/cancel"), &json!({})).await.expect(200);
    assert_eq!(ann.finished(&job).await["status"], "cancelled", "nobody had it, so it ends at once");
    ann.post(&format!("/jobs/{job}/resume"), &json!({})).await.expect(202);
    let worker = app.beside(&[("ROLES", "worker")]).await;
    assert_eq!(ann.finished(&job).await["status"], "completed");
    assert_eq!(ann.get(&format!("/stories/{story}")).await.json()["status"], "completed");
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_picture_does_not_ruin_the_book_and_resume_fills_only_the_gap() {
    // A third of the calls fail and are not tried again, and nobody waits.
    let settings = [
        ("OFFLINE_FAIL_RATE", "0.35"),
        ("OFFLINE_SEED", "3"),
        ("RETRY_MAX_ATTEMPTS", "1"),
        ("JOB_MAX_WAITS", "0"),
    ];
    let app = TestApp::with(TestDatabase::sqlite().await, &settings).await;
    let ann = app.user("ann").await;
    let (story, job) = ann.start_story(&json!({"idea": "A fox", "num_pages": 6})).await;
    let mut status = ann.finished(&job).await["status"].as_str().unwrap().to_owned();
    let mut saw_gaps = false;
    while status != "completed" {
        if status == "completed_with_gaps" {
            saw_gaps = true;
            let pdf = ann.get(&format!("/stories/{story}/export/pdf")).await.expect(200);
            assert!(pdf.bytes.starts_with(b"%PDF"), "a book with gaps is a book");
        }
        let done = |job: &Value| {
            let steps = job["steps"].as_array().unwrap();
            let done = steps.iter().filter(|step| step["status"] == "done");
            done.map(|step| (step["key"].clone(), step["tries"].clone())).collect::<Vec<_>>()
        };
        let before = done(&ann.get(&format!("/jobs/{job}")).await.expect(200).json());
        ann.post(&format!("/jobs/{job}/resume"), &json!({})).await.expect(202);
        status = ann.finished(&job).await["status"].as_str().unwrap().to_owned();
        let after = done(&ann.get(&format!("/jobs/{job}")).await.expect(200).json());
        assert!(before.iter().all(|step| after.contains(step)), "a finished step was done again");
    }
    assert!(saw_gaps, "this seed loses a picture");
    let story = ann.get(&format!("/stories/{story}")).await.expect(200).json();
    assert!(story["pages"].as_array().unwrap().iter().all(|page| page["image_status"] == "done"));
}
