//! ElevenLabs' contract by hand; its own document, which says no licence, judges as well where somebody has a copy.

use serde_json::Value;

use super::document::Document;
use super::fields;
use crate::mock::call::{Call, Payload};
use crate::mock::sound::Format;
use crate::mock::vendor::Operation;

const SPEECH: [&str; 14] = [
    "apply_language_text_normalization",
    "apply_text_normalization",
    "audio_effects",
    "language_code",
    "model_id",
    "next_request_ids",
    "next_text",
    "previous_request_ids",
    "previous_text",
    "pronunciation_dictionary_locators",
    "seed",
    "text",
    "use_pvc_as_ivc",
    "voice_settings",
];
const SETTINGS: [&str; 6] =
    ["stability", "similarity_boost", "style", "use_speaker_boost", "speed", "clone_strength"];
const QUERY: [&str; 3] = ["output_format", "enable_logging", "optimize_streaming_latency"];

/// The vendor's document, if `ELEVENLABS_SPEC` names one.
pub(super) fn document() -> Option<Document> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a tool of tests, which the product's settings know nothing of"
    )]
    let path = std::env::var("ELEVENLABS_SPEC").ok()?;
    let text = std::fs::read_to_string(&path);
    if let Err(error) = &text {
        eprintln!("ELEVENLABS_SPEC={path}: {error}; ElevenLabs is judged by hand-written rules alone");
    }
    Some(Document::new(text.ok()?, |_| {}))
}

pub(super) fn wrongs(call: &Call, document: Option<&Document>) -> Vec<String> {
    let (schema, mut wrongs) = match call.operation {
        Operation::Speech | Operation::SpeechStream => ("Body_text_to_speech_full", speech(call)),
        Operation::TimedSpeech | Operation::TimedSpeechStream => {
            ("Body_text_to_speech_full_with_timestamps", speech(call))
        }
        Operation::Music => ("Body_Compose_music_v1_music_post", music(call)),
        Operation::Sound => ("Body_Sound_Generation_v1_sound_generation_post", sound(call)),
        Operation::Voices => return voices(call),
        _ => return Vec::new(),
    };
    if let Some(document) = document {
        wrongs.extend(document.json(schema, call));
    }
    wrongs
}

fn body(call: &Call) -> Result<&Value, Vec<String>> {
    if let Payload::Json(body) = &call.payload { Ok(body) } else { Err(vec!["the body is not JSON".into()]) }
}

fn speech(call: &Call) -> Vec<String> {
    let body = match body(call) {
        Ok(body) => body,
        Err(wrongs) => return wrongs,
    };
    let mut wrongs = fields::texts(body, &["text"]);
    wrongs.extend(fields::only(body, &SPEECH));
    wrongs.extend(fields::integer(body, "seed", 0, 4_294_967_295));
    wrongs.extend(fields::one_of(body, "apply_text_normalization", &["auto", "on", "off"]));
    for list in ["previous_request_ids", "next_request_ids", "pronunciation_dictionary_locators"] {
        if body.get(list).and_then(Value::as_array).is_some_and(|ids| ids.len() > 3) {
            wrongs.push(format!("/{list}: has more than 3 entries"));
        }
    }
    if let Some(settings) = body.get("voice_settings").filter(|settings| !settings.is_null()) {
        let mut wrong = fields::only(settings, &SETTINGS);
        for name in ["stability", "similarity_boost", "style"] {
            wrong.extend(fields::number(settings, name, 0.0, 1.0));
        }
        wrong.extend(fields::number(settings, "speed", 0.25, 4.0));
        wrongs.extend(wrong.into_iter().map(|wrong| format!("/voice_settings{wrong}")));
    }
    let strange = call.query.keys().filter(|name| !QUERY.contains(&name.as_str()));
    wrongs.extend(strange.map(|name| format!("query: `{name}` is not known")));
    wrongs.extend(wrong_format(call));
    wrongs
}

fn wrong_format(call: &Call) -> Option<String> {
    let name = call.query.get("output_format")?;
    let known = name == "auto" && call.operation == Operation::Music || Format::of_elevenlabs(name).is_some();
    (!known).then(|| format!("query: `output_format` {name} is not known"))
}

fn music(call: &Call) -> Vec<String> {
    let body = match body(call) {
        Ok(body) => body,
        Err(wrongs) => return wrongs,
    };
    let is_there = |name: &str| body.get(name).is_some_and(|value| !value.is_null());
    let mut wrongs = Vec::new();
    if is_there("prompt") == is_there("composition_plan") {
        wrongs.push("/prompt: exactly one of `prompt` and `composition_plan` is to be sent".into());
    }
    if body.get("prompt").and_then(Value::as_str).is_some_and(|prompt| prompt.chars().count() > 4_100) {
        wrongs.push("/prompt: has more than 4,100 characters".into());
    }
    if is_there("prompt") && is_there("seed") {
        wrongs.push("/seed: not together with `prompt`".into());
    }
    wrongs.extend(fields::integer(body, "music_length_ms", 3_000, 600_000));
    wrongs.extend(fields::one_of(body, "model_id", &["music_v1", "music_v2", "music_v2_5"]));
    wrongs.extend(fields::boolean(body, "force_instrumental"));
    wrongs.extend(wrong_format(call));
    wrongs
}

fn sound(call: &Call) -> Vec<String> {
    let body = match body(call) {
        Ok(body) => body,
        Err(wrongs) => return wrongs,
    };
    let mut wrongs = fields::texts(body, &["text"]);
    wrongs.extend(fields::number(body, "duration_seconds", 0.5, 30.0));
    wrongs.extend(fields::number(body, "prompt_influence", 0.0, 1.0));
    wrongs.extend(fields::boolean(body, "loop"));
    wrongs.extend(wrong_format(call));
    wrongs
}

fn voices(call: &Call) -> Vec<String> {
    let size = call.query.get("page_size").map(|size| size.parse::<u32>());
    let fits = size.is_none_or(|size| size.is_ok_and(|size| (1..=100).contains(&size)));
    if fits { Vec::new() } else { vec!["query: `page_size` must be 1 to 100".into()] }
}
