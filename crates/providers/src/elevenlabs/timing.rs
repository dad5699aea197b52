//! When each character is said, by the provider's word, as far as that can be true.

use std::time::Duration;

use serde_json::Value;
use talewright_domain::ports::CharacterTime;

/// Times that jump back by less are only rounded.
const SLACK: f64 = 0.05;
/// So many seconds may the last character end after the sound, or this share of it.
const OVERTIME: (f64, f64) = (0.3, 0.05);
/// So many characters may have one time; of a short text this share of all.
const AT_ONCE: (usize, usize) = (10, 3);

/// Characters with the seconds at which they begin and end.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Alignment {
    characters: Vec<String>,
    starts: Vec<f64>,
    ends: Vec<f64>,
}

impl Alignment {
    /// Reads one; none for null, and for lists that do not fit each other.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let list = |name: &str| value.get(name)?.as_array();
        let times = |name: &str| -> Option<Vec<f64>> { list(name)?.iter().map(Value::as_f64).collect() };
        let characters: Option<Vec<String>> =
            list("characters")?.iter().map(|text| Some(text.as_str()?.to_owned())).collect();
        let alignment = Self {
            characters: characters?,
            starts: times("character_start_times_seconds")?,
            ends: times("character_end_times_seconds")?,
        };
        let count = alignment.characters.len();
        (count > 0 && alignment.starts.len() == count && alignment.ends.len() == count).then_some(alignment)
    }

    /// Adds the next piece of a stream, before which there were so many seconds of sound. Its times may go on from
    /// the last piece's, or begin anew.
    pub(super) fn append(&mut self, piece: Self, before: f64) {
        let last = self.ends.last().copied().unwrap_or_default();
        let begins_anew = piece.starts.first().is_some_and(|start| start + SLACK < last.min(before));
        // How much sound there is is known by its bytes, not to the hair.
        let offset = if begins_anew { before.max(last.min(before + OVERTIME.0)) } else { 0.0 };
        self.characters.extend(piece.characters);
        self.starts.extend(piece.starts.into_iter().map(|time| time + offset));
        self.ends.extend(piece.ends.into_iter().map(|time| time + offset));
    }

    /// How many of the text's characters it has, blanks left out.
    pub(super) fn covers(&self) -> usize {
        letters(&self.characters.concat()).chars().count()
    }

    /// The times, if they can be true for this text and a sound of this length: in order, within the sound, not all
    /// at once. What is off by a hair is put right.
    pub(super) fn into_times(self, text: &str, sound: Duration) -> Option<Vec<CharacterTime>> {
        let sound = sound.as_secs_f64();
        let fits = letters(&self.characters.concat()) == letters(text)
            && self.ends_in_time(sound)
            && self.is_in_order()
            && !self.is_collapsed();
        if !fits {
            return None;
        }
        let mut from = 0.0_f64;
        let mut times = Vec::with_capacity(self.characters.len());
        for ((text, start), end) in self.characters.into_iter().zip(self.starts).zip(self.ends) {
            let start = start.clamp(from, sound.max(from));
            let end = end.clamp(start, sound.max(start));
            from = start;
            times.push(CharacterTime { text, start: seconds(start), end: seconds(end) });
        }
        Some(times)
    }

    fn ends_in_time(&self, sound: f64) -> bool {
        let last = self.ends.iter().copied().fold(0.0, f64::max);
        let is_late = last > sound + OVERTIME.0.max(sound * OVERTIME.1);
        let stops_early = sound > 2.0 && last < sound / 2.0;
        !is_late && !stops_early && self.starts.iter().chain(&self.ends).all(|time| time.is_finite())
    }

    fn is_in_order(&self) -> bool {
        let forward = |times: &[f64]| times.windows(2).all(|pair| matches!(pair, [a, b] if *b >= *a - SLACK));
        let each = self.starts.iter().zip(&self.ends).all(|(start, end)| *end >= *start - SLACK);
        forward(&self.starts) && forward(&self.ends) && each
    }

    /// Whether too many characters are said at the same moment.
    fn is_collapsed(&self) -> bool {
        let most = AT_ONCE.0.min(self.characters.len() / AT_ONCE.1).max(2);
        let runs = self.starts.chunk_by(|a, b| (a - b).abs() < 0.001);
        runs.map(<[f64]>::len).max().is_some_and(|longest| longest > most)
    }
}

