//! Speech with the times of its characters.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};

use super::spoken;
use crate::mock::fault::Fault;
use crate::mock::reply::Reply;
use crate::mock::sound::{self, ELEVENLABS_WAV_SIZES, Format};
use crate::mock::twist::SpeechTwist;

/// Characters of a line of a stream.
const LINE: usize = 40;

/// Characters with their times.
#[derive(Debug, Clone, Default)]
struct Alignment {
    characters: Vec<String>,
    starts: Vec<f64>,
    ends: Vec<f64>,
}

/// The whole answer as one JSON.
pub(super) fn whole(text: &str, speed: f64, format: Format, twist: Option<&Fault>) -> Reply {
    let seconds = sound::seconds_for(text, speed);
    let audio = spoken::twisted(format, seconds, ELEVENLABS_WAV_SIZES, twist);
    let mut reply = Reply::json(200, &entry(text, 0.0, seconds, &audio, twist));
    spoken::finish(&mut reply, twist);
    reply
}

/// Newline-delimited JSON; the times go on from line to line.
pub(super) fn lines(text: &str, speed: f64, format: Format, twist: Option<&Fault>) -> Reply {
    let characters: Vec<char> = text.chars().collect();
    let mut at = 0.0;
    let mut chunks = Vec::new();
    for piece in characters.chunks(LINE) {
        let piece: String = piece.iter().collect();
        let seconds = sound::seconds_for(&piece, speed);
        let audio = spoken::twisted(format, seconds, ELEVENLABS_WAV_SIZES, twist);
        chunks.push(Bytes::from(format!("{}\n", entry(&piece, at, seconds, &audio, twist))));
        if twist == Some(&Fault::Speech(SpeechTwist::BlankLines)) {
            chunks.push(Bytes::from_static(b"\n  \n"));
        }
        at += seconds;
    }
    let mut reply = Reply::stream("application/json", chunks);
    spoken::finish(&mut reply, twist);
    reply
}

fn entry(text: &str, from: f64, seconds: f64, audio: &Bytes, twist: Option<&Fault>) -> Value {
    let twist = if let Some(Fault::Speech(twist)) = twist { Some(twist) } else { None };
    let mut alignment = Alignment::of(text, from, seconds);
    if let Some(twist) = twist {
        alignment.twist(twist);
    }
    let spoken = match twist {
        Some(SpeechTwist::NullAlignment) => Value::Null,
        _ => alignment.json(),
    };
    let normalized = match twist {
        Some(SpeechTwist::NullAlignment | SpeechTwist::NullNormalized) => Value::Null,
        Some(SpeechTwist::Romanised) => Alignment::of(&romanised(text), from, seconds).json(),
        _ => alignment.json(),
    };
    json!({
        "audio_base64": STANDARD.encode(audio),
        "alignment": spoken,
        "normalized_alignment": normalized,
    })
}

/// Other letters, and more of them.
fn romanised(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() { " " } else { "ka" }).collect()
}

impl Alignment {
    /// Every character takes the same time.
    fn of(text: &str, from: f64, seconds: f64) -> Self {
        let characters: Vec<String> = text.chars().map(String::from).collect();
        let step = seconds / characters.len().max(1) as f64;
        let time = |index: usize| ((from + index as f64 * step) * 1000.0).round() / 1000.0;
        Self {
            starts: (0..characters.len()).map(time).collect(),
            ends: (1..=characters.len()).map(time).collect(),
            characters,
        }
    }

    fn twist(&mut self, twist: &SpeechTwist) {
        let half = self.characters.len() / 2;
        let both = |change: &mut dyn FnMut(usize, &mut f64), starts: &mut [f64], ends: &mut [f64]| {
            for times in [starts, ends] {
                times.iter_mut().enumerate().for_each(|(index, time)| change(index, time));
            }
        };
        let middle = self.starts.get(half).copied().unwrap_or_default();
        match twist {
            SpeechTwist::Drifting => {
                both(&mut |_, time| *time *= 1.5, &mut self.starts, &mut self.ends);
            }
            SpeechTwist::NonMonotonic => both(
                &mut |index, time| {
                    if index > half {
                        *time -= middle;
                    }
                },
                &mut self.starts,
                &mut self.ends,
            ),
            SpeechTwist::Collapsed => both(
                &mut |index, time| {
                    if index >= half {
                        *time = middle;
                    }
                },
                &mut self.starts,
                &mut self.ends,
            ),
            SpeechTwist::UnevenLists => self.ends.truncate(half),
            _ => {}
        }
    }

    fn json(&self) -> Value {
        json!({
            "characters": self.characters,
            "character_start_times_seconds": self.starts,
            "character_end_times_seconds": self.ends,
        })
    }
}
