//! Above the ground: sky, clouds, moon and stars.

use super::super::color::{Color, WHITE, hex};
use super::super::path;
use super::super::scenery::rock;
use super::super::sky as heavens;
use super::super::stage::{Floor, Ground, Stage};

pub(super) fn sky(s: &mut Stage) -> Floor {
    let land = s.y(0.86);
    heavens::paint(s, land);
    let [a, b, c] = s.palette.leaves;
    s.ridge(s.y(0.86), 14.0, 0.8, c, 0.75);
    s.ridge(s.y(0.90), 14.0, 1.0, b, 0.5);
    s.ridge(s.y(0.945), 8.0, 1.2, a, 0.3);
    for i in 0..7_u8 {
        let (x, w) = (s.x((f32::from(i) + 0.5) / 7.0), s.rng.range(26.0, 40.0));
        let roof = s.rng.pick(&s.palette.roofs.clone());
        s.put(&path::rect(x - w * 0.5, s.y(0.93) - w * 0.6, w, w * 0.6), s.palette.walls[0], 0.45);
        s.put(
            &path::polygon(&[
                (x - w * 0.6, s.y(0.93) - w * 0.55),
                (x, s.y(0.93) - w),
                (x + w * 0.6, s.y(0.93) - w * 0.55),
            ]),
            roof,
            0.45,
        );
    }
    for (fx, fy, size) in [(0.14, 0.66, 84.0), (0.88, 0.56, 96.0), (0.55, 0.78, 70.0)] {
        heavens::cloud(s, s.x(fx), s.y(fy), size, 0.1);
    }
    Floor::new(s.y(0.70), Ground::Air)
}

pub(super) fn clouds(s: &mut Stage) -> Floor {
    let horizon = s.y(0.72);
    heavens::paint(s, horizon);
    rainbow(s);
    for (row, distance) in [(0_u8, 0.9), (1, 0.55), (2, 0.2)] {
        for i in 0..5_u8 {
            let x = s.x((f32::from(i) + 0.5 * f32::from(row % 2)) / 4.0) + s.rng.range(-40.0, 40.0);
            let size = 105.0 + 30.0 * f32::from(row);
            heavens::cloud(s, x, s.y(0.66 + 0.08 * f32::from(row)), size, distance);
        }
    }
    let body = s.lit(WHITE, 0.0);
    let mut d = format!("M-40 {:.1}", s.y(0.83));
    for _ in 0..((s.w / 150.0) as usize + 1) {
        let rise = s.rng.range(50.0, 84.0);
        d.push_str(&format!("c-10 -{rise:.0} 160 -{rise:.0} 150 0"));
    }
    d.push_str(&format!("V{:.1}H-40Z", s.h + 20.0));
    let shade = body.mix(s.light.sky[0], 0.28);
    s.c.fade(&d, body, shade);
    Floor::solid(s.y(0.87))
}

fn rainbow(s: &mut Stage) {
    if s.light.is_dark() {
        return;
    }
    let (x, y) = (s.sunward(0.72), s.y(0.80));
    for (i, color) in [0xe86a6a, 0xf2a35a, 0xf7dc6a, 0x86c97a, 0x6aaee0, 0x9a84d0].into_iter().enumerate() {
        let r = s.h * 0.46 - 22.0 * i as f32;
        s.c.thin(
            &format!("M{:.1} {y:.1}A{r:.1} {r:.1} 0 0 1 {:.1} {y:.1}", x - r, x + r),
            hex(color),
            23.0,
            0.5,
        );
    }
}

pub(super) fn front_clouds(s: &mut Stage) {
    for (fx, fy, size) in [(0.02, 0.985, 130.0), (0.97, 1.0, 150.0)] {
        heavens::cloud(s, s.x(fx), s.y(fy), size, 0.0);
    }
}

/// Deep space: no time of day changes it much, but its hue leans on it.
fn deep_space(s: &mut Stage) {
    let lean = s.light.sky[1];
    let sheet = s.sheet();
    s.c.backdrop(
        &sheet,
        hex(0x0d1238).mix(lean, 0.06),
        hex(0x27235f).mix(lean, 0.14),
        hex(0x4d3a82).mix(lean, 0.26),
    );
    for (fx, fy, r, color) in
        [(0.2, 0.25, 0.42, 0x8a5fc0), (0.8, 0.5, 0.5, 0x3f7fc0), (0.45, 0.75, 0.36, 0xc05f9a)]
    {
        s.c.glow(s.x(fx), s.y(fy), s.h * r, hex(color), 0.36);
    }
    for _ in 0..150 {
        let (x, y, r) = (s.rng.range(0.0, s.w), s.rng.range(0.0, s.h), s.rng.range(1.0, 3.2));
        if s.rng.chance(0.12) {
            s.c.pure(&path::star(x, y, r * 4.4, r, 4), hex(0xfff6d8));
        } else {
            let fade = s.rng.range(0.35, 1.0);
            s.c.glaze(&path::circle(x, y, r), WHITE, fade);
        }
    }
}

