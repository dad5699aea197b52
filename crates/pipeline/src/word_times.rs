//! When each word of a text is said.

use talewright_domain::WordTime;
use talewright_domain::ports::CharacterTime;

/// The words of a text with their times: from the provider's characters where it tells, else in proportion to
/// their length. Languages without spaces give phrases.
pub(crate) fn word_times(text: &str, timings: Option<&[CharacterTime]>, milliseconds: u64) -> Vec<WordTime> {
    let words = split(text);
    let told = timings.and_then(|timings| from_characters(&words, timings, milliseconds));
    told.unwrap_or_else(|| in_proportion(&words, milliseconds))
}

const fn ends_a_phrase(c: char) -> bool {
    matches!(c, '、' | '。' | '！' | '？' | '」' | '』' | '…')
}

/// Words at spaces; within what has none, phrases at the punctuation of Japanese. Closing marks that follow each
/// other stay together.
fn split(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for chunk in text.split_whitespace() {
        let (mut start, mut ended) = (0, false);
        for (at, c) in chunk.char_indices() {
            if ended && !ends_a_phrase(c) {
                words.extend(chunk.get(start..at));
                start = at;
            }
            ended = ends_a_phrase(c);
        }
        words.extend(chunk.get(start..));
    }
    words
}

/// Walks through the characters that are said and the words that are read, side by side. `None` when they are not
/// the same text: some providers time a rewritten one.
fn from_characters(words: &[&str], timings: &[CharacterTime], milliseconds: u64) -> Option<Vec<WordTime>> {
    let millis = |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let mut said = timings
        .iter()
        .flat_map(|timing| timing.text.chars().map(move |c| (c, timing)))
        .filter(|(c, _)| !c.is_whitespace());
    let mut times = Vec::with_capacity(words.len());
    let mut earliest = 0;
    for word in words {
        let mut span: Option<(u64, u64)> = None;
        for expected in word.chars() {
            let (c, timing) = said.next()?;
            if c != expected {
                return None;
            }
            let (start, end) = (millis(timing.start), millis(timing.end));
            span = Some(span.map_or((start, end), |(first, last)| (first, last.max(end))));
        }
        let (start, end) = span?;
        let start = start.max(earliest).min(milliseconds);
        let end = end.max(start).min(milliseconds);
        earliest = end;
        times.push(WordTime { word: (*word).to_owned(), start, end });
    }
    said.next().is_none().then_some(times)
}

fn in_proportion(words: &[&str], milliseconds: u64) -> Vec<WordTime> {
    // A pause after a sentence is worth some characters.
    let weight = |word: &str| {
        let pause = if word.ends_with(['.', '!', '?', '。', '！', '？', ':', ';']) { 5 } else { 1 };
        word.chars().count() as u64 + pause
    };
    let whole: u64 = words.iter().map(|word| weight(word)).sum();
    let mut before = 0;
    let time = |weight: u64| milliseconds.saturating_mul(weight) / whole.max(1);
    let mut timed = Vec::with_capacity(words.len());
    for word in words {
        let start = time(before);
        before += weight(word);
        timed.push(WordTime { word: (*word).to_owned(), start, end: time(before) });
    }
    timed
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn characters(text: &str, each: u64) -> Vec<CharacterTime> {
        let time = |(index, c): (usize, char)| CharacterTime {
            text: c.to_string(),
            start: Duration::from_millis(index as u64 * each),
            end: Duration::from_millis((index as u64 + 1) * each),
        };
        text.chars().enumerate().map(time).collect()
    }

    #[test]
    fn words_have_the_times_of_their_characters() {
        let times = word_times("The fox sang.", Some(&characters("The fox sang.", 10)), 130);
        let spans: Vec<_> = times.iter().map(|w| (w.word.as_str(), w.start, w.end)).collect();
        assert_eq!(spans, [("The", 0, 30), ("fox", 40, 70), ("sang.", 80, 130)]);
    }

    #[test]
    fn japanese_has_phrases() {
        assert_eq!(
            split("むかし、灯台が「うたう！」と。 つぎ"),
            ["むかし、", "灯台が「うたう！」", "と。", "つぎ"]
        );
    }

    #[test]
    fn a_rewritten_text_is_timed_by_length() {
        let times = word_times("3 foxes", Some(&characters("three foxes", 10)), 800);
        assert_eq!((times[0].start, times[1].end), (0, 800));
        assert!(times[0].end <= times[1].start);
    }

    proptest! {
        #[test]
        fn times_never_run_backwards(text in "\\PC{0,60}", millis in 0_u64..100_000, starts in prop::collection::vec(0_u64..200_000, 0..80)) {
            let timings: Vec<CharacterTime> = text.chars().zip(&starts).map(|(c, start)| CharacterTime {
                text: c.to_string(),
                start: Duration::from_millis(*start),
                end: Duration::from_millis(start / 2),
            }).collect();
            let times = word_times(&text, Some(&timings), millis);
            let mut last = 0;
            for word in &times {
                prop_assert!(last <= word.start && word.start <= word.end && word.end <= millis);
                last = word.end;
            }
        }
    }
}
