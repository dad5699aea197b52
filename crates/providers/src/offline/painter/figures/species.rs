//! Animals as combinations of shared parts.

use super::super::color::{Color, hex};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ears {
    None,
    Pointed,
    Round,
    Small,
    Long,
    Floppy,
    Fan,
    Tufted,
    Leaf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Snout {
    Fox,
    Muzzle,
    Cat,
    Mouse,
    Beak,
    Bill,
    Trunk,
    Pig,
    Long,
    Wide,
    Dragon,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    None,
    Bushy,
    Ringed,
    Thin,
    Curl,
    Puff,
    Hair,
    Feathers,
    Spiked,
    Plume,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    None,
    Stripes,
    Spots,
    Mask,
    Panda,
    Spines,
    Wool,
    Mane,
    Shell,
    OwlDisc,
    Patches,
    Tuxedo,
    Fringe,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crest {
    None,
    Antlers,
    Horns,
    Unicorn,
    Comb,
    Ossicones,
    Dragon,
    Feather,
}

/// An animal that stands on two legs, as in picture books.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Species {
    pub(in super::super) names: &'static [&'static str],
    pub(super) coat: Color,
    pub(super) belly: Color,
    pub(super) ears: Ears,
    pub(super) snout: Snout,
    pub(super) tail: Tail,
    pub(super) mark: Mark,
    pub(super) crest: Crest,
    /// Wings in place of arms.
    pub(super) winged: bool,
    /// Width of the body, 1 is usual.
    pub(super) girth: f32,
    /// Height beside a child of 1.
    pub(super) size: f32,
}

const BASE: Species = Species {
    names: &[],
    coat: hex(0x9a7a5c),
    belly: hex(0xf3e3cb),
    ears: Ears::Round,
    snout: Snout::Muzzle,
    tail: Tail::None,
    mark: Mark::None,
    crest: Crest::None,
    winged: false,
    girth: 1.0,
    size: 0.9,
};

const fn bird(names: &'static [&'static str], coat: u32, belly: u32, size: f32) -> Species {
    Species {
        names,
        coat: hex(coat),
        belly: hex(belly),
        ears: Ears::None,
        snout: Snout::Beak,
        tail: Tail::Feathers,
        winged: true,
        size,
        ..BASE
    }
}

const fn beast(
    names: &'static [&'static str],
    coat: u32,
    belly: u32,
    size: f32,
    ears: Ears,
    snout: Snout,
    tail: Tail,
) -> Species {
    Species { names, coat: hex(coat), belly: hex(belly), ears, snout, tail, size, ..BASE }
}

