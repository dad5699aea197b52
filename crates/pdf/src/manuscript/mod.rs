//! The plain manuscript, by genpdf: wide margins, a running head, contents, page numbers, no pictures.
//!
//! genpdf does what it is good at, writing words to places on pages. What it does badly is done here: lines are
//! broken by UAX #14 and, where even that finds no place, by force, so that nothing is ever lost; faces are cut
//! down to the glyphs that are used before they are embedded; metadata, language, outline and compression are
//! set right afterwards, and the claim to be PDF/X, which the file is not, is taken out.

mod finish;
mod lines;
mod sheet;
mod subset;
mod typewriter;

use std::collections::BTreeMap;

use talewright_domain::Book;

use crate::copy::{Copy, needs_glyph};
use crate::error::{PdfError, Place};
use crate::fonts::Fonts;
use crate::phrases::Phrases;
use crate::{BookPress, guarded};

/// The press for manuscripts.
#[derive(Debug, Clone)]
pub struct ManuscriptPress {
    fonts: Fonts,
}

impl ManuscriptPress {
    /// A press with these fonts; those with PostScript outlines are left aside, since genpdf cannot embed
    /// them.
    #[must_use]
    pub fn new(fonts: Fonts) -> Self {
        Self { fonts: fonts.true_type_only() }
    }
}

impl BookPress for ManuscriptPress {
    fn press(&self, book: &Book) -> Result<Vec<u8>, PdfError> {
        guarded(|| print(&self.fonts, book))
    }
}

fn print(fonts: &Fonts, book: &Book) -> Result<Vec<u8>, PdfError> {
    let phrases = Phrases::of(&book.language);
    let copy = Copy::new(book, phrases.untitled());
    let wardrobe = lines::Wardrobe::new(fonts, &book.language, &characters(&copy, book, phrases))?;
    let manuscript = sheet::compose(book, &copy, phrases, &wardrobe)?;
    let plain = typewriter::write(&manuscript, &wardrobe, book.format.size_pt(), &copy.title)?;
    finish::finish(&plain, book, &copy, &manuscript.chapters)
}

/// The characters of the book and of the words that the press adds.
fn characters(copy: &Copy, book: &Book, phrases: Phrases) -> BTreeMap<char, Place> {
    let mut characters = copy.characters();
    let added =
        [phrases.made(book.created_at), phrases.language(&book.language), phrases.contents().to_owned()];
    let ascii = (b'!'..=b'~').map(char::from);
    for character in added.iter().flat_map(|text| text.chars()).chain(ascii).chain("…".chars()) {
        if needs_glyph(character) {
            characters.entry(character).or_insert(Place::Colophon);
        }
    }
    // Spaces have glyphs of their own here: nothing shapes them away.
    characters.insert(' ', Place::Cover);
    if copy.holds('\u{A0}') || copy.holds('\u{202F}') {
        characters.insert('\u{A0}', Place::Cover);
    }
    if copy.holds('\u{3000}') {
        characters.insert('\u{3000}', Place::Cover);
    }
    characters
}
