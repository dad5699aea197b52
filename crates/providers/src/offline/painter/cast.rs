//! Who stands where: sizes, positions, which way they look, in the water or in the air.

use talewright_domain::{Framing, Scene};

use super::canvas::Drawing;
use super::color::{Color, hex};
use super::figures::{self, Act, Character, Kind, Pose, View};
use super::path;
use super::props::Prop;
use super::scenery;
use super::stage::{Floor, Ground, Stage};
use super::things::{self, At, Thing};
use super::words::Words;

/// More than this are not seen in one picture.
const MOST: usize = 8;

/// What carries a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Support {
    Ground,
    /// Water behind the ground.
    Water,
    Bed,
}

/// A figure in its place.
pub(super) struct Placed {
    pub(super) who: Character,
    drawing: Drawing,
    pub(super) x: f32,
    /// The height of the feet.
    pub(super) y: f32,
    /// Where the ground below them is.
    pub(super) foot: f32,
    /// Picture units in one figure unit; a figure is 100 high.
    pub(super) scale: f32,
    pub(super) mirrored: bool,
    act: Act,
    boat: Option<Color>,
    pub(super) on: Support,
}

impl Placed {
    /// Width in figure units.
    pub(super) fn breadth(&self) -> f32 {
        if self.act == Act::Sleep { 100.0 } else { breadth(&self.who) }
    }

    pub(super) fn paint(&self, s: &mut Stage) {
        if let Some(color) = self.boat {
            hull(s, self, color, false);
        }
        s.c.place(&self.drawing, self.x, self.y, self.scale, self.mirrored);
        if self.on == Support::Water {
            let foam = s.lit(hex(0xeaf6f8), 0.0);
            let reach = self.scale * self.breadth() * 0.42;
            s.c.glaze(&path::ellipse(self.x, self.foot, reach, 5.0), foam, 0.6);
        }
        if let Some(color) = self.boat {
            hull(s, self, color, true);
        }
    }

    /// What shines in the dark: where and how far.
    pub(super) fn glow(&self) -> Option<(f32, f32, f32)> {
        let own = matches!(self.who.kind, Kind::Thing(thing) if thing.glows());
        let held = self.who.carries.is_some_and(|(thing, _)| thing.glows());
        let top = if matches!(self.who.kind, Kind::Thing(Thing::Lighthouse)) { 86.0 } else { 50.0 };
        let side = if self.mirrored { -22.0 } else { 22.0 };
        match (own, held) {
            (true, _) => Some((self.x, self.y - top * self.scale, 95.0 * self.scale)),
            (_, true) => Some((self.x + side * self.scale, self.y - 24.0 * self.scale, 70.0 * self.scale)),
            _ => None,
        }
    }
}

/// The width of a figure in its own units.
pub(super) fn breadth(who: &Character) -> f32 {
    match who.kind {
        Kind::Person(_) => 56.0,
        Kind::Animal(_) => 74.0,
        Kind::Critter(critter) if critter.swims() => 136.0,
        Kind::Critter(_) => 112.0,
        Kind::Thing(thing) => thing.half() * 2.0 + 30.0,
        Kind::Unknown => 78.0,
    }
}

/// The objects that figures are, by name, so that the scenery need not have them too.
pub(super) fn things_in(scene: &Scene) -> Vec<String> {
    let mut taken = Vec::new();
    for figure in &scene.figures {
        let who = Character::read(&figure.name, &figure.appearance);
        match who.kind {
            Kind::Thing(Thing::Lighthouse) => taken.push("lighthouse".to_owned()),
            Kind::Thing(Thing::House) => taken.push("house".to_owned()),
            Kind::Thing(Thing::Boat) => taken.push("boat".to_owned()),
            Kind::Thing(Thing::Bridge) => taken.push("bridge".to_owned()),
            _ => {}
        }
    }
    for prop in &scene.props {
        taken.extend(
            Words::new(prop)
                .iter()
                .filter(|w| matches!(*w, "lighthouse" | "house" | "boat" | "bridge"))
                .map(str::to_owned),
        );
    }
    taken
}

