//! What lies in drawers, on tables and in hands.

use super::super::canvas::Canvas;
use super::super::color::{Color, WHITE, hex};
use super::super::path;
use super::Thing;

const WOOD: Color = hex(0x9c6b45);
const BRASS: Color = hex(0xe9b84a);
const LEAF: Color = hex(0x5f9a58);
const DARK: Color = hex(0x4a4658);

pub(super) fn draw(c: &mut Canvas, thing: Thing, color: Color) {
    match thing {
        Thing::Lantern | Thing::Lamp | Thing::Candle => light(c, thing, color),
        Thing::Flute | Thing::Violin | Thing::Guitar | Thing::Trumpet | Thing::Drum | Thing::Bell => {
            music(c, thing, color)
        }
        Thing::Apple
        | Thing::Carrot
        | Thing::Strawberry
        | Thing::Bread
        | Thing::Cake
        | Thing::Egg
        | Thing::Cheese
        | Thing::IceCream
        | Thing::Jar => {
            food(c, thing, color);
        }
        Thing::Book | Thing::OpenBook | Thing::Map | Thing::Letter | Thing::Pencil | Thing::Brush => {
            paper(c, thing, color)
        }
        Thing::Cup | Thing::Teapot | Thing::Pot | Thing::Bottle | Thing::Potion | Thing::Basket => {
            vessel(c, thing, color)
        }
        Thing::Kite | Thing::Ball | Thing::Balloon | Thing::Toy | Thing::Sled | Thing::Flag => {
            play(c, thing, color)
        }
        Thing::Chest
        | Thing::Gift
        | Thing::Chair
        | Thing::Table
        | Thing::Ladder
        | Thing::Broom
        | Thing::Mirror
        | Thing::Clock => furniture(c, thing, color),
        _ => small(c, thing, color),
    }
}

fn light(c: &mut Canvas, thing: Thing, color: Color) {
    match thing {
        Thing::Lantern => {
            c.thin("M-16 -76Q0 -112 16 -76", color.darker(0.4), 4.0, 1.0);
            c.glow(0.0, -40.0, 92.0, hex(0xffdf8a), 0.55);
            c.shape("M-24 -10H24L20 -66H-20Z", hex(0xffeeb4));
            c.glaze("M0 -16C-12 -20 -10 -34 0 -48C10 -34 12 -20 0 -16Z", hex(0xf7a13e), 1.0);
            c.line("M-22 -12L-19 -66M22 -12L19 -66", color, 4.5);
            c.shape("M-27 -64Q0 -96 27 -64Z", color);
            c.shape(&path::rounded(-28.0, -13.0, 56.0, 13.0, 4.0), color);
        }
        Thing::Lamp => {
            c.line("M0 -4V-60", DARK, 6.0);
            c.shape("M-24 0Q-22 -10 0 -10Q22 -10 24 0Z", DARK);
            c.glow(0.0, -66.0, 70.0, color, 0.4);
            c.shape("M-34 -46L-18 -98H18L34 -46Q0 -38 -34 -46Z", color);
        }
        _ => {
            c.shape("M-34 0Q-32 -14 0 -14Q32 -14 34 0Z", BRASS);
            c.shape(&path::rounded(-13.0, -64.0, 26.0, 54.0, 5.0), color);
            c.glow(0.0, -80.0, 60.0, hex(0xffd98a), 0.6);
            c.line("M0 -64v-8", DARK, 2.4);
            c.glaze("M0 -68C-13 -74 -8 -86 0 -102C8 -86 13 -74 0 -68Z", hex(0xf9b03e), 1.0);
        }
    }
}

