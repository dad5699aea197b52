//! Who somebody is, read from a name and an identity line. The same words give the same figure, always:
//! what the words leave open is drawn from a hash of them.

use super::super::color::{Color, hex, named};
use super::super::rng::Rng;
use super::super::things::{Thing, thing};
use super::super::words::{Words, same};
use super::critters::{Critter, critter};
use super::people::{Hair, Person, Role, role};
use super::species::{SPECIES, Species};
use super::wear::{WEAR, Wear};

/// What somebody is.
#[derive(Debug, Clone, Copy)]
pub(in super::super) enum Kind {
    Person(Person),
    Animal(&'static Species),
    /// Something without two legs: a fish, a snail, a ghost.
    Critter(Critter),
    /// An object that lives.
    Thing(Thing),
    /// Nobody has ever seen one: a friendly round creature.
    Unknown,
}

/// A figure's identity.
#[derive(Debug, Clone)]
pub(in super::super) struct Character {
    pub(in super::super) kind: Kind,
    /// Height beside a child of 1.
    pub(in super::super) size: f32,
    pub(super) coat: Color,
    pub(super) belly: Color,
    /// A second colour, for patches and such.
    pub(super) second: Color,
    pub(super) hair: Color,
    pub(super) eyes: Option<Color>,
    pub(super) wear: Vec<(Wear, Color)>,
    /// Things it always has in hand.
    pub(in super::super) carries: Option<(Thing, Color)>,
    pub(super) seed: u64,
}

/// The colours that the text gives to nouns.
struct Colored<'a> {
    words: Vec<(&'a str, Option<Color>, Option<Color>)>,
}

impl<'a> Colored<'a> {
    /// Binds each noun to the one or two colours before it (`a black and white cow with a green scarf`).
    fn read(words: &'a Words) -> Self {
        let mut seen: Vec<(&str, Option<Color>, Option<Color>)> = Vec::new();
        let (mut first, mut second, mut age) = (None, None, 0);
        for word in words.iter() {
            if let Some(color) = named(word) {
                let follows = seen.last().is_some_and(|(w, ..)| matches!(*w, "is" | "are" | "of"));
                let at = seen.len().saturating_sub(2);
                match seen.get_mut(at) {
                    Some(noun) if follows => noun.1 = Some(color),
                    _ if first.is_some() && age < 3 => second = Some(color),
                    _ => (first, second) = (Some(color), None),
                }
                age = 0;
                continue;
            }
            age += 1;
            // `a blue scarf and glasses`: the colour was the scarf's.
            let spent = word == "and" && seen.last().is_some_and(|(_, color, _)| color.is_some());
            if spent || matches!(word, "," | "with" | "who" | "wearing" | "in") || age > 4 {
                (first, second) = (None, None);
            }
            seen.push((word, first, second));
        }
        Self { words: seen }
    }

    fn of(&self, keys: &[&str]) -> Option<Color> {
        self.words
            .iter()
            .find(|(word, color, _)| color.is_some() && keys.iter().any(|k| same(word, k)))
            .and_then(|w| w.1)
    }
}

impl Character {
    /// Reads an identity; the name helps when the description names nobody.
    pub(in super::super) fn read(name: &str, appearance: &str) -> Self {
        let words = Words::new(appearance);
        let colored = Colored::read(&words);
        let mut rng = Rng::of(Rng::of(0, name).next(), appearance);
        let seed = rng.next();
        let found =
            find_kind(&words).or_else(|| find_kind(&Words::new(name)).filter(|_| words.iter().count() < 12));
        let wear = read_wear(&colored, &words);
        let dressed =
            wear.iter().any(|(w, _)| !matches!(w, Wear::Scarf | Wear::Bow | Wear::Crown | Wear::Wings));
        let human = words.has(&["hair", "braid", "pigtail", "freckle", "curls", "ponytail", "year", "bald"]);
        let (at, kind) = found
            .unwrap_or((0, if human || dressed { Kind::Person(Person::default()) } else { Kind::Unknown }));
        let own =
            colored.words.iter().filter(|(w, ..)| *w != ",").find(|(w, c, _)| c.is_some() && names_kind(w));
        let _ = at;
        let mut character = Self {
            kind,
            size: 1.0,
            coat: hex(0xcccccc),
            belly: hex(0xffffff),
            second: own.and_then(|o| o.2).unwrap_or(hex(0x5a4a42)),
            hair: hex(0x5a3a2a),
            eyes: colored.of(&["eye", "eyes"]),
            wear,
            carries: read_carried(&colored),
            seed,
        };
        character.fill_in(&words, &colored, own.and_then(|o| o.1), &mut rng);
        character.size *= size_of(&words);
        character
    }

