//! Heads: ears, snouts, marks, hair, hats, and the face on them.

use super::super::canvas::Canvas;
use super::super::color::{INK, WHITE, hex};
use super::super::path;
use super::biped::{Build, Turn};
use super::character::{Character, Kind};
use super::clothes;
use super::face::{self, Face};
use super::people::Person;
use super::pose::Pose;
use super::snout;
use super::species::{Crest, Ears, Mark, Snout, Species};
use super::wear::Wear;

/// What lies behind the head: hair, mane, ears.
pub(super) fn behind(c: &mut Canvas, who: &Character, b: &Build, _pose: Pose) {
    let (x, y) = b.head;
    match who.kind {
        Kind::Person(person) => person.hair.back(c, (x, y), b.radius.0, who.hair),
        Kind::Animal(species) => {
            if species.mark == Mark::Mane {
                c.shape(&path::star(x, y + 1.0, 40.0, 33.0, 14), who.hair);
            }
            if species.mark == Mark::Fringe {
                c.shape("M-10 -92Q-34 -84 -32 -50Q-30 -34 -22 -30Q-24 -60 -6 -80Z", who.hair);
            }
            if species.mark == Mark::Wool {
                let puffs: Vec<path::Point> = (0..18_u8)
                    .map(|i| {
                        let a = f32::from(i) / 18.0 * std::f32::consts::TAU;
                        let r = if i % 2 == 0 { 31.0 } else { 26.0 };
                        (x + a.cos() * r, y - 3.0 + a.sin() * r * 0.86)
                    })
                    .collect();
                c.shape(&path::closed(&puffs), who.coat);
            }
            if species.mark == Mark::Spines {
                c.shape(&path::star(x - 4.0, y + 2.0, 35.0, 27.0, 17), who.hair.mix(hex(0x6a4a3a), 0.6));
            }
            ears(c, who, species);
        }
        _ => {}
    }
}

fn ears(c: &mut Canvas, who: &Character, species: &Species) {
    let coat = if species.mark == Mark::Panda { INK.lighter(0.12) } else { who.coat };
    let inner = match species.ears {
        Ears::Fan | Ears::Long | Ears::Leaf => hex(0xf3b6b0),
        _ => coat.darker(0.4),
    };
    for side in [-1.0, 1.0] {
        c.open(&format!("scale({side} 1)"));
        match species.ears {
            Ears::None => {}
            Ears::Pointed => {
                c.shape("M6 -82Q16 -104 24 -107Q29 -92 26 -72Z", coat);
                c.glaze("M13 -84Q19 -97 22.500 -99Q25 -90 23 -78Z", inner, 0.8);
            }
            Ears::Round => {
                c.shape(&path::circle(19.0, -82.0, 9.5), coat);
                c.glaze(&path::circle(19.0, -81.0, 5.5), inner, 0.55);
            }
            Ears::Small => c.shape(&path::circle(19.0, -79.0, 6.0), coat),
            Ears::Long => {
                c.shape("M4 -80C2 -112 8 -128 14 -127C22 -126 22 -104 17 -78Z", coat);
                c.glaze("M8 -84C7 -108 10 -119 13.500 -119C18 -117 17 -102 14 -84Z", inner, 0.8);
            }
            Ears::Floppy => {}
            Ears::Fan => {
                c.shape(&path::circle(23.0, -80.0, 14.0), coat);
                c.glaze(&path::circle(23.5, -79.0, 9.0), inner, 0.85);
            }
            Ears::Tufted => {
                c.shape("M8 -82Q18 -96 22 -103Q26 -90 24 -74Z", coat);
            }
            Ears::Leaf if species.snout == Snout::Trunk => {
                c.shape("M16 -80C36 -96 52 -82 48 -62C45 -44 28 -42 18 -52Z", coat);
                c.glaze("M22 -76C36 -88 46 -78 43 -63C40 -51 30 -49 22 -56Z", inner, 0.55);
            }
            Ears::Leaf => {
                c.shape("M19 -76C30 -88 42 -84 43 -78C40 -68 28 -64 20 -68Z", coat);
                c.glaze("M24 -75C31 -82 37 -81 38 -78C36 -72 29 -70 24 -71Z", inner, 0.75);
            }
        }
        c.close();
    }
}

/// The head itself, with everything on it.
pub(super) fn draw(c: &mut Canvas, who: &Character, b: &Build, pose: Pose, turn: Turn) {
    match who.kind {
        Kind::Person(person) => person_head(c, who, person, b, pose, turn),
        Kind::Animal(species) => animal_head(c, who, species, b, pose, turn),
        _ => unknown_head(c, who, b, pose, turn),
    }
    clothes::on_head(c, who, b, turn);
}

