//! Lines of logs that stay lines: what users write can neither begin a new one, nor move a cursor, nor turn the
//! direction of reading. `tracing-subscriber` sees to escape sequences in messages, but to nothing else.

use std::fmt::{self, Debug, Write as _};
use std::io;

use tracing::field::{Field, Visit};
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::{FormatFields, Writer};

/// Controls (C0, DEL, C1), separators of lines, marks of direction, and the mark of byte order.
const fn misleads(character: char) -> bool {
    matches!(
        character,
        '\0'..='\x1f'
            | '\x7f'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// Fields for the console: the message, then `name=value`, with all that misleads as Rust would write it.
pub(crate) struct CleanFields;

impl<'writer> FormatFields<'writer> for CleanFields {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'writer>, fields: R) -> fmt::Result {
        let mut visitor = CleanVisitor { writer: CleanText(writer), is_first: true, result: Ok(()) };
        fields.record(&mut visitor);
        visitor.result
    }
}

struct CleanVisitor<'writer> {
    writer: CleanText<Writer<'writer>>,
    is_first: bool,
    result: fmt::Result,
}

impl Visit for CleanVisitor<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "message" => self.record_debug(field, &format_args!("{value}")),
            _ => self.record_debug(field, &value),
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let name = field.name().trim_start_matches("r#");
        // What the `log` crate says of itself is in the line already.
        if self.result.is_err() || name.starts_with("log.") {
            return;
        }
        let space = if std::mem::take(&mut self.is_first) { "" } else { " " };
        self.result = match name {
            "message" => write!(self.writer, "{space}{value:?}"),
            name => write!(self.writer, "{space}{name}={value:?}"),
        };
    }
}

/// Escapes what misleads on its way.
struct CleanText<W>(W);

impl<W: fmt::Write> fmt::Write for CleanText<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for part in text.split_inclusive(misleads) {
            let mut kept = part.chars();
            match kept.next_back().filter(|last| misleads(*last)) {
                Some(last) => write!(self.0, "{}{}", kept.as_str(), last.escape_default())?,
                None => self.0.write_str(part)?,
            }
        }
        Ok(())
    }
}

/// Lines of JSON, with all that misleads as JSON writes it. `serde_json` does so with C0 alone, as it must.
pub(crate) struct CleanJson<M>(pub(crate) M);

impl<'writer, M: MakeWriter<'writer>> MakeWriter<'writer> for CleanJson<M> {
    type Writer = CleanLine<M::Writer>;

    fn make_writer(&'writer self) -> Self::Writer {
        CleanLine(self.0.make_writer())
    }
}

/// Writes lines of JSON, each in one go.
pub(crate) struct CleanLine<W>(W);

impl<W: io::Write> io::Write for CleanLine<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let must_change = |c: char| c >= '\x7f' && misleads(c);
        match std::str::from_utf8(line) {
            Ok(text) if text.contains(must_change) => {
                let mut clean = String::with_capacity(line.len() + 16);
                for character in text.chars() {
                    if must_change(character) {
                        // All of them are below U+10000, and stand inside a string.
                        write!(clean, "\\u{:04x}", u32::from(character)).map_err(io::Error::other)?;
                    } else {
                        clean.push(character);
                    }
                }
                self.0.write_all(clean.as_bytes())?;
            }
            _ => self.0.write_all(line)?,
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::SubscriberExt;

    use super::*;
    use crate::{Format, console};

    const NASTY: &str =
        "a\nINFO forged\r\t\x1b[2J\x07\0\x7f\u{85}\u{9b}31m\u{2028}\u{202e}\u{2066}\u{200f}\u{feff}b";

    #[derive(Clone, Default)]
    struct Buffer(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Buffer {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// An error whose words are a user's.
    #[derive(Debug, thiserror::Error)]
    #[error("no such file: {0}")]
    struct Nasty(String);

    /// The lines that are written when users write what they like, wherever it can end up.
    fn written(format: Format) -> Vec<String> {
        let buffer = Buffer::default();
        let writer = buffer.clone();
        let subscriber = tracing_subscriber::registry().with(console(move || writer.clone(), format));
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(agent = %NASTY, "shown");
            tracing::info!(agent = ?NASTY, "debugged");
            tracing::info!(agent = NASTY, "as it is");
            tracing::info!("in the message: {NASTY}");
            tracing::info!(message = NASTY);
            let error = Nasty(NASTY.into());
            tracing::error!(error = &error as &(dyn std::error::Error + 'static), "as an error");
            let span = tracing::info_span!("request", path = %NASTY, agent = tracing::field::Empty);
            span.record("agent", tracing::field::display(NASTY));
            span.in_scope(|| tracing::info!("in a span"));
        });
        let text = String::from_utf8(buffer.0.lock().unwrap().clone()).unwrap();
        assert!(text.ends_with('\n'));
        text.split_terminator('\n').map(str::to_owned).collect()
    }

    #[test]
    fn a_line_on_the_console_stays_one_line() {
        let lines = written(Format::Pretty);
        assert_eq!(lines.len(), 7, "{lines:#?}");
        for line in &lines {
            // The colours are ours, and nothing else is.
            let plain = ["\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[3m", "\x1b[31m", "\x1b[32m"]
                .into_iter()
                .fold(line.clone(), |line, colour| line.replace(colour, ""));
            assert!(!plain.contains(misleads), "{plain:?}");
            assert!(plain.contains("forged"), "{plain}");
        }
        assert!(lines[0].contains(r"shown agent=a\nINFO forged\r\t\u{1b}[2J"), "{}", lines[0]);
        assert!(lines[3].contains(r"in the message: a\nINFO"), "{}", lines[3]);
        assert!(lines[6].contains("path=") && lines[6].contains("agent="), "{}", lines[6]);
    }

    #[test]
    fn a_line_of_json_stays_one_line_and_keeps_what_it_says() {
        let lines = written(Format::Json);
        assert_eq!(lines.len(), 7, "{lines:#?}");
        for line in &lines {
            assert!(!line.contains(misleads), "{line:?}");
        }
        let parsed: Vec<serde_json::Value> =
            lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(parsed[0]["fields"]["agent"], NASTY);
        assert_eq!(parsed[2]["fields"]["agent"], NASTY);
        assert_eq!(parsed[4]["fields"]["message"], NASTY);
        assert_eq!(parsed[6]["span"]["path"], NASTY);
    }
}
