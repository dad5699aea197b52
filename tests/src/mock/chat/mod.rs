//! A conversation in OpenAI's language, as four vendors speak it.

mod ask;
mod compose;
mod json;
mod stream;

use bytes::Bytes;

pub(crate) use ask::Ask;

use super::call::Call;
use super::fault::Fault;
use super::refusal::{Reason, Refusal};
use super::reply::Reply;
use super::twist::ChatTwist;
use compose::Answer;

/// How a vendor's answers differ from OpenAI's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    /// What ids begin with.
    pub(crate) id: &'static str,
    /// Dollars for a million tokens, read and written.
    pub(crate) price: (f64, f64),
    /// `usage` comes unasked in streams, with `cost` in it.
    pub(crate) tells_cost: bool,
    /// Comments keep a stream alive.
    pub(crate) comments: bool,
    /// `usage` is told at all.
    pub(crate) usage: bool,
    /// Chunks are padded with `obfuscation`.
    pub(crate) obfuscation: bool,
}

impl Dialect {
    /// What an answer costs.
    fn cost(&self, answer: &Answer) -> f64 {
        let (read, written) = self.price;
        (answer.prompt_tokens as f64 * read + answer.completion_tokens as f64 * written) / 1e6
    }
}

/// Answers a conversation.
pub(crate) fn answer(call: &Call, ask: &Ask, dialect: &Dialect, twist: Option<&Fault>) -> Reply {
    let twist = if let Some(Fault::Chat(twist)) = twist { Some(twist) } else { None };
    let answer = compose::answer(ask, twist);
    let cost = dialect.cost(&answer);
    let id = format!("{}{:012x}", dialect.id, call.number);
    let frame = json::Frame { id: &id, ask, dialect, answer: &answer, cost };
    let fails = matches!(twist, Some(ChatTwist::ErrorInBody | ChatTwist::ErrorMidStream));
    let reply = if ask.stream {
        let error = fails.then(|| error_of(call));
        let chunks: Vec<Bytes> = stream::chunks(&frame, twist, error.as_ref());
        Reply::stream("text/event-stream; charset=utf-8", chunks)
    } else {
        match twist {
            _ if fails => Reply::json(200, &error_of(call)),
            Some(ChatTwist::CommentsOnly) => Reply::new(200, "application/json", "  \n\n  \n"),
            Some(ChatTwist::CutMidEvent | ChatTwist::NoTerminal) => {
                let mut reply = Reply::json(200, &frame.whole());
                reply.keep(reply.len() / 2);
                reply
            }
            _ => Reply::json(200, &frame.whole()),
        }
    };
    reply.with("x-request-id", format!("req_{:012x}", call.number)).billed(call.prompt_key(), cost)
}

fn error_of(call: &Call) -> serde_json::Value {
    Refusal::new(Reason::BadGateway).body(call).1
}
