use std::time::Duration;

use serde_json::{Value, json};
use talewright_domain::ports::{AudioFormat, ProviderError, ProviderErrorKind, SpeechReply};

use super::support::{Act, Seen, Stub, answer, json as json_answer, speech};

/// A second of samples.
fn samples(rate: usize) -> Vec<u8> {
    vec![1; rate * 2]
}

/// A WAV file whose header has this size in it.
fn wav(rate: u32, size: u32, samples: &[u8]) -> Vec<u8> {
    let mut file = b"RIFF".to_vec();
    file.extend(size.to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(rate.to_le_bytes());
    file.extend((rate * 2).to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(size.to_le_bytes());
    file.extend(samples);
    file
}

fn mp3() -> Vec<u8> {
    let mut frame = vec![0_u8; 417];
    frame[..4].copy_from_slice(&[0xff, 0xfb, 0x90, 0x00]);
    frame.repeat(40)
}

fn sound(media_type: &str, body: &[u8]) -> Vec<u8> {
    answer(200, &format!("content-type: {media_type}\r\n"), body)
}

async fn speak(
    provider: &str,
    answers: Vec<u8>,
    format: AudioFormat,
) -> (Result<SpeechReply, ProviderError>, Vec<Seen>) {
    let model = if provider == "compatible" { Some("kokoro") } else { None };
    let stub = Stub::start(move |seen, _| {
        let voices = json!({"voices": ["af_heart", "ff_siwis"]});
        Act::Send(if seen.method == "GET" { json_answer(200, &voices) } else { answers.clone() })
    })
    .await;
    let reply =
        stub.registry().speech(provider, model).unwrap().speak(speech("Il était une fois", format)).await;
    (reply, stub.seen())
}

#[tokio::test]
async fn openai_sends_samples_and_the_header_is_ours() {
    let (reply, seen) = speak("openai", sound("audio/pcm", &samples(24_000)), AudioFormat::Wav).await;
    let reply = reply.unwrap();
    assert_eq!(reply.duration, Duration::from_secs(1));
    assert_eq!((&reply.audio[..4], reply.audio.len()), (&b"RIFF"[..], 44 + 48_000));
    assert_eq!((reply.bill.usage.characters, reply.bill.usage.milliseconds), (17, 1_000));
    assert!(reply.bill.usage.estimated && reply.bill.cost.micros() == 250, "a sixtieth of $0.015");
    let body = seen[0].json();
    assert_eq!(
        body,
        json!({"model": "gpt-4o-mini-tts", "input": "Il était une fois", "voice": "alloy", "response_format": "pcm", "speed": 1.1,
               "instructions": "Read in the language `fr`, warmly and clearly, as one reads a picture book to a child."})
    );
}

#[tokio::test]
async fn other_servers_send_files_with_strange_headers() {
    let glued =
        [wav(24_000, u32::MAX, &samples(12_000)), wav(24_000, 0x7fff_ffff, &samples(12_000))].concat();
    for file in [wav(24_000, u32::MAX, &samples(24_000)), wav(24_000, 2_000_000_000, &samples(24_000)), glued]
    {
        let (reply, seen) = speak("compatible", sound("audio/wav", &file), AudioFormat::Wav).await;
        let reply = reply.unwrap();
        assert_eq!((reply.duration, reply.audio.len()), (Duration::from_secs(1), 44 + 48_000));
        assert_eq!(&reply.audio[40..44], 48_000_u32.to_le_bytes());
        assert_eq!(reply.bill.cost.micros(), 0);
        let body = seen[1].json();
        assert_eq!(
            (&body["voice"], &body["response_format"]),
            (&json!("ff_siwis"), &json!("wav")),
            "a French voice"
        );
        assert!(body.get("instructions").is_none());
    }
}

#[tokio::test]
async fn an_mp3_is_as_long_as_its_frames() {
    let (reply, seen) = speak("openai", sound("audio/mpeg", &mp3()), AudioFormat::Mp3).await;
    assert_eq!(reply.unwrap().duration.as_millis(), 1_044);
    assert_eq!(seen[0].json()["response_format"], "mp3");
}

#[tokio::test]
async fn what_is_no_sound_is_not_taken_for_one() {
    let error = json!({"error": {"message": "x", "code": "insufficient_quota"}}).to_string();
    for (media_type, body, format, expected) in [
        ("application/json", error.as_bytes(), AudioFormat::Wav, ProviderErrorKind::Account),
        ("application/json", b"{}", AudioFormat::Wav, ProviderErrorKind::Malformed),
        ("text/html", b"<html>", AudioFormat::Mp3, ProviderErrorKind::Malformed),
        ("audio/mpeg", b"not an mp3", AudioFormat::Mp3, ProviderErrorKind::Malformed),
        ("audio/pcm", b"", AudioFormat::Wav, ProviderErrorKind::Malformed),
        ("audio/wav", b"RIFF\0\0\0\0WAVEfmt ", AudioFormat::Wav, ProviderErrorKind::Malformed),
    ] {
        let (reply, _) = speak("openai", sound(media_type, body), format).await;
        assert_eq!(reply.unwrap_err().kind, expected, "{media_type} {body:?}");
    }
    let (reply, _) = speak("compatible", sound("audio/pcm", &samples(24_000)), AudioFormat::Wav).await;
    assert_eq!(reply.unwrap_err().kind, ProviderErrorKind::Malformed, "samples of an unknown rate");
}

#[tokio::test]
async fn voices_are_listed() {
    let stub = Stub::saying(json_answer(404, &json!({"detail": "Not Found"}))).await;
    let registry = stub.registry();
    let ids = |voices: Vec<talewright_domain::ports::Voice>| {
        voices.into_iter().map(|voice| voice.id).collect::<Vec<_>>()
    };
    let openai = ids(registry.speech("openai", None).unwrap().voices().await.unwrap());
    assert!(openai.contains(&"marin".to_owned()) && stub.seen().is_empty());
    let old = ids(registry.speech("openai", Some("tts-1")).unwrap().voices().await.unwrap());
    assert!(!old.contains(&"marin".to_owned()) && old.contains(&"alloy".to_owned()));
    let own = registry.speech("compatible", Some("x")).unwrap().voices().await.unwrap();
    assert_eq!(ids(own), ["alloy"], "a server without a list");
    let body: Value = json!({"detail": "bad key"});
    let stub = Stub::saying(json_answer(401, &body)).await;
    let refused = stub.registry().speech("compatible", Some("x")).unwrap().voices().await.unwrap_err();
    assert_eq!(refused.kind, ProviderErrorKind::Account);
}