fn music(c: &mut Canvas, thing: Thing, color: Color) {
    match thing {
        Thing::Bell => {
            c.thin("M-9 -86Q0 -108 9 -86", color.darker(0.4), 5.0, 1.0);
            c.shape(&path::circle(0.0, -6.0, 8.0), color.darker(0.3));
            c.shape("M-40 -12C-26 -26 -30 -54 -24 -70Q-16 -88 0 -88Q16 -88 24 -70C30 -54 26 -26 40 -12Q0 -2 -40 -12Z", color);
            c.glaze("M-16 -66Q-20 -40 -24 -24L-16 -22Q-12 -44 -8 -70Z", WHITE, 0.5);
        }
        Thing::Drum => {
            c.shape("M-42 -62V-10Q0 10 42 -10V-62Z", color);
            c.thin("M-42 -54L-21 -8L0 -50L21 -8L42 -54", hex(0xfdf3d8), 3.2, 1.0);
            c.shape(&path::ellipse(0.0, -63.0, 42.0, 13.0), hex(0xfaf1de));
            c.line("M-30 -66L-8 -98M30 -66L10 -98", WOOD, 4.5);
        }
        Thing::Flute => {
            c.open("rotate(24 0 -50)");
            c.limb("M0 -4V-96", color, 12.0);
            for y in [-26.0, -42.0, -58.0, -74.0] {
                c.pure(&path::circle(0.0, y, 3.0), DARK);
            }
            c.close();
        }
        Thing::Trumpet => {
            c.shape("M-44 -44H10Q34 -46 46 -70V-18Q34 -36 10 -38H-44Z", color);
            c.thin("M-20 -40v18q0 10 12 10h14q12 0 12 -10v-18", color.darker(0.2), 6.0, 1.0);
        }
        _ => {
            let guitar = thing == Thing::Guitar;
            c.line("M0 -40V-92", WOOD.darker(0.3), 8.0);
            c.shape(&path::rounded(-7.0, -102.0, 14.0, 15.0, 4.0), WOOD.darker(0.4));
            c.shape(
                "M0 0C-32 0 -34 -28 -20 -34C-14 -38 -26 -56 -8 -60H8C26 -56 14 -38 20 -34C34 -28 32 0 0 0Z",
                color,
            );
            c.pure(
                &path::ellipse(0.0, -31.0, if guitar { 8.0 } else { 3.0 }, if guitar { 8.0 } else { 9.0 }),
                color.darker(0.7),
            );
            c.thin("M-2 -14V-92M2 -14V-92", hex(0xfdf3d8), 1.2, 0.9);
            if !guitar {
                c.line("M30 0L22 -96", hex(0xe9d6b0), 3.0);
            }
        }
    }
}

