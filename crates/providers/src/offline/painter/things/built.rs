//! What is built, and what drives, sails or flies.

use super::super::canvas::Canvas;
use super::super::color::{Color, WHITE, hex};
use super::super::path;
use super::Thing;

const GLASS: Color = hex(0xbfe3f2);
const DARK: Color = hex(0x4a4658);

pub(super) fn draw(c: &mut Canvas, thing: Thing, color: Color) -> bool {
    match thing {
        Thing::Lighthouse => lighthouse(c, color),
        Thing::House => house(c, color),
        Thing::Castle => castle(c, color),
        Thing::Windmill => windmill(c, color),
        Thing::Tower => tower(c, color),
        Thing::Bridge => {
            c.shape("M-90 0Q0 -62 90 0H66Q0 -34 -66 0Z", color);
            c.limb("M-84 -14Q0 -74 84 -14", color.darker(0.2), 4.0);
            for x in [-60.0, -30.0, 0.0, 30.0, 60.0_f32] {
                let y = -30.0 + x * x * 0.0068;
                c.line(&format!("M{x} {y:.1}v-15"), color.darker(0.2), 3.0);
            }
        }
        Thing::Door => {
            c.shape("M-30 0V-70Q-30 -100 0 -100Q30 -100 30 -70V0Z", color.darker(0.45));
            c.shape("M-24 0V-69Q-24 -94 0 -94Q24 -94 24 -69V0Z", color);
            c.thin("M-8 -6V-90M8 -6V-90", color.darker(0.4), 1.6, 0.7);
            c.shape(&path::circle(16.0, -40.0, 3.6), hex(0xf4d06a));
        }
        Thing::Train => train(c, color),
        Thing::Car => {
            c.shape("M-34 -40Q-28 -66 -10 -66H10Q26 -66 34 -42Z", color.lighter(0.12));
            c.glaze("M-26 -42Q-22 -59 -10 -59H-3V-42ZM3 -42V-59H10Q20 -58 26 -42Z", GLASS, 1.0);
            c.shape("M-54 -12Q-58 -42 -34 -44H34Q58 -42 56 -12Z", color);
            c.shape(&path::circle(50.0, -28.0, 5.0), hex(0xfff0b8));
            wheels(c, &[-30.0, 30.0], 13.0);
        }
        Thing::Bus => {
            c.shape(&path::rounded(-58.0, -84.0, 116.0, 74.0, 12.0), color);
            for x in [-48.0, -24.0, 0.0] {
                c.glaze(&path::rounded(x, -74.0, 20.0, 22.0, 4.0), GLASS, 1.0);
            }
            c.glaze("M-58 -34h116v7h-116Z", WHITE, 0.6);
            wheels(c, &[-34.0, 34.0], 13.0);
        }
        Thing::Boat => boat(c, color),
        Thing::Rocket => rocket(c, color),
        Thing::Airplane => airplane(c, color),
        Thing::Bicycle => {
            for x in [-32.0, 32.0] {
                c.thin(&path::circle(x, -24.0, 22.0), DARK, 4.5, 1.0);
                c.thin(&format!("M{x} -46v44M{} -24h44", x - 22.0), hex(0xb9bfc8), 1.2, 1.0);
            }
            c.line("M-32 -24L-10 -56H20L0 -24H-32M-10 -56L0 -24M20 -56L32 -24M20 -56L16 -70H28", color, 4.5);
            c.line("M-18 -62h16", DARK, 6.0);
        }
        Thing::Tent => {
            c.shape("M-58 0L0 -96L58 0Z", color);
            c.glaze("M-34 0L0 -96L-14 0ZM34 0L0 -96L14 0Z", color.lighter(0.6), 0.8);
            c.shape("M-15 0L0 -46L15 0Z", color.darker(0.7));
            c.shape("M0 -96V-114L16 -107L0 -101Z", hex(0xd8443c));
        }
        Thing::Robot => robot(c, color),
        _ => return false,
    }
    true
}

fn wheels(c: &mut Canvas, xs: &[f32], r: f32) {
    for x in xs {
        c.shape(&path::circle(*x, -r, r), DARK);
        c.glaze(&path::circle(*x, -r, r * 0.45), hex(0xe9e4da), 1.0);
    }
}

