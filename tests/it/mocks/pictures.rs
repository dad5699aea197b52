use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use talewright_tests::mock::{ImageTwist, Operation, Vendor, When};

use super::Caller;

const PATH: &str = "/images/generations";

fn wanted() -> Value {
    json!({ "model": "gpt-image-2", "prompt": "a fox" })
}

fn decode(entry: &Value) -> Vec<u8> {
    STANDARD.decode(entry["b64_json"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn pictures_are_files_of_the_size_and_format_that_were_asked_for() {
    let caller = Caller::start();
    for (size, format, kind) in [
        ("1536x864", "png", image::ImageFormat::Png),
        ("1024x1024", "jpeg", image::ImageFormat::Jpeg),
        ("256x512", "webp", image::ImageFormat::WebP),
    ] {
        let mut body = wanted();
        body["size"] = json!(size);
        body["output_format"] = json!(format);
        body["n"] = json!(2);
        let answer = caller.ask(Vendor::OpenAi, PATH, &body).await;
        let files: Vec<Vec<u8>> = answer["data"].as_array().unwrap().iter().map(decode).collect();
        assert_eq!(files.len(), 2);
        for file in &files {
            assert_eq!(image::guess_format(file).unwrap(), kind);
            let picture = image::load_from_memory(file).unwrap();
            assert_eq!(format!("{}x{}", picture.width(), picture.height()), size);
        }
        assert!(answer["usage"]["output_tokens"].as_u64() > Some(100));
    }
    assert_eq!(caller.mocks.violations(), []);
}

#[tokio::test]
async fn the_same_words_are_the_same_picture() {
    let caller = Caller::start();
    let mut files = Vec::new();
    for prompt in ["a fox", "a fox", "an owl"] {
        let body = json!({ "model": "gpt-image-2", "prompt": prompt, "size": "256x256" });
        files.push(decode(&caller.ask(Vendor::OpenAi, PATH, &body).await["data"][0]));
    }
    assert!(files[0] == files[1] && files[0] != files[2]);
}

#[tokio::test]
async fn pictures_go_into_edits() {
    let caller = Caller::start();
    let sheet = decode(&caller.ask(Vendor::OpenAi, PATH, &wanted()).await["data"][0]);
    let part = || Part::bytes(sheet.clone()).file_name("sheet.png").mime_str("image/png").unwrap();
    let form = Form::new().text("model", "gpt-image-2").text("prompt", "the fox again").text("n", "1");
    let form = form.part("image[]", part()).part("image[]", part());
    let response = caller.post(Vendor::OpenAi, "/images/edits").multipart(form).send().await.unwrap();
    let answer: Value = response.json().await.unwrap();
    assert!(image::load_from_memory(&decode(&answer["data"][0])).is_ok());
    assert_eq!(answer["usage"]["input_tokens_details"]["image_tokens"], 2000);
    let call = caller.mocks.requests_for(Vendor::OpenAi, Operation::ImageEdit).pop().unwrap();
    assert_eq!((call.prompt.as_str(), call.body.as_array().unwrap().len()), ("the fox again", 5));
    assert_eq!(caller.mocks.violations(), []);
}

#[tokio::test]
async fn pictures_are_spoilt_as_scripted() {
    let caller = Caller::start();
    let get = async |twist: ImageTwist| {
        caller.mocks.script(When::to(Vendor::OpenAi), twist);
        let mut body = wanted();
        body["n"] = json!(3);
        caller.ask(Vendor::OpenAi, PATH, &body).await
    };
    assert!(get(ImageTwist::NoData).await["data"].is_null());
    assert_eq!(get(ImageTwist::EmptyData).await["data"], json!([]));
    assert_eq!(get(ImageTwist::OneLess).await["data"].as_array().unwrap().len(), 2);
    assert!(get(ImageTwist::ExpiredUrl).await["data"][0]["url"].is_string());
    let broken = get(ImageTwist::BrokenBase64).await;
    assert!(STANDARD.decode(broken["data"][0]["b64_json"].as_str().unwrap()).is_err());
    let page = get(ImageTwist::NotAPicture).await;
    assert!(image::guess_format(&decode(&page["data"][0])).is_err());
    let small = get(ImageTwist::OtherSize { width: 64, height: 48 }).await;
    assert_eq!(image::load_from_memory(&decode(&small["data"][0])).unwrap().width(), 64);
    let other = get(ImageTwist::OtherFormat).await;
    assert_eq!(image::guess_format(&decode(&other["data"][0])).unwrap(), image::ImageFormat::Jpeg);
}

#[tokio::test]
async fn pictures_come_as_events_too() {
    let caller = Caller::start();
    for (vendor, path, model) in
        [(Vendor::OpenAi, PATH, "gpt-image-2"), (Vendor::OpenRouter, "/images", "openai/gpt-image-2")]
    {
        let body = json!({ "model": model, "prompt": "a fox", "stream": true });
        let text = caller.send(vendor, path, &body).await.text().await.unwrap();
        assert!(
            text.contains("image_generation.partial_image") && text.contains("image_generation.completed")
        );
        assert_eq!(text.contains("[DONE]"), vendor == Vendor::OpenRouter);
    }
}