fn planet(s: &mut Stage, x: f32, y: f32, r: f32, color: Color, ring: bool) {
    let body = path::circle(x, y, r);
    s.c.set_subject(true);
    if ring {
        s.c.thin(
            &format!(
                "M{:.1} {:.1}A{:.1} {:.1} -16 0 1 {:.1} {:.1}",
                x - r * 1.7,
                y + r * 0.3,
                r * 1.8,
                r * 0.42,
                x + r * 1.7,
                y - r * 0.5
            ),
            hex(0xf2d9a8),
            r * 0.14,
            0.9,
        );
    }
    s.c.fade(&body, color.lighter(0.25), color.darker(0.35));
    s.c.open_clip(&body);
    for (dy, h) in [(-0.45, 0.13), (0.0, 0.2), (0.5, 0.1)] {
        s.c.glaze(&path::ellipse(x, y + dy * r, r * 1.2, h * r), color.turned(24.0).lighter(0.2), 0.4);
    }
    s.c.glaze(&path::circle(x - s.light.side * r * 0.5, y + r * 0.3, r * 1.05), hex(0x1a1440), 0.28);
    s.c.close();
    if ring {
        s.c.thin(
            &format!(
                "M{:.1} {:.1}A{:.1} {:.1} -16 0 0 {:.1} {:.1}",
                x - r * 1.7,
                y + r * 0.3,
                r * 1.8,
                r * 0.42,
                x + r * 1.7,
                y - r * 0.5
            ),
            hex(0xf2d9a8),
            r * 0.14,
            0.95,
        );
    }
    s.c.set_subject(false);
}

pub(super) fn space(s: &mut Stage) -> Floor {
    deep_space(s);
    let (a, b, c) = (s.palette.accent, s.palette.water, s.palette.key);
    planet(s, s.sunward(0.75), s.y(0.22), 120.0, a, true);
    planet(s, s.sunward(0.14), s.y(0.42), 60.0, b, false);
    planet(s, s.sunward(0.62), s.y(0.60), 34.0, c, false);
    planet(s, s.x(0.5), s.y(1.42), s.h * 0.56, b.turned(40.0), false);
    for _ in 0..3 {
        let (x, y) = (s.rng.range(0.1, 0.9) * s.w, s.rng.range(0.06, 0.4) * s.h);
        s.c.thin(&format!("M{x:.1} {y:.1}l-110 44"), WHITE, 3.0, 0.5);
        s.c.pure(&path::star(x, y, 13.0, 4.0, 4), WHITE);
    }
    Floor::new(s.y(0.74), Ground::Air)
}

pub(super) fn moon(s: &mut Stage) -> Floor {
    deep_space(s);
    let blue = s.palette.water.mix(hex(0x3f8fd0), 0.5);
    planet(s, s.sunward(0.22), s.y(0.22), 92.0, blue, false);
    let dust = hex(0xcfcbdc).mix(s.palette.key, 0.12);
    for (y, swing, color) in
        [(0.60, 34.0, dust.darker(0.4)), (0.66, 22.0, dust.darker(0.2)), (0.73, 12.0, dust)]
    {
        let d_color = color;
        let points: Vec<path::Point> = (0..=10_u8)
            .map(|i| {
                let t = f32::from(i) / 10.0;
                (-20.0 + t * (s.w + 40.0), s.y(y) + s.rng.range(-swing, swing))
            })
            .collect();
        let d =
            format!("{}L{:.1} {:.1}L-20 {:.1}Z", path::curve(&points), s.w + 20.0, s.h + 20.0, s.h + 20.0);
        s.c.fade(&d, d_color.lighter(0.12), d_color.darker(0.16));
    }
    for (fx, fy, r) in [
        (0.16, 0.80, 74.0),
        (0.80, 0.78, 60.0),
        (0.58, 0.94, 90.0),
        (0.34, 0.755, 36.0),
        (0.95, 0.92, 60.0),
        (0.06, 0.95, 52.0),
    ] {
        let (x, y) = (s.x(fx), s.y(fy));
        s.c.glaze(&path::ellipse(x, y, r, r * 0.32), dust.darker(0.34), 1.0);
        s.c.glaze(&path::ellipse(x, y + r * 0.07, r * 0.86, r * 0.23), dust.darker(0.18), 1.0);
        s.c.thin(
            &format!("M{:.1} {y:.1}a{r:.1} {:.1} 0 0 0 {:.1} 0", x - r, r * 0.32, r * 2.0),
            WHITE,
            4.0,
            0.55,
        );
    }
    rock(s, s.x(0.9), s.y(0.745), 40.0, 0.0);
    Floor::solid(s.y(0.87))
}