fn food(c: &mut Canvas, thing: Thing, color: Color) {
    match thing {
        Thing::Apple => {
            c.shape("M0 -74C-34 -90 -54 -50 -36 -18Q-22 6 0 -2Q22 6 36 -18C54 -50 34 -90 0 -74Z", color);
            c.line("M0 -74Q0 -88 6 -96", WOOD, 5.0);
            c.shape("M4 -84Q20 -104 36 -92Q24 -76 4 -84Z", LEAF);
            c.glaze(&path::ellipse(-20.0, -56.0, 7.0, 10.0), WHITE, 0.5);
        }
        Thing::Carrot => {
            for turn in [-24.0, 0.0, 24.0] {
                c.open(&format!("rotate({turn} 0 -72)"));
                c.shape("M-5 -72Q-10 -92 0 -106Q10 -92 5 -72Z", LEAF);
                c.close();
            }
            c.shape("M0 4Q-26 -46 -20 -70Q0 -84 20 -70Q26 -46 0 4Z", color);
            c.thin("M-18 -58h12M18 -44h-12M-13 -34h9", color.darker(0.4), 2.4, 0.7);
        }
        Thing::Strawberry => {
            c.shape("M0 0C-26 -10 -46 -44 -34 -66Q-18 -80 0 -74Q18 -80 34 -66C46 -44 26 -10 0 0Z", color);
            c.shape("M-30 -68L-12 -84L0 -76L12 -84L30 -68L8 -62L0 -50L-8 -62Z", LEAF);
            for (x, y) in [(-20.0, -36.0), (20.0, -36.0), (0.0, -20.0), (-10.0, -28.0), (12.0, -24.0)] {
                c.pure(&path::ellipse(x, y, 1.7, 2.6), hex(0xfbe08a));
            }
        }
        Thing::Bread => {
            c.shape("M-52 -4C-66 -40 -40 -62 0 -64C40 -62 66 -40 52 -4Q0 4 -52 -4Z", color);
            c.thin("M-26 -52l12 14M-2 -58l12 14M22 -54l12 14", color.lighter(0.55), 5.0, 0.9);
        }
        Thing::Cake => {
            c.shape(&path::ellipse(0.0, -3.0, 54.0, 8.0), hex(0xf7f3ec));
            c.shape("M-42 -56V-6Q0 6 42 -6V-56Z", hex(0xf3d9a8));
            c.shape(
                "M-44 -58Q0 -76 44 -58V-44Q34 -30 26 -44Q16 -26 6 -42Q-6 -26 -16 -42Q-28 -28 -44 -44Z",
                color,
            );
            c.shape(&path::circle(0.0, -72.0, 9.0), hex(0xd8443c));
            c.line("M20 -64v-20M-20 -64v-20", hex(0x7fc0d8), 4.4);
            for x in [-20.0, 20.0] {
                c.glaze(&path::ellipse(x, -91.0, 3.6, 6.5), hex(0xf9b03e), 1.0);
            }
        }
        Thing::Egg => {
            c.shape(
                "M0 -94C24 -94 40 -54 38 -34C36 -10 20 0 0 0C-20 0 -36 -10 -38 -34C-40 -54 -24 -94 0 -94Z",
                color,
            );
            for (x, y, r) in
                [(-16.0, -62.0, 5.0), (14.0, -70.0, 4.0), (22.0, -24.0, 5.0), (-20.0, -20.0, 4.0)]
            {
                c.glaze(&path::circle(x, y, r), color.darker(0.25), 0.5);
            }
        }
        Thing::Cheese => {
            c.shape("M-54 0V-34L30 -72Q54 -60 54 -36V0Z", color);
            c.shape("M-54 -34L30 -72Q54 -60 54 -36Z", color.lighter(0.4));
            for (x, y, r) in [(-28.0, -14.0, 7.0), (34.0, -18.0, 8.0), (10.0, -8.0, 5.0)] {
                c.glaze(&path::circle(x, y, r), color.darker(0.28), 0.9);
            }
        }
        Thing::IceCream => {
            c.shape("M-20 -46L0 4L20 -46Z", hex(0xdba45c));
            c.thin("M-12 -44L4 -8M12 -44L-4 -8", hex(0xb5793a), 1.8, 0.8);
            c.shape("M-28 -46C-36 -76 -18 -96 0 -96C18 -96 36 -76 28 -46Q20 -36 12 -46Q6 -36 0 -46Q-8 -36 -14 -46Q-22 -36 -28 -46Z", color);
            c.shape(&path::circle(0.0, -98.0, 7.0), hex(0xd8443c));
        }
        _ => {
            c.shape("M-36 -70Q-46 -60 -42 -8Q0 6 42 -8Q46 -60 36 -70Z", color);
            c.shape(&path::rounded(-36.0, -86.0, 72.0, 18.0, 7.0), hex(0xf6e7c4));
            c.glaze("M-32 -56Q-36 -34 -32 -16L-25 -16Q-28 -36 -24 -58Z", WHITE, 0.5);
        }
    }
}