fn person_head(c: &mut Canvas, who: &Character, person: Person, b: &Build, pose: Pose, turn: Turn) {
    let ((x, y), (rx, ry)) = (b.head, b.radius);
    for side in [-1.0_f32, 1.0] {
        let dx = side * rx * 0.98 - turn * 2.0;
        c.shape(&path::ellipse(x + dx, y + ry * 0.18, rx * 0.18, ry * 0.22), who.coat);
    }
    let d = format!(
        "M{:.1} {y:.1}C{:.1} {:.1} {:.1} {:.1} {x:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {y:.1}C{:.1} {:.1} {:.1} {:.1} {x:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {y:.1}Z",
        x - rx,
        x - rx,
        y - ry * 0.62,
        x - rx * 0.6,
        y - ry,
        y - ry,
        x + rx * 0.6,
        y - ry,
        x + rx,
        y - ry * 0.62,
        x + rx,
        x + rx,
        y + ry * 0.66,
        x + rx * 0.55,
        y + ry,
        y + ry,
        x - rx * 0.55,
        y + ry,
        x - rx,
        y + ry * 0.66,
        x - rx
    );
    c.shape(&d, who.coat);
    let eyes = y + ry * 0.12;
    if who.wears(Wear::Beard) {
        beard(c, who, b, turn);
    }
    let nose = x + turn * rx * 0.32;
    c.glaze(&path::ellipse(nose, eyes + ry * 0.27, rx * 0.1, ry * 0.08), who.coat.darker(0.38), 0.75);
    face::draw(c, Face { eyes: who.eyes, brow: who.hair.darker(0.4), ..Face::at(x, eyes, rx) }, pose, turn);
    person.hair.front(c, (x, y), rx, who.hair);
}

fn beard(c: &mut Canvas, who: &Character, b: &Build, turn: Turn) {
    let ((x, y), (rx, ry)) = (b.head, b.radius);
    let color = who.worn(Wear::Beard).unwrap_or(who.hair);
    let t = turn * rx * 0.18;
    let d = format!(
        "M{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}Z",
        x - rx * 0.98,
        y + ry * 0.1,
        x - rx * 0.95,
        y + ry * 1.35,
        x + t,
        y + ry * 1.75,
        x + rx * 0.95,
        y + ry * 1.35,
        x + rx * 0.98,
        y + ry * 0.1,
        x + rx * 0.8,
        y + ry * 0.62,
        x + rx * 0.42 + t,
        y + ry * 0.5,
        x + t,
        y + ry * 0.36,
        x - rx * 0.42 + t,
        y + ry * 0.5,
        x - rx * 0.8,
        y + ry * 0.62,
        x - rx * 0.98,
        y + ry * 0.1
    );
    c.shape(&d, color);
    c.pure(&path::ellipse(x + t * 1.4, y + ry * 0.7, rx * 0.16, ry * 0.08), hex(0x9a5a50));
}

fn animal_head(c: &mut Canvas, who: &Character, species: &Species, b: &Build, pose: Pose, turn: Turn) {
    let (x, y) = b.head;
    crest(c, who, species);
    let cheeky = matches!(species.snout, Snout::Fox | Snout::Cat);
    let d = if cheeky {
        "M-27 -60C-28 -78 -16 -86 0 -86C16 -86 28 -78 27 -60Q20 -46 0 -42.500Q-20 -46 -27 -60Z".to_owned()
    } else if species.snout == Snout::Wide {
        "M-27 -58C-28 -74 -14 -81 0 -81C14 -81 28 -74 27 -58C26 -47 14 -42 0 -42C-14 -42 -26 -47 -27 -58Z"
            .to_owned()
    } else {
        path::ellipse(x, y, b.radius.0, b.radius.1)
    };
    if species.snout == Snout::Wide {
        for side in [-1.0, 1.0] {
            c.shape(&path::circle(side * 13.0, -80.0, 9.5), who.coat);
        }
    }
    let wool = species.mark == Mark::Wool;
    let face_color = if wool {
        who.coat.darker(0.2).mix(hex(0x6a5a54), if who.coat.luma() > 0.6 { 0.55 } else { 0.0 })
    } else {
        who.coat
    };
    c.shape(&d, if wool { face_color.lighter(0.35) } else { face_color });
    marks(c, who, species, &d);
    floppy(c, who, species);
    let mut f = Face { eyes: who.eyes, ..Face::at(x, y - 1.0, 24.0) };
    if who.coat.luma() < 0.35 && !matches!(species.mark, Mark::Tuxedo | Mark::OwlDisc) {
        f.brow = hex(0xd9d3e0);
        let shift = turn * 5.0;
        for side in [-1.0, 1.0] {
            c.glaze(&path::ellipse(side * 10.0 + shift, y - 1.0, 6.0, 6.8), WHITE, 0.92);
        }
    }
    snout::draw(c, who, species, &mut f, turn);
    face::draw(c, f, pose, turn);
}

