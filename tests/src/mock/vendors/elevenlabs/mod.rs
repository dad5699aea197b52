//! ElevenLabs.

mod catalog;
mod timed;

use bytes::Bytes;
use serde_json::{Value, json};

use super::spoken;
use crate::mock::call::Call;
use crate::mock::fault::Fault;
use crate::mock::house::{House, lock};
use crate::mock::refusal::{Reason, Refusal};
use crate::mock::reply::Reply;
use crate::mock::sound::{self, ELEVENLABS_WAV_SIZES, Format};
use crate::mock::twist::SpeechTwist;
use crate::mock::vendor::{Operation, Vendor};

/// Dollars of a credit, by the plan Pro.
const CREDIT: f64 = 99.0 / 600_000.0;
/// Credits of a second of music, or of a sound.
const CREDITS_A_SECOND: f64 = 20.0;
/// Calls at once, by the plan Pro.
const CONCURRENT: usize = 10;
/// Bytes of a piece of a stream.
const PIECE: usize = 8 * 1024;
/// Seconds of music where no length is asked for.
const USUAL_MUSIC: f64 = 30.0;

pub(super) fn answer(house: &House, call: &Call, twist: Option<&Fault>) -> Reply {
    match call.operation {
        Operation::Models => Reply::json(200, &catalog::models()),
        Operation::Voices => catalog::voices(call),
        Operation::Account => Reply::json(200, &catalog::subscription(lock(&house.memory).credits)),
        Operation::Music => music(house, call, twist),
        Operation::Sound => sound_effect(house, call, twist),
        _ => speech(house, call, twist),
    }
}

fn speech(house: &House, call: &Call, twist: Option<&Fault>) -> Reply {
    let text = call.text("text").unwrap_or_default();
    let model = call.text("model_id").unwrap_or("eleven_multilingual_v2");
    let voice = call.path.split('/').nth(3).unwrap_or_default();
    let format = call.query.get("output_format").map_or("mp3_44100_128", String::as_str);
    let refuse = |reason| Refusal::new(reason).reply(call);
    let Some((longest, multiplier)) = catalog::model(model) else { return refuse(Reason::ModelGone) };
    if !catalog::has_voice(voice) {
        return refuse(Reason::NotFound);
    }
    if text.chars().count() > longest {
        return refuse(Reason::TooLong);
    }
    if matches!(format, "pcm_44100" | "wav_44100" | "mp3_44100_192") {
        return refuse(Reason::PlanTooLow);
    }
    let neighbours = ["previous_text", "next_text"].iter().any(|name| call.text(name).is_some());
    if model == "eleven_v3" && neighbours {
        let refusal = Refusal::new(Reason::InvalidRequest).code("unsupported_model_parameter");
        return refusal.reply(call);
    }
    let Some(format) = Format::of_elevenlabs(format) else { return refuse(Reason::InvalidRequest) };
    let speed = call.json().pointer("/voice_settings/speed").and_then(Value::as_f64).unwrap_or(1.0);
    let credits = (text.chars().count() as f64 * multiplier).ceil() as u64;
    let reply = match call.operation {
        Operation::TimedSpeech => timed::whole(text, speed, format, twist),
        Operation::TimedSpeechStream => timed::lines(text, speed, format, twist),
        _ => audio(call, format, sound::seconds_for(text, speed), twist),
    };
    deliver(house, call, reply, credits, twist)
}

/// Sound as bytes: in pieces where it is streamed.
fn audio(call: &Call, format: Format, seconds: f64, twist: Option<&Fault>) -> Reply {
    let file = spoken::twisted(format, seconds, ELEVENLABS_WAV_SIZES, twist);
    let mut reply = Reply::new(200, format.media_type(), file);
    if call.operation == Operation::SpeechStream {
        reply.cut_into(PIECE);
    }
    if twist == Some(&Fault::Speech(SpeechTwist::ErrorInsteadOfSound)) {
        let body = Refusal::new(Reason::UnusualActivity).body(call).1.to_string();
        reply.chunks = vec![Bytes::from(body)];
    }
    spoken::finish(&mut reply, twist.filter(|twist| **twist == Fault::Speech(SpeechTwist::CutMidLine)));
    reply
}

fn music(house: &House, call: &Call, twist: Option<&Fault>) -> Reply {
    let seconds = call.number("music_length_ms").map_or(USUAL_MUSIC, |ms| ms / 1000.0);
    let reply = audio(call, format_or(call, "mp3_48000_128"), seconds, twist);
    let reply = reply.with("song-id", format!("song_{:012x}", call.number));
    deliver(house, call, reply, (seconds * CREDITS_A_SECOND) as u64, twist)
}

fn sound_effect(house: &House, call: &Call, twist: Option<&Fault>) -> Reply {
    let seconds = call.number("duration_seconds").unwrap_or(4.0);
    let reply = audio(call, format_or(call, "mp3_44100_128"), seconds, twist);
    deliver(house, call, reply, (seconds * CREDITS_A_SECOND) as u64, twist)
}

fn format_or(call: &Call, usual: &str) -> Format {
    let asked = call.query.get("output_format").and_then(|name| Format::of_elevenlabs(name));
    asked.or_else(|| Format::of_elevenlabs(usual)).unwrap_or(Format::Pcm { rate: 24_000 })
}

/// Puts the answer on the bill, and tells credits and concurrency.
fn deliver(house: &House, call: &Call, reply: Reply, credits: u64, twist: Option<&Fault>) -> Reply {
    lock(&house.memory).credits += credits;
    let reply = reply
        .with("request-id", format!("req_{:012x}", call.number))
        .with("x-trace-id", format!("{:032x}", call.number))
        .with("x-region", "mock")
        .billed(call.prompt_key(), credits as f64 * CREDIT);
    if twist == Some(&Fault::Speech(SpeechTwist::OtherHeaders)) {
        return reply.with("x-character-count", credits);
    }
    let most = house.pace(Vendor::ElevenLabs).limit.unwrap_or(CONCURRENT);
    reply
        .with("character-cost", credits)
        .with("history-item-id", format!("hist_{:012x}", call.number))
        .with("current-concurrent-requests", house.busy(Vendor::ElevenLabs).0)
        .with("maximum-concurrent-requests", most)
        .with("tts-latency-ms", 42)
}

/// JSON with one field, in the shape of the vendor's lists.
fn named(name: &str, value: Value) -> Value {
    json!({ name: value })
}
