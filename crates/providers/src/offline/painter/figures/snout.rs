//! Snouts, beaks, bills and trunks. They say where eyes and mouth go.

use super::super::canvas::Canvas;
use super::super::color::{INK, WHITE, hex};
use super::super::path;
use super::biped::Turn;
use super::character::Character;
use super::face::Face;
use super::species::{Mark, Snout, Species};

pub(super) fn draw(c: &mut Canvas, who: &Character, species: &Species, f: &mut Face, turn: Turn) {
    let t = turn * 8.0;
    let dark = hex(0x3a2f38);
    match species.snout {
        Snout::Fox => {
            let d =
                "M-26.500 -59Q-14 -63 -5 -55Q0 -50 5 -55Q14 -63 26.500 -59Q19 -46 0 -43Q-19 -46 -26.500 -59Z";
            c.glaze(d, who.belly, 1.0);
            c.pure(&path::ellipse(t, -54.0, 4.4, 3.2), dark);
            c.pure(&path::ellipse(t - 1.2, -55.2, 1.2, 0.8), WHITE);
            f.mouth = 0.62;
        }
        Snout::Muzzle => {
            c.glaze(&path::ellipse(t * 0.9, -53.5, 11.5, 8.6), who.belly, 1.0);
            c.pure(&path::ellipse(t, -57.5, 4.6, 3.3), dark);
            c.pure(&path::ellipse(t - 1.2, -58.6, 1.3, 0.8), WHITE);
            f.mouth = 0.56;
        }
        Snout::Cat => {
            c.glaze(&path::ellipse(t * 0.9, -52.5, 9.5, 6.4), who.belly, 0.95);
            c.pure(
                &format!("M{:.1} -58q3 -1.500 6 0q-1.500 3.500 -3 3.600q-1.500 -0.100 -3 -3.600Z", t - 3.0),
                hex(0xe07a80),
            );
            c.thin("M-17 -54l-14 -3M-17 -51l-14 2M19 -54l13 -3M19 -51l13 2", INK, 0.9, 0.5);
            f.mouth = 0.5;
        }
        Snout::Mouse => {
            c.glaze(&path::ellipse(t, -53.0, 9.0, 7.4), who.belly, 1.0);
            c.pure(
                &path::circle(t + turn * 1.5, -56.5, 3.4),
                if species.mark == Mark::Spines { dark } else { hex(0xe07a80) },
            );
            c.thin("M-15 -52l-13 -2M-15 -49l-12 3M17 -52l12 -2M17 -49l11 3", INK, 0.8, 0.4);
            f.mouth = 0.56;
        }
        Snout::Beak => {
            let beak = if who.coat.luma() < 0.4 && species.mark != Mark::Tuxedo {
                hex(0x8a8474)
            } else {
                hex(0xf2a33c)
            };
            c.shape(
                &format!(
                    "M{:.1} -60Q{t:.1} -64 {:.1} -60Q{:.1} -53 {:.1} -49Q{:.1} -53 {:.1} -60Z",
                    t - 6.5,
                    t + 6.5,
                    t + 4.0,
                    t + turn * 2.0,
                    t - 4.0,
                    t - 6.5
                ),
                beak,
            );
            c.thin(
                &format!("M{:.1} -57.500q{:.1} 2.500 {:.1} 0", t - 5.0, 5.0, 10.0),
                beak.darker(0.5),
                1.1,
                0.9,
            );
            f.mute = true;
            f.apart = 0.46;
        }
        Snout::Bill => {
            c.shape(&path::ellipse(t * 1.1, -54.0, 12.0, 5.8), hex(0xf29a3c));
            c.thin(
                &format!("M{:.1} -54.500q{:.1} 4 {:.1} 0", t * 1.1 - 9.5, 9.5, 19.0),
                hex(0xb0642a),
                1.2,
                0.9,
            );
            f.mute = true;
        }
        Snout::Trunk => {
            c.limb(
                &format!(
                    "M{t:.1} -58C{:.1} -44 {:.1} -34 {:.1} -30Q{:.1} -24 {:.1} -32",
                    t + 1.0,
                    t + 3.0,
                    t + 12.0,
                    t + 22.0,
                    t + 22.0
                ),
                who.coat,
                10.0,
            );
            for y in [-50.0, -45.0, -40.0] {
                c.thin(&format!("M{:.1} {y:.1}q4 2 8 0", t - 2.5), who.coat.darker(0.5), 1.0, 0.5);
            }
            f.mute = true;
        }
        Snout::Pig => {
            c.shape(&path::ellipse(t, -55.5, 9.5, 6.8), who.coat.darker(0.12).mix(hex(0xf08a98), 0.4));
            for dx in [-3.2, 3.2] {
                c.pure(&path::ellipse(t + dx, -55.5, 1.6, 2.5), hex(0x9a4a58));
            }
            f.mouth = 0.72;
        }
        Snout::Long => {
            c.shape(&path::ellipse(t * 1.1, -51.0, 15.0, 10.5), who.belly);
            for dx in [-5.5, 5.5] {
                c.pure(&path::ellipse(t * 1.1 + dx, -54.5, 1.7, 2.2), who.belly.darker(0.75));
            }
            f.mouth = 0.72;
            f.y -= 2.0;
        }
        Snout::Wide => {
            f.y = -79.5;
            f.r = 22.0;
            f.apart = 0.58;
            f.mouth = 1.05;
            c.glaze("M-24 -54Q0 -38 24 -54Q18 -43 0 -42Q-18 -43 -24 -54Z", who.belly, 0.9);
            for side in [-1.0, 1.0] {
                c.pure(&path::circle(side * 12.8 + turn * 3.0, -79.5, 6.4), WHITE);
            }
            for dx in [-2.5, 2.5] {
                c.pure(&path::circle(t + dx, -64.0, 0.9), who.coat.darker(0.6));
            }
        }
        Snout::Dragon => {
            c.shape(&path::ellipse(t * 1.1, -52.0, 17.0, 10.0), who.coat.lighter(0.16));
            for dx in [-6.0, 6.0] {
                c.pure(&path::ellipse(t * 1.1 + dx, -56.5, 1.8, 1.5), who.coat.darker(0.65));
            }
            f.mouth = 0.68;
            f.y -= 3.0;
        }
    }
}
