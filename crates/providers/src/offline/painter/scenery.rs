//! Parts that landscapes share: trees, plants, rocks, houses, water. Each stands with its foot at `(x, y)`
//! and takes a `distance` from 0 (near) to 1 (at the horizon).

use super::color::{Color, WHITE, hex};
use super::path::{self, Point};
use super::stage::Stage;

/// A leafy tree of height `h`.
pub(super) fn tree(s: &mut Stage, x: f32, y: f32, h: f32, distance: f32) {
    let wood = s.lit(s.palette.wood.darker(0.15), distance);
    let trunk = format!(
        "M{:.1} {y:.1}Q{:.1} {:.1} {:.1} {:.1}L{:.1} {:.1}Q{:.1} {:.1} {:.1} {y:.1}Z",
        x - h * 0.075,
        x - h * 0.03,
        y - h * 0.15,
        x - h * 0.035,
        y - h * 0.55,
        x + h * 0.035,
        y - h * 0.55,
        x + h * 0.03,
        y - h * 0.15,
        x + h * 0.075
    );
    s.c.shape(&trunk, wood);
    let leaf = s.rng.pick(&s.palette.leaves.clone());
    let crown: Vec<Point> = (0..9_u8)
        .map(|i| {
            let a = f32::from(i) / 9.0 * std::f32::consts::TAU;
            let r = h * s.rng.range(0.27, 0.35);
            (x + a.cos() * r, y - h * 0.68 + a.sin() * r * 0.95)
        })
        .collect();
    s.put(&path::closed(&crown), leaf, distance);
    let glow = s.lit(leaf.lighter(0.3).mix(hex(0xfff0a8), 0.25), distance);
    let side = s.light.side;
    for (dx, dy, r) in [(0.12, -0.80, 0.12), (-0.06, -0.66, 0.09), (0.16, -0.60, 0.07)] {
        s.c.glaze(&path::ellipse(x + dx * side * h, y + dy * h, r * h, r * h * 0.8), glow, 0.38);
    }
    let shade = s.lit(leaf.darker(0.5), distance);
    s.c.glaze(&path::ellipse(x - side * h * 0.12, y - h * 0.52, h * 0.15, h * 0.1), shade, 0.3);
}

/// A fir tree.
pub(super) fn pine(s: &mut Stage, x: f32, y: f32, h: f32, distance: f32) {
    let wood = s.palette.wood;
    s.put(&path::rect(x - h * 0.035, y - h * 0.16, h * 0.07, h * 0.16), wood, distance);
    let leaf = s.palette.leaves[2].mix(hex(0x3f6f68), 0.4);
    for (i, (base, top, half)) in
        [(0.12, 0.58, 0.27), (0.36, 0.8, 0.21), (0.6, 1.0, 0.15)].into_iter().enumerate()
    {
        let d = format!(
            "M{x:.1} {:.1}L{:.1} {:.1}Q{:.1} {:.1} {x:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}Z",
            y - h * top,
            x + h * half,
            y - h * base,
            x + h * half * 0.5,
            y - h * (base - 0.035),
            y - h * (base + 0.02),
            x - h * half * 0.5,
            y - h * (base - 0.035),
            x - h * half,
            y - h * base
        );
        s.put(&d, leaf.lighter(0.05 * i as f32), distance);
    }
    if is_snowy(s) {
        let white = s.lit(WHITE, distance * 0.6);
        for (top, half) in [(1.0, 0.07), (0.74, 0.09), (0.5, 0.12)] {
            let d = path::closed(&[
                (x, y - h * top),
                (x + h * half, y - h * (top - 0.16)),
                (x, y - h * (top - 0.12)),
                (x - h * half, y - h * (top - 0.16)),
            ]);
            s.c.glaze(&d, white, 0.9);
        }
    }
}

pub(super) fn is_snowy(s: &Stage) -> bool {
    s.light.weather == super::light::Weather::Snow
}

