//! Land that nobody tends.

use super::super::color::{WHITE, hex};
use super::super::path;
use super::super::scenery::{bush, carpet, overhang, peak, peaks, pine, rock, tuft};
use super::super::sky;
use super::super::stage::{Floor, Stage};

pub(super) fn forest(s: &mut Stage) -> Floor {
    let horizon = s.y(0.58);
    sky::paint(s, horizon);
    let dark = s.palette.leaves[2];
    let back = s.lit(dark, 0.85);
    let sheet = path::rect(-20.0, -20.0, s.w + 40.0, horizon + 60.0);
    s.c.veil(&sheet, back, 0.25, 0.6);
    for (amount, distance, y, width) in [(13_u8, 0.8, 0.60, 20.0), (8, 0.42, 0.64, 36.0)] {
        for i in 0..amount {
            let x = s.x((f32::from(i) + 0.5) / f32::from(amount)) + s.rng.range(-24.0, 24.0);
            let width = width * s.rng.range(0.7, 1.2);
            trunk(s, x, s.y(y), width, distance);
        }
        s.ridge(s.y(y - 0.02), 14.0, 1.4, s.palette.leaves[1], distance * 0.8);
    }
    canopy(s, 0.5, 0.1);
    let light = s.sunward(0.3);
    let shaft = s.light.sky[2].lighter(0.3);
    for i in 0..3_u8 {
        let x = light + f32::from(i) * 130.0 * -s.light.side;
        let lean = 170.0 * -s.light.side;
        let d = path::polygon(&[
            (x, 0.0),
            (x + 60.0, 0.0),
            (x + 130.0 + lean, s.h * 0.84),
            (x - 20.0 + lean, s.h * 0.84),
        ]);
        s.c.veil(&d, shaft, 0.34 * (1.0 - s.light.darkness * 0.75), 0.02);
    }
    let mossy = s.palette.grass.mix(s.palette.leaves[0], 0.5);
    s.ridge(s.y(0.69), 16.0, 0.9, mossy, 0.0);
    for fraction in [0.05, 0.95] {
        let x = s.x(fraction);
        trunk(s, x, s.y(0.78), 92.0, 0.0);
    }
    for fraction in [0.17, 0.84, 0.7] {
        bush(s, s.x(fraction), s.y(0.735), 56.0, 0.05);
    }
    carpet(s, s.y(0.74), mossy, 46, false);
    for _ in 0..5 {
        let (x, y, size) =
            (s.rng.range(0.05, 0.95) * s.w, s.rng.range(0.80, 0.97) * s.h, s.rng.range(18.0, 30.0));
        toadstool(s, x, y, size);
    }
    Floor::solid(s.y(0.86))
}

/// A trunk that leaves the picture at the top.
fn trunk(s: &mut Stage, x: f32, y: f32, width: f32, distance: f32) {
    let wood = s.palette.wood.darker(0.12);
    let d = format!(
        "M{:.1} {y:.1}Q{:.1} {:.1} {:.1} -20H{:.1}Q{:.1} {:.1} {:.1} {y:.1}Q{x:.1} {:.1} {:.1} {y:.1}Z",
        x - width * 0.9,
        x - width * 0.45,
        y - width * 1.6,
        x - width * 0.4,
        x + width * 0.4,
        x + width * 0.45,
        y - width * 1.6,
        x + width * 0.9,
        y - width * 0.3,
        x - width * 0.9
    );
    s.put(&d, wood, distance);
    if distance < 0.1 {
        let bark = s.lit(wood.darker(0.4), 0.0);
        for i in 0..7_u8 {
            let yy = y - 60.0 - f32::from(i) * 92.0;
            let dx = s.rng.range(-0.25, 0.2) * width;
            s.c.thin(&format!("M{:.1} {yy:.1}q6 -26 0 -50", x + dx), bark, 4.0, 0.5);
        }
    }
}

/// Leaves along the top.
fn canopy(s: &mut Stage, distance: f32, depth: f32) {
    let leaves = s.palette.leaves;
    for row in 0..2_u8 {
        for i in 0..9_u8 {
            let x = s.x((f32::from(i) + 0.5 * f32::from(row)) / 8.0);
            let r = s.rng.range(80.0, 125.0);
            let y = s.y(depth * (0.55 - 0.55 * f32::from(row))) - r * 0.35;
            let color = s.rng.pick(&leaves);
            let blob: Vec<path::Point> = (0..8_u8)
                .map(|k| {
                    let a = f32::from(k) * 0.785;
                    let rr = r * s.rng.range(0.85, 1.15);
                    (x + a.cos() * rr * 1.25, y + a.sin() * rr * 0.8)
                })
                .collect();
            s.put(&path::closed(&blob), color, distance * (1.0 - 0.6 * f32::from(row)));
        }
    }
}