/// Every animal of this build.
pub(in super::super) const SPECIES: &[Species] = &[
    beast(&["fox", "vixen", "jackal"], 0xe07b39, 0xfdf3e3, 0.9, Ears::Pointed, Snout::Fox, Tail::Bushy),
    beast(&["wolf", "coyote", "husky"], 0x8b919c, 0xe9ebee, 1.05, Ears::Pointed, Snout::Fox, Tail::Bushy),
    beast(
        &["cat", "kitten", "kitty", "tomcat"],
        0xe0a050,
        0xfdf1dc,
        0.8,
        Ears::Pointed,
        Snout::Cat,
        Tail::Curl,
    ),
    Species {
        mark: Mark::Patches,
        ..beast(
            &["dog", "puppy", "hound", "terrier", "poodle", "dachshund"],
            0xcf9a63,
            0xfbeeda,
            0.85,
            Ears::Floppy,
            Snout::Muzzle,
            Tail::Thin,
        )
    },
    beast(&["rabbit", "bunny", "hare"], 0xc9b29a, 0xfbf3e8, 0.8, Ears::Long, Snout::Cat, Tail::Puff),
    Species {
        girth: 1.2,
        ..beast(
            &["bear", "teddy", "grizzly", "cub"],
            0x9a6a42,
            0xe8c9a0,
            1.2,
            Ears::Round,
            Snout::Muzzle,
            Tail::None,
        )
    },
    Species {
        girth: 1.2,
        ..beast(&["polar"], 0xf6f4ee, 0xffffff, 1.25, Ears::Round, Snout::Muzzle, Tail::None)
    },
    Species {
        girth: 1.2,
        mark: Mark::Panda,
        ..beast(&["panda"], 0xfaf7f0, 0xfaf7f0, 1.1, Ears::Round, Snout::Muzzle, Tail::None)
    },
    Species {
        girth: 1.05,
        ..beast(&["koala", "wombat"], 0x9aa3ad, 0xe6e9ec, 0.85, Ears::Fan, Snout::Muzzle, Tail::None)
    },
    beast(
        &["mouse", "mice", "rat", "hamster", "shrew", "gerbil", "vole"],
        0xa9a2a0,
        0xf3e9e4,
        0.6,
        Ears::Fan,
        Snout::Mouse,
        Tail::Thin,
    ),
    beast(&["squirrel", "chipmunk"], 0xc2703a, 0xfbe6cc, 0.7, Ears::Tufted, Snout::Mouse, Tail::Plume),
    Species {
        mark: Mark::Spines,
        ..beast(&["hedgehog", "porcupine"], 0xe2c19a, 0xf8e9d2, 0.65, Ears::Small, Snout::Mouse, Tail::None)
    },
    Species {
        mark: Mark::Mask,
        ..beast(
            &["raccoon", "racoon", "tanuki", "badger", "skunk", "ferret"],
            0x8f8f96,
            0xe9e4de,
            0.85,
            Ears::Round,
            Snout::Fox,
            Tail::Ringed,
        )
    },
    beast(
        &["otter", "beaver", "seal", "mole", "weasel", "capybara", "walrus", "marmot"],
        0x7d5b45,
        0xe3c6a6,
        0.85,
        Ears::Small,
        Snout::Muzzle,
        Tail::Thin,
    ),
    Species {
        mark: Mark::Mane,
        ..beast(&["lion"], 0xe9b55f, 0xfbe9c6, 1.15, Ears::Round, Snout::Muzzle, Tail::Hair)
    },
    beast(&["lioness", "puma", "lynx"], 0xe0b06a, 0xfbe9c6, 1.1, Ears::Round, Snout::Muzzle, Tail::Hair),
    Species {
        mark: Mark::Stripes,
        ..beast(&["tiger"], 0xec9238, 0xfdf1dd, 1.1, Ears::Round, Snout::Muzzle, Tail::Curl)
    },
    Species {
        mark: Mark::Spots,
        ..beast(
            &["leopard", "cheetah", "jaguar", "hyena"],
            0xeec060,
            0xfdf1d8,
            1.05,
            Ears::Round,
            Snout::Muzzle,
            Tail::Curl,
        )
    },
    Species {
        girth: 1.35,
        ..beast(&["elephant", "mammoth"], 0x98a2b3, 0xb9c2d0, 1.45, Ears::Leaf, Snout::Trunk, Tail::Hair)
    },
    Species {
        girth: 1.3,
        ..beast(
            &["hippo", "hippopotamus", "rhino", "rhinoceros"],
            0x9a8fa5,
            0xc4b7c4,
            1.3,
            Ears::Small,
            Snout::Long,
            Tail::Thin,
        )
    },
    Species {
        crest: Crest::Antlers,
        ..beast(
            &["deer", "stag", "reindeer", "moose", "elk"],
            0xb8824f,
            0xf6e4c8,
            1.15,
            Ears::Leaf,
            Snout::Long,
            Tail::Puff,
        )
    },
    Species {
        mark: Mark::Spots,
        ..beast(&["fawn", "doe", "bambi"], 0xc78f58, 0xf9e8cd, 0.85, Ears::Leaf, Snout::Long, Tail::Puff)
    },
    Species {
        crest: Crest::Ossicones,
        mark: Mark::Spots,
        ..beast(&["giraffe"], 0xeec368, 0xfbeccb, 1.5, Ears::Leaf, Snout::Long, Tail::Hair)
    },
    Species {
        mark: Mark::Fringe,
        ..beast(
            &["horse", "pony", "foal", "donkey", "mule"],
            0xa9713f,
            0xe2bd92,
            1.25,
            Ears::Pointed,
            Snout::Long,
            Tail::Hair,
        )
    },
    Species {
        mark: Mark::Fringe,
        crest: Crest::Unicorn,
        ..beast(&["unicorn", "pegasus"], 0xfbf6f8, 0xfdeef4, 1.2, Ears::Pointed, Snout::Long, Tail::Hair)
    },
    Species {
        mark: Mark::Stripes,
        ..beast(&["zebra"], 0xf6f3ee, 0xffffff, 1.2, Ears::Pointed, Snout::Long, Tail::Hair)
    },
    Species {
        girth: 1.25,
        mark: Mark::Patches,
        crest: Crest::Horns,
        ..beast(
            &["cow", "bull", "calf", "ox", "buffalo"],
            0xf8f1e6,
            0xfdf8f0,
            1.2,
            Ears::Leaf,
            Snout::Long,
            Tail::Hair,
        )
    },
    Species {
        girth: 1.2,
        mark: Mark::Wool,
        ..beast(&["sheep", "lamb", "ewe"], 0xf7f0e2, 0xf7f0e2, 0.85, Ears::Leaf, Snout::Cat, Tail::Puff)
    },
    Species {
        mark: Mark::Wool,
        ..beast(&["llama", "alpaca", "camel"], 0xe4c49a, 0xf4e2c6, 1.2, Ears::Long, Snout::Long, Tail::Puff)
    },
    Species {
        crest: Crest::Horns,
        ..beast(
            &["goat", "kid", "ram", "antelope", "gazelle"],
            0xd9cfc2,
            0xf4eee4,
            0.95,
            Ears::Leaf,
            Snout::Long,
            Tail::Puff,
        )
    },
    Species {
        girth: 1.25,
        ..beast(
            &["pig", "piglet", "hog", "boar"],
            0xf2a9b0,
            0xfbd0d2,
            0.85,
            Ears::Leaf,
            Snout::Pig,
            Tail::Curl,
        )
    },
    beast(
        &["monkey", "ape", "chimpanzee", "gorilla", "orangutan", "lemur", "sloth"],
        0x9a6844,
        0xf0cfa8,
        0.9,
        Ears::Fan,
        Snout::Muzzle,
        Tail::Curl,
    ),
    beast(&["kangaroo", "wallaby"], 0xc08a5a, 0xf4dfc0, 1.15, Ears::Long, Snout::Fox, Tail::Thin),
    Species {
        girth: 1.15,
        ..beast(&["frog", "toad"], 0x79b85a, 0xe6f0b8, 0.65, Ears::None, Snout::Wide, Tail::None)
    },
    Species {
        girth: 1.1,
        ..beast(
            &["lizard", "chameleon", "gecko", "newt", "salamander"],
            0x6fb58a,
            0xe8f0c0,
            0.7,
            Ears::None,
            Snout::Wide,
            Tail::Spiked,
        )
    },
    Species {
        girth: 1.1,
        mark: Mark::Shell,
        ..beast(&["turtle", "tortoise"], 0x8fbf6a, 0xe9e3a8, 0.75, Ears::None, Snout::Wide, Tail::None)
    },
    Species {
        girth: 1.15,
        ..beast(
            &[
                "dinosaur",
                "dino",
                "tyrannosaurus",
                "triceratops",
                "brontosaurus",
                "trex",
                "crocodile",
                "alligator",
            ],
            0x6fb07a,
            0xe9efb4,
            1.25,
            Ears::None,
            Snout::Dragon,
            Tail::Spiked,
        )
    },
    Species {
        girth: 1.15,
        crest: Crest::Dragon,
        ..beast(&["dragon", "wyvern"], 0x5aa37f, 0xf6e3a0, 1.3, Ears::None, Snout::Dragon, Tail::Spiked)
    },
    Species {
        mark: Mark::OwlDisc,
        girth: 1.15,
        ears: Ears::Tufted,
        ..bird(&["owl", "owlet"], 0xa57d58, 0xf4e2c4, 0.75)
    },
    Species {
        mark: Mark::Tuxedo,
        tail: Tail::None,
        girth: 1.12,
        ..bird(&["penguin", "puffin"], 0x3d4860, 0xfdfaf3, 0.8)
    },
    Species {
        snout: Snout::Bill,
        ..bird(&["duck", "duckling", "goose", "gosling", "swan", "platypus"], 0xf6d76a, 0xfdf0c0, 0.65)
    },
    Species {
        crest: Crest::Comb,
        ..bird(&["chicken", "hen", "rooster", "cockerel", "turkey"], 0xf8efe0, 0xfdf8ee, 0.7)
    },
    bird(&["chick"], 0xf9dc6a, 0xfdf0b8, 0.5),
    Species {
        crest: Crest::Feather,
        ..bird(&["parrot", "macaw", "cockatoo", "toucan", "peacock", "hoopoe"], 0xd9523f, 0xf6d35a, 0.65)
    },
    Species { crest: Crest::Feather, ..bird(&["phoenix", "firebird"], 0xf0803a, 0xf9d56a, 1.0) },
    bird(
        &[
            "bird",
            "sparrow",
            "robin",
            "finch",
            "wren",
            "bluebird",
            "nightingale",
            "canary",
            "swallow",
            "lark",
            "thrush",
        ],
        0x6fa3cf,
        0xfbeed8,
        0.5,
    ),
    bird(&["crow", "raven", "blackbird", "magpie", "jay", "rook"], 0x454656, 0x6a6b7c, 0.6),
    bird(
        &["gull", "seagull", "dove", "pigeon", "albatross", "stork", "heron", "crane", "pelican", "flamingo"],
        0xeef1f4,
        0xffffff,
        0.65,
    ),
    bird(&["eagle", "hawk", "falcon", "kestrel", "vulture"], 0x8a6242, 0xf6ecd8, 0.85),
    Species {
        winged: true,
        ..beast(&["bat"], 0x6f5f7d, 0xb5a3bd, 0.6, Ears::Leaf, Snout::Mouse, Tail::None)
    },
];
