//! Things that must be seen: read from words, put where they belong.

use talewright_domain::{Framing, Scene};

use super::canvas::Canvas;
use super::cast::Placed;
use super::color::{Color, hex, named};
use super::path;
use super::stage::{Floor, Ground, Stage};
use super::things::{self, At, Thing};
use super::words::Words;

/// More than this would be a shop.
const MOST: usize = 6;

/// A thing of a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Prop {
    pub(super) thing: Thing,
    pub(super) color: Color,
}

/// The props of a scene that the painter knows; others are left out.
pub(super) fn read(scene: &Scene) -> Vec<Prop> {
    let figures: Vec<Option<Thing>> = scene
        .figures
        .iter()
        .map(|f| match super::figures::Character::read(&f.name, &f.appearance).kind {
            super::figures::Kind::Thing(thing) => Some(thing),
            _ => None,
        })
        .collect();
    let mut props: Vec<Prop> = scene.props.iter().filter_map(|text| parse(text)).collect();
    props.retain(|p| !figures.contains(&Some(p.thing)));
    props.truncate(MOST);
    props
}

/// `a small brass bell` is a bell of brass; of several things the last before `with`, `of`, `in` counts.
fn parse(text: &str) -> Option<Prop> {
    let words = Words::new(text);
    let head: Vec<&str> = words
        .iter()
        .take_while(|w| !matches!(*w, "with" | "of" | "in" | "on" | "full" | "for" | "from" | ","))
        .collect();
    let thing =
        head.iter().rev().chain(words.iter().collect::<Vec<_>>().iter()).find_map(|w| things::thing(w))?;
    let color =
        head.iter().find_map(|w| named(w)).filter(|_| !head.is_empty()).unwrap_or_else(|| thing.color());
    Some(Prop { thing, color })
}

fn drawn(s: &mut Stage, prop: Prop, x: f32, y: f32, scale: f32) {
    let mut c = Canvas::for_subject(s.c.style, scale);
    things::draw(&mut c, prop.thing, prop.color);
    let drawing = c.into_drawing();
    if prop.thing.glows() && s.light.is_dark() {
        s.c.glow(x, y - 50.0 * scale, 120.0 * scale, hex(0xffe2a0), 0.55);
    }
    s.c.place(&drawing, x, y, scale, false);
}

/// The free place on the ground furthest from everybody.
fn free(s: &Stage, placed: &[Placed], used: &[f32], half: f32) -> f32 {
    let candidates = [0.10, 0.18, 0.26, 0.36, 0.5, 0.64, 0.74, 0.82, 0.90];
    let room = |x: f32| {
        let figures = placed.iter().map(|p| (p.x - x).abs() - p.scale * p.breadth() * 0.4);
        figures.chain(used.iter().map(|u| (u - x).abs() - half)).fold(f32::MAX, f32::min)
    };
    let best = candidates.into_iter().map(|f| f * s.w).max_by(|a, b| {
        // Near the middle if there is room: a picture holds together.
        let worth = |x: f32| room(x).min(half * 1.6) - (x - s.w * 0.5).abs() * 0.06;
        worth(*a).total_cmp(&worth(*b))
    });
    best.unwrap_or(s.w * 0.5)
}

fn child(s: &Stage, placed: &[Placed]) -> f32 {
    placed
        .first()
        .map_or(s.h * 0.34, |p| p.scale * 100.0 / p.who.size.powf(0.66))
        .clamp(s.h * 0.24, s.h * 0.45)
}

/// Big things on the ground and everything in the sky.
pub(super) fn paint_behind(s: &mut Stage, props: &[Prop], placed: &[Placed], floor: Floor, framing: Framing) {
    let unit = child(s, placed);
    let mut used: Vec<f32> = Vec::new();
    for prop in props.iter().filter(|p| p.thing.place() == At::Ground && p.thing.prop_size() >= 0.6) {
        let tall = (unit * prop.thing.prop_size()).min(s.h * 0.5);
        let x = free(s, placed, &used, tall * 0.6);
        used.push(x);
        let y = if floor.ground == Ground::Water { floor.y - s.h * 0.05 } else { floor.y - s.h * 0.035 };
        drawn(s, *prop, x, y, tall / 100.0);
    }
    let mut up: Vec<f32> = Vec::new();
    for prop in props.iter().filter(|p| p.thing.place() == At::Sky) {
        let tall = (unit * prop.thing.prop_size()).clamp(s.h * 0.09, s.h * 0.5);
        let low = if framing == Framing::Cover { 0.46 } else { 0.34 };
        let x = sky_slot(s, placed, &up);
        up.push(x);
        let y = s.h * (low + 0.05 * (up.len() % 2) as f32);
        if matches!(prop.thing, Thing::Kite | Thing::Balloon)
            && let Some(hero) = placed.first()
        {
            let side = if hero.mirrored { -1.0 } else { 1.0 };
            let (hx, hy) = (hero.x + side * 18.0 * hero.scale, hero.y - 38.0 * hero.scale);
            let string = format!(
                "M{x:.1} {:.1}Q{:.1} {:.1} {hx:.1} {hy:.1}",
                y - tall * 0.15,
                f32::midpoint(x, hx) + 30.0,
                f32::midpoint(y, hy) + 50.0
            );
            s.c.thin(&string, hex(0x5a5264), 2.2, 0.85);
        }
        drawn(s, *prop, x, y, tall / 100.0);
    }
}

fn sky_slot(s: &Stage, placed: &[Placed], up: &[f32]) -> f32 {
    let room = |x: f32| {
        let figures = placed.iter().map(|p| (p.x - x).abs());
        figures.chain(up.iter().map(|u| (u - x).abs() * 0.8)).fold(f32::MAX, f32::min)
    };
    let slots = [0.22, 0.38, 0.5, 0.62, 0.78].map(|f| f * s.w);
    slots.into_iter().max_by(|a, b| room(*a).total_cmp(&room(*b))).unwrap_or(s.w * 0.5)
}

/// Small things at the feet of the figures.
pub(super) fn paint_before(s: &mut Stage, props: &[Prop], placed: &[Placed], floor: Floor) {
    let unit = child(s, placed);
    let mut used: Vec<f32> = Vec::new();
    let low = |p: &&Prop| match p.thing.place() {
        At::Ground => p.thing.prop_size() < 0.6,
        At::Hand => true,
        At::Sky => false,
    };
    for prop in props.iter().filter(low) {
        let tall = (unit * prop.thing.prop_size() * 1.15).max(s.h * 0.085);
        let x = free(s, placed, &used, tall * 0.7);
        used.push(x);
        let y = match floor.ground {
            Ground::Solid => floor.y + s.h * 0.035,
            Ground::Water => floor.y + s.h * 0.03,
            Ground::Air | Ground::Deep => floor.y - s.h * 0.02,
        };
        if floor.ground == Ground::Solid {
            s.c.glaze(
                &path::ellipse(x - s.light.side * tall * 0.1, y, tall * 0.46, tall * 0.08),
                hex(0x2a2350),
                0.26,
            );
        }
        drawn(s, *prop, x, y, tall / 100.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn props_are_read_with_their_colours() {
        let bell = parse("a small brass bell").unwrap();
        assert_eq!((bell.thing, bell.color), (Thing::Bell, named("brass").unwrap()));
        assert_eq!(parse("a cup of tea").unwrap().thing, Thing::Cup);
        assert_eq!(parse("a treasure chest").unwrap().thing, Thing::Chest);
        assert_eq!(parse("the moon").unwrap().thing, Thing::Moon);
        assert!(parse("a flibbertigibbet").is_none());
        assert!(parse("").is_none());
    }
}
