//! By the sea, on it and under it.

use super::super::color::{WHITE, hex};
use super::super::path;
use super::super::scenery::{house, lighthouse, palm, peak, rock, sailboat, swell, water};
use super::super::sky;
use super::super::stage::{Floor, Ground, Stage};

pub(super) fn sea(s: &mut Stage) -> Floor {
    let horizon = s.y(0.5);
    sky::paint(s, horizon);
    let far = s.palette.rock.mix(s.palette.leaves[2], 0.3);
    let x = s.sunward(0.75);
    s.put(&path::ellipse(x, horizon + 6.0, s.w * 0.2, 34.0), far, 0.9);
    let blue = s.palette.water;
    water(s, horizon, blue);
    if !s.has("boat") {
        let accent = s.palette.accent;
        sailboat(s, s.w - x + s.w * 0.08, horizon + 26.0, 46.0, accent, 0.5);
    }
    gulls(s, horizon);
    swell(s, s.y(0.64), 9.0, blue.darker(0.1), 0.45);
    Floor::new(s.y(0.80), Ground::Water)
}

fn gulls(s: &mut Stage, horizon: f32) {
    let color = s.lit(hex(0x5a6478), 0.2);
    for _ in 0..4 {
        let (x, y) = (s.rng.range(0.1, 0.9) * s.w, horizon * s.rng.range(0.25, 0.75));
        let r = s.rng.range(10.0, 20.0);
        s.c.thin(
            &format!(
                "M{:.1} {:.1}q{:.1} {:.1} {r:.1} 0q{:.1} {:.1} {r:.1} 0",
                x - r,
                y,
                r * 0.5,
                -r * 0.7,
                r * 0.5,
                -r * 0.7
            ),
            color,
            3.0,
            0.8,
        );
    }
}

pub(super) fn harbour(s: &mut Stage) -> Floor {
    let horizon = s.y(0.47);
    sky::paint(s, horizon);
    let blue = s.palette.water;
    let far = s.palette.leaves[2];
    s.ridge(horizon - 26.0, 20.0, 1.1, far, 0.8);
    let town = s.sunward(0.72);
    for i in 0..5_u8 {
        let size = s.rng.range(60.0, 92.0);
        let x = town + (f32::from(i) - 2.0) * 78.0;
        house(s, x, horizon + 6.0, size, size * 1.25, 0.45);
    }
    water(s, horizon, blue);
    let light_x = s.sunward(0.16);
    for (dx, size) in [(-90.0, 70.0), (80.0, 64.0), (0.0, 110.0)] {
        rock(s, light_x + dx, horizon + 66.0, size, 0.3);
    }
    if !s.has("lighthouse") {
        lighthouse(s, light_x, horizon + 14.0, s.h * 0.33, 0.2);
    }
    let accent = s.palette.roofs[3];
    sailboat(s, s.sunward(0.52), horizon + 70.0, 62.0, accent, 0.25);
    gulls(s, horizon);
    pier(s)
}

/// A wooden pier across the foreground.
fn pier(s: &mut Stage) -> Floor {
    let top = s.y(0.76);
    let wood = s.palette.wood.lighter(0.1);
    for i in 0..7_u8 {
        let x = s.x((f32::from(i) + 0.5) / 7.0);
        s.put(&path::rect(x - 15.0, top + 20.0, 30.0, s.h - top), wood.darker(0.35), 0.0);
    }
    s.put(&path::rect(-20.0, top + 84.0, s.w + 40.0, 34.0), wood.darker(0.25), 0.0);
    s.put(&path::rect(-20.0, top, s.w + 40.0, 88.0), wood, 0.0);
    let seam = s.lit(wood.darker(0.4), 0.0);
    for i in 0..15_u8 {
        let x = s.x(f32::from(i) / 14.0);
        s.c.thin(&format!("M{x:.1} {top:.1}l{:.1} 86", (x - s.w * 0.5) * 0.06), seam, 2.5, 0.6);
    }
    for fraction in [0.06, 0.94] {
        let x = s.x(fraction);
        s.put(&path::rounded(x - 20.0, top - 62.0, 40.0, 90.0, 10.0), wood.darker(0.2), 0.0);
        let rope = s.lit(hex(0xe8d3a4), 0.0);
        s.c.line(
            &format!(
                "M{:.1} {:.1}q20 10 40 0M{:.1} {:.1}q20 10 40 0",
                x - 20.0,
                top - 36.0,
                x - 20.0,
                top - 26.0
            ),
            rope,
            7.0,
        );
    }
    Floor::shore(top + 62.0, s.y(0.745))
}