fn lighthouse(c: &mut Canvas, color: Color) {
    c.shape("M-26 0Q-24 -10 -14 -8Q0 -14 14 -8Q26 -10 28 0Z", hex(0x8f94a2));
    c.shape("M-18 -4L-11.500 -74H11.500L18 -4Z", hex(0xfcf7ec));
    c.open_clip("M-18 -4L-11.500 -74H11.500L18 -4Z");
    for y in [-74.0, -24.0] {
        c.glaze(&format!("M-20 {y}q20 5 40 0v15q-20 5 -40 0Z"), color, 1.0);
    }
    c.close();
    c.shape("M-15 -73h30v-5h-30Z", DARK);
    c.glow(0.0, -85.0, 26.0, hex(0xffe89a), 0.7);
    c.shape("M-9 -78v-13h18v13Z", hex(0xffe48a));
    c.thin("M-3 -78v-13M3 -78v-13", DARK, 1.2, 0.8);
    c.shape("M-13 -90Q-8 -101 0 -103Q8 -101 13 -90Z", color);
    c.shape(&path::circle(0.0, -104.0, 2.4), DARK);
    c.shape("M-5 -4V-13Q0 -20 5 -13V-4Z", color.darker(0.35));
}

fn house(c: &mut Canvas, color: Color) {
    let roof = hex(0xb9523f);
    c.shape(&path::rect(18.0, -96.0, 11.0, 30.0), roof.darker(0.3));
    c.shape(&path::rect(-36.0, -60.0, 72.0, 60.0), color);
    c.shape("M-46 -56L0 -98L46 -56Q0 -62 -46 -56Z", roof);
    for x in [-25.0, 25.0] {
        c.shape(&path::rounded(x - 7.0, -20.0, 14.0, 13.0, 2.0), GLASS);
    }
    c.shape("M-8 0V-14Q0 -24 8 -14V0Z", hex(0x6a8f6a));
    c.glow(0.0, -30.0, 3.0, color, 0.1);
}

fn castle(c: &mut Canvas, color: Color) {
    for x in [-34.0, 34.0] {
        c.shape(&path::rect(x - 11.0, -70.0, 22.0, 70.0), color.darker(0.08));
        c.shape(&path::polygon(&[(x - 15.0, -68.0), (x, -98.0), (x + 15.0, -68.0)]), hex(0x7a5ca0));
    }
    c.shape("M-26 0V-56H-18V-48H-8V-56H8V-48H18V-56H26V0Z", color);
    c.shape("M-8 0V-9Q0 -18 8 -9V0Z", color.darker(0.6));
}

fn windmill(c: &mut Canvas, color: Color) {
    c.shape("M-22 0L-14 -66H14L22 0Z", color);
    c.shape("M-17 -64Q0 -94 17 -64Z", hex(0xb9523f));
    c.shape("M-6 0V-12Q0 -18 6 -12V0Z", hex(0x8a5a3a));
    for i in 0..4_u8 {
        c.open(&format!("translate(0 -72) rotate({})", 25 + 90 * u16::from(i)));
        c.line("M0 0V-44", hex(0x8a5a3a), 2.6);
        c.shape("M1 -12H11V-43H1Z", hex(0xfdf6e6));
        c.close();
    }
    c.shape(&path::circle(0.0, -72.0, 4.0), hex(0x8a5a3a));
}

fn tower(c: &mut Canvas, color: Color) {
    c.shape("M-17 0V-80H17V0Z", color);
    c.shape("M-21 -78V-94H-13V-88H-5V-94H5V-88H13V-94H21V-78Z", color.darker(0.1));
    for (x, y) in [(-8.0, -22.0), (8.0, -34.0)] {
        c.shape(&path::rounded(x - 4.0, y, 8.0, 13.0, 4.0), DARK);
    }
}

