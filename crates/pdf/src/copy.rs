//! The copy: the words of a book as they are given to the typesetter. What cannot be printed (control
//! characters, byte-order marks) is gone, what looks the same is written the same (NFC), paragraphs are apart.

use std::collections::BTreeMap;

use talewright_domain::Book;
use unicode_normalization::UnicodeNormalization;

use crate::error::Place;

/// The words of a book, ready to be set.
pub(crate) struct Copy {
    pub(crate) title: String,
    pub(crate) logline: Option<String>,
    pub(crate) author: Option<String>,
    /// The pages by their numbers.
    pub(crate) pages: Vec<(u32, Vec<Paragraph>)>,
    pub(crate) credits: Vec<String>,
}

/// A paragraph, or a line of one that the author broke by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paragraph {
    pub(crate) text: String,
    /// Whether it begins a paragraph; otherwise it is the next line of the one before.
    pub(crate) opens: bool,
}

impl Copy {
    /// Reads a book; `untitled` stands in for an empty title.
    pub(crate) fn new(book: &Book, untitled: &str) -> Self {
        let filled = |text: &str| Some(line(text)).filter(|text| !text.is_empty());
        Self {
            title: filled(&book.title).unwrap_or_else(|| untitled.to_owned()),
            logline: book.logline.as_deref().and_then(filled),
            author: book.author.as_deref().and_then(filled),
            pages: book.pages.iter().map(|page| (page.number, paragraphs(&page.text))).collect(),
            credits: book.credits.iter().filter_map(|credit| filled(credit)).collect(),
        }
    }

    /// Whether a character stands anywhere in the book.
    pub(crate) fn holds(&self, character: char) -> bool {
        let lines = [Some(&self.title), self.logline.as_ref(), self.author.as_ref()];
        let texts = self.pages.iter().flat_map(|(_, paragraphs)| paragraphs.iter().map(|found| &found.text));
        lines.into_iter().flatten().chain(texts).chain(&self.credits).any(|text| text.contains(character))
    }

    /// Every character that needs a glyph, with the place where it stands first.
    pub(crate) fn characters(&self) -> BTreeMap<char, Place> {
        let mut found = BTreeMap::new();
        let mut note = |text: &str, place: Place| {
            for character in text.chars().filter(|character| needs_glyph(*character)) {
                found.entry(character).or_insert(place);
            }
        };
        note(&self.title, Place::Cover);
        note(self.author.as_deref().unwrap_or_default(), Place::Cover);
        note(self.logline.as_deref().unwrap_or_default(), Place::TitlePage);
        for (number, paragraphs) in &self.pages {
            paragraphs.iter().for_each(|paragraph| note(&paragraph.text, Place::Page(*number)));
        }
        self.credits.iter().for_each(|credit| note(credit, Place::Colophon));
        found
    }
}

/// Whether a character is drawn: spaces and the invisible joiners of emoji and scripts are not.
pub(crate) fn needs_glyph(character: char) -> bool {
    !character.is_whitespace() && !matches!(character, '\u{200B}'..='\u{200F}' | '\u{2060}')
}

/// Whether a line is not to be broken behind this character: young readers want their words whole, and readers of
/// PDF files take a hyphen at the end of a line for one that was put there by the typesetter, and drop it.
pub(crate) fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}')
}

/// The words with which a page begins, in at most so many characters: its name in lists of pages.
pub(crate) fn first_words(paragraphs: &[Paragraph], most: usize) -> String {
    let text = paragraphs.first().map_or("", |first| first.text.trim());
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let short: String = text.chars().take(most).collect();
    let words = short.rsplit_once(' ').map_or(short.as_str(), |(words, _)| words);
    format!("{}…", words.trim_end_matches(|end: char| end.is_whitespace() || ".,;:!?…、。！？".contains(end)))
}

/// A text that has one line only.
fn line(text: &str) -> String {
    paragraphs(text).into_iter().map(|paragraph| paragraph.text).collect::<Vec<_>>().join(" ")
}

/// Splits at line breaks; an empty line between two lines makes paragraphs of them.
pub(crate) fn paragraphs(text: &str) -> Vec<Paragraph> {
    let mut paragraphs = Vec::new();
    let mut opens = true;
    for text in clean(text).split('\n') {
        // U+3000 at the start is the indent that Japanese paragraphs carry: it stays.
        let text = text.trim_start_matches([' ', '\u{A0}']).trim_end();
        if text.is_empty() {
            opens = true;
        } else {
            paragraphs.push(Paragraph { text: text.to_owned(), opens });
            opens = false;
        }
    }
    paragraphs
}

/// Puts a text into the form that fonts and PDF readers understand alike.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter_map(printable).nfc().collect()
}

/// What is printed for a character; `None` when it only ever was an instruction to software.
fn printable(character: char) -> Option<char> {
    match character {
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        // French typography asks for the narrow one; it is told apart when the text is set.
        '\u{202F}' | '\u{3000}' => Some(character),
        '\u{2007}' | '\u{A0}' => Some('\u{A0}'),
        // Soft hyphens, byte-order marks, variation selectors, directional overrides, interlinear marks.
        '\u{AD}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{202A}'..='\u{202E}' => None,
        '\u{2061}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}' => None,
        _ if is_noncharacter(character) => None,
        _ if character.is_control() || character.is_whitespace() => Some(' '),
        _ => Some(character),
    }
}

/// Code points that Unicode reserves for ever, which no PDF may contain.
fn is_noncharacter(character: char) -> bool {
    let code = u32::from(character);
    (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_paragraphs_are_told_apart() {
        let set = paragraphs("One.\r\nTwo.\n\n\n  Three.\u{2029}\u{2029}四。");
        let shown: Vec<_> = set.iter().map(|found| (found.text.as_str(), found.opens)).collect();
        assert_eq!(shown, [("One.", true), ("Two.", false), ("Three.", true), ("四。", true)]);
    }

    #[test]
    fn instructions_to_software_are_not_printed() {
        assert_eq!(clean("a\0b\tc\u{FEFF}d\u{AD}e\u{FFFF}f"), "a b cdef");
        assert_eq!(clean("e\u{301}"), "é");
        assert_eq!(clean("« Oui\u{202F}! »"), "« Oui\u{202F}! »");
    }

    #[test]
    fn pages_are_named_by_their_first_words() {
        let named = |text: &str| first_words(&paragraphs(text), 12);
        assert_eq!(named("A long. Story of much"), "A long…");
        assert_eq!(named("Short"), "Short");
        assert_eq!(named(""), "");
    }

    #[test]
    fn nothing_but_instructions_is_no_paragraph() {
        assert_eq!(paragraphs("\u{FEFF}\n\0\t"), []);
    }
}
