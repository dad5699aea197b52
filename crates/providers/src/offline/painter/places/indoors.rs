//! Rooms: a wall with a window on the hour, a floor, and what makes the room that room.

use super::super::color::{Color, WHITE, hex};
use super::super::path;
use super::super::stage::{Bed, Floor, Stage};

/// Where wall and floor meet, as a fraction of the height.
const SKIRTING: f32 = 0.70;

/// Wall, floor and skirting; the wall's colour is of the story.
fn room(s: &mut Stage, wall: Color, floor: Color) {
    let dim = |s: &Stage, c: Color| {
        // Lamps are lit after dark: warmer and less blue than outdoors.
        let evening = c.multiply(hex(0xe8b183), s.light.darkness * 0.62);
        evening.multiply(hex(0x9a90c0), s.light.darkness * 0.24)
    };
    let (wall, floor) = (dim(s, wall), dim(s, floor));
    let y = s.y(SKIRTING);
    let d = path::rect(-20.0, -20.0, s.w + 40.0, y + 30.0);
    s.c.backdrop(&d, wall.darker(0.12), wall, wall.lighter(0.12));
    let stripe = wall.darker(0.16);
    for i in 0..16_u8 {
        let x = s.x((f32::from(i) + 0.5) / 16.0);
        s.c.glaze(&path::rect(x - 9.0, -20.0, 18.0, y + 20.0), stripe, 0.20);
    }
    s.c.fade(&path::rect(-20.0, y, s.w + 40.0, s.h - y + 20.0), floor.lighter(0.06), floor.darker(0.2));
    let seam = floor.darker(0.3);
    for i in 0..12_u8 {
        let x = s.x((f32::from(i) - 0.5) / 10.0);
        s.c.thin(
            &format!(
                "M{:.1} {y:.1}L{:.1} {:.1}",
                s.x(0.5) + (x - s.x(0.5)) * 0.75,
                s.x(0.5) + (x - s.x(0.5)) * 1.5,
                s.h
            ),
            seam,
            3.0,
            0.45,
        );
    }
    s.c.shape(&path::rect(-20.0, y - 22.0, s.w + 40.0, 26.0), wall.lighter(0.45));
}

fn indoor(s: &Stage, color: Color) -> Color {
    color.multiply(hex(0xc99a78), s.light.darkness * 0.5)
}

fn put(s: &mut Stage, d: &str, color: Color) {
    let color = indoor(s, color);
    s.c.shape(d, color);
}

