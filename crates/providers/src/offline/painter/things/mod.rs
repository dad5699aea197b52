//! Objects: as props, in hands, and, with a face and arms, as characters. Each is drawn standing on (0, 0)
//! and about 100 units high.

mod built;
mod household;
mod nature;

use super::canvas::Canvas;
use super::color::{Color, hex};
use super::words::same;

/// Where a prop belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    Ground,
    Sky,
    /// Small enough for a hand; on the ground when nobody holds it.
    Hand,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[rustfmt::skip]
pub(super) enum Thing {
    Lighthouse, House, Castle, Windmill, Tower, Bridge, Door, Train, Car, Bus, Boat, Rocket, Airplane, Bicycle, Tent, Robot,
    Cloud, Star, Moon, Sun, Tree, Pine, Flower, Mountain, Mushroom, Pumpkin, Leaf, Drop, Stone, Snowman, Fire, Snowflake, Shell, Feather, Seed, Acorn, Rainbow, Planet, Cactus,
    Lantern, Bell, Kite, Key, Book, OpenBook, Map, Ball, Balloon, Cake, Drum, Flute, Violin, Guitar, Trumpet, Umbrella, Basket, Apple, Carrot, Strawberry, Bread, Cup, Teapot, Letter, Chest, Candle, Gift, Mirror, Crown, Clock, Hat, Telescope, Wand, Potion, Pot, Egg, Coin, Ring, Ladder, Rope, Sock, Pencil, Brush, Compass, Chair, Table, Broom, Jar, Cheese, Lamp, Flag, Toy, Sled, Boot, Bottle, IceCream, Camera,
}

struct Spec {
    thing: Thing,
    names: &'static [&'static str],
    color: u32,
    /// Height as a prop, beside a child of 1.
    size: f32,
    at: At,
    /// Height as a character; 0 for what never is one by its name alone.
    figure: f32,
    /// Where the face goes: x, y of the eyes, half its width; and half the width where arms start.
    face: (f32, f32, f32, f32),
}

const fn spec(
    thing: Thing,
    names: &'static [&'static str],
    color: u32,
    size: f32,
    at: At,
    figure: f32,
    face: (f32, f32, f32, f32),
) -> Spec {
    Spec { thing, names, color, size, at, figure, face }
}

