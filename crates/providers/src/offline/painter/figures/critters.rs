//! Those who do not go on two legs: swimmers, crawlers, fliers, ghosts.

use super::super::canvas::Canvas;
use super::super::color::{Color, INK, WHITE, hex};
use super::super::path;
use super::super::words::same;
use super::biped::Turn;
use super::character::Character;
use super::face::{self, Face};
use super::pose::{Act, Pose};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in super::super) enum Critter {
    Fish,
    Shark,
    Whale,
    Octopus,
    Jellyfish,
    Crab,
    Snail,
    Caterpillar,
    Snake,
    Bee,
    Butterfly,
    Beetle,
    Spider,
    Ghost,
    Monster,
}

const NAMES: [(Critter, u32, f32, &[&str]); 15] = [
    (
        Critter::Fish,
        0xf0903c,
        0.6,
        &["fish", "goldfish", "salmon", "seahorse", "clownfish", "trout", "koi", "minnow"],
    ),
    (Critter::Shark, 0x7f95ab, 1.1, &["shark", "swordfish", "barracuda"]),
    (Critter::Whale, 0x5f8fbf, 1.5, &["whale", "dolphin", "orca", "narwhal", "porpoise"]),
    (Critter::Octopus, 0xd0708f, 0.9, &["octopus", "squid", "kraken", "octopuses"]),
    (Critter::Jellyfish, 0xc79ae0, 0.75, &["jellyfish", "anemone"]),
    (Critter::Crab, 0xe0604c, 0.6, &["crab", "lobster", "shrimp", "prawn", "scorpion"]),
    (Critter::Snail, 0xe9cf9a, 0.6, &["snail", "slug"]),
    (
        Critter::Caterpillar,
        0x9ac05a,
        0.6,
        &["caterpillar", "worm", "inchworm", "earthworm", "centipede", "glowworm"],
    ),
    (Critter::Snake, 0x7fae5a, 0.75, &["snake", "serpent", "python", "cobra", "eel"]),
    (
        Critter::Bee,
        0xf4c542,
        0.5,
        &["bee", "bumblebee", "wasp", "honeybee", "hornet", "firefly", "fly", "mosquito"],
    ),
    (Critter::Butterfly, 0xf09a5c, 0.6, &["butterfly", "moth", "dragonfly"]),
    (
        Critter::Beetle,
        0xd8443c,
        0.45,
        &["ladybug", "ladybird", "beetle", "bug", "ant", "cricket", "grasshopper"],
    ),
    (Critter::Spider, 0x5a5068, 0.55, &["spider", "tarantula"]),
    (Critter::Ghost, 0xf4f4fa, 0.85, &["ghost", "spirit", "phantom", "spook", "shadow"]),
    (
        Critter::Monster,
        0x8f7fd0,
        1.15,
        &["monster", "yeti", "bigfoot", "alien", "beast", "creature", "gruffalo", "blob", "slime"],
    ),
];

/// The one that a word names.
pub(super) fn critter(word: &str) -> Option<Critter> {
    NAMES.iter().find(|(.., names)| names.iter().any(|n| same(word, n))).map(|(critter, ..)| *critter)
}

impl Critter {
    #[cfg(test)]
    pub(in super::super) fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().flat_map(|(.., names)| names.iter().copied())
    }

    fn entry(self) -> (u32, f32) {
        NAMES.iter().find(|(c, ..)| *c == self).map_or((0xcccccc, 0.8), |(_, color, size, _)| (*color, *size))
    }

    pub(super) fn color(self) -> Color {
        hex(self.entry().0)
    }

    pub(super) fn size(self) -> f32 {
        self.entry().1
    }

    pub(in super::super) const fn flies(self) -> bool {
        matches!(self, Self::Bee | Self::Butterfly | Self::Ghost)
    }

    /// Whether it lives in water.
    pub(in super::super) const fn swims(self) -> bool {
        matches!(self, Self::Fish | Self::Shark | Self::Whale | Self::Octopus | Self::Jellyfish | Self::Crab)
    }
}

