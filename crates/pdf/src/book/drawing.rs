//! What every page is drawn with: grounds, gradients, pictures, ornaments.

use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::mask::{Mask, MaskType};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, LinearGradient, SpreadMethod, Stop, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Node, SpanTag, Tag, TagGroup};

use super::colour::Rgb;
use super::design::{Area, Bleed};
use super::picture::Plate;

/// How far what runs over the edge of the page is drawn beyond it, in points: no hair of white is seen there.
const OVER: f32 = 2.0;
/// How far the soft edge of a picture swings, in points.
const SWING: f32 = 13.0;
/// The radius of the corners of a picture that stands on the paper, in points.
const CORNER: f32 = 7.0;

impl From<Rgb> for krilla::color::rgb::Color {
    fn from(Rgb([red, green, blue]): Rgb) -> Self {
        Self::new(red, green, blue)
    }
}

/// Sets the colour in which texts and shapes are drawn from here on.
pub(super) fn ink(surface: &mut Surface<'_>, colour: Rgb) {
    let paint = krilla::color::rgb::Color::from(colour).into();
    surface.set_stroke(None);
    surface.set_fill(Some(Fill { paint, opacity: NormalizedF32::ONE, rule: FillRule::NonZero }));
}

/// Draws what a listener need not hear of.
pub(super) fn decoration(surface: &mut Surface<'_>, draw: impl FnOnce(&mut Surface<'_>)) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    draw(surface);
    surface.end_tagged();
}

/// Draws what belongs to the reading order, under a tag.
pub(super) fn tagged(surface: &mut Surface<'_>, tag: TagGroup, draw: impl FnOnce(&mut Surface<'_>)) -> Node {
    let mut group = tag;
    let content = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
    draw(surface);
    surface.end_tagged();
    group.push(content);
    group.into()
}

/// Fills an area, and a little beyond it, with one colour.
pub(super) fn ground(surface: &mut Surface<'_>, area: Area, colour: Rgb) {
    decoration(surface, |surface| {
        ink(surface, colour);
        if let Some(path) = rectangle(area.outset(OVER)) {
            surface.draw_path(&path);
        }
    });
}

/// Which way a veil thins out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Downwards,
    Rightwards,
}

/// Colours laid over an area that thin out in one direction until they are gone.
#[derive(Debug, Clone)]
pub(super) struct Veil {
    pub(super) area: Area,
    pub(super) direction: Direction,
    /// The part of the way that it stays as it is, from 0 to 1.
    pub(super) steady: f32,
    /// How opaque it is there, from 0 to 1.
    pub(super) strength: f32,
    /// Its colours across the direction, at equal distances.
    pub(super) colours: Vec<Rgb>,
}

impl Veil {
    /// Draws it over a page. Its shape is the whole page, so that its end leaves no hair line.
    pub(super) fn draw(&self, surface: &mut Surface<'_>, page: Area) {
        let Some(shape) = rectangle(page.outset(OVER)) else { return };
        let mut builder = surface.stream_builder();
        let mut mask = builder.surface();
        mask.set_fill(Some(gradient(self.area, self.direction, self.opacities())));
        mask.draw_path(&shape);
        mask.finish();
        let mask = Mask::new(builder.finish(), MaskType::Luminosity);
        let across = match self.direction {
            Direction::Downwards => Direction::Rightwards,
            Direction::Rightwards => Direction::Downwards,
        };
        let last = self.colours.len().saturating_sub(1).max(1) as f32;
        let colours = self.colours.iter().enumerate().map(|(nth, colour)| (nth as f32 / last, *colour));
        let fill = gradient(self.area, across, colours.collect());
        decoration(surface, |surface| {
            surface.push_mask(mask);
            surface.set_stroke(None);
            surface.set_fill(Some(fill));
            surface.draw_path(&shape);
            surface.pop();
        });
    }

    /// Its opacities as greys, eased, so that no edge is seen where it begins to thin out and where it ends.
    fn opacities(&self) -> Vec<(f32, Rgb)> {
        let eased =
            [(0.0, 1.0), (0.15, 0.97), (0.35, 0.84), (0.6, 0.48), (0.8, 0.18), (0.92, 0.05), (1.0, 0.0)];
        let thinning =
            eased.into_iter().map(|(part, opacity)| (self.steady + part * (1.0 - self.steady), opacity));
        std::iter::once((0.0, 1.0))
            .chain(thinning)
            .map(|(offset, opacity): (f32, f32)| (offset, Rgb([(opacity * self.strength * 255.0) as u8; 3])))
            .collect()
    }
}

