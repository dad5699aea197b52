//! What grows, falls from the sky or lies about.

use super::super::canvas::Canvas;
use super::super::color::{Color, WHITE, hex};
use super::super::path;
use super::Thing;

const LEAF: Color = hex(0x5f9a58);
const WOOD: Color = hex(0x8a5f3f);

pub(super) fn draw(c: &mut Canvas, thing: Thing, color: Color) -> bool {
    match thing {
        Thing::Cloud => {
            c.shape("M-50 -18C-62 -22 -60 -46 -42 -46C-42 -68 -12 -76 -4 -60C8 -78 38 -70 36 -48C56 -50 62 -22 46 -18Q0 -10 -50 -18Z", color);
            c.glaze("M-36 -48C-34 -60 -16 -66 -8 -56Q-22 -56 -30 -44Z", WHITE, 0.8);
        }
        Thing::Star => {
            c.glow(0.0, -48.0, 74.0, color, 0.45);
            let points = path::star(0.0, -48.0, 50.0, 26.0, 5);
            c.limb(&points, color, 9.0);
            c.glaze(&points, color, 1.0);
            c.glaze(&path::ellipse(-14.0, -62.0, 6.0, 4.0), WHITE, 0.55);
        }
        Thing::Moon => {
            c.glow(0.0, -50.0, 84.0, color, 0.35);
            c.shape(&path::circle(0.0, -50.0, 48.0), color);
            for (x, y, r) in
                [(-28.0, -74.0, 7.0), (24.0, -82.0, 5.0), (32.0, -28.0, 8.0), (-30.0, -24.0, 5.0)]
            {
                c.glaze(&path::circle(x, y, r), color.darker(0.25), 0.5);
            }
        }
        Thing::Sun => {
            c.glow(0.0, -50.0, 90.0, color, 0.5);
            c.shape(&path::star(0.0, -50.0, 52.0, 38.0, 12), color.mix(hex(0xf0903c), 0.5));
            c.shape(&path::circle(0.0, -50.0, 36.0), color);
        }
        Thing::Tree => {
            c.shape("M-12 0Q-6 -20 -7 -46H7Q6 -20 13 0Q6 -4 0 -3Q-6 -4 -12 0Z", WOOD);
            c.shape("M-16 -38C-44 -34 -48 -66 -30 -72C-34 -98 -4 -108 6 -98C28 -108 44 -84 34 -72C52 -62 42 -34 16 -38Q0 -32 -16 -38Z", color);
            for (x, y) in [(-24.0, -82.0), (16.0, -92.0), (32.0, -54.0), (-32.0, -54.0)] {
                c.glaze(&path::ellipse(x, y, 7.0, 5.0), color.lighter(0.4), 0.5);
            }
        }
        Thing::Pine => {
            c.shape(&path::rect(-5.0, -16.0, 10.0, 16.0), WOOD);
            for (i, d) in [
                "M0 -62L38 -12Q0 -4 -38 -12Z",
                "M0 -82L30 -36Q0 -28 -30 -36Z",
                "M0 -102L22 -62Q0 -54 -22 -62Z",
            ]
            .into_iter()
            .enumerate()
            {
                c.shape(d, color.lighter(0.07 * i as f32));
            }
        }
        Thing::Flower => flower(c, color),
        Thing::Mountain => {
            c.shape("M-62 0Q-30 -40 -12 -88Q0 -110 12 -88Q34 -40 64 0Z", color);
            c.shape(
                "M-22 -66Q-12 -100 0 -101Q12 -100 24 -66Q14 -72 8 -62Q0 -74 -8 -62Q-14 -72 -22 -66Z",
                hex(0xfbfdff),
            );
        }
        Thing::Mushroom => {
            c.shape("M-17 0Q-20 -24 -14 -48H14Q20 -24 17 0Q0 4 -17 0Z", hex(0xf8efdc));
            c.shape("M-48 -44C-46 -84 -22 -98 0 -98C22 -98 46 -84 48 -44Q0 -34 -48 -44Z", color);
            for (x, y, r) in [(-22.0, -68.0, 7.0), (6.0, -80.0, 8.0), (28.0, -58.0, 6.0), (-4.0, -56.0, 4.0)]
            {
                c.glaze(&path::circle(x, y, r), hex(0xfff6ea), 1.0);
            }
        }
        Thing::Pumpkin => {
            c.shape("M-4 -76Q-8 -92 4 -94L8 -90Q3 -86 6 -76Z", LEAF);
            for x in [-26.0, 26.0] {
                c.shape(&path::ellipse(x, -40.0, 26.0, 36.0), color.darker(0.1));
            }
            c.shape(&path::ellipse(0.0, -40.0, 30.0, 40.0), color);
        }
        Thing::Leaf => {
            c.shape("M0 0Q-44 -34 -22 -72Q-10 -90 0 -100Q12 -90 24 -72Q44 -34 0 0Z", color);
            c.thin(
                "M0 8V-88M0 -26l18 -16M0 -26l-18 -16M0 -70l12 -10M0 -70l-12 -10",
                color.darker(0.4),
                2.4,
                0.6,
            );
        }
        Thing::Drop => {
            c.shape("M0 -100Q8 -76 26 -52C46 -22 26 0 0 0C-26 0 -46 -22 -26 -52Q-8 -76 0 -100Z", color);
            c.glaze("M-22 -38Q-28 -16 -12 -8Q-20 -22 -14 -40Z", WHITE, 0.6);
        }
        Thing::Stone => {
            c.shape("M-52 0C-62 -30 -44 -66 -14 -72C16 -80 48 -62 54 -30Q58 -8 50 0Q0 4 -52 0Z", color);
            c.glaze("M-36 -44Q-24 -62 -4 -64Q-20 -52 -28 -38Z", color.lighter(0.5), 0.7);
        }
        Thing::Snowman => snowman(c, color),
        Thing::Fire => {
            for turn in [-16.0, 16.0] {
                c.open(&format!("rotate({turn} 0 -6)"));
                c.shape(&path::rounded(-38.0, -12.0, 76.0, 12.0, 6.0), WOOD);
                c.close();
            }
            c.glow(0.0, -44.0, 80.0, hex(0xffc060), 0.5);
            c.shape("M-28 -10C-44 -40 -18 -52 -20 -78C-4 -72 2 -86 0 -100C18 -84 12 -70 22 -62C40 -40 34 -16 24 -8Q0 0 -28 -10Z", color);
            c.glaze("M-17 -10C-24 -32 -6 -40 -4 -60C12 -46 24 -28 14 -9Q0 -4 -17 -10Z", hex(0xffdc6a), 1.0);
        }
        Thing::Snowflake => {
            for i in 0..6_u8 {
                c.open(&format!("translate(0 -50) rotate({})", 60 * u16::from(i)));
                c.limb("M0 0V-44M0 -28L-12 -38M0 -28L12 -38", color, 5.5);
                c.close();
            }
            c.shape(&path::circle(0.0, -50.0, 16.0), color);
        }
        Thing::Shell => {
            c.shape("M0 0C-14 -2 -16 -8 -14 -12C-50 -20 -54 -66 -34 -82Q-20 -92 0 -92Q20 -92 34 -82C54 -66 50 -20 14 -12C16 -8 14 -2 0 0Z", color);
            c.thin("M0 -10V-88M-6 -10Q-26 -40 -24 -84M6 -10Q26 -40 24 -84M-10 -12Q-44 -34 -42 -66M10 -12Q44 -34 42 -66", color.darker(0.3), 2.4, 0.7);
        }
        Thing::Feather => {
            c.shape("M-4 -14C-26 -46 -14 -84 10 -100C24 -76 20 -40 2 -14Z", color);
            c.line("M-8 4Q0 -40 9 -96", color.darker(0.35), 2.6);
            c.thin("M-1 -36l-12 -10M1 -52l-13 -10M1 -36l13 -6M3 -54l13 -8", color.darker(0.3), 1.6, 0.7);
        }
        Thing::Seed => {
            c.shape("M0 -58Q-4 -80 2 -92", LEAF);
            c.line("M0 -56Q-2 -74 2 -86", LEAF, 4.5);
            c.shape("M2 -84Q22 -104 36 -90Q24 -74 2 -84Z", LEAF.lighter(0.15));
            c.shape("M0 -80Q-22 -96 -32 -82Q-20 -68 0 -78Z", LEAF);
            c.shape("M0 0C-30 0 -36 -30 -22 -50Q0 -70 22 -50C36 -30 30 0 0 0Z", color);
        }
        Thing::Acorn => {
            c.shape("M-30 -58Q-32 -20 0 0Q32 -20 30 -58Z", color);
            c.shape("M-38 -54Q-38 -84 0 -86Q38 -84 38 -54Q0 -46 -38 -54Z", color.darker(0.4));
            c.line("M0 -86Q2 -96 8 -100", color.darker(0.5), 5.0);
        }
        Thing::Rainbow => {
            for (i, band) in
                [0xe86a6a, 0xf2a35a, 0xf7dc6a, 0x86c97a, 0x6aaee0, 0x9a84d0].into_iter().enumerate()
            {
                let r = 96.0 - 9.0 * i as f32;
                c.thin(&format!("M{:.1} 0A{r:.1} {r:.1} 0 0 1 {r:.1} 0", -r), hex(band), 9.4, 0.85);
            }
        }
        Thing::Planet => {
            c.shape(&path::circle(0.0, -50.0, 44.0), color);
            c.glaze(
                "M-34 -72Q-14 -86 -4 -70Q-10 -54 -26 -56ZM6 -40Q28 -52 36 -34Q28 -14 12 -20Z",
                LEAF.lighter(0.1),
                0.9,
            );
        }
        Thing::Cactus => {
            c.limb("M0 -2V-84M0 -34H-22Q-30 -36 -30 -60M0 -26H22Q30 -28 30 -48", color, 22.0);
            c.thin("M-4 -8V-84M5 -8V-84", color.lighter(0.4), 1.8, 0.7);
            c.shape(&path::circle(0.0, -98.0, 8.0), hex(0xf06a8a));
        }
        _ => return false,
    }
    true
}

