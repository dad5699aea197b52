//! The sheets of a manuscript: which line stands where.

use talewright_domain::Book;

use super::lines::{Line, Voice, Wardrobe};
use crate::copy::{Copy, Paragraph, first_words};
use crate::error::{PdfError, Place};
use crate::phrases::Phrases;

/// Sizes of type, in points; whole ones, since genpdf knows no others.
const TEXT: u8 = 12;
const SMALL: u8 = 9;
const HEADING: u8 = 16;
const TITLE: u8 = 28;
/// The indent of a paragraph's first line, in points.
const INDENT: f32 = 18.0;

/// A manuscript in lines.
pub(super) struct Manuscript {
    pub(super) sheets: Vec<Sheet>,
    /// The headings with the sheets on which they stand, from 0.
    pub(super) chapters: Vec<(String, usize)>,
}

/// One page.
#[derive(Default)]
pub(super) struct Sheet {
    /// Lines with the place of their beginning on the base line, in points from the upper left corner.
    pub(super) lines: Vec<(Line, f32, f32)>,
    /// Whether a thin line stands under the running head, and its height.
    pub(super) rule: Option<(f32, f32, f32)>,
}

/// The measure of a page.
#[derive(Clone, Copy)]
struct Frame {
    left: f32,
    top: f32,
    width: f32,
    bottom: f32,
    leading: f32,
}

impl Frame {
    fn of(book: &Book) -> Self {
        let (width, height) = book.format.size_pt();
        // Wide margins for notes by hand, and never more than some 70 letters in a line.
        let measure = (width - 2.0 * 76.0).min(430.0);
        let leading = if book.language.is_cjk() { 1.8 } else { 1.55 };
        let left = (width - measure) / 2.0;
        Self { left, top: 92.0, width: measure, bottom: height - 72.0, leading: f32::from(TEXT) * leading }
    }
}

/// Lays out the whole manuscript.
pub(super) fn compose(
    book: &Book,
    copy: &Copy,
    phrases: Phrases,
    wardrobe: &Wardrobe,
) -> Result<Manuscript, PdfError> {
    let frame = Frame::of(book);
    let mut composer =
        Composer { wardrobe, frame, sheets: Vec::new(), y: f32::INFINITY, chapters: Vec::new() };
    for (number, paragraphs) in &copy.pages {
        composer.chapter(*number, paragraphs)?;
    }
    composer.end(book, copy, phrases)?;
    let Composer { sheets: body, chapters, .. } = composer;

    let mut front = Composer { wardrobe, frame, sheets: Vec::new(), y: f32::INFINITY, chapters: Vec::new() };
    front.title(copy)?;
    let labels: Vec<String> =
        copy.pages.iter().map(|(number, text)| format!("{number}  {}", first_words(text, 40))).collect();
    let shift = 1 + front.contents_length(labels.len());
    let chapters: Vec<(String, usize)> =
        labels.into_iter().zip(chapters).map(|(label, (_, sheet))| (label, sheet + shift)).collect();
    front.contents(&chapters, phrases)?;
    let mut sheets = front.sheets;
    sheets.extend(body);
    heads(&mut sheets, frame, copy, wardrobe)?;
    Ok(Manuscript { sheets, chapters })
}

struct Composer<'a> {
    wardrobe: &'a Wardrobe,
    frame: Frame,
    sheets: Vec<Sheet>,
    /// Where the next line begins.
    y: f32,
    /// The numbers of the pages with their sheets.
    chapters: Vec<(u32, usize)>,
}

