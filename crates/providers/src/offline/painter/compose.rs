//! From a scene to a picture: place, figures, props, light, in this order.

use talewright_domain::{Framing, Scene};

use super::canvas::Canvas;
use super::cast::{self, Placed, Support};
use super::color::{WHITE, hex};
use super::figures::Feeling;
use super::light::{Light, Time, Weather};
use super::palette::Palette;
use super::path;
use super::places::Place;
use super::props;
use super::rng::Rng;
use super::sheet;
use super::sky;
use super::stage::{Floor, Ground, Stage};
use super::style::Style;

/// Narrowest and widest picture that is composed; beyond it the edges are cut.
const ASPECT: (f32, f32) = (0.45, 2.4);

/// Draws the scene as an SVG document of `width` by `height` pixels. Pure: the same scene and size give the
/// same text.
#[must_use]
pub fn compose(scene: &Scene, width: u32, height: u32) -> String {
    let aspect = (width.max(1) as f32 / height.max(1) as f32).clamp(ASPECT.0, ASPECT.1);
    let (w, h) = if aspect >= 1.0 { (1000.0 * aspect, 1000.0) } else { (1000.0, 1000.0 / aspect) };
    let mut stage = set_stage(scene, w, h);
    match scene.framing {
        Framing::Sheet => sheet::paint(&mut stage, scene),
        Framing::Cover | Framing::Page => paint(&mut stage, scene),
    }
    stage.c.finish(w, h, (width.max(1), height.max(1)))
}

fn set_stage(scene: &Scene, w: f32, h: f32) -> Stage {
    let palette = Palette::of(scene.story_seed);
    let (time, weather) = (Time::read(&scene.time_of_day), Weather::read(&scene.weather));
    // The place's own chance: the same place looks the same on all pages of a story, until another view is wished.
    let rng = Rng::of(scene.story_seed ^ scene.variation, &scene.place);
    let mut light = Light::new(time, weather, scene.story_seed, palette.key);
    light.lean_on(Feeling::read(&scene.mood));
    Stage {
        c: Canvas::new(Style::read(&scene.style)),
        light,
        palette,
        rng,
        w,
        h,
        taken: cast::things_in(scene),
    }
}

fn paint(s: &mut Stage, scene: &Scene) {
    let place = Place::read(&scene.place);
    let floor = place.paint(s);
    s.rng = Rng::of(scene.story_seed ^ scene.variation, &format!("{}|{}", scene.place, scene.action));
    if scene.framing == Framing::Cover {
        calm_top(s, place);
    }
    let mut props = props::read(scene);
    let placed = cast::place(s, scene, floor, &mut props);
    props::paint_behind(s, &props, &placed, floor, scene.framing);
    for figure in &placed {
        shadow(s, figure, floor);
    }
    for figure in &placed {
        figure.paint(s);
    }
    props::paint_before(s, &props, &placed, floor);
    place.paint_front(s, floor);
    if place.has_weather() {
        sky::weather(s);
    }
    finish(s, place, &placed);
}

/// Room for the title: the upper third loses its contrasts.
fn calm_top(s: &mut Stage, place: Place) {
    if place.is_indoors() {
        return;
    }
    let sky = s.light.sky[0].mix(s.light.sky[1], 0.4);
    let sky = if matches!(place, Place::Space | Place::Moon) { hex(0x1a1c50) } else { sky };
    let (w, h) = (s.w, s.h);
    s.c.veil(&path::rect(-20.0, -20.0, w + 40.0, h * 0.42), sky, 0.62, 0.0);
}

fn shadow(s: &mut Stage, figure: &Placed, floor: Floor) {
    if floor.ground != Ground::Solid || figure.on != Support::Ground {
        return;
    }
    let high = (floor.y - figure.y).max(0.0) / s.h;
    let reach = figure.scale * figure.breadth() * 0.5 * (1.0 - high).max(0.3);
    let strength = (0.30 - high).max(0.1) * (1.0 - 0.35 * s.light.darkness);
    let x = figure.x - s.light.side * reach * 0.28;
    let y = figure.y.max(figure.foot) + figure.scale * 0.6;
    let color = hex(0x2a2350);
    s.c.glaze(&path::ellipse(x, y, reach * 1.16, reach * 0.21), color, strength * 0.5);
    s.c.glaze(&path::ellipse(x, y, reach * 0.86, reach * 0.14), color, strength * 0.7);
}

/// The hour lies over everything; lamps shine through it.
fn finish(s: &mut Stage, place: Place, placed: &[Placed]) {
    let (color, mut strength) = s.light.over;
    if place.is_indoors() {
        strength *= 0.35;
    }
    let sheet = s.sheet();
    if strength > 0.01 && !matches!(place, Place::Space | Place::Moon) {
        s.c.set_subject(true);
        s.c.glaze(&sheet, color, strength);
        s.c.set_subject(false);
    }
    let (w, h) = (s.w, s.h);
    s.c.veil(&path::rect(-20.0, h * 0.66, w + 40.0, h * 0.36), hex(0x2a1f48), 0.0, 0.2);
    if s.light.is_dark() {
        for (x, y, r) in placed.iter().filter_map(Placed::glow) {
            s.c.glow(x, y, r, hex(0xffe2a0), 0.5);
        }
    } else if s.light.has_sun()
        && !place.is_indoors()
        && !matches!(place, Place::Space | Place::Moon | Place::Underwater)
    {
        let (x, r) = (s.sunward(0.1), w.max(h) * 0.75);
        s.c.glow(x, -40.0, r, WHITE.mix(hex(0xffe9b0), 0.8), 0.26);
    }
}