/// A palm; `lean` is how far the crown stands off the foot.
pub(super) fn palm(s: &mut Stage, x: f32, y: f32, h: f32, lean: f32, distance: f32) {
    let (tx, ty) = (x + lean, y - h);
    let wood = s.lit(s.palette.wood.lighter(0.15), distance);
    s.c.limb(
        &format!("M{x:.1} {y:.1}Q{:.1} {:.1} {tx:.1} {ty:.1}", x + lean * 0.1, y - h * 0.6),
        wood,
        h * 0.065,
    );
    let leaf = s.palette.leaves[0];
    for (dx, dy) in
        [(-0.52, 0.16), (-0.42, -0.18), (0.52, 0.16), (0.42, -0.2), (-0.2, 0.34), (0.22, 0.34), (0.02, -0.36)]
    {
        let (ex, ey) = (tx + dx * h, ty + dy * h);
        let (mx, my) = (tx + dx * h * 0.5, ty + dy * h * 0.5 - h * 0.16);
        let d = format!(
            "M{tx:.1} {ty:.1}Q{mx:.1} {my:.1} {ex:.1} {ey:.1}Q{:.1} {:.1} {tx:.1} {ty:.1}Z",
            mx,
            my + h * 0.15
        );
        s.put(&d, if dy > 0.2 { leaf.darker(0.2) } else { leaf }, distance);
    }
    for (dx, dy) in [(-7.0, 8.0), (9.0, 10.0)] {
        s.put(&path::circle(tx + dx, ty + dy, h * 0.04), hex(0x8a5a3a), distance);
    }
}

/// A bush.
pub(super) fn bush(s: &mut Stage, x: f32, y: f32, size: f32, distance: f32) {
    let leaf = s.rng.pick(&s.palette.leaves.clone());
    let d = format!(
        "M{:.1} {y:.1}c{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}c{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}c{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}Z",
        x - size,
        -size * 0.3,
        -size * 0.6,
        size * 0.3,
        -size * 0.8,
        size * 0.6,
        -size * 0.6,
        size * 0.1,
        -size * 0.6,
        size * 0.8,
        -size * 0.5,
        size * 0.8,
        -size * 0.05,
        size * 0.5,
        -size * 0.1,
        size * 0.9,
        size * 0.3,
        size * 0.6,
        size * 0.65
    );
    s.put(&d, leaf, distance);
    let glow = s.lit(leaf.lighter(0.3), distance);
    s.c.glaze(
        &path::ellipse(x + s.light.side * size * 0.3, y - size * 0.6, size * 0.25, size * 0.15),
        glow,
        0.4,
    );
}

/// A tuft of grass.
pub(super) fn tuft(s: &mut Stage, x: f32, y: f32, size: f32, color: Color) {
    let color = s.lit(color, 0.0);
    for (lean, high) in [(-0.5, 0.8), (-0.15, 1.1), (0.2, 1.0), (0.55, 0.7)] {
        let d = format!(
            "M{:.1} {y:.1}Q{:.1} {:.1} {:.1} {:.1}Q{:.1} {:.1} {:.1} {y:.1}Z",
            x + lean * size * 0.3 - size * 0.09,
            x + lean * size * 0.3,
            y - size * high * 0.6,
            x + lean * size,
            y - size * high,
            x + lean * size * 0.5 + size * 0.08,
            y - size * high * 0.5,
            x + lean * size * 0.3 + size * 0.09
        );
        s.c.glaze(&d, color, 0.95);
    }
}

/// A flower on a stalk.
pub(super) fn flower(s: &mut Stage, x: f32, y: f32, size: f32, color: Color) {
    let stalk = s.lit(s.palette.leaves[2], 0.0);
    s.c.line(
        &format!("M{x:.1} {y:.1}q{:.1} {:.1} 0 {:.1}", size * 0.12, -size * 0.5, -size),
        stalk,
        size * 0.08,
    );
    let petal = s.lit(color, 0.0);
    for i in 0..5_u8 {
        let a = f32::from(i) * 1.2566;
        s.c.glaze(
            &path::circle(x + a.cos() * size * 0.19, y - size + a.sin() * size * 0.19, size * 0.17),
            petal,
            1.0,
        );
    }
    let heart = s.lit(hex(0xf7d25c), 0.0);
    s.c.glaze(&path::circle(x, y - size, size * 0.12), heart, 1.0);
}

/// Grass and flowers scattered from `top` to the bottom, larger towards the viewer.
pub(super) fn carpet(s: &mut Stage, top: f32, grass: Color, amount: usize, flowers: bool) {
    for i in 0..amount {
        let t = (i as f32 + 0.5) / amount as f32;
        let y = top + (s.h - top) * t;
        let x = s.rng.range(-20.0, s.w + 20.0);
        let size = 9.0 + 24.0 * t * (s.h - top) / 300.0;
        if flowers && s.rng.chance(0.4) {
            let color = s.rng.pick(&s.palette.flowers.clone());
            flower(s, x, y + size * 0.5, size * 1.1, color);
        } else {
            let color = if s.rng.chance(0.5) { grass.darker(0.22) } else { grass.lighter(0.18) };
            tuft(s, x, y + size * 0.5, size, color);
        }
    }
}

