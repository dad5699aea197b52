//! The pages of the story: one opening, one page; what is too long for it flows on to pages of text alone.

use std::collections::VecDeque;

use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Node, Tag, TagGroup};
use talewright_domain::Book;

use super::Press;
use super::design::{Area, Bleed, Choice, PARAGRAPH_GAP, Text, choose};
use super::drawing;
use super::picture::Plate;
use super::typeset::{Align, Setting, Shaped, Voice};
use crate::copy::{Copy, Paragraph, first_words};
use crate::error::{PdfError, Place};

/// The size of the page numbers, in points.
const NUMBER_SIZE: f32 = 10.0;

/// Prints the whole story.
pub(super) fn print_all(press: &mut Press, book: &Book, copy: &Copy) -> Result<(), PdfError> {
    let mut plates = Vec::new();
    for page in &book.pages {
        plates.push(
            page.picture.as_ref().map(|found| Plate::new(found, Place::Page(page.number))).transpose()?,
        );
    }
    let mut texts: Vec<Text> = Vec::new();
    for ((_, paragraphs), plate) in copy.pages.iter().zip(&plates) {
        let shaped = paragraphs
            .iter()
            .map(|Paragraph { text, opens }| (press.typesetter.shape(text, Voice::Text), *opens))
            .collect();
        texts.push(Text { paragraphs: shaped, has_picture: plate.is_some() });
    }
    let aspect = plates.iter().flatten().map(|plate| plate.aspect.clamp(0.5, 2.0)).next();
    let rhythm = press.typesetter.rhythm();
    let Some(choice) = choose(press.paper, aspect, rhythm, &mut texts) else { return Ok(()) };
    for (((number, paragraphs), text), plate) in copy.pages.iter().zip(texts).zip(plates) {
        press.pages.bookmark(
            format!("{number} · {}", first_words(paragraphs, 40)).trim_end_matches([' ', '·']).to_owned(),
        );
        print_page(press, choice, *number, text, plate.as_ref())?;
    }
    Ok(())
}

fn print_page(
    press: &mut Press,
    choice: Choice,
    number: u32,
    mut text: Text,
    plate: Option<&Plate>,
) -> Result<(), PdfError> {
    let arrangement = choice.arrangement(&mut text, press.typesetter.rhythm());
    let size = choice.size;
    let alone = press.paper.text_alone();
    let mut room = if plate.is_some() { arrangement.text } else { alone };
    let mut rest: VecDeque<(Shaped, bool)> = text.paragraphs.into();
    let mut plate = plate;
    loop {
        let block = fill(press, &mut rest, size, room, Place::Page(number))?;
        let folio = Folio::set(press, number, room, plate.is_some() && arrangement.bleed == Bleed::Left)?;
        let (palette, paper, phrases) = (press.palette, press.paper, press.phrases);
        press.pages.add(|surface| {
            drawing::ground(surface, paper.area(), palette.paper);
            let mut nodes = Vec::new();
            if let Some(plate) = plate {
                let mirrored = number.is_multiple_of(2);
                let (area, bleed) = (arrangement.picture, arrangement.bleed);
                nodes.push(drawing::picture(surface, plate, area, bleed, mirrored, phrases.illustration()));
            }
            drawing::ink(surface, palette.ink);
            let spare =
                hang(plate.is_some() && arrangement.is_above()) * (room.height - block.height).max(0.0);
            let spare = if rest.is_empty() { spare } else { 0.0 };
            nodes.extend(block.draw(surface, (room.x, room.y + spare), room.width));
            folio.draw(surface, palette.accent);
            nodes
        });
        plate = None;
        room = alone;
        if rest.is_empty() {
            return Ok(());
        }
    }
}

/// How far down a text that is shorter than its room hangs in it, in parts of what is left: a little above the
/// middle, and close to a picture that stands above it on the paper.
fn hang(under_picture: bool) -> f32 {
    if under_picture { 0.2 } else { 0.42 }
}

/// The paragraphs, or parts of them, that stand on one page.
struct Block {
    /// Each with its distance from the top and the number of lines that are drawn.
    pieces: Vec<(Setting, f32, usize)>,
    height: f32,
}

