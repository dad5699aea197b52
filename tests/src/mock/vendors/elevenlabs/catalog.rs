//! Voices, models, subscription.

use crate::mock::set;
use chrono::Utc;
use serde_json::{Value, json};

use super::named;
use crate::mock::call::Call;
use crate::mock::reply::Reply;

/// Credits of a month.
const LIMIT: u64 = 600_000;

/// Id, name, language of verification, gender.
const VOICES: [(&str, &str, &str, &str); 21] = [
    ("21m00Tcm4TlvDq8ikWAM", "Rachel", "en", "female"),
    ("9BWtsMINqrJLrRacOk9x", "Aria", "en", "female"),
    ("CwhRBWXzGAHq8TQ4Fs17", "Roger", "en", "male"),
    ("EXAVITQu4vr4xnSDxMaL", "Sarah", "en", "female"),
    ("FGY2WhTYpPnrIDTdsKH5", "Laura", "en", "female"),
    ("IKne3meq5aSn9XLyUdCD", "Charlie", "en", "male"),
    ("JBFqnCBsd6RMkjVDRZzb", "George", "en", "male"),
    ("N2lVS1w4EtoT3dr4eOWO", "Callum", "en", "male"),
    ("SAz9YHcvj6GT2YYXdXww", "River", "en", "neutral"),
    ("TX3LPaxmHKxFdv7VOQHJ", "Liam", "en", "male"),
    ("XB0fDUnXU5powFXDhCwa", "Charlotte", "fr", "female"),
    ("Xb7hH8MSUJpSbSDYk0k2", "Alice", "en", "female"),
    ("XrExE9yKIg1WjnnlVkGX", "Matilda", "en", "female"),
    ("bIHbv24MWmeRgasZH58o", "Will", "en", "male"),
    ("cgSgspJ2msm6clMCkdW9", "Jessica", "en", "female"),
    ("cjVigY5qzO86Huf0OWal", "Eric", "en", "male"),
    ("iP95p4xoKVk53GoZ742B", "Chris", "en", "male"),
    ("nPczCjzI2devNBz1zQrb", "Brian", "en", "male"),
    ("mockVoiceJapanese001", "Mizuki", "ja", "female"),
    ("mockVoiceIndonesia01", "Dewi", "id", "female"),
    ("pFZP5JQG7iQjIQuC4Bku", "Lily", "en", "female"),
];

/// Id, longest text, credits of a character.
const MODELS: [(&str, usize, f64); 6] = [
    ("eleven_v4", 5_000, 1.0),
    ("eleven_v4_turbo", 5_000, 0.5),
    ("eleven_v3", 5_000, 1.0),
    ("eleven_multilingual_v2", 10_000, 1.0),
    ("eleven_flash_v2_5", 40_000, 0.5),
    ("eleven_turbo_v2_5", 40_000, 0.5),
];

pub(super) fn has_voice(id: &str) -> bool {
    VOICES.iter().any(|(known, ..)| *known == id)
}

/// The longest text of a model, and what a character costs.
pub(super) fn model(id: &str) -> Option<(usize, f64)> {
    MODELS.iter().find(|(known, ..)| *known == id).map(|(_, longest, credits)| (*longest, *credits))
}

/// A page of voices; the token of the next page is where it begins.
pub(super) fn voices(call: &Call) -> Reply {
    let number = |name: &str| call.query.get(name).and_then(|text| text.parse::<usize>().ok());
    let is_old = call.path.starts_with("/v1/");
    let size = if is_old { VOICES.len() } else { number("page_size").unwrap_or(10) };
    let from = number("next_page_token").unwrap_or(0).min(VOICES.len());
    let to = (from + size).min(VOICES.len());
    let page: Vec<Value> = VOICES.get(from..to).unwrap_or_default().iter().map(voice).collect();
    let mut body = named("voices", json!(page));
    if !is_old {
        let has_more = to < VOICES.len();
        set(&mut body, "has_more", json!(has_more));
        set(&mut body, "total_count", json!(VOICES.len()));
        set(&mut body, "next_page_token", if has_more { json!(to.to_string()) } else { Value::Null });
    }
    Reply::json(200, &body)
}

fn voice((id, name, language, gender): &(&str, &str, &str, &str)) -> Value {
    json!({
        "voice_id": id,
        "name": name,
        "category": "premade",
        "labels": { "gender": gender, "age": "young", "use_case": "narration" },
        "description": "Played for tests.",
        "preview_url": null,
        "available_for_tiers": [],
        "high_quality_base_model_ids": ["eleven_multilingual_v2", "eleven_flash_v2_5"],
        "verified_languages": [{ "language": language, "model_id": "eleven_multilingual_v2", "accent": "standard" }],
    })
}

pub(super) fn models() -> Value {
    MODELS.iter().map(entry).collect()
}

fn entry((id, longest, credits): &(&str, usize, f64)) -> Value {
    let language = |(id, name): (&str, &str)| json!({ "language_id": id, "name": name });
    let languages =
        [("en", "English"), ("fr", "French"), ("ja", "Japanese"), ("id", "Indonesian")].map(language);
    json!({
        "model_id": id,
        "name": id,
        "description": "Played for tests.",
        "can_be_finetuned": false,
        "can_do_text_to_speech": true,
        "can_do_voice_conversion": false,
        "can_use_style": true,
        "can_use_speaker_boost": true,
        "serves_pro_voices": false,
        "token_cost_factor": credits,
        "requires_alpha_access": false,
        "max_characters_request_free_user": 2_500,
        "max_characters_request_subscribed_user": longest,
        "maximum_text_length_per_request": longest,
        "languages": languages,
        "model_rates": { "character_cost_multiplier": credits },
        "concurrency_group": "standard",
    })
}

pub(super) fn subscription(credits: u64) -> Value {
    json!({
        "tier": "pro",
        "status": "active",
        "character_count": credits,
        "character_limit": LIMIT,
        "can_extend_character_limit": false,
        "next_character_count_reset_unix": Utc::now().timestamp() + 86_400 * 12,
        "voice_limit": 160,
        "currency": "usd",
    })
}