/// How near the viewer is: the height of a child as a fraction of the picture's.
fn shot(s: &mut Stage, scene: &Scene, people: usize) -> f32 {
    let near = match scene.framing {
        Framing::Cover => 0.48,
        _ => s.rng.pick(&[0.40, 0.45, 0.45, 0.52]),
    };
    let crowd = match people {
        0 | 1 => 1.06,
        2 => 1.0,
        3 => 0.86,
        4 => 0.76,
        _ => 0.64,
    };
    near * crowd
}

/// Fractions of the width, the hero first.
fn slots(people: usize, cover: bool) -> &'static [f32] {
    match people {
        0 | 1 if cover => &[0.5],
        0 | 1 => &[0.36],
        2 if cover => &[0.42, 0.72],
        2 => &[0.34, 0.69],
        3 => &[0.44, 0.74, 0.17],
        4 => &[0.38, 0.62, 0.14, 0.86],
        5 => &[0.50, 0.30, 0.70, 0.12, 0.88],
        _ => &[0.42, 0.60, 0.26, 0.76, 0.12, 0.90, 0.34, 0.68],
    }
}

/// Gives every figure its place; takes the props that they hold.
pub(super) fn place(s: &mut Stage, scene: &Scene, floor: Floor, props: &mut Vec<Prop>) -> Vec<Placed> {
    let cover = scene.framing == Framing::Cover;
    let people = scene.figures.len().min(MOST);
    let child = shot(s, scene, people) * s.h.min(s.w * 1.25);
    let flip = !cover && s.rng.chance(0.5);
    let aboard = boat_for(scene, floor);
    let mut placed = Vec::new();
    for (i, figure) in scene.figures.iter().take(MOST).enumerate() {
        let mut who = Character::read(&figure.name, &figure.appearance);
        let pose = pose_of(scene, i);
        hold(&mut who, pose, &figure.pose, i, props);
        let slot = slots(people, cover).get(i).copied().unwrap_or(0.5);
        let slot = if flip { 1.0 - slot } else { slot };
        // On the cover even a mouse is large.
        let size = who.size.powf(if cover && i == 0 { 0.3 } else { 0.66 });
        let tall = (child * size).min(s.h * if cover { 0.50 } else { 0.60 });
        // Who stands aside stands a little further back.
        let back = if i < 2 || people < 3 { 0.0 } else { 0.022 * s.h };
        let nudge = if i % 2 == 1 { 0.012 * s.h } else { 0.0 };
        let mut it = Placed {
            drawing: figures::draw(&who, View { pose, turn: 0.45, waterline: None }, s.c.style),
            who,
            x: s.w * slot,
            y: floor.y - back + nudge,
            foot: floor.y - back + nudge,
            scale: tall / 100.0,
            mirrored: if people == 1 { slot > 0.52 } else { slot > 0.5 },
            act: pose.act,
            boat: None,
            on: Support::Ground,
        };
        settle(s, &mut it, pose, floor, aboard);
        placed.push(it);
    }
    spread(s, &mut placed);
    tuck_in(&mut placed, floor);
    // The furthest first.
    placed.sort_by(|a, b| a.foot.total_cmp(&b.foot));
    placed
}

fn pose_of(scene: &Scene, index: usize) -> Pose {
    let Some(figure) = scene.figures.get(index) else { return Pose::default() };
    let text = if figure.pose.trim().is_empty() && index == 0 { &scene.action } else { &figure.pose };
    Pose::read(text, &scene.mood)
}

/// Puts a prop into a hand if the pose asks for one.
fn hold(who: &mut Character, pose: Pose, words: &str, index: usize, props: &mut Vec<Prop>) {
    if who.carries.is_some() || matches!(pose.act, Act::Sleep | Act::Read) {
        return;
    }
    let words = Words::new(words);
    let named = props
        .iter()
        .position(|p| p.thing.place() == At::Hand && words.iter().any(|w| things::thing(w) == Some(p.thing)));
    let any = || {
        props.iter().position(|p| p.thing.place() == At::Hand).filter(|_| index == 0 && pose.act == Act::Hold)
    };
    if let Some(at) = named.or_else(any) {
        let prop = props.remove(at);
        who.carries = Some((prop.thing, prop.color));
    }
}

