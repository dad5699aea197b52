//! What models are asked for, and answers of theirs that a test words itself.

use std::io::Cursor;

use bytes::Bytes;
use serde_json::{Value, json};
use talewright_domain::ports::{
    AudioFormat, Call, ImageReference, ImageRequest, JsonSchema, Message, MusicRequest, Part, Speaker,
    SpeechRequest, TextRequest, VisionRequest,
};
use talewright_domain::sight::IMAGE_DESCRIPTION;
use talewright_domain::{Language, Scene};
use talewright_tests::mock::Fault;
use uuid::Uuid;

use super::support::{HERO, PAGES};

/// A voice that ElevenLabs has.
pub(crate) const VOICE: &str = "JBFqnCBsd6RMkjVDRZzb";

/// A call that nobody made before.
pub(crate) fn call() -> Call {
    Call { key: Uuid::new_v4().to_string(), attempt: 1, user: None }
}

pub(crate) fn text(words: &str) -> TextRequest {
    TextRequest {
        messages: vec![Message { speaker: Speaker::User, parts: vec![Part::Text(words.into())] }],
        schema: None,
        language: Language::english(),
        max_tokens: 1_000,
        seed: 7,
        call: call(),
    }
}

/// The same, to be answered in a form.
pub(crate) fn document(words: &str) -> TextRequest {
    TextRequest { schema: Some(schema("word", "word")), ..text(words) }
}

fn schema(name: &str, property: &str) -> JsonSchema {
    let schema = json!({
        "type": "object", "properties": {property: {"type": "string"}}, "required": [property],
        "additionalProperties": false,
    });
    JsonSchema { name: name.into(), schema }
}

pub(crate) fn picture(prompt: &str) -> ImageRequest {
    ImageRequest {
        prompt: prompt.into(),
        scene: Scene::default(),
        references: Vec::new(),
        width: 512,
        height: 512,
        seed: 7,
        call: call(),
    }
}

pub(crate) fn reference(name: &str) -> ImageReference {
    ImageReference { name: name.into(), bytes: png(), media_type: "image/png".into() }
}

/// A picture file.
pub(crate) fn png() -> Bytes {
    let mut file = Cursor::new(Vec::new());
    image::RgbImage::new(64, 64).write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner().into()
}

pub(crate) fn look() -> VisionRequest {
    VisionRequest {
        instructions: "What does the picture show?".into(),
        images: vec![reference("photo")],
        schema: schema(IMAGE_DESCRIPTION, "description"),
        language: Language::english(),
        max_tokens: 300,
        call: call(),
    }
}

pub(crate) fn speech(words: &str) -> SpeechRequest {
    SpeechRequest {
        text: words.into(),
        voice: Some(VOICE.into()),
        language: Language::english(),
        speed: 1.0,
        format: AudioFormat::Wav,
        seed: 7,
        call: call(),
    }
}

pub(crate) fn music() -> MusicRequest {
    MusicRequest { prompt: "a lullaby".into(), seconds: 5, seed: 7, call: call() }
}

/// A whole answer of a model that chats.
pub(crate) fn answer(content: impl ToString, finish: &str) -> Fault {
    let message = json!({ "role": "assistant", "content": content.to_string() });
    let choice = json!({ "index": 0, "message": message, "finish_reason": finish });
    raw(200, "application/json", &json!({ "object": "chat.completion", "choices": [choice] }).to_string())
}

/// The same as a stream, down to its `[DONE]`.
pub(crate) fn streamed(content: impl ToString, finish: &str) -> Fault {
    let event = |delta: Value, finish: Value| {
        let choice = json!({ "index": 0, "delta": delta, "finish_reason": finish });
        format!("data: {}\n\n", json!({ "object": "chat.completion.chunk", "choices": [choice] }))
    };
    let words = event(json!({ "role": "assistant", "content": content.to_string() }), Value::Null);
    let end = event(json!({}), finish.into());
    raw(200, "text/event-stream", &format!("{words}{end}data: [DONE]\n\n"))
}

pub(crate) fn raw(status: u16, media_type: &str, body: &str) -> Fault {
    let headers = vec![("content-type".to_owned(), media_type.to_owned())];
    Fault::Raw { status, headers, body: body.to_owned(), charged: false }
}

fn scene() -> Value {
    json!({
        "place": "forest", "time_of_day": "noon", "weather": "clear", "mood": "calm", "action": "walks",
        "figures": [{"name": HERO, "pose": "walking"}], "props": [],
    })
}

/// A plan that is good in every respect, of this title.
pub(crate) fn plan(title: &str) -> Value {
    let beat = |number: u32| json!({"number": number, "purpose": "help", "summary": "The fox walks on."});
    json!({
        "title": title, "logline": "A fox walks.", "cover": scene(),
        "cast": [{"name": HERO, "role": "hero", "appearance": "a small red fox"}],
        "beats": (1..=PAGES).map(beat).collect::<Vec<_>>(),
    })
}

/// Pages that are good in every respect, with this word in their text.
pub(crate) fn pages(word: &str) -> Value {
    let page = |number: u32| {
        let text =
            format!("On page {number} the {word} fox goes out to look for the moon in the cold forest.");
        json!({"number": number, "text": text, "image_alt": "A fox.", "scene": scene()})
    };
    json!({"pages": (1..=PAGES).map(page).collect::<Vec<_>>()})
}
