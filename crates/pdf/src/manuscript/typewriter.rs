//! The only part that knows genpdf: it writes finished lines to their places.

use std::collections::BTreeMap;

use genpdf::fonts::{Font, FontData, FontFamily};
use genpdf::render::Area;
use genpdf::style::{Color, Style};
use genpdf::{Context, Document, Element, Mm, Position, RenderResult, Size};

use super::lines::Wardrobe;
use super::sheet::{Manuscript, Sheet};
use super::subset;
use crate::error::PdfError;
use crate::fonts::Face;

/// Millimetres in a point.
const POINT: f32 = 25.4 / 72.0;

/// What genpdf wrote, and what it embedded.
pub(super) struct Typescript {
    pub(super) bytes: Vec<u8>,
    /// By the number that genpdf gave them.
    pub(super) faces: Vec<Embedded>,
}

/// A face as it stands in the file.
pub(super) struct Embedded {
    pub(super) name: String,
    /// The characters that its glyphs were used for.
    pub(super) characters: BTreeMap<u16, char>,
}

/// Writes the sheets as a PDF that [`super::finish`] sets right.
pub(super) fn write(
    manuscript: &Manuscript,
    wardrobe: &Wardrobe,
    (width, height): (f32, f32),
    title: &str,
) -> Result<Typescript, PdfError> {
    let (mut faces, mut embedded) = (Vec::new(), Vec::new());
    for (face, characters) in wardrobe.used() {
        let bytes = subset::cut(face, &characters)?;
        let cut = Face::new(face.name(), bytes.clone().into(), 0)?;
        // From the last on, so that of two characters with one glyph (the space and the no-break space) the
        // plainer one is remembered.
        let characters = characters.into_iter().rev().filter_map(|found| Some((cut.glyph(found)?, found)));
        embedded.push(Embedded { name: face.name().to_owned(), characters: characters.collect() });
        faces.push(load(bytes)?);
    }
    // genpdf takes faces by fours and embeds each: the last four are filled up with a face of one empty glyph.
    let (first, _) = wardrobe.used().into_iter().next().ok_or(PdfError::NoFonts)?;
    let empty = load(subset::cut(first, &std::iter::once(' ').collect())?)?;
    while !embedded.len().is_multiple_of(4) {
        embedded.push(Embedded { name: first.name().to_owned(), characters: BTreeMap::new() });
    }
    let mut families = faces.chunks(4).map(|faces| {
        let face = |index: usize| faces.get(index).unwrap_or(&empty).clone();
        FontFamily { regular: face(0), bold: face(1), italic: face(2), bold_italic: face(3) }
    });
    let mut document = Document::new(families.next().ok_or(PdfError::NoFonts)?);
    let mut fonts = members(document.font_cache().default_font_family()).to_vec();
    for family in families {
        fonts.extend(members(document.add_font_family(family)));
    }
    document.set_title(title);
    document.set_minimal_conformance();
    document.set_paper_size(Size::new(Mm::from(width * POINT), Mm::from(height * POINT)));
    let sheets = manuscript.sheets.iter().map(|sheet| Written::new(sheet, &fonts)).collect::<Vec<_>>();
    document.push(Sheets { sheets, next: 0 });
    let mut bytes = Vec::new();
    document.render(&mut bytes).map_err(|error| failed(&error))?;
    Ok(Typescript { bytes, faces: embedded })
}

fn load(bytes: Vec<u8>) -> Result<FontData, PdfError> {
    FontData::new(bytes, None).map_err(|error| failed(&error))
}

fn failed(error: &genpdf::error::Error) -> PdfError {
    PdfError::Library(error.to_string())
}

fn members(family: FontFamily<Font>) -> [Font; 4] {
    [family.regular, family.bold, family.italic, family.bold_italic]
}

/// A sheet with the fonts that genpdf knows.
struct Written {
    texts: Vec<Text>,
    rule: Option<(f32, f32, f32)>,
}

struct Text {
    font: Font,
    size: u8,
    x: f32,
    base: f32,
    text: String,
}

impl Written {
    fn new(sheet: &Sheet, fonts: &[Font]) -> Self {
        let texts = sheet.lines.iter().flat_map(|(line, x, base)| {
            line.runs.iter().filter_map(move |run| {
                let font = *fonts.get(run.face)?;
                Some(Text { font, size: line.size, x: x + run.x, base: *base, text: run.text.clone() })
            })
        });
        Self { texts: texts.collect(), rule: sheet.rule }
    }
}

/// The one element of the document: at each call it fills a page.
struct Sheets {
    sheets: Vec<Written>,
    next: usize,
}

impl Element for Sheets {
    fn render(
        &mut self,
        context: &Context,
        area: Area<'_>,
        _: Style,
    ) -> Result<RenderResult, genpdf::error::Error> {
        if let Some(sheet) = self.sheets.get(self.next) {
            for text in &sheet.texts {
                print(text, context, &area)?;
            }
            if let Some((left, right, y)) = sheet.rule {
                let at = |x: f32| position(x, y);
                area.draw_line(vec![at(left), at(right)], Style::new().with_color(Color::Greyscale(170)));
            }
        }
        self.next += 1;
        Ok(RenderResult { size: area.size(), has_more: self.next < self.sheets.len() })
    }
}

fn print(text: &Text, context: &Context, area: &Area<'_>) -> Result<(), genpdf::error::Error> {
    let family =
        FontFamily { regular: text.font, bold: text.font, italic: text.font, bold_italic: text.font };
    let style = Style::new().with_font_family(family).with_font_size(text.size);
    // genpdf puts the base line a whole glyph height below the position.
    let mut top = position(text.x, text.base);
    top.y -= text.font.glyph_height(text.size);
    if area.print_str(&context.font_cache, top, style, &text.text)? {
        return Ok(());
    }
    // genpdf leaves out what it takes to be below the page and says nothing more of it.
    let message = format!("a line does not stand on the page: {}", text.text);
    Err(genpdf::error::Error::new(message, genpdf::error::ErrorKind::PageSizeExceeded))
}

fn position(x: f32, y: f32) -> Position {
    Position::new(Mm::from(x * POINT), Mm::from(y * POINT))
}