/// A fill that runs through colours at parts of the way.
fn gradient(area: Area, direction: Direction, colours: Vec<(f32, Rgb)>) -> Fill {
    let stops = colours.into_iter().map(|(offset, colour)| Stop {
        offset: part_of_one(offset),
        color: krilla::color::rgb::Color::from(colour).into(),
        opacity: NormalizedF32::ONE,
    });
    let (x2, y2) = match direction {
        Direction::Downwards => (area.x, area.bottom()),
        Direction::Rightwards => (area.right(), area.y),
    };
    let paint = LinearGradient {
        x1: area.x,
        y1: area.y,
        x2,
        y2,
        transform: Transform::identity(),
        spread_method: SpreadMethod::Pad,
        stops: stops.collect(),
        anti_alias: false,
    };
    Fill { paint: paint.into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn part_of_one(value: f32) -> NormalizedF32 {
    NormalizedF32::new(value.clamp(0.0, 1.0)).unwrap_or(NormalizedF32::ONE)
}

/// Draws a picture in its room, with its description for who cannot see it. `mirrored` swings the soft edge
/// the other way, so that facing pages differ.
pub(super) fn picture(
    surface: &mut Surface<'_>,
    plate: &Plate,
    room: Area,
    bleed: Bleed,
    mirrored: bool,
    unnamed: &str,
) -> Node {
    let alt = if plate.alt.is_empty() { unnamed } else { &plate.alt };
    let (shown, edge) = match bleed {
        Bleed::None => {
            let shown = contained(room, plate.aspect);
            (shown, rounded(shown, CORNER))
        }
        Bleed::Top => (
            covering(room.over_edges(OVER, Bleed::Top), plate.aspect),
            hill(room.over_edges(OVER, Bleed::Top), mirrored),
        ),
        Bleed::Left => (
            covering(room.over_edges(OVER, Bleed::Left), plate.aspect),
            bank(room.over_edges(OVER, Bleed::Left), mirrored),
        ),
    };
    tagged(surface, TagGroup::new(Tag::Figure(Some(alt.to_owned()))), |surface| {
        draw_clipped(surface, plate, shown, edge.as_ref());
    })
}

/// Draws a picture over a whole area, cut where it is too large.
pub(super) fn full_picture(surface: &mut Surface<'_>, plate: &Plate, room: Area, unnamed: &str) -> Node {
    let alt = if plate.alt.is_empty() { unnamed } else { &plate.alt };
    let shown = covering(room.outset(OVER), plate.aspect);
    tagged(surface, TagGroup::new(Tag::Figure(Some(alt.to_owned()))), |surface| {
        draw_clipped(surface, plate, shown, rectangle(room.outset(OVER)).as_ref());
    })
}

/// Draws the middle of a picture as a disc, as a decoration.
pub(super) fn vignette(surface: &mut Surface<'_>, plate: &Plate, (x, y): (f32, f32), diameter: f32) {
    let room = Area::new(x - diameter / 2.0, y - diameter / 2.0, diameter, diameter);
    decoration(surface, |surface| {
        draw_clipped(surface, plate, covering(room, plate.aspect), rounded(room, diameter / 2.0).as_ref());
    });
}

fn draw_clipped(surface: &mut Surface<'_>, plate: &Plate, shown: Area, edge: Option<&Path>) {
    let (Some(edge), Some(size)) = (edge, Size::from_wh(shown.width, shown.height)) else { return };
    surface.push_clip_path(edge, &FillRule::NonZero);
    surface.push_transform(&Transform::from_translate(shown.x, shown.y));
    surface.draw_image(plate.image.clone(), size);
    surface.pop();
    surface.pop();
}

/// A line, a lozenge and a line, centred on a point.
pub(super) fn ornament(surface: &mut Surface<'_>, (x, y): (f32, f32), width: f32, colour: Rgb) {
    decoration(surface, |surface| {
        let size = (width / 24.0).clamp(2.0, 4.0);
        rules(surface, (x, y), width, size * 2.6, colour);
        ink(surface, colour);
        let mut path = PathBuilder::new();
        path.move_to(x, y - size);
        path.line_to(x + size, y);
        path.line_to(x, y + size);
        path.line_to(x - size, y);
        path.close();
        if let Some(path) = path.finish() {
            surface.draw_path(&path);
        }
    });
}

/// Two thin lines with a gap of twice `gap` between them.
pub(super) fn rules(surface: &mut Surface<'_>, (x, y): (f32, f32), width: f32, gap: f32, colour: Rgb) {
    let mut path = PathBuilder::new();
    for side in [-1.0, 1.0] {
        path.move_to(x + side * gap, y);
        path.line_to(x + side * width / 2.0, y);
    }
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: krilla::color::rgb::Color::from(colour).into(),
        width: 0.6,
        ..Stroke::default()
    }));
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
    surface.set_stroke(None);
}

