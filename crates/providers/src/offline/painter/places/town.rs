//! Where people build.

use super::super::color::{Color, hex};
use super::super::path;
use super::super::scenery::{bush, carpet, house, is_snowy, tree, window};
use super::super::sky;
use super::super::stage::{Floor, Stage};

pub(super) fn village(s: &mut Stage) -> Floor {
    let horizon = s.y(0.56);
    sky::paint(s, horizon);
    let hills = s.palette.leaves[2];
    s.ridge(horizon - 70.0, 40.0, 1.0, hills, 0.8);
    steeple(s, s.sunward(0.56), horizon + 20.0, s.h * 0.27);
    for i in 0..6_u8 {
        let x = s.x((f32::from(i) + 0.5) / 6.0) + s.rng.range(-16.0, 16.0);
        let size = s.rng.range(120.0, 150.0);
        house(s, x, horizon + 52.0, size, size * 1.25, 0.4);
    }
    for (fx, w) in [(0.11, 250.0), (0.90, 270.0)] {
        house(s, s.x(fx), s.y(0.725), w, w * 1.3, 0.05);
    }
    tree(s, s.x(0.285), s.y(0.70), 200.0, 0.15);
    bush(s, s.x(0.72), s.y(0.715), 50.0, 0.1);
    let cobble = if is_snowy(s) { hex(0xe6ecf3) } else { s.palette.sand.mix(s.palette.rock, 0.35) };
    s.ridge(s.y(0.70), 5.0, 0.5, cobble, 0.0);
    cobbles(s, s.y(0.72), cobble);
    lamp(s, s.sunward(0.68), s.y(0.80), s.h * 0.34);
    bunting(s);
    Floor::solid(s.y(0.86))
}

fn steeple(s: &mut Stage, x: f32, y: f32, h: f32) {
    let wall = s.palette.walls[1];
    s.put(&path::rect(x - h * 0.11, y - h * 0.62, h * 0.22, h * 0.62), wall, 0.55);
    s.put(
        &path::polygon(&[(x - h * 0.14, y - h * 0.6), (x, y - h), (x + h * 0.14, y - h * 0.6)]),
        s.palette.roofs[3],
        0.55,
    );
    s.put(&path::circle(x, y - h * 0.48, h * 0.065), hex(0xfffaf0), 0.3);
    let hand = s.lit(hex(0x4a4658), 0.4);
    s.c.thin(
        &format!("M{x:.1} {:.1}v{:.1}M{x:.1} {:.1}h{:.1}", y - h * 0.48, -h * 0.045, y - h * 0.48, h * 0.03),
        hand,
        3.0,
        0.9,
    );
}

fn cobbles(s: &mut Stage, top: f32, color: Color) {
    let shade = s.lit(color.darker(0.22), 0.0);
    for row in 0..7_u8 {
        let t = f32::from(row) / 7.0;
        let y = top + (s.h - top) * t * (0.4 + 0.6 * t) * 1.2;
        let size = 20.0 + 36.0 * t;
        let amount = ((s.w / (size * 3.4)) as usize).min(60);
        for i in 0..amount {
            let x = (i as f32 + s.rng.range(0.1, 0.9)) * s.w / amount as f32;
            s.c.thin(
                &format!("M{:.1} {y:.1}q{size:.1} {:.1} {:.1} 0", x - size, size * 0.34, size * 2.0),
                shade,
                3.5,
                0.55,
            );
        }
    }
}

fn lamp(s: &mut Stage, x: f32, y: f32, h: f32) {
    let iron = s.lit(hex(0x3f4654), 0.0);
    s.c.line(&format!("M{x:.1} {y:.1}v{:.1}", -h * 0.82), iron, 10.0);
    s.c.line(&format!("M{:.1} {y:.1}h40", x - 20.0), iron, 14.0);
    if s.light.is_dark() {
        s.c.glow(x, y - h * 0.9, h * 0.6, hex(0xffdf90), 0.7);
    }
    let glass = if s.light.is_dark() { hex(0xffe9a8) } else { s.lit(hex(0xf3ead0), 0.0) };
    s.c.glaze(
        &path::polygon(&[
            (x - 18.0, y - h * 0.82),
            (x - 26.0, y - h * 0.96),
            (x + 26.0, y - h * 0.96),
            (x + 18.0, y - h * 0.82),
        ]),
        glass,
        1.0,
    );
    s.c.shape(&path::polygon(&[(x - 32.0, y - h * 0.95), (x, y - h * 1.04), (x + 32.0, y - h * 0.95)]), iron);
}