fn crest(c: &mut Canvas, who: &Character, species: &Species) {
    let bone = hex(0xe9d8b4);
    match species.crest {
        Crest::None => {}
        Crest::Antlers => {
            for side in [-1.0, 1.0] {
                c.open(&format!("scale({side} 1)"));
                c.limb(
                    "M8 -82Q10 -98 22 -106M13 -96Q6 -102 6 -110M19 -104Q28 -104 31 -112",
                    hex(0x8a6242),
                    4.2,
                );
                c.close();
            }
        }
        Crest::Horns => {
            for side in [-1.0, 1.0] {
                c.open(&format!("scale({side} 1)"));
                c.shape("M10 -82Q14 -98 25 -98Q22 -92 19 -78Z", bone);
                c.close();
            }
        }
        Crest::Unicorn => {
            c.shape("M-5 -83L2 -116L8 -83Z", hex(0xf4cf6a));
            c.thin("M-3 -90l9 -4M-1.500 -98l6 -3M0 -105l4 -2", hex(0xc9973a), 1.5, 0.8);
        }
        Crest::Comb => {
            c.shape("M-9 -82Q-14 -94 -6 -93Q-4 -102 2 -95Q10 -101 9 -92Q17 -92 11 -82Z", hex(0xdb4a40));
        }
        Crest::Ossicones => {
            for side in [-1.0, 1.0] {
                c.limb(&format!("M{} -82L{} -98", side * 8.0, side * 10.0), who.coat.darker(0.1), 5.0);
                c.shape(&path::circle(side * 10.0, -99.0, 4.2), hex(0x7a5236));
            }
        }
        Crest::Dragon => {
            c.shape("M-5 -82L0 -99L6 -82Z", hex(0xf2a64a));
            for side in [-1.0, 1.0] {
                c.open(&format!("scale({side} 1)"));
                c.shape("M13 -80Q16 -96 28 -100Q25 -90 23 -74Z", bone);
                c.close();
            }
        }
        Crest::Feather => {
            for (turn, color) in [(-26.0, who.coat), (0.0, who.belly), (26.0, who.second.mix(who.coat, 0.5))]
            {
                c.open(&format!("rotate({turn} 0 -80)"));
                c.shape("M-4 -80Q-8 -98 0 -108Q8 -98 4 -80Z", color);
                c.close();
            }
        }
    }
}

