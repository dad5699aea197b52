//! What stands around the story: the title page before it, the colophon behind it.

use krilla::tagging::{Tag, TagGroup};
use talewright_domain::Book;

use super::Press;
use super::drawing;
use super::picture::Plate;
use super::typeset::{Align, Setting, Voice};
use crate::copy::Copy;
use crate::error::{PdfError, Place};

/// The height of an ornament with the room around it, in points.
const ORNAMENT: f32 = 34.0;
/// The room that stays free above and below, in points.
const MARGIN: f32 = 36.0;

/// A text in the middle of a page.
struct Item<'t> {
    text: &'t str,
    voice: Voice,
    /// In points, as long as everything fits.
    size: f32,
    /// The room above it, in points.
    above: f32,
}

/// A page of centred texts with an ornament after the first, which is set in the accent colour.
struct CentredPage<'t> {
    place: Place,
    measure: f32,
    /// Where the middle of it all stands, in parts of the height of the page.
    middle: f32,
    /// A picture above the texts.
    vignette: Option<&'t Plate>,
    items: Vec<Item<'t>>,
}

impl CentredPage<'_> {
    fn print(&self, press: &mut Press) -> Result<(), PdfError> {
        let paper = press.paper;
        let diameter = if self.vignette.is_some() { paper.width.min(paper.height) * 0.27 } else { 0.0 };
        let picture = if self.vignette.is_some() { diameter + 26.0 } else { 0.0 };
        let room = paper.height - 2.0 * MARGIN;
        let mut scale = 1.0;
        let (settings, height) = loop {
            let settings = self.set(press, scale)?;
            let texts: f32 = settings.iter().map(Setting::height).sum();
            let height = picture + texts + self.items.iter().map(|item| item.above).sum::<f32>() + ORNAMENT;
            // A logline may be as long as somebody likes: then everything is smaller, and nothing is lost.
            if height <= room || scale < 0.4 {
                break (settings, height);
            }
            scale *= 0.88;
        };
        let top =
            (paper.height * self.middle - height / 2.0).clamp(MARGIN, MARGIN + (room - height).max(0.0));
        let palette = press.palette;
        press.pages.add(|surface| {
            drawing::ground(surface, paper.area(), palette.paper);
            if let Some(plate) = self.vignette {
                drawing::vignette(surface, plate, (paper.width / 2.0, top + diameter / 2.0), diameter);
            }
            let mut y = top + picture;
            let mut nodes = Vec::new();
            for (index, (item, setting)) in self.items.iter().zip(&settings).enumerate() {
                y += item.above;
                drawing::ink(surface, if index == 0 { palette.accent } else { palette.ink });
                nodes.push(drawing::tagged(surface, TagGroup::new(Tag::P), |surface| {
                    setting.draw(surface, 0..setting.line_count(), (0.0, y), paper.width, Align::Centre);
                }));
                y += setting.height();
                if index == 0 {
                    drawing::ornament(surface, (paper.width / 2.0, y + ORNAMENT / 2.0), 96.0, palette.accent);
                    y += ORNAMENT;
                }
            }
            nodes
        });
        Ok(())
    }

    fn set(&self, press: &mut Press, scale: f32) -> Result<Vec<Setting>, PdfError> {
        let set = |item: &Item<'_>| {
            let size = item.size * scale;
            let mut shaped = press.typesetter.shape(item.text, item.voice);
            let measure = shaped.balanced(size, self.measure);
            let setting = press.typesetter.set(&mut shaped, size, measure, self.place)?;
            Ok(if item.voice == Voice::Title { setting.with_leading(1.24) } else { setting })
        };
        self.items.iter().map(set).collect()
    }
}

/// Prints the page that repeats the title, with the logline.
pub(super) fn print_title_page(
    press: &mut Press,
    copy: &Copy,
    vignette: Option<&Plate>,
) -> Result<(), PdfError> {
    let mut items = vec![Item { text: &copy.title, voice: Voice::Title, size: 27.0, above: 0.0 }];
    if let Some(text) = &copy.logline {
        items.push(Item { text, voice: Voice::Aside, size: 14.0, above: 2.0 });
    }
    if let Some(text) = &copy.author {
        items.push(Item { text, voice: Voice::Text, size: 12.0, above: 26.0 });
    }
    let measure = (press.paper.width * 0.64).min(400.0);
    CentredPage { place: Place::TitlePage, measure, middle: 0.45, vignette, items }.print(press)
}

/// Prints the last page: what the book is, who made it with what, and its fonts.
pub(super) fn print_colophon(press: &mut Press, book: &Book, copy: &Copy) -> Result<(), PdfError> {
    const SIZE: f32 = 9.5;
    let phrases = press.phrases;
    let mut items = vec![Item { text: &copy.title, voice: Voice::Title, size: 15.0, above: 0.0 }];
    if let Some(text) = &copy.logline {
        items.push(Item { text, voice: Voice::Aside, size: SIZE + 1.0, above: 0.0 });
    }
    let made = [phrases.made(book.created_at), phrases.language(&book.language)];
    let fonts = [phrases.fonts(&press.typesetter.families())];
    for (group, above) in [(copy.credits.as_slice(), 24.0), (&made, 13.0), (&fonts, 13.0)] {
        for (index, text) in group.iter().enumerate() {
            let above = if index == 0 { above } else { 1.0 };
            items.push(Item { text, voice: Voice::Text, size: SIZE, above });
        }
    }
    press.pages.bookmark(phrases.colophon().to_owned());
    let measure = (press.paper.width * 0.66).min(380.0);
    CentredPage { place: Place::Colophon, measure, middle: 0.54, vignette: None, items }.print(press)
}
