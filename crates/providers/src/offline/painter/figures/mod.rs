//! Figures: from an identity line and a pose to a drawing that is the same on every page.

mod biped;
mod character;
mod clothes;
mod critters;
mod face;
mod head;
mod people;
mod pose;
mod snout;
mod species;
mod tails;
mod wear;

use super::canvas::{Canvas, Drawing};
use super::color::hex;
use super::path;
use super::style::Style;
use super::things::{self, Thing};
pub(super) use character::{Character, Kind};
#[cfg(test)]
pub(super) use critters::Critter;
use face::Face;
pub(super) use pose::{Act, Feeling, Pose};
#[cfg(test)]
pub(super) use species::SPECIES;

/// The usual scale of a figure of 100 units: outlines are made for it.
const USUAL_SCALE: f32 = 3.6;

/// How a figure is to be drawn; equal views of equal characters are equal drawings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct View {
    pub(super) pose: Pose,
    /// From 0, front, to 1, side; to the right.
    pub(super) turn: f32,
    /// Nothing below this is drawn: it is under water or behind a rail. Units of the figure, 0 is the feet.
    pub(super) waterline: Option<f32>,
}

/// Draws a figure 100 units high with its feet at (0, 0).
pub(super) fn draw(who: &Character, view: View, style: Style) -> Drawing {
    let mut c = Canvas::for_subject(style, USUAL_SCALE * who.size.clamp(0.6, 1.6));
    if let Some(line) = view.waterline {
        c.open_clip(&path::rect(-150.0, -200.0, 300.0, 200.0 - line));
    }
    match who.kind {
        Kind::Person(_) | Kind::Animal(_) | Kind::Unknown => biped::draw(&mut c, who, view.pose, view.turn),
        Kind::Critter(critter) => critters::draw(&mut c, who, critter, view.pose, view.turn),
        Kind::Thing(thing) => living_thing(&mut c, who, thing, view.pose, view.turn),
    }
    match view.pose.act {
        Act::Sing => {
            let y = match who.kind {
                Kind::Person(_) | Kind::Animal(_) => -66.0,
                _ => -58.0,
            };
            biped::notes(&mut c, (36.0, y), hex(0x5a4a7a));
        }
        Act::Sleep if matches!(who.kind, Kind::Critter(_) | Kind::Thing(_)) => {
            biped::zzz(&mut c, (30.0, -84.0))
        }
        _ => {}
    }
    if view.waterline.is_some() {
        c.close();
    }
    c.into_drawing()
}

/// An object with a face, arms and, if it is not of the rooted kind, feet.
fn living_thing(c: &mut Canvas, who: &Character, thing: Thing, pose: Pose, turn: f32) {
    let (x, y, r) = thing.face();
    let half = thing.half();
    let rooted = thing.is_rooted();
    let (lean, rise) = match pose.act {
        Act::Run | Act::Fly => (7.0, 4.0),
        Act::Jump | Act::Dance => (-6.0, 14.0),
        Act::Sing => (-3.0, 0.0),
        _ => (0.0, 0.0),
    };
    let lift = if rooted { 0.0 } else { 9.0 };
    c.open(&format!("translate(0 {:.1}) rotate({lean} 0 -20)", -rise - lift));
    let limb = if who.coat.luma() > 0.8 { hex(0xb5a08a) } else { who.coat.darker(0.28) };
    if !rooted {
        for side in [-1.0_f32, 1.0] {
            let fx = side * half.min(22.0) * 0.5;
            c.limb(&format!("M{fx:.1} -8V6"), limb, 5.6);
            c.shape(
                &path::ellipse(fx + 2.5, 7.0, 6.5, 3.6),
                who.worn(wear::Wear::Boots).unwrap_or(limb.darker(0.2)),
            );
        }
    }
    let b = biped::Build {
        head: (x, y),
        radius: (r, r),
        shoulder: (half, y + r * 0.95),
        waist: half,
        hip: -8.0,
        stance: 8.0,
        limb: 6.4,
        reach: 20.0,
    };
    let (left, right) = biped::hands(&b, pose);
    for (side, hand) in [(-1.0_f32, left), (1.0, right)] {
        let from = (x * 0.4 + side * half * 0.9, y + r * 0.95);
        // Arms that would hang into the ground are held out.
        let hand = if rooted && hand.1 > from.1 + 8.0 {
            (side * (half + 15.0), (from.1 + 5.0).min(-6.0))
        } else {
            hand
        };
        let d = format!(
            "M{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}",
            from.0,
            from.1,
            from.0 + side * 9.0,
            f32::midpoint(from.1, hand.1) + 4.0,
            hand.0,
            hand.1
        );
        c.limb(&d, limb, 5.2);
        c.shape(&path::circle(hand.0, hand.1, 4.0), limb.lighter(0.15));
    }
    things::draw(c, thing, who.coat);
    if who.coat.luma() < 0.42
        && !matches!(thing, Thing::House | Thing::Castle | Thing::Lantern | Thing::Robot)
    {
        c.glaze(&path::ellipse(x + turn * 2.0, y + r * 0.28, r * 0.95, r * 0.8), who.coat.lighter(0.62), 0.9);
    }
    face::draw(c, Face { eyes: who.eyes, ..Face::at(x, y, r) }, pose, turn);
    let top = biped::Build { head: (x, y - r * 0.25), ..b };
    clothes::on_head(c, who, &top, turn);
    if who.wears(wear::Wear::Scarf) || who.wears(wear::Wear::Tie) {
        let narrow = half.min(30.0);
        clothes::neck(c, who, &biped::Build { shoulder: (narrow, y + r * 1.05), ..b });
    }
    if let Some((held, color)) = who.carries {
        biped::carried(c, right, held, color);
    }
    c.close();
}

/// Where the face is and half the head's width, for a close-up.
pub(super) fn face_of(who: &Character) -> (f32, f32, f32) {
    match who.kind {
        Kind::Thing(thing) => thing.face(),
        Kind::Critter(_) => (10.0, -50.0, 34.0),
        _ => {
            let build = biped::Build::of(who);
            (build.head.0, build.head.1, build.radius.0)
        }
    }
}
