//! Speech, as OpenAI and those who follow it send it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::json;

use crate::mock::call::Call;
use crate::mock::fault::Fault;
use crate::mock::reply::Reply;
use crate::mock::sound::{self, Format};
use crate::mock::twist::SpeechTwist;

/// Files within one, where each piece has a header of its own.
const FILES: usize = 3;

/// Speech for `input` in the wanted format; nothing where it is none that is made here.
pub(super) fn speech(call: &Call, usual: &str, wav_sizes: u32, twist: Option<&Fault>) -> Option<Reply> {
    let input = call.text("input").unwrap_or_default();
    let format = Format::of_openai(call.text("response_format").unwrap_or(usual))?;
    let seconds = sound::seconds_for(input, call.number("speed").unwrap_or(1.0));
    let audio = twisted(format, seconds, wav_sizes, twist);
    if call.text("stream_format") == Some("sse") {
        let delta = json!({ "type": "speech.audio.delta", "audio": STANDARD.encode(&audio) });
        let tokens = input.len() / 4;
        let usage = json!({ "input_tokens": tokens, "output_tokens": tokens, "total_tokens": 2 * tokens });
        let done = json!({ "type": "speech.audio.done", "usage": usage });
        let events = [delta, done].map(|event| Bytes::from(format!("data: {event}\n\n")));
        return Some(Reply::stream("text/event-stream", events.into()));
    }
    let mut reply = Reply::new(200, format.media_type(), audio);
    finish(&mut reply, twist);
    Some(reply)
}

/// The sound, with what a twist makes of its header.
pub(super) fn twisted(format: Format, seconds: f64, wav_sizes: u32, twist: Option<&Fault>) -> Bytes {
    match twist {
        Some(Fault::Speech(SpeechTwist::WavSizes { size })) => sound::make(format, seconds, *size),
        Some(Fault::Speech(SpeechTwist::ConcatenatedFiles)) => {
            let piece = sound::make(format, seconds / FILES as f64, wav_sizes);
            vec![piece; FILES].concat().into()
        }
        Some(Fault::Speech(SpeechTwist::Silence)) => Bytes::new(),
        _ => sound::make(format, seconds, wav_sizes),
    }
}

/// What a twist makes of the whole answer.
pub(super) fn finish(reply: &mut Reply, twist: Option<&Fault>) {
    match twist {
        Some(Fault::Speech(SpeechTwist::ErrorInsteadOfSound)) => {
            *reply =
                Reply::json(200, &json!({ "error": { "message": "Something went wrong.", "code": null } }));
        }
        Some(Fault::Speech(SpeechTwist::CutMidLine)) => reply.keep(reply.len() / 2),
        _ => {}
    }
}