pub(super) fn beach(s: &mut Stage) -> Floor {
    let horizon = s.y(0.42);
    sky::paint(s, horizon);
    let blue = s.palette.water;
    let hills = s.palette.leaves[0];
    let x = s.sunward(0.88);
    s.put(&path::ellipse(x, horizon + 12.0, s.w * 0.26, 84.0), hills, 0.6);
    water(s, horizon, blue);
    let sand = s.palette.sand;
    let foam = s.lit(WHITE, 0.1);
    let wet = format!(
        "M-20 {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}V{:.1}H-20Z",
        s.y(0.64),
        s.x(0.3),
        s.y(0.55),
        s.x(0.6),
        s.y(0.69),
        s.w + 20.0,
        s.y(0.59),
        s.h + 20.0
    );
    s.c.glaze(&wet, foam, 0.85);
    s.c.open("translate(0 16)");
    s.put(&wet, sand.darker(0.13), 0.05);
    s.c.close();
    s.c.open("translate(0 52)");
    s.put(&wet, sand, 0.0);
    s.c.close();
    for _ in 0..40 {
        let (x, y) = (s.rng.range(0.0, s.w), s.rng.range(s.h * 0.74, s.h));
        s.dab(&path::ellipse(x, y, 5.0, 2.4), sand.darker(0.3), 0.5);
    }
    let palm_x = s.sunward(0.93);
    let lean = if palm_x > s.w * 0.5 { -90.0 } else { 90.0 };
    palm(s, palm_x, s.y(0.76), s.h * 0.42, lean, 0.0);
    shells(s);
    Floor::shore(s.y(0.86), s.y(0.56))
}

fn shells(s: &mut Stage) {
    for _ in 0..6 {
        let (x, y) = (s.rng.range(0.05, 0.95) * s.w, s.rng.range(0.9, 0.98) * s.h);
        let color = s.rng.pick(&[hex(0xf5c1b0), hex(0xfbe7c8), hex(0xd9a8c4)]);
        if s.rng.chance(0.4) {
            s.put(&path::star(x, y, 20.0, 9.0, 5), hex(0xe8825a), 0.0);
        } else {
            s.put(&format!("M{x:.1} {y:.1}q-22 -10 -14 -26q14 -12 28 0q8 16 -14 26Z"), color, 0.0);
        }
    }
}

pub(super) fn island(s: &mut Stage) -> Floor {
    let horizon = s.y(0.5);
    sky::paint(s, horizon);
    let blue = s.palette.water.mix(hex(0x3fb8b0), 0.45);
    water(s, horizon, blue);
    let green = s.palette.leaves[0];
    let far = s.sunward(0.62);
    peak(s, (far, horizon + 44.0), s.h * 0.27, s.w * 0.2, green, 0.45);
    s.put(&path::ellipse(far, horizon + 50.0, s.w * 0.27, 26.0), s.palette.sand, 0.35);
    let top = s.y(0.72);
    let sand = s.palette.sand;
    s.put(&path::ellipse(s.x(0.5), top + s.h * 0.16, s.w * 0.60, s.h * 0.19), hex(0xf7f3e2), 0.0);
    s.put(&path::ellipse(s.x(0.5), top + s.h * 0.17, s.w * 0.56, s.h * 0.18), sand, 0.0);
    s.put(&path::ellipse(s.x(0.5), top + s.h * 0.08, s.w * 0.36, s.h * 0.07), s.palette.grass, 0.0);
    let x = s.sunward(0.86);
    let inward = if x > s.w * 0.5 { -1.0 } else { 1.0 };
    palm(s, x, top + 90.0, s.h * 0.46, inward * 70.0, 0.0);
    palm(s, x + inward * 66.0, top + 76.0, s.h * 0.30, inward * 84.0, 0.05);
    rock(s, s.w - x + inward * 30.0, top + 110.0, 56.0, 0.0);
    Floor::shore(s.y(0.84), s.y(0.66))
}

pub(super) fn front_water(s: &mut Stage, floor: Floor) {
    let blue = s.palette.water;
    if floor.ground == Ground::Water {
        swell(s, floor.y + 22.0, 10.0, blue.darker(0.2), 0.62);
        swell(s, s.y(0.93), 12.0, blue.darker(0.35), 0.7);
    } else {
        swell(s, s.y(0.955), 8.0, blue.darker(0.2), 0.85);
    }
}