pub(super) fn draw(c: &mut Canvas, who: &Character, critter: Critter, pose: Pose, turn: Turn) {
    let lively = matches!(pose.act, Act::Jump | Act::Dance | Act::Fly);
    c.open(if lively { "translate(0 -10) rotate(-8 0 -40)" } else { "translate(0 0)" });
    let face = match critter {
        Critter::Fish => fish(c, who),
        Critter::Shark => shark(c, who),
        Critter::Whale => whale(c, who),
        Critter::Octopus => octopus(c, who),
        Critter::Jellyfish => jellyfish(c, who),
        Critter::Crab => crab(c, who),
        Critter::Snail => snail(c, who),
        Critter::Caterpillar => caterpillar(c, who),
        Critter::Snake => snake(c, who),
        Critter::Bee => bee(c, who),
        Critter::Butterfly => butterfly(c, who),
        Critter::Beetle => beetle(c, who),
        Critter::Spider => spider(c, who),
        Critter::Ghost => ghost(c, who),
        Critter::Monster => monster(c, who),
    };
    face::draw(c, Face { eyes: who.eyes, ..face }, pose, turn);
    c.close();
}

fn fish(c: &mut Canvas, who: &Character) -> Face {
    let fin = who.coat.darker(0.12).turned(-12.0);
    c.shape("M-34 -44Q-58 -74 -66 -66Q-58 -46 -66 -22Q-56 -16 -34 -40Z", fin);
    c.shape("M-16 -66Q-4 -92 20 -84Q12 -74 16 -66Z", fin);
    c.shape("M-8 -20Q0 -4 16 -4Q10 -14 16 -22Z", fin);
    let body = "M-42 -42C-26 -76 28 -84 50 -46C30 -8 -26 -10 -42 -42Z";
    c.shape(body, who.coat);
    c.open_clip(body);
    for x in [-16.0, -30.0] {
        c.glaze(
            &format!("M{x} -80Q{:.1} -44 {x} -8h-8Q{:.1} -44 {:.1} -80Z", x + 10.0, x + 2.0, x - 8.0),
            who.belly,
            0.75,
        );
    }
    c.close();
    c.shape("M-4 -38Q-22 -44 -22 -30Q-12 -24 -4 -30Z", fin);
    Face { mouth: 0.62, ..Face::at(17.0, -48.0, 21.0) }
}

fn shark(c: &mut Canvas, who: &Character) -> Face {
    c.shape("M-44 -36L-72 -66Q-62 -40 -70 -14Z", who.coat);
    c.shape("M-14 -62Q-8 -92 10 -98Q6 -76 18 -62Z", who.coat);
    c.shape("M-52 -36C-30 -70 34 -76 60 -40C36 -6 -30 -10 -52 -36Z", who.coat);
    c.glaze("M-40 -28C-10 -30 30 -32 59 -39C36 -6 -24 -8 -40 -28Z", hex(0xf4f7fa), 0.95);
    c.shape("M-2 -20Q-12 2 -28 4Q-22 -10 -16 -22Z", who.coat.darker(0.1));
    Face { mouth: 0.7, ..Face::at(30.0, -48.0, 19.0) }
}

fn whale(c: &mut Canvas, who: &Character) -> Face {
    c.shape("M-46 -30C-62 -36 -62 -52 -68 -60C-58 -62 -52 -58 -50 -54C-48 -62 -40 -66 -30 -66C-32 -54 -38 -48 -38 -36Z", who.coat);
    c.shape(
        "M-50 -26C-40 -44 -16 -76 20 -76C52 -76 64 -54 62 -34C60 -8 40 0 10 0C-22 0 -44 -10 -50 -26Z",
        who.coat,
    );
    c.glaze("M-34 -10C-4 -8 30 -20 62 -32C60 -8 40 0 10 0C-12 0 -26 -4 -34 -10Z", who.belly, 0.95);
    c.thin("M4 -4Q24 -8 44 -18M-8 -5Q24 -10 54 -26", who.coat.darker(0.2), 1.5, 0.5);
    c.shape("M6 -16Q-8 2 -22 2Q-20 -14 -6 -22Z", who.coat.darker(0.12));
    c.thin("M14 -80Q12 -96 0 -100M18 -80Q22 -98 34 -100M16 -80V-98", hex(0xa9daf0), 3.6, 0.95);
    Face { mouth: 0.55, ..Face::at(32.0, -44.0, 21.0) }
}

