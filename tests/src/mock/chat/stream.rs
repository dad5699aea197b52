//! Answers as server-sent events.

use crate::mock::set;
use bytes::Bytes;
use serde_json::{Value, json};

use super::json::Frame;
use crate::mock::twist::ChatTwist;

/// Events of a long answer, about.
const EVENTS: usize = 24;
/// Fewest bytes of a piece of content.
const SMALLEST: usize = 12;

/// The events, each one piece of the body.
pub(super) fn chunks(frame: &Frame<'_>, twist: Option<&ChatTwist>, error: Option<&Value>) -> Vec<Bytes> {
    let mut events = Vec::new();
    if frame.dialect.comments || twist == Some(&ChatTwist::CommentsOnly) {
        events.extend([": OPENROUTER PROCESSING\n\n".to_owned(), ": OPENROUTER PROCESSING\n\n".to_owned()]);
    }
    match twist {
        Some(ChatTwist::CommentsOnly) => {}
        Some(ChatTwist::ErrorInBody) => events.push(event(&with_error(frame.chunk_of(Vec::new()), error))),
        Some(ChatTwist::ErrorMidStream) => {
            let content = content(frame);
            let half = content.len() / 2;
            events.extend(content.into_iter().take(half));
            events.push(event(&with_error(frame.chunk(&json!({ "content": "" }), Some("error")), error)));
        }
        Some(ChatTwist::CutMidEvent) => {
            let content = content(frame);
            let half = content.len() / 2;
            events.extend(content.into_iter().take(half));
            if let Some(last) = events.last_mut() {
                last.truncate(last.floor_char_boundary(last.len() / 2));
            }
        }
        Some(ChatTwist::NoTerminal) => events.extend(content(frame)),
        _ => {
            events.extend(content(frame));
            events.extend(ending(frame));
            if twist != Some(&ChatTwist::NoDone) {
                events.push("data: [DONE]\n\n".into());
            }
        }
    }
    events.into_iter().map(Bytes::from).collect()
}

/// The role, the words, piece by piece.
fn content(frame: &Frame<'_>) -> Vec<String> {
    let answer = frame.answer;
    if !answer.has_choices {
        return vec![event(&frame.chunk_of(Vec::new()))];
    }
    let mut events = vec![event(&frame.chunk(&json!({ "role": "assistant", "content": "" }), None))];
    for (name, text) in [("content", &answer.content), ("refusal", &answer.refusal)] {
        let pieces = text.as_deref().map(pieces).unwrap_or_default();
        events.extend(pieces.iter().map(|piece| event(&frame.chunk(&json!({ name: piece }), None))));
    }
    events
}

/// The finish reason, and the usage where it is told.
fn ending(frame: &Frame<'_>) -> Vec<String> {
    let mut events = Vec::new();
    if frame.answer.has_choices {
        events.push(event(&frame.chunk(&json!({}), Some(frame.answer.finish))));
    }
    if frame.tells_usage() && (frame.ask.include_usage || frame.dialect.tells_cost) {
        let mut chunk = frame.chunk_of(Vec::new());
        set(&mut chunk, "usage", frame.usage());
        events.push(event(&chunk));
    }
    events
}

fn with_error(mut chunk: Value, error: Option<&Value>) -> Value {
    set(&mut chunk, "error", error.and_then(|body| body.get("error")).cloned().unwrap_or_default());
    chunk
}

fn event(data: &Value) -> String {
    format!("data: {data}\n\n")
}

fn pieces(text: &str) -> Vec<&str> {
    let size = (text.len() / EVENTS).max(SMALLEST);
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, tail) = rest.split_at(rest.ceil_char_boundary(size.min(rest.len())));
        pieces.push(piece);
        rest = tail;
    }
    pieces
}