fn marks(c: &mut Canvas, who: &Character, species: &Species, head: &str) {
    c.open_clip(head);
    match species.mark {
        Mark::Stripes => {
            let dark = if who.coat.luma() > 0.85 { INK } else { who.coat.mix(INK, 0.72) };
            for d in [
                "M0 -88L-4 -73L4 -73Z",
                "M-12 -88L-9 -76L-5 -86Z",
                "M12 -88L9 -76L5 -86Z",
                "M-30 -68L-17 -64L-30 -60Z",
                "M-30 -56L-19 -55L-28 -49Z",
                "M30 -68L17 -64L30 -60Z",
                "M30 -56L19 -55L28 -49Z",
            ] {
                c.glaze(d, dark, 0.9);
            }
        }
        Mark::Spots => {
            for (x, y, r) in [
                (-15.0, -78.0, 3.6),
                (-4.0, -83.0, 3.0),
                (12.0, -80.0, 3.8),
                (-22.0, -66.0, 3.0),
                (22.0, -67.0, 3.2),
            ] {
                c.glaze(&path::circle(x, y, r), who.coat.darker(0.5), 0.6);
            }
        }
        Mark::Mask => {
            c.glaze("M-28 -66Q-14 -76 0 -66Q14 -76 28 -66Q24 -54 10 -57Q4 -60 0 -60Q-4 -60 -10 -57Q-24 -54 -28 -66Z", hex(0x3f3d4a), 0.82);
        }
        Mark::Panda => {
            for side in [-1.0, 1.0] {
                c.open(&format!("translate({} -64) rotate({})", side * 11.5 + 1.5, side * -24.0));
                c.glaze(&path::ellipse(0.0, 0.0, 7.4, 9.0), INK.lighter(0.12), 1.0);
                c.close();
            }
        }
        Mark::Patches => {
            let patch = who.second;
            c.glaze(
                &path::ellipse(-14.0, -72.0, 13.0, 14.0),
                if patch == hex(0x5a4a42) { who.coat.darker(0.38) } else { patch },
                0.9,
            );
        }
        Mark::Tuxedo => {
            c.glaze(
                "M2 -74C-4 -84 -24 -80 -22 -62C-21 -46 -8 -40 2 -40C12 -40 24 -46 25 -62C27 -80 8 -84 2 -74Z",
                hex(0xfdfaf3),
                1.0,
            );
        }
        Mark::OwlDisc => {
            for side in [-1.0, 1.0] {
                c.glaze(&path::circle(side * 11.5 + 1.5, -64.0, 13.0), who.belly, 1.0);
                c.thin(&path::circle(side * 11.5 + 1.5, -64.0, 13.0), who.coat.darker(0.3), 1.4, 0.6);
            }
        }
        _ => {}
    }
    c.close();
    match species.mark {
        Mark::Wool => {
            for (x, y, r) in [(-12.0, -83.0, 8.0), (0.0, -87.0, 9.0), (12.0, -83.0, 8.0)] {
                c.shape(&path::circle(x, y, r), who.coat);
            }
        }
        Mark::Fringe => c.shape("M-8 -88Q8 -96 16 -82Q10 -80 8 -70Q2 -78 -6 -76Q-12 -82 -8 -88Z", who.hair),
        Mark::Spines => c.shape(
            "M-22 -76L-14 -80L-10 -75L-3 -81L2 -75L9 -80L13 -74L20 -76Q12 -90 0 -90Q-14 -90 -22 -76Z",
            who.hair.mix(hex(0x6a4a3a), 0.6),
        ),
        _ => {}
    }
}

fn floppy(c: &mut Canvas, who: &Character, species: &Species) {
    if species.ears != Ears::Floppy {
        return;
    }
    let ear = if who.coat.luma() < 0.4 { who.coat.lighter(0.15) } else { who.coat.darker(0.38) };
    for side in [-1.0, 1.0] {
        c.open(&format!("scale({side} 1)"));
        c.shape("M14 -83C28 -88 38 -72 35 -54C33 -46 25 -46 23 -54C22 -64 20 -74 14 -83Z", ear);
        c.close();
    }
}

fn unknown_head(c: &mut Canvas, who: &Character, b: &Build, pose: Pose, turn: Turn) {
    let (x, y) = b.head;
    let color = who.coat;
    match who.seed % 4 {
        0 => {
            for side in [-1.0_f32, 1.0] {
                c.limb(
                    &format!("M{:.1} -70Q{:.1} -88 {:.1} -94", side * 9.0, side * 10.0, side * 18.0),
                    color,
                    3.4,
                );
                c.shape(&path::circle(side * 18.0, -95.0, 5.2), who.second);
            }
        }
        1 => {
            for side in [-1.0, 1.0] {
                c.open(&format!("scale({side} 1)"));
                c.shape("M10 -70Q14 -90 26 -92Q26 -78 24 -64Z", who.second);
                c.close();
            }
        }
        2 => {
            for side in [-1.0, 1.0] {
                c.shape(&path::circle(side * 22.0, -69.0, 10.0), color);
                c.glaze(&path::circle(side * 22.0, -68.0, 5.5), who.second, 0.8);
            }
        }
        _ => c.shape("M-10 -72Q-12 -92 0 -98Q-2 -86 8 -90Q6 -82 12 -72Z", who.second),
    }
    let body =
        "M-30 -40C-32 -66 -18 -78 0 -78C18 -78 32 -66 31 -40C31 -12 22 -3 0 -3C-22 -3 -31 -12 -30 -40Z";
    c.shape(body, color);
    c.glaze(&path::ellipse(turn * 3.0, -20.0, 19.0, 15.0), who.belly, 0.9);
    c.open_clip(body);
    for (dx, dy, r) in [(-22.0, -62.0, 5.0), (24.0, -60.0, 4.0), (-27.0, -34.0, 4.0), (27.0, -30.0, 5.0)] {
        c.glaze(&path::circle(dx, dy, r), who.second, 0.5);
    }
    c.close();
    face::draw(c, Face { eyes: who.eyes, ..Face::at(x, y - 4.0, 26.0) }, pose, turn);
}
