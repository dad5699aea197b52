//! Breaking text into lines that fit a measure, each in runs of one face.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};
use talewright_domain::Language;

use crate::copy::{is_hyphen, needs_glyph};
use crate::error::{MissingGlyph, PdfError, Place};
use crate::fonts::{Face, Fonts};

/// What a text is for; each voice asks the faces in its own order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Voice {
    Text,
    Aside,
    Heading,
}

/// The faces of a manuscript, and the characters that each of them has drawn.
pub(super) struct Wardrobe {
    /// Every face once.
    faces: Vec<Face>,
    /// The faces of each voice, as places in `faces`, in order.
    chains: HashMap<Voice, Vec<usize>>,
    /// The face and the advance of a character, in parts of the size.
    known: RefCell<HashMap<(Voice, char), (usize, f32)>>,
    segmenter: LineSegmenterBorrowed<'static>,
}

/// Some text in one face.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub(super) face: usize,
    /// From the left edge of the measure, in points.
    pub(super) x: f32,
    pub(super) text: String,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) runs: Vec<Run>,
    pub(super) size: u8,
    /// Without the spaces at its end, in points.
    pub(super) width: f32,
}

impl Wardrobe {
    pub(super) fn new(
        fonts: &Fonts,
        language: &Language,
        characters: &BTreeMap<char, Place>,
    ) -> Result<Self, PdfError> {
        let preferred: [(Voice, &[&str]); 3] = if language.primary() == "ja" {
            let serif: &[&str] = &["NotoSerifJP-Regular", "Literata-Regular"];
            [(Voice::Text, serif), (Voice::Aside, serif), (Voice::Heading, serif)]
        } else {
            [
                (Voice::Text, &["Literata-Regular", "NotoSerifJP-Regular"]),
                (Voice::Aside, &["Literata-Italic", "Literata-Regular", "NotoSerifJP-Regular"]),
                (Voice::Heading, &["Literata-SemiBold", "Literata-Regular", "NotoSerifJP-Regular"]),
            ]
        };
        let (mut faces, mut chains): (Vec<Face>, _) = (Vec::new(), HashMap::new());
        for (voice, preferred) in preferred {
            let mut chain = Vec::new();
            for face in fonts.chain(preferred, language, characters)? {
                let known = faces.iter().position(|known| known.name() == face.name());
                chain.push(known.unwrap_or(faces.len()));
                if known.is_none() {
                    faces.push(face);
                }
            }
            chains.insert(voice, chain);
        }
        let segmenter = LineSegmenter::new_auto(LineBreakOptions::default());
        Ok(Self { faces, chains, known: RefCell::default(), segmenter })
    }

    /// Every face, with the characters that it has drawn so far.
    pub(super) fn used(&self) -> Vec<(&Face, BTreeSet<char>)> {
        let mut used: Vec<(&Face, BTreeSet<char>)> =
            self.faces.iter().map(|face| (face, BTreeSet::new())).collect();
        for ((_, character), (face, _)) in self.known.borrow().iter() {
            if let Some((_, characters)) = used.get_mut(*face) {
                characters.insert(*character);
            }
        }
        used
    }

    /// Breaks a text that has no line break of its own.
    pub(super) fn break_lines(
        &self,
        text: &str,
        voice: Voice,
        size: u8,
        measure: f32,
        place: Place,
    ) -> Result<Vec<Line>, PdfError> {
        // What is invisible needs no glyph where nothing is shaped; few fonts have the narrow space of French.
        let text: String = text
            .chars()
            .filter(|character| needs_glyph(*character) || character.is_whitespace())
            .map(|character| if character == '\u{202F}' { '\u{A0}' } else { character })
            .collect();
        let mut lines = Vec::new();
        let mut line = Builder::new(size);
        let mut start = 0;
        let whole = |end: &usize| !text.get(..*end).is_some_and(|before| before.ends_with(is_hyphen));
        let ends = self.segmenter.segment_str(&text).skip(1).filter(|end| whole(end) || *end == text.len());
        for end in ends {
            let glyphs = self.glyphs(text.get(start..end).unwrap_or_default(), voice, size, place)?;
            start = end;
            let ink: f32 = trimmed(&glyphs).iter().map(|glyph| glyph.advance).sum();
            if !line.is_empty() && line.x + ink > measure {
                lines.push(std::mem::replace(&mut line, Builder::new(size)).finish());
            }
            for glyph in glyphs {
                // Longer than a whole line: it is broken anywhere rather than lost.
                if !line.is_empty() && glyph.character != ' ' && line.x + glyph.advance > measure {
                    lines.push(std::mem::replace(&mut line, Builder::new(size)).finish());
                }
                line.push(&glyph);
            }
        }
        if !line.is_empty() {
            lines.push(line.finish());
        }
        Ok(lines)
    }

