use super::tongue::{Gender, Tongue, fold};

/// The words by which a concept is recognised, folded, one list a language.
type Known = [Vec<String>; 4];

/// Somebody that a story can be about.
#[derive(Debug)]
pub(crate) struct Being {
    pub(crate) id: &'static str,
    /// `animal`, `bug`, `person`, `thing`, `spirit`, `plant`.
    pub(crate) category: &'static str,
    /// `land`, `fixed`, `water`, `sky`, `boat`.
    pub(crate) realm: &'static str,
    pub(crate) colour: &'static str,
    pub(crate) feature: &'static str,
    /// The noun in each language; French masculine, or feminine where there is no masculine.
    nouns: [&'static str; 4],
    french: (Option<&'static str>, Option<&'static str>),
    known: Known,
    french_feminine: Vec<String>,
}

/// What somebody is like.
#[derive(Debug)]
pub(crate) struct Trait {
    pub(crate) id: &'static str,
    pub(crate) look: &'static str,
    /// English, French masculine, French feminine, Japanese before a noun, Indonesian.
    words: [&'static str; 5],
    known: Known,
}

/// A colour.
#[derive(Debug)]
pub(crate) struct Colour {
    pub(crate) english: &'static str,
    words: [&'static str; 5],
    known: Known,
}

/// Where a story can be at home.
#[derive(Debug)]
pub(crate) struct Place {
    /// The painter's word.
    pub(crate) id: &'static str,
    phrases: [&'static str; 4],
    known: Known,
}

/// A wish with its verb forms.
#[derive(Debug)]
pub(crate) struct WishWords {
    pub(crate) id: &'static str,
    /// `skill`, `friend`, `voyage`.
    pub(crate) kind: &'static str,
    /// To do it: `sing`, `chanter`, `歌う`, `bernyanyi`.
    pub(crate) verbs: [&'static str; 4],
    /// Having done it, with no subject; Indonesian has no such form.
    pub(crate) past: [&'static str; 4],
    known: Known,
}

/// A thing that can be sought, or seen in a picture.
#[derive(Debug)]
pub(crate) struct Thing {
    pub(crate) look: &'static str,
    /// With its noun between stars.
    phrases: [&'static str; 4],
    known: Known,
}

/// Something to be afraid of, to seek or to visit, as a noun phrase.
#[derive(Debug)]
pub(crate) struct Fear {
    pub(crate) id: &'static str,
    pub(crate) phrases: [&'static str; 4],
    known: Known,
}

/// Everything that the storyteller knows.
#[derive(Debug)]
pub(crate) struct Lexicon {
    pub(crate) beings: Vec<Being>,
    pub(crate) traits: Vec<Trait>,
    pub(crate) colours: Vec<Colour>,
    pub(crate) places: Vec<Place>,
    pub(crate) wishes: Vec<WishWords>,
    pub(crate) things: Vec<Thing>,
    pub(crate) goals: Vec<Fear>,
    pub(crate) fears: Vec<Fear>,
    /// Clothes and features: English and how they are recognised.
    pub(crate) wardrobe: Vec<Colour>,
    names: Vec<(&'static str, Gender, Vec<&'static str>)>,
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| line.split('|').map(str::trim).collect())
}

fn cell(row: &[&'static str], index: usize) -> &'static str {
    row.get(index).copied().unwrap_or("")
}

fn list(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split([',', ';']).map(str::trim).filter(|word| !word.is_empty())
}

fn first(cell: &'static str) -> &'static str {
    list(cell).next().unwrap_or("")
}

fn known(cells: [&'static str; 4]) -> Known {
    cells.map(|cell| list(cell).map(fold).collect())
}

fn known_in(known: &Known, tongue: Tongue) -> &[String] {
    tongue.choose(known.each_ref().map(Vec::as_slice))
}

fn part(cell: &'static str, separator: char, index: usize) -> &'static str {
    cell.split(separator).nth(index).unwrap_or("").trim()
}

impl Lexicon {
    /// Reads the tables.
    pub(crate) fn new() -> Self {
        Self {
            beings: rows(include_str!("beings.txt")).map(|row| Being::of(&row)).collect(),
            traits: rows(include_str!("traits.txt")).map(|row| Trait::of(&row)).collect(),
            colours: rows(include_str!("colours.txt")).map(|row| Colour::of(&row)).collect(),
            places: rows(include_str!("places.txt")).map(|row| Place::of(&row)).collect(),
            wishes: rows(include_str!("wishes.txt")).map(|row| WishWords::of(&row)).collect(),
            things: rows(include_str!("things.txt")).map(|row| Thing::of(&row)).collect(),
            goals: rows(include_str!("goals.txt")).map(|row| Fear::of(&row)).collect(),
            fears: rows(include_str!("fears.txt")).map(|row| Fear::of(&row)).collect(),
            wardrobe: rows(include_str!("wardrobe.txt")).map(|row| Colour::of(&row)).collect(),
            names: rows(include_str!("names.txt")).map(|row| names(&row)).collect(),
        }
    }

    /// The being of that id.
    pub(crate) fn being(&self, id: &str) -> Option<&Being> {
        self.beings.iter().find(|being| being.id == id)
    }

    /// The place of that painter's word.
    pub(crate) fn place(&self, id: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.id == id)
    }

    /// Names that we give.
    pub(crate) fn names(&self, tongue: Tongue, gender: Gender) -> &[&'static str] {
        let found = self.names.iter().find(|(owner, of, _)| *owner == tongue.tag() && *of == gender);
        found.map_or(&[], |(_, _, names)| names.as_slice())
    }

    /// The gender of a name, if it is a well-known one.
    pub(crate) fn gender_of(&self, name: &str) -> Option<Gender> {
        let folded = fold(name.split_whitespace().next().unwrap_or(name));
        self.names
            .iter()
            .find(|(_, _, names)| names.iter().any(|known| fold(known) == folded))
            .map(|(_, gender, _)| *gender)
    }
}

fn names(row: &[&'static str]) -> (&'static str, Gender, Vec<&'static str>) {
    let mut head = cell(row, 0).split(' ');
    let owner = head.next().unwrap_or("");
    let gender = if head.next() == Some("f") { Gender::Feminine } else { Gender::Masculine };
    (owner, gender, list(cell(row, 1)).collect())
}

impl Being {
    fn of(row: &[&'static str]) -> Self {
        let french = cell(row, 6);
        let [masculine, feminine] = [part(french, ';', 0), part(french, ';', 1)].map(first);
        let present = |word: &'static str| Some(word).filter(|word| !word.is_empty());
        let shown = if masculine.is_empty() { feminine } else { masculine };
        Self {
            id: cell(row, 0),
            category: cell(row, 1),
            realm: cell(row, 2),
            colour: cell(row, 3),
            feature: cell(row, 4),
            nouns: [first(cell(row, 5)), shown, first(cell(row, 7)), first(cell(row, 8))],
            french: (present(masculine), present(feminine)),
            known: known([cell(row, 5), french, cell(row, 7), cell(row, 8)]),
            french_feminine: list(part(french, ';', 1)).map(fold).collect(),
        }
    }

    /// The noun, without an article.
    pub(crate) fn noun(&self, tongue: Tongue) -> &'static str {
        tongue.choose(self.nouns)
    }

    /// The French noun for that gender, and the gender that it really has.
    pub(crate) fn french(&self, wanted: Gender) -> (&'static str, Gender) {
        match (wanted, self.french) {
            (Gender::Feminine, (_, Some(noun))) | (Gender::Masculine, (None, Some(noun))) => {
                (noun, Gender::Feminine)
            }
            (_, (masculine, _)) => (masculine.unwrap_or(""), Gender::Masculine),
        }
    }

    /// Whether a (folded) French word is one of its feminine forms.
    pub(crate) fn is_french_feminine(&self, word: &str) -> bool {
        self.french_feminine.iter().any(|known| known == word)
    }

    /// The gender that French gives it when nothing else decides, if only one is possible.
    pub(crate) fn only_french_gender(&self) -> Option<Gender> {
        match self.french {
            (Some(_), None) => Some(Gender::Masculine),
            (None, Some(_)) => Some(Gender::Feminine),
            _ => None,
        }
    }

    pub(crate) fn known(&self, tongue: Tongue) -> &[String] {
        known_in(&self.known, tongue)
    }
}

impl Trait {
    fn of(row: &[&'static str]) -> Self {
        let french = cell(row, 3);
        let shown = [
            first(cell(row, 2)),
            first(part(french, ';', 0)),
            first(part(french, ';', 1)),
            cell(row, 4),
            first(cell(row, 6)),
        ];
        Self {
            id: cell(row, 0),
            look: cell(row, 1),
            words: shown,
            known: known([cell(row, 2), french, cell(row, 5), cell(row, 6)]),
        }
    }

    /// The adjective; in Japanese the form before a noun.
    pub(crate) fn word(&self, tongue: Tongue, gender: Gender) -> &'static str {
        adjective(self.words, tongue, gender)
    }

    pub(crate) fn known(&self, tongue: Tongue) -> &[String] {
        known_in(&self.known, tongue)
    }
}

fn adjective(words: [&'static str; 5], tongue: Tongue, gender: Gender) -> &'static str {
    let [en, masculine, feminine, ja, id] = words;
    let fr = if gender == Gender::Feminine { feminine } else { masculine };
    tongue.choose([en, fr, ja, id])
}

impl Colour {
    fn of(row: &[&'static str]) -> Self {
        let french = cell(row, 1);
        let masculine = first(part(french, ';', 0));
        let feminine = Some(first(part(french, ';', 1))).filter(|word| !word.is_empty()).unwrap_or(masculine);
        Self {
            english: first(cell(row, 0)),
            words: [first(cell(row, 0)), masculine, feminine, first(cell(row, 2)), first(cell(row, 3))],
            known: known([cell(row, 0), french, cell(row, 2), cell(row, 3)]),
        }
    }

    /// The adjective; in Japanese the form before a noun.
    pub(crate) fn word(&self, tongue: Tongue, gender: Gender) -> &'static str {
        adjective(self.words, tongue, gender)
    }

    pub(crate) fn known(&self, tongue: Tongue) -> &[String] {
        known_in(&self.known, tongue)
    }
}

impl Place {
    fn of(row: &[&'static str]) -> Self {
        Self {
            id: cell(row, 0),
            phrases: [cell(row, 2), cell(row, 3), cell(row, 4), cell(row, 5)],
            known: known([cell(row, 6), cell(row, 7), cell(row, 8), cell(row, 9)]),
        }
    }

    /// `by the sea`; in Japanese the noun phrase before に or で.
    pub(crate) fn phrase(&self, tongue: Tongue) -> &'static str {
        tongue.choose(self.phrases)
    }

    pub(crate) fn known(&self, tongue: Tongue) -> &[String] {
        known_in(&self.known, tongue)
    }
}

impl WishWords {
    fn of(row: &[&'static str]) -> Self {
        let [en, fr, ja, id] = [2, 3, 4, 5].map(|index| cell(row, index));
        Self {
            id: cell(row, 0),
            kind: cell(row, 1),
            verbs: [part(en, '/', 0), part(fr, '/', 0), part(ja, '/', 0), part(id, '/', 0)],
            past: [part(en, '/', 1), part(fr, '/', 1), part(ja, '/', 2), part(id, '/', 0)],
            known: known([part(en, '/', 2), part(fr, '/', 2), part(ja, '/', 3), part(id, '/', 1)]),
        }
    }

    pub(crate) fn known(&self, tongue: Tongue) -> &[String] {
        known_in(&self.known, tongue)
    }
}

impl Thing {
    fn of(row: &[&'static str]) -> Self {
        let phrases = [cell(row, 2), cell(row, 3), cell(row, 4), cell(row, 5)];
        let known = phrases.map(|phrase| vec![fold(part(phrase, '*', 1))]);
        Self { look: cell(row, 1), phrases, known }
    }

    /// The bare noun.
    pub(crate) fn noun(&self, tongue: Tongue) -> &'static str {
        part(tongue.choose(self.phrases), '*', 1)
    }

    /// The French gender, by its article.
    pub(crate) fn french_gender(&self) -> Gender {
        let phrase = Tongue::Fr.choose(self.phrases);
        if phrase.starts_with("une ") || phrase.starts_with("la ") {
            Gender::Feminine
        } else {
            Gender::Masculine
        }
    }

    pub(crate) fn known(&self, tongue: Tongue) -> &[String] {
        known_in(&self.known, tongue)
    }
}

impl Fear {
    fn of(row: &[&'static str]) -> Self {
        let shown = [cell(row, 1), cell(row, 2), cell(row, 3), cell(row, 4)].map(|text| part(text, ';', 0));
        Self {
            id: cell(row, 0),
            phrases: shown,
            known: known([cell(row, 5), cell(row, 6), cell(row, 7), cell(row, 8)]),
        }
    }

    pub(crate) fn known(&self, tongue: Tongue) -> &[String] {
        known_in(&self.known, tongue)
    }
}