pub(super) fn underwater(s: &mut Stage) -> Floor {
    let sheet = s.sheet();
    let deep = s.palette.water.mix(hex(0x1689b0), 0.6);
    let dark = s.light.darkness;
    let top = deep.lighter(0.55 - 0.4 * dark);
    let bottom = deep.darker(0.35 + 0.4 * dark);
    s.c.backdrop(&sheet, top, deep.darker(0.4 * dark), bottom);
    for i in 0..5_u8 {
        let x = s.x(0.1 + 0.2 * f32::from(i)) + s.rng.range(-40.0, 40.0);
        let d =
            path::polygon(&[(x, -10.0), (x + 70.0, -10.0), (x + 10.0, s.h * 0.85), (x - 170.0, s.h * 0.85)]);
        s.c.veil(&d, hex(0xe8fbff), 0.28 - 0.16 * dark, 0.0);
    }
    let far = deep.mix(bottom, 0.35);
    s.ridge(s.y(0.66), 50.0, 1.2, far, 0.35);
    shoal(s);
    s.ridge(s.y(0.78), 22.0, 0.8, s.palette.sand.mix(deep, 0.22), 0.0);
    reef(s, s.y(0.80), 1.25);
    bubbles(s);
    Floor::new(s.y(0.82), Ground::Deep)
}

fn shoal(s: &mut Stage) {
    let (x, y) = (s.sunward(0.74), s.y(0.27));
    let color = s.palette.water.lighter(0.5);
    for _ in 0..9 {
        let (fx, fy) = (x + s.rng.range(-130.0, 130.0), y + s.rng.range(-70.0, 70.0));
        let r = s.rng.range(13.0, 24.0);
        let d = format!(
            "M{fx:.1} {fy:.1}q{r:.1} {:.1} {:.1} 0l{:.1} {:.1}v{:.1}l{:.1} {:.1}q{:.1} {:.1} {:.1} 0Z",
            -r,
            r * 2.0,
            r * 0.8,
            -r * 0.5,
            r,
            -r * 0.8,
            -r * 0.5,
            -r,
            r,
            -r * 2.0
        );
        s.dab(&d, color, 0.55);
    }
}

fn reef(s: &mut Stage, y: f32, size: f32) {
    let corals = [s.palette.accent, hex(0xf08a9c), hex(0xf4b25c), hex(0x9a7fd0)];
    for i in 0..9_u8 {
        let x = s.x((f32::from(i) + 0.5) / 9.0) + s.rng.range(-30.0, 30.0);
        let high = s.rng.range(60.0, 150.0) * size;
        let color = s.rng.pick(&corals);
        match s.rng.below(3) {
            0 => weed(s, x, y + 20.0, high * 1.5),
            1 => {
                let branch = s.lit(color, 0.0);
                let d = format!(
                    "M{x:.1} {:.1}v{:.1}m0 {:.1}q{:.1} {:.1} {:.1} {:.1}m{:.1} {:.1}q{:.1} {:.1} {:.1} {:.1}",
                    y + 20.0,
                    -high,
                    high * 0.5,
                    -high * 0.3,
                    0.0,
                    -high * 0.32,
                    -high * 0.36,
                    high * 0.32,
                    high * 0.5,
                    high * 0.32,
                    0.0,
                    high * 0.34,
                    -high * 0.36
                );
                s.c.limb(&d, branch, high * 0.15);
            }
            _ => s.put(&path::ellipse(x, y + 20.0, high * 0.5, high * 0.4), color, 0.0),
        }
    }
}

fn weed(s: &mut Stage, x: f32, y: f32, high: f32) {
    let green = s.lit(s.palette.leaves[0].mix(hex(0x2f8f7a), 0.4), 0.0);
    for shift in [-16.0, 0.0, 15.0] {
        let sway = s.rng.range(-30.0, 30.0);
        let d = format!(
            "M{:.1} {y:.1}q{:.1} {:.1} {shift:.1} {:.1}q{:.1} {:.1} {sway:.1} {:.1}",
            x + shift,
            -sway - 14.0,
            -high * 0.25,
            -high * 0.5,
            sway,
            -high * 0.25,
            -high * 0.5
        );
        s.c.limb(&d, green, 9.0);
    }
}

fn bubbles(s: &mut Stage) {
    for _ in 0..22 {
        let (x, y, r) = (s.rng.range(0.0, s.w), s.rng.range(0.0, s.h * 0.9), s.rng.range(3.0, 11.0));
        s.c.thin(&path::circle(x, y, r), WHITE, 2.0, 0.6);
        s.c.glaze(&path::circle(x - r * 0.3, y - r * 0.3, r * 0.28), WHITE, 0.8);
    }
}

pub(super) fn front_reef(s: &mut Stage) {
    reef(s, s.y(0.985), 0.85);
    let x = s.w;
    for (x, high) in [(20.0, 300.0), (70.0, 190.0), (x - 24.0, 330.0), (x - 80.0, 210.0)] {
        weed(s, x, s.h + 20.0, high);
    }
}