/// A window with the sky of the hour, curtains and a sill.
fn sky_window(s: &mut Stage, x: f32, y: f32, w: f32, h: f32) {
    let [top, middle, low] = s.light.sky;
    let pane = path::rounded(x - w * 0.5, y - h * 0.5, w, h, 14.0);
    put(s, &path::rounded(x - w * 0.56, y - h * 0.56, w * 1.12, h * 1.12, 18.0), hex(0xfdf6ea));
    s.c.backdrop(&pane, top, middle, low);
    s.c.open_clip(&pane);
    if s.light.is_dark() {
        for _ in 0..16 {
            let (sx, sy) = (x + s.rng.range(-0.5, 0.5) * w, y + s.rng.range(-0.5, 0.2) * h);
            s.c.pure(&path::star(sx, sy, 6.0, 2.0, 4), hex(0xfff6d8));
        }
        s.c.glow(x + w * 0.2, y - h * 0.2, w * 0.4, hex(0xe8ecff), 0.6);
        s.c.pure(&path::circle(x + w * 0.2, y - h * 0.2, w * 0.1), hex(0xfff4d2));
    } else if s.light.has_sun() {
        s.c.glow(x + w * 0.2, y - h * 0.2, w * 0.5, hex(0xfff3c0), 0.9);
    }
    let green = s.palette.leaves[0];
    s.put(&path::ellipse(x - w * 0.2, y + h * 0.6, w * 0.6, h * 0.32), green, 0.4);
    s.put(&path::ellipse(x + w * 0.4, y + h * 0.62, w * 0.5, h * 0.26), s.palette.leaves[1], 0.2);
    if s.light.is_wet() {
        for _ in 0..20 {
            let (dx, dy) = (x + s.rng.range(-0.5, 0.5) * w, y + s.rng.range(-0.5, 0.4) * h);
            s.c.thin(&format!("M{dx:.1} {dy:.1}l-5 24"), WHITE, 2.4, 0.6);
        }
    }
    if super::super::scenery::is_snowy(s) {
        for _ in 0..24 {
            let (dx, dy) = (x + s.rng.range(-0.5, 0.5) * w, y + s.rng.range(-0.5, 0.5) * h);
            s.c.glaze(&path::circle(dx, dy, 4.5), WHITE, 0.95);
        }
    }
    s.c.close();
    let bar = indoor(s, hex(0xfdf6ea));
    s.c.line(&format!("M{x:.1} {:.1}v{h:.1}M{:.1} {y:.1}h{w:.1}", y - h * 0.5, x - w * 0.5), bar, 9.0);
    let cloth = s.palette.accent.lighter(0.15);
    for side in [-1.0_f32, 1.0] {
        let edge = x + side * w * 0.66;
        let d = format!(
            "M{:.1} {:.1}L{edge:.1} {:.1}L{edge:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}Z",
            x + side * w * 0.2,
            y - h * 0.62,
            y - h * 0.62,
            y + h * 0.68,
            edge - side * w * 0.12,
            y + h * 0.1,
            x + side * w * 0.2,
            y - h * 0.62
        );
        put(s, &d, cloth);
    }
    put(s, &path::rounded(x - w * 0.74, y - h * 0.68, w * 1.48, 16.0, 8.0), s.palette.wood);
    if !s.light.is_dark() {
        let beam = path::polygon(&[
            (x - w * 0.5, y + h * 0.5),
            (x + w * 0.5, y + h * 0.5),
            (x + w * 0.3 - s.light.side * 240.0, s.h),
            (x - w * 0.9 - s.light.side * 240.0, s.h),
        ]);
        s.c.veil(&beam, hex(0xfff2c4), 0.34, 0.08);
    }
}

fn rug(s: &mut Stage, color: Color) {
    let (x, y) = (s.x(0.5), s.y(0.87));
    put(s, &path::ellipse(x, y, s.w * 0.38, s.h * 0.085), color);
    let rim = indoor(s, color.lighter(0.5));
    s.c.thin(&path::ellipse(x, y, s.w * 0.345, s.h * 0.07), rim, 7.0, 0.8);
    s.c.thin(&path::ellipse(x, y, s.w * 0.25, s.h * 0.046), rim, 4.0, 0.6);
}

fn lamp_light(s: &mut Stage, x: f32, y: f32) {
    if s.light.is_dark() {
        s.c.glow(x, y, s.w.min(s.h) * 0.5, hex(0xffd27a), 0.75);
    }
}

fn picture(s: &mut Stage, x: f32, y: f32, w: f32, h: f32) {
    put(s, &path::rect(x - w * 0.5, y - h * 0.5, w, h), s.palette.wood.lighter(0.1));
    let d = path::rect(x - w * 0.4, y - h * 0.38, w * 0.8, h * 0.76);
    put(s, &d, s.palette.walls[3].lighter(0.2));
    s.c.open_clip(&d);
    put(s, &path::ellipse(x, y + h * 0.42, w * 0.4, h * 0.3), s.palette.leaves[0]);
    put(s, &path::circle(x + w * 0.16, y - h * 0.12, h * 0.12), s.palette.accent);
    s.c.close();
}