fn train(c: &mut Canvas, color: Color) {
    c.shape(&path::rect(-58.0, -86.0, 40.0, 70.0), color.darker(0.15));
    c.shape(&path::rounded(-64.0, -94.0, 52.0, 12.0, 5.0), DARK);
    c.glaze(&path::rounded(-50.0, -76.0, 24.0, 24.0, 4.0), GLASS, 1.0);
    c.shape(&path::rounded(-24.0, -64.0, 72.0, 46.0, 18.0), color);
    c.shape("M14 -62V-84L9 -92H31L26 -84V-62Z", DARK);
    c.shape(&path::circle(-4.0, -66.0, 7.0), hex(0xe9b84a));
    c.shape("M-62 -20H54L62 -8H-62Z", DARK);
    wheels(c, &[-42.0, -8.0, 28.0], 11.0);
    for (x, y, r) in [(24.0, -104.0, 8.0), (14.0, -116.0, 11.0)] {
        c.glaze(&path::circle(x, y, r), hex(0xf4f2ee), 0.85);
    }
}

fn boat(c: &mut Canvas, color: Color) {
    c.line("M0 -30V-104", hex(0x8a5a3a), 3.4);
    c.shape("M4 -102Q40 -70 42 -42Q22 -38 4 -40Z", hex(0xfdf6e6));
    c.shape("M-4 -94Q-28 -66 -30 -42Q-14 -40 -4 -41Z", hex(0xf4ddbb));
    c.shape("M0 -104V-114L16 -109L0 -104Z", color);
    c.shape("M-50 -34Q0 -28 52 -36Q46 -2 26 0H-28Q-46 -4 -50 -34Z", color);
    c.thin("M-48 -27Q0 -21 50 -29", WHITE, 3.0, 0.85);
}

fn rocket(c: &mut Canvas, color: Color) {
    c.glaze("M-9 -14Q0 24 9 -14Z", hex(0xf7a13e), 1.0);
    c.glaze("M-5 -14Q0 10 5 -14Z", hex(0xffe27a), 1.0);
    let fin = hex(0xd8513f);
    c.shape("M-15 -42Q-32 -30 -30 -8L-12 -20Z", fin);
    c.shape("M15 -42Q32 -30 30 -8L12 -20Z", fin);
    c.shape("M-13 -14C-26 -52 -16 -88 0 -106C16 -88 26 -52 13 -14Z", color);
    c.shape("M-12 -85Q-6 -98 0 -106Q6 -98 12 -85Q0 -80 -12 -85Z", fin);
    c.shape(&path::circle(0.0, -27.0, 6.0), GLASS);
}

fn airplane(c: &mut Canvas, color: Color) {
    c.shape("M-58 -52L-66 -78L-50 -76L-40 -54Z", color.darker(0.15));
    c.shape("M-60 -44Q-56 -60 -10 -64Q40 -68 50 -46Q48 -28 10 -26Q-44 -26 -60 -44Z", color);
    c.shape("M-22 -40L-34 -14L-18 -12L14 -36Z", color.darker(0.22));
    c.glaze("M2 -62Q18 -66 26 -58L22 -52H2Z", GLASS, 1.0);
    c.shape("M50 -72Q56 -58 51 -46Q56 -34 50 -20Q47 -34 49 -46Q47 -58 50 -72Z", hex(0xe9e4da));
}

fn robot(c: &mut Canvas, color: Color) {
    for x in [-9.0, 9.0] {
        c.limb(&format!("M{x} -22V-6"), color.darker(0.3), 7.0);
        c.shape(&path::rounded(x - 8.0, -8.0, 17.0, 8.0, 3.5), color.darker(0.45));
    }
    c.shape(&path::rounded(-20.0, -52.0, 40.0, 34.0, 8.0), color);
    c.shape(&path::rounded(-12.0, -45.0, 24.0, 15.0, 3.0), color.lighter(0.5));
    for (x, light) in [(-6.0, 0xe0604c_u32), (0.0, 0xf4c542), (6.0, 0x6ac08a)] {
        c.glaze(&path::circle(x, -37.0, 2.3), hex(light), 1.0);
    }
    c.line("M0 -92V-100", color.darker(0.4), 2.6);
    c.shape(&path::circle(0.0, -102.0, 4.2), hex(0xe0604c));
    for x in [-25.0, 25.0] {
        c.shape(&path::rounded(x - 4.0, -78.0, 8.0, 16.0, 3.0), color.darker(0.3));
    }
    c.shape(&path::rounded(-24.0, -92.0, 48.0, 38.0, 11.0), color.lighter(0.1));
    c.shape(&path::rounded(-19.0, -86.0, 38.0, 27.0, 8.0), hex(0xe9f4f4));
}
