//! ElevenLabs: speech with times, music, voices, and its ways of saying no.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use talewright_domain::CostUsd;
use talewright_domain::ports::{
    AudioFormat, MusicReply, MusicRequest, ProviderError, ProviderErrorKind, SpeechReply, SpeechRequest,
};

use super::support::{Act, KEY, Stub, answer, call, json, speech};

const TEXT: &str = "Il était une fois un renard.";
/// Seconds of a character.
const PACE: f64 = 0.1;

/// Sound for so many characters: 16 bit samples at 24 kHz.
fn pcm(characters: usize) -> Vec<u8> {
    vec![7; (characters as f64 * PACE * 48_000.0) as usize]
}

/// An MP3 of at least so many seconds.
fn mp3(seconds: f64) -> Vec<u8> {
    let mut frame = vec![0_u8; 417];
    frame[..4].copy_from_slice(&[0xff, 0xfb, 0x90, 0x00]);
    frame.repeat((seconds / 0.026_122).ceil() as usize)
}

/// The times of a text, from this second on.
fn aligned(text: &str, from: f64) -> Value {
    let count = text.chars().count();
    let times = |first: usize| (first..first + count).map(|n| from + n as f64 * PACE).collect::<Vec<_>>();
    json!({
        "characters": text.chars().map(String::from).collect::<Vec<_>>(),
        "character_start_times_seconds": times(0),
        "character_end_times_seconds": times(1),
    })
}

fn piece(text: &str, sound: &[u8], alignment: Value) -> Value {
    let _ = text;
    json!({"audio_base64": STANDARD.encode(sound), "alignment": alignment, "normalized_alignment": null})
}

fn spoken(body: &Value) -> Vec<u8> {
    let headers = "content-type: application/json\r\nrequest-id: req_el\r\ncharacter-cost: 28\r\nmaximum-concurrent-requests: 3\r\n";
    answer(200, headers, body.to_string().as_bytes())
}

fn lines(lines: &[Value]) -> Vec<u8> {
    let text: String = lines.iter().map(|line| format!("{line}\n\n  \n")).collect();
    answer(200, "content-type: application/json\r\nx-character-count: 3000\r\n", text.as_bytes())
}

fn request(text: &str, format: AudioFormat) -> SpeechRequest {
    SpeechRequest { voice: Some("voice_1".into()), ..speech(text, format) }
}

async fn speak(stub: &Stub, request: SpeechRequest) -> Result<SpeechReply, ProviderError> {
    stub.registry().speech("elevenlabs", None).unwrap().speak(request).await
}

async fn said(body: Value, format: AudioFormat) -> Result<SpeechReply, ProviderError> {
    speak(&Stub::saying(spoken(&body)).await, request(TEXT, format)).await
}

#[tokio::test]
async fn a_text_is_spoken_with_the_times_of_its_characters() {
    let stub = Stub::saying(spoken(&piece(TEXT, &pcm(28), aligned(TEXT, 0.0)))).await;
    let reply = speak(&stub, request(TEXT, AudioFormat::Wav)).await.unwrap();
    assert_eq!(reply.duration, Duration::from_millis(2_800));
    assert_eq!((&reply.audio[..4], reply.audio.len()), (&b"RIFF"[..], 44 + pcm(28).len()));
    let times = reply.timings.unwrap();
    assert_eq!((times.len(), times[3].text.as_str(), times[3].start.as_millis()), (28, "é", 300));
    assert_eq!(reply.bill.cost, CostUsd::from_micros(5_600), "28 credits at $0.20 a thousand");
    assert!(!reply.bill.usage.estimated);
    assert_eq!((reply.bill.usage.characters, reply.bill.request_id.as_deref()), (28, Some("req_el")));
    let seen = stub.only();
    assert_eq!(seen.path, "/v1/text-to-speech/voice_1/with-timestamps?output_format=pcm_24000");
    assert_eq!(seen.headers["xi-api-key"], KEY);
    let expected = json!({"text": TEXT, "model_id": "eleven_multilingual_v2", "seed": 1, "voice_settings": {"speed": 1.1}});
    assert_eq!(seen.json(), expected);
}

