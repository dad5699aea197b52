//! Kinds of people, their hair and what they usually wear.

use super::super::canvas::Canvas;
use super::super::color::Color;
use super::super::path;
use super::super::rng::Rng;
use super::super::words::{Words, same};
use super::wear::Wear;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(in super::super) enum Role {
    Girl,
    Boy,
    #[default]
    Child,
    Baby,
    Woman,
    Man,
    Grandmother,
    Grandfather,
    King,
    Queen,
    Prince,
    Princess,
    Knight,
    Wizard,
    Witch,
    Pirate,
    Astronaut,
    Fairy,
    Gnome,
    Mermaid,
    Chef,
    Captain,
    Farmer,
    Elf,
}

const ROLES: [(Role, &[&str]); 24] = [
    (Role::Girl, &["girl", "daughter", "sister", "niece", "schoolgirl", "granddaughter", "ballerina"]),
    (Role::Boy, &["boy", "son", "brother", "nephew", "schoolboy", "lad", "grandson"]),
    (Role::Baby, &["baby", "toddler", "infant"]),
    (
        Role::Child,
        &[
            "child",
            "children",
            "kid",
            "youngster",
            "pupil",
            "apprentice",
            "student",
            "human",
            "person",
            "friend",
            "twin",
            "orphan",
            "explorer",
            "inventor",
            "hero",
            "ninja",
            "superhero",
            "acrobat",
            "dancer",
        ],
    ),
    (Role::Grandmother, &["grandmother", "grandma", "granny", "nana", "crone", "obaasan", "nenek"]),
    (
        Role::Grandfather,
        &["grandfather", "grandpa", "grandad", "granddad", "keeper", "hermit", "elder", "oldman"],
    ),
    (Role::Queen, &["queen", "empress"]),
    (Role::King, &["king", "emperor", "sultan"]),
    (Role::Princess, &["princess"]),
    (Role::Prince, &["prince"]),
    (Role::Knight, &["knight", "soldier", "guard", "warrior", "samurai"]),
    (Role::Wizard, &["wizard", "magician", "sorcerer", "mage"]),
    (Role::Witch, &["witch", "sorceress", "enchantress"]),
    (Role::Pirate, &["pirate", "buccaneer"]),
    (Role::Astronaut, &["astronaut", "cosmonaut", "spaceman", "spacewoman"]),
    (Role::Fairy, &["fairy", "pixie", "sprite", "angel", "cupid"]),
    (Role::Gnome, &["gnome", "dwarf", "leprechaun"]),
    (Role::Elf, &["elf", "imp", "goblin"]),
    (Role::Mermaid, &["mermaid", "merman", "merboy", "mergirl", "siren"]),
    (Role::Chef, &["chef", "cook", "baker"]),
    (
        Role::Captain,
        &[
            "captain",
            "sailor",
            "postman",
            "postwoman",
            "policeman",
            "conductor",
            "pilot",
            "driver",
            "fisherman",
            "firefighter",
            "mailman",
            "officer",
        ],
    ),
    (Role::Farmer, &["farmer", "gardener", "shepherd", "cowboy"]),
    (
        Role::Woman,
        &[
            "woman",
            "mother",
            "mum",
            "mom",
            "mama",
            "aunt",
            "lady",
            "teacher",
            "nurse",
            "wife",
            "librarian",
            "neighbour",
            "neighbor",
            "doctor",
            "seamstress",
            "weaver",
        ],
    ),
    (
        Role::Man,
        &[
            "man",
            "father",
            "dad",
            "papa",
            "uncle",
            "gentleman",
            "husband",
            "blacksmith",
            "carpenter",
            "musician",
            "clockmaker",
            "scientist",
            "professor",
            "giant",
            "ogre",
            "troll",
            "merchant",
            "painter",
        ],
    ),
];

