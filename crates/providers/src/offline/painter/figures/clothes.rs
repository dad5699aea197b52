//! Clothes and what is worn with them, cut to any body.

use super::super::canvas::Canvas;
use super::super::color::{Color, INK, WHITE, hex};
use super::super::path;
use super::biped::{Build, Turn, torso_path};
use super::character::{Character, Kind};
use super::people::Role;
use super::species::Mark;
use super::wear::Wear;

/// What hangs behind the body.
pub(super) fn behind(c: &mut Canvas, who: &Character, b: &Build) {
    let (sx, sy) = b.shoulder;
    if let Some(color) = who.worn(Wear::Wings) {
        for (turn, size) in [(-28.0, 1.0), (12.0, 0.72)] {
            for side in [-1.0, 1.0] {
                c.open(&format!("translate(0 {:.1}) scale({side} 1) rotate({turn})", sy + 8.0));
                c.glaze(
                    &format!(
                        "M4 0C{:.1} -28 {:.1} -22 {:.1} -4C{:.1} 14 14 10 4 0Z",
                        16.0 * size,
                        46.0 * size,
                        48.0 * size,
                        44.0 * size
                    ),
                    color,
                    0.85,
                );
                c.thin(
                    &format!(
                        "M4 0C{:.1} -28 {:.1} -22 {:.1} -4C{:.1} 14 14 10 4 0Z",
                        16.0 * size,
                        46.0 * size,
                        48.0 * size,
                        44.0 * size
                    ),
                    color.darker(0.45),
                    0.9,
                    0.7,
                );
                c.close();
            }
        }
    }
    if let Some(color) = who.worn(Wear::Cape) {
        let d = format!(
            "M{:.1} {sy:.1}Q{:.1} {:.1} {:.1} -5Q{:.1} 0 -6 -4Q6 0 {:.1} -7Q{:.1} {:.1} {sx:.1} {sy:.1}Z",
            -sx,
            -b.waist - 12.0,
            sy + 24.0,
            -b.waist - 15.0,
            -b.waist,
            b.waist + 5.0,
            b.waist + 4.0,
            sy + 22.0
        );
        c.shape(&d, color);
    }
    if let Some(color) = who.worn(Wear::Backpack) {
        c.shape(&path::rounded(-b.waist - 9.0, sy + 1.0, b.waist * 1.4, (b.hip - sy) * 0.82, 7.0), color);
    }
}