fn octopus(c: &mut Canvas, who: &Character) -> Face {
    for (x, ex, ey) in [
        (-20.0, -48.0, -8.0),
        (-14.0, -32.0, 0.0),
        (-5.0, -12.0, 2.0),
        (5.0, 12.0, 2.0),
        (14.0, 34.0, 0.0),
        (20.0, 48.0, -10.0),
    ] {
        c.limb(
            &format!(
                "M{x} -34Q{:.1} {:.1} {ex} {ey}q{:.1} -2 {:.1} -8",
                x * 1.3,
                ey + 4.0,
                ex * 0.14,
                ex * 0.1
            ),
            who.coat.darker(0.06),
            9.5,
        );
    }
    c.shape(
        "M-31 -58C-34 -92 -16 -102 0 -102C16 -102 34 -92 31 -58C30 -36 22 -26 0 -26C-22 -26 -30 -36 -31 -58Z",
        who.coat,
    );
    for (x, y, r) in [(-18.0, -84.0, 4.0), (-10.0, -92.0, 3.0), (20.0, -82.0, 4.0)] {
        c.glaze(&path::circle(x, y, r), who.coat.lighter(0.4), 0.7);
    }
    Face::at(1.0, -58.0, 25.0)
}

fn jellyfish(c: &mut Canvas, who: &Character) -> Face {
    for (x, sway) in [(-22.0, -8.0), (-10.0, 7.0), (2.0, -7.0), (14.0, 8.0), (24.0, -5.0)] {
        c.thin(&format!("M{x} -50q{sway} 14 0 24t{sway} 24"), who.coat, 4.6, 0.75);
    }
    c.glow(0.0, -68.0, 58.0, who.coat.lighter(0.4), 0.5);
    c.shape("M-38 -50C-42 -88 -20 -102 0 -102C20 -102 42 -88 38 -50Q28 -42 19 -50Q10 -42 0 -50Q-10 -42 -19 -50Q-28 -42 -38 -50Z", who.coat);
    Face { mouth: 0.42, ..Face::at(0.0, -72.0, 25.0) }
}

fn crab(c: &mut Canvas, who: &Character) -> Face {
    for side in [-1.0, 1.0] {
        c.open(&format!("scale({side} 1)"));
        c.line("M26 -20L46 -12L52 0M24 -14L38 -4L40 4M30 -28L52 -24L60 -12", who.coat.darker(0.12), 5.0);
        c.limb("M28 -38Q46 -42 48 -56", who.coat, 7.0);
        c.shape("M40 -56C32 -78 48 -92 56 -86L50 -72L64 -78C70 -64 56 -50 40 -56Z", who.coat);
        c.line("M10 -52V-66", who.coat, 4.6);
        c.close();
    }
    c.shape(
        "M-42 -30C-40 -54 -20 -60 0 -60C20 -60 40 -54 42 -30C38 -8 20 -4 0 -4C-20 -4 -38 -8 -42 -30Z",
        who.coat,
    );
    for x in [-10.0, 10.0] {
        c.pure(&path::circle(x, -68.0, 7.0), WHITE);
    }
    Face { mouth: 1.55, ..Face::at(0.0, -68.0, 23.0) }
}

fn snail(c: &mut Canvas, who: &Character) -> Face {
    c.shape(
        "M-50 0C-46 -14 -20 -14 10 -14C18 -30 18 -44 22 -56C34 -70 54 -60 52 -42C50 -20 48 0 30 0Z",
        who.coat,
    );
    for (x, ex) in [(30.0, 24.0), (42.0, 52.0)] {
        c.limb(&format!("M{x} -60L{ex} -84"), who.coat, 3.6);
        c.shape(&path::circle(ex, -86.0, 4.6), who.coat.darker(0.15));
    }
    let shell = who.second;
    c.shape(&path::circle(-13.0, -40.0, 34.0), shell);
    c.thin("M-13 -40q7 -7 11 1t-8 15q-16 3 -20 -14t16 -24q23 -2 25 21", shell.darker(0.35), 4.2, 0.8);
    Face { mouth: 0.6, ..Face::at(36.0, -46.0, 15.0) }
}

