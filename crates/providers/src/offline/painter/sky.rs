//! Sky: gradient, sun or moon, stars, clouds; and what falls from it.

use super::color::{Color, WHITE, hex};
use super::light::{Time, Weather};
use super::path;
use super::stage::Stage;

/// Everything behind the land, down to `horizon`.
pub(super) fn paint(s: &mut Stage, horizon: f32) {
    let [top, middle, low] = s.light.sky;
    let d = path::rect(-20.0, -20.0, s.w + 40.0, horizon + 120.0);
    s.c.backdrop(&d, top, middle, low);
    if s.light.is_dark() && !s.light.is_wet() {
        stars(s, horizon);
    }
    if s.light.has_sun() {
        let x = s.sunward(0.2);
        let y = horizon * (0.92 - 0.78 * s.light.height);
        if s.light.is_dark() { moon(s, x, y.max(110.0)) } else { sun(s, x, y.max(110.0)) }
    }
    let clouds = match s.light.weather {
        Weather::Clear => 3,
        Weather::Wind => 5,
        Weather::Snow | Weather::Fog => 4,
        Weather::Cloudy | Weather::Rain | Weather::Storm => 8,
    };
    for i in 0..clouds {
        let slot = (i as f32 + s.rng.range(0.15, 0.85)) / clouds as f32;
        let y = horizon * s.rng.range(0.10, 0.62);
        let size = s.rng.range(60.0, 125.0) * (1.15 - y / horizon * 0.5);
        let x = s.x(slot);
        cloud(s, x, y, size, y / horizon * 0.5);
    }
}

fn sun(s: &mut Stage, x: f32, y: f32) {
    let (disc, halo) = match s.light.time {
        Time::Dawn => (hex(0xffd2a0), hex(0xfff0d8)),
        Time::Sunset => (hex(0xffb347), hex(0xffdf9a)),
        _ => (hex(0xffe27a), hex(0xfff6cf)),
    };
    let r = if s.light.height < 0.2 { 78.0 } else { 62.0 };
    s.c.glow(x, y, r * 5.2, halo, 0.75);
    s.c.glaze(&path::circle(x, y, r * 1.35), halo, 0.4);
    s.c.set_subject(true);
    s.c.glaze(&path::circle(x, y, r), disc, 1.0);
    s.c.set_subject(false);
}

fn moon(s: &mut Stage, x: f32, y: f32) {
    let pale = hex(0xfff4d2);
    s.c.glow(x, y, 300.0, hex(0xdfe6ff), 0.5);
    s.c.set_subject(true);
    if s.rng.chance(0.5) {
        s.c.glaze(&path::circle(x, y, 58.0), pale, 1.0);
        for (dx, dy, r) in [(-18.0, -14.0, 12.0), (16.0, 8.0, 15.0), (-8.0, 24.0, 8.0)] {
            s.c.glaze(&path::circle(x + dx, y + dy, r), hex(0xe5d6b0), 0.55);
        }
    } else {
        let d = format!(
            "M{:.1} {:.1}A58 58 0 1 0 {:.1} {:.1}A46 46 0 1 1 {:.1} {:.1}Z",
            x + 14.0,
            y - 56.0,
            x + 50.0,
            y + 30.0,
            x + 14.0,
            y - 56.0
        );
        s.c.glaze(&d, pale, 1.0);
    }
    s.c.set_subject(false);
}

fn stars(s: &mut Stage, horizon: f32) {
    let amount = (110.0 * s.light.darkness * (s.w / 1000.0)) as usize;
    for _ in 0..amount {
        let (x, y) = (s.rng.range(0.0, s.w), s.rng.range(0.0, horizon * 0.9));
        let size = s.rng.range(1.2, 3.2);
        if s.rng.chance(0.14) {
            s.c.pure(&path::star(x, y, size * 4.0, size, 4), hex(0xfff6d8));
        } else {
            let fade = s.rng.range(0.4, 0.95);
            s.c.glaze(&path::circle(x, y, size), hex(0xfff9e8), fade);
        }
    }
}

/// A cloud with a flat base.
pub(super) fn cloud(s: &mut Stage, x: f32, y: f32, size: f32, distance: f32) {
    let white = if s.light.is_wet() { hex(0xaab4c2) } else { WHITE };
    let body = s.lit(white, 0.0).mix(s.light.sky[1], 0.18 + distance * 0.4);
    let shade = body.mix(s.light.sky[0], 0.35);
    let d = cloud_path(s, x, y, size);
    s.c.fade(&d, body, shade.mix(body, 0.45));
}

