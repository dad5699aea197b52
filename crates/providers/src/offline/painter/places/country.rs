//! Tended land and water between banks.

use super::super::color::{Color, WHITE, hex};
use super::super::path;
use super::super::scenery::{
    bush, carpet, fence, flower, house, is_snowy, overhang, peaks, pine, ripples, rock, tree, tuft,
};
use super::super::sky;
use super::super::stage::{Floor, Stage};

/// Grass, white when it snows.
fn grass(s: &Stage) -> Color {
    if is_snowy(s) { hex(0xeaf0f6) } else { s.palette.grass }
}

/// Sky and two ranges of far hills.
fn far_hills(s: &mut Stage, horizon: f32) {
    sky::paint(s, horizon);
    let [a, _, c] = s.palette.leaves;
    s.ridge(horizon - 34.0, 42.0, 0.9, c, 0.95);
    s.ridge(horizon + 6.0, 34.0, 1.3, a, 0.7);
}

fn row_of_trees(s: &mut Stage, y: f32, amount: usize, h: f32, distance: f32) {
    for i in 0..amount {
        let shift = s.rng.range(0.1, 0.9);
        let x = s.x((i as f32 + shift) / amount as f32);
        let (y, h) = (y + s.rng.range(-8.0, 10.0), h * s.rng.range(0.75, 1.2));
        if s.rng.chance(0.3) { pine(s, x, y, h, distance) } else { tree(s, x, y, h, distance) }
    }
}

pub(super) fn meadow(s: &mut Stage) -> Floor {
    let horizon = s.y(0.5);
    far_hills(s, horizon);
    row_of_trees(s, horizon + 34.0, 9, 84.0, 0.6);
    let green = grass(s);
    s.ridge(s.y(0.57), 16.0, 0.7, green.mix(hex(0xe8d67a), 0.22), 0.3);
    let x = s.sunward(0.9);
    tree(s, x, s.y(0.68), s.h * 0.4, 0.1);
    s.ridge(s.y(0.66), 20.0, 0.8, green, 0.0);
    carpet(s, s.y(0.70), green, 70, true);
    Floor::solid(s.y(0.86))
}

pub(super) fn hill(s: &mut Stage) -> Floor {
    let horizon = s.y(0.56);
    far_hills(s, horizon);
    let green = grass(s);
    s.ridge(s.y(0.60), 46.0, 0.6, s.palette.leaves[1], 0.5);
    row_of_trees(s, s.y(0.64), 5, 96.0, 0.45);
    let right = s.light.side > 0.0;
    let (near, far) = if right { (-20.0, s.w + 20.0) } else { (s.w + 20.0, -20.0) };
    let mid = s.w * 0.5;
    let d = format!(
        "M{near:.1} {:.1}Q{mid:.1} {:.1} {far:.1} {:.1}V{:.1}H{near:.1}Z",
        s.y(0.55),
        s.y(0.58),
        s.y(0.86),
        s.h + 20.0
    );
    let lit = s.lit(green, 0.05);
    s.c.fade(&d, lit.lighter(0.12), lit.darker(0.2));
    let path_color = s.lit(s.palette.earth.lighter(0.35), 0.05);
    let from = if right { s.x(0.30) } else { s.x(0.70) };
    let d = format!(
        "M{from:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}L{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}Z",
        s.y(0.595),
        s.x(0.5),
        s.y(0.7),
        s.x(0.36),
        s.y(0.8),
        s.x(0.38),
        s.h + 10.0,
        s.x(0.66),
        s.h + 10.0,
        s.x(0.5),
        s.y(0.8),
        s.x(0.58),
        s.y(0.7),
        from + 14.0,
        s.y(0.595)
    );
    s.c.glaze(&d, path_color, 0.9);
    let house_x = if right { s.x(0.17) } else { s.x(0.83) };
    if !s.has("house") {
        house(s, house_x, s.y(0.585), 120.0, 140.0, 0.15);
    }
    tree(s, if right { s.x(0.05) } else { s.x(0.95) }, s.y(0.6), 210.0, 0.12);
    carpet(s, s.y(0.74), green, 46, true);
    Floor::solid(s.y(0.87))
}

