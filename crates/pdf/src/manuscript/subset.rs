//! Cutting a face down to what is used of it. genpdf embeds what it is given, whole.

use std::collections::BTreeSet;

use allsorts::binary::read::ReadScope;
use allsorts::font_data::FontData;
use allsorts::subset::{CmapTarget, SubsetProfile, subset};

use crate::error::PdfError;
use crate::fonts::Face;

/// A font file with the glyphs of these characters, and the table that tells which is which.
pub(super) fn cut(face: &Face, characters: &BTreeSet<char>) -> Result<Vec<u8>, PdfError> {
    // The glyph for what is missing has to be there, in the first place.
    let glyphs: BTreeSet<u16> =
        std::iter::once(0).chain(characters.iter().filter_map(|character| face.glyph(*character))).collect();
    let glyphs: Vec<u16> = glyphs.into_iter().collect();
    let failed = |reason: String| PdfError::Library(format!("{} cannot be cut down: {reason}", face.name()));
    let font =
        ReadScope::new(face.bytes()).read::<FontData<'_>>().map_err(|error| failed(error.to_string()))?;
    let tables = font.table_provider(face.index() as usize).map_err(|error| failed(error.to_string()))?;
    subset(&tables, &glyphs, &SubsetProfile::Minimal, CmapTarget::Unicode)
        .map_err(|error| failed(error.to_string()))
}
