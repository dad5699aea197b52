use std::collections::VecDeque;

use talewright_domain::ports::ProviderError;

use super::response::Opened;

/// One server-sent event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SseEvent {
    /// Its name, when it has one.
    pub name: Option<String>,
    /// Its lines of data, joined.
    pub data: String,
}

/// Finds events in bytes, however these are cut. Comments (`: OPENROUTER PROCESSING`) are skipped, and so are
/// events without data.
#[derive(Debug, Default)]
pub struct SseDecoder {
    line: Vec<u8>,
    after_carriage_return: bool,
    started: bool,
    name: Option<String>,
    data: Option<String>,
    ready: VecDeque<SseEvent>,
}

impl SseDecoder {
    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            // Lines end with LF, CR or CR LF.
            let second_half = byte == b'\n' && std::mem::take(&mut self.after_carriage_return);
            match byte {
                b'\n' if second_half => {}
                b'\n' => self.end_line(),
                b'\r' => {
                    self.after_carriage_return = true;
                    self.end_line();
                }
                _ => {
                    self.after_carriage_return = false;
                    self.line.push(byte);
                }
            }
        }
    }

    /// The next event that is whole.
    pub fn pop(&mut self) -> Option<SseEvent> {
        self.ready.pop_front()
    }

    /// The bytes have ended: whether they did so between two events. A last `[DONE]` whose blank line is missing is
    /// still an event.
    pub fn end(&mut self) -> bool {
        if !self.line.is_empty() {
            self.end_line();
        }
        if self.data.as_deref() == Some("[DONE]") {
            self.dispatch();
        }
        self.data.is_none()
    }

    fn end_line(&mut self) {
        let bytes = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&bytes);
        let line = if self.started { &*text } else { text.strip_prefix('\u{feff}').unwrap_or(&text) };
        self.started = true;
        if line.is_empty() {
            return self.dispatch();
        }
        if line.starts_with('{') {
            // Not an event, but what some servers send for an error in the middle of a stream.
            self.ready.push_back(SseEvent { name: None, data: line.to_owned() });
            return;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match (field, &mut self.data) {
            ("data", Some(data)) => {
                data.push('\n');
                data.push_str(value);
            }
            ("data", none) => *none = Some(value.to_owned()),
            ("event", _) => self.name = Some(value.to_owned()),
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        let name = self.name.take().filter(|name| !name.is_empty());
        if let Some(data) = self.data.take().filter(|data| !data.is_empty()) {
            self.ready.push_back(SseEvent { name, data });
        }
    }
}

/// Server-sent events as they come.
pub struct Sse {
    opened: Opened,
    decoder: SseDecoder,
    ended: bool,
}

impl Sse {
    pub(super) fn new(opened: Opened) -> Self {
        Self { opened, decoder: SseDecoder::default(), ended: false }
    }

    /// What errors are made from.
    #[must_use]
    pub const fn exchange(&self) -> &super::Exchange {
        self.opened.exchange()
    }

    /// The next event; none at the end. Whether the end is the right one, the caller knows: a stream of chat ends
    /// with `[DONE]`.
    ///
    /// # Errors
    /// The stream was cut off, also in the middle of an event.
    pub async fn next(&mut self) -> Result<Option<SseEvent>, ProviderError> {
        loop {
            if let Some(event) = self.decoder.pop() {
                return Ok(Some(event));
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

    use super::*;

    fn decode(pieces: &[&[u8]]) -> (Vec<SseEvent>, bool) {
        let mut decoder = SseDecoder::default();
        for piece in pieces {
            decoder.push(piece);
        }
        let whole = decoder.end();
        (std::iter::from_fn(|| decoder.pop()).collect(), whole)
    }

    fn data(text: &str) -> SseEvent {
        SseEvent { name: None, data: text.into() }
    }

    #[test]
    fn events_come_out_whole() {
        let stream = "\u{feff}: OPENROUTER PROCESSING\n\ndata: {\"a\":1}\n\nevent: x\r\nid: 3\r\ndata:one\r\ndata: two\r\n\r\n: keep-alive\rdata: [DONE]\r\r";
        let (events, whole) = decode(&[stream.as_bytes()]);
        let named = SseEvent { name: Some("x".into()), data: "one\ntwo".into() };
        assert_eq!(events, [data("{\"a\":1}"), named, data("[DONE]")]);
        assert!(whole);
    }

    #[test]
    fn a_cut_is_no_end() {
        let cut = |stream: &str| decode(&[stream.as_bytes()]);
        assert_eq!(cut("data: a\n\ndata: {\"b\""), (vec![data("a")], false));
        assert_eq!(cut("data: a\n\ndata: b\n"), (vec![data("a")], false), "the blank line is missing");
        assert_eq!(cut("data: a\n\ndata: [DONE]"), (vec![data("a"), data("[DONE]")], true));
        assert_eq!(cut("data: a\n\n: bye"), (vec![data("a")], true));
        assert_eq!(cut(": OPENROUTER PROCESSING\n\n"), (vec![], true));
        assert_eq!(cut(""), (vec![], true));
        assert_eq!(cut("data: a\n\n{\"error\":\"x\"}\n"), (vec![data("a"), data("{\"error\":\"x\"}")], true));
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_bytes_are_cut(
            events in prop::collection::vec("[a-z\u{e9}\u{3042}\u{1f409} {}\":]{1,20}", 0..6),
            newline in prop::sample::select(vec!["\n", "\r\n", "\r"]),
            cuts in prop::collection::vec(0usize..400, 0..12),
        ) {
            let stream: String = events.iter().map(|e| format!(": x{newline}data: {e}{newline}{newline}")).collect();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(stream.len())).collect();
            cuts.extend([0, stream.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|w| &stream.as_bytes()[w[0]..w[1]]).collect();
            let (found, whole) = decode(&pieces);
            prop_assert_eq!(found, events.iter().map(|e| data(e)).collect::<Vec<_>>());
            prop_assert!(whole);
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let (events, _) = decode(&[&bytes]);
            prop_assert!(events.iter().all(|event| !event.data.is_empty()));
        }
    }
}