    fn glyphs(&self, text: &str, voice: Voice, size: u8, place: Place) -> Result<Vec<Glyph>, PdfError> {
        text.chars()
            .map(|character| {
                let (face, advance) = self.look_up(voice, character, place)?;
                Ok(Glyph { character, face, advance: advance * f32::from(size) })
            })
            .collect()
    }

    fn look_up(&self, voice: Voice, character: char, place: Place) -> Result<(usize, f32), PdfError> {
        if let Some(known) = self.known.borrow().get(&(voice, character)) {
            return Ok(*known);
        }
        let chain = self.chains.get(&voice).map(Vec::as_slice).unwrap_or_default();
        let found = chain
            .iter()
            .find_map(|index| Some((*index, self.faces.get(*index)?.advance(character)?)))
            .ok_or_else(|| PdfError::MissingGlyphs(vec![MissingGlyph { character, place }]))?;
        self.known.borrow_mut().insert((voice, character), found);
        Ok(found)
    }
}

#[derive(Debug, Clone, Copy)]
struct Glyph {
    character: char,
    face: usize,
    /// In points.
    advance: f32,
}

/// Without the spaces at the end, which may hang over the edge.
fn trimmed(glyphs: &[Glyph]) -> &[Glyph] {
    let end = glyphs.iter().rposition(|glyph| glyph.character != ' ').map_or(0, |last| last + 1);
    glyphs.get(..end).unwrap_or_default()
}

/// A line that is being filled.
struct Builder {
    runs: Vec<Run>,
    size: u8,
    x: f32,
    width: f32,
}

impl Builder {
    fn new(size: u8) -> Self {
        Self { runs: Vec::new(), size, x: 0.0, width: 0.0 }
    }

    fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    fn push(&mut self, glyph: &Glyph) {
        match self.runs.last_mut() {
            Some(run) if run.face == glyph.face => run.text.push(glyph.character),
            _ => self.runs.push(Run { face: glyph.face, x: self.x, text: glyph.character.to_string() }),
        }
        self.x += glyph.advance;
        if glyph.character != ' ' {
            self.width = self.x;
        }
    }

    fn finish(self) -> Line {
        Line { runs: self.runs, size: self.size, width: self.width }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wardrobe(text: &str) -> Wardrobe {
        let fonts = Fonts::from_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fonts"))
            .expect("the tests need the fonts: run scripts/fetch-fonts.sh");
        let characters = text.chars().map(|character| (character, Place::Page(1))).collect();
        Wardrobe::new(&fonts, &Language::english(), &characters).unwrap()
    }

    fn set(text: &str, measure: f32) -> Vec<String> {
        let lines = wardrobe(text).break_lines(text, Voice::Text, 12, measure, Place::Page(1)).unwrap();
        assert!(lines.iter().all(|line| line.width <= measure.max(24.0)), "{lines:?}");
        lines.iter().map(|line| line.runs.iter().map(|run| run.text.as_str()).collect()).collect()
    }

    #[test]
    fn lines_break_at_spaces_and_by_force() {
        assert_eq!(set("one two three", 50.0), ["one two ", "three"]);
        assert_eq!(set("dua perahu-perahu", 90.0), ["dua ", "perahu-perahu"]);
        let forced = set("aaaaaaaaaaaaaaaaaaaa", 50.0);
        assert!(forced.len() > 1 && forced.concat() == "aaaaaaaaaaaaaaaaaaaa", "{forced:?}");
    }

    #[test]
    fn japanese_lines_never_begin_with_a_full_stop_or_a_small_letter() {
        let text = "きょうは、がっこうへいって、ちょっとべんきょうしました。「そうですか？」とコーヒーをのみました。";
        for measure in 30..200 {
            for line in set(text, measure as f32) {
                let first = line.chars().next().unwrap();
                let forced = measure < 60;
                assert!(forced || !"、。」？ょっゃゅー".contains(first), "{measure}: {line}");
                assert!(forced || !line.ends_with('「'), "{measure}: {line}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn nothing_is_lost(text in "[a-zà-ÿ一二三海船あ-ん、。「」 -]{0,80}", measure in 20.0_f32..300.0) {
            prop_assert_eq!(set(&text, measure).concat(), text);
        }
    }
}