/// Shelves with books from `(x, y)`, the left top corner.
fn bookcase(s: &mut Stage, x: f32, y: f32, w: f32, h: f32, shelves: u8) {
    let wood = s.palette.wood;
    put(s, &path::rect(x, y, w, h), wood.darker(0.12));
    put(s, &path::rect(x + 12.0, y + 12.0, w - 24.0, h - 12.0), wood.darker(0.5));
    let step = (h - 12.0) / f32::from(shelves.max(1));
    let covers = [
        s.palette.accent,
        s.palette.roofs[0],
        s.palette.roofs[1],
        s.palette.roofs[3],
        s.palette.key,
        s.palette.leaves[2],
        hex(0xf3e4c2),
    ];
    for shelf in 0..shelves {
        let base = y + 12.0 + step * f32::from(shelf + 1) - 10.0;
        let mut at = x + 16.0;
        while at < x + w - 44.0 {
            let (bw, bh) = (s.rng.range(14.0, 30.0), step * s.rng.range(0.58, 0.84));
            let color = s.rng.pick(&covers);
            if s.rng.chance(0.12) {
                at += bw;
                continue;
            }
            put(s, &path::rect(at, base - bh, bw, bh), color);
            at += bw + 1.5;
        }
        put(s, &path::rect(x + 6.0, base, w - 12.0, 10.0), wood.lighter(0.1));
    }
}

pub(super) fn bedroom(s: &mut Stage) -> Floor {
    let (wall, wood) = (s.palette.key.lighter(0.35), s.palette.wood);
    room(s, wall, wood.lighter(0.3));
    sky_window(s, s.sunward(0.27), s.y(0.32), 250.0, s.h * 0.27);
    let base = s.y(0.80);
    let x = s.sunward(0.74);
    let flip = if x > s.w * 0.5 { 1.0 } else { -1.0 };
    s.c.open(&format!("translate({x:.1} {base:.1}) scale({:.2} 1.4)", flip * 1.4));
    put(s, "M150 0V-250Q150 -280 176 -280Q202 -280 202 -250V0Z", wood);
    put(s, "M-210 0V-120Q-210 -140 -190 -140Q-172 -140 -172 -120V0Z", wood);
    put(s, &path::rounded(-196.0, -92.0, 370.0, 70.0, 10.0), wood.lighter(0.12));
    put(s, &path::rounded(-186.0, -124.0, 350.0, 56.0, 24.0), hex(0xfdf8f0));
    put(s, "M60 -112Q64 -172 108 -168Q156 -170 154 -118Z", hex(0xfffdf6));
    let quilt = s.palette.accent;
    put(
        s,
        "M-192 -30V-110Q-190 -140 -150 -140H30Q66 -140 66 -100V-30Q-60 -14 -192 -30Z",
        quilt.lighter(0.12),
    );
    let patch = indoor(s, quilt.lighter(0.5));
    for (px, py) in [(-150.0, -112.0), (-90.0, -74.0), (-30.0, -112.0), (20.0, -70.0), (-160.0, -60.0)] {
        s.c.glaze(&path::star(px, py, 15.0, 7.0, 5), patch, 0.9);
    }
    s.c.close();
    picture(s, s.sunward(0.60), s.y(0.25), 120.0, 96.0);
    let lamp_x = s.sunward(0.385);
    put(s, &path::rect(lamp_x - 52.0, base - 118.0, 104.0, 118.0), wood.darker(0.1));
    put(s, &path::circle(lamp_x, base - 76.0, 7.0), hex(0xf0d48a));
    lamp_light(s, lamp_x, base - 190.0);
    put(s, &path::rect(lamp_x - 6.0, base - 160.0, 12.0, 42.0), hex(0xd9b25e));
    put(
        s,
        &path::polygon(&[
            (lamp_x - 26.0, base - 214.0),
            (lamp_x + 26.0, base - 214.0),
            (lamp_x + 44.0, base - 152.0),
            (lamp_x - 44.0, base - 152.0),
        ]),
        hex(0xffe3a2),
    );
    rug(s, s.palette.roofs[3].lighter(0.3));
    let bed = Bed { x: x - flip * 30.0, y: base - 152.0, length: 330.0, pillow_right: flip > 0.0 };
    Floor { bed: Some(bed), ..Floor::solid(s.y(0.88)) }
}