fn toadstool(s: &mut Stage, x: f32, y: f32, size: f32) {
    s.put(
        &path::rounded(x - size * 0.22, y - size * 0.8, size * 0.44, size * 0.8, size * 0.15),
        hex(0xf8efdc),
        0.0,
    );
    s.put(
        &format!(
            "M{:.1} {:.1}q{size:.1} {:.1} {:.1} 0q{:.1} {:.1} {:.1} 0Z",
            x - size,
            y - size * 0.6,
            -size * 1.5,
            size * 2.0,
            -size,
            size * 0.35,
            -size * 2.0
        ),
        hex(0xd2493f),
        0.0,
    );
    for (dx, dy) in [(-0.4, 0.85), (0.1, 1.1), (0.5, 0.8)] {
        s.dab(&path::circle(x + dx * size, y - dy * size, size * 0.13), hex(0xfff6ea), 1.0);
    }
}

pub(super) fn jungle(s: &mut Stage) -> Floor {
    let horizon = s.y(0.58);
    sky::paint(s, horizon);
    let sheet = path::rect(-20.0, -20.0, s.w + 40.0, s.h);
    let back = s.lit(hex(0x7fc08a), 0.3);
    s.c.veil(&sheet, back, 0.25, 0.85);
    for i in 0..9_u8 {
        let x = s.x((f32::from(i) + 0.5) / 9.0) + s.rng.range(-30.0, 30.0);
        let size = s.rng.range(150.0, 250.0);
        fronds(s, x, s.y(0.66), size, 0.65);
    }
    s.ridge(s.y(0.64), 20.0, 1.6, s.palette.leaves[2], 0.35);
    for i in 0..6_u8 {
        let x = s.x(f32::from(i) / 5.0) + s.rng.range(-24.0, 24.0);
        let size = s.rng.range(120.0, 190.0);
        fronds(s, x, s.y(0.74), size, 0.25);
    }
    vines(s);
    s.ridge(s.y(0.72), 14.0, 0.9, s.palette.leaves[0].mix(s.palette.earth, 0.25), 0.0);
    carpet(s, s.y(0.76), s.palette.leaves[0], 36, false);
    for (fx, side) in [(0.0, 1.0), (1.0, -1.0)] {
        for turn in [-64.0, -40.0, -14.0] {
            big_leaf(s, s.x(fx), s.y(0.84), 230.0, turn * side, side);
        }
    }
    for _ in 0..5 {
        let (x, y) = (s.rng.range(0.08, 0.92) * s.w, s.rng.range(0.80, 0.95) * s.h);
        blossom(s, x, y, 18.0);
    }
    Floor::solid(s.y(0.87))
}

fn fronds(s: &mut Stage, x: f32, y: f32, size: f32, distance: f32) {
    let leaf = s.rng.pick(&s.palette.leaves.clone()).mix(hex(0x2f9a62), 0.4);
    for i in 0..7_u8 {
        let a = -2.9 + f32::from(i) * 0.44;
        let (ex, ey) = (x + a.cos() * size, y + a.sin() * size * 0.95);
        let (mx, my) = (x + a.cos() * size * 0.55, y + a.sin() * size * 0.95 - size * 0.16);
        let d = format!(
            "M{x:.1} {y:.1}Q{mx:.1} {my:.1} {ex:.1} {ey:.1}Q{:.1} {:.1} {x:.1} {y:.1}Z",
            mx + 6.0,
            my + size * 0.22
        );
        s.put(&d, if i % 2 == 0 { leaf } else { leaf.darker(0.12) }, distance);
    }
}