/// The person that a word names.
pub(super) fn role(word: &str) -> Option<Role> {
    ROLES.iter().find(|(_, names)| names.iter().any(|n| same(word, n))).map(|(role, _)| *role)
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(in super::super) enum Hair {
    #[default]
    Short,
    Long,
    Curly,
    Braids,
    Ponytail,
    Bun,
    Bob,
    Spiky,
    Bald,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(in super::super) struct Person {
    pub(in super::super) role: Role,
    pub(in super::super) hair: Hair,
}

impl Person {
    pub(super) const fn is_child(self) -> bool {
        matches!(
            self.role,
            Role::Girl
                | Role::Boy
                | Role::Child
                | Role::Baby
                | Role::Fairy
                | Role::Gnome
                | Role::Elf
                | Role::Mermaid
                | Role::Prince
                | Role::Princess
        )
    }

    pub(super) const fn feminine(self) -> bool {
        matches!(
            self.role,
            Role::Girl
                | Role::Woman
                | Role::Grandmother
                | Role::Queen
                | Role::Princess
                | Role::Witch
                | Role::Fairy
                | Role::Mermaid
        )
    }

    pub(super) const fn role_size(self) -> f32 {
        match self.role {
            Role::Baby => 0.65,
            Role::Fairy | Role::Gnome | Role::Elf => 0.78,
            Role::Girl | Role::Boy | Role::Child | Role::Mermaid | Role::Prince | Role::Princess => 1.0,
            Role::Grandmother | Role::Grandfather => 1.2,
            _ => 1.32,
        }
    }

    /// What the role wears unless the words say otherwise, with colours.
    pub(super) const fn outfit(self) -> &'static [(Wear, u32)] {
        match self.role {
            Role::King => &[
                (Wear::Crown, 0xf0c84a),
                (Wear::Robe, 0x8f2f4a),
                (Wear::Cape, 0xb83a4a),
                (Wear::Beard, 0xe8e2da),
            ],
            Role::Queen => &[(Wear::Crown, 0xf0c84a), (Wear::Dress, 0x8a5fa8), (Wear::Cape, 0xb83a5a)],
            Role::Princess => &[(Wear::Crown, 0xf0c84a), (Wear::Dress, 0xf09cb0)],
            Role::Prince => &[(Wear::Crown, 0xf0c84a), (Wear::Coat, 0x4a6fb5), (Wear::Cape, 0xb83a4a)],
            Role::Knight => &[
                (Wear::Helmet, 0xb9c2cc),
                (Wear::Coat, 0xa9b4c2),
                (Wear::Trousers, 0x8d98a8),
                (Wear::Cape, 0xb83a4a),
            ],
            Role::Wizard => &[(Wear::PointedHat, 0x4a4a9a), (Wear::Robe, 0x4a4a9a), (Wear::Beard, 0xf0ece4)],
            Role::Witch => &[(Wear::PointedHat, 0x4a3a60), (Wear::Dress, 0x5a4078)],
            Role::Pirate => &[(Wear::PirateHat, 0x3a3742), (Wear::Coat, 0x9a3540), (Wear::Beard, 0x4a342c)],
            Role::Astronaut => &[
                (Wear::Helmet, 0xf4f6f8),
                (Wear::Coat, 0xf1f3f5),
                (Wear::Trousers, 0xe4e8ec),
                (Wear::Boots, 0xe8833a),
                (Wear::Backpack, 0xc3cad4),
            ],
            Role::Fairy => &[(Wear::Wings, 0xdff1fa), (Wear::Dress, 0xa5d46a), (Wear::Wreath, 0xf3a0b4)],
            Role::Gnome => &[(Wear::PointedHat, 0xd8443c), (Wear::Beard, 0xf0ece4), (Wear::Coat, 0x4a86c5)],
            Role::Elf => &[(Wear::PointedHat, 0x5fa55a), (Wear::Coat, 0x5fa55a)],
            Role::Mermaid => &[(Wear::Shirt, 0xb77fc8), (Wear::Wreath, 0xf0b6a0)],
            Role::Chef => &[
                (Wear::ChefHat, 0xffffff),
                (Wear::Coat, 0xf7f4ee),
                (Wear::Apron, 0xffffff),
                (Wear::Scarf, 0xd8443c),
            ],
            Role::Captain => &[(Wear::Cap, 0x34447f), (Wear::Coat, 0x34447f)],
            Role::Farmer => {
                &[(Wear::StrawHat, 0xe9c878), (Wear::Shirt, 0xd8573f), (Wear::Overalls, 0x4f78ad)]
            }
            Role::Grandmother => {
                &[(Wear::Glasses, 0x6a5a4a), (Wear::Scarf, 0xb07fb0), (Wear::Dress, 0x6f86a8)]
            }
            Role::Grandfather => &[(Wear::Beard, 0xf0ece4), (Wear::Coat, 0x5f7a6a)],
            Role::Baby => &[(Wear::Overalls, 0x9fd3e6), (Wear::Shirt, 0xfdf3d8)],
            _ => &[],
        }
    }
}

impl Hair {
    /// From the words; left open, from the role and chance.
    pub(super) fn read(words: &Words, person: Person, rng: &mut Rng) -> Self {
        let long = [Self::Long, Self::Braids, Self::Ponytail, Self::Bob, Self::Curly];
        let short = [Self::Short, Self::Spiky, Self::Curly, Self::Short];
        let drawn = if person.feminine() { rng.pick(&long) } else { rng.pick(&short) };
        let table: [(Self, &[&str]); 8] = [
            (Self::Bald, &["bald"]),
            (Self::Braids, &["braid", "plait", "pigtail", "bunches"]),
            (Self::Ponytail, &["ponytail"]),
            (Self::Bun, &["bun", "knot", "topknot"]),
            (Self::Curly, &["curly", "curl", "afro", "frizzy", "curls", "coils"]),
            (Self::Bob, &["bob", "fringe", "bangs"]),
            (Self::Spiky, &["spiky", "messy", "tousled", "wild"]),
            (Self::Long, &["long", "flowing", "wavy"]),
        ];
        let named = table.into_iter().find(|(_, keys)| words.has(keys)).map(|(hair, _)| hair);
        named.unwrap_or(match person.role {
            _ if words.has(&["short"]) && words.has(&["hair"]) => Self::Short,
            Role::Grandmother => Self::Bun,
            Role::Queen | Role::Mermaid | Role::Witch | Role::Wizard => Self::Long,
            Role::Baby => Self::Spiky,
            _ => drawn,
        })
    }

    /// What of the hair is behind the head.
    pub(super) fn back(self, c: &mut Canvas, (x, y): path::Point, r: f32, color: Color) {
        match self {
            Self::Long => c.shape(&format!("M{:.1} {y:.1}Q{:.1} {:.1} {x:.1} {:.1}Q{:.1} {:.1} {:.1} {y:.1}Q{:.1} {:.1} {:.1} {:.1}Q{x:.1} {:.1} {:.1} {:.1}Q{:.1} {:.1} {:.1} {y:.1}Z", x - r * 1.12, x - r * 1.1, y - r * 1.2, y - r * 1.18, x + r * 1.1, y - r * 1.2, x + r * 1.12, x + r * 1.3, y + r * 0.9, x + r * 0.98, y + r * 1.75, y + r * 1.5, x - r * 0.98, y + r * 1.75, x - r * 1.3, y + r * 0.9, x - r * 1.12), color),
            Self::Bob => c.shape(&path::rounded(x - r * 1.14, y - r * 1.1, r * 2.28, r * 2.05, r * 0.8), color),
            Self::Curly => {
                let puffs: Vec<path::Point> = (0..22_u8)
                    .map(|i| {
                        let a = f32::from(i) / 22.0 * std::f32::consts::TAU;
                        let rr = r * if i % 2 == 0 { 1.42 } else { 1.2 };
                        (x + a.cos() * rr * 1.02, y - r * 0.12 + a.sin() * rr * 0.98)
                    })
                    .collect();
                c.shape(&path::closed(&puffs), color);
            }
            Self::Braids => {
                for side in [-1.0_f32, 1.0] {
                    for (k, size) in [(0.0, 0.32), (1.0, 0.29), (2.0, 0.25)] {
                        let d = path::ellipse(x + side * r * (1.12 + 0.06 * k), y + r * (0.35 + 0.42 * k), r * size, r * 0.3);
                        c.shape(&d, color);
                    }
                }
            }
            Self::Ponytail => c.shape(&format!("M{:.1} {:.1}q{:.1} {:.1} {:.1} {:.1}q{:.1} {:.1} {:.1} {:.1}q{:.1} {:.1} {:.1} {:.1}Z", x - r * 0.6, y - r * 0.75, -r * 1.2, -r * 0.1, -r * 0.95, r * 1.9, r * 0.3, -r * 0.2, r * 0.35, -r * 0.55, r * 0.2, -r * 0.5, r * 0.6, -r * 0.75), color),
            Self::Bun => c.shape(&path::circle(x - r * 0.1, y - r * 1.2, r * 0.46), color),
            Self::Short | Self::Spiky | Self::Bald => {}
        }
    }

    /// What of the hair is before the head.
    pub(super) fn front(self, c: &mut Canvas, (x, y): path::Point, r: f32, color: Color) {
        let cap = |low: f32, part: f32| {
            format!(
                "M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {x:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}Z",
                x - r * 1.06,
                y + r * low,
                x - r * 1.2,
                y - r * 0.75,
                x - r * 0.6,
                y - r * 1.16,
                y - r * 1.14,
                x + r * 0.6,
                y - r * 1.16,
                x + r * 1.2,
                y - r * 0.75,
                x + r * 1.06,
                y + r * low,
                x + r * 0.92,
                y - r * 0.3,
                x + r * part,
                y - r * 0.62,
                x - r * 0.75,
                y - r * 0.42,
                x - r * 1.06,
                y + r * low
            )
        };
        match self {
            Self::Bald => {}
            Self::Spiky => {
                let d = path::polygon(&[
                    (x - r * 1.04, y - r * 0.1),
                    (x - r * 1.2, y - r * 0.72),
                    (x - r * 0.8, y - r * 0.7),
                    (x - r * 0.72, y - r * 1.32),
                    (x - r * 0.3, y - r * 0.98),
                    (x + r * 0.05, y - r * 1.46),
                    (x + r * 0.3, y - r * 1.0),
                    (x + r * 0.78, y - r * 1.28),
                    (x + r * 0.82, y - r * 0.76),
                    (x + r * 1.2, y - r * 0.62),
                    (x + r * 1.04, y - r * 0.1),
                    (x + r * 0.72, y - r * 0.52),
                    (x + r * 0.4, y - r * 0.44),
                    (x + r * 0.1, y - r * 0.62),
                    (x - r * 0.3, y - r * 0.42),
                    (x - r * 0.7, y - r * 0.52),
                ]);
                c.shape(&d, color);
            }
            Self::Curly => {
                let mut d = format!("M{:.1} {:.1}", x - r * 1.06, y - r * 0.22);
                let curls = [(-0.74, -0.50), (-0.30, -0.64), (0.16, -0.66), (0.62, -0.52), (1.06, -0.22)];
                for (dx, dy) in curls {
                    d.push_str(&format!(
                        "A{0:.1} {0:.1} 0 0 0 {1:.1} {2:.1}",
                        r * 0.27,
                        x + dx * r,
                        y + dy * r
                    ));
                }
                d.push_str(&format!(
                    "A{0:.1} {0:.1} 0 0 0 {1:.1} {2:.1}Z",
                    r * 1.1,
                    x - r * 1.06,
                    y - r * 0.22
                ));
                c.shape(&d, color);
            }
            Self::Bob => {
                let d = format!(
                    "M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {x:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}Q{x:.1} {:.1} {:.1} {:.1}Z",
                    x - r * 1.06,
                    y - r * 0.22,
                    x - r * 1.16,
                    y - r * 0.8,
                    x - r * 0.6,
                    y - r * 1.16,
                    y - r * 1.16,
                    x + r * 0.6,
                    y - r * 1.16,
                    x + r * 1.16,
                    y - r * 0.8,
                    x + r * 1.06,
                    y - r * 0.22,
                    y - r * 0.5,
                    x - r * 1.06,
                    y - r * 0.22
                );
                c.shape(&d, color);
            }
            Self::Long | Self::Braids | Self::Ponytail => c.shape(&cap(0.12, 0.3), color),
            Self::Bun | Self::Short => c.shape(&cap(-0.05, 0.45), color),
        }
        if !matches!(self, Self::Bald | Self::Curly) {
            let d = format!(
                "M{:.1} {:.1}Q{x:.1} {:.1} {:.1} {:.1}",
                x - r * 0.55,
                y - r * 0.82,
                y - r * 1.08,
                x + r * 0.4,
                y - r * 0.9
            );
            c.thin(&d, color.lighter(0.5), r * 0.09, 0.45);
        }
    }
}