pub(super) fn kitchen(s: &mut Stage) -> Floor {
    room(s, s.palette.walls[0].mix(hex(0xf6dc9a), 0.3), hex(0xd9b995));
    let tile = indoor(s, s.palette.walls[3]);
    let y = s.y(0.44);
    for row in 0..3_u8 {
        for i in 0..20_u8 {
            if (row + i) % 2 == 0 {
                s.c.glaze(
                    &path::rect(s.x(f32::from(i) / 20.0), y + 34.0 * f32::from(row), s.w / 20.0, 34.0),
                    tile,
                    0.7,
                );
            }
        }
    }
    sky_window(s, s.x(0.5), s.y(0.26), 230.0, s.h * 0.22);
    let top = s.y(0.55);
    let cupboard = s.palette.roofs[3].lighter(0.28);
    put(s, &path::rect(-20.0, top, s.w + 40.0, s.y(SKIRTING + 0.03) - top), cupboard);
    for i in 0..6_u8 {
        let x = s.x((f32::from(i) + 0.5) / 6.0);
        put(s, &path::rounded(x - s.w * 0.068, top + 30.0, s.w * 0.136, 110.0, 8.0), cupboard.lighter(0.14));
        put(s, &path::circle(x + s.w * 0.045, top + 80.0, 7.0), hex(0xe6c06a));
    }
    put(s, &path::rect(-20.0, top - 16.0, s.w + 40.0, 24.0), hex(0xf3e6d2));
    let (stove, pot) = (s.sunward(0.84), s.palette.accent);
    put(
        s,
        &path::rounded(stove - 96.0, top - 14.0, 192.0, s.y(SKIRTING + 0.035) - top + 14.0, 10.0),
        hex(0x5a5f70),
    );
    put(s, &path::rounded(stove - 66.0, top + 50.0, 132.0, 78.0, 10.0), hex(0xf7b45e));
    put(s, &format!("M{:.1} {:.1}h110v52q0 22 -22 22h-66q-22 0 -22 -22Z", stove - 55.0, top - 88.0), pot);
    put(s, &path::rounded(stove - 62.0, top - 98.0, 124.0, 16.0, 8.0), pot.darker(0.2));
    for i in 0..3_u8 {
        s.c.thin(
            &format!("M{:.1} {:.1}q-16 -26 0 -48t0 -46", stove - 26.0 + 26.0 * f32::from(i), top - 112.0),
            WHITE,
            7.0,
            0.5,
        );
    }
    let shelf = s.sunward(0.18);
    put(s, &path::rect(shelf - 120.0, s.y(0.33), 240.0, 14.0), s.palette.wood);
    for (i, color) in
        [s.palette.accent, s.palette.key, s.palette.roofs[1], s.palette.flowers[2]].into_iter().enumerate()
    {
        let x = shelf - 84.0 + 56.0 * i as f32;
        put(s, &path::rounded(x - 22.0, s.y(0.33) - 56.0, 44.0, 56.0, 10.0), color);
        put(s, &path::rounded(x - 16.0, s.y(0.33) - 68.0, 32.0, 14.0, 5.0), s.palette.wood.lighter(0.3));
    }
    lamp_light(s, s.x(0.5), s.y(0.2));
    rug(s, s.palette.accent.lighter(0.25));
    Floor::solid(s.y(0.88))
}