pub(super) fn river(s: &mut Stage) -> Floor {
    let horizon = s.y(0.46);
    far_hills(s, horizon);
    let green = grass(s);
    s.ridge(s.y(0.49), 10.0, 0.9, green, 0.35);
    row_of_trees(s, s.y(0.53), 8, 120.0, 0.35);
    let blue = s.lit(s.palette.water, 0.1);
    let far = blue.mix(s.light.sky[2], 0.5);
    let d = format!(
        "M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} -20 {:.1}V{:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}Z",
        s.x(0.62),
        s.y(0.50),
        s.x(0.9),
        s.y(0.58),
        s.x(0.55),
        s.y(0.61),
        s.y(0.66),
        s.y(0.83),
        s.x(0.75),
        s.y(0.76),
        s.x(1.02),
        s.y(0.60),
        s.x(0.66),
        s.y(0.50)
    );
    s.c.fade(&d, far, blue.darker(0.12));
    s.c.open_clip(&d);
    ripples(s, s.y(0.52), 22);
    s.c.close();
    if !s.has("bridge") {
        stone_bridge(s);
    }
    for (fx, size) in [(0.05, 44.0), (0.3, 26.0), (0.12, 22.0)] {
        rock(s, s.x(fx), s.y(0.82), size, 0.0);
    }
    reeds(s, s.x(0.9), s.y(0.80));
    let lit = s.lit(green, 0.0);
    let d = format!(
        "M-20 {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}V{:.1}H-20Z",
        s.y(0.84),
        s.x(0.4),
        s.y(0.80),
        s.x(0.7),
        s.y(0.79),
        s.w + 20.0,
        s.y(0.70),
        s.h + 20.0
    );
    s.c.fade(&d, lit.lighter(0.1), lit.darker(0.2));
    carpet(s, s.y(0.86), green, 34, true);
    Floor::shore(s.y(0.89), s.y(0.70))
}

fn stone_bridge(s: &mut Stage) {
    let (x, y, w) = (s.x(0.62), s.y(0.585), 190.0);
    let stone = s.palette.rock.lighter(0.2);
    let d = format!(
        "M{:.1} {y:.1}Q{x:.1} {:.1} {:.1} {y:.1}h-40Q{x:.1} {:.1} {:.1} {y:.1}Z",
        x - w,
        y - 132.0,
        x + w,
        y - 62.0,
        x - w + 40.0
    );
    s.put(&d, stone, 0.25);
    let rail = format!("M{:.1} {:.1}Q{x:.1} {:.1} {:.1} {:.1}", x - w, y - 10.0, y - 144.0, x + w, y - 10.0);
    let line = s.lit(stone.darker(0.25), 0.2);
    s.c.line(&rail, line, 12.0);
}

fn reeds(s: &mut Stage, x: f32, y: f32) {
    let (green, brown) = (s.lit(s.palette.leaves[2], 0.0), s.lit(hex(0x7a4f34), 0.0));
    for i in 0..7_u8 {
        let dx = f32::from(i) * 13.0 - 40.0;
        let high = s.rng.range(90.0, 150.0);
        let lean = s.rng.range(-16.0, 16.0);
        s.c.line(&format!("M{:.1} {y:.1}q0 {:.1} {lean:.1} {:.1}", x + dx, -high * 0.5, -high), green, 5.0);
        if i % 2 == 0 {
            s.c.line(&format!("M{:.1} {:.1}v-24", x + dx + lean, y - high), brown, 12.0);
        }
    }
}

pub(super) fn lake(s: &mut Stage) -> Floor {
    let horizon = s.y(0.47);
    sky::paint(s, horizon);
    peaks(s, horizon + 10.0, s.h * 0.22, 4, 0.85);
    let dark = s.palette.leaves[2];
    s.ridge(horizon - 6.0, 12.0, 1.6, dark, 0.6);
    for i in 0..13_u8 {
        let x = s.x((f32::from(i) + 0.5) / 13.0) + s.rng.range(-24.0, 24.0);
        let h = s.rng.range(60.0, 110.0);
        pine(s, x, horizon + 14.0, h, 0.5);
    }
    let blue = s.lit(s.palette.water, 0.1);
    let d = path::ellipse(s.x(0.5), s.y(0.63), s.w * 0.66, s.h * 0.165);
    let far = blue.mix(s.light.sky[2], 0.55);
    s.c.fade(&d, far, blue.darker(0.15));
    s.c.open_clip(&d);
    s.dab(&path::ellipse(s.x(0.5), horizon + 6.0, s.w * 0.6, 40.0), dark.darker(0.2), 0.35);
    ripples(s, s.y(0.52), 20);
    s.c.close();
    for (fx, fy) in [(0.2, 0.66), (0.29, 0.69), (0.74, 0.63), (0.14, 0.70)] {
        lily(s, s.x(fx), s.y(fy));
    }
    reeds(s, s.sunward(0.06), s.y(0.76));
    let green = grass(s);
    s.ridge(s.y(0.775), 12.0, 0.7, green, 0.0);
    carpet(s, s.y(0.80), green, 40, true);
    Floor::shore(s.y(0.87), s.y(0.71))
}