#[tokio::test]
async fn times_that_cannot_be_true_are_left_out_and_the_sound_is_kept() {
    let mut late = aligned(TEXT, 0.0);
    late["character_end_times_seconds"][27] = json!(9.0);
    for alignment in [Value::Null, late, aligned("Ilu etaitu", 0.0), json!({"characters": ["a"]})] {
        let reply = said(piece(TEXT, &pcm(28), alignment.clone()), AudioFormat::Wav).await.unwrap();
        assert_eq!(reply.timings, None, "{alignment}");
        assert_eq!(reply.duration, Duration::from_millis(2_800));
    }
    let mut body = piece(TEXT, &pcm(28), Value::Null);
    body["normalized_alignment"] = aligned(TEXT, 0.0);
    assert!(
        said(body, AudioFormat::Wav).await.unwrap().timings.is_some(),
        "normalized, with the same letters"
    );
}

#[tokio::test]
async fn what_is_no_sound_is_an_error() {
    let html = piece(TEXT, b"<html>", Value::Null);
    let broken = json!({"audio_base64": "%%%"});
    for body in [piece(TEXT, b"", Value::Null), html, broken, json!({}), json!("?")] {
        let error = said(body.clone(), AudioFormat::Mp3).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::Malformed, "{body}");
    }
    let inside = json!({"detail": {"status": "quota_exceeded", "message": "no"}});
    assert_eq!(said(inside, AudioFormat::Mp3).await.unwrap_err().kind, ProviderErrorKind::Account);
}

/// Long enough to be streamed.
fn long() -> String {
    "Un renard marche dans la forêt. ".repeat(80)
}

#[tokio::test]
async fn a_long_text_comes_in_pieces() {
    let text = long();
    let letters: Vec<char> = text.chars().collect();
    let parts: Vec<String> = letters.chunks(1_000).map(|part| part.iter().collect()).collect();
    let on = |index: usize| 1_000.0 * PACE * index as f64;
    for begins_anew in [false, true] {
        let lines_of = parts.iter().enumerate().map(|(index, part)| {
            let from = if begins_anew { 0.0 } else { on(index) };
            piece(part, &mp3(part.chars().count() as f64 * PACE), aligned(part, from))
        });
        let stub = Stub::saying(lines(&lines_of.collect::<Vec<_>>())).await;
        let reply = speak(&stub, request(&text, AudioFormat::Mp3)).await.unwrap();
        assert!(reply.duration >= Duration::from_secs(255), "{:?}", reply.duration);
        let times = reply.timings.unwrap();
        assert_eq!(times.len(), 2_560);
        let end = times[2_559].end.as_secs_f64();
        assert!((255.0..257.0).contains(&end), "{end}");
        assert_eq!(reply.bill.cost, CostUsd::from_micros(600_000), "x-character-count");
        assert!(stub.only().path.starts_with("/v1/text-to-speech/voice_1/stream/with-timestamps?"));
    }
}

#[tokio::test]
async fn a_stream_that_is_cut_is_never_taken_for_whole() {
    let text = long();
    let first: String = text.chars().take(1_000).collect();
    let whole_line = piece(&first, &mp3(100.0), aligned(&first, 0.0));
    let half = format!("{whole_line}\n{{\"audio_base64\": \"AA");
    let between_lines = lines(&[whole_line]);
    let mid_line = answer(200, "content-type: application/json\r\n", half.as_bytes());
    let connection =
        [b"HTTP/1.1 200 X\r\ncontent-length: 99999\r\n\r\n".as_slice(), half.as_bytes()].concat();
    for cut in [between_lines, mid_line, connection] {
        let error = speak(&Stub::saying(cut).await, request(&text, AudioFormat::Mp3)).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::Unknown, "{error}");
    }
    let refusal =
        lines(&[json!({"detail": {"type": "rate_limit_error", "code": "system_busy", "message": "later"}})]);
    let error = speak(&Stub::saying(refusal).await, request(&text, AudioFormat::Mp3)).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::RateLimited { retry_after: None });
}