pub(super) fn classroom(s: &mut Stage) -> Floor {
    room(s, s.palette.walls[3].mix(hex(0xe9e3b8), 0.4), s.palette.wood.lighter(0.35));
    let (x, y, w, h) = (s.sunward(0.60), s.y(0.34), s.w * 0.50, s.h * 0.30);
    put(s, &path::rounded(x - w * 0.53, y - h * 0.55, w * 1.06, h * 1.1, 10.0), s.palette.wood);
    put(s, &path::rect(x - w * 0.5, y - h * 0.5, w, h), hex(0x3f6f5c));
    let chalk = hex(0xf3f6ea);
    s.c.thin(&path::circle(x - w * 0.34, y - h * 0.14, 34.0), chalk, 5.0, 0.85);
    s.c.thin(&path::star(x - w * 0.12, y - h * 0.14, 40.0, 17.0, 5), chalk, 5.0, 0.85);
    s.c.thin(
        &path::polygon(&[
            (x + w * 0.08, y - h * 0.02),
            (x + w * 0.16, y - h * 0.3),
            (x + w * 0.24, y - h * 0.02),
        ]),
        chalk,
        5.0,
        0.85,
    );
    s.c.thin(
        &format!(
            "M{:.1} {:.1}q20 -34 40 0t40 0t40 0t40 0M{:.1} {:.1}h{:.1}",
            x - w * 0.4,
            y + h * 0.24,
            x + w * 0.06,
            y + h * 0.26,
            w * 0.3
        ),
        chalk,
        5.0,
        0.7,
    );
    put(s, &path::rect(x - w * 0.5, y + h * 0.52, w, 14.0), s.palette.wood.lighter(0.2));
    sky_window(s, s.sunward(0.16), s.y(0.33), 170.0, s.h * 0.26);
    let globe = s.sunward(0.92);
    put(s, &path::rect(globe - 70.0, s.y(0.60), 140.0, s.y(0.13)), s.palette.wood.darker(0.1));
    put(s, &path::circle(globe, s.y(0.60) - 62.0, 46.0), hex(0x5fa8cf));
    put(
        s,
        &format!("M{:.1} {:.1}q20 -26 40 -4q4 26 -18 34q-26 -4 -22 -30Z", globe - 24.0, s.y(0.60) - 70.0),
        s.palette.leaves[0],
    );
    for i in 0..9_u8 {
        let color = s.rng.pick(&[s.palette.accent, s.palette.key, s.palette.roofs[1], s.palette.leaves[1]]);
        let fx = s.x(f32::from(i) / 8.0);
        put(s, &path::polygon(&[(fx - 30.0, 20.0), (fx + 30.0, 20.0), (fx, 78.0)]), color);
    }
    for fx in [0.14, 0.86] {
        desk(s, s.x(fx), s.y(0.80));
    }
    Floor::solid(s.y(0.88))
}

fn desk(s: &mut Stage, x: f32, y: f32) {
    let wood = s.palette.wood.lighter(0.22);
    for dx in [-84.0, 70.0] {
        put(s, &path::rect(x + dx, y - 90.0, 14.0, 100.0), hex(0x6d7484));
    }
    put(s, &path::rounded(x - 104.0, y - 112.0, 208.0, 26.0, 8.0), wood);
    put(s, &path::rect(x - 60.0, y - 126.0, 62.0, 14.0), s.palette.accent);
    put(s, &path::rect(x - 52.0, y - 138.0, 54.0, 12.0), s.palette.roofs[3]);
}

