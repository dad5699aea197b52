//! People and animals on two legs: one skeleton, many bodies. Feet at (0, 0), about 100 units high.

use super::super::canvas::Canvas;
use super::super::color::Color;
use super::super::path::{self, Point};
use super::super::things;
use super::character::{Character, Kind};
use super::clothes;
use super::head;
use super::people::Role;
use super::pose::{Act, Feeling, Pose};
use super::tails;
use super::wear::Wear;

/// The measures of a body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Build {
    pub(super) head: Point,
    /// Half width and half height of the head.
    pub(super) radius: Point,
    pub(super) shoulder: Point,
    /// Half width of the body at the hips.
    pub(super) waist: f32,
    pub(super) hip: f32,
    /// Distance of a foot from the middle.
    pub(super) stance: f32,
    pub(super) limb: f32,
    pub(super) reach: f32,
}

impl Build {
    pub(super) fn of(who: &Character) -> Self {
        match who.kind {
            Kind::Person(person) if person.is_child() => Self {
                head: (0.0, -68.0),
                radius: (21.0, 20.0),
                shoulder: (11.0, -45.0),
                waist: 13.5,
                hip: -18.0,
                stance: 6.5,
                limb: 7.6,
                reach: 21.0,
            },
            Kind::Person(_) => Self {
                head: (0.0, -78.0),
                radius: (16.5, 16.5),
                shoulder: (12.5, -58.0),
                waist: 13.5,
                hip: -26.0,
                stance: 6.5,
                limb: 7.4,
                reach: 25.0,
            },
            Kind::Animal(species) => Self {
                head: (0.0, -64.0),
                radius: (25.0, 21.5),
                shoulder: (12.5 * species.girth.sqrt(), -41.0),
                waist: 17.0 * species.girth,
                hip: -9.0,
                stance: 8.0 * species.girth,
                limb: 8.4 * species.girth.sqrt(),
                reach: 19.0,
            },
            _ => Self {
                head: (0.0, -46.0),
                radius: (30.0, 29.0),
                shoulder: (22.0, -38.0),
                waist: 24.0,
                hip: -8.0,
                stance: 10.0,
                limb: 8.0,
                reach: 17.0,
            },
        }
    }
}

/// How far the picture's view goes round the figure: 0 front, 1 side.
pub(super) type Turn = f32;

pub(super) fn draw(c: &mut Canvas, who: &Character, pose: Pose, turn: Turn) {
    let build = Build::of(who);
    if pose.act == Act::Sleep {
        lying(c, who, &build, pose);
        return;
    }
    let (lean, rise, drop) = attitude(pose, &build);
    c.open(&format!("translate(0 {:.1}) rotate({lean:.1} 0 -30)", drop - rise));
    head::behind(c, who, &build, pose);
    clothes::behind(c, who, &build);
    tails::draw(c, who, &build);
    legs(c, who, &build, pose);
    if matches!(who.kind, Kind::Person(_)) {
        let throat = format!("M0 {:.1}V{:.1}", build.shoulder.1 + 2.0, build.head.1 + build.radius.1 * 0.6);
        c.limb(&throat, who.coat.darker(0.12), 9.0);
    }
    torso(c, who, &build);
    let (left, right) = hands(&build, pose);
    let ahead = matches!(pose.act, Act::Hold | Act::Read | Act::Hug) || pose.feeling == Feeling::Worried;
    if !ahead {
        arm(c, who, &build, -1.0, left);
        arm(c, who, &build, 1.0, right);
    }
    let tilt = match pose.feeling {
        Feeling::Sad => 7.0,
        Feeling::Wonder => -5.0,
        Feeling::Joyful | Feeling::Sleepy => -4.0,
        _ => 0.0,
    };
    c.open(&format!("rotate({tilt:.1} {:.1} {:.1})", build.head.0, build.head.1 + build.radius.1));
    head::draw(c, who, &build, pose, turn);
    c.close();
    clothes::neck(c, who, &build);
    if ahead {
        arm(c, who, &build, -1.0, left);
        arm(c, who, &build, 1.0, right);
    }
    if pose.act == Act::Read {
        c.open("translate(2 -24) scale(0.26)");
        things::draw(c, things::Thing::OpenBook, things::Thing::OpenBook.color());
        c.close();
    } else if let Some((thing, color)) = who.carries {
        carried(c, right, thing, color);
    }
    c.close();
}

