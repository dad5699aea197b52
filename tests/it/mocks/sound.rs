use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use talewright_tests::mock::{SpeechTwist, Vendor, When};

use super::Caller;

/// Twenty-eight characters: two seconds.
const TEXT: &str = "Good night, said the old fox";
const VOICE: &str = "/v1/text-to-speech/JBFqnCBsd6RMkjVDRZzb";

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

async fn bytes(caller: &Caller, vendor: Vendor, path: &str, body: &Value) -> (String, Vec<u8>) {
    let response = caller.send(vendor, path, body).await;
    assert_eq!(response.status(), 200, "{:?}", caller.mocks.violations());
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    (kind, response.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn speech_is_as_long_as_its_text_in_every_format() {
    let caller = Caller::start();
    let speak = async |format: &str| {
        let body =
            json!({ "model": "gpt-4o-mini-tts", "input": TEXT, "voice": "nova", "response_format": format });
        bytes(&caller, Vendor::OpenAi, "/audio/speech", &body).await
    };
    let (kind, pcm) = speak("pcm").await;
    assert_eq!((kind.as_str(), pcm.len()), ("audio/pcm", 2 * 24_000 * 2));
    assert!(pcm.iter().any(|byte| *byte != 0), "it is not silent");
    let (kind, wav) = speak("wav").await;
    assert_eq!((kind.as_str(), &wav[..4], wav.len()), ("audio/wav", b"RIFF".as_slice(), pcm.len() + 44));
    assert_eq!((number(&wav, 4), number(&wav, 40)), (u32::MAX, u32::MAX), "as OpenAI streams it");
    let (kind, mp3) = speak("mp3").await;
    assert_eq!((kind.as_str(), mp3[0], mp3[1] & 0xE0), ("audio/mpeg", 0xFF, 0xE0));
    assert!((31_000..=33_500).contains(&mp3.len()), "16,000 bytes a second: {}", mp3.len());
    let (kind, opus) = speak("opus").await;
    assert_eq!((kind.as_str(), &opus[..4]), ("audio/ogg", b"OggS".as_slice()));
    let flac = json!({ "model": "tts-1", "input": TEXT, "voice": "nova", "response_format": "flac" });
    assert_eq!(caller.send(Vendor::OpenAi, "/audio/speech", &flac).await.status(), 400, "not made here");
}

#[tokio::test]
async fn characters_have_times_that_fit() {
    let caller = Caller::start();
    let path = format!("{VOICE}/with-timestamps?output_format=pcm_24000");
    let response = caller.send(Vendor::ElevenLabs, &path, &json!({ "text": TEXT })).await;
    for name in ["request-id", "character-cost", "current-concurrent-requests", "maximum-concurrent-requests"]
    {
        assert!(response.headers().contains_key(name), "{name}");
    }
    assert_eq!(response.headers()["character-cost"], "28");
    let answer: Value = response.json().await.unwrap();
    let audio = STANDARD.decode(answer["audio_base64"].as_str().unwrap()).unwrap();
    let seconds = audio.len() as f64 / 48_000.0;
    let list = |name: &str| answer["alignment"][name].as_array().unwrap().clone();
    let said: String = list("characters").iter().map(|c| c.as_str().unwrap()).collect();
    assert_eq!(said, TEXT);
    let (starts, ends) = (list("character_start_times_seconds"), list("character_end_times_seconds"));
    assert!(starts.is_sorted_by(|a, b| a.as_f64() < b.as_f64()));
    assert_eq!(starts.len(), ends.len());
    assert!((ends.last().unwrap().as_f64().unwrap() - seconds).abs() < 0.01);
}

#[tokio::test]
async fn a_stream_of_lines_goes_on_in_time() {
    let caller = Caller::start();
    let text = TEXT.repeat(4);
    let path = format!("{VOICE}/stream/with-timestamps?output_format=pcm_16000");
    caller.mocks.script(When::to(Vendor::ElevenLabs), SpeechTwist::BlankLines);
    let (_, body) = bytes(&caller, Vendor::ElevenLabs, &path, &json!({ "text": text })).await;
    let body = String::from_utf8(body).unwrap();
    assert!(body.contains("\n\n  \n"), "blank lines are in between");
    let lines: Vec<Value> = body
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    let first = |line: &Value| line["alignment"]["character_start_times_seconds"][0].as_f64().unwrap();
    assert!(lines.is_sorted_by(|a, b| first(a) < first(b)));
    caller.mocks.script(When::to(Vendor::ElevenLabs), SpeechTwist::CutMidLine);
    let (_, cut) = bytes(&caller, Vendor::ElevenLabs, &path, &json!({ "text": text })).await;
    let last = String::from_utf8(cut).unwrap().lines().last().unwrap().to_owned();
    assert!(serde_json::from_str::<Value>(&last).is_err());
    let stream = format!("{VOICE}/stream?output_format=mp3_44100_128");
    let (kind, mp3) = bytes(&caller, Vendor::ElevenLabs, &stream, &json!({ "text": text })).await;
    assert!(kind == "audio/mpeg" && mp3.len() > 100_000);
}

#[tokio::test]
async fn times_are_spoilt_as_scripted() {
    let caller = Caller::start();
    let path = format!("{VOICE}/with-timestamps?output_format=pcm_24000");
    let get = async |twist: SpeechTwist| {
        caller.mocks.script(When::to(Vendor::ElevenLabs), twist);
        caller.ask(Vendor::ElevenLabs, &path, &json!({ "text": TEXT })).await
    };
    let starts = |answer: &Value| -> Vec<f64> {
        let list = answer["alignment"]["character_start_times_seconds"].as_array().unwrap();
        list.iter().map(|time| time.as_f64().unwrap()).collect()
    };
    let none = get(SpeechTwist::NullAlignment).await;
    assert!(none["alignment"].is_null() && none["normalized_alignment"].is_null());
    let half = get(SpeechTwist::NullNormalized).await;
    assert!(half["alignment"].is_object() && half["normalized_alignment"].is_null());
    let roman = get(SpeechTwist::Romanised).await;
    assert_ne!(roman["normalized_alignment"]["characters"], roman["alignment"]["characters"]);
    assert!(starts(&get(SpeechTwist::Drifting).await).last() > Some(&2.5));
    assert!(!starts(&get(SpeechTwist::NonMonotonic).await).is_sorted());
    let collapsed = starts(&get(SpeechTwist::Collapsed).await);
    assert_eq!(collapsed[14], collapsed[27]);
    let uneven = get(SpeechTwist::UnevenLists).await;
    assert_eq!(uneven["alignment"]["character_end_times_seconds"].as_array().unwrap().len(), 14);
}

#[tokio::test]
async fn sound_is_spoilt_as_scripted() {
    let caller = Caller::start();
    let path = format!("{VOICE}?output_format=wav_24000");
    let get = async |twist: Option<SpeechTwist>| {
        if let Some(twist) = twist {
            caller.mocks.script(When::to(Vendor::ElevenLabs), twist);
        }
        bytes(&caller, Vendor::ElevenLabs, &path, &json!({ "text": TEXT })).await.1
    };
    assert_eq!(number(&get(None).await, 40), 0x7FFF_FFFF, "as ElevenLabs streams it");
    assert_eq!(number(&get(Some(SpeechTwist::WavSizes { size: 2_000_000_000 })).await, 40), 2_000_000_000);
    assert_eq!(number(&get(Some(SpeechTwist::WavSizes { size: 0 })).await, 40), 96_000);
    let several = get(Some(SpeechTwist::ConcatenatedFiles)).await;
    assert_eq!(several.windows(4).filter(|window| window == b"RIFF").count(), 3);
    assert!(get(Some(SpeechTwist::Silence)).await.is_empty());
    assert!(get(Some(SpeechTwist::ErrorInsteadOfSound)).await.starts_with(b"{\"detail\""));
    caller.mocks.script(When::to(Vendor::ElevenLabs), SpeechTwist::OtherHeaders);
    let response = caller.send(Vendor::ElevenLabs, &path, &json!({ "text": TEXT })).await;
    assert!(response.headers().contains_key("x-character-count"));
    assert!(!response.headers().contains_key("character-cost"));
}

#[tokio::test]
async fn music_is_as_long_as_asked_and_on_the_bill() {
    let caller = Caller::start();
    let body = json!({ "prompt": "a lullaby", "music_length_ms": 10_000, "force_instrumental": true });
    let (_, pcm) = bytes(&caller, Vendor::ElevenLabs, "/v1/music?output_format=pcm_24000", &body).await;
    assert_eq!(pcm.len(), 480_000);
    let response = caller.send(Vendor::ElevenLabs, "/v1/music", &body).await;
    assert!(response.headers().contains_key("song-id"));
    assert_eq!(response.headers()["content-type"], "audio/mpeg");
    assert_eq!(caller.mocks.paid().len(), 2);
}