pub(super) fn library(s: &mut Stage) -> Floor {
    room(s, s.palette.roofs[3].mix(s.palette.wood, 0.4).lighter(0.15), s.palette.wood.lighter(0.12));
    let (w, y) = (s.w * 0.30, s.y(0.06));
    let h = s.y(SKIRTING) - y;
    bookcase(s, -30.0, y, w + 30.0, h, 5);
    bookcase(s, s.w - w, y, w + 30.0, h, 5);
    sky_window(s, s.x(0.5), s.y(0.30), s.w * 0.20, s.h * 0.34);
    bookcase(s, s.x(0.36), s.y(0.56), s.w * 0.28, s.y(SKIRTING) - s.y(0.56), 1);
    let x = s.sunward(0.74);
    let wood = indoor(s, s.palette.wood.lighter(0.35));
    s.c.line(
        &format!(
            "M{x:.1} {:.1}L{:.1} {:.1}M{:.1} {:.1}L{:.1} {:.1}",
            s.y(0.77),
            x + 40.0,
            s.y(0.12),
            x + 74.0,
            s.y(0.77),
            x + 96.0,
            s.y(0.12)
        ),
        wood,
        11.0,
    );
    for i in 0..8_u8 {
        let t = f32::from(i) / 8.0 + 0.06;
        s.c.line(
            &format!("M{:.1} {:.1}h{:.1}", x + 40.0 * t, s.y(0.77 - 0.65 * t), 74.0 - 18.0 * t),
            wood,
            9.0,
        );
    }
    lamp_light(s, s.x(0.5), s.y(0.5));
    rug(s, s.palette.roofs[0]);
    for (fx, amount) in [(0.10, 4_u8), (0.90, 3)] {
        for i in 0..amount {
            let color = s.rng.pick(&s.palette.roofs.clone());
            let shift = s.rng.range(-10.0, 10.0);
            put(
                s,
                &path::rounded(s.x(fx) - 56.0 + shift, s.y(0.82) - 22.0 * f32::from(i), 112.0, 21.0, 5.0),
                color,
            );
        }
    }
    Floor::solid(s.y(0.88))
}

pub(super) fn workshop(s: &mut Stage) -> Floor {
    room(s, s.palette.wood.lighter(0.48), s.palette.wood.lighter(0.1));
    sky_window(s, s.sunward(0.24), s.y(0.28), 220.0, s.h * 0.22);
    let board = s.sunward(0.68);
    put(s, &path::rect(board - s.w * 0.23, s.y(0.13), s.w * 0.46, s.h * 0.27), s.palette.wood.lighter(0.12));
    let iron = indoor(s, hex(0x6a7282));
    let handle = indoor(s, s.palette.accent);
    for (i, dx) in [-0.17_f32, -0.09, 0.0, 0.09, 0.17].into_iter().enumerate() {
        let (x, y) = (board + dx * s.w, s.y(0.17));
        s.c.line(&format!("M{x:.1} {:.1}v70", y + 60.0), handle, 15.0);
        match i % 3 {
            0 => s.c.line(&format!("M{:.1} {:.1}h52", x - 26.0, y + 50.0), iron, 22.0),
            1 => s.c.line(&format!("M{x:.1} {:.1}v-50m-16 0a16 16 0 1 0 32 0", y + 58.0), iron, 10.0),
            _ => s.c.shape(
                &path::polygon(&[
                    (x - 14.0, y + 60.0),
                    (x + 14.0, y + 60.0),
                    (x + 24.0, y - 10.0),
                    (x - 24.0, y - 4.0),
                ]),
                iron,
            ),
        }
    }
    let top = s.y(0.58);
    put(s, &path::rect(-20.0, top, s.w + 40.0, 34.0), s.palette.wood.darker(0.05));
    for fx in [0.04, 0.33, 0.67, 0.96] {
        put(
            s,
            &path::rect(s.x(fx) - 18.0, top + 34.0, 36.0, s.y(0.75) - top - 34.0),
            s.palette.wood.darker(0.25),
        );
    }
    let gear_x = s.sunward(0.88);
    gear(s, gear_x, top - 70.0, 66.0, hex(0xd9a84a));
    gear(s, gear_x - 96.0, top - 42.0, 40.0, hex(0x9aa6b4));
    let x = s.sunward(0.42);
    put(s, &path::rect(x - 70.0, top - 60.0, 140.0, 60.0), s.palette.roofs[0]);
    put(s, &path::rect(x - 50.0, top - 96.0, 84.0, 36.0), s.palette.roofs[3]);
    for i in 0..4_u8 {
        put(
            s,
            &path::rect(s.sunward(0.1) - 30.0 + 16.0 * f32::from(i), top - 110.0, 9.0, 110.0),
            [s.palette.accent, s.palette.key, s.palette.roofs[1], hex(0xf3e4c2)]
                .into_iter()
                .nth(usize::from(i))
                .unwrap_or_default(),
        );
    }
    let lamp = s.x(0.5);
    s.c.ink(&format!("M{lamp:.1} -10v140"), 4.0);
    lamp_light(s, lamp, 190.0);
    put(s, &format!("M{:.1} 176q12 -62 60 -62t60 62Z", lamp - 60.0), s.palette.roofs[3]);
    for _ in 0..12 {
        let (x, y) = (s.rng.range(0.05, 0.95) * s.w, s.rng.range(0.80, 0.97) * s.h);
        let curl = indoor(s, hex(0xf0d3a2));
        s.c.thin(&format!("M{x:.1} {y:.1}q12 -16 24 0q-8 14 -16 2"), curl, 5.0, 0.9);
    }
    Floor::solid(s.y(0.88))
}