/// The colour of the boat that carries everybody over water.
fn boat_for(scene: &Scene, floor: Floor) -> Option<Color> {
    let text = format!("{} {} {}", scene.action, scene.place, scene.props.join(" , "));
    let sails = Words::new(&text).has(&["boat", "ship", "sail", "raft", "canoe", "deck", "row"]);
    (floor.ground == Ground::Water && sails).then_some(hex(0xc8553d))
}

/// In the air, in the water, aboard.
fn settle(s: &mut Stage, it: &mut Placed, pose: Pose, floor: Floor, aboard: Option<Color>) {
    let tall = it.scale * 100.0;
    let swimmer = matches!(it.who.kind, Kind::Critter(c) if c.swims());
    let redraw = |pose: Pose, waterline: f32, who: &Character, s: &Stage| {
        figures::draw(who, View { pose, turn: 0.45, waterline: Some(waterline) }, s.c.style)
    };
    let resting = matches!(pose.act, Act::Sleep | Act::Sit);
    if let Some(water) = floor.water.filter(|_| swimmer || it.who.floats()) {
        // Further off than those on land, so smaller.
        let line = if swimmer { 22.0 } else { 7.0 };
        it.drawing = redraw(pose, line, &it.who, s);
        it.scale *= 0.78;
        it.y = water + line * it.scale;
        it.foot = water;
        it.on = Support::Water;
        return;
    }
    match floor.ground {
        Ground::Water if it.who.flies() && !resting => it.y -= s.h * 0.16,
        Ground::Water if it.who.floats() => {
            it.drawing = redraw(pose, 7.0, &it.who, s);
            it.y += tall * 0.1;
        }
        Ground::Water if swimmer => {
            it.drawing = redraw(pose, 22.0, &it.who, s);
            it.y += tall * 0.24;
        }
        Ground::Water if matches!(it.who.kind, Kind::Thing(t) if t.is_rooted()) => {
            let (x, y) = (it.x, it.y);
            for (dx, size) in [(-0.3, 0.34), (0.32, 0.3), (0.0, 0.44)] {
                scenery::rock(s, x + dx * tall, y + tall * 0.06, tall * size, 0.0);
            }
        }
        Ground::Water if aboard.is_some() => {
            it.boat = aboard;
            it.drawing = redraw(pose, 20.0, &it.who, s);
        }
        Ground::Water => {
            let act = if pose.act == Act::Stand { Act::Swim } else { pose.act };
            it.drawing = redraw(Pose { act, ..pose }, 34.0, &it.who, s);
            it.y += tall * 0.3;
        }
        Ground::Air | Ground::Deep => {
            let act = match (floor.ground, pose.act) {
                (Ground::Air, Act::Stand | Act::Walk) => Act::Fly,
                (_, Act::Stand | Act::Walk) => Act::Swim,
                (_, act) => act,
            };
            it.drawing = figures::draw(
                &it.who,
                View { pose: Pose { act, ..pose }, turn: 0.45, waterline: None },
                s.c.style,
            );
            it.y -= s.rng.range(0.0, 0.13) * s.h;
            if swimmer {
                it.y -= s.h * 0.08;
            }
        }
        Ground::Solid
            if !resting
                && (pose.act == Act::Fly
                    || (it.who.flies() && !matches!(it.who.kind, Kind::Person(_) | Kind::Animal(_)))) =>
        {
            it.y -= s.h * 0.13;
        }
        Ground::Solid => {}
    }
}

/// The first who sleeps has the bed, if there is one.
fn tuck_in(placed: &mut [Placed], floor: Floor) {
    let sleeper = placed.iter_mut().find(|p| p.act == Act::Sleep);
    if let (Some(it), Some(bed)) = (sleeper, floor.bed) {
        it.scale = it.scale.min(bed.length / it.breadth());
        (it.x, it.y, it.foot) = (bed.x, bed.y, bed.y);
        it.mirrored = bed.pillow_right;
        it.on = Support::Bed;
    }
}

