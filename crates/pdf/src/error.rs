//! What can go wrong at the press.

use std::fmt;
use std::path::PathBuf;

/// Why a book could not be printed.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// There are no fonts at all.
    #[error(
        "there are no fonts: run scripts/fetch-fonts.sh (or `make fonts`), or name a folder that has them"
    )]
    NoFonts,
    /// A folder or file of fonts cannot be read.
    #[error("the font {} cannot be read: {reason}", path.display())]
    Font {
        /// The folder or file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Characters that none of the fonts can draw.
    #[error("no font has {}; change the text, or add a font that has it to the folder of fonts", list(.0))]
    MissingGlyphs(Vec<MissingGlyph>),
    /// A picture that cannot be printed.
    #[error("the picture of {place} {reason}")]
    Picture {
        /// Where it stands.
        place: Place,
        /// What is wrong with it, as the end of a sentence.
        reason: String,
    },
    /// A library below failed; the book is not to blame.
    #[error("the PDF could not be made: {0}")]
    Library(String),
}

/// A character that no font has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingGlyph {
    /// The character.
    pub character: char,
    /// Where it stands first.
    pub place: Place,
}

impl fmt::Display for MissingGlyph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { character, place } = self;
        write!(f, "U+{:04X} “{character}” ({place})", u32::from(*character))
    }
}

/// A place in a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The title, the author or the picture of the cover.
    Cover,
    /// The logline on the title page.
    TitlePage,
    /// A page of the story, by its number.
    Page(u32),
    /// The last page with the credits.
    Colophon,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cover => f.write_str("the cover"),
            Self::TitlePage => f.write_str("the title page"),
            Self::Page(number) => write!(f, "page {number}"),
            Self::Colophon => f.write_str("the colophon"),
        }
    }
}

/// The first ten, and how many more there are.
fn list(glyphs: &[MissingGlyph]) -> String {
    let named: Vec<String> = glyphs.iter().take(10).map(ToString::to_string).collect();
    match glyphs.len().saturating_sub(10) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_glyph_is_named_with_its_page() {
        let glyph = MissingGlyph { character: '𒀀', place: Place::Page(3) };
        let text = PdfError::MissingGlyphs(vec![glyph; 12]).to_string();
        assert!(text.contains("U+12000 “𒀀” (page 3)"), "{text}");
        assert!(text.contains("and 2 more"), "{text}");
    }
}