/// What covers the body.
pub(super) fn dress(c: &mut Canvas, who: &Character, b: &Build) {
    let person = matches!(who.kind, Kind::Person(_));
    let low = b.hip + if person { 2.0 } else { 4.0 };
    if let Some(color) = who.worn(Wear::Trousers).filter(|_| person || !who.wears(Wear::Dress)) {
        let top = f32::midpoint(b.shoulder.1, b.hip) + 6.0;
        c.shape(&path::rounded(-b.waist * 0.98, top, b.waist * 1.96, low - top + 3.0, 6.0), color);
    }
    if let Some(color) = who.worn(Wear::Shirt) {
        let hem = if person { b.hip - 4.0 } else { b.hip - 7.0 };
        c.shape(&torso_path(b, hem, 1.0), color);
        stripes(c, who, b, hem, color);
    }
    if let Some(color) = who.worn(Wear::Coat) {
        let hem = if person { b.hip + 5.0 } else { b.hip - 1.0 };
        c.shape(&torso_path(b, hem, 1.14), color);
        let t = b.shoulder.1;
        c.thin(
            &format!("M1.500 {t:.1}Q3 {:.1} 2 {:.1}", f32::midpoint(t, hem), hem + 4.0),
            color.darker(0.5),
            1.3,
            0.8,
        );
        for i in 0..3_u8 {
            let y = t + 6.0 + f32::from(i) * (hem - t) * 0.27;
            c.glaze(&path::circle(5.5, y, 1.5), color.mix(WHITE, 0.65), 1.0);
        }
    }
    if let Some(color) = who.worn(Wear::Overalls) {
        let top = f32::midpoint(b.shoulder.1, b.hip);
        c.shape(&path::rounded(-b.waist * 0.98, top, b.waist * 1.96, low - top + 3.0, 6.0), color);
        c.shape(&path::rounded(-b.waist * 0.55, top - 9.0, b.waist * 1.1, 13.0, 2.5), color);
        for side in [-1.0_f32, 1.0] {
            c.line(
                &format!(
                    "M{:.1} {:.1}L{:.1} {:.1}",
                    side * b.waist * 0.45,
                    top - 7.0,
                    side * b.shoulder.0 * 0.75,
                    b.shoulder.1
                ),
                color,
                3.0,
            );
            c.glaze(&path::circle(side * b.waist * 0.42, top - 6.0, 1.4), hex(0xf4d06a), 1.0);
        }
    }
    if let Some(color) = who.worn(Wear::Dress) {
        let hem = if person { b.hip * 0.42 } else { b.hip + 3.0 };
        c.shape(&torso_path(b, hem, if person { 1.62 } else { 1.28 }), color);
        let w = b.waist * if person { 1.5 } else { 1.2 };
        c.thin(
            &format!("M{:.1} {:.1}Q0 {:.1} {w:.1} {:.1}", -w, hem - 2.5, hem + 2.0, hem - 2.5),
            color.lighter(0.6),
            1.8,
            0.9,
        );
        c.thin(
            &format!(
                "M{:.1} {:.1}Q0 {:.1} {:.1} {:.1}",
                -b.shoulder.0 * 1.02,
                b.shoulder.1 + 14.0,
                b.shoulder.1 + 17.0,
                b.shoulder.0 * 1.02,
                b.shoulder.1 + 14.0
            ),
            color.darker(0.35),
            2.2,
            0.7,
        );
    }
    if let Some(color) = who.worn(Wear::Robe) {
        c.shape(&torso_path(b, -3.0, 1.5), color);
        c.line(
            &format!(
                "M{:.1} {:.1}Q0 {:.1} {:.1} {:.1}",
                -b.waist * 1.02,
                b.hip - 8.0,
                b.hip - 4.0,
                b.waist * 1.02,
                b.hip - 8.0
            ),
            hex(0xe9c25a),
            2.6,
        );
        for (x, y) in [(-9.0, -14.0), (8.0, -10.0), (-2.0, -7.0)] {
            c.glaze(&path::star(x, y, 2.8, 1.2, 5), hex(0xf6dd8a), 0.95);
        }
    }
    if let Some(color) = who.worn(Wear::Apron) {
        let top = b.shoulder.1 + 8.0;
        c.shape(&path::rounded(-b.waist * 0.62, top, b.waist * 1.3, b.hip - top + 4.0, 4.0), color);
        c.thin(
            &format!("M{:.1} {:.1}h{:.1}", -b.waist * 0.3, b.hip - 6.0, b.waist * 0.66),
            color.darker(0.3),
            1.2,
            0.7,
        );
    }
}

fn stripes(c: &mut Canvas, who: &Character, b: &Build, hem: f32, color: Color) {
    if !who.seed.is_multiple_of(3) {
        return;
    }
    let d = torso_path(b, hem, 1.0);
    c.open_clip(&d);
    let band = if color.luma() > 0.6 { color.darker(0.3) } else { color.lighter(0.55) };
    for i in 0..5_u8 {
        let y = b.shoulder.1 + 5.0 + f32::from(i) * 6.0;
        c.thin(&format!("M-30 {y:.1}Q0 {:.1} 30 {y:.1}", y + 3.0), band, 2.2, 0.8);
    }
    c.close();
}

/// The colour of the sleeves, if any.
pub(super) fn sleeve(who: &Character) -> Option<Color> {
    [Wear::Coat, Wear::Robe, Wear::Shirt, Wear::Dress].into_iter().find_map(|wear| who.worn(wear))
}

/// The colour of bare hands and paws.
pub(super) fn hand(who: &Character) -> Color {
    match who.kind {
        Kind::Animal(s) if s.mark == Mark::Panda => INK.lighter(0.12),
        _ => who.coat,
    }
}

/// The colour that says who it is from afar: of a blanket, say.
pub(super) fn main_color(who: &Character) -> Color {
    sleeve(who).or_else(|| who.worn(Wear::Overalls)).unwrap_or(who.coat)
}

/// What covers the legs.
pub(super) fn leg(who: &Character) -> Color {
    let bare = match who.kind {
        Kind::Animal(s) if s.mark == Mark::Panda => INK.lighter(0.12),
        Kind::Animal(s) if s.winged => hex(0xf2a33c),
        _ => who.coat,
    };
    let dressed = if who.wears(Wear::Dress) {
        None
    } else {
        who.worn(Wear::Overalls).or_else(|| who.worn(Wear::Trousers))
    };
    who.worn(Wear::Robe).or(dressed).unwrap_or(bare)
}

/// What covers the feet.
pub(super) fn foot(who: &Character) -> Color {
    let bare = match who.kind {
        Kind::Animal(s) if s.winged => hex(0xf2a33c),
        _ => hand(who).darker(0.12),
    };
    who.worn(Wear::Boots).unwrap_or(bare)
}