/// Something in the right hand.
pub(super) fn carried(c: &mut Canvas, hand: Point, thing: things::Thing, color: Color) {
    let (scale, dy) = thing.grip();
    c.open(&format!("translate({:.1} {:.1}) scale({scale:.2})", hand.0, hand.1 + dy));
    things::draw(c, thing, color);
    c.close();
}

/// Lean in degrees, how far off the ground, how far sunk.
fn attitude(pose: Pose, build: &Build) -> (f32, f32, f32) {
    match pose.act {
        Act::Run => (9.0, 3.0, 0.0),
        Act::Walk => (3.0, 0.0, 0.0),
        Act::Jump => (3.0, 16.0, 0.0),
        Act::Dance => (-5.0, 2.0, 0.0),
        Act::Fly => (24.0, 6.0, 0.0),
        Act::Sit => (0.0, 0.0, -build.hip * 0.72),
        Act::Hug => (5.0, 0.0, 0.0),
        _ => (0.0, 0.0, 0.0),
    }
}

/// Where the hands are.
pub(super) fn hands(b: &Build, pose: Pose) -> (Point, Point) {
    let (sx, sy, r) = (b.shoulder.0, b.shoulder.1, b.reach);
    let rest = ((-sx - r * 0.42, sy + r * 0.92), (sx + r * 0.42, sy + r * 0.92));
    let chin = b.head.1 + b.radius.1;
    match pose.act {
        Act::Wave => (rest.0, (sx + r * 0.95, sy - r * 0.85)),
        Act::Sing => ((-sx * 0.3, sy + r * 0.5), (sx + r * 1.0, sy - r * 0.25)),
        Act::Run => ((-sx - r * 0.65, sy + r * 0.3), (sx + r * 0.8, sy + r * 0.35)),
        Act::Walk => ((-sx - r * 0.6, sy + r * 0.75), (sx + r * 0.6, sy + r * 0.7)),
        Act::Hold => ((2.0, sy + r * 0.85), (sx * 0.9, sy + r * 0.8)),
        Act::Read => ((-9.0, -28.0), (13.0, -28.0)),
        Act::Fly => ((-sx - r * 0.95, sy - r * 0.3), (sx + r * 0.9, sy - r * 0.7)),
        Act::Swim => ((-sx - r * 0.95, sy + r * 0.1), (sx + r * 0.95, sy - r * 0.35)),
        Act::Jump | Act::Dance => ((-sx - r * 0.8, sy - r * 0.75), (sx + r * 0.8, sy - r * 0.75)),
        Act::Point => (rest.0, (sx + r * 1.12, sy - r * 0.15)),
        Act::Hug => ((sx * 0.6, sy + r * 0.4), (sx + r * 0.85, sy + r * 0.1)),
        Act::Stand | Act::Sit | Act::Sleep => match pose.feeling {
            Feeling::Worried => ((-4.5, chin + 3.0), (6.0, chin + 3.0)),
            Feeling::Joyful => ((-sx - r * 0.8, sy - r * 0.6), (sx + r * 0.8, sy - r * 0.6)),
            Feeling::Wonder => ((-sx - r * 0.75, sy + r * 0.25), (sx + r * 0.75, sy + r * 0.25)),
            Feeling::Brave | Feeling::Angry => ((-sx * 0.9, sy + r * 0.95), (sx * 0.95, sy + r * 0.95)),
            _ => rest,
        },
    }
}

fn arm(c: &mut Canvas, who: &Character, b: &Build, side: f32, hand: Point) {
    let from = (side * b.shoulder.0 * 0.86, b.shoulder.1 + 3.0);
    if matches!(who.kind, Kind::Animal(s) if s.winged) {
        wing(c, who, from, hand, side);
        return;
    }
    let (mx, my) = (f32::midpoint(from.0, hand.0), f32::midpoint(from.1, hand.1));
    let brave = (hand.0.abs() < b.shoulder.0 * 1.05 && hand.1 > from.1 + 14.0) as u8;
    let elbow = (mx + side * (3.0 + 9.0 * f32::from(brave)), my + 2.0);
    let d = format!("M{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}", from.0, from.1, elbow.0, elbow.1, hand.0, hand.1);
    let sleeve = clothes::sleeve(who);
    c.limb(&d, sleeve.unwrap_or(who.coat), b.limb);
    if sleeve.is_some() || who.wears(Wear::Mittens) {
        let glove = who.worn(Wear::Mittens).unwrap_or_else(|| clothes::hand(who));
        c.shape(&path::circle(hand.0, hand.1, b.limb * 0.54), glove);
    }
}