fn bunting(s: &mut Stage) {
    let y = s.y(0.30);
    let line = s.lit(hex(0x6a5a5a), 0.0);
    s.c.thin(
        &format!("M{:.1} {y:.1}Q{:.1} {:.1} {:.1} {y:.1}", s.x(0.11), s.x(0.5), y + 120.0, s.x(0.90)),
        line,
        3.0,
        0.9,
    );
    let colors =
        [s.palette.accent, s.palette.roofs[1], s.palette.flowers[2], s.palette.roofs[3], hex(0xf6e3b0)];
    for i in 1..12_u8 {
        let t = f32::from(i) / 12.0;
        let x = s.x(0.11 + 0.79 * t);
        let yy = y + 240.0 * t * (1.0 - t);
        let color = s.rng.pick(&colors);
        s.put(&path::polygon(&[(x - 16.0, yy), (x + 16.0, yy), (x, yy + 36.0)]), color, 0.0);
    }
}

pub(super) fn town(s: &mut Stage) -> Floor {
    let horizon = s.y(0.60);
    sky::paint(s, horizon);
    let far = s.palette.roofs[3].mix(s.palette.rock, 0.5);
    for i in 0..11_u8 {
        let x = s.x((f32::from(i) + 0.5) / 11.0);
        let h = s.rng.range(0.18, 0.36) * s.h;
        s.put(&path::rect(x - 55.0, horizon + 20.0 - h, 110.0, h), far, 0.9);
    }
    for i in 0..6_u8 {
        let x = s.x((f32::from(i) + 0.5) / 6.0);
        let h = s.rng.range(0.25, 0.40) * s.h;
        tall_house(s, x, s.y(0.70), s.w / 6.0 + 4.0, h, 0.18);
    }
    let kerb = hex(0xcfcbc4);
    s.put(&path::rect(-20.0, s.y(0.70), s.w + 40.0, s.h), kerb, 0.0);
    let road = hex(0x8a8894);
    s.put(&path::rect(-20.0, s.y(0.755), s.w + 40.0, s.h), road, 0.0);
    let dash = s.lit(hex(0xf6efd6), 0.0);
    for i in 0..7_u8 {
        let x = s.x(f32::from(i) / 6.0);
        s.c.glaze(
            &path::polygon(&[
                (x - 50.0, s.y(0.925)),
                (x + 40.0, s.y(0.925)),
                (x + 34.0, s.y(0.94)),
                (x - 60.0, s.y(0.94)),
            ]),
            dash,
            0.9,
        );
    }
    for fx in [0.12, 0.88] {
        tree(s, s.x(fx), s.y(0.745), 190.0, 0.05);
    }
    lamp(s, s.sunward(0.30), s.y(0.75), s.h * 0.34);
    Floor::solid(s.y(0.86))
}

