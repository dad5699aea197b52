//! The fonts: where they come from, and which face draws which character.

mod face;
mod system;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use talewright_domain::Language;

pub(crate) use face::Face;

use crate::error::{MissingGlyph, PdfError, Place};

/// What the build script found in `fonts/`.
mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded_fonts.rs"));
}

/// The faces that books are set in, and the folders of the system where a character is looked for that none
/// of them has. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Fonts {
    faces: Vec<Face>,
    licences: Vec<(String, String)>,
    system: Vec<PathBuf>,
    true_type_only: bool,
}

/// In which order our faces are asked for a character that the preferred ones lack.
const FALLBACK: [&str; 6] = [
    "Literata-Regular",
    "KiwiMaru-Regular",
    "NotoSerifJP-Regular",
    "NotoSansSymbols2-Regular",
    "NotoEmoji-Regular",
    "KiwiMaru-Medium",
];

impl Fonts {
    /// Where systems keep fonts; searched only for what our own faces lack (Chinese and Korean, mostly).
    pub const SYSTEM_FOLDERS: [&str; 4] =
        ["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts"];

    /// The fonts of a folder when one is named, else those embedded at build; the system's as a fallback.
    ///
    /// # Errors
    /// [`PdfError::NoFonts`] when nothing was embedded or the folder is empty, [`PdfError::Font`] when it
    /// cannot be read.
    pub fn load(folder: Option<&Path>) -> Result<Self, PdfError> {
        let fonts = folder.map_or_else(Self::embedded, Self::from_dir)?;
        Ok(fonts.with_system_folders(Self::SYSTEM_FOLDERS.map(PathBuf::from).to_vec()))
    }

    /// The fonts that were embedded when this crate was built (20 MB; none when `fonts/` was missing then).
    ///
    /// # Errors
    /// [`PdfError::NoFonts`] when there are none.
    pub fn embedded() -> Result<Self, PdfError> {
        let faces = embedded::FACES
            .iter()
            .map(|(name, bytes)| Face::new(name, Bytes::from_static(bytes), 0))
            .collect::<Result<Vec<_>, _>>()?;
        let licences =
            embedded::LICENCES.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
        Self { faces, licences, system: Vec::new(), true_type_only: false }.checked()
    }

    /// The TrueType and OpenType files of a folder, with the texts of `licences/` in it.
    ///
    /// # Errors
    /// [`PdfError::Font`] for what cannot be read, [`PdfError::NoFonts`] for a folder without fonts.
    pub fn from_dir(folder: impl AsRef<Path>) -> Result<Self, PdfError> {
        let folder = folder.as_ref();
        let mut faces = Vec::new();
        for (name, path) in files(folder, &["ttf", "otf"])? {
            faces.push(Face::new(&name, read(&path)?, 0)?);
        }
        let mut licences = Vec::new();
        for (name, path) in files(&folder.join("licences"), &["txt"]).unwrap_or_default() {
            licences.push((name, String::from_utf8_lossy(&read(&path)?).into_owned()));
        }
        Self { faces, licences, system: Vec::new(), true_type_only: false }.checked()
    }

    /// Looks in these folders, and below them, for characters that no face here has.
    #[must_use]
    pub fn with_system_folders(self, folders: Vec<PathBuf>) -> Self {
        Self { system: folders, ..self }
    }

    /// These fonts without those that have PostScript outlines.
    pub(crate) fn true_type_only(self) -> Self {
        Self { true_type_only: true, ..self }
    }

    /// The licence texts by family; whoever passes the fonts on passes these on.
    #[must_use]
    pub fn licences(&self) -> &[(String, String)] {
        &self.licences
    }

    /// The faces to set these characters in: the preferred first, then whatever else is needed to have each
    /// character; faces that would draw nothing are left out.
    pub(crate) fn chain(
        &self,
        preferred: &[&str],
        language: &Language,
        characters: &BTreeMap<char, Place>,
    ) -> Result<Vec<Face>, PdfError> {
        let mut candidates: Vec<Face> = system::for_language(&self.system, language).into_iter().collect();
        for name in preferred.iter().chain(&FALLBACK) {
            let known = candidates.iter().any(|face| face.name() == *name);
            candidates.extend(self.faces.iter().find(|face| face.name() == *name && !known).cloned());
        }
        for face in &self.faces {
            if !candidates.iter().any(|known| known.name() == face.name()) {
                candidates.push(face.clone());
            }
        }

        candidates.retain(|face| self.accepts(face));

        let mut used = vec![false; candidates.len()];
        // The first face always stays: it gives the rhythm of the lines and the digits of page numbers.
        used.iter_mut().take(1).for_each(|used| *used = true);
        let mut missing = BTreeMap::new();
        for (character, place) in characters {
            match candidates.iter().position(|face| face.covers(*character)) {
                Some(index) => used.iter_mut().skip(index).take(1).for_each(|used| *used = true),
                None => {
                    missing.insert(*character, *place);
                }
            }
        }
        let mut chain: Vec<Face> =
            candidates.into_iter().zip(used).filter_map(|(face, used)| used.then_some(face)).collect();
        if !missing.is_empty() {
            chain.extend(system::covering(&self.system, &mut missing, |face| self.accepts(face)));
        }
        if missing.is_empty() {
            return Ok(chain);
        }
        let mut missing: Vec<_> =
            missing.into_iter().map(|(character, place)| MissingGlyph { character, place }).collect();
        missing.sort_by_key(|glyph| glyph.place);
        Err(PdfError::MissingGlyphs(missing))
    }

    fn accepts(&self, face: &Face) -> bool {
        !self.true_type_only || face.is_true_type()
    }

    fn checked(self) -> Result<Self, PdfError> {
        if self.faces.is_empty() { Err(PdfError::NoFonts) } else { Ok(self) }
    }
}

/// The files of a folder with one of these endings, by name.
fn files(folder: &Path, endings: &[&str]) -> Result<Vec<(String, PathBuf)>, PdfError> {
    let failed = |error: std::io::Error| PdfError::Font { path: folder.into(), reason: error.to_string() };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        if endings.contains(&ending.as_str()) {
            found.push((path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), path));
        }
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> Result<Bytes, PdfError> {
    fs::read(path)
        .map(Bytes::from)
        .map_err(|error| PdfError::Font { path: path.into(), reason: error.to_string() })
}

#[cfg(test)]
mod tests;