fn vines(s: &mut Stage) {
    let green = s.lit(s.palette.leaves[2], 0.1);
    for i in 0..6_u8 {
        let x = s.x((f32::from(i) + 0.3) / 6.0) + s.rng.range(-30.0, 30.0);
        let long = s.rng.range(0.14, 0.34) * s.h;
        let sway = s.rng.range(-40.0, 40.0);
        s.c.line(&format!("M{x:.1} -10q{sway:.1} {:.1} 0 {long:.1}", long * 0.5), green, 6.0);
        for k in 1..6_u8 {
            let y = long * f32::from(k) / 6.0;
            let side = if k % 2 == 0 { 1.0 } else { -1.0 };
            s.c.glaze(
                &format!(
                    "M{x:.1} {y:.1}q{:.1} -12 {:.1} 4q{:.1} 12 {:.1} -4Z",
                    side * 14.0,
                    side * 30.0,
                    -side * 16.0,
                    -side * 30.0
                ),
                green,
                1.0,
            );
        }
    }
}

fn big_leaf(s: &mut Stage, x: f32, y: f32, size: f32, turn: f32, side: f32) {
    let leaf = s.palette.leaves[0].mix(hex(0x2a8f5a), 0.5);
    s.c.open(&format!("translate({x:.1} {y:.1}) rotate({turn:.0}) scale({side:.1} 1)"));
    s.put(
        &format!(
            "M0 0C{:.1} {:.1} {:.1} {:.1} {size:.1} 0C{:.1} {:.1} {:.1} {:.1} 0 0Z",
            size * 0.25,
            -size * 0.34,
            size * 0.75,
            -size * 0.26,
            size * 0.75,
            size * 0.22,
            size * 0.25,
            size * 0.28
        ),
        leaf,
        0.0,
    );
    let vein = s.lit(leaf.lighter(0.35), 0.0);
    s.c.thin(
        &format!("M6 0H{:.1}M60 0l34 -40M60 0l34 36M120 0l30 -34M120 0l30 30", size * 0.92),
        vein,
        4.0,
        0.8,
    );
    s.c.close();
}

fn blossom(s: &mut Stage, x: f32, y: f32, size: f32) {
    let color = s.rng.pick(&[hex(0xf0567c), hex(0xf7a13e), hex(0xf2d24a), hex(0xb45fd0)]);
    for i in 0..5_u8 {
        let a = f32::from(i) * 1.2566 + 0.3;
        s.dab(&path::circle(x + a.cos() * size * 0.7, y + a.sin() * size * 0.6, size * 0.55), color, 1.0);
    }
    s.dab(&path::circle(x, y, size * 0.4), hex(0xfff1b8), 1.0);
}

pub(super) fn front_leaves(s: &mut Stage) {
    let left = s.light.side > 0.0;
    overhang(s, left);
    overhang(s, !left);
    let green = s.palette.leaves[2].darker(0.35);
    for fraction in [0.0, 0.05, 0.11, 0.9, 0.95, 1.0] {
        tuft(s, s.x(fraction), s.h + 12.0, 120.0, green);
    }
}

pub(super) fn mountain(s: &mut Stage) -> Floor {
    let horizon = s.y(0.62);
    sky::paint(s, horizon);
    peaks(s, horizon, s.h * 0.30, 5, 0.95);
    let rock_color = s.palette.rock;
    let x = s.sunward(0.66);
    peak(s, (x, s.y(0.70)), s.h * 0.52, s.w * 0.42, rock_color, 0.4);
    let x = s.sunward(0.14);
    peak(s, (x, s.y(0.70)), s.h * 0.34, s.w * 0.3, rock_color.darker(0.08), 0.3);
    s.ridge(s.y(0.66), 24.0, 1.2, s.palette.leaves[2], 0.3);
    for i in 0..8_u8 {
        let x = s.x((f32::from(i) + 0.5) / 8.0) + s.rng.range(-30.0, 30.0);
        let h = s.rng.range(80.0, 130.0);
        pine(s, x, s.y(0.70), h, 0.25);
    }
    let ledge = rock_color.mix(s.palette.grass, 0.35);
    s.ridge(s.y(0.745), 12.0, 0.8, ledge, 0.0);
    for (fx, size) in [(0.06, 84.0), (0.93, 100.0), (0.80, 40.0), (0.2, 30.0)] {
        rock(s, s.x(fx), s.y(0.83), size, 0.0);
    }
    carpet(s, s.y(0.78), s.palette.grass, 26, true);
    Floor::solid(s.y(0.87))
}