impl Composer<'_> {
    fn turn(&mut self) {
        self.sheets.push(Sheet::default());
        self.y = self.frame.top;
    }

    /// Makes sure that there is room for some lines.
    fn need(&mut self, height: f32) {
        if self.y + height > self.frame.bottom {
            self.turn();
        }
    }

    fn put(&mut self, line: Line, x: f32, leading: f32) {
        self.need(leading);
        let base = self.y + 0.5 * leading + 0.34 * f32::from(line.size);
        self.y += leading;
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.lines.push((line, x, base));
        }
    }

    fn break_lines(
        &self,
        text: &str,
        voice: Voice,
        size: u8,
        width: f32,
        place: Place,
    ) -> Result<Vec<Line>, PdfError> {
        self.wardrobe.break_lines(text, voice, size, width, place)
    }

    /// Lines of about one length, no more of them than the measure asks for.
    fn balanced(&self, text: &str, voice: Voice, size: u8, place: Place) -> Result<Vec<Line>, PdfError> {
        let mut best = self.break_lines(text, voice, size, self.frame.width, place)?;
        for step in 1..=8_u8 {
            let width = self.frame.width * (1.0 - 0.05 * f32::from(step));
            let narrower = self.break_lines(text, voice, size, width, place)?;
            if narrower.len() > best.len() {
                break;
            }
            best = narrower;
        }
        Ok(best)
    }

    fn centred(
        &mut self,
        text: &str,
        voice: Voice,
        size: u8,
        leading: f32,
        place: Place,
    ) -> Result<(), PdfError> {
        for line in self.balanced(text, voice, size, place)? {
            let x = self.frame.left + (self.frame.width - line.width) / 2.0;
            self.put(line, x, leading * f32::from(size));
        }
        Ok(())
    }

    fn title(&mut self, copy: &Copy) -> Result<(), PdfError> {
        self.turn();
        self.y = self.frame.top + (self.frame.bottom - self.frame.top) * 0.24;
        self.centred(&copy.title, Voice::Heading, TITLE, 1.25, Place::Cover)?;
        if let Some(logline) = &copy.logline {
            self.y += 18.0;
            self.centred(logline, Voice::Aside, TEXT + 1, 1.5, Place::TitlePage)?;
        }
        if let Some(author) = &copy.author {
            self.y += 30.0;
            self.centred(author, Voice::Text, TEXT, 1.5, Place::Cover)?;
        }
        Ok(())
    }

    /// How many entries stand on one page of the contents.
    fn entries_a_page(&self) -> usize {
        let room = self.frame.bottom - self.frame.top - 2.0 * f32::from(HEADING) * 1.5;
        ((room / self.frame.leading) as usize).max(1)
    }

    fn contents_length(&self, entries: usize) -> usize {
        entries.div_ceil(self.entries_a_page())
    }

    fn contents(&mut self, chapters: &[(String, usize)], phrases: Phrases) -> Result<(), PdfError> {
        for entries in chapters.chunks(self.entries_a_page()) {
            self.turn();
            self.centred(phrases.contents(), Voice::Heading, HEADING, 1.5, Place::TitlePage)?;
            self.y += f32::from(HEADING);
            for (label, sheet) in entries {
                let number = self.break_lines(
                    &(sheet + 1).to_string(),
                    Voice::Text,
                    TEXT,
                    self.frame.width,
                    Place::TitlePage,
                )?;
                let (left, right) = (self.frame.left, self.frame.left + self.frame.width);
                let line =
                    self.break_lines(label, Voice::Text, TEXT, self.frame.width - 40.0, Place::TitlePage)?;
                if let (Some(line), Some(number)) = (line.into_iter().next(), number.into_iter().next()) {
                    let x = right - number.width;
                    self.put(line, left, self.frame.leading);
                    self.y -= self.frame.leading;
                    self.put(number, x, self.frame.leading);
                }
            }
        }
        Ok(())
    }

    fn chapter(&mut self, number: u32, paragraphs: &[Paragraph]) -> Result<(), PdfError> {
        let place = Place::Page(number);
        self.y += 2.0 * f32::from(HEADING);
        // A heading keeps two lines of its text with it.
        self.need(f32::from(HEADING) * 2.0 + 2.0 * self.frame.leading);
        self.chapters.push((number, self.sheets.len().saturating_sub(1)));
        self.centred(&number.to_string(), Voice::Heading, HEADING, 2.0, place)?;
        for (index, Paragraph { text, opens }) in paragraphs.iter().enumerate() {
            self.paragraph(text, *opens && index > 0, place)?;
        }
        Ok(())
    }

    fn paragraph(&mut self, text: &str, indented: bool, place: Place) -> Result<(), PdfError> {
        let indent = if indented { INDENT } else { 0.0 };
        let leading = self.frame.leading;
        let lines = self.break_lines(text, Voice::Text, TEXT, self.frame.width - indent, place)?;
        // The first line is shorter by the indent; the others are broken anew over the whole width.
        let first: usize =
            lines.first().map_or(0, |line| line.runs.iter().map(|run| run.text.chars().count()).sum());
        let rest: String = self.printed(text).skip(first).collect();
        let mut lines: Vec<Line> = lines.into_iter().take(1).collect();
        lines.extend(self.break_lines(&rest, Voice::Text, TEXT, self.frame.width, place)?);
        let count = lines.len();
        for (index, line) in lines.into_iter().enumerate() {
            // Neither the first line of a paragraph stands alone on a page, nor the last.
            if count > 2 && (index == 0 || index + 2 == count) {
                self.need(2.0 * leading);
            }
            let x = self.frame.left + if index == 0 { indent } else { 0.0 };
            self.put(line, x, leading);
        }
        Ok(())
    }

    /// The characters of a text that are printed: what `break_lines` makes of it.
    fn printed<'t>(&self, text: &'t str) -> impl Iterator<Item = char> + use<'t> {
        text.chars().filter(|character| crate::copy::needs_glyph(*character) || character.is_whitespace())
    }

    fn end(&mut self, book: &Book, copy: &Copy, phrases: Phrases) -> Result<(), PdfError> {
        self.y += 2.0 * self.frame.leading;
        let made = [phrases.made(book.created_at), phrases.language(&book.language)];
        self.need(SMALL as f32 * 1.6 * (copy.credits.len() + made.len()) as f32);
        for text in copy.credits.iter().chain(&made) {
            self.centred(text, Voice::Text, SMALL, 1.6, Place::Colophon)?;
        }
        Ok(())
    }
}

/// Puts title and page number above every sheet but the first.
fn heads(sheets: &mut [Sheet], frame: Frame, copy: &Copy, wardrobe: &Wardrobe) -> Result<(), PdfError> {
    const BASE: f32 = 58.0;
    let (left, right) = (frame.left, frame.left + frame.width);
    for (index, sheet) in sheets.iter_mut().enumerate().skip(1) {
        let number = (index + 1).to_string();
        let title =
            wardrobe.break_lines(&copy.title, Voice::Aside, SMALL, frame.width - 60.0, Place::Cover)?;
        let number = wardrobe.break_lines(&number, Voice::Text, SMALL, frame.width, Place::Cover)?;
        let mut head: Vec<(Line, f32, f32)> =
            title.into_iter().take(1).map(|line| (line, left, BASE)).collect();
        head.extend(number.into_iter().map(|line| {
            let x = right - line.width;
            (line, x, BASE)
        }));
        sheet.lines.splice(0..0, head);
        sheet.rule = Some((left, right, BASE + 7.0));
    }
    Ok(())
}
