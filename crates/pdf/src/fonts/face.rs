//! One face of a font.

use std::fmt;
use std::path::PathBuf;

use bytes::Bytes;
use skrifa::instance::{LocationRef, Size};
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

use crate::error::PdfError;

/// One face: a file, or one of the faces in a collection. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Face {
    name: String,
    family: String,
    bytes: Bytes,
    index: u32,
}

impl Face {
    /// Reads the directory of a font file; `name` is what the file is called, without the ending.
    pub(crate) fn new(name: &str, bytes: Bytes, index: u32) -> Result<Self, PdfError> {
        let font = FontRef::from_index(&bytes, index)
            .map_err(|error| PdfError::Font { path: PathBuf::from(name), reason: error.to_string() })?;
        let family = font
            .localized_strings(StringId::TYPOGRAPHIC_FAMILY_NAME)
            .english_or_first()
            .or_else(|| font.localized_strings(StringId::FAMILY_NAME).english_or_first())
            .map_or_else(|| name.to_owned(), |family| family.to_string());
        Ok(Self { name: name.into(), family, bytes, index })
    }

    /// The name of its file, without the ending: unique among the faces of a [`super::Fonts`].
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What the makers call the family, e.g. `Kiwi Maru`.
    pub(crate) fn family(&self) -> &str {
        &self.family
    }

    /// The whole file.
    pub(crate) fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Which face of the file.
    pub(crate) fn index(&self) -> u32 {
        self.index
    }

    /// Whether it has a glyph for a character.
    pub(crate) fn covers(&self, character: char) -> bool {
        self.glyph(character).is_some()
    }

    /// The number of the glyph for a character.
    pub(crate) fn glyph(&self, character: char) -> Option<u16> {
        let glyph = self.font()?.charmap().map(character)?;
        u16::try_from(glyph.to_u32()).ok().filter(|glyph| *glyph != 0)
    }

    /// How far the next character stands from this one, in parts of the size; `None` without a glyph for it.
    pub(crate) fn advance(&self, character: char) -> Option<f32> {
        let glyph = self.glyph(character)?;
        self.font()?.glyph_metrics(Size::new(1.0), LocationRef::default()).advance_width(glyph.into())
    }

    /// Whether the outlines are TrueType's (and not PostScript's, which some writers cannot embed).
    pub(crate) fn is_true_type(&self) -> bool {
        use skrifa::raw::TableProvider;
        self.font().is_some_and(|font| font.glyf().is_ok())
    }

    fn font(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(&self.bytes, self.index).ok()
    }
}

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Face({}, {} KB)", self.name, self.bytes.len() / 1024)
    }
}
