//! Places: what a description names, and who paints it.

mod coast;
mod country;
mod fantasy;
mod indoors;
mod town;
mod wild;

use super::rng::Rng;
use super::stage::{Floor, Stage};
use super::words::{Words, same};

/// The places that can be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place {
    Sea,
    Harbour,
    Beach,
    Island,
    River,
    Lake,
    Forest,
    Meadow,
    Hill,
    Mountain,
    Garden,
    Farm,
    Village,
    Town,
    Rooftops,
    Bedroom,
    Kitchen,
    Classroom,
    Library,
    Workshop,
    Parlour,
    Cave,
    Castle,
    Snowfield,
    Desert,
    Jungle,
    Sky,
    Clouds,
    Moon,
    Space,
    Underwater,
}

/// Each place with the words that name it; the word that comes first in a description decides.
const NAMES: [(Place, &[&str]); 31] = [
    (Place::Underwater, &["underwater", "seabed", "reef", "undersea", "submarine", "coral"]),
    (
        Place::Harbour,
        &["harbour", "harbor", "port", "dock", "pier", "quay", "wharf", "lighthouse", "marina", "jetty"],
    ),
    (Place::Beach, &["beach", "shore", "seashore", "seaside", "coast", "cove", "bay", "dune", "tidepool"]),
    (Place::Island, &["island", "isle", "islet", "atoll"]),
    (Place::River, &["river", "stream", "brook", "creek", "waterfall", "bridge", "canal", "riverbank"]),
    (Place::Lake, &["lake", "pond", "lagoon", "pool", "marsh", "swamp", "lakeside"]),
    (Place::Jungle, &["jungle", "rainforest", "tropics", "tropical", "bamboo"]),
    (
        Place::Forest,
        &[
            "forest",
            "wood",
            "woods",
            "woodland",
            "grove",
            "glade",
            "clearing",
            "tree",
            "treehouse",
            "thicket",
        ],
    ),
    (
        Place::Garden,
        &["garden", "orchard", "park", "yard", "backyard", "greenhouse", "playground", "vineyard", "lawn"],
    ),
    (
        Place::Farm,
        &["farm", "barn", "barnyard", "farmyard", "stable", "ranch", "windmill", "mill", "pasture"],
    ),
    (
        Place::Meadow,
        &["meadow", "field", "prairie", "grassland", "savanna", "savannah", "plain", "heath", "picnic"],
    ),
    (
        Place::Snowfield,
        &[
            "snowfield",
            "snow",
            "ice",
            "arctic",
            "antarctic",
            "tundra",
            "glacier",
            "iceberg",
            "pole",
            "winter",
        ],
    ),
    (Place::Mountain, &["mountain", "peak", "summit", "cliff", "alps", "ridge", "volcano", "canyon"]),
    (Place::Hill, &["hill", "hillside", "hilltop", "valley", "slope", "path", "road", "trail"]),
    (Place::Rooftops, &["rooftop", "roof", "skyline", "balcony", "chimney", "attic"]),
    (
        Place::Village,
        &["village", "hamlet", "cottage", "market", "lane", "square", "shop", "bakery", "inn", "house"],
    ),
    (
        Place::Town,
        &[
            "town",
            "city",
            "street",
            "downtown",
            "station",
            "avenue",
            "skyscraper",
            "metropolis",
            "airport",
            "railway",
        ],
    ),
    (Place::Kitchen, &["kitchen", "cafe", "restaurant", "pantry", "dining"]),
    (Place::Classroom, &["classroom", "school", "kindergarten", "schoolroom", "class"]),
    (Place::Library, &["library", "bookshop", "bookstore", "archive", "study", "museum"]),
    (
        Place::Workshop,
        &["workshop", "laboratory", "lab", "factory", "garage", "forge", "studio", "shed", "smithy"],
    ),
    (Place::Bedroom, &["bedroom", "nursery", "bed", "crib", "hospital", "dormitory"]),
    (
        Place::Parlour,
        &[
            "room",
            "parlour",
            "parlor",
            "home",
            "hall",
            "fireplace",
            "hearth",
            "theatre",
            "theater",
            "indoors",
            "inside",
            "stage",
        ],
    ),
    (Place::Cave, &["cave", "cavern", "grotto", "tunnel", "mine", "burrow", "den", "underground", "lair"]),
    (Place::Castle, &["castle", "palace", "fortress", "tower", "kingdom", "throne", "citadel"]),
    (Place::Desert, &["desert", "oasis", "sahara", "pyramid", "cactus"]),
    (Place::Moon, &["moon", "crater", "lunar"]),
    (
        Place::Space,
        &["space", "planet", "galaxy", "orbit", "cosmos", "spaceship", "rocket", "asteroid", "universe"],
    ),
    (Place::Clouds, &["cloud", "cloudland"]),
    (Place::Sky, &["sky", "air", "heaven", "airship"]),
    (Place::Sea, &["sea", "ocean", "wave", "deck", "boat", "ship", "raft", "sail", "open"]),
];