pub(super) fn snowfield(s: &mut Stage) -> Floor {
    let horizon = s.y(0.50);
    sky::paint(s, horizon);
    if s.light.is_dark() {
        aurora(s, horizon);
    }
    let ice = hex(0xbcd8ea);
    for (fx, h, half) in [(0.16, 0.22, 0.17), (0.82, 0.28, 0.22), (0.55, 0.15, 0.16)] {
        peak(s, (s.x(fx), horizon + 20.0), s.h * h, s.w * half, ice, 0.6);
    }
    s.ridge(horizon + 6.0, 14.0, 1.1, hex(0xd3e4f0), 0.45);
    for i in 0..6_u8 {
        let x = s.x((f32::from(i) + 0.5) / 6.0) + s.rng.range(-40.0, 40.0);
        let h = s.rng.range(70.0, 130.0);
        pine(s, x, horizon + 44.0, h, 0.35);
        let white = s.lit(WHITE, 0.2);
        s.c.glaze(
            &path::polygon(&[
                (x, horizon + 44.0 - h),
                (x + h * 0.12, horizon + 44.0 - h * 0.66),
                (x - h * 0.12, horizon + 44.0 - h * 0.66),
            ]),
            white,
            0.95,
        );
    }
    s.ridge(s.y(0.60), 26.0, 0.7, hex(0xe6f0f8), 0.15);
    s.ridge(s.y(0.71), 18.0, 0.9, hex(0xf7fafd), 0.0);
    let shade = hex(0xa9c4e0);
    for _ in 0..9 {
        let (x, y) = (s.rng.range(0.0, s.w), s.rng.range(0.74, 0.98) * s.h);
        s.dab(&path::ellipse(x, y, s.rng.clone().range(50.0, 120.0), 7.0), shade, 0.35);
    }
    Floor::solid(s.y(0.86))
}

fn aurora(s: &mut Stage, horizon: f32) {
    for (i, color) in [hex(0x6ff0c0), hex(0x7fd0ff), hex(0xc79cff)].into_iter().enumerate() {
        let y = horizon * (0.2 + 0.14 * i as f32);
        let d = format!(
            "M-20 {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}V{:.1}C{:.1} {:.1} {:.1} {:.1} -20 {:.1}Z",
            y + 60.0,
            s.x(0.3),
            y - 90.0,
            s.x(0.6),
            y + 130.0,
            s.w + 20.0,
            y - 20.0,
            y + 110.0,
            s.x(0.6),
            y + 260.0,
            s.x(0.3),
            y + 50.0,
            y + 190.0
        );
        s.c.veil(&d, color, 0.02, 0.36);
    }
}

pub(super) fn desert(s: &mut Stage) -> Floor {
    let horizon = s.y(0.52);
    sky::paint(s, horizon);
    let sand = s.palette.sand.mix(hex(0xe9b872), 0.5);
    for (fx, h) in [(0.24, 0.17), (0.37, 0.11)] {
        let (x, h) = (s.sunward(1.0 - fx), s.h * h);
        s.put(
            &path::polygon(&[(x - h, horizon + 14.0), (x, horizon + 14.0 - h), (x + h, horizon + 14.0)]),
            sand.darker(0.12),
            0.5,
        );
        let lean = -s.light.side;
        let shade = s.lit(sand.darker(0.45), 0.5);
        s.c.glaze(
            &path::polygon(&[
                (x + lean * h, horizon + 14.0),
                (x, horizon + 14.0 - h),
                (x + lean * h * 0.25, horizon + 14.0),
            ]),
            shade,
            0.5,
        );
    }
    s.ridge(horizon + 8.0, 26.0, 0.8, sand, 0.5);
    s.ridge(s.y(0.60), 40.0, 0.55, sand.lighter(0.1), 0.25);
    s.ridge(s.y(0.70), 30.0, 0.7, sand, 0.0);
    cactus(s, s.sunward(0.09), s.y(0.74), s.h * 0.25);
    cactus(s, s.sunward(0.80), s.y(0.665), s.h * 0.12);
    let line = s.lit(sand.darker(0.3), 0.0);
    for _ in 0..9 {
        let (x, y) = (s.rng.range(0.0, s.w), s.rng.range(0.76, 0.98) * s.h);
        s.c.thin(&format!("M{x:.1} {y:.1}q40 -14 80 0t80 0"), line, 3.0, 0.35);
    }
    rock(s, s.sunward(0.92), s.y(0.80), 46.0, 0.0);
    Floor::solid(s.y(0.86))
}