#[rustfmt::skip]
const SPECS: &[Spec] = &[
    spec(Thing::Lighthouse, &["lighthouse", "beacon"], 0xd8513f, 2.2, At::Ground, 1.7, (0.0, -47.0, 13.0, 12.0)),
    spec(Thing::House, &["house", "cottage", "hut", "cabin", "home", "shop", "school", "library"], 0xf3d9a8, 1.7, At::Ground, 1.45, (0.0, -38.0, 19.0, 34.0)),
    spec(Thing::Castle, &["castle", "palace", "sandcastle"], 0xe2c48a, 0.8, At::Ground, 1.45, (0.0, -30.0, 17.0, 34.0)),
    spec(Thing::Windmill, &["windmill", "mill"], 0xf3e3c4, 1.9, At::Ground, 1.6, (0.0, -36.0, 15.0, 17.0)),
    spec(Thing::Tower, &["tower", "skyscraper"], 0xcfc6b8, 2.0, At::Ground, 1.7, (0.0, -55.0, 14.0, 15.0)),
    spec(Thing::Bridge, &["bridge"], 0xb59a80, 0.55, At::Ground, 1.0, (0.0, -40.0, 14.0, 60.0)),
    spec(Thing::Door, &["door", "gate"], 0x4f8f8a, 1.25, At::Ground, 1.2, (0.0, -64.0, 15.0, 24.0)),
    spec(Thing::Train, &["train", "locomotive", "engine", "tram"], 0xc9483f, 1.1, At::Ground, 1.25, (16.0, -47.0, 17.0, 40.0)),
    spec(Thing::Car, &["car", "truck", "van", "taxi", "tractor", "digger", "ambulance", "lorry"], 0x4f9ac0, 0.75, At::Ground, 1.0, (16.0, -44.0, 16.0, 46.0)),
    spec(Thing::Bus, &["bus", "caravan", "wagon", "cart"], 0xf0b43c, 1.0, At::Ground, 1.15, (22.0, -44.0, 17.0, 44.0)),
    spec(Thing::Boat, &["boat", "ship", "tugboat", "sailboat", "raft", "canoe", "ferry", "yacht", "tug"], 0xd8573f, 1.1, At::Ground, 1.15, (4.0, -20.0, 15.0, 38.0)),
    spec(Thing::Rocket, &["rocket", "spaceship", "spacecraft"], 0xe9e6e0, 1.5, At::Ground, 1.4, (0.0, -56.0, 15.0, 17.0)),
    spec(Thing::Airplane, &["airplane", "aeroplane", "plane", "helicopter", "airship", "zeppelin"], 0xe0604c, 0.8, At::Sky, 1.0, (22.0, -44.0, 15.0, 36.0)),
    spec(Thing::Bicycle, &["bicycle", "bike", "scooter", "tricycle"], 0xd8573f, 0.75, At::Ground, 0.9, (0.0, -60.0, 12.0, 20.0)),
    spec(Thing::Tent, &["tent", "tepee", "wigwam", "circus"], 0xe9a23c, 1.2, At::Ground, 1.2, (0.0, -40.0, 15.0, 30.0)),
    spec(Thing::Robot, &["robot", "android", "automaton"], 0x9fb4c4, 0.9, At::Ground, 1.0, (0.0, -72.0, 17.0, 21.0)),
    spec(Thing::Cloud, &["cloud", "raincloud"], 0xf6f8fb, 0.6, At::Sky, 0.85, (0.0, -44.0, 24.0, 44.0)),
    spec(Thing::Star, &["star", "starfish"], 0xf8d25a, 0.34, At::Sky, 0.85, (0.0, -52.0, 20.0, 22.0)),
    spec(Thing::Moon, &["moon"], 0xfbe7a8, 0.6, At::Sky, 1.05, (0.0, -54.0, 27.0, 46.0)),
    spec(Thing::Sun, &["sun", "sunbeam"], 0xf9c846, 0.7, At::Sky, 1.1, (0.0, -54.0, 25.0, 34.0)),
    spec(Thing::Tree, &["tree", "oak", "willow", "sapling", "maple", "birch"], 0x79a85c, 1.9, At::Ground, 1.6, (0.0, -66.0, 21.0, 34.0)),
    spec(Thing::Pine, &["pine", "fir", "spruce", "christmas"], 0x4f8a68, 1.8, At::Ground, 1.5, (0.0, -42.0, 17.0, 22.0)),
    spec(Thing::Flower, &["flower", "sunflower", "daisy", "tulip", "poppy", "bluebell", "dandelion", "blossom", "bouquet"], 0xf2849a, 0.4, At::Hand, 0.9, (0.0, -72.0, 14.0, 14.0)),
    spec(Thing::Mountain, &["mountain", "volcano", "hill", "iceberg"], 0x8b93ad, 1.4, At::Ground, 1.7, (0.0, -42.0, 20.0, 32.0)),
    spec(Thing::Mushroom, &["mushroom", "toadstool"], 0xd2493f, 0.32, At::Ground, 0.75, (0.0, -28.0, 15.0, 15.0)),
    spec(Thing::Pumpkin, &["pumpkin", "jackolantern"], 0xec8b34, 0.36, At::Ground, 0.75, (0.0, -44.0, 24.0, 42.0)),
    spec(Thing::Leaf, &["leaf"], 0xd98a3c, 0.2, At::Hand, 0.7, (0.0, -46.0, 17.0, 26.0)),
    spec(Thing::Drop, &["drop", "raindrop", "puddle", "dewdrop", "droplet"], 0x62b3e0, 0.25, At::Sky, 0.7, (0.0, -34.0, 20.0, 30.0)),
    spec(Thing::Stone, &["stone", "rock", "pebble", "boulder"], 0x9aa0ab, 0.25, At::Ground, 0.75, (0.0, -38.0, 22.0, 40.0)),
    spec(Thing::Snowman, &["snowman"], 0xfafcff, 1.0, At::Ground, 1.1, (0.0, -78.0, 16.0, 20.0)),
    spec(Thing::Fire, &["fire", "campfire", "bonfire", "flame"], 0xf0843a, 0.45, At::Ground, 0.8, (0.0, -34.0, 16.0, 26.0)),
    spec(Thing::Snowflake, &["snowflake"], 0xd9f0fb, 0.25, At::Sky, 0.75, (0.0, -50.0, 14.0, 20.0)),
    spec(Thing::Shell, &["shell", "seashell", "conch"], 0xf5bfae, 0.17, At::Hand, 0.65, (0.0, -36.0, 17.0, 36.0)),
    spec(Thing::Feather, &["feather", "quill"], 0xf4f0e6, 0.28, At::Hand, 0.75, (0.0, -50.0, 9.0, 12.0)),
    spec(Thing::Seed, &["seed", "bean", "sprout", "seedling", "bulb"], 0x9a6a42, 0.15, At::Hand, 0.65, (0.0, -32.0, 19.0, 28.0)),
    spec(Thing::Acorn, &["acorn", "nut", "hazelnut", "walnut", "chestnut", "pinecone"], 0xb57a42, 0.15, At::Hand, 0.65, (0.0, -36.0, 20.0, 30.0)),
    spec(Thing::Rainbow, &["rainbow"], 0xe86a6a, 1.6, At::Sky, 1.0, (0.0, -56.0, 14.0, 60.0)),
    spec(Thing::Planet, &["planet", "earth", "globe", "comet", "asteroid"], 0x7fa8d8, 0.5, At::Sky, 1.0, (0.0, -52.0, 24.0, 44.0)),
    spec(Thing::Cactus, &["cactus"], 0x6aa86a, 0.7, At::Ground, 0.95, (0.0, -66.0, 13.0, 15.0)),
    spec(Thing::Lantern, &["lantern", "torch", "firefly"], 0xd9a03c, 0.36, At::Hand, 0.85, (0.0, -36.0, 17.0, 26.0)),
    spec(Thing::Bell, &["bell", "handbell"], 0xe3b04a, 0.3, At::Hand, 0.8, (0.0, -42.0, 18.0, 28.0)),
    spec(Thing::Kite, &["kite"], 0xd8443c, 0.6, At::Sky, 0.95, (0.0, -62.0, 15.0, 26.0)),
    spec(Thing::Key, &["key"], 0xe3b04a, 0.22, At::Hand, 0.8, (0.0, -76.0, 11.0, 20.0)),
    spec(Thing::Book, &["book", "diary", "storybook", "notebook"], 0xb04a4a, 0.26, At::Hand, 0.85, (0.0, -52.0, 19.0, 32.0)),
    spec(Thing::Map, &["map", "chart"], 0xf0dcae, 0.28, At::Hand, 0.8, (0.0, -50.0, 18.0, 40.0)),
    spec(Thing::Ball, &["ball", "marble", "beachball", "football", "yarn"], 0xe0604c, 0.26, At::Hand, 0.75, (0.0, -50.0, 24.0, 44.0)),
    spec(Thing::Balloon, &["balloon"], 0xe0525c, 0.6, At::Sky, 1.0, (0.0, -68.0, 19.0, 27.0)),
    spec(Thing::Cake, &["cake", "cupcake", "pie", "muffin", "pancake", "pudding"], 0xf6b6c2, 0.34, At::Hand, 0.8, (0.0, -32.0, 18.0, 34.0)),
    spec(Thing::Drum, &["drum"], 0xd8513f, 0.32, At::Ground, 0.8, (0.0, -38.0, 19.0, 34.0)),
    spec(Thing::Flute, &["flute", "whistle", "recorder", "pipe"], 0xc98f52, 0.3, At::Hand, 0.8, (0.0, -70.0, 8.0, 8.0)),
    spec(Thing::Violin, &["violin", "fiddle", "cello"], 0xb5653a, 0.42, At::Hand, 0.9, (0.0, -28.0, 15.0, 22.0)),
    spec(Thing::Guitar, &["guitar", "ukulele", "banjo", "lute", "harp"], 0xd08a4a, 0.45, At::Hand, 0.95, (0.0, -26.0, 16.0, 24.0)),
    spec(Thing::Trumpet, &["trumpet", "horn", "bugle", "trombone"], 0xe8b84a, 0.3, At::Hand, 0.8, (0.0, -46.0, 12.0, 20.0)),
    spec(Thing::Umbrella, &["umbrella", "parasol"], 0xd8443c, 0.7, At::Hand, 0.95, (0.0, -74.0, 15.0, 40.0)),
    spec(Thing::Basket, &["basket", "nest", "hamper"], 0xc98f52, 0.3, At::Hand, 0.8, (0.0, -28.0, 18.0, 36.0)),
    spec(Thing::Apple, &["apple", "pear", "orange", "peach", "plum", "cherry", "lemon", "fruit", "tomato", "potato", "onion"], 0xd8443c, 0.16, At::Hand, 0.7, (0.0, -42.0, 23.0, 38.0)),
    spec(Thing::Carrot, &["carrot", "radish", "turnip", "beet"], 0xf0883a, 0.24, At::Hand, 0.8, (0.0, -50.0, 13.0, 17.0)),
    spec(Thing::Strawberry, &["strawberry", "berry", "raspberry", "blueberry"], 0xe0404c, 0.15, At::Hand, 0.7, (0.0, -52.0, 19.0, 30.0)),
    spec(Thing::Bread, &["bread", "loaf", "bun", "cookie", "biscuit", "croissant", "toast", "sandwich", "gingerbread"], 0xd9a35c, 0.18, At::Hand, 0.75, (0.0, -36.0, 21.0, 42.0)),
    spec(Thing::Cup, &["cup", "mug", "cocoa", "tea", "bowl", "soup", "glass"], 0x6fa3c0, 0.18, At::Hand, 0.75, (-4.0, -36.0, 20.0, 34.0)),
    spec(Thing::Teapot, &["teapot", "kettle", "jug", "pitcher"], 0x6fa3c0, 0.26, At::Ground, 0.8, (0.0, -40.0, 20.0, 36.0)),
    spec(Thing::Letter, &["letter", "envelope", "postcard", "note", "message", "parcel", "invitation"], 0xfaf3e2, 0.18, At::Hand, 0.75, (0.0, -34.0, 18.0, 44.0)),
    spec(Thing::Chest, &["chest", "treasure", "trunk", "crate", "barrel"], 0x9c6236, 0.45, At::Ground, 0.85, (0.0, -24.0, 17.0, 42.0)),
    spec(Thing::Candle, &["candle", "candlestick"], 0xf8efdc, 0.26, At::Hand, 0.85, (0.0, -34.0, 12.0, 14.0)),
    spec(Thing::Gift, &["gift", "present", "box", "package", "surprise"], 0xd8573f, 0.32, At::Hand, 0.8, (0.0, -28.0, 18.0, 36.0)),
    spec(Thing::Mirror, &["mirror"], 0xe3b04a, 0.5, At::Ground, 0.95, (0.0, -58.0, 17.0, 28.0)),
    spec(Thing::Crown, &["crown", "tiara"], 0xf0c84a, 0.2, At::Hand, 0.7, (0.0, -30.0, 18.0, 40.0)),
    spec(Thing::Clock, &["clock", "watch", "alarm", "hourglass"], 0xc9573f, 0.35, At::Ground, 0.85, (0.0, -48.0, 20.0, 38.0)),
    spec(Thing::Hat, &["tophat"], 0x4a4658, 0.25, At::Hand, 0.75, (0.0, -34.0, 15.0, 26.0)),
    spec(Thing::Telescope, &["telescope", "spyglass", "binoculars"], 0xc9973c, 0.5, At::Ground, 0.9, (0.0, -60.0, 10.0, 20.0)),
    spec(Thing::Wand, &["wand", "sparkler", "sceptre"], 0x7a5ca0, 0.3, At::Hand, 0.8, (0.0, -84.0, 8.0, 8.0)),
    spec(Thing::Potion, &["potion", "medicine", "perfume"], 0x9a6ad0, 0.22, At::Hand, 0.8, (0.0, -26.0, 17.0, 30.0)),
    spec(Thing::Pot, &["pot", "cauldron", "bucket", "pail", "pan", "watering"], 0x5a5f70, 0.34, At::Ground, 0.8, (0.0, -36.0, 20.0, 38.0)),
    spec(Thing::Egg, &["egg"], 0xfaf0dc, 0.24, At::Hand, 0.75, (0.0, -44.0, 21.0, 33.0)),
    spec(Thing::Coin, &["coin", "medal", "gold", "jewel", "gem", "diamond", "pearl", "crystal"], 0xf0c24a, 0.14, At::Hand, 0.7, (0.0, -50.0, 22.0, 40.0)),
    spec(Thing::Ring, &["ring", "bracelet", "necklace"], 0xf0c24a, 0.12, At::Hand, 0.7, (0.0, -44.0, 12.0, 36.0)),
    spec(Thing::Ladder, &["ladder", "stairs"], 0xb5834f, 1.4, At::Ground, 1.2, (0.0, -60.0, 10.0, 18.0)),
    spec(Thing::Rope, &["rope", "string", "thread", "anchor"], 0xdcc08a, 0.2, At::Ground, 0.7, (0.0, -30.0, 16.0, 40.0)),
    spec(Thing::Sock, &["sock", "stocking", "mitten", "glove"], 0xd8513f, 0.25, At::Hand, 0.75, (0.0, -58.0, 14.0, 18.0)),
    spec(Thing::Pencil, &["pencil", "crayon", "pen", "chalk"], 0xf0c24a, 0.26, At::Hand, 0.9, (0.0, -48.0, 10.0, 10.0)),
    spec(Thing::Brush, &["paintbrush", "brush", "paint"], 0xb5834f, 0.28, At::Hand, 0.9, (0.0, -40.0, 8.0, 8.0)),
    spec(Thing::Compass, &["compass"], 0xe3b04a, 0.18, At::Hand, 0.75, (0.0, -48.0, 20.0, 40.0)),
    spec(Thing::Chair, &["chair", "stool", "bench", "throne", "swing"], 0xb5834f, 0.65, At::Ground, 0.9, (0.0, -72.0, 12.0, 22.0)),
    spec(Thing::Table, &["table", "desk"], 0xb5834f, 0.5, At::Ground, 0.8, (0.0, -60.0, 10.0, 50.0)),
    spec(Thing::Broom, &["broom", "broomstick", "rake", "shovel", "spade", "oar", "paddle"], 0xc9a05a, 0.85, At::Ground, 1.0, (0.0, -18.0, 9.0, 10.0)),
    spec(Thing::Jar, &["jar", "honey", "jam"], 0xf0b43c, 0.24, At::Hand, 0.8, (0.0, -38.0, 20.0, 34.0)),
    spec(Thing::Cheese, &["cheese", "pizza"], 0xf6ce52, 0.18, At::Hand, 0.75, (0.0, -28.0, 15.0, 40.0)),
    spec(Thing::Lamp, &["lamp", "streetlamp", "lamppost", "lightbulb", "light"], 0xf6d06a, 0.5, At::Ground, 1.0, (0.0, -66.0, 14.0, 20.0)),
    spec(Thing::Flag, &["flag", "banner", "signpost", "sign"], 0xd8573f, 0.8, At::Ground, 1.0, (18.0, -82.0, 11.0, 10.0)),
    spec(Thing::Toy, &["toy", "doll", "puppet", "block", "blocks"], 0xe0a04c, 0.28, At::Hand, 0.7, (0.0, -56.0, 18.0, 28.0)),
    spec(Thing::Sled, &["sled", "sledge", "sleigh", "skis", "skateboard"], 0xc94a3f, 0.35, At::Ground, 0.8, (0.0, -40.0, 12.0, 40.0)),
    spec(Thing::Boot, &["boots", "boot", "shoe", "shoes", "slipper"], 0xf0c24a, 0.25, At::Ground, 0.75, (0.0, -50.0, 14.0, 20.0)),
    spec(Thing::Bottle, &["bottle", "flask", "vase"], 0x7fc0a8, 0.28, At::Hand, 0.85, (0.0, -36.0, 16.0, 22.0)),
    spec(Thing::IceCream, &["icecream", "ice", "lollipop", "candy", "sweets"], 0xf6b6c2, 0.24, At::Hand, 0.8, (0.0, -70.0, 16.0, 24.0)),
    spec(Thing::Camera, &["camera", "radio", "gramophone", "phone", "computer", "machine"], 0x5f7488, 0.24, At::Hand, 0.75, (0.0, -36.0, 16.0, 42.0)),
];

