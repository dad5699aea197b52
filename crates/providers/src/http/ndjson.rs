use std::collections::VecDeque;

use serde_json::Value;
use talewright_domain::ports::ProviderError;

use super::failure::Failure;
use super::response::Opened;

/// Finds JSON values, one a line, in bytes, however these are cut. Blank lines are skipped.
#[derive(Debug, Default)]
pub struct NdjsonDecoder {
    line: Vec<u8>,
    ready: VecDeque<Value>,
    broken: bool,
}

impl NdjsonDecoder {
    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, tail) = rest.split_at(end);
            self.line.extend_from_slice(line);
            self.end_line();
            rest = tail.get(1..).unwrap_or_default();
        }
        self.line.extend_from_slice(rest);
    }

    /// The next value that is whole.
    pub fn pop(&mut self) -> Option<Value> {
        self.ready.pop_front()
    }

    /// The bytes have ended: whether all of them were values, the last one too.
    pub fn end(&mut self) -> bool {
        self.end_line();
        !self.broken
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if line.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        match serde_json::from_slice(&line) {
            Ok(value) => self.ready.push_back(value),
            Err(_) => self.broken = true,
        }
    }
}

/// JSON values as they come.
pub struct Ndjson {
    opened: Opened,
    decoder: NdjsonDecoder,
    ended: bool,
}

impl Ndjson {
    pub(super) fn new(opened: Opened) -> Self {
        Self { opened, decoder: NdjsonDecoder::default(), ended: false }
    }

    /// The next value; none at the end.
    ///
    /// # Errors
    /// The stream was cut off, also in the middle of a value, holds something else, or one of its values is an
    /// `{"error": …}`.
    pub async fn next(&mut self) -> Result<Option<Value>, ProviderError> {
        loop {
            if let Some(value) = self.decoder.pop() {
                let failure = Failure::inside(&value);
                return failure
                    .map_or(Ok(Some(value)), |failure| Err(self.opened.exchange().failed(&failure)));
            }
            if self.decoder.broken {
                return Err(self.opened.exchange().lost("sent lines that are not JSON"));
            }
            if self.ended {
                return Ok(None);
            }
            match self.opened.chunk().await? {
                Some(bytes) => self.decoder.push(&bytes),
                None => {
                    self.ended = true;
                    if !self.decoder.end() {
                        return Err(self.opened.exchange().lost("cut its answer off in the middle"));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn decode(pieces: &[&[u8]]) -> (Vec<Value>, bool) {
        let mut decoder = NdjsonDecoder::default();
        for piece in pieces {
            decoder.push(piece);
        }
        let whole = decoder.end();
        (std::iter::from_fn(|| decoder.pop()).collect(), whole)
    }

    #[test]
    fn values_come_a_line_at_a_time() {
        let (values, whole) = decode(&[b"{\"a\":1}\r\n\n  \n[2]\n\"", b"three\""]);
        assert_eq!(values, [json!({"a": 1}), json!([2]), json!("three")]);
        assert!(whole, "the last line needs no end");
        assert_eq!(decode(&[b"{\"a\":1}\n{\"b\""]), (vec![json!({"a": 1})], false));
        assert_eq!(decode(&[b"\n"]), (vec![], true));
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_bytes_are_cut(
            texts in prop::collection::vec("[a-z\u{3042}\n\"]{0,12}", 0..6),
            cuts in prop::collection::vec(0usize..300, 0..12),
        ) {
            let values: Vec<Value> = texts.iter().map(|text| json!({"t": text})).collect();
            let stream: String = values.iter().map(|value| format!("{value}\n\n")).collect();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(stream.len())).collect();
            cuts.extend([0, stream.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|w| &stream.as_bytes()[w[0]..w[1]]).collect();
            prop_assert_eq!(decode(&pieces), (values, true));
        }
    }
}
