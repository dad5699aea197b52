//! The cover. The colour of the picture's edge goes on beyond it as the ground of the title, so that picture
//! and title are one: above the picture on upright and square paper, to its left on landscape paper.

use image::RgbImage;
use krilla::surface::Surface;
use krilla::tagging::{Node, Tag, TagGroup};
use std::num::NonZeroU16;
use talewright_domain::Book;

use super::Press;
use super::colour::Rgb;
use super::design::{Area, Paper};
use super::drawing::{self, Veil};
use super::picture::Plate;
use super::typeset::{Align, Setting, Voice};
use crate::copy::Copy;
use crate::error::{PdfError, Place};

/// Where things stand on a cover.
struct Plan {
    /// The part of the page that the picture fills.
    picture: Area,
    /// The ground of the title, which thins out over the picture; `None` when there is no picture.
    ground: Option<(Area, f32, Veil)>,
    /// The room of title and author.
    title: Area,
}

/// Prints the cover.
pub(super) fn print(
    press: &mut Press,
    book: &Book,
    copy: &Copy,
    thumbnail: Option<&RgbImage>,
) -> Result<(), PdfError> {
    let plate = book.cover.as_ref().map(|picture| Plate::new(picture, Place::Cover)).transpose()?;
    let plan = plan(press.paper, plate.as_ref().map(|plate| plate.aspect));
    let edge = thumbnail.and_then(|picture| edge_colour(picture, &plan));
    let (ground, ink) = edge.unwrap_or(press.palette.ground).as_ground();
    let title = set_title(press, &copy.title, plan.title)?;
    let author = copy.author.as_deref().map(|author| set_author(press, author, plan.title)).transpose()?;

    press.pages.bookmark(copy.title.clone());
    let (paper, unnamed) = (press.paper, press.phrases.illustration());
    let lettering = Lettering { title, author, room: plan.title, ink };
    press.pages.add(|surface| {
        drawing::ground(surface, paper.area(), ground);
        let figure = plate.map(|plate| drawing::full_picture(surface, &plate, plan.picture, unnamed));
        match plan.ground {
            Some((area, opaque, direction)) => drawing::veil(surface, area, ground, opaque, direction),
            None => frame(surface, paper, ink),
        }
        let mut nodes = lettering.draw(surface, &copy.title);
        nodes.extend(figure);
        nodes
    });
    Ok(())
}

fn plan(paper: Paper, aspect: Option<f32>) -> Plan {
    let Paper { width, height } = paper;
    let Some(aspect) = aspect else {
        let title = Area::new(width * 0.16, height * 0.2, width * 0.68, height * 0.5);
        return Plan { picture: paper.area(), ground: None, title };
    };
    let beside = width - height * aspect;
    if paper.is_landscape() && beside > width * 0.12 {
        let picture = Area::new(beside, 0.0, width - beside, height);
        let reach = (beside + width * 0.2).max(width * 0.46);
        let title =
            Area::new(width * 0.045, height * 0.1, (beside + width * 0.04).max(width * 0.3), height * 0.62);
        let ground = Some((Area::new(0.0, 0.0, reach, height), beside / reach, Veil::Rightwards));
        return Plan { picture, ground, title };
    }
    let above = (height - width / aspect).max(0.0);
    let picture = Area::new(0.0, above, width, height - above);
    let reach = (above + height * 0.16).max(height * 0.47);
    let title =
        Area::new(width * 0.1, height * 0.06, width * 0.8, (above + height * 0.03).max(height * 0.26));
    let ground = Some((Area::new(0.0, 0.0, width, reach), (above / reach).min(0.9), Veil::Downwards));
    Plan { picture, ground, title }
}

/// The colour of the picture where the ground of the title meets it.
fn edge_colour(picture: &RgbImage, plan: &Plan) -> Option<Rgb> {
    let (_, opaque, direction) = plan.ground?;
    // With no room of its own the title stands in the picture: then more than the edge of it counts.
    let depth = if opaque > 0.3 { 3 } else { 12 };
    let counts = |x: u32, y: u32| match direction {
        Veil::Downwards => y < depth,
        Veil::Rightwards => x < depth,
    };
    Rgb::average(picture.enumerate_pixels().filter(|(x, y, _)| counts(*x, *y)).map(|(_, _, pixel)| pixel))
}

/// The largest size at which the title stands in its room in few lines without a broken word.
fn set_title(press: &mut Press, title: &str, room: Area) -> Result<Setting, PdfError> {
    const LEADING: f32 = 1.16;
    let mut shaped = press.typesetter.shape(title, Voice::Title);
    let mut size = (room.width * 0.14).min(64.0);
    let fits = |shaped: &mut super::typeset::Shaped, size: f32| {
        let lines = shaped.lines(size, room.width) as f32;
        let most = if room.width < 300.0 { 5.0 } else { 3.0 };
        let in_words = press.typesetter.is_cjk() || shaped.widest_word(size) <= room.width;
        in_words && lines <= most && lines * size * LEADING <= room.height * 0.74
    };
    while size > 16.0 && !fits(&mut shaped, size) {
        size -= 1.0;
    }
    // A title of hundreds of letters: smaller, without any regard but that it stands on the page.
    while size > 7.0 && shaped.lines(size, room.width) as f32 * size * LEADING > room.height {
        size -= 0.5;
    }
    let measure = shaped.balanced(size, room.width);
    Ok(press.typesetter.set(&mut shaped, size, measure, Place::Cover)?.with_leading(LEADING))
}

fn set_author(press: &mut Press, author: &str, room: Area) -> Result<Setting, PdfError> {
    let mut shaped = press.typesetter.shape(author, Voice::Text);
    press.typesetter.set(&mut shaped, 14.0, room.width, Place::Cover)
}

/// Title and author.
struct Lettering {
    title: Setting,
    author: Option<Setting>,
    room: Area,
    ink: Rgb,
}

impl Lettering {
    fn draw(&self, surface: &mut Surface<'_>, heading: &str) -> Vec<Node> {
        const GAP: f32 = 17.0;
        let Self { title, author, room, ink } = self;
        let centre = room.x + room.width / 2.0;
        let below = author.as_ref().map_or(GAP, |author| 2.0 * GAP + author.height());
        let mut y = room.y + ((room.height - title.height() - below) / 2.0).max(0.0);
        let tag = TagGroup::new(Tag::Hn(NonZeroU16::MIN, Some(heading.to_owned())));
        drawing::ink(surface, *ink);
        let mut nodes = vec![drawing::tagged(surface, tag, |surface| {
            title.draw(surface, 0..title.line_count(), (room.x, y), room.width, Align::Centre);
        })];
        y += title.height() + GAP;
        drawing::ornament(surface, (centre, y), 74.0, *ink);
        if let Some(author) = author {
            drawing::ink(surface, *ink);
            nodes.push(drawing::tagged(surface, TagGroup::new(Tag::P), |surface| {
                author.draw(surface, 0..author.line_count(), (room.x, y + GAP), room.width, Align::Centre);
            }));
        }
        nodes
    }
}

/// A cover without a picture has a frame of two lines.
fn frame(surface: &mut Surface<'_>, paper: Paper, ink: Rgb) {
    drawing::decoration(surface, |surface| {
        for inset in [24.0, 29.0] {
            let area = Area::new(inset, inset, paper.width - 2.0 * inset, paper.height - 2.0 * inset);
            drawing::outline(surface, area, ink);
        }
    });
}