fn paper(c: &mut Canvas, thing: Thing, color: Color) {
    match thing {
        Thing::Book => {
            c.shape(&path::rounded(-36.0, -92.0, 72.0, 92.0, 6.0), color);
            c.glaze("M-28 -4H34V-10H-28Z", hex(0xfdf6e6), 1.0);
            c.glaze("M-36 -88h9v88h-9Z", color.darker(0.4), 0.6);
            c.thin(&path::star(6.0, -76.0, 9.0, 4.0, 5), BRASS, 2.0, 1.0);
        }
        Thing::OpenBook => {
            c.shape("M-54 -2V-50Q-26 -64 0 -48Q26 -64 54 -50V-2Q26 -14 0 0Q-26 -14 -54 -2Z", color);
            c.shape("M-48 -8V-52Q-24 -62 0 -48V-6Q-24 -18 -48 -8Z", hex(0xfffaf0));
            c.shape("M48 -8V-52Q24 -62 0 -48V-6Q24 -18 48 -8Z", hex(0xfdf4e2));
            c.thin("M-40 -44q16 -6 32 2M-40 -34q16 -6 32 2M-40 -24q16 -6 32 2M40 -44q-16 -6 -32 2M40 -34q-16 -6 -32 2M40 -24q-16 -6 -32 2", DARK, 1.6, 0.45);
        }
        Thing::Map => {
            c.shape("M-52 -12L-18 -20L18 -10L52 -18V-82L18 -74L-18 -84L-52 -76Z", color);
            c.thin("M-18 -20V-84M18 -10V-74", color.darker(0.3), 1.8, 0.6);
            c.thin("M-40 -30q10 -20 22 -12t20 -14t22 -2", hex(0xc9483f), 3.4, 0.9);
            c.thin("M24 -66l12 12M36 -66l-12 12", hex(0xc9483f), 4.4, 1.0);
            c.glaze(&path::ellipse(-30.0, -62.0, 10.0, 6.0), LEAF, 0.6);
        }
        Thing::Letter => {
            c.shape(&path::rounded(-50.0, -68.0, 100.0, 66.0, 4.0), color);
            c.thin("M-48 -66L0 -30L48 -66M-48 -4L-14 -38M48 -4L14 -38", color.darker(0.4), 2.6, 0.8);
            c.shape(&path::circle(0.0, -30.0, 9.0), hex(0xd8443c));
        }
        Thing::Pencil => {
            c.open("rotate(18 0 -50)");
            c.shape("M-8 -20H8V-86H-8Z", color);
            c.shape("M-8 -20L0 2L8 -20Z", hex(0xf3d9b0));
            c.pure("M-3 -6L0 2L3 -6Z", DARK);
            c.shape("M-8 -86H8V-98Q0 -104 -8 -98Z", hex(0xf09cb0));
            c.close();
        }
        _ => {
            c.open("rotate(-16 0 -50)");
            c.line("M0 0V-62", color, 7.0);
            c.shape("M-7 -58H7V-74H-7Z", hex(0xc3cad4));
            c.shape("M-8 -74H8Q8 -90 0 -104Q-8 -90 -8 -74Z", hex(0xe0604c));
            c.close();
        }
    }
}

fn vessel(c: &mut Canvas, thing: Thing, color: Color) {
    match thing {
        Thing::Cup => {
            c.thin("M30 -54Q58 -54 54 -32Q50 -14 28 -18", color, 8.0, 1.0);
            c.shape("M-40 -68H34Q34 -2 14 0H-20Q-40 -2 -40 -68Z", color);
            c.glaze(&path::ellipse(-3.0, -68.0, 36.0, 6.5), hex(0x8a5a3a), 0.9);
            c.thin("M-14 -80q-8 -12 0 -22M8 -80q-8 -12 0 -22", WHITE, 4.0, 0.7);
        }
        Thing::Teapot => {
            c.thin("M34 -56Q66 -58 58 -32Q50 -14 30 -18", color.darker(0.1), 8.0, 1.0);
            c.shape("M-30 -28Q-56 -32 -60 -66L-48 -70Q-44 -50 -28 -50Z", color.darker(0.1));
            c.shape(
                "M-40 -34C-40 -64 -20 -74 0 -74C20 -74 40 -64 40 -34C40 -10 24 0 0 0C-24 0 -40 -10 -40 -34Z",
                color,
            );
            c.shape("M-24 -70Q0 -92 24 -70Q0 -62 -24 -70Z", color.lighter(0.25));
            c.shape(&path::circle(0.0, -86.0, 6.5), BRASS);
        }
        Thing::Pot => {
            c.thin("M-36 -58Q0 -112 36 -58", color.lighter(0.2), 5.0, 1.0);
            c.shape("M-42 -60H42Q52 -6 22 0H-22Q-52 -6 -42 -60Z", color);
            c.shape(&path::ellipse(0.0, -60.0, 44.0, 10.0), color.lighter(0.22));
            c.glaze(&path::ellipse(0.0, -60.0, 36.0, 7.0), color.darker(0.6), 1.0);
        }
        Thing::Bottle => {
            c.shape(
                "M-10 -72V-96H10V-72Q26 -62 24 -44V-8Q24 0 14 0H-14Q-24 0 -24 -8V-44Q-26 -62 -10 -72Z",
                color,
            );
            c.shape(&path::rounded(-8.0, -104.0, 16.0, 13.0, 3.0), hex(0xc9985c));
            c.glaze("M-17 -44V-12H-11V-48Z", WHITE, 0.55);
        }
        Thing::Potion => {
            c.shape("M-9 -54V-84H9V-54C44 -42 42 0 0 0C-42 0 -44 -42 -9 -54Z", color.lighter(0.6));
            c.glaze("M-30 -28Q0 -38 30 -28C32 -10 20 -2 0 -2C-20 -2 -32 -10 -30 -28Z", color, 1.0);
            c.shape(&path::rounded(-12.0, -94.0, 24.0, 13.0, 4.0), hex(0xc9985c));
        }
        _ => {
            c.thin("M-38 -46Q0 -118 38 -46", color.darker(0.2), 7.0, 1.0);
            c.shape("M-48 -48H48L36 0H-36Z", color);
            c.thin("M-44 -36H44M-41 -24H41M-38 -12H38", color.darker(0.35), 2.6, 0.6);
            c.shape(&path::rounded(-52.0, -56.0, 104.0, 13.0, 6.0), color.lighter(0.2));
        }
    }
}