fn gear(s: &mut Stage, x: f32, y: f32, r: f32, color: Color) {
    let d = path::star(x, y, r, r * 0.8, 12);
    put(s, &d, color);
    put(s, &path::circle(x, y, r * 0.62), color.lighter(0.15));
    put(s, &path::circle(x, y, r * 0.2), color.darker(0.5));
}

pub(super) fn parlour(s: &mut Stage) -> Floor {
    room(s, s.palette.walls[1], s.palette.wood.lighter(0.2));
    sky_window(s, s.sunward(0.20), s.y(0.33), 210.0, s.h * 0.28);
    let x = s.sunward(0.64);
    let base = s.y(0.735);
    let brick = s.palette.roofs[0];
    put(s, &path::rect(x - 90.0, -20.0, 180.0, base - 280.0), brick.lighter(0.25));
    put(s, &path::rect(x - 160.0, base - 300.0, 320.0, 300.0), brick.lighter(0.12));
    put(s, &path::rect(x - 185.0, base - 320.0, 370.0, 30.0), s.palette.wood);
    s.c.pure(&format!("M{:.1} {base:.1}v-150q100 -90 200 0v150Z", x - 100.0), hex(0x3a2a30));
    s.c.glow(x, base - 70.0, 330.0, hex(0xffb45a), 0.6);
    for (dx, w, h, color) in [
        (-30.0, 50.0, 100.0, 0xf0803a),
        (28.0, 46.0, 88.0, 0xf0803a),
        (0.0, 56.0, 130.0, 0xf59a3c),
        (0.0, 30.0, 76.0, 0xffd966),
    ] {
        let d = format!(
            "M{:.1} {:.1}q{:.1} {:.1} {:.1} {:.1}q{:.1} {:.1} {:.1} {:.1}Z",
            x + dx - w * 0.5,
            base - 12.0,
            -w * 0.1,
            -h * 0.5,
            w * 0.5,
            -h,
            w * 0.6,
            h * 0.5,
            w * 0.5,
            h
        );
        s.c.glaze(&d, hex(color), 1.0);
    }
    put(s, &path::rounded(x - 80.0, base - 26.0, 160.0, 26.0, 12.0), s.palette.wood.darker(0.3));
    picture(s, x, base - 400.0, 130.0, 100.0);
    let chair = s.sunward(0.93);
    let cloth = s.palette.roofs[3];
    put(s, &format!("M{:.1} {:.1}v-170q0 -60 80 -60t80 60v170Z", chair - 80.0, s.y(0.80)), cloth);
    put(s, &path::rounded(chair - 110.0, s.y(0.80) - 104.0, 52.0, 110.0, 24.0), cloth.lighter(0.12));
    put(s, &path::rounded(chair + 58.0, s.y(0.80) - 104.0, 52.0, 110.0, 24.0), cloth.lighter(0.12));
    put(s, &path::rounded(chair - 70.0, s.y(0.80) - 74.0, 140.0, 80.0, 20.0), cloth.lighter(0.22));
    rug(s, s.palette.accent);
    Floor::solid(s.y(0.88))
}