    fn fill_in(&mut self, words: &Words, colored: &Colored<'_>, own: Option<Color>, rng: &mut Rng) {
        let fur =
            colored.of(&["fur", "feather", "scale", "body", "wool", "plumage", "pelt", "paint"]).or(own);
        match self.kind {
            Kind::Animal(species) => {
                let lean = species.coat.turned(rng.range(-5.0, 5.0)).mix(hex(0xffffff), rng.range(0.0, 0.08));
                self.coat = fur.unwrap_or(lean);
                self.belly = match colored.of(&["belly", "chest", "tummy", "paw", "cheek", "muzzle"]) {
                    Some(color) => color,
                    None if fur.is_none() => species.belly,
                    None => self.coat.mix(hex(0xfff6e6), 0.68),
                };
                self.size = species.size;
                self.hair = colored
                    .of(&["mane", "hair"])
                    .unwrap_or_else(|| self.coat.darker(0.5).mix(hex(0x8a4a2a), 0.35));
            }
            Kind::Person(mut person) => {
                self.coat = skin(words, colored, rng);
                person.hair = Hair::read(words, person, rng);
                self.hair = hair_color(words, colored, person, rng);
                if (self.hair.luma() - self.coat.luma()).abs() < 0.13 {
                    self.hair = self.hair.darker(0.55);
                }
                self.match_beard(colored, person);
                self.size = person.role_size();
                self.dress(person, rng);
                self.kind = Kind::Person(person);
            }
            Kind::Critter(critter) => {
                self.coat = fur.unwrap_or_else(|| critter.color());
                self.belly =
                    colored.of(&["belly", "chest"]).unwrap_or_else(|| self.coat.mix(hex(0xffffff), 0.6));
                self.second = colored
                    .of(&["shell", "wing", "spot", "stripe", "tail", "hair"])
                    .unwrap_or_else(|| self.coat.turned(40.0).darker(0.1));
                self.size = critter.size();
            }
            Kind::Thing(thing) => {
                self.coat = fur.unwrap_or_else(|| thing.color());
                self.second = colored
                    .of(&["roof", "sail", "stripe", "spot", "door", "top", "hull"])
                    .unwrap_or(self.second);
                self.size = thing.figure_size();
            }
            Kind::Unknown => {
                let any = colored.words.iter().find_map(|w| w.1);
                self.coat = any.unwrap_or_else(|| Color::hsl(rng.range(0.0, 360.0), 0.55, 0.66));
                self.belly = self.coat.mix(hex(0xfff6e6), 0.6);
                self.second = self.coat.turned(rng.range(60.0, 200.0));
                self.size = 0.85;
            }
        }
    }

    /// A beard whose colour nobody names is that of the hair.
    fn match_beard(&mut self, colored: &Colored<'_>, person: Person) {
        let named = colored.of(&["beard", "moustache", "mustache", "whiskers"]).is_some();
        for (_, color) in
            self.wear.iter_mut().filter(|(wear, _)| *wear == Wear::Beard && !named && !person.is_old())
        {
            *color = self.hair;
        }
    }

    /// Clothes that the words leave open.
    fn dress(&mut self, person: Person, rng: &mut Rng) {
        for (wear, color) in person.outfit() {
            if !self.wears(*wear) {
                self.wear.push((*wear, hex(*color)));
            }
        }
        let bright = [0xd8573f, 0xe9a83c, 0x4f8fc0, 0x6aa56a, 0x9a6ab0, 0xe07f96, 0x3f9a96].map(hex);
        let sober = [0x4a5a80, 0x7a5a44, 0x5a6a5a, 0x6a5070, 0x3f4a5c].map(hex);
        let covered =
            [Wear::Dress, Wear::Robe, Wear::Coat, Wear::Shirt, Wear::Overalls].iter().any(|w| self.wears(*w));
        let (top, bottom, dress) = (rng.pick(&bright), rng.pick(&sober), rng.chance(0.55));
        if !covered {
            let wear = if person.feminine() && dress { Wear::Dress } else { Wear::Shirt };
            self.wear.push((wear, top));
        }
        if !self.wears(Wear::Trousers) {
            self.wear.push((Wear::Trousers, bottom));
        }
        if !self.wears(Wear::Boots) {
            self.wear.push((Wear::Boots, hex(0x6a4a3a)));
        }
    }