fn lily(s: &mut Stage, x: f32, y: f32) {
    let leaf = s.palette.leaves[1];
    s.put(&format!("M{x:.1} {y:.1}l26 -8a34 11 0 1 1 -14 -7Z"), leaf, 0.1);
    let pink = s.lit(hex(0xf6b7c6), 0.0);
    for (dx, turn) in [(-7.0, -30.0), (0.0, 0.0), (7.0, 30.0)] {
        s.c.open(&format!("translate({:.1} {:.1}) rotate({turn:.0})", x - 8.0 + dx * 0.4, y - 6.0));
        s.c.glaze("M-6 0Q-7 -12 0 -19Q7 -12 6 0Z", pink, 1.0);
        s.c.close();
    }
}

pub(super) fn garden(s: &mut Stage) -> Floor {
    let horizon = s.y(0.54);
    sky::paint(s, horizon);
    let back = s.palette.leaves[2];
    s.ridge(horizon - 36.0, 22.0, 2.6, back, 0.55);
    let cottage = s.sunward(0.80);
    if !s.has("house") {
        house(s, cottage, horizon + 66.0, s.w.min(1000.0) * 0.27, s.h * 0.35, 0.12);
    }
    tree(s, s.sunward(0.10), horizon + 70.0, s.h * 0.40, 0.1);
    let white = hex(0xfdf8ee);
    fence(s, -10.0, s.w + 10.0, horizon + 84.0, 84.0, white, 0.12);
    let green = grass(s);
    s.ridge(horizon + 70.0, 8.0, 0.6, green, 0.0);
    for i in 0..11_u8 {
        let x = s.x((f32::from(i) + 0.5) / 11.0) + s.rng.range(-24.0, 24.0);
        let size = s.rng.range(42.0, 66.0);
        bush(s, x, horizon + 108.0, size, 0.05);
        for _ in 0..5 {
            let color = s.rng.pick(&s.palette.flowers.clone());
            let (fx, fy) =
                (x + s.rng.range(-0.7, 0.7) * size, horizon + 104.0 - s.rng.range(0.1, 0.7) * size);
            s.dab(&path::circle(fx, fy, 7.0), color, 1.0);
        }
    }
    let stone = s.palette.rock.lighter(0.35);
    for i in 0..5_u8 {
        let t = f32::from(i) / 5.0;
        s.put(
            &path::ellipse(
                s.x(0.5) + (t - 0.3) * 90.0,
                s.y(0.72) + t * s.h * 0.25,
                50.0 + 46.0 * t,
                13.0 + 10.0 * t,
            ),
            stone,
            0.0,
        );
    }
    carpet(s, s.y(0.74), green, 40, true);
    Floor::solid(s.y(0.87))
}

pub(super) fn farm(s: &mut Stage) -> Floor {
    let horizon = s.y(0.52);
    far_hills(s, horizon);
    let straw = s.palette.sand.mix(hex(0xe9c552), 0.4);
    s.ridge(horizon + 26.0, 10.0, 0.6, straw, 0.35);
    let furrow = s.lit(straw.darker(0.35), 0.35);
    for i in 0..14_u8 {
        let x = s.x(f32::from(i) / 13.0);
        s.c.thin(
            &format!("M{:.1} {:.1}L{x:.1} {:.1}", s.x(0.5) + (x - s.x(0.5)) * 0.4, horizon + 40.0, s.y(0.68)),
            furrow,
            4.0,
            0.4,
        );
    }
    windmill(s, s.sunward(0.14), horizon + 40.0, s.h * 0.24);
    barn(s, s.sunward(0.76), s.y(0.665));
    for (i, fx) in [0.40_f32, 0.5, 0.45].into_iter().enumerate() {
        let y = s.y(0.69) - if i == 2 { 42.0 } else { 0.0 };
        s.put(&path::rounded(s.sunward(fx) - 40.0, y - 50.0, 80.0, 50.0, 22.0), hex(0xe7c25e), 0.1);
        let line = s.lit(hex(0xa9823a), 0.1);
        s.c.thin(&path::circle(s.sunward(fx), y - 25.0, 14.0), line, 3.0, 0.8);
    }
    let green = grass(s);
    s.ridge(s.y(0.68), 10.0, 0.8, green, 0.0);
    let wood = s.palette.wood.lighter(0.25);
    fence(s, -10.0, s.x(0.34), s.y(0.75), 70.0, wood, 0.0);
    fence(s, s.x(0.66), s.w + 10.0, s.y(0.75), 70.0, wood, 0.0);
    carpet(s, s.y(0.76), green, 40, false);
    Floor::solid(s.y(0.87))
}