fn caterpillar(c: &mut Canvas, who: &Character) -> Face {
    for (x, y) in [(-54.0, -15.0), (-36.0, -21.0), (-17.0, -18.0)] {
        c.line(&format!("M{:.1} -8v9M{:.1} -8v9", x - 5.0, x + 6.0), who.coat.darker(0.45), 3.4);
        c.shape(&path::circle(x, y, 15.5), if x == -36.0 { who.second.mix(who.coat, 0.5) } else { who.coat });
    }
    for side in [-1.0, 1.0_f32] {
        c.line(
            &format!("M{:.1} -56q{:.1} -10 {:.1} -14", 14.0 + side * 7.0, side * 2.0, side * 7.0),
            who.coat.darker(0.4),
            2.6,
        );
        c.shape(&path::circle(14.0 + side * 14.0, -71.0, 3.6), who.second);
    }
    c.shape(&path::circle(14.0, -36.0, 25.0), who.coat.lighter(0.1));
    Face::at(15.0, -39.0, 20.0)
}

fn snake(c: &mut Canvas, who: &Character) -> Face {
    c.limb("M-56 -6Q-40 -22 -24 -8T8 -10Q34 -16 20 -38Q12 -50 18 -60", who.coat, 15.0);
    c.thin("M-40 -14q8 4 12 8M-10 -3q8 2 14 -2M18 -20q6 -6 6 -14", who.second, 4.4, 0.7);
    c.shape("M-6 -70C-8 -92 10 -98 22 -96C42 -96 50 -80 46 -68C42 -54 8 -52 -6 -70Z", who.coat.lighter(0.06));
    c.thin("M46 -68l10 3l5 -4M56 -65l5 3", hex(0xd8443c), 1.8, 1.0);
    Face { mouth: 0.5, ..Face::at(21.0, -78.0, 20.0) }
}

fn bee(c: &mut Canvas, who: &Character) -> Face {
    for (turn, size) in [(-32.0, 1.0), (6.0, 0.8)] {
        c.open(&format!("translate(-12 -62) rotate({turn}) scale({size})"));
        c.glaze("M0 0C-18 -16 -16 -44 0 -48C16 -44 18 -16 0 0Z", hex(0xe3f4fb), 0.9);
        c.thin("M0 0C-18 -16 -16 -44 0 -48C16 -44 18 -16 0 0Z", hex(0x8fb3c4), 1.4, 0.8);
        c.close();
    }
    c.shape("M-48 -40L-62 -36L-48 -30Z", INK);
    let body = "M-50 -38C-46 -66 -10 -70 6 -58C24 -44 14 -16 -10 -14C-34 -12 -52 -22 -50 -38Z";
    c.shape(body, who.coat);
    c.open_clip(body);
    for x in [-40.0, -22.0] {
        c.glaze(&format!("M{x} -74q10 34 0 66h9q10 -32 0 -66Z"), INK.lighter(0.1), 1.0);
    }
    c.close();
    for (x, ex) in [(12.0, 6.0), (26.0, 34.0)] {
        c.ink(&format!("M{x} -62Q{ex} -74 {ex} -82"), 2.2);
        c.pure(&path::circle(ex, -83.0, 3.4), INK);
    }
    c.shape(&path::circle(19.0, -42.0, 23.0), who.coat.lighter(0.12));
    Face::at(20.0, -44.0, 19.0)
}

fn butterfly(c: &mut Canvas, who: &Character) -> Face {
    for side in [-1.0, 1.0] {
        c.open(&format!("scale({side} 1)"));
        c.shape("M4 -52C20 -98 56 -102 60 -78C62 -58 36 -46 6 -48Z", who.coat);
        c.shape("M4 -46C34 -46 50 -32 44 -16C36 -2 14 -14 4 -38Z", who.coat.turned(-18.0).darker(0.06));
        c.glaze(&path::circle(42.0, -76.0, 8.0), who.second.lighter(0.4), 0.9);
        c.glaze(&path::circle(30.0, -26.0, 6.0), who.second.lighter(0.4), 0.9);
        c.ink("M4 -76Q10 -94 20 -98", 1.8);
        c.pure(&path::circle(20.0, -98.0, 2.8), INK);
        c.close();
    }
    c.shape("M-7 -56Q-8 -20 0 -10Q8 -20 7 -56Z", hex(0x6a4f4a));
    c.shape(&path::circle(0.0, -66.0, 15.0), hex(0xf6dcb8));
    Face::at(0.5, -67.0, 13.5)
}