/// Household names that would turn too many descriptions into living objects.
const NEVER_ALIVE: [Thing; 5] = [Thing::Hat, Thing::OpenBook, Thing::Rope, Thing::Crown, Thing::Boot];

/// The object that a word names.
pub(super) fn thing(word: &str) -> Option<Thing> {
    SPECS.iter().find(|s| s.names.iter().any(|n| same(word, n))).map(|s| s.thing)
}

impl Thing {
    fn spec(self) -> Option<&'static Spec> {
        let key = if self == Self::OpenBook { Self::Book } else { self };
        SPECS.iter().find(|s| s.thing == key)
    }

    #[cfg(test)]
    pub(super) fn all() -> impl Iterator<Item = (Self, &'static str)> {
        SPECS.iter().map(|s| (s.thing, s.names.first().copied().unwrap_or_default()))
    }

    pub(super) fn color(self) -> Color {
        self.spec().map_or(hex(0xc0a080), |s| hex(s.color))
    }

    /// Height as a prop.
    pub(super) fn prop_size(self) -> f32 {
        self.spec().map_or(0.3, |s| s.size)
    }

    pub(super) fn place(self) -> At {
        self.spec().map_or(At::Hand, |s| s.at)
    }

    pub(super) fn figure_size(self) -> f32 {
        self.spec().map_or(0.8, |s| s.figure)
    }

    pub(super) fn lives(self) -> bool {
        !NEVER_ALIVE.contains(&self)
    }

    pub(super) fn face(self) -> (f32, f32, f32) {
        self.spec().map_or((0.0, -45.0, 18.0), |s| (s.face.0, s.face.1, s.face.2))
    }

    pub(super) fn half(self) -> f32 {
        self.spec().map_or(30.0, |s| s.face.3)
    }

    pub(super) fn flies(self) -> bool {
        matches!(
            self,
            Self::Cloud
                | Self::Star
                | Self::Moon
                | Self::Sun
                | Self::Kite
                | Self::Balloon
                | Self::Airplane
                | Self::Snowflake
                | Self::Feather
                | Self::Planet
                | Self::Rainbow
        )
    }

    pub(super) fn floats(self) -> bool {
        matches!(self, Self::Boat)
    }

    /// Whether it stands on its own ground, without legs.
    pub(super) fn is_rooted(self) -> bool {
        matches!(
            self,
            Self::Lighthouse
                | Self::House
                | Self::Castle
                | Self::Windmill
                | Self::Tower
                | Self::Mountain
                | Self::Tree
                | Self::Pine
                | Self::Train
                | Self::Car
                | Self::Bus
                | Self::Boat
                | Self::Bridge
                | Self::Tent
                | Self::Snowman
                | Self::Robot
                | Self::Rocket
                | Self::Fire
                | Self::Bicycle
                | Self::Sled
        ) || self.flies()
    }

    /// Whether it glows after dark.
    pub(super) fn glows(self) -> bool {
        matches!(
            self,
            Self::Lantern
                | Self::Candle
                | Self::Star
                | Self::Moon
                | Self::Sun
                | Self::Fire
                | Self::Lamp
                | Self::Lighthouse
                | Self::Wand
        )
    }

    /// In a hand of the usual body: its scale and how far below the hand it hangs.
    pub(super) fn grip(self) -> (f32, f32) {
        let scale = (self.prop_size() * 0.95).clamp(0.16, 0.62);
        match self {
            Self::Lantern | Self::Basket | Self::Bell | Self::Lamp => (scale, scale * 96.0),
            Self::Umbrella
            | Self::Flower
            | Self::Wand
            | Self::Candle
            | Self::Flag
            | Self::Balloon
            | Self::Broom
            | Self::Pencil
            | Self::Brush
            | Self::IceCream => (scale, scale * 14.0),
            Self::Kite => (scale, -70.0),
            _ => (scale, scale * 50.0),
        }
    }
}

/// Draws it without a face.
pub(super) fn draw(c: &mut Canvas, thing: Thing, color: Color) {
    if !(built::draw(c, thing, color) || nature::draw(c, thing, color)) {
        household::draw(c, thing, color);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::painter::style::Style;

    #[test]
    fn every_thing_has_a_drawing_of_its_own() {
        let mut seen = std::collections::BTreeMap::new();
        for (thing, name) in Thing::all() {
            let mut c = Canvas::for_subject(Style::Cartoon, 1.0);
            draw(&mut c, thing, hex(0x808080));
            let body = c.into_drawing().body;
            assert!(!body.is_empty(), "{name}");
            if let Some(other) = seen.insert(body, name) {
                panic!("{name} looks like {other}");
            }
        }
    }
}