fn wing(c: &mut Canvas, who: &Character, from: Point, hand: Point, side: f32) {
    let (dx, dy) = (hand.0 - from.0, hand.1 - from.1);
    let (nx, ny) = (-dy * side * 0.45, dx * side * 0.45);
    let d = format!(
        "M{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}Z",
        from.0,
        from.1 - 4.0,
        from.0 + dx * 0.5 - nx * 0.6,
        from.1 + dy * 0.5 - ny * 0.6,
        hand.0,
        hand.1,
        from.0 + dx * 0.7 + nx * 1.2,
        from.1 + dy * 0.7 + ny * 1.2,
        from.0 - side * 2.0,
        from.1 + 12.0
    );
    c.shape(&d, who.coat.darker(0.14));
}

fn legs(c: &mut Canvas, who: &Character, b: &Build, pose: Pose) {
    if matches!(who.kind, Kind::Person(p) if p.role == Role::Mermaid) {
        let d =
            "M-12 -22Q-14 -6 -2 4Q6 10 16 6Q26 -4 34 -2Q28 6 30 16Q22 10 14 14Q-2 18 -12 8Q-20 -4 -13 -22Z";
        c.shape(d, Color::hsl(170.0, 0.45, 0.52));
        return;
    }
    let stance = b.stance;
    let feet: [(Point, f32); 2] = match pose.act {
        Act::Walk => [((-stance * 1.5, -1.0), -8.0), ((stance * 1.5, 0.0), 0.0)],
        Act::Run => [((-stance * 2.4, -9.0), 40.0), ((stance * 1.9, -2.0), -14.0)],
        Act::Jump | Act::Dance => [((-stance * 1.7, -3.0), 24.0), ((stance * 1.7, -3.0), -20.0)],
        Act::Fly | Act::Swim => [((-stance * 1.3, 4.0), 34.0), ((stance * 0.5, 6.0), 30.0)],
        Act::Sit => [((-stance * 1.5, b.hip * 0.28), -10.0), ((stance * 1.9, b.hip * 0.28), 10.0)],
        _ => [((-stance, 0.0), 0.0), ((stance, 0.0), 0.0)],
    };
    let cloth = clothes::leg(who);
    let foot = clothes::foot(who);
    for (i, ((x, y), turn)) in feet.into_iter().enumerate() {
        let side = if i == 0 { -1.0 } else { 1.0 };
        let top = (side * stance * 0.85, b.hip - 3.0);
        let d = format!(
            "M{:.1} {:.1}Q{:.1} {:.1} {x:.1} {:.1}",
            top.0,
            top.1,
            f32::midpoint(top.0, x) + 2.0,
            f32::midpoint(top.1, y),
            y - 4.0
        );
        c.limb(&d, cloth, b.limb * 1.08);
        c.open(&format!("translate({x:.1} {y:.1}) rotate({turn:.0})"));
        let size = b.limb * 0.98;
        c.shape(
            &format!(
                "M{:.1} 0Q{:.1} {:.1} {:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}Q{:.1} 1.5 {:.1} 0Z",
                -size * 0.62,
                -size * 0.7,
                -size * 0.85,
                0.0,
                -size * 0.88,
                size * 1.3,
                -size * 0.8,
                size * 1.15,
                -size * 0.1,
                size * 0.4,
                -size * 0.62
            ),
            foot,
        );
        c.close();
    }
}