/// A rock.
pub(super) fn rock(s: &mut Stage, x: f32, y: f32, size: f32, distance: f32) {
    let color = s.palette.rock;
    let (a, b) = (s.rng.range(0.8, 1.1), s.rng.range(0.5, 0.75));
    let d = path::polygon(&[
        (x - size * a, y),
        (x - size * 0.8, y - size * 0.45),
        (x - size * 0.25, y - size * b - size * 0.15),
        (x + size * 0.4, y - size * b),
        (x + size * 0.85, y - size * 0.3),
        (x + size, y),
    ]);
    s.put(&d, color, distance);
    let light = s.lit(color.lighter(0.35), distance);
    let d = path::polygon(&[
        (x - size * 0.25, y - size * b - size * 0.15),
        (x + size * 0.4, y - size * b),
        (x + size * 0.2, y - size * 0.3),
        (x - size * 0.3, y - size * 0.35),
    ]);
    s.c.glaze(&d, light, 0.5);
}

/// A house with a gable roof, door and windows.
pub(super) fn house(s: &mut Stage, x: f32, y: f32, w: f32, h: f32, distance: f32) {
    let wall = s.rng.pick(&s.palette.walls.clone());
    let roof = s.rng.pick(&s.palette.roofs.clone());
    house_of(s, (x, y), (w, h), wall, roof, distance);
}

pub(super) fn house_of(s: &mut Stage, (x, y): Point, (w, h): Point, wall: Color, roof: Color, distance: f32) {
    let eaves = y - h * 0.62;
    if s.rng.chance(0.6) {
        let side = s.rng.pick(&[-0.26_f32, 0.26]);
        s.put(
            &path::rect(x + w * side - w * 0.06, y - h * 1.02, w * 0.12, h * 0.3),
            roof.darker(0.3),
            distance,
        );
    }
    s.put(&path::rect(x - w * 0.5, eaves - 2.0, w, h * 0.62 + 2.0), wall, distance);
    let d = path::polygon(&[
        (x - w * 0.6, eaves + h * 0.03),
        (x - w * 0.08, y - h),
        (x + w * 0.08, y - h),
        (x + w * 0.6, eaves + h * 0.03),
    ]);
    s.put(&d, if is_snowy(s) { hex(0xf2f5fa) } else { roof }, distance);
    window(s, x - w * 0.27, y - h * 0.4, w * 0.2, h * 0.19, distance);
    window(s, x + w * 0.27, y - h * 0.4, w * 0.2, h * 0.19, distance);
    let door = roof.turned(150.0).darker(0.15);
    s.put(&path::rounded(x - w * 0.1, y - h * 0.32, w * 0.2, h * 0.33, w * 0.08), door, distance);
    if h > 160.0 {
        window(s, x, y - h * 0.76, w * 0.15, h * 0.13, distance);
    }
}

/// A window centred at `(x, y)`, lit after dark.
pub(super) fn window(s: &mut Stage, x: f32, y: f32, w: f32, h: f32, distance: f32) {
    let frame = s.lit(hex(0xfff8ea), distance);
    s.c.glaze(&path::rounded(x - w * 0.6, y - h * 0.58, w * 1.2, h * 1.16, w * 0.1), frame, 1.0);
    let dark = s.light.is_dark();
    let pane = s.light.window();
    let pane = if dark { pane } else { s.lit(pane, distance) };
    if dark {
        s.c.glow(x, y, w * 1.9, pane, 0.45);
    }
    s.c.set_subject(dark);
    s.c.glaze(&path::rect(x - w * 0.5, y - h * 0.5, w, h), pane, 1.0);
    s.c.set_subject(false);
    s.c.thin(
        &format!("M{x:.1} {:.1}v{h:.1}M{:.1} {y:.1}h{w:.1}", y - h * 0.5, x - w * 0.5),
        frame,
        w * 0.08,
        1.0,
    );
}

/// A picket fence from `x0` to `x1`.
pub(super) fn fence(s: &mut Stage, x0: f32, x1: f32, y: f32, h: f32, color: Color, distance: f32) {
    for rail in [0.35, 0.7] {
        s.put(&path::rect(x0, y - h * rail, x1 - x0, h * 0.1), color.darker(0.12), distance);
    }
    let step = h * 0.45;
    let amount = (((x1 - x0) / step) as usize).min(60);
    for i in 0..amount {
        let x = x0 + step * (i as f32 + 0.25);
        let d = path::polygon(&[
            (x, y),
            (x, y - h * 0.88),
            (x + step * 0.25, y - h),
            (x + step * 0.5, y - h * 0.88),
            (x + step * 0.5, y),
        ]);
        s.put(&d, color, distance);
    }
}