fn beetle(c: &mut Canvas, who: &Character) -> Face {
    c.line("M-30 -8l-9 9M-10 -6v8M12 -6l6 8", INK, 3.6);
    c.shape("M-46 -8C-46 -46 -22 -62 -2 -62C18 -62 26 -40 24 -8Z", who.coat);
    c.thin("M-12 -62Q-8 -34 -12 -8", INK, 2.4, 0.7);
    for (x, y, r) in [(-28.0, -36.0, 5.5), (-26.0, -18.0, 4.5), (4.0, -46.0, 5.0), (2.0, -22.0, 5.5)] {
        c.pure(&path::circle(x, y, r), INK);
    }
    for (x, ex) in [(24.0, 18.0), (36.0, 46.0)] {
        c.ink(&format!("M{x} -54Q{ex} -66 {ex} -74"), 2.2);
        c.pure(&path::circle(ex, -75.0, 3.2), INK);
    }
    c.shape(&path::circle(30.0, -34.0, 22.0), hex(0xf3d3b0));
    Face::at(31.0, -36.0, 18.5)
}

fn spider(c: &mut Canvas, who: &Character) -> Face {
    for side in [-1.0, 1.0] {
        c.open(&format!("scale({side} 1)"));
        c.line(
            "M22 -52Q46 -72 54 -40M24 -44Q52 -54 60 -16M24 -36Q48 -34 54 0M20 -28Q36 -18 36 2",
            who.coat.darker(0.2),
            4.0,
        );
        c.close();
    }
    c.shape(&path::circle(0.0, -44.0, 32.0), who.coat);
    Face { brow: hex(0xe0d8ea), ..on_dark(c, who, Face::at(0.0, -46.0, 25.0)) }
}

/// White round the eyes of somebody dark.
fn on_dark(c: &mut Canvas, who: &Character, face: Face) -> Face {
    if who.coat.luma() < 0.45 {
        for side in [-1.0, 1.0] {
            c.pure(&path::circle(face.x + side * face.r * face.apart, face.y, face.r * 0.29), WHITE);
        }
    }
    face
}

fn ghost(c: &mut Canvas, who: &Character) -> Face {
    c.glow(0.0, -50.0, 70.0, hex(0xe6ecff), 0.5);
    for side in [-1.0, 1.0] {
        c.limb(
            &format!("M{:.1} -50Q{:.1} -50 {:.1} -62", side * 26.0, side * 42.0, side * 44.0),
            who.coat,
            9.0,
        );
    }
    c.shape("M-33 -58C-34 -90 -16 -102 0 -102C16 -102 34 -90 33 -58V-4Q24 -16 16 -4Q8 6 0 -6Q-8 6 -16 -4Q-24 -16 -33 -4Z", who.coat);
    on_dark(c, who, Face::at(1.0, -64.0, 26.0))
}

fn monster(c: &mut Canvas, who: &Character) -> Face {
    for side in [-1.0, 1.0] {
        c.open(&format!("scale({side} 1)"));
        c.limb("M14 -12V-3", who.coat.darker(0.15), 13.0);
        c.shape("M13 -82Q16 -102 30 -104Q27 -90 28 -74Z", hex(0xf3e4c2));
        c.limb("M32 -50Q48 -44 46 -28", who.coat, 11.0);
        c.close();
    }
    let mut fur: Vec<path::Point> = Vec::new();
    for i in 0..26_u8 {
        let a = f32::from(i) / 26.0 * std::f32::consts::TAU;
        let r = if i % 2 == 0 { 1.08 } else { 0.96 };
        fur.push((a.cos() * 37.0 * r, -50.0 + a.sin() * 42.0 * r));
    }
    c.shape(&path::polygon(&fur), who.coat);
    c.glaze(&path::ellipse(1.0, -30.0, 22.0, 17.0), who.belly, 0.85);
    for (x, y, r) in [(-26.0, -70.0, 4.5), (27.0, -66.0, 4.0), (-30.0, -44.0, 3.6)] {
        c.glaze(&path::circle(x, y, r), who.second, 0.65);
    }
    let face = Face::at(1.0, -60.0, 27.0);
    c.pure("M-9 -44l4 7l4 -6Z", WHITE);
    on_dark(c, who, face)
}