    pub(super) fn wears(&self, wear: Wear) -> bool {
        self.worn(wear).is_some()
    }

    /// The colour of what it wears.
    pub(super) fn worn(&self, wear: Wear) -> Option<Color> {
        self.wear.iter().find(|(w, _)| *w == wear).map(|(_, color)| *color)
    }

    /// Whether it is at home in the air.
    pub(in super::super) fn flies(&self) -> bool {
        match self.kind {
            Kind::Animal(species) => species.winged && !species.names.contains(&"penguin"),
            Kind::Critter(critter) => critter.flies(),
            Kind::Thing(thing) => thing.flies(),
            Kind::Person(_) | Kind::Unknown => self.wears(Wear::Wings),
        }
    }

    /// Whether it lies on the water rather than in it.
    pub(in super::super) fn floats(&self) -> bool {
        matches!(self.kind, Kind::Thing(thing) if thing.floats())
    }
}

/// Where the first word that names somebody stands, and who. Of two such words in a row the latter is
/// meant: a lighthouse keeper is no lighthouse.
fn find_kind(words: &Words) -> Option<(usize, Kind)> {
    let list: Vec<&str> = words.iter().collect();
    let at = list.iter().position(|word| names_kind(word))?;
    let rest = list.get(at..)?;
    let run = rest.iter().take_while(|word| names_kind(word)).count();
    let last = at + run.max(1) - 1;
    list.get(last).and_then(|word| kind_of(word)).map(|kind| (last, kind))
}

fn names_kind(word: &str) -> bool {
    kind_of(word).is_some()
}

fn kind_of(word: &str) -> Option<Kind> {
    if WEAR.iter().any(|(.., names)| names.iter().any(|n| same(word, n))) {
        return None;
    }
    if let Some(role) = role(word) {
        return Some(Kind::Person(Person { role, hair: Hair::default() }));
    }
    let animal = SPECIES.iter().find(|s| s.names.iter().any(|n| same(word, n))).map(Kind::Animal);
    animal
        .or_else(|| critter(word).map(Kind::Critter))
        .or_else(|| thing(word).filter(|t| t.lives()).map(Kind::Thing))
}

fn read_wear(colored: &Colored<'_>, words: &Words) -> Vec<(Wear, Color)> {
    let mut worn: Vec<(Wear, Color)> = Vec::new();
    for (word, color, _) in &colored.words {
        let Some((mut wear, default)) =
            WEAR.iter().find(|(.., names)| names.iter().any(|n| same(word, n))).map(|(w, c, _)| (*w, *c))
        else {
            continue;
        };
        if wear == Wear::StrawHat {
            wear = hat(words, color.is_some());
        }
        if !worn.iter().any(|(w, _)| *w == wear) {
            worn.push((wear, color.unwrap_or(hex(default))));
        }
    }
    worn
}

/// What kind of hat.
fn hat(words: &Words, colored: bool) -> Wear {
    if words.has(&["pointed", "pointy", "wizard", "witch", "magic", "party"]) {
        Wear::PointedHat
    } else if words.has(&["top", "bowler", "tall"]) {
        Wear::TopHat
    } else if words.has(&["pirate", "tricorn"]) {
        Wear::PirateHat
    } else if words.has(&["chef", "cook", "baker"]) {
        Wear::ChefHat
    } else if words.has(&["knitted", "woolly", "winter", "bobble", "wool", "knit"]) {
        Wear::Beanie
    } else if words.has(&["sailor", "captain", "flat"]) {
        Wear::Cap
    } else if colored && !words.has(&["straw", "sun"]) {
        Wear::Beanie
    } else {
        Wear::StrawHat
    }
}

fn read_carried(colored: &Colored<'_>) -> Option<(Thing, Color)> {
    let carried = [
        "lantern",
        "umbrella",
        "wand",
        "kite",
        "balloon",
        "basket",
        "guitar",
        "flute",
        "violin",
        "drum",
        "telescope",
        "book",
        "broom",
        "flower",
    ];
    colored.words.iter().skip(2).find_map(|(word, color, _)| {
        let key = carried.iter().find(|key| same(word, key))?;
        let thing = thing(key)?;
        Some((thing, color.unwrap_or_else(|| thing.color())))
    })
}

fn size_of(words: &Words) -> f32 {
    if words.has(&["tiny", "minuscule", "teeny"]) {
        0.55
    } else if words.has(&["giant", "huge", "enormous", "gigantic", "towering"]) {
        1.75
    } else if words.has(&["big", "large", "tall"]) {
        1.25
    } else if words.has(&["small", "little", "short", "young", "baby"]) {
        0.82
    } else {
        1.0
    }
}

fn skin(words: &Words, colored: &Colored<'_>, rng: &mut Rng) -> Color {
    let drawn = rng.pick(&[0xfbdcc2, 0xf3c9a2, 0xe2ac7e, 0xc98a5c, 0x9a6240, 0x74472e].map(hex));
    if words.has(&["skin", "skinned", "complexion"]) {
        if words.has(&["dark", "deep", "ebony"]) {
            return hex(0x7d4d33);
        }
        if words.has(&["light", "pale", "fair"]) {
            return hex(0xfbdfc8);
        }
        if let Some(color) = colored.of(&["skin", "skinned", "complexion"]) {
            let (hue, saturation, _) = color.to_hsl();
            let plain = saturation < 0.75 && (10.0..50.0).contains(&hue);
            return if plain { color.lighter(0.12) } else { color };
        }
    }
    drawn
}

fn hair_color(words: &Words, colored: &Colored<'_>, person: Person, rng: &mut Rng) -> Color {
    let drawn = rng.pick(&[0x3a2a28, 0x5f3d2a, 0x8a5a34, 0xb9682f, 0xe2b35e, 0x2e2a33].map(hex));
    let named = colored.of(&[
        "hair", "braid", "pigtail", "curl", "ponytail", "plait", "locks", "bob", "bun", "haired", "fringe",
        "beard",
    ]);
    match named {
        Some(color) if color == hex(0xd8443c) => hex(0xc9572c),
        Some(color) => color,
        None if person.is_old() || words.has(&["old", "elderly"]) => hex(0xe4e1de),
        None => drawn,
    }
}

impl Person {
    fn is_old(self) -> bool {
        matches!(self.role, Role::Grandmother | Role::Grandfather | Role::Wizard | Role::King | Role::Gnome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(text: &str) -> Character {
        Character::read("Mara", text)
    }

    #[test]
    fn colours_go_to_their_nouns() {
        let fox = who("a small orange fox with a green scarf and blue boots");
        assert!(matches!(fox.kind, Kind::Animal(s) if s.names.contains(&"fox")));
        assert_eq!(fox.coat, named("orange").unwrap());
        assert_eq!(fox.worn(Wear::Scarf), named("green"));
        assert_eq!(fox.worn(Wear::Boots), named("blue"));
        assert!(fox.size < 0.9);
    }

    #[test]
    fn people_are_read() {
        let girl = who("a girl with curly black hair, brown skin and a yellow raincoat");
        assert!(matches!(girl.kind, Kind::Person(p) if p.role == Role::Girl && p.hair == Hair::Curly));
        assert_eq!(girl.worn(Wear::Coat), named("yellow"));
        assert_eq!(girl.hair, named("black").unwrap());
        assert!(matches!(who("an old lighthouse keeper with a white beard").kind, Kind::Person(_)));
    }

    #[test]
    fn objects_and_strangers_are_somebody_too() {
        assert!(matches!(who("a shy red and white lighthouse with a kind face").kind, Kind::Thing(_)));
        assert!(matches!(who("a zorgle").kind, Kind::Unknown));
        let (a, b) = (who("a zorgle"), who("a zorgle"));
        assert_eq!(a.coat, b.coat);
        assert_ne!(Character::read("Bo", "a zorgle").coat, a.coat);
    }
}
