//! Tails, wings of dragons, shells, and the marks of a body.

use super::super::canvas::Canvas;
use super::super::color::{INK, hex};
use super::super::path;
use super::biped::Build;
use super::character::{Character, Kind};
use super::species::{Crest, Mark, Species, Tail};

/// Behind the body of somebody upright: the tail comes out on the left.
pub(super) fn draw(c: &mut Canvas, who: &Character, b: &Build) {
    let Kind::Animal(species) = who.kind else { return };
    let coat = who.coat;
    if species.crest == Crest::Dragon || (species.crest == Crest::Unicorn && who.seed.is_multiple_of(4)) {
        for side in [-1.0, 1.0] {
            c.open(&format!("scale({side} 1)"));
            c.shape(
                "M10 -42C24 -70 44 -78 56 -74Q50 -66 52 -56Q42 -54 42 -44Q30 -46 26 -36Q16 -34 10 -42Z",
                coat.lighter(0.25),
            );
            c.close();
        }
    }
    if species.mark == Mark::Shell {
        c.shape(&path::ellipse(-6.0, -26.0, b.waist + 8.0, 25.0), hex(0x9a7248));
        for (x, y) in [(-24.0, -34.0), (-27.0, -20.0), (-18.0, -10.0)] {
            c.glaze(&path::circle(x, y, 4.5), hex(0x7a5636), 0.7);
        }
    }
    if species.mark == Mark::Spines {
        c.shape(
            &path::star(-6.0, -26.0, b.waist + 14.0, b.waist + 7.0, 15),
            who.hair.mix(hex(0x6a4a3a), 0.6),
        );
    }
    let w = b.waist;
    match species.tail {
        Tail::None => {}
        Tail::Bushy => {
            c.shape(
                &format!(
                    "M{:.1} -10C-34 2 -52 -10 -50 -30C-48 -44 -38 -50 -36 -48C-40 -36 -30 -26 {:.1} -22Z",
                    -w * 0.6,
                    -w * 0.5
                ),
                coat,
            );
            c.glaze(
                "M-50 -30C-48 -44 -38 -50 -36 -48C-39 -40 -38 -34 -40 -30Q-45 -26 -50 -30Z",
                who.belly,
                1.0,
            );
        }
        Tail::Ringed => {
            let d = format!(
                "M{:.1} -10C-34 2 -50 -10 -49 -30C-48 -42 -38 -46 -36 -42C-38 -32 -30 -24 {:.1} -22Z",
                -w * 0.6,
                -w * 0.5
            );
            c.shape(&d, coat);
            c.open_clip(&d);
            c.thin("M-52 -34l18 -4M-52 -22l18 0M-44 -4l10 -16M-30 0l4 -16", hex(0x3f3d4a), 5.0, 0.85);
            c.close();
        }
        Tail::Thin => {
            c.limb(&format!("M{:.1} -9Q-30 -2 -36 -14Q-40 -26 -33 -30", -w * 0.6), coat.darker(0.08), 4.2)
        }
        Tail::Curl => {
            c.limb(&format!("M{:.1} -9C-34 -4 -42 -20 -36 -34C-32 -44 -24 -38 -29 -32", -w * 0.6), coat, 5.6)
        }
        Tail::Puff => c.shape(&path::circle(-w - 2.0, -13.0, 7.0), who.belly.lighter(0.3)),
        Tail::Hair => {
            c.limb(&format!("M{:.1} -14Q-28 -16 -32 -8", -w * 0.6), coat, 4.0);
            c.shape("M-29 -12Q-40 -8 -38 8Q-32 10 -28 2Q-27 -6 -29 -12Z", who.hair);
        }
        Tail::Feathers => c.shape(
            &format!("M{:.1} -18L-38 -20L-34 -12L-40 -8L-32 -3L{:.1} -6Z", -w * 0.5, -w * 0.4),
            coat.darker(0.2),
        ),
        Tail::Spiked => {
            c.shape(
                &format!("M{:.1} -22C-30 -18 -44 -8 -58 -14C-50 2 -26 4 {:.1} -4Z", -w * 0.5, -w * 0.3),
                coat,
            );
            for (x, y) in [(-28.0, -17.0), (-38.0, -13.0), (-48.0, -11.5)] {
                c.shape(
                    &path::polygon(&[(x - 4.0, y + 2.0), (x - 2.0, y - 7.0), (x + 4.0, y + 1.0)]),
                    who.belly.darker(0.2),
                );
            }
        }
        Tail::Plume => {
            c.shape(&format!("M{:.1} -8C-34 4 -46 -14 -42 -38C-40 -58 -56 -62 -58 -52C-66 -70 -38 -84 -28 -62C-22 -46 -30 -32 {:.1} -24Z", -w * 0.6, -w * 0.5), coat);
            c.glaze("M-34 -18C-38 -34 -30 -50 -40 -64C-30 -54 -28 -36 -28 -22Z", coat.lighter(0.5), 0.6);
        }
    }
}