fn play(c: &mut Canvas, thing: Thing, color: Color) {
    match thing {
        Thing::Kite => {
            c.thin("M0 -14C-16 6 18 22 -2 44", DARK, 1.8, 0.9);
            for (x, y, tail) in [(-4.0, 2.0, 0xf4c542_u32), (6.0, 20.0, 0x4a9ac5), (0.0, 38.0, 0xf4c542)] {
                c.shape(&format!("M{x} {y}l-11 -6v12Zl11 -6v12Z"), hex(tail));
            }
            c.shape("M0 -110L34 -66L0 -12L-34 -66Z", color);
            c.glaze("M0 -110L34 -66H0ZM0 -12L-34 -66H0Z", color.lighter(0.5), 0.65);
            c.thin("M0 -110V-12M-34 -66H34", color.darker(0.4), 1.8, 0.8);
        }
        Thing::Ball => {
            let d = path::circle(0.0, -45.0, 45.0);
            c.shape(&d, color);
            c.open_clip(&d);
            c.glaze("M-50 -62Q0 -36 50 -62V-84Q0 -60 -50 -84Z", WHITE, 0.85);
            c.glaze("M-50 -14Q0 10 50 -14V4H-50Z", hex(0xf4c542), 0.9);
            c.close();
            c.glaze(&path::ellipse(-18.0, -70.0, 8.0, 5.0), WHITE, 0.6);
        }
        Thing::Balloon => {
            c.thin("M0 -34Q-8 -18 2 -4T0 20", DARK, 1.8, 0.8);
            c.shape("M0 -30L-6 -22H6Z", color.darker(0.2));
            c.shape("M0 -106C26 -106 36 -86 34 -68C31 -46 14 -30 0 -30C-14 -30 -31 -46 -34 -68C-36 -86 -26 -106 0 -106Z", color);
            c.glaze(&path::ellipse(-15.0, -88.0, 6.0, 9.0), WHITE, 0.6);
        }
        Thing::Toy => {
            for (x, y, block) in [(-26.0, 0.0, 0x5fa0d0_u32), (26.0, 0.0, 0xe0604c), (0.0, -44.0, 0xf4c542)] {
                c.shape(&path::rounded(x - 24.0, y - 46.0, 48.0, 46.0, 6.0), hex(block).mix(color, 0.25));
            }
            c.glaze(&path::star(-26.0, -23.0, 12.0, 5.0, 5), WHITE, 0.9);
            c.glaze(&path::circle(26.0, -23.0, 10.0), WHITE, 0.9);
        }
        Thing::Sled => {
            c.thin("M-54 -4H44Q62 -4 58 -30", DARK, 5.0, 1.0);
            c.line("M-34 -6V-32M10 -6V-32", WOOD, 5.0);
            c.shape(&path::rounded(-58.0, -46.0, 104.0, 15.0, 6.0), color);
        }
        _ => {
            c.line("M0 0V-102", WOOD, 5.0);
            c.shape("M2 -100Q20 -110 36 -98T66 -98V-62Q50 -54 36 -62T2 -62Z", color);
        }
    }
}