/// The outline of the body from the shoulders to `hem`, `flare` times as wide there as at the hips.
pub(super) fn torso_path(b: &Build, hem: f32, flare: f32) -> String {
    let (sx, sy) = b.shoulder;
    let w = b.waist * flare;
    let mid = f32::midpoint(sy, hem);
    format!(
        "M{:.1} {sy:.1}C{:.1} {mid:.1} {:.1} {mid:.1} {:.1} {hem:.1}Q0 {:.1} {w:.1} {hem:.1}C{:.1} {mid:.1} {:.1} {mid:.1} {sx:.1} {sy:.1}Q0 {:.1} {:.1} {sy:.1}Z",
        -sx,
        -sx - 1.0,
        -w * 0.9,
        -w,
        hem + 5.0,
        w * 0.9,
        sx + 1.0,
        sy - 6.0,
        -sx
    )
}

fn torso(c: &mut Canvas, who: &Character, b: &Build) {
    let hem = if matches!(who.kind, Kind::Person(_)) { b.hip } else { b.hip + 3.0 };
    c.shape(&torso_path(b, hem, 1.0), who.coat);
    if let Kind::Animal(species) = who.kind {
        let mid = f32::midpoint(b.shoulder.1, b.hip) + 3.0;
        c.glaze(&path::ellipse(1.0, mid, b.waist * 0.64, (b.hip - b.shoulder.1) * 0.44), who.belly, 1.0);
        tails::marks_on_body(c, who, species, b);
    }
    clothes::dress(c, who, b);
}

/// Asleep on the ground: a soft mound with the head at one end. People have a pillow and a blanket.
fn lying(c: &mut Canvas, who: &Character, b: &Build, pose: Pose) {
    let person = matches!(who.kind, Kind::Person(_));
    let high = if person { 30.0 } else { 36.0 };
    if person {
        c.shape("M-58 0Q-62 -20 -40 -20H-6Q4 -18 2 0Z", super::super::color::hex(0xfdf8ee));
    }
    let blanket = clothes::main_color(who);
    let mound = format!("M-34 0Q-36 -{high} 6 -{high}Q48 -{high} 52 -8Q53 0 44 0Z");
    c.shape(&mound, if person { blanket } else { who.coat });
    if person {
        c.glaze(&format!("M-30 -14Q-24 -{high} 2 -{high}Q-14 -18 -16 0H-33Z"), blanket.lighter(0.55), 0.9);
        for (x, y) in [(14.0, -20.0), (30.0, -14.0), (20.0, -7.0), (40.0, -6.0), (5.0, -12.0)] {
            c.glaze(&path::circle(x, y, 2.6), blanket.lighter(0.6), 0.8);
        }
    } else {
        c.glaze("M-20 0Q-10 -18 8 -16Q26 -12 24 0Z", who.belly, 0.9);
        c.open("translate(20 0)");
        tails::curled(c, who);
        c.close();
    }
    let (hx, hy) = (-26.0 - b.head.0, -b.radius.1 * 0.86 - 3.0 - b.head.1);
    c.open(&format!("translate({hx:.1} {hy:.1}) rotate(-13 {:.1} {:.1})", b.head.0, b.head.1));
    head::behind(c, who, b, pose);
    head::draw(c, who, b, pose, 0.2);
    c.close();
    zzz(c, (-4.0, -52.0));
}

/// Letters of sleep, as strokes.
pub(super) fn zzz(c: &mut Canvas, (x, y): Point) {
    for (dx, dy, s) in [(0.0, 0.0, 5.0), (11.0, -11.0, 7.0), (25.0, -25.0, 9.5)] {
        c.thin(
            &format!("M{:.1} {:.1}h{s:.1}l-{s:.1} {s:.1}h{s:.1}", x + dx, y + dy),
            super::super::color::hex(0x7f8fc0),
            2.0,
            0.9,
        );
    }
}

/// Notes in the air beside somebody who sings.
pub(super) fn notes(c: &mut Canvas, (x, y): Point, color: Color) {
    for (dx, dy, s) in [(0.0, 0.0, 0.8), (12.0, -11.0, 1.0), (24.0, -2.0, 0.75)] {
        c.open(&format!("translate({:.1} {:.1}) scale({s:.2})", x + dx, y + dy));
        c.line("M2.6 0V-12Q8 -11 8 -6", color, 1.9);
        c.shape(&path::ellipse(0.0, 0.4, 3.4, 2.6), color);
        c.close();
    }
}