/// Moves and shrinks everybody until no face is hidden and nobody is cut off.
fn spread(s: &Stage, placed: &mut [Placed]) {
    let total: f32 = placed.iter().map(|p| p.scale * p.breadth() * 0.8).sum();
    let fit = (s.w * 0.95 / total.max(1.0)).min(1.0);
    for it in placed.iter_mut() {
        it.scale *= fit;
        let half = it.scale * it.breadth() * 0.5;
        it.x = it.x.clamp((half + 14.0).min(s.w * 0.5), (s.w - half - 14.0).max(s.w * 0.5));
    }
    let mut order: Vec<usize> = (0..placed.len()).collect();
    order.sort_by(|a, b| {
        let x = |i: &usize| placed.get(*i).map_or(0.0, |p| p.x);
        x(a).total_cmp(&x(b))
    });
    for _ in 0..6 {
        for pair in order.windows(2) {
            let &[a, b] = pair else { continue };
            push_apart(s, placed, a, b);
        }
    }
}

fn push_apart(s: &Stage, placed: &mut [Placed], a: usize, b: usize) {
    let Ok([left, right]) = placed.get_disjoint_mut([a, b]) else { return };
    let need = (left.scale * left.breadth() + right.scale * right.breadth()) * 0.43;
    let gap = right.x - left.x;
    if gap < need {
        let step = (need - gap) * 0.5;
        let (lh, rh) = (left.scale * left.breadth() * 0.5, right.scale * right.breadth() * 0.5);
        left.x = (left.x - step).max(lh.min(s.w * 0.5));
        right.x = (right.x + step).min((s.w - rh).max(s.w * 0.5));
    }
}

/// The boat round somebody's waist: the mast behind, the hull before.
fn hull(s: &mut Stage, it: &Placed, color: Color, front: bool) {
    let k = it.scale;
    let (x, y) = (it.x, it.y - 16.0 * k);
    if !front {
        let mast = s.lit(s.palette.wood, 0.0);
        let side = if it.mirrored { 1.0 } else { -1.0 };
        let mx = x + side * 26.0 * k;
        s.c.line(&format!("M{mx:.1} {y:.1}V{:.1}", y - 118.0 * k), mast, 3.6 * k);
        let d = format!(
            "M{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}L{:.1} {:.1}Z",
            mx + side * 3.0 * k,
            y - 114.0 * k,
            mx + side * 46.0 * k,
            y - 70.0 * k,
            mx + side * 40.0 * k,
            y - 24.0 * k,
            mx + side * 3.0 * k,
            y - 22.0 * k
        );
        s.put(&d, hex(0xfdf4e0), 0.0);
        return;
    }
    s.c.set_subject(true);
    let d = format!(
        "M{:.1} {:.1}Q{x:.1} {:.1} {:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}H{:.1}Q{:.1} {:.1} {:.1} {:.1}Z",
        x - 52.0 * k,
        y - 8.0 * k,
        y + 3.0 * k,
        x + 52.0 * k,
        y - 8.0 * k,
        x + 46.0 * k,
        y + 24.0 * k,
        x + 26.0 * k,
        y + 27.0 * k,
        x - 26.0 * k,
        x - 46.0 * k,
        y + 24.0 * k,
        x - 52.0 * k,
        y - 8.0 * k
    );
    s.c.shape(&d, color);
    let band = hex(0xfdf4e0);
    s.c.thin(
        &format!(
            "M{:.1} {:.1}Q{x:.1} {:.1} {:.1} {:.1}",
            x - 49.0 * k,
            y - 1.0 * k,
            y + 10.0 * k,
            x + 49.0 * k,
            y - 1.0 * k
        ),
        band,
        3.2 * k,
        0.95,
    );
    s.c.set_subject(false);
    s.c.glaze(&path::ellipse(x, y + 28.0 * k, 56.0 * k, 4.0 * k), hex(0xeaf6f8), 0.5);
}