fn furniture(c: &mut Canvas, thing: Thing, color: Color) {
    match thing {
        Thing::Chest => {
            c.shape("M-50 -44V0H50V-44Z", color);
            c.shape("M-52 -42Q-54 -82 0 -82Q54 -82 52 -42Z", color.lighter(0.12));
            c.thin("M-52 -43H52M-34 0V-70M34 0V-70", BRASS, 6.0, 1.0);
            c.shape(&path::rounded(-9.0, -54.0, 18.0, 20.0, 4.0), BRASS);
        }
        Thing::Gift => {
            c.shape(&path::rect(-38.0, -60.0, 76.0, 60.0), color);
            c.glaze("M-8 0V-60H8V0Z", hex(0xf9dc8a), 1.0);
            c.shape(&path::rounded(-44.0, -74.0, 88.0, 18.0, 4.0), color.lighter(0.15));
            c.glaze("M-8 -57V-73H8V-57Z", hex(0xf9dc8a), 1.0);
            c.shape("M0 -74Q-32 -104 -34 -84Q-32 -72 0 -74ZQ32 -104 34 -84Q32 -72 0 -74Z", hex(0xf9dc8a));
        }
        Thing::Chair => {
            c.line("M-24 0V-50M24 0V-50", color.darker(0.25), 7.0);
            c.shape(&path::rounded(-30.0, -104.0, 60.0, 50.0, 10.0), color);
            c.shape(&path::rounded(-34.0, -56.0, 68.0, 14.0, 5.0), color.lighter(0.15));
        }
        Thing::Table => {
            c.line("M-50 0V-76M50 0V-76", color.darker(0.25), 9.0);
            c.shape(&path::rounded(-66.0, -90.0, 132.0, 17.0, 5.0), color);
        }
        Thing::Ladder => {
            c.line("M-16 0V-104M16 0V-104", color, 6.0);
            c.line("M-16 -16H16M-16 -36H16M-16 -56H16M-16 -76H16M-16 -94H16", color.darker(0.15), 5.0);
        }
        Thing::Broom => {
            c.line("M0 -30V-108", WOOD, 5.0);
            c.shape("M-8 -36H8Q22 -16 20 2Q0 6 -20 2Q-22 -16 -8 -36Z", color);
            c.thin("M-9 -30H9", hex(0xc9483f), 4.0, 1.0);
        }
        Thing::Mirror => {
            c.line("M0 -4V-24", color.darker(0.2), 8.0);
            c.shape("M-24 0Q-20 -10 0 -10Q20 -10 24 0Z", color.darker(0.2));
            c.shape(&path::ellipse(0.0, -62.0, 33.0, 42.0), color);
            c.shape(&path::ellipse(0.0, -62.0, 26.0, 35.0), hex(0xcfe8f2));
            c.glaze("M-14 -50L8 -84L14 -80L-8 -46Z", WHITE, 0.7);
        }
        _ => {
            for x in [-20.0, 20.0] {
                c.line(&format!("M{x} -12L{:.1} 0", x * 1.4), color.darker(0.3), 7.0);
                c.shape(&path::circle(x * 1.15, -88.0, 12.0), BRASS);
            }
            c.shape(&path::circle(0.0, -46.0, 42.0), color);
            c.shape(&path::circle(0.0, -46.0, 33.0), hex(0xfdf7ea));
            c.thin("M0 -74v5M0 -18v-5M-28 -46h5M28 -46h-5", DARK, 3.0, 0.9);
            c.thin("M0 -76L0 -62M0 -76L8 -72", DARK, 2.8, 0.0);
        }
    }
}