fn barn(s: &mut Stage, x: f32, y: f32) {
    let (w, h) = (270.0, s.h * 0.27);
    let red = hex(0xb5483c);
    let d = path::polygon(&[
        (x - w * 0.5, y),
        (x - w * 0.5, y - h * 0.55),
        (x - w * 0.3, y - h * 0.88),
        (x, y - h),
        (x + w * 0.3, y - h * 0.88),
        (x + w * 0.5, y - h * 0.55),
        (x + w * 0.5, y),
    ]);
    s.put(&d, red, 0.12);
    let roof = s.lit(if is_snowy(s) { WHITE } else { hex(0x5b4a4f) }, 0.12);
    s.c.line(
        &path::polyline(&[
            (x - w * 0.55, y - h * 0.5),
            (x - w * 0.32, y - h * 0.9),
            (x, y - h * 1.03),
            (x + w * 0.32, y - h * 0.9),
            (x + w * 0.55, y - h * 0.5),
        ]),
        roof,
        18.0,
    );
    let trim = s.lit(hex(0xfdf3e2), 0.12);
    let (dx, dy) = (w * 0.2, h * 0.42);
    s.c.thin(
        &format!(
            "M{:.1} {y:.1}v{:.1}h{:.1}v{dy:.1}M{:.1} {y:.1}l{:.1} {:.1}M{:.1} {y:.1}l{:.1} {:.1}",
            x - dx,
            -dy,
            dx * 2.0,
            x - dx,
            dx * 2.0,
            -dy,
            x + dx,
            -dx * 2.0,
            -dy
        ),
        trim,
        8.0,
        1.0,
    );
    super::super::scenery::window(s, x, y - h * 0.7, 44.0, 40.0, 0.12);
}

fn windmill(s: &mut Stage, x: f32, y: f32, h: f32) {
    let wall = s.palette.walls[0];
    s.put(
        &path::polygon(&[(x - h * 0.2, y), (x - h * 0.12, y - h), (x + h * 0.12, y - h), (x + h * 0.2, y)]),
        wall,
        0.4,
    );
    s.put(
        &path::polygon(&[(x - h * 0.16, y - h * 0.98), (x, y - h * 1.25), (x + h * 0.16, y - h * 0.98)]),
        s.palette.roofs[0],
        0.4,
    );
    for i in 0..4_u8 {
        s.c.open(&format!("translate({x:.1} {:.1}) rotate({})", y - h, 24 + 90 * u16::from(i)));
        s.put(&path::rect(-3.0, 0.0, 6.0, h * 0.72), s.palette.wood, 0.35);
        s.put(&path::rect(3.0, h * 0.14, h * 0.14, h * 0.56), hex(0xfdf3e2), 0.35);
        s.c.close();
    }
}

pub(super) fn front_grass(s: &mut Stage) {
    let green = grass(s).darker(0.3);
    let steps = (s.w / 26.0) as usize;
    for i in 0..steps {
        // Thick in the corners, open in the middle, where somebody stands.
        let t = i as f32 / steps as f32;
        let edge = (t - 0.5).abs() * 2.0;
        if s.rng.unit() < edge * edge {
            let size = 36.0 + 80.0 * edge * edge;
            tuft(s, t * s.w, s.h + 16.0, size, green);
            if s.rng.chance(0.3) && !is_snowy(s) {
                let color = s.rng.pick(&s.palette.flowers.clone());
                flower(s, t * s.w, s.h + 10.0, size * 1.1, color);
            }
        }
    }
    let left = s.light.side > 0.0;
    if s.rng.chance(0.45) {
        overhang(s, left);
    }
}