impl Block {
    fn draw(&self, surface: &mut Surface<'_>, (x, y): (f32, f32), measure: f32) -> Vec<Node> {
        let draw = |(setting, top, lines): &(Setting, f32, usize)| {
            drawing::tagged(surface, TagGroup::new(Tag::P), |surface| {
                setting.draw(surface, 0..*lines, (x, y + top), measure, Align::Left);
            })
        };
        self.pieces.iter().map(draw).collect()
    }
}

/// Takes as much of the text as a room holds. At least one line, whatever the room, so that it comes to an end.
fn fill(
    press: &mut Press,
    rest: &mut VecDeque<(Shaped, bool)>,
    size: f32,
    room: Area,
    place: Place,
) -> Result<Block, PdfError> {
    let mut block = Block { pieces: Vec::new(), height: 0.0 };
    while let Some((mut shaped, opens)) = rest.pop_front() {
        let measure = shaped.without_runt(size, room.width);
        let setting = press.typesetter.set(&mut shaped, size, measure, place)?;
        let gap = if opens && !block.pieces.is_empty() { PARAGRAPH_GAP * setting.leading } else { 0.0 };
        let top = block.height + gap;
        let fitting = ((room.height + 0.5 - top) / setting.leading).max(0.0) as usize;
        let lines = whole_lines(setting.line_count(), fitting, block.pieces.is_empty());
        if lines < setting.line_count() {
            let remaining = setting.text_from(lines).to_owned();
            if lines > 0 {
                block.height = top + lines as f32 * setting.leading;
                block.pieces.push((setting, top, lines));
                shaped = press.typesetter.shape(&remaining, Voice::Text);
            }
            rest.push_front((shaped, opens && lines == 0));
            return Ok(block);
        }
        block.height = top + setting.height();
        block.pieces.push((setting, top, lines));
    }
    Ok(block)
}

/// How many of a paragraph's lines stand on this page: never one alone at either side of the turn.
fn whole_lines(lines: usize, fitting: usize, first: bool) -> usize {
    if fitting >= lines {
        return lines;
    }
    let kept = if lines - fitting == 1 { fitting.saturating_sub(1) } else { fitting };
    match (kept, first) {
        (0 | 1, true) => fitting.max(1),
        (0 | 1, false) => 0,
        _ => kept,
    }
}

/// The page number between two short lines.
struct Folio {
    setting: Setting,
    centre: f32,
    y: f32,
}

impl Folio {
    fn set(press: &mut Press, number: u32, room: Area, under_column: bool) -> Result<Self, PdfError> {
        let mut shaped = press.typesetter.shape(&number.to_string(), Voice::Text);
        let setting = press.typesetter.set(&mut shaped, NUMBER_SIZE, 100.0, Place::Page(number))?;
        let centre = if under_column { room.x + room.width / 2.0 } else { press.paper.width / 2.0 };
        Ok(Self { setting, centre, y: press.paper.height - 36.0 })
    }

    fn draw(&self, surface: &mut Surface<'_>, colour: super::colour::Rgb) {
        let half = self.setting.width() / 2.0;
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::PageNumber)));
        drawing::ink(surface, colour);
        let top = self.y - self.setting.height() / 2.0;
        self.setting.draw(surface, 0..1, (self.centre - half, top), 2.0 * half, Align::Centre);
        drawing::rules(surface, (self.centre, self.y), 2.0 * half + 52.0, half + 8.0, colour);
        surface.end_tagged();
    }
}

#[cfg(test)]
mod tests {
    use super::whole_lines;

    #[test]
    fn no_line_stands_alone() {
        assert_eq!(whole_lines(5, 9, false), 5, "all fit");
        assert_eq!(whole_lines(5, 4, false), 3, "two go over, not one");
        assert_eq!(whole_lines(5, 1, false), 0, "one alone goes over with the rest");
        assert_eq!(whole_lines(3, 2, false), 0, "three lines are not torn");
        assert_eq!(whole_lines(3, 0, true), 1, "a page is never empty");
    }
}