fn small(c: &mut Canvas, thing: Thing, color: Color) {
    match thing {
        Thing::Key => {
            c.thin(&path::circle(0.0, -74.0, 19.0), color, 10.0, 1.0);
            c.limb("M0 -54V-6M0 -10H18M0 -26H14", color, 8.0);
        }
        Thing::Umbrella => {
            c.thin("M0 -62V-12Q0 2 11 0Q18 -2 16 -10", WOOD, 4.4, 1.0);
            c.shape("M-54 -58C-50 -94 -20 -104 0 -104C20 -104 50 -94 54 -58Q44 -70 36 -58Q26 -70 18 -58Q8 -70 0 -58Q-8 -70 -18 -58Q-26 -70 -36 -58Q-44 -70 -54 -58Z", color);
            c.thin("M0 -104Q-22 -84 -18 -60M0 -104Q22 -84 18 -60M0 -104V-60", color.darker(0.4), 1.8, 0.6);
            c.line("M0 -104V-110", WOOD, 4.0);
        }
        Thing::Crown => {
            c.shape("M-40 -4L-50 -62L-22 -36L0 -76L22 -36L50 -62L40 -4Q0 6 -40 -4Z", color);
            for (x, y, gem) in [(0.0, -80.0, 0xd8443c_u32), (-50.0, -66.0, 0x4a86c5), (50.0, -66.0, 0x5fa55a)]
            {
                c.shape(&path::circle(x, y, 6.5), hex(gem));
            }
        }
        Thing::Hat => {
            c.shape("M-26 -8L-29 -84Q0 -92 29 -84L26 -8Z", color);
            c.shape("M-50 -4Q0 -22 50 -4Q0 12 -50 -4Z", color.darker(0.1));
            c.glaze("M-27 -16Q0 -24 27 -16V-32Q0 -40 -27 -32Z", hex(0xc23b4a), 1.0);
        }
        Thing::Telescope => {
            c.line("M0 -52L-26 0M0 -52L26 0M0 -52V0", WOOD, 5.0);
            c.open("rotate(-24 0 -58)");
            c.shape(&path::rect(-46.0, -66.0, 44.0, 14.0), color);
            c.shape(&path::rect(-6.0, -70.0, 54.0, 22.0), color.lighter(0.15));
            c.shape(&path::rounded(44.0, -73.0, 10.0, 28.0, 4.0), color.darker(0.3));
            c.close();
        }
        Thing::Wand => {
            c.limb("M-10 0L6 -70", color, 6.0);
            c.glow(9.0, -84.0, 40.0, hex(0xfff0a8), 0.7);
            c.shape(&path::star(9.0, -84.0, 22.0, 10.0, 5), hex(0xf8d860));
        }
        Thing::Coin => {
            c.shape(&path::circle(0.0, -48.0, 46.0), color);
            c.thin(&path::circle(0.0, -48.0, 36.0), color.darker(0.3), 3.0, 0.8);
            c.glaze(&path::ellipse(-18.0, -72.0, 9.0, 6.0), WHITE, 0.6);
        }
        Thing::Ring => {
            c.thin(&path::circle(0.0, -36.0, 32.0), color, 10.0, 1.0);
            c.shape("M0 -62L-15 -78L-8 -92H8L15 -78Z", hex(0x7fd0e6));
        }
        Thing::Rope => {
            for (y, rx) in [(-10.0, 46.0), (-28.0, 43.0), (-46.0, 40.0)] {
                c.limb(&path::ellipse(0.0, y, rx, 9.0), color, 9.0);
            }
        }
        Thing::Sock => {
            c.shape("M-18 -100H18V-46Q20 -34 42 -26Q54 -16 44 -2Q10 6 -10 -8Q-22 -18 -18 -46Z", color);
            c.shape(&path::rounded(-22.0, -104.0, 44.0, 18.0, 6.0), hex(0xfdf6ea));
            c.thin("M-18 -70H18M-18 -58H18", hex(0xfdf6ea), 5.0, 0.9);
        }
        Thing::Boot => {
            for dx in [-26.0, 18.0] {
                c.open(&format!("translate({dx} 0)"));
                c.shape("M-16 -92H16V-40Q18 -30 34 -24Q42 -16 38 0H-18Z", color);
                c.shape(&path::rounded(-19.0, -98.0, 38.0, 15.0, 5.0), color.lighter(0.25));
                c.close();
            }
        }
        Thing::Compass => {
            c.shape(&path::circle(0.0, -46.0, 44.0), color);
            c.shape(&path::circle(0.0, -46.0, 35.0), hex(0xfdf7ea));
            c.pure("M0 -76L7 -46H-7Z", hex(0xd8443c));
            c.pure("M0 -16L7 -46H-7Z", DARK);
            c.shape(&path::rounded(-9.0, -102.0, 18.0, 13.0, 5.0), color);
        }
        _ => {
            c.shape(&path::rounded(-50.0, -70.0, 100.0, 66.0, 10.0), color);
            c.shape(&path::rounded(-16.0, -82.0, 34.0, 15.0, 4.0), color.darker(0.2));
            c.shape(&path::circle(4.0, -36.0, 24.0), color.lighter(0.4));
            c.shape(&path::circle(4.0, -36.0, 14.0), hex(0x9fc8dc));
        }
    }
}