#[tokio::test]
async fn refusals_have_four_shapes_and_the_right_words() {
    let of = |status: u16, detail: Value| async move {
        let stub = Stub::saying(json(status, &json!({ "detail": detail }))).await;
        speak(&stub, request(TEXT, AudioFormat::Mp3)).await.unwrap_err()
    };
    let full = json!({"type": "authentication_error", "code": "quota_exceeded", "message": "no", "status": "quota_exceeded"});
    let quota = [of(401, full).await, of(401, json!({"status": "quota_exceeded", "message": "no"})).await];
    for error in quota {
        assert_eq!(error.kind, ProviderErrorKind::Account);
        assert!(error.message.contains("no credit left"), "{}", error.message);
    }
    let unusual = of(401, json!({"status": "detected_unusual_activity", "message": "VPN"})).await;
    assert_eq!(unusual.kind, ProviderErrorKind::Account);
    assert!(unusual.message.contains("unusual activity"), "{}", unusual.message);
    assert!(!unusual.message.contains("valid one"), "{}", unusual.message);
    let list = json!([{"loc": ["body", "text"], "msg": "too long", "type": "value_error"}]);
    assert_eq!(of(422, list).await.kind, ProviderErrorKind::InvalidRequest);
    assert_eq!(of(500, json!("Something went wrong")).await.kind, ProviderErrorKind::Unknown);
    let voice = of(404, json!({"status": "voice_not_found", "message": "?"})).await;
    assert_eq!(voice.kind, ProviderErrorKind::InvalidRequest);
}

#[tokio::test]
async fn voices_come_in_pages_and_the_first_of_the_language_speaks() {
    let voice = |id: &str, language: &str| json!({"voice_id": id, "name": id, "verified_languages": [{"language": language}]});
    let pages = [
        json!({"voices": [voice("a", "en")], "has_more": true, "next_page_token": "two"}),
        json!({"voices": [voice("a", "en"), voice("b", "fr")], "has_more": false, "next_page_token": null}),
    ];
    let sound = spoken(&piece(TEXT, &mp3(3.0), Value::Null));
    let script = move |seen: &super::support::Seen, _: usize| {
        let page = usize::from(seen.path.contains("next_page_token=two"));
        Act::Send(if seen.method == "GET" { json(200, &pages[page]) } else { sound.clone() })
    };
    let stub = Stub::start(script).await;
    let model = stub.registry().speech("elevenlabs", None).unwrap();
    let ids: Vec<String> = model.voices().await.unwrap().into_iter().map(|voice| voice.id).collect();
    assert_eq!(ids, ["a", "b"]);
    let nobody = SpeechRequest { voice: None, ..request(TEXT, AudioFormat::Mp3) };
    model.speak(nobody.clone()).await.unwrap();
    model.speak(nobody).await.unwrap();
    let seen = stub.seen();
    assert_eq!(seen.len(), 2 + 2 + 2, "the list is asked for once");
    assert!(seen[0].path.starts_with("/v2/voices?page_size=100"));
    assert!(seen[4].path.starts_with("/v1/text-to-speech/b/"), "{}", seen[4].path);
    let escape = SpeechRequest { voice: Some("../../user".into()), ..request(TEXT, AudioFormat::Mp3) };
    assert_eq!(model.speak(escape).await.unwrap_err().kind, ProviderErrorKind::InvalidRequest);
    assert_eq!(stub.seen().len(), 6);
}

#[tokio::test]
async fn what_models_do_not_take_is_not_sent() {
    let stub = Stub::saying(spoken(&piece(TEXT, &mp3(3.0), Value::Null))).await;
    let model = stub.registry().speech("elevenlabs", Some("eleven_v3")).unwrap();
    let fast = SpeechRequest { speed: 2.0, ..request(TEXT, AudioFormat::Mp3) };
    model.speak(fast).await.unwrap();
    let body = stub.only().json();
    assert_eq!(body["language_code"], "fr");
    assert_eq!(body["voice_settings"], json!({"speed": 1.2}));
    assert!(body.get("previous_text").is_none() && body.get("next_text").is_none());
    let too_long = request(&"a ".repeat(20_000), AudioFormat::Mp3);
    assert_eq!(model.speak(too_long).await.unwrap_err().kind, ProviderErrorKind::InvalidRequest);
    assert_eq!(stub.seen().len(), 1, "nothing was sent");
}