/// Draws the outline of an area with a thin line.
pub(super) fn outline(surface: &mut Surface<'_>, area: Area, colour: Rgb) {
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: krilla::color::rgb::Color::from(colour).into(),
        width: 0.7,
        ..Stroke::default()
    }));
    if let Some(path) = rectangle(area) {
        surface.draw_path(&path);
    }
    surface.set_stroke(None);
}

pub(super) fn top_left() -> Point {
    Point::from_xy(0.0, 0.0)
}

/// The area of a picture that fills a room, in the middle of it.
fn covering(room: Area, aspect: f32) -> Area {
    let width = room.width.max(room.height * aspect);
    let height = width / aspect;
    Area::new(room.x + (room.width - width) / 2.0, room.y + (room.height - height) / 2.0, width, height)
}

/// The largest area for a whole picture in a room.
fn contained(room: Area, aspect: f32) -> Area {
    let width = room.width.min(room.height * aspect);
    let height = width / aspect;
    Area::new(room.x + (room.width - width) / 2.0, room.y + (room.height - height) / 2.0, width, height)
}

fn rectangle(area: Area) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(area.x, area.y, area.width, area.height)?);
    path.finish()
}

/// A rectangle whose lower edge is a low hill.
fn hill(area: Area, mirrored: bool) -> Option<Path> {
    let bottom = area.bottom();
    let (left, right) = if mirrored { (SWING, 0.4 * SWING) } else { (0.4 * SWING, SWING) };
    let mut path = PathBuilder::new();
    path.move_to(area.x, area.y);
    path.line_to(area.right(), area.y);
    path.line_to(area.right(), bottom - right);
    path.cubic_to(
        area.x + area.width * 0.68,
        bottom - right + 1.1 * SWING,
        area.x + area.width * 0.32,
        bottom - left + 1.1 * SWING * if mirrored { 0.4 } else { 0.9 },
        area.x,
        bottom - left,
    );
    path.close();
    path.finish()
}

/// A rectangle whose right edge swings like a river bank.
fn bank(area: Area, mirrored: bool) -> Option<Path> {
    let right = area.right();
    let (top, bottom) = if mirrored { (SWING, 0.4 * SWING) } else { (0.4 * SWING, SWING) };
    let mut path = PathBuilder::new();
    path.move_to(area.x, area.y);
    path.line_to(right - top, area.y);
    path.cubic_to(
        right - top + 1.1 * SWING,
        area.y + area.height * 0.32,
        right - bottom + 1.1 * SWING * if mirrored { 0.4 } else { 0.9 },
        area.y + area.height * 0.68,
        right - bottom,
        area.bottom(),
    );
    path.line_to(area.x, area.bottom());
    path.close();
    path.finish()
}

/// A rectangle with round corners.
fn rounded(area: Area, radius: f32) -> Option<Path> {
    let (left, top, right, bottom) = (area.x, area.y, area.right(), area.bottom());
    // The distance of the handles that makes a cubic nearly a quarter of a circle.
    let handle = radius * (1.0 - 0.552_285);
    let mut path = PathBuilder::new();
    path.move_to(left + radius, top);
    path.line_to(right - radius, top);
    path.cubic_to(right - handle, top, right, top + handle, right, top + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(right, bottom - handle, right - handle, bottom, right - radius, bottom);
    path.line_to(left + radius, bottom);
    path.cubic_to(left + handle, bottom, left, bottom - handle, left, bottom - radius);
    path.line_to(left, top + radius);
    path.cubic_to(left, top + handle, left + handle, top, left + radius, top);
    path.close();
    path.finish()
}
