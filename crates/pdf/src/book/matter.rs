//! What stands around the story: the title page before it, the colophon behind it.

use krilla::tagging::{Tag, TagGroup};
use talewright_domain::Book;

use super::Press;
use super::drawing;
use super::picture::Plate;
use super::typeset::{Align, Setting, Voice};
use crate::copy::Copy;
use crate::error::{PdfError, Place};

/// A text in the middle of a page, with the room above it.
struct Item {
    setting: Setting,
    above: f32,
    accent: bool,
}

impl Press {
    fn centred(
        &mut self,
        text: &str,
        voice: Voice,
        size: f32,
        measure: f32,
        place: Place,
    ) -> Result<Setting, PdfError> {
        let mut shaped = self.typesetter.shape(text, voice);
        let measure = shaped.balanced(size, measure);
        self.typesetter.set(&mut shaped, size, measure, place)
    }

    /// Prints a page of centred texts with an ornament after the first; its middle stands at `middle` of the
    /// height.
    fn print_centred(&mut self, items: &[Item], middle: f32, vignette: Option<&Plate>) {
        const ORNAMENT: f32 = 34.0;
        let (palette, paper) = (self.palette, self.paper);
        let diameter = if vignette.is_some() { paper.width.min(paper.height) * 0.27 } else { 0.0 };
        let picture = if vignette.is_some() { diameter + 26.0 } else { 0.0 };
        let height: f32 =
            picture + items.iter().map(|item| item.above + item.setting.height()).sum::<f32>() + ORNAMENT;
        let room = paper.height - 2.0 * 36.0;
        let top = (paper.height * middle - height / 2.0).clamp(36.0, 36.0 + (room - height).max(0.0));
        self.pages.add(|surface| {
            drawing::ground(surface, paper.area(), palette.paper);
            let mut y = top + picture;
            if let Some(plate) = vignette {
                drawing::vignette(surface, plate, (paper.width / 2.0, top + diameter / 2.0), diameter);
            }
            let mut nodes = Vec::new();
            for (index, Item { setting, above, accent }) in items.iter().enumerate() {
                y += above;
                drawing::ink(surface, if *accent { palette.accent } else { palette.ink });
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
    }
}

/// Prints the page that repeats the title, with the logline.
pub(super) fn print_title_page(
    press: &mut Press,
    copy: &Copy,
    vignette: Option<&Plate>,
) -> Result<(), PdfError> {
    let measure = (press.paper.width * 0.66).min(460.0);
    let place = Place::TitlePage;
    let size = if copy.title.chars().count() > 90 { 18.0 } else { 27.0 };
    let title = press.centred(&copy.title, Voice::Title, size, measure, place)?.with_leading(1.22);
    let mut items = vec![Item { setting: title, above: 0.0, accent: true }];
    if let Some(logline) = &copy.logline {
        let size = if logline.chars().count() > 400 { 10.0 } else { 14.0 };
        let setting = press.centred(logline, Voice::Aside, size, measure.min(360.0), place)?;
        items.push(Item { setting, above: 2.0, accent: false });
    }
    if let Some(author) = &copy.author {
        let setting = press.centred(author, Voice::Text, 12.0, measure, place)?;
        items.push(Item { setting, above: 26.0, accent: false });
    }
    press.print_centred(&items, 0.45, vignette);
    Ok(())
}

/// Prints the last page: what the book is, who made it with what, and its fonts.
pub(super) fn print_colophon(press: &mut Press, book: &Book, copy: &Copy) -> Result<(), PdfError> {
    const SIZE: f32 = 9.5;
    let measure = (press.paper.width * 0.66).min(380.0);
    let place = Place::Colophon;
    let title = press.centred(&copy.title, Voice::Title, 15.0, measure, place)?.with_leading(1.25);
    let mut items = vec![Item { setting: title, above: 0.0, accent: true }];
    if let Some(logline) = &copy.logline {
        let setting = press.centred(logline, Voice::Aside, SIZE + 1.0, measure, place)?;
        items.push(Item { setting, above: 0.0, accent: false });
    }
    let phrases = press.phrases;
    let fonts = phrases.fonts(&press.typesetter.families());
    let made = [phrases.made(book.created_at), phrases.language(&book.language)];
    for (group, texts) in [copy.credits.as_slice(), &made, &[fonts]].into_iter().enumerate() {
        for (index, text) in texts.iter().enumerate() {
            let setting = press.centred(text, Voice::Text, SIZE, measure, place)?;
            let above = match (index, group) {
                (0, 0) => 24.0,
                (0, _) => 13.0,
                _ => 1.0,
            };
            items.push(Item { setting, above, accent: false });
        }
    }
    press.pages.bookmark(phrases.colophon().to_owned());
    press.print_centred(&items, 0.54, None);
    Ok(())
}