fn flower(c: &mut Canvas, color: Color) {
    c.line("M0 0Q4 -28 0 -56", LEAF, 5.0);
    c.shape("M1 -14Q20 -34 32 -22Q22 -6 1 -12Z", LEAF);
    c.shape("M0 -20Q-20 -38 -30 -26Q-20 -12 0 -18Z", LEAF);
    for i in 0..8_u8 {
        let a = f32::from(i) * std::f32::consts::FRAC_PI_4;
        c.shape(&path::ellipse(a.cos() * 20.0, -72.0 + a.sin() * 20.0, 11.0, 11.0), color);
    }
    c.shape(&path::circle(0.0, -72.0, 17.0), hex(0xf8dc7a));
}

fn snowman(c: &mut Canvas, color: Color) {
    c.shape(&path::circle(0.0, -26.0, 28.0), color);
    c.shape(&path::circle(0.0, -74.0, 21.0), color);
    for y in [-34.0, -22.0, -10.0] {
        c.pure(&path::circle(2.0, y, 2.2), hex(0x3a3742));
    }
    c.shape("M2 -72L20 -68L2 -66Z", hex(0xf0883a));
    c.shape("M-20 -57Q0 -48 20 -57L22 -49Q0 -40 -22 -49Z", hex(0xd8443c));
    c.shape("M-14 -90L-13 -112H13L14 -90Z", hex(0x4a4658));
    c.shape("M-23 -88Q0 -96 23 -88Q0 -82 -23 -88Z", hex(0x4a4658));
}