/// What lies round the neck, over the chin.
pub(super) fn neck(c: &mut Canvas, who: &Character, b: &Build) {
    let (sx, sy) = b.shoulder;
    let y = sy + 0.5;
    if let Some(color) = who.worn(Wear::Cape) {
        c.line(&format!("M{:.1} {y:.1}Q0 {:.1} {sx:.1} {y:.1}", -sx, y + 7.0), color, 3.6);
        c.shape(&path::circle(0.0, y + 4.0, 2.6), hex(0xf4d06a));
    }
    if let Some(color) = who.worn(Wear::Tie) {
        c.shape(&format!("M0 {:.1}l-7 -4v8Zl7 -4v8Z", y + 3.0), color);
        c.shape(&path::circle(0.0, y + 3.0, 2.0), color.darker(0.2));
    }
    if let Some(color) = who.worn(Wear::Scarf) {
        let sx = sx.min(b.radius.0 * 0.74 - 3.0);
        c.shape(
            &format!("M{:.1} {:.1}q4 11 1 22q5 2 9 0q2 -12 -1 -23Z", sx * 0.35, y + 1.0),
            color.darker(0.12),
        );
        let band = format!(
            "M{:.1} {:.1}Q0 {:.1} {:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}Q0 {:.1} {:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}Z",
            -sx - 3.0,
            y - 4.5,
            y + 2.0,
            sx + 3.0,
            y - 4.5,
            sx + 6.0,
            y,
            sx + 2.0,
            y + 4.0,
            y + 11.0,
            -sx - 2.0,
            y + 4.0,
            -sx - 6.0,
            y,
            -sx - 3.0,
            y - 4.5
        );
        c.shape(&band, color);
        let stripe = color.lighter(0.5);
        c.thin(&format!("M{:.1} {:.1}q4 1 8 0", sx * 0.35 + 1.5, y + 18.0), stripe, 1.8, 0.9);
    }
    if who.wears(Wear::Backpack) {
        let color = who.worn(Wear::Backpack).unwrap_or_default().darker(0.2);
        for side in [-1.0_f32, 1.0] {
            c.line(
                &format!("M{:.1} {:.1}q{:.1} 8 {:.1} 15", side * sx * 0.7, sy + 1.0, side * 1.5, side * 0.5),
                color,
                2.8,
            );
        }
    }
}

/// Hats, glasses and bows.
pub(super) fn on_head(c: &mut Canvas, who: &Character, b: &Build, turn: Turn) {
    let ((x, y), (rx, ry)) = (b.head, b.radius);
    let brow = match who.kind {
        Kind::Person(_) => y - ry * 0.52,
        _ => y - ry * 0.72,
    };
    if let Some(color) = who.worn(Wear::Glasses) {
        let (ey, dx) = (y + if matches!(who.kind, Kind::Person(_)) { ry * 0.12 } else { -1.0 }, rx * 0.43);
        let cx = x + rx * 0.24 * turn;
        for side in [-1.0, 1.0] {
            let d = path::circle(cx + side * dx, ey, rx * 0.31);
            c.glaze(&d, WHITE, 0.22);
            c.thin(&d, color, 1.7, 1.0);
        }
        c.thin(&format!("M{:.1} {ey:.1}h{:.1}", cx - dx * 0.3, dx * 0.6), color, 1.6, 1.0);
    }
    if let Some(color) = who.worn(Wear::Bow) {
        c.open(&format!("translate({:.1} {:.1}) rotate(18)", x + rx * 0.6, y - ry * 0.92));
        c.shape("M0 0Q-13 -10 -12 1Q-11 9 0 0ZQ13 -10 12 1Q11 9 0 0Z", color);
        c.shape(&path::circle(0.0, 0.0, 2.8), color.darker(0.2));
        c.close();
    }
    if who.wears(Wear::Wreath) {
        for (i, color) in [0xf3a0b4_u32, 0xfdf3d8, 0xf6c35a, 0xb9a2d8, 0xf3a0b4].into_iter().enumerate() {
            let t = (i as f32 - 2.0) / 2.0;
            c.shape(
                &path::circle(x + t * rx * 0.82, brow - ry * 0.12 * (1.0 - t * t), rx * 0.17),
                hex(color),
            );
        }
    }
    let bird = matches!(who.kind, Kind::Person(p) if p.role == Role::Pirate);
    c.open(&format!("translate({:.1} {brow:.1}) scale({:.3})", x, rx / 21.0));
    hats(c, who);
    c.close();
    if bird {
        let (ex, ey) = (x - rx * 0.42 + rx * 0.24 * turn, y + ry * 0.12);
        c.pure(&path::circle(ex, ey, rx * 0.22), INK);
    }
}

