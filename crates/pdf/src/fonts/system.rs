//! The fonts of the system, for what ours lack. They are read only then: one Noto CJK file has 25 MB.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use skrifa::raw::FileRef;
use talewright_domain::Language;

use super::Face;
use crate::error::Place;

/// Fonts above this size are not looked at, in bytes.
const LARGEST: u64 = 64 << 20;
/// How deep below the folders fonts are looked for.
const DEPTH: u32 = 5;

/// The system's face for a language whose characters look wrong in a Japanese face.
pub(super) fn for_language(folders: &[PathBuf], language: &Language) -> Option<Face> {
    let region = match (language.primary(), language.tag()) {
        ("ko", _) => "KR",
        ("yue", _) => "HK",
        ("zh", tag) if ["-Hant", "-TW", "-HK"].iter().any(|mark| tag.contains(mark)) => "TC",
        ("zh", _) => "SC",
        _ => return None,
    };
    let wanted = ["NotoSerifCJK-Regular", "NotoSansCJK-Regular"];
    let files = files(folders);
    let path = wanted.iter().find_map(|name| files.iter().find(|path| stem(path) == *name))?;
    faces(path).into_iter().find(|face| face.family().ends_with(region))
}

/// Faces that have what is missing; what they have is taken from it.
pub(super) fn covering(
    folders: &[PathBuf],
    missing: &mut BTreeMap<char, Place>,
    accepted: impl Fn(&Face) -> bool,
) -> Vec<Face> {
    let mut found = Vec::new();
    for path in files(folders) {
        if missing.is_empty() {
            break;
        }
        for face in faces(&path).into_iter().filter(&accepted) {
            let before = missing.len();
            missing.retain(|character, _| !face.covers(*character));
            if missing.len() < before {
                found.push(face);
            }
        }
    }
    found
}

/// The upright text faces below the folders, Noto's before others since they are drawn to go together.
fn files(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    folders.iter().for_each(|folder| collect(folder, DEPTH, &mut found));
    found.retain(|path| {
        let name = stem(path);
        !["Bold", "Italic", "Oblique", "Mono", "Light", "Thin", "Black", "Color"]
            .iter()
            .any(|style| name.contains(style))
    });
    found.sort_by_key(|path| {
        let name = stem(path);
        (!name.starts_with("NotoSerif"), !name.starts_with("Noto"), name)
    });
    found
}

fn collect(folder: &Path, depth: u32, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        let Ok(metadata) = entry.metadata() else { continue };
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        if metadata.is_dir() && depth > 0 {
            collect(&path, depth - 1, found);
        } else if metadata.len() <= LARGEST && matches!(ending.as_str(), "ttf" | "otf" | "ttc" | "otc") {
            found.push(path);
        }
    }
}

/// Every face of a file; none when it is no font.
fn faces(path: &Path) -> Vec<Face> {
    let Ok(bytes) = fs::read(path).map(Bytes::from) else { return Vec::new() };
    let count = match FileRef::new(&bytes) {
        Ok(FileRef::Collection(collection)) => collection.len(),
        Ok(FileRef::Font(_)) => 1,
        Err(_) => 0,
    };
    (0..count)
        .filter_map(|index| Face::new(&format!("{}-{index}", stem(path)), bytes.clone(), index).ok())
        .collect()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
