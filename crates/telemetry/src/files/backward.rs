//! Lines from a file's end towards its beginning.

use std::io::{self, Read, Seek, SeekFrom};

/// How much is read at once, in bytes.
const BLOCK: u64 = 64 << 10;
/// What is longer is cut, in bytes.
const LONGEST_LINE: usize = 16 << 10;

/// The lines of a file, the last one first; empty ones are left out. Holds a block and a line, never more.
pub(super) struct Backward<R> {
    source: R,
    /// Where the part begins that has been read.
    start: u64,
    /// How much may still be read, in bytes.
    budget: u64,
    /// What has been read and not given out.
    block: Vec<u8>,
    /// The beginning, as far as it is known, of a line that begins before the block.
    rest_of_line: Vec<u8>,
}

impl<R: Read + Seek> Backward<R> {
    /// Reads no more than `budget` bytes of a file of `size` bytes.
    pub(super) const fn new(source: R, size: u64, budget: u64) -> Self {
        Self { source, start: size, budget, block: Vec::new(), rest_of_line: Vec::new() }
    }

    /// Whether there would have been more, had the budget been larger.
    pub(super) const fn stopped_early(&self) -> bool {
        self.start > 0 && self.budget == 0
    }

    /// How much may still be read, in bytes.
    pub(super) const fn budget(&self) -> u64 {
        self.budget
    }

    fn read_block(&mut self) -> io::Result<()> {
        let size = BLOCK.min(self.start).min(self.budget);
        self.start -= size;
        self.budget -= size;
        self.source.seek(SeekFrom::Start(self.start))?;
        self.block.resize(usize::try_from(size).map_err(io::Error::other)?, 0);
        self.source.read_exact(&mut self.block)
    }

    /// The next line, or what is known of it when the file, or the budget, has come to its end.
    fn next_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(at) = self.block.iter().rposition(|byte| *byte == b'\n') {
                let mut line = self.block.split_off(at + 1);
                self.block.truncate(at);
                line.append(&mut self.rest_of_line);
                return Ok(Some(line));
            }
            self.block.append(&mut self.rest_of_line);
            // One byte more than is given out, to know that there is more.
            self.block.truncate(LONGEST_LINE + 1);
            self.rest_of_line = std::mem::take(&mut self.block);
            if self.start == 0 {
                return Ok((!self.rest_of_line.is_empty()).then(|| std::mem::take(&mut self.rest_of_line)));
            }
            if self.budget == 0 {
                return Ok(None);
            }
            self.read_block()?;
        }
    }
}

impl<R: Read + Seek> Iterator for Backward<R> {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.next_line().transpose()? {
                Ok(line) if line.is_empty() => {}
                line => return Some(line.map(to_text)),
            }
        }
    }
}

fn to_text(mut line: Vec<u8>) -> String {
    let is_cut = line.len() > LONGEST_LINE;
    line.truncate(LONGEST_LINE);
    let text = String::from_utf8_lossy(&line);
    let text = text.trim_end_matches('\r');
    if is_cut { format!("{text}…") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    /// Counts what is read.
    struct Counted<'a>(Cursor<&'a [u8]>, &'a mut u64);

    impl Read for Counted<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.0.read(into)?;
            *self.1 += u64::try_from(count).unwrap();
            Ok(count)
        }
    }

    impl Seek for Counted<'_> {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    fn lines(text: &[u8], budget: u64) -> (Vec<String>, bool) {
        let mut backward = Backward::new(Cursor::new(text), u64::try_from(text.len()).unwrap(), budget);
        let lines = backward.by_ref().map(Result::unwrap).collect();
        (lines, backward.stopped_early())
    }

    #[test]
    fn only_the_end_of_a_large_file_is_read() {
        let text = format!("{}\n", "x".repeat(99)).repeat(200_000);
        let mut read = 0;
        let source = Counted(Cursor::new(text.as_bytes()), &mut read);
        let backward = Backward::new(source, u64::try_from(text.len()).unwrap(), u64::MAX);
        assert_eq!(backward.take(1_000).filter(|line| line.as_ref().unwrap().len() == 99).count(), 1_000);
        assert_eq!(read, 2 * BLOCK);
    }

    #[test]
    fn long_lines_are_cut_at_their_end() {
        let text = format!("first\n<{}>\nlast\n", "x".repeat(1 << 20));
        let (lines, stopped) = lines(text.as_bytes(), u64::MAX);
        assert_eq!((lines[0].as_str(), lines[2].as_str(), lines.len(), stopped), ("last", "first", 3, false));
        assert!(lines[1].starts_with("<xxx") && lines[1].ends_with("x…"));
        assert_eq!(lines[1].len(), LONGEST_LINE + '…'.len_utf8());
    }

    #[test]
    fn the_budget_ends_it_and_half_a_line_is_none() {
        let text = b"one line\nanother line\nthe last line\n";
        assert_eq!(lines(text, 20), (vec!["the last line".to_owned()], true));
        assert_eq!(lines(text, 36).0.len(), 3);
        assert_eq!(lines(b"", 10), (vec![], false));
    }

    proptest! {
        #[test]
        fn they_are_the_lines_of_the_text(lengths in prop::collection::vec(0..500_usize, 0..800)) {
            let lines_: Vec<_> = lengths.iter().enumerate().map(|(n, length)| (n % 10).to_string().repeat(*length)).collect();
            let text = lines_.join("\n");
            let mut expected: Vec<_> = lines_.into_iter().filter(|line| !line.is_empty()).collect();
            expected.reverse();
            prop_assert_eq!(lines(text.as_bytes(), u64::MAX), (expected, false));
        }
    }
}