fn tall_house(s: &mut Stage, x: f32, y: f32, w: f32, h: f32, distance: f32) {
    let wall = s.rng.pick(&s.palette.walls.clone()).mix(s.palette.roofs[1], s.rng.clone().range(0.0, 0.3));
    let roof = s.rng.pick(&s.palette.roofs.clone());
    s.put(&path::rect(x - w * 0.5, y - h, w, h), wall, distance);
    let top = if is_snowy(s) { hex(0xf2f5fa) } else { roof };
    match s.rng.below(3) {
        0 => s.put(
            &path::polygon(&[
                (x - w * 0.54, y - h + 2.0),
                (x, y - h - w * 0.45),
                (x + w * 0.54, y - h + 2.0),
            ]),
            top,
            distance,
        ),
        1 => s.put(
            &path::polygon(&[
                (x - w * 0.54, y - h + 2.0),
                (x - w * 0.4, y - h - w * 0.24),
                (x + w * 0.4, y - h - w * 0.24),
                (x + w * 0.54, y - h + 2.0),
            ]),
            top,
            distance,
        ),
        _ => s.put(&path::rect(x - w * 0.54, y - h - 14.0, w * 1.08, 20.0), top, distance),
    }
    let rows = ((h / 84.0) as usize).clamp(1, 6);
    for row in 0..rows {
        let wy = y - h + 46.0 + row as f32 * 84.0;
        if wy > y - 76.0 {
            break;
        }
        for dx in [-0.27, 0.0, 0.27] {
            window(s, x + w * dx, wy, w * 0.15, 44.0, distance);
        }
    }
    let awning = roof.turned(30.0);
    s.put(&path::rect(x - w * 0.40, y - 62.0, w * 0.8, 62.0), roof.darker(0.3), distance);
    for i in 0..5_u8 {
        let color = if i % 2 == 0 { awning } else { hex(0xfdf6e8) };
        s.put(
            &path::rounded(x - w * 0.42 + w * 0.168 * f32::from(i), y - 82.0, w * 0.168, 34.0, 10.0),
            color,
            distance,
        );
    }
}

pub(super) fn rooftops(s: &mut Stage) -> Floor {
    let horizon = s.y(0.72);
    sky::paint(s, horizon);
    for (row, distance) in [(0_u8, 0.85), (1, 0.5), (2, 0.2)] {
        let y = s.y(0.56 + 0.075 * f32::from(row));
        for i in 0..7_u8 {
            let x = s.x((f32::from(i) + 0.5 * f32::from(row % 2)) / 6.0) + s.rng.range(-20.0, 20.0);
            roof_block(s, x, y, 150.0 + 26.0 * f32::from(row), distance);
        }
    }
    let tiles = s.palette.roofs[0];
    let top = s.y(0.785);
    s.put(&path::rect(-20.0, top, s.w + 40.0, s.h), if is_snowy(s) { hex(0xeff3f8) } else { tiles }, 0.0);
    s.put(&path::rounded(-20.0, top - 16.0, s.w + 40.0, 30.0, 14.0), tiles.darker(0.25), 0.0);
    let shade = s.lit(tiles.darker(0.35), 0.0);
    for row in 0..5_u8 {
        let y = top + 34.0 + 44.0 * f32::from(row);
        let mut d = format!("M{:.1} {y:.1}", -40.0 + 30.0 * f32::from(row % 2));
        for _ in 0..((s.w / 60.0) as usize + 2) {
            d.push_str("q30 32 60 0");
        }
        s.c.thin(&d, shade, 4.0, 0.6);
    }
    let x = s.sunward(0.87);
    s.put(&path::rect(x - 50.0, top - 170.0, 100.0, 190.0), s.palette.roofs[2].darker(0.2), 0.0);
    s.put(&path::rect(x - 60.0, top - 186.0, 120.0, 28.0), s.palette.roofs[2].darker(0.35), 0.0);
    for i in 0..4_u8 {
        let t = f32::from(i);
        s.c.glaze(
            &path::circle(x + 14.0 * t * t * 0.5 * -s.light.side, top - 210.0 - 52.0 * t, 20.0 + 9.0 * t),
            hex(0xf3eee8),
            0.42 - 0.08 * t,
        );
    }
    Floor::solid(s.y(0.865))
}

fn roof_block(s: &mut Stage, x: f32, y: f32, w: f32, distance: f32) {
    let wall = s.rng.pick(&s.palette.walls.clone());
    let roof = s.rng.pick(&s.palette.roofs.clone());
    let rise = s.rng.range(0.0, 60.0);
    let y = y - rise;
    s.put(&path::rect(x - w * 0.45, y, w * 0.9, s.h), wall, distance);
    s.put(&path::rect(x + w * 0.18, y - w * 0.55, w * 0.12, w * 0.4), roof.darker(0.3), distance);
    s.put(
        &path::polygon(&[(x - w * 0.55, y + 4.0), (x, y - w * 0.48), (x + w * 0.55, y + 4.0)]),
        if is_snowy(s) { hex(0xf2f5fa) } else { roof },
        distance,
    );
    for dx in [-0.2, 0.2] {
        window(s, x + w * dx, y + w * 0.24, w * 0.17, w * 0.19, distance);
    }
}