fn cactus(s: &mut Stage, x: f32, y: f32, h: f32) {
    let green = s.lit(hex(0x5f9a62), 0.05);
    let d = format!(
        "M{x:.1} {y:.1}v{:.1}M{x:.1} {:.1}h{:.1}q{:.1} 0 {:.1} {:.1}v{:.1}M{x:.1} {:.1}h{:.1}q{:.1} 0 {:.1} {:.1}v{:.1}",
        -h,
        y - h * 0.4,
        -h * 0.14,
        -h * 0.12,
        -h * 0.12,
        -h * 0.12,
        -h * 0.16,
        y - h * 0.28,
        h * 0.14,
        h * 0.12,
        h * 0.12,
        -h * 0.12,
        -h * 0.24
    );
    s.c.limb(&d, green, h * 0.15);
    s.put(&path::circle(x, y - h * 1.08, h * 0.07), hex(0xf06a8a), 0.0);
}

pub(super) fn cave(s: &mut Stage) -> Floor {
    let sheet = s.sheet();
    let stone = s.palette.rock.mix(hex(0x5a4a6e), 0.45);
    s.c.backdrop(&sheet, stone.darker(0.75), stone.darker(0.45), stone.darker(0.6));
    let [top, middle, low] = s.light.sky;
    let (x, y, r) = (s.sunward(0.28), s.y(0.42), s.h * 0.23);
    s.c.glow(x, y, r * 2.6, low.lighter(0.2), 0.55);
    let mouth: Vec<path::Point> = (0..9_u8)
        .map(|i| {
            let a = f32::from(i) / 9.0 * std::f32::consts::TAU;
            let rr = r * s.rng.range(0.9, 1.12);
            (x + a.cos() * rr * 1.05, y + a.sin() * rr)
        })
        .collect();
    let d = path::closed(&mouth);
    s.c.backdrop(&d, top.mix(middle, 0.5), middle, low);
    s.c.open_clip(&d);
    let green = s.palette.leaves[0];
    s.put(&path::ellipse(x, y + r * 0.95, r * 1.6, r * 0.4), green, 0.5);
    s.c.close();
    for (row, color) in [(0.0, stone.darker(0.35)), (1.0, stone.darker(0.55))] {
        for i in 0..8_u8 {
            let x = s.x((f32::from(i) + row * 0.5) / 7.0);
            let (half, long) = (s.rng.range(34.0, 70.0), s.rng.range(70.0, 210.0) * (1.0 - row * 0.35));
            s.c.shape(&path::polygon(&[(x - half, -20.0), (x + half, -20.0), (x + half * 0.2, long)]), color);
        }
    }
    for (fx, size) in [(0.0, 260.0), (1.0, 300.0)] {
        let d = path::ellipse(s.x(fx), s.y(0.55), size * 0.55, s.h * 0.6);
        s.c.shape(&d, stone.darker(0.6));
    }
    let floor = stone.darker(0.2);
    s.c.shape(
        &format!(
            "M-20 {:.1}Q{:.1} {:.1} {:.1} {:.1}V{:.1}H-20Z",
            s.y(0.72),
            s.x(0.5),
            s.y(0.66),
            s.w + 20.0,
            s.y(0.73),
            s.h + 20.0
        ),
        floor,
    );
    s.c.glaze(&path::ellipse(x, s.y(0.80), s.w * 0.34, s.h * 0.07), low.lighter(0.2), 0.22);
    crystals(s);
    Floor::solid(s.y(0.86))
}

fn crystals(s: &mut Stage) {
    for (fx, fy) in [(0.08, 0.80), (0.91, 0.78), (0.70, 0.73), (0.97, 0.90)] {
        let (x, y) = (s.x(fx), s.y(fy));
        let color = s.rng.pick(&[hex(0x7fe0e6), hex(0xd79cf2), hex(0x9cf2c0), hex(0xffd27a)]);
        s.c.glow(x, y - 40.0, 130.0, color, 0.5);
        for (dx, lean, high) in [(-22.0, -18.0, 64.0), (20.0, 16.0, 74.0), (0.0, 2.0, 108.0)] {
            s.c.shape(
                &path::polygon(&[
                    (x + dx - 13.0, y),
                    (x + dx + lean - 13.0, y - high * 0.78),
                    (x + dx + lean, y - high),
                    (x + dx + lean + 13.0, y - high * 0.75),
                    (x + dx + 13.0, y),
                ]),
                color,
            );
            s.c.glaze(
                &path::polygon(&[
                    (x + dx + lean - 13.0, y - high * 0.78),
                    (x + dx + lean, y - high),
                    (x + dx, y),
                ]),
                WHITE,
                0.35,
            );
        }
    }
}