fn seconds(time: f64) -> Duration {
    Duration::try_from_secs_f64(time).unwrap_or_default()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const TEXT: &str = "Once upon a time there was a fox.";

    /// Every character takes a tenth of a second.
    fn even(text: &str) -> Alignment {
        let count = text.chars().count();
        Alignment {
            characters: text.chars().map(String::from).collect(),
            starts: (0..count).map(|n| n as f64 / 10.0).collect(),
            ends: (1..=count).map(|n| n as f64 / 10.0).collect(),
        }
    }

    fn length(text: &str) -> Duration {
        Duration::from_millis(100 * text.chars().count() as u64)
    }

    fn times(alignment: Alignment) -> Option<Vec<CharacterTime>> {
        alignment.into_times(TEXT, length(TEXT))
    }

    #[test]
    fn true_times_are_kept() {
        let times = times(even(TEXT)).unwrap();
        assert_eq!(times.len(), TEXT.len());
        assert_eq!(times[1].text, "n");
        assert_eq!((times[1].start, times[1].end), (Duration::from_millis(100), Duration::from_millis(200)));
    }

    #[test]
    fn a_hair_is_put_right() {
        let mut slightly = even(TEXT);
        slightly.starts[3] -= 0.13;
        slightly.starts[3] += 0.1;
        slightly.starts[0] = -0.01;
        slightly.ends[TEXT.len() - 1] += 0.2;
        let times = times(slightly).unwrap();
        assert!(times.windows(2).all(|pair| pair[0].start <= pair[1].start && pair[0].start <= pair[0].end));
        assert_eq!(times[TEXT.len() - 1].end, length(TEXT));
        assert_eq!(times[0].start, Duration::ZERO);
    }

    #[test]
    fn times_that_cannot_be_true_are_dropped() {
        let changed = |change: fn(&mut Alignment)| {
            let mut alignment = even(TEXT);
            change(&mut alignment);
            times(alignment)
        };
        let late: fn(&mut Alignment) = |a| a.ends.iter_mut().chain(&mut a.starts).for_each(|t| *t *= 1.5);
        let repeats: fn(&mut Alignment) = |a| a.starts.iter_mut().skip(20).for_each(|t| *t -= 1.5);
        let collapsed: fn(&mut Alignment) = |a| a.starts.iter_mut().skip(16).for_each(|t| *t = 1.6);
        let half_a_line: fn(&mut Alignment) =
            |a| a.starts.iter_mut().skip(10).take(11).for_each(|t| *t = 1.0);
        let early: fn(&mut Alignment) = |a| a.ends.iter_mut().chain(&mut a.starts).for_each(|t| *t /= 3.0);
        let infinite: fn(&mut Alignment) = |a| a.ends[5] = f64::NAN;
        let romanised: fn(&mut Alignment) = |a| a.characters[4] = "ka".into();
        for change in [late, repeats, collapsed, half_a_line, early, infinite, romanised] {
            assert_eq!(changed(change), None);
        }
        assert_eq!(even(TEXT).into_times("Another text.", length(TEXT)), None);
    }

    #[test]
    fn what_is_null_or_uneven_is_none() {
        let whole = json!({
            "characters": ["a", "b"],
            "character_start_times_seconds": [0, 0.5],
            "character_end_times_seconds": [0.5, 1],
        });
        assert_eq!(Alignment::read(&whole).unwrap().covers(), 2);
        let mut uneven = whole.clone();
        uneven["character_end_times_seconds"] = json!([0.5]);
        let mut words = whole.clone();
        words["character_start_times_seconds"] = json!(["0", "1"]);
        for none in [Value::Null, json!({}), json!({"characters": []}), uneven, words] {
            assert_eq!(Alignment::read(&none), None, "{none}");
        }
    }

    #[test]
    fn pieces_of_a_stream_go_on_or_begin_anew() {
        let (first, second) = TEXT.split_at(17);
        let anew = even(second);
        let mut going_on = anew.clone();
        going_on.starts.iter_mut().chain(&mut going_on.ends).for_each(|time| *time += 1.7);
        for piece in [anew, going_on] {
            let mut whole = even(first);
            whole.append(piece, 1.7);
            let times = times(whole).unwrap();
            assert_eq!(times[20].start.as_millis(), 2_000);
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_in_order_and_within_the_sound(
            starts in prop::collection::vec(-1.0_f64..6.0, 33),
            ends in prop::collection::vec(-1.0_f64..6.0, 33),
            sorted: bool,
        ) {
            let (mut starts, mut ends) = (starts, ends);
            if sorted {
                starts.sort_by(f64::total_cmp);
                ends.sort_by(f64::total_cmp);
            }
            let alignment = Alignment { starts, ends, ..even(TEXT) };
            if let Some(times) = times(alignment) {
                prop_assert!(times.windows(2).all(|pair| pair[0].start <= pair[1].start));
                prop_assert!(times.iter().all(|time| time.start <= time.end && time.end <= length(TEXT)));
            }
        }
    }
}