pub(super) fn castle(s: &mut Stage) -> Floor {
    let horizon = s.y(0.58);
    sky::paint(s, horizon);
    let hills = s.palette.leaves[2];
    s.ridge(horizon - 20.0, 36.0, 1.0, hills, 0.8);
    s.ridge(horizon + 10.0, 20.0, 0.7, s.palette.leaves[1], 0.45);
    let (x, y, unit) = (s.sunward(0.6), s.y(0.66), s.h * 0.1);
    let stone = s.palette.walls[2].mix(s.palette.rock, 0.3);
    for (dx, w, h) in [(-2.0, 0.85, 3.2), (2.0, 0.85, 3.0), (-0.75, 0.7, 4.0), (0.8, 0.8, 4.5)] {
        tower(s, x + dx * unit, y, w * unit, h * unit, stone);
    }
    s.put(&path::rect(x - 2.0 * unit, y - 1.7 * unit, 4.0 * unit, 1.7 * unit), stone.lighter(0.08), 0.18);
    for i in 0..9_u8 {
        s.put(
            &path::rect(
                x - 2.0 * unit + f32::from(i) * unit * 0.47,
                y - 1.92 * unit,
                unit * 0.26,
                unit * 0.26,
            ),
            stone.lighter(0.08),
            0.18,
        );
    }
    let gate = format!(
        "M{:.1} {y:.1}v{:.1}a{:.1} {:.1} 0 0 1 {:.1} 0v{:.1}Z",
        x - unit * 0.45,
        -unit * 0.75,
        unit * 0.45,
        unit * 0.5,
        unit * 0.9,
        unit * 0.75
    );
    s.put(&gate, s.palette.wood.darker(0.25), 0.1);
    for dx in [-1.3, 1.3] {
        window(s, x + dx * unit, y - unit * 0.95, unit * 0.28, unit * 0.42, 0.15);
    }
    let green = if is_snowy(s) { hex(0xeaf0f6) } else { s.palette.grass };
    s.ridge(s.y(0.665), 8.0, 0.7, green, 0.0);
    let road = s.lit(s.palette.sand, 0.0);
    let d = format!(
        "M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}H{:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}Z",
        x - unit * 0.4,
        s.y(0.668),
        x,
        s.y(0.75),
        s.x(0.32),
        s.y(0.8),
        s.x(0.3),
        s.h + 10.0,
        s.x(0.7),
        s.x(0.62),
        s.y(0.82),
        x + unit * 0.9,
        s.y(0.76),
        x + unit * 0.4,
        s.y(0.668)
    );
    s.c.glaze(&d, road, 0.95);
    for fx in [0.05, 0.95] {
        tree(s, s.x(fx), s.y(0.74), 210.0, 0.05);
    }
    carpet(s, s.y(0.74), green, 34, true);
    Floor::solid(s.y(0.87))
}

fn tower(s: &mut Stage, x: f32, y: f32, w: f32, h: f32, stone: Color) {
    s.put(&path::rect(x - w * 0.5, y - h, w, h), stone, 0.25);
    s.put(&path::rect(x - w * 0.58, y - h - w * 0.1, w * 1.16, w * 0.26), stone.lighter(0.15), 0.25);
    let roof = s.palette.roofs[0];
    s.put(
        &path::polygon(&[
            (x - w * 0.66, y - h - w * 0.06),
            (x, y - h - w * 1.35),
            (x + w * 0.66, y - h - w * 0.06),
        ]),
        roof,
        0.22,
    );
    let pole = s.lit(hex(0x5a5460), 0.2);
    s.c.thin(&format!("M{x:.1} {:.1}v-44", y - h - w * 1.3), pole, 4.0, 1.0);
    let top = y - h - w * 1.3 - 44.0;
    s.put(
        &path::polygon(&[(x, top), (x + 36.0 * -s.light.side, top + 11.0), (x, top + 22.0)]),
        s.palette.accent,
        0.1,
    );
    window(s, x, y - h + w * 0.55, w * 0.26, w * 0.4, 0.2);
}
