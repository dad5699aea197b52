//! The cover. The colour of the picture's edge goes on beyond it as the ground of the title, so that picture
//! and title are one: above the picture on upright and square paper, to its left on landscape paper.

use image::RgbImage;
use krilla::surface::Surface;
use krilla::tagging::{Node, Tag, TagGroup};
use std::num::NonZeroU16;

use super::Press;
use super::colour::Rgb;
use super::design::{Area, Paper};
use super::drawing::{self, Direction, Veil};
use super::picture::Plate;
use super::typeset::{Align, Setting, Voice};
use crate::copy::Copy;
use crate::error::{PdfError, Place};

/// How many colours the ground of the title takes from the edge of the picture.
const SAMPLES: u32 = 17;

/// Where things stand on a cover with a picture.
struct Plan {
    /// The part of the page that the picture fills.
    picture: Area,
    /// The ground of the title, which thins out over the picture.
    ground: Area,
    /// The part of the ground beyond which the picture begins.
    steady: f32,
    direction: Direction,
    /// The room of title and author.
    title: Area,
}

/// Prints the cover.
pub(super) fn print(
    press: &mut Press,
    copy: &Copy,
    plate: Option<&Plate>,
    thumbnail: Option<&RgbImage>,
) -> Result<(), PdfError> {
    let paper = press.paper;
    let plain = press.palette.ground;
    let plan = plate.map(|plate| plan(paper, plate.aspect));
    let veil = plan.as_ref().zip(thumbnail).map(|(plan, picture)| veil(plan, picture, paper));
    let ink = veil.as_ref().map_or_else(|| plain.ink(), |(_, ink)| *ink);
    let room = plan.as_ref().map_or_else(|| alone(paper), |plan| plan.title);
    let lettering = Lettering {
        title: set_title(press, &copy.title, room)?,
        author: copy.author.as_deref().map(|author| set_author(press, author, room)).transpose()?,
        room,
        ink,
    };
    press.pages.bookmark(copy.title.clone());
    let unnamed = press.phrases.illustration();
    press.pages.add(|surface| {
        drawing::ground(surface, paper.area(), plain.under(ink));
        let figure =
            plate.zip(plan).map(|(plate, plan)| drawing::full_picture(surface, plate, plan.picture, unnamed));
        match &veil {
            Some((veil, _)) => veil.draw(surface, paper.area()),
            None => frame(surface, paper, ink),
        }
        let mut nodes = lettering.draw(surface, &copy.title);
        nodes.extend(figure);
        nodes
    });
    Ok(())
}

/// The room of the title on a cover without a picture.
fn alone(Paper { width, height }: Paper) -> Area {
    Area::new(width * 0.16, height * 0.2, width * 0.68, height * 0.5)
}

fn plan(paper: Paper, aspect: f32) -> Plan {
    let Paper { width, height } = paper;
    let beside = width - height * aspect;
    if paper.is_landscape() && beside > width * 0.12 {
        let reach = (beside + width * 0.16).max(width * 0.44);
        let room = (beside + width * 0.05).max(width * 0.32);
        return Plan {
            picture: Area::new(beside, 0.0, width - beside, height),
            ground: Area::new(0.0, 0.0, reach, height),
            steady: beside / reach,
            direction: Direction::Rightwards,
            title: Area::new(width * 0.045, height * 0.08, room - width * 0.045, height * 0.6),
        };
    }
    let above = (height - width / aspect).max(0.0);
    let reach = (above + height * 0.14).max(height * 0.42);
    let room = (above + height * 0.04).max(height * 0.26);
    Plan {
        picture: Area::new(0.0, above, width, height - above),
        ground: Area::new(0.0, 0.0, width, reach),
        steady: (above / reach).min(0.9),
        direction: Direction::Downwards,
        title: Area::new(width * 0.1, height * 0.045, width * 0.8, room - height * 0.045),
    }
}

/// The ground of the title in the colours of the picture's edge, and the ink for it.
fn veil(plan: &Plan, picture: &RgbImage, paper: Paper) -> (Veil, Rgb) {
    // With little room of its own the title stands in the picture: then more than the edge of it counts.
    let own_room = plan.steady > 0.3;
    let depth = if own_room { 3 } else { 14 };
    let along = |x: u32, y: u32| if plan.direction == Direction::Downwards { (x, y) } else { (y, x) };
    let edge = |from: u32, to: u32| {
        let pixels = picture.enumerate_pixels().filter(move |(x, y, _)| {
            let (across, down) = along(*x, *y);
            down < depth && (from..to).contains(&across)
        });
        Rgb::average(pixels.map(|(_, _, pixel)| pixel)).unwrap_or(Rgb::WHITE)
    };
    let sides = picture.width();
    // Where the letters stand, across the direction in which the veil thins out.
    let (first, last) = match plan.direction {
        Direction::Downwards => (0.0, 1.0),
        Direction::Rightwards => (plan.title.y / paper.height, plan.title.bottom() / paper.height),
    };
    let lettered = |sample: u32| (first..=last).contains(&(sample as f32 / (SAMPLES - 1) as f32));
    let ink = edge((first * sides as f32) as u32, (last * sides as f32) as u32).ink();
    let colours = (0..SAMPLES).map(|sample| {
        // Behind letters each takes the average of a quarter of the edge: the ground is calmer than the picture.
        let middle = sample * sides / (SAMPLES - 1);
        let reach = if lettered(sample) { sides / 8 } else { (sides / 32).max(1) };
        let colour = edge(middle.saturating_sub(reach), (middle + reach).min(sides));
        if lettered(sample) { colour.under(ink) } else { colour }
    });
    let strength = if own_room { 1.0 } else { (0.6 + 3.0 * restlessness(picture)).min(0.94) };
    let (area, direction, steady) = (plan.ground, plan.direction, plan.steady);
    (Veil { area, direction, steady, strength, colours: colours.collect() }, ink)
}

/// How much the upper third of a picture varies in luminance: its standard deviation.
fn restlessness(picture: &RgbImage) -> f32 {
    let pixels = picture.enumerate_pixels().filter(|(_, y, _)| *y < picture.height() / 3);
    let values: Vec<f32> = pixels.map(|(_, _, pixel)| Rgb(pixel.0).luminance()).collect();
    let mean = values.iter().sum::<f32>() / values.len().max(1) as f32;
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / values.len().max(1) as f32).sqrt()
}

/// The largest size at which the title stands in its room in few lines without a broken word.
fn set_title(press: &mut Press, title: &str, room: Area) -> Result<Setting, PdfError> {
    const LEADING: f32 = 1.16;
    let mut shaped = press.typesetter.shape(title, Voice::Title);
    let is_cjk = press.typesetter.is_cjk();
    let mut largest = |most_lines: usize| {
        let mut size = (room.width * 0.15).clamp(16.0, 66.0);
        while size > 16.0 {
            let lines = shaped.lines(size, room.width);
            let in_words = is_cjk || shaped.widest_word(size) <= room.width;
            if in_words && lines <= most_lines && lines as f32 * size * LEADING <= room.height * 0.72 {
                break;
            }
            size -= 1.0;
        }
        size
    };
    // Fewer lines are calmer: more of them only where the title gains much from it.
    let mut size = largest(1);
    for lines in 2..=5 {
        let larger = largest(lines);
        if larger > size * 1.28 {
            size = larger;
        }
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
