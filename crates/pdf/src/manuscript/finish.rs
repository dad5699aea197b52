//! Setting a file by genpdf right: what it is called, in which language, where its parts are, and how large.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use talewright_domain::Book;

use super::typewriter::{Embedded, Typescript};
use crate::copy::Copy;
use crate::error::PdfError;

/// Reads the file, sets it right, writes it anew.
pub(super) fn finish(
    plain: &Typescript,
    book: &Book,
    copy: &Copy,
    chapters: &[(String, usize)],
) -> Result<Vec<u8>, PdfError> {
    let failed = |error: lopdf::Error| PdfError::Library(error.to_string());
    let mut document = Document::load_mem(&plain.bytes).map_err(failed)?;
    document.version = "1.7".into();
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    let outline = outline(&mut document, chapters, &pages);
    let catalog = document.catalog_mut().map_err(failed)?;
    catalog.set("Lang", utf16(book.language.tag()));
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    // genpdf says PDF/X-3 of every file, with an intent and metadata to match; it never is.
    catalog.remove(b"OutputIntents");
    catalog.remove(b"Metadata");
    if let Some(outline) = outline {
        catalog.set("Outlines", Object::Reference(outline));
    }
    let information = document.add_object(information(book, copy));
    document.trailer.set("Info", Object::Reference(information));
    set_fonts_right(&mut document, &plain.faces);
    document.prune_objects();
    document.compress();
    for object in document.objects.values_mut() {
        // Fonts are marked as not to be compressed; nothing is lost by it.
        if let Ok(stream) = object.as_stream_mut() {
            stream.compress().map_err(failed)?;
        }
    }
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|error| PdfError::Library(error.to_string()))?;
    Ok(bytes)
}

fn information(book: &Book, copy: &Copy) -> Dictionary {
    let mut information = dictionary! {
        "Title" => utf16(&copy.title),
        "Creator" => utf16("Talewright"),
        "Producer" => utf16(concat!("Talewright ", env!("CARGO_PKG_VERSION"))),
        "CreationDate" => date(book.created_at),
        "ModDate" => date(book.created_at),
    };
    if let Some(author) = &copy.author {
        information.set("Author", utf16(author));
    }
    if let Some(logline) = &copy.logline {
        information.set("Subject", utf16(logline));
    }
    information
}

/// A text in the one form in which every reader reads every language.
fn utf16(text: &str) -> Object {
    let bytes = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn date(at: DateTime<Utc>) -> Object {
    Object::string_literal(at.format("D:%Y%m%d%H%M%SZ").to_string())
}

/// A flat list of bookmarks.
fn outline(document: &mut Document, chapters: &[(String, usize)], pages: &[ObjectId]) -> Option<ObjectId> {
    let root = document.new_object_id();
    let entries: Vec<(ObjectId, &str, ObjectId)> = chapters
        .iter()
        .filter_map(|(label, sheet)| Some((document.new_object_id(), label.as_str(), *pages.get(*sheet)?)))
        .collect();
    let (first, last) = (entries.first()?.0, entries.last()?.0);
    for (index, (id, label, page)) in entries.iter().enumerate() {
        let top = vec![Object::Reference(*page), "Fit".into()];
        let mut entry = dictionary! { "Title" => utf16(label), "Parent" => root, "Dest" => top };
        if let Some((previous, ..)) = index.checked_sub(1).and_then(|before| entries.get(before)) {
            entry.set("Prev", Object::Reference(*previous));
        }
        if let Some((next, ..)) = entries.get(index + 1) {
            entry.set("Next", Object::Reference(*next));
        }
        document.objects.insert(*id, Object::Dictionary(entry));
    }
    let count = i64::try_from(entries.len()).unwrap_or(0);
    let list = dictionary! { "Type" => "Outlines", "First" => first, "Last" => last, "Count" => count };
    document.objects.insert(root, Object::Dictionary(list));
    Some(root)
}

/// Gives the fonts their names, marked as the subsets that they are, and the characters that their glyphs stand
/// for: genpdf takes any that share a glyph, and so `…` would be read back as `⋯`.
fn set_fonts_right(document: &mut Document, faces: &[Embedded]) {
    let face = |name: &[u8]| -> Option<(usize, &Embedded)> {
        let index = std::str::from_utf8(name).ok()?.strip_prefix('F')?.parse().ok()?;
        Some((index, faces.get(index)?))
    };
    let mut maps = Vec::new();
    for object in document.objects.values_mut() {
        let Ok(dictionary) = object.as_dict_mut() else { continue };
        if let (Some((_, embedded)), Ok(map)) = (
            dictionary.get(b"BaseFont").and_then(Object::as_name).ok().and_then(face),
            dictionary.get(b"ToUnicode").and_then(Object::as_reference),
        ) {
            maps.push((map, unicode_map(&embedded.characters)));
        }
        rename(dictionary, &face);
        if let Ok(descendants) = dictionary.get_mut(b"DescendantFonts").and_then(Object::as_array_mut) {
            descendants
                .iter_mut()
                .filter_map(|font| font.as_dict_mut().ok())
                .for_each(|font| rename(font, &face));
        }
    }
    for (id, map) in maps {
        document.objects.insert(id, Object::Stream(Stream::new(Dictionary::new(), map.into_bytes())));
    }
}

fn rename<'f>(dictionary: &mut Dictionary, face: &impl Fn(&[u8]) -> Option<(usize, &'f Embedded)>) {
    for key in [b"BaseFont".as_slice(), b"FontName".as_slice()] {
        let Ok(name) = dictionary.get(key).and_then(Object::as_name) else { continue };
        let Some((index, embedded)) = face(name) else { continue };
        let letter = b'A' + u8::try_from(index % 26).unwrap_or(0);
        let name = [b"TALEW".as_slice(), &[letter], b"+", embedded.name.as_bytes()].concat();
        dictionary.set(key, Object::Name(name));
    }
}

/// The table from glyphs to characters, as PDF wants it (ISO 32000-1, 9.10.3).
fn unicode_map(characters: &BTreeMap<u16, char>) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) \
         /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let entries: Vec<(&u16, &char)> = characters.iter().collect();
    for hundred in entries.chunks(100) {
        let _ = writeln!(map, "{} beginbfchar", hundred.len());
        for (glyph, character) in hundred {
            let mut units = [0; 2];
            let text: String =
                character.encode_utf16(&mut units).iter().map(|unit| format!("{unit:04X}")).collect();
            let _ = writeln!(map, "<{glyph:04X}> <{text}>");
        }
        map.push_str("endbfchar\n");
    }
    map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
}