/// Hats sit on (0, 0), on a head of half width 21.
fn hats(c: &mut Canvas, who: &Character) {
    for (wear, color) in &who.wear {
        let color = *color;
        match wear {
            Wear::PointedHat => {
                c.shape("M-19 0Q-8 -30 7 -48Q3 -28 19 0Z", color);
                c.shape("M-30 2Q0 -10 30 2Q0 10 -30 2Z", color.darker(0.12));
                c.glaze("M-17 -5Q0 -11 17 -5L15.500 -9Q0 -15 -15.500 -9Z", hex(0xf0c84a), 0.95);
                c.glaze(&path::star(2.0, -24.0, 4.0, 1.7, 5), hex(0xf6dd8a), 0.95);
            }
            Wear::TopHat => {
                c.shape("M-14 -2L-16 -34Q0 -38 16 -34L14 -2Z", color);
                c.shape("M-25 0Q0 -8 25 0Q0 7 -25 0Z", color);
                c.glaze("M-14.500 -6Q0 -10 14.500 -6L15 -12Q0 -16 -15 -12Z", hex(0xc23b4a), 0.95);
            }
            Wear::StrawHat => {
                c.shape("M-15 -2Q-16 -24 0 -24Q16 -24 15 -2Z", color);
                c.shape("M-32 1Q0 -12 32 1Q0 11 -32 1Z", color);
                c.glaze("M-15 -4Q0 -10 15 -4L15 -9Q0 -15 -15 -9Z", hex(0xd8573f), 0.95);
            }
            Wear::Cap => {
                c.shape("M-20 2Q-22 -22 0 -22Q22 -22 20 2Q0 -6 -20 2Z", color);
                c.shape("M2 -1Q22 -6 31 3Q20 8 4 4Z", color.darker(0.25));
                c.glaze(&path::circle(0.0, -12.0, 3.6), hex(0xf4d06a), 1.0);
            }
            Wear::Beanie => {
                c.shape("M-21 2Q-23 -27 0 -27Q23 -27 21 2Z", color);
                c.shape("M-23 5Q-24 -4 -20 -5Q0 -12 20 -5Q24 -4 23 5Q0 -3 -23 5Z", color.lighter(0.3));
                c.shape(&path::circle(0.0, -29.0, 6.0), color.lighter(0.5));
            }
            Wear::PirateHat => {
                c.shape("M-31 4Q-28 -12 -12 -14Q0 -30 12 -14Q28 -12 31 4Q0 -8 -31 4Z", color);
                c.glaze(&path::circle(0.0, -12.0, 4.0), WHITE, 1.0);
                c.glaze("M-7 -5l14 -4M-7 -9l14 4", WHITE, 1.0);
                c.thin("M-6 -5l12 -4M-6 -9l12 4", WHITE, 1.8, 1.0);
            }
            Wear::ChefHat => {
                c.shape("M-16 -8Q-30 -14 -23 -26Q-14 -40 0 -34Q14 -40 23 -26Q30 -14 16 -8Z", color);
                c.shape("M-17 2V-10Q0 -16 17 -10V2Q0 -4 -17 2Z", color.darker(0.06));
            }
            Wear::Helmet if color.luma() > 0.9 => {
                c.glaze(&path::circle(0.0, 11.0, 29.0), hex(0xd9f0fb), 0.28);
                c.thin(&path::circle(0.0, 11.0, 29.0), color.darker(0.25), 2.6, 0.95);
                c.thin("M-18 -4Q-10 -14 2 -15", WHITE, 3.2, 0.9);
            }
            Wear::Helmet => {
                c.shape("M-24 12Q-27 -22 0 -22Q27 -22 24 12L20 12Q19 -4 0 -5Q-19 -4 -20 12Z", color);
                c.shape("M-3 -20Q4 -40 22 -34Q10 -30 5 -18Z", hex(0xd8443c));
            }
            Wear::Crown => {
                c.shape("M-16 1L-19 -19L-9 -10L0 -24L9 -10L19 -19L16 1Q0 -5 -16 1Z", color);
                for (x, y, gem) in [(0.0, -8.0, 0xd8443c_u32), (-9.0, -5.0, 0x4a86c5), (9.0, -5.0, 0x5fa55a)]
                {
                    c.pure(&path::circle(x, y, 2.1), hex(gem));
                }
            }
            _ => {}
        }
    }
}