/// A row of peaks with snow on them.
pub(super) fn peaks(s: &mut Stage, base: f32, height: f32, amount: usize, distance: f32) {
    let rock = s.palette.rock.mix(hex(0x6f7fa8), 0.4);
    let slot = s.w * 1.1 / amount as f32;
    for i in 0..amount {
        let x = -s.w * 0.05 + slot * (i as f32 + s.rng.range(0.3, 0.7));
        let h = height * s.rng.range(0.6, 1.0);
        let half = h * s.rng.range(0.62, 0.8);
        peak(s, (x, base), h, half, rock, distance);
    }
}

pub(super) fn peak(s: &mut Stage, (x, base): Point, h: f32, half: f32, rock: Color, distance: f32) {
    let top = base - h;
    s.put(&path::polygon(&[(x - half, base + 10.0), (x, top), (x + half, base + 10.0)]), rock, distance);
    let lean = -s.light.side;
    let shade = s.lit(rock.darker(0.5), distance);
    let d = path::polygon(&[
        (x, top),
        (x + lean * half, base + 10.0),
        (x + lean * half * 0.15, base + 10.0),
        (x - lean * half * 0.06, base - h * 0.45),
        (x + lean * half * 0.1, base - h * 0.7),
    ]);
    s.c.glaze(&d, shade, 0.42);
    let snow = s.lit(WHITE, distance * 0.55);
    let cap = path::polygon(&[
        (x, top),
        (x + half * 0.34, top + h * 0.34),
        (x + half * 0.17, top + h * 0.28),
        (x + half * 0.05, top + h * 0.38),
        (x - half * 0.1, top + h * 0.27),
        (x - half * 0.2, top + h * 0.36),
        (x - half * 0.34, top + h * 0.34),
    ]);
    s.c.glaze(&cap, snow, 0.95);
}

/// Open water from `top` to the bottom, with light on it.
pub(super) fn water(s: &mut Stage, top: f32, color: Color) {
    let far = color.mix(s.light.sky[2], 0.45);
    let near = s.lit(color.darker(0.25), 0.0);
    let far = s.lit(far, 0.2);
    let d = path::rect(-20.0, top, s.w + 40.0, s.h - top + 20.0);
    s.c.fade(&d, far, near);
    let x = s.sunward(0.2);
    if s.light.has_sun() {
        let glint = if s.light.is_dark() { hex(0xfff0c8) } else { s.light.sky[2].lighter(0.5) };
        for i in 0..9_u8 {
            let t = f32::from(i) / 9.0;
            let y = top + 8.0 + (s.h - top) * t * 0.62;
            let width = 30.0 + 70.0 * t + s.rng.range(0.0, 50.0);
            let shift = s.rng.range(-24.0, 24.0) * (0.4 + t);
            s.c.glaze(&path::ellipse(x + shift, y, width, 2.5 + 4.0 * t), glint, 0.5);
        }
    }
    ripples(s, top, 26);
}

/// Small crests from `top` to the bottom.
pub(super) fn ripples(s: &mut Stage, top: f32, amount: usize) {
    let crest = s.lit(hex(0xeaf6f8), 0.1);
    for i in 0..amount {
        let t = (i as f32 + 0.5) / amount as f32;
        let y = top + 10.0 + (s.h - top) * t;
        let x = s.rng.range(0.0, s.w);
        let long = 14.0 + 46.0 * t;
        let d = format!(
            "M{x:.1} {y:.1}q{:.1} {:.1} {long:.1} 0q{:.1} {:.1} {long:.1} 0",
            long * 0.5,
            -long * 0.22,
            long * 0.5,
            long * 0.22
        );
        s.c.thin(&d, crest, 2.0 + 2.6 * t, 0.5);
    }
}

/// A wave crest across the picture, in front of what swims.
pub(super) fn swell(s: &mut Stage, y: f32, height: f32, color: Color, opacity: f32) {
    let phase = s.rng.range(0.0, 6.3);
    let mut points: Vec<Point> = (0..=16_u8)
        .map(|i| {
            let t = f32::from(i) / 16.0;
            (-20.0 + t * (s.w + 40.0), y + (t * 19.0 + phase).sin() * height)
        })
        .collect();
    let foam = path::curve(&points);
    points.push((s.w + 40.0, s.h + 30.0));
    let d = format!("{foam}L{:.1} {:.1}L-20 {:.1}Z", s.w + 20.0, s.h + 20.0, s.h + 20.0);
    let water = s.lit(color, 0.0);
    s.c.glaze(&d, water, opacity);
    let crest = s.lit(hex(0xeaf6f8), 0.0);
    s.c.thin(&foam, crest, 3.5, 0.55);
}

