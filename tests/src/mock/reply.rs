//! What is answered, and how it ends.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

/// An answer on its way.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    /// The body in the pieces in which it is sent.
    pub(crate) chunks: Vec<Bytes>,
    pub(crate) ending: Ending,
    /// Between two pieces.
    pub(crate) pause: Duration,
    /// What the vendor writes on its bill for it.
    pub(crate) bills: Vec<Charge>,
    /// Nothing but a receipt: it comes before the work is done.
    pub(crate) instant: bool,
}

/// How a body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// As it should.
    Whole,
    /// The connection breaks.
    Broken,
    /// It never does.
    Never,
}

/// A line of the vendor's bill.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Charge {
    /// What it was for: the task's id, or the hash of the words.
    pub(crate) key: String,
    pub(crate) usd: f64,
}

impl Reply {
    pub(crate) fn new(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: vec![("content-type".into(), content_type.into())],
            chunks: vec![body.into()],
            ending: Ending::Whole,
            pause: Duration::ZERO,
            bills: Vec::new(),
            instant: false,
        }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    /// A stream of pieces.
    pub(crate) fn stream(content_type: &str, chunks: Vec<Bytes>) -> Self {
        Self { chunks, ..Self::new(200, content_type, Bytes::new()) }
    }

    /// The same with one header more, in place of one of that name.
    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.headers.push((name.into(), value.to_string()));
        self
    }

    /// The same, on the bill.
    pub(crate) fn billed(mut self, key: impl Into<String>, usd: f64) -> Self {
        self.bills.push(Charge { key: key.into(), usd });
        self
    }

    /// The length of the body.
    pub(crate) fn len(&self) -> usize {
        self.chunks.iter().map(Bytes::len).sum()
    }

    /// The first bytes of the body, cut where they end.
    pub(crate) fn keep(&mut self, bytes: usize) {
        let mut left = bytes;
        for chunk in &mut self.chunks {
            chunk.truncate(left);
            left -= chunk.len();
        }
        self.chunks.retain(|chunk| !chunk.is_empty());
    }

    /// The body in pieces of so many bytes.
    pub(crate) fn cut_into(&mut self, bytes: usize) {
        let bytes = bytes.max(1);
        let mut pieces = Vec::new();
        for mut chunk in std::mem::take(&mut self.chunks) {
            while chunk.len() > bytes {
                pieces.push(chunk.split_to(bytes));
            }
            pieces.push(chunk);
        }
        self.chunks = pieces;
    }
}