/// In front of somebody curled up.
pub(super) fn curled(c: &mut Canvas, who: &Character) {
    let Kind::Animal(species) = who.kind else { return };
    match species.tail {
        Tail::Bushy | Tail::Plume | Tail::Ringed => {
            c.shape(
                "M30 -4C28 -22 8 -22 -8 -14C-18 -9 -26 -4 -24 -1C-10 2 16 3 30 -4Z",
                who.coat.darker(0.06),
            );
            c.glaze("M-8 -14C-18 -9 -26 -4 -24 -1Q-14 1 -8 0Q-12 -6 -8 -14Z", who.belly, 1.0);
        }
        Tail::None | Tail::Puff | Tail::Feathers => {}
        _ => c.limb("M28 -4Q10 -1 -12 -4", who.coat.darker(0.08), 5.0),
    }
}

/// Stripes, spots and patches on the body.
pub(super) fn marks_on_body(c: &mut Canvas, who: &Character, species: &Species, b: &Build) {
    let w = b.waist;
    match species.mark {
        Mark::Stripes => {
            let dark = if who.coat.luma() > 0.85 { INK } else { who.coat.mix(INK, 0.72) };
            for (y, long) in [(-34.0, 0.42), (-26.0, 0.38), (-18.0, 0.34)] {
                for side in [-1.0_f32, 1.0] {
                    let x = side * w * 0.96;
                    c.glaze(
                        &path::polygon(&[(x, y - 2.6), (x - side * w * long, y), (x, y + 2.6)]),
                        dark,
                        0.85,
                    );
                }
            }
        }
        Mark::Spots => {
            for (x, y, r) in [
                (-0.82, -28.0, 2.6),
                (-0.74, -18.0, 3.0),
                (0.84, -30.0, 2.6),
                (0.8, -20.0, 3.0),
                (0.74, -12.0, 2.4),
            ] {
                c.glaze(&path::circle(x * w, y, r), who.coat.darker(0.5), 0.6);
            }
        }
        Mark::Patches => {
            let patch = if who.second == hex(0x5a4a42) { who.coat.darker(0.38) } else { who.second };
            c.glaze(&path::ellipse(w * 0.62, -18.0, w * 0.3, 8.0), patch, 0.85);
        }
        Mark::Shell => {
            c.thin(
                &format!("M{:.1} -26h{:.1}M{:.1} -18h{:.1}", -w * 0.5, w, -w * 0.55, w * 1.1),
                who.belly.darker(0.35),
                1.2,
                0.6,
            );
        }
        Mark::Tuxedo => c.glaze(&path::ellipse(1.0, -23.0, w * 0.76, 17.0), hex(0xfdfaf3), 1.0),
        Mark::OwlDisc => {
            for (x, y) in [(-6.0, -30.0), (6.0, -30.0), (0.0, -24.0), (-7.0, -18.0), (7.0, -18.0)] {
                c.thin(&format!("M{:.1} {y:.1}q3 4 6 0", x - 2.0), who.coat, 1.5, 0.8);
            }
        }
        Mark::Panda => c.glaze(&path::ellipse(0.0, -38.0, w * 0.95, 7.0), INK.lighter(0.12), 1.0),
        _ => {}
    }
}