/// Branches with leaves that hang into a corner: a frame that gives depth. `left` is the side.
pub(super) fn overhang(s: &mut Stage, left: bool) {
    let side = if left { 1.0 } else { -1.0 };
    let x = if left { -10.0 } else { s.w + 10.0 };
    let wood = s.lit(s.palette.wood.darker(0.4), 0.0);
    s.c.line(&format!("M{x:.1} 40Q{:.1} 46 {:.1} 96", x + side * 150.0, x + side * 250.0), wood, 11.0);
    let leaf = s.palette.leaves[2].darker(0.12);
    for i in 0..17_u8 {
        let t = f32::from(i) / 16.0;
        let (lx, ly) = (x + side * (20.0 + t * 235.0), 42.0 + t * t * 54.0);
        let turn = s.rng.range(20.0, 160.0);
        let size = s.rng.range(20.0, 38.0);
        let pale = s.rng.range(0.0, 0.22);
        let color = s.lit(leaf.lighter(pale), 0.0);
        s.c.open(&format!("translate({lx:.1} {ly:.1}) rotate({turn:.0})"));
        s.c.shape(
            &format!(
                "M0 0Q{:.1} {:.1} {:.1} 0Q{:.1} {:.1} 0 0Z",
                size * 0.5,
                -size * 0.42,
                size,
                size * 0.5,
                size * 0.42
            ),
            color,
        );
        s.c.close();
    }
}

/// A lighthouse.
pub(super) fn lighthouse(s: &mut Stage, x: f32, y: f32, h: f32, distance: f32) {
    let accent = s.palette.accent;
    let half = |t: f32| h * (0.115 - 0.045 * t);
    let level = |t: f32| y - h * 0.8 * t;
    for i in 0..5_u8 {
        let (a, b) = (f32::from(i) / 5.0, f32::from(i + 1) / 5.0);
        let d = path::polygon(&[
            (x - half(a), level(a)),
            (x + half(a), level(a)),
            (x + half(b), level(b)),
            (x - half(b), level(b)),
        ]);
        s.put(&d, if i % 2 == 0 { hex(0xfbf6ea) } else { accent }, distance);
    }
    s.put(&path::rect(x - h * 0.09, y - h * 0.82, h * 0.18, h * 0.03), hex(0x4a4658), distance);
    if s.light.is_dark() {
        s.c.glow(x, y - h * 0.87, h * 0.55, hex(0xffe9a0), 0.75);
    }
    s.c.glaze(&path::rect(x - h * 0.05, y - h * 0.92, h * 0.1, h * 0.1), hex(0xffe28a), 1.0);
    let d = path::polygon(&[(x - h * 0.075, y - h * 0.915), (x, y - h), (x + h * 0.075, y - h * 0.915)]);
    s.put(&d, accent.darker(0.15), distance);
}

/// A sailing boat.
pub(super) fn sailboat(s: &mut Stage, x: f32, y: f32, size: f32, color: Color, distance: f32) {
    let mast = s.lit(s.palette.wood, distance);
    s.c.line(&format!("M{x:.1} {y:.1}v{:.1}", -size * 1.3), mast, size * 0.06);
    let d = path::polygon(&[
        (x + size * 0.06, y - size * 1.25),
        (x + size * 0.7, y - size * 0.3),
        (x + size * 0.06, y - size * 0.25),
    ]);
    s.put(&d, hex(0xfdf6e6), distance);
    let d = path::polygon(&[
        (x - size * 0.06, y - size * 1.1),
        (x - size * 0.5, y - size * 0.3),
        (x - size * 0.06, y - size * 0.25),
    ]);
    s.put(&d, hex(0xf3dcc0), distance);
    let d = format!(
        "M{:.1} {:.1}h{:.1}q{:.1} {:.1} {:.1} {:.1}h{:.1}q{:.1} {:.1} {:.1} {:.1}Z",
        x - size * 0.75,
        y - size * 0.2,
        size * 1.5,
        -size * 0.1,
        size * 0.3,
        -size * 0.3,
        size * 0.3,
        -size * 0.9,
        -size * 0.24,
        -size * 0.05,
        -size * 0.3,
        -size * 0.3
    );
    s.put(&d, color, distance);
}