async fn play(stub: &Stub) -> Result<MusicReply, ProviderError> {
    let request = MusicRequest { prompt: "A quiet lullaby".into(), seconds: 1, seed: 5, call: call() };
    stub.registry().music("elevenlabs", None).unwrap().play(request).await
}

#[tokio::test]
async fn music_is_made_and_paid() {
    let file = mp3(3.0);
    let stub = Stub::saying(answer(200, "content-type: audio/mpeg\r\nsong-id: s\r\n", &file)).await;
    let reply = play(&stub).await.unwrap();
    assert_eq!((reply.audio.len(), reply.format), (file.len(), AudioFormat::Mp3));
    let (cost, usage) = (reply.bill.cost.micros(), reply.bill.usage);
    assert!(usage.estimated && (40_000..41_000).contains(&cost), "three seconds at $0.80 a minute: {cost}");
    let seen = stub.only();
    assert_eq!(seen.path, "/v1/music?output_format=mp3_44100_128");
    let body = json!({"prompt": "A quiet lullaby", "music_length_ms": 3_000, "model_id": "music_v1", "force_instrumental": true});
    assert_eq!(seen.json(), body);
    let strange = Stub::saying(json(200, &json!({"error": {"code": "quota_exceeded"}}))).await;
    assert_eq!(play(&strange).await.unwrap_err().kind, ProviderErrorKind::Account);
    let silence = Stub::saying(answer(200, "content-type: audio/mpeg\r\n", b"")).await;
    assert_eq!(play(&silence).await.unwrap_err().kind, ProviderErrorKind::Malformed);
}

#[tokio::test]
async fn a_check_finds_model_and_credit() {
    let server = |subscription: (u16, Value)| {
        Stub::start(move |seen, _| {
            let models = json!([{"model_id": "eleven_multilingual_v2", "can_do_text_to_speech": true}]);
            let is_list = seen.path == "/v1/models";
            Act::Send(if is_list { json(200, &models) } else { json(subscription.0, &subscription.1) })
        })
    };
    let left = json!({"character_count": 10, "character_limit": 100});
    let stub = server((200, left)).await;
    let finding = stub.registry().speech("elevenlabs", None).unwrap().check().await.remove(0);
    assert!(finding.problem.is_none() && finding.notes[0].contains("90 of 100"), "{finding:?}");
    let gone = stub.registry().speech("elevenlabs", Some("eleven_v9")).unwrap().check().await.remove(0);
    assert_eq!(gone.problem.unwrap().kind, ProviderErrorKind::ModelGone);
    let music = stub.registry().music("elevenlabs", None).unwrap().check().await.remove(0);
    assert!(music.problem.is_none(), "the list has no models that play: {music:?}");
    let blind = server((401, json!({"detail": {"status": "missing_permissions"}}))).await;
    let finding = blind.registry().speech("elevenlabs", None).unwrap().check().await.remove(0);
    assert!(finding.problem.is_none() && finding.notes[0].contains("not known"), "{finding:?}");
    let spent = server((200, json!({"character_count": 100, "character_limit": 100}))).await;
    let finding = spent.registry().speech("elevenlabs", None).unwrap().check().await.remove(0);
    assert_eq!(finding.problem.unwrap().kind, ProviderErrorKind::Account);
}

#[tokio::test]
async fn an_account_learns_from_headers_how_many_calls_it_may_have() {
    use std::sync::Arc;
    use talewright_providers::http::Watch;
    use talewright_providers::layers::{Gate, TokioSleeper};
    let gate = Arc::new(Gate::new(10, Arc::new(TokioSleeper)));
    let stub = Stub::saying(spoken(&piece(TEXT, &mp3(3.0), Value::Null))).await;
    let registry = stub.registry_watched_by(Arc::clone(&gate) as Arc<dyn Watch>);
    let model = registry.speech("elevenlabs", None).unwrap();
    assert_eq!(gate.width(), 10);
    model.speak(request(TEXT, AudioFormat::Mp3)).await.unwrap();
    assert_eq!(gate.width(), 3);
}