/// Names that decide only when no other is there: `a path through the forest` is a forest.
const WEAK: [&str; 36] = [
    "path", "road", "trail", "house", "tree", "room", "home", "open", "deck", "air", "winter", "snow", "ice",
    "boat", "ship", "wave", "bridge", "bed", "square", "shop", "class", "tower", "roof", "sky", "moon",
    "cloud", "inside", "hall", "study", "street", "stage", "pool", "rocket", "lane", "city", "town",
];

impl Place {
    #[cfg(test)]
    pub(super) fn all() -> impl Iterator<Item = (Self, &'static str)> {
        NAMES.iter().map(|(place, names)| (*place, names.first().copied().unwrap_or_default()))
    }

    /// The place that `text` names; something gentle if it names none.
    pub(super) fn read(text: &str) -> Self {
        let words = Words::new(text);
        if words.has(&["under", "beneath", "below", "bottom"])
            && words.has(&["sea", "ocean", "wave", "water", "lake"])
        {
            return Self::Underwater;
        }
        if words.has(&["above", "among", "over"]) && words.has(&["cloud"]) {
            return Self::Clouds;
        }
        let strong =
            words.iter().filter(|word| !WEAK.iter().any(|weak| same(word, weak))).find_map(Self::named);
        strong.or_else(|| words.iter().find_map(Self::named)).unwrap_or_else(|| Self::gentle(text))
    }

    fn named(word: &str) -> Option<Self> {
        NAMES.iter().find(|(_, names)| names.iter().any(|name| same(word, name))).map(|(place, _)| *place)
    }

    fn gentle(text: &str) -> Self {
        match Rng::of(7, text).below(4) {
            0 => Self::Hill,
            1 => Self::Lake,
            2 => Self::Garden,
            _ => Self::Meadow,
        }
    }

    pub(super) const fn is_indoors(self) -> bool {
        matches!(
            self,
            Self::Bedroom
                | Self::Kitchen
                | Self::Classroom
                | Self::Library
                | Self::Workshop
                | Self::Parlour
                | Self::Cave
        )
    }

    /// Whether rain, snow and wind reach it.
    pub(super) const fn has_weather(self) -> bool {
        !self.is_indoors() && !matches!(self, Self::Moon | Self::Space | Self::Underwater)
    }

    /// Paints everything behind the figures and says where they stand.
    pub(super) fn paint(self, s: &mut Stage) -> Floor {
        match self {
            Self::Sea => coast::sea(s),
            Self::Harbour => coast::harbour(s),
            Self::Beach => coast::beach(s),
            Self::Island => coast::island(s),
            Self::Underwater => coast::underwater(s),
            Self::River => country::river(s),
            Self::Lake => country::lake(s),
            Self::Meadow => country::meadow(s),
            Self::Hill => country::hill(s),
            Self::Garden => country::garden(s),
            Self::Farm => country::farm(s),
            Self::Forest => wild::forest(s),
            Self::Jungle => wild::jungle(s),
            Self::Mountain => wild::mountain(s),
            Self::Snowfield => wild::snowfield(s),
            Self::Desert => wild::desert(s),
            Self::Cave => wild::cave(s),
            Self::Village => town::village(s),
            Self::Town => town::town(s),
            Self::Rooftops => town::rooftops(s),
            Self::Castle => town::castle(s),
            Self::Bedroom => indoors::bedroom(s),
            Self::Kitchen => indoors::kitchen(s),
            Self::Classroom => indoors::classroom(s),
            Self::Library => indoors::library(s),
            Self::Workshop => indoors::workshop(s),
            Self::Parlour => indoors::parlour(s),
            Self::Sky => fantasy::sky(s),
            Self::Clouds => fantasy::clouds(s),
            Self::Moon => fantasy::moon(s),
            Self::Space => fantasy::space(s),
        }
    }

    /// Paints what stands between the viewer and the figures: it gives depth.
    pub(super) fn paint_front(self, s: &mut Stage, floor: Floor) {
        match self {
            Self::Sea | Self::Harbour | Self::Island => coast::front_water(s, floor),
            Self::Underwater => coast::front_reef(s),
            Self::Forest | Self::Jungle => wild::front_leaves(s),
            Self::Meadow | Self::Hill | Self::Garden | Self::Farm | Self::River | Self::Lake => {
                country::front_grass(s)
            }
            Self::Clouds | Self::Sky => fantasy::front_clouds(s),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_its_place() {
        for (place, names) in NAMES {
            for name in names {
                let read = Place::read(&format!("a wonderful {name}"));
                assert_eq!(read, place, "{name}");
            }
        }
    }

    #[test]
    fn the_first_word_decides() {
        assert_eq!(Place::read("a rocky harbour with a lighthouse"), Place::Harbour);
        assert_eq!(Place::read("a bedroom in the castle"), Place::Bedroom);
        assert_eq!(Place::read("under the sea"), Place::Underwater);
        assert_eq!(Place::read("high above the clouds"), Place::Clouds);
        assert_eq!(Place::read("a city rooftop"), Place::Rooftops);
        assert_eq!(Place::read("village street"), Place::Village);
    }

    #[test]
    fn an_unknown_place_is_gentle_and_always_the_same() {
        assert_eq!(Place::read("Zorbland"), Place::read("Zorbland"));
        assert!(!Place::read("Zorbland").is_indoors());
    }
}