/// Round bumps along a flat arch.
fn cloud_path(s: &mut Stage, x: f32, y: f32, size: f32) -> String {
    let bumps = 4 + s.rng.below(3);
    let (width, height) = (size * (1.0 + 0.12 * bumps as f32), size * 0.62);
    let (mut px, mut py) = (x - width, y);
    let mut d = format!("M{px:.1} {py:.1}");
    for i in 1..=bumps {
        let wobble = if i == bumps { 0.0 } else { s.rng.range(-0.10, 0.10) };
        let a = std::f32::consts::PI * (1.0 - (i as f32 / bumps as f32 + wobble / bumps as f32));
        let lift = if i == bumps { 0.0 } else { s.rng.range(0.8, 1.2) };
        let (nx, ny) = (x + width * a.cos(), y - height * a.sin() * lift);
        let r = (nx - px).hypot(ny - py) * 0.56;
        d.push_str(&format!("A{r:.1} {r:.1} 0 0 1 {nx:.1} {ny:.1}"));
        (px, py) = (nx, ny);
    }
    d.push_str(&format!(
        "Q{:.1} {:.1} {x:.1} {:.1}Q{:.1} {:.1} {:.1} {y:.1}Z",
        px - width * 0.1,
        y + size * 0.16,
        y + size * 0.14,
        x - width * 0.9,
        y + size * 0.16,
        x - width
    ));
    d
}

/// What the weather lays over the finished scene.
pub(super) fn weather(s: &mut Stage) {
    match s.light.weather {
        Weather::Rain => rain(s, 90, 0.4),
        Weather::Storm => {
            rain(s, 150, 0.5);
            lightning(s);
        }
        Weather::Snow => snow(s),
        Weather::Fog => fog(s),
        Weather::Wind => wind(s),
        Weather::Clear | Weather::Cloudy => {}
    }
}

fn rain(s: &mut Stage, drops: usize, opacity: f32) {
    let color = hex(0xe6f1fa);
    for _ in 0..drops {
        let (x, y) = (s.rng.range(-40.0, s.w + 40.0), s.rng.range(-20.0, s.h));
        let length = s.rng.range(22.0, 58.0);
        let d = format!("M{x:.1} {y:.1}l{:.1} {length:.1}", -length * 0.26);
        s.c.thin(&d, color, 2.6, opacity);
    }
}

fn lightning(s: &mut Stage) {
    let x = s.sunward(0.72);
    let y = s.y(0.05);
    let d = path::polygon(&[
        (x, y),
        (x - 50.0, y + 150.0),
        (x - 8.0, y + 138.0),
        (x - 62.0, y + 300.0),
        (x + 44.0, y + 112.0),
        (x + 6.0, y + 118.0),
        (x + 40.0, y),
    ]);
    s.c.glow(x - 10.0, y + 130.0, 240.0, hex(0xfff3b8), 0.6);
    s.c.pure(&d, hex(0xfff0a0));
}

fn snow(s: &mut Stage) {
    for _ in 0..150 {
        let (x, y) = (s.rng.range(0.0, s.w), s.rng.range(0.0, s.h));
        let near = s.rng.unit();
        s.c.glaze(&path::circle(x, y, 2.5 + near * near * 8.0), WHITE, 0.55 + near * 0.4);
    }
}

fn fog(s: &mut Stage) {
    let color = s.light.haze.lighter(0.25);
    let (w, h) = (s.w + 40.0, s.h);
    for (y, depth, strength) in [(0.34, 0.13, 0.30), (0.56, 0.10, 0.36), (0.80, 0.09, 0.26)] {
        let middle = y * h + s.rng.range(-14.0, 14.0);
        s.c.veil(&path::rect(-20.0, middle - depth * h, w, depth * h), color, 0.0, strength);
        s.c.veil(&path::rect(-20.0, middle, w, depth * h), color, strength, 0.0);
    }
    for _ in 0..7 {
        let (x, y) = (s.rng.range(0.0, s.w), s.rng.range(0.3, 0.85) * h);
        let long = s.rng.range(120.0, 300.0);
        s.c.glaze(&path::ellipse(x, y, long, 13.0), color.lighter(0.3), 0.14);
    }
}

fn wind(s: &mut Stage) {
    for i in 0..6_u8 {
        let y = s.y(0.08 + 0.13 * f32::from(i)) + s.rng.range(-30.0, 30.0);
        let x = s.rng.range(-40.0, s.w * 0.6);
        let long = s.rng.range(150.0, 320.0);
        let d = format!("M{x:.1} {y:.1}q{:.1} -26 {long:.1} -6q46 10 44 -16q-6 -20 -26 -10", long * 0.5);
        s.c.thin(&d, WHITE, 4.0, 0.55);
    }
    leaves(s);
}

fn leaves(s: &mut Stage) {
    let leaves: [Color; 4] = [s.palette.accent, s.palette.leaves[0], s.palette.leaves[1], s.palette.roofs[2]];
    for _ in 0..14 {
        let (x, y) = (s.rng.range(0.0, s.w), s.rng.range(0.1, 0.8) * s.h);
        let turn = s.rng.range(0.0, 360.0);
        let color = s.rng.pick(&leaves);
        s.c.open(&format!("translate({x:.1} {y:.1}) rotate({turn:.0})"));
        s.dab("M-11 0Q0 -9 11 0Q0 9 -11 0Z", color, 0.95);
        s.c.close();
    }
}
